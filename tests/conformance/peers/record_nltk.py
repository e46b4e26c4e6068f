"""Records nltk's alphas of numbers and of sets, and its coefficients of complete ratings."""

from __future__ import annotations

from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance, jaccard_distance, masi_distance
from rating_cases import RatingCase, as_set, rating_cases
from recording import Metrics, answers, write_lines


def task(case: RatingCase, distance: Any, *, sets: bool = False) -> AnnotationTask:
    """Its triples of rater, unit and label."""
    triples = [
        (f"r{rater}", f"u{unit}", as_set(float(label), case.categories) if sets else float(label))
        for (rater, unit), label in np.ndenumerate(case.values)
        if not np.isnan(label)
    ]
    return AnnotationTask(triples, distance=distance)


def metrics(case: RatingCase) -> Metrics:
    """Alpha at four levels; of complete ratings of two or more categories also what needs them complete."""
    found: dict[str, Any] = {
        "nominal": lambda: task(case, binary_distance).alpha(),
        "interval": lambda: task(case, interval_distance).alpha(),
        "jaccard": lambda: task(case, jaccard_distance, sets=True).alpha(),
        "masi": lambda: task(case, masi_distance, sets=True).alpha(),
    }
    if case.complete:
        found["light_kappa"] = lambda: task(case, binary_distance).kappa()
        found["hubert_kappa"] = lambda: task(case, binary_distance).multi_kappa()
        found["fleiss_kappa"] = lambda: task(case, binary_distance).pi()
        found["brennan_prediger"] = lambda: task(case, binary_distance).S()
        found["percent_agreement"] = lambda: task(case, binary_distance).avg_Ao()
    return found


if __name__ == "__main__":
    write_lines("nltk", ["nltk"], answers(rating_cases(), metrics))
