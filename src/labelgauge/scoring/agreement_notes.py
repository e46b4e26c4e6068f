"""What a reader of an agreement card has to know besides its numbers, in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.ratings import Ratings
from labelgauge.scoring.agreement_pairs import RaterPairs

_SHOWN = 3
"""How many labels a note lists."""

_BY_UNIT = {"bootstrap", "bayesian_bootstrap"}
"""Intervals that take units for independent."""


def notes(
    ratings: Ratings,
    coefficients: Sequence[Coefficient],
    pairs: RaterPairs | None,
    parameters: Mapping[str, Any],
    *,
    is_detailed: bool,
) -> list[str]:
    """Sentences on what was not compared, is undefined, or has to be read with care.

    Parameters
    ----------
    ratings, coefficients, pairs, parameters
        What was measured, and what was asked for.
    is_detailed
        Whether categories were looked at one by one.

    Returns
    -------
    list of str
        Sentences.
    """
    return [
        *_of_ratings(ratings, is_detailed=is_detailed),
        *_reasons(coefficients, parameters["ci"]),
        *_of_draws(coefficients, parameters["ci"]),
        *_of_clusters(ratings, parameters["ci"]),
        *([f"{pairs.warning[0].upper()}{pairs.warning[1:]}."] if pairs and pairs.warning else []),
    ]


def _of_ratings(ratings: Ratings, *, is_detailed: bool) -> list[str]:
    found = []
    few = int(np.count_nonzero(ratings.per_unit < 2))
    if few and ratings.n_ratings:
        have = "has" if few == 1 else "have"
        found.append(f"{few:,} of {ratings.n_units:,} units {have} fewer than two ratings and cannot be compared.")
    found += _of_kinds(ratings)
    if ratings.anonymous:
        found.append(
            "Raters are anonymous: who is who across units is not known, so they are neither ranked nor paired."
        )
    if not is_detailed:
        found.append(f"{ratings.n_categories:,} categories are too many to look at one by one.")
    return found


def _of_kinds(ratings: Ratings) -> list[str]:
    """A word on labels that are text where others look like numbers: one of them may be there by mistake."""
    if ratings.categories.dtype.kind != "U":
        return []
    labels = ratings.categories.tolist()
    odd = [label for label in labels if not is_number(label)]
    if len(odd) in {0, len(labels)}:
        return []
    shown = ", ".join(map(repr, odd[:_SHOWN])) + (", …" if len(odd) > _SHOWN else "")
    return [f"Some labels look like numbers, others do not ({shown}), so that all of them are taken for text."]


def is_number(label: object) -> bool:
    """Whether a label is a number, or text that looks like one."""
    try:
        float(label)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _reasons(coefficients: Sequence[Coefficient], ci: str | None) -> list[str]:
    """Why values or intervals are missing, each reason once."""
    found = []
    for status in dict.fromkeys(one.status for one in coefficients if one.status != "ok"):
        alike = [one for one in coefficients if one.status == status]
        undefined = [one.name for one in alike if math.isnan(one.value)]
        unsure = [one.name for one in alike if not math.isnan(one.value) and ci is not None]
        found += [f"Undefined, since {REASONS[status]}: {', '.join(undefined)}."] if undefined else []
        found += [f"Without an interval, since {REASONS[status]}: {', '.join(unsure)}."] if unsure else []
    return found


def _of_draws(coefficients: Sequence[Coefficient], ci: str | None) -> list[str]:
    """What intervals are not as asked for, or come from fewer draws, or are known to be too narrow."""
    found = []
    other = [one.name for one in coefficients if one.interval == "analytic" != ci]
    if other:
        found.append(f"Intervals of {', '.join(other)} are analytic; {ci} is not for them.")
    if ci == "krippendorff_bootstrap":
        found.append(
            "This bootstrap draws pairs of ratings as if they were independent; intervals are often too narrow by half."
        )
    lost = [f"{one.name} {one.degenerate:.1%}" for one in coefficients if one.degenerate > 0]
    if lost:
        found.append(f"Draws that were undefined and left out: {', '.join(lost)}.".replace("%", " %"))
    return found


def _of_clusters(ratings: Ratings, ci: str | None) -> list[str]:
    if ratings.clusters is None or ci not in _BY_UNIT:
        return []
    return ["There are clusters, and the bootstrap draws units; intervals may be too narrow."]
