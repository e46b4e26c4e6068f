"""Records the krippendorff package's alpha; it is under the GPL, and nothing of labelgauge needs it."""

from __future__ import annotations

import krippendorff
import numpy as np
from rating_cases import RatingCase, rating_cases
from recording import Metrics, answers, write_lines

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def metrics(case: RatingCase) -> Metrics:
    """Alpha at each level that suits the numbers, of the values that occur, which is what it takes by default."""
    levels = LEVELS if np.nanmin(case.values, initial=0) >= 0 else LEVELS[:3]
    return {
        level: lambda level=level: krippendorff.alpha(reliability_data=case.values, level_of_measurement=level)
        for level in levels
    }


if __name__ == "__main__":
    np.seterr(all="ignore")
    write_lines("krippendorff", ["krippendorff", "numpy"], answers(rating_cases(), metrics))
