"""From coefficients and breakdowns to the tables and the JSON of an agreement card."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge._version import __version__
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.ratings import Ratings
from labelgauge.scoring import agreement_pairs
from labelgauge.scoring.agreement_bands import band
from labelgauge.scoring.agreement_card import SCHEMA_VERSION, AgreementCard
from labelgauge.scoring.agreement_notes import notes
from labelgauge.scoring.agreement_pairs import RaterPairs

WORST_UNITS = 50
"""How many of the units that raters agree least about are part of the JSON."""

WORST_CONFUSIONS = 50
"""How many of the categories taken for each other are part of it."""

WORST_PAIRS = 435
"""How many pairs of raters are part of it: all of 30 raters."""

_SHOWN = 6
"""How many categories a message lists."""

_NUMBERS = ("value", "se", "low", "high", "observed", "expected", "degenerate")
_COUNTS = ("n_units", "n_raters", "n_ratings", "n_pairs", "draws")
_NO_CATEGORIES = (
    "category", "n_ratings", "share", "value", "se", "low", "high", "status", "specific_agreement", "disagreement",
)  # fmt: skip


class Breakdowns(NamedTuple):
    """Where agreement is lost.

    Attributes
    ----------
    raters, categories, confusions, units
        Tables; categories None where there are too many.
    pairs
        Pairs of raters; None where they were not asked for.
    """

    raters: Table
    categories: Table | None
    confusions: Table
    units: Table
    pairs: RaterPairs | None


def card(
    ratings: Ratings,
    coefficients: Sequence[Coefficient],
    breakdowns: Breakdowns,
    *,
    parameters: Mapping[str, Any],
    source: Mapping[str, Any],
) -> AgreementCard:
    """Put everything together.

    Parameters
    ----------
    ratings
        What was measured.
    coefficients, breakdowns
        What was found.
    parameters
        What was asked for.
    source
        What ratings were read from, and how; may be empty.

    Returns
    -------
    AgreementCard
        The result.
    """
    _, categories, confusions, units, pairs = breakdowns
    raters = breakdowns.raters.take(_ascending(breakdowns.raters["vitality"]))
    costly = Table({name: [] for name in _NO_CATEGORIES})
    if categories is not None:
        costly = categories.take(_ascending(-categories["disagreement"]))
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "agreement",
        "labelgauge": __version__,
        "input": {"name": source.get("name"), "digest": source.get("digest"), "reading": source.get("reading")},
        "parameters": dict(parameters),
        "ratings": about(ratings),
        "notes": notes(ratings, coefficients, pairs, parameters, is_detailed=categories is not None),
        "coefficients": [_row(one) for one in coefficients],
        "raters": _plain_rows(raters),
        "categories": _plain_rows(costly),
        "confusions": _plain_rows(confusions.take(np.flatnonzero(confusions["disagreement"] > 0)[:WORST_CONFUSIONS])),
        "worst_units": _plain_rows(units.take(_worst(units))),
        "pairs": _pairs(pairs, parameters["pairs"]),
    }
    all_pairs = Table({name: [] for name in agreement_pairs.COLUMNS}) if pairs is None else pairs.table
    return AgreementCard(_coefficients(coefficients), raters, costly, confusions, units, all_pairs, content)


def shortened(ratings: Ratings) -> str:
    """The first few categories, in words."""
    listed = ", ".join(str(category) for category in ratings.categories[:_SHOWN].tolist())
    return f"{listed}, …" if ratings.n_categories > _SHOWN else listed


def about(ratings: Ratings) -> dict[str, Any]:
    """How much there is of what."""
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


def _row(one: Coefficient) -> dict[str, Any]:
    numbers = {name: plain(getattr(one, name)) for name in _NUMBERS}
    counts = {name: getattr(one, name) for name in _COUNTS}
    return {
        "name": one.name,
        **numbers,
        "interval": one.interval,
        "status": one.status,
        "band": band(one),
        **counts,
        "parameters": {name: plain(value) for name, value in one.parameters.items()},
    }


def _coefficients(coefficients: Sequence[Coefficient]) -> Table:
    bands = [band(one) or {} for one in coefficients]
    return Table(
        {
            "name": [one.name for one in coefficients],
            **{name: np.array([getattr(one, name) for one in coefficients], np.float64) for name in _NUMBERS},
            "interval": [one.interval for one in coefficients],
            "status": [one.status for one in coefficients],
            "band": [each.get("label", "") for each in bands],
            "band_probability": np.array([each.get("probability") for each in bands], np.float64),
            "band_scale": [each.get("scale", "") for each in bands],
            **{name: np.array([getattr(one, name) for one in coefficients], np.int64) for name in _COUNTS},
        }
    )


def _pairs(pairs: RaterPairs | None, coefficient: str | None) -> dict[str, Any] | None:
    if pairs is None:
        return None
    return {
        "coefficient": coefficient,
        "status": pairs.status,
        "n_pairs": len(pairs.table),
        "n_groups": pairs.n_groups,
        "rows": _plain_rows(pairs.table.take(np.arange(min(len(pairs.table), WORST_PAIRS)))),
    }


def _ascending(numbers: NDArray[Any]) -> NDArray[Any]:
    """Positions in ascending order; NaN last, equal ones as they are."""
    return np.argsort(numbers, kind="stable")


def _worst(units: Table) -> NDArray[Any]:
    """Units that raters are not of one mind about: least agreement first, then most ratings, then influence."""
    agreement = units["agreement"]
    order = np.lexsort((units["influence"], -units["n_ratings"], agreement))
    worst: NDArray[Any] = order[agreement[order] < 1][:WORST_UNITS]
    return worst


def _plain_rows(table: Table) -> list[dict[str, Any]]:
    return [{name: plain(value) for name, value in row.items()} for row in table.rows()]


def plain(value: Any) -> Any:
    """A value as JSON has it: NaN as None; names that are neither text nor numbers as text."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value if value is None or isinstance(value, bool | int | str) else str(value)
