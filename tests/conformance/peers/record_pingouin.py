"""Records pingouin's intraclass correlations; it is under the GPL, and nothing of labelgauge imports it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pingouin
from number_cases import NumberCase, number_cases
from recording import write_lines


def answers(case: NumberCase) -> dict[str, Any]:
    """Its table, by its names of the six forms."""
    rater, unit = np.indices(case.values.shape)
    long = pd.DataFrame({"unit": unit.ravel(), "rater": rater.ravel(), "value": case.values.ravel()})
    found = pingouin.intraclass_corr(long, targets="unit", raters="rater", ratings="value")
    return {
        row["Type"]: {
            "value": float(row["ICC"]),
            "ends": [float(end) for end in row["CI95"]],
            "f": float(row["F"]),
            "df": [float(row["df1"]), float(row["df2"])],
            "p_value": float(row["pval"]),
        }
        for _, row in found.iterrows()
    }


if __name__ == "__main__":
    pingouin.options["round.column.CI95"] = None
    cases = {case.name: {"digest": case.digest, "values": answers(case)} for case in number_cases()}
    write_lines("pingouin", ["pingouin", "numpy", "scipy", "pandas"], cases)
