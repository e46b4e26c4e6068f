"""From coefficients and breakdowns to the tables and the JSON of an agreement card."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge._version import __version__
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.ratings import Ratings
from labelgauge.scoring.agreement_card import SCHEMA_VERSION, AgreementCard

WORST_UNITS = 50
"""How many of the units that raters agree least about are part of the JSON."""

_SHOWN = 6
"""How many categories a message lists."""

_NUMBERS = ("value", "se", "low", "high", "observed", "expected", "degenerate")
_COUNTS = ("n_units", "n_raters", "n_ratings", "n_pairs", "draws")
_NO_CATEGORIES = (
    "category", "n_ratings", "share", "value", "se", "low", "high", "status", "specific_agreement", "disagreement",
)  # fmt: skip


def card(
    ratings: Ratings,
    coefficients: Sequence[Coefficient],
    *,
    raters: Table,
    categories: Table | None,
    units: Table,
    parameters: Mapping[str, Any],
    source: Mapping[str, Any],
) -> AgreementCard:
    """Put everything together.

    Parameters
    ----------
    ratings
        What was measured.
    coefficients
        Its coefficients.
    raters, categories, units
        Its breakdowns; None where there are too many categories.
    parameters
        What was asked for.
    source
        What ratings were read from, and how; may be empty.

    Returns
    -------
    AgreementCard
        The result.
    """
    ranked = raters.take(_ascending(raters["vitality"]))
    costly = Table({name: [] for name in _NO_CATEGORIES})
    if categories is not None:
        costly = categories.take(_ascending(-categories["disagreement"]))
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "agreement",
        "labelgauge": __version__,
        "input": {"name": source.get("name"), "digest": source.get("digest"), "reading": source.get("reading")},
        "parameters": dict(parameters),
        "ratings": _about(ratings),
        "notes": _notes(ratings, categories, parameters),
        "coefficients": [_row(one) for one in coefficients],
        "raters": [_plain_row(row) for row in ranked.rows()],
        "categories": [_plain_row(row) for row in costly.rows()],
        "worst_units": [_plain_row(row) for row in units.take(_worst(units)).rows()],
    }
    return AgreementCard(_coefficients(coefficients), ranked, costly, units, content)


def shortened(ratings: Ratings) -> str:
    """The first few categories, in words."""
    listed = ", ".join(str(category) for category in ratings.categories[:_SHOWN].tolist())
    return f"{listed}, …" if ratings.n_categories > _SHOWN else listed


def _about(ratings: Ratings) -> dict[str, Any]:
    return {
        "n_units": ratings.n_units,
        "n_compared": int(np.count_nonzero(ratings.per_unit >= 2)),
        "n_raters": ratings.n_raters,
        "n_ratings": ratings.n_ratings,
        "n_categories": ratings.n_categories,
        "n_clusters": None if ratings.clusters is None else len(ratings.clusters),
        "weighted": ratings.weight is not None,
        "anonymous": ratings.anonymous,
    }


def _notes(ratings: Ratings, categories: Table | None, parameters: Mapping[str, Any]) -> list[str]:
    notes = []
    few = int(np.count_nonzero(ratings.per_unit < 2))
    if few and ratings.n_ratings:
        notes.append(f"{few:,} of {ratings.n_units:,} units have fewer than two ratings and cannot be compared.")
    if ratings.anonymous:
        notes.append("Raters are anonymous: who is who across units is not known, so they are not ranked.")
    if ratings.clusters is not None and parameters["ci"] in {"bootstrap", "bayesian_bootstrap"}:
        notes.append("There are clusters, and the bootstrap draws units; intervals may be too narrow.")
    if categories is None:
        notes.append(f"{ratings.n_categories:,} categories are too many to look at one by one.")
    return notes


def _row(one: Coefficient) -> dict[str, Any]:
    numbers = {name: _plain(getattr(one, name)) for name in _NUMBERS}
    counts = {name: getattr(one, name) for name in _COUNTS}
    return {
        "name": one.name,
        **numbers,
        "interval": one.interval,
        "status": one.status,
        **counts,
        "parameters": dict(one.parameters),
    }


def _coefficients(coefficients: Sequence[Coefficient]) -> Table:
    return Table(
        {
            "name": [one.name for one in coefficients],
            **{name: np.array([getattr(one, name) for one in coefficients], np.float64) for name in _NUMBERS},
            "status": [one.status for one in coefficients],
            **{name: np.array([getattr(one, name) for one in coefficients], np.int64) for name in _COUNTS},
        }
    )


def _ascending(numbers: NDArray[Any]) -> NDArray[Any]:
    """Positions in ascending order; NaN last, equal ones as they are."""
    return np.argsort(numbers, kind="stable")


def _worst(units: Table) -> NDArray[Any]:
    """Units that raters are not of one mind about: least agreement first, then most ratings, then influence."""
    agreement = units["agreement"]
    order = np.lexsort((units["influence"], -units["n_ratings"], agreement))
    worst: NDArray[Any] = order[agreement[order] < 1][:WORST_UNITS]
    return worst


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """A value as JSON has it: NaN as None; names that are neither text nor numbers as text."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value if value is None or isinstance(value, bool | int | str) else str(value)
