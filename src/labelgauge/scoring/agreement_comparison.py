"""Agreement in two tables of ratings: coefficients of both, and whether their differences are more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from labelgauge._table import Table
from labelgauge._version import __version__
from labelgauge.agreement._joint import with_shared_categories
from labelgauge.agreement._named import NAMED, CoefficientName
from labelgauge.agreement.difference import AgreementDifference, agreement_difference
from labelgauge.agreement.names import Interval
from labelgauge.agreement.options import Ends
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError
from labelgauge.scoring.agreement import Level, level_of
from labelgauge.scoring.agreement_content import about, plain
from labelgauge.scoring.agreement_measures import WEIGHTS, names_of
from labelgauge.scoring.card import Card
from labelgauge.scoring.progress import Listener, Steps

SCHEMA_VERSION = 1

_NUMBERS = ("value", "se", "low", "high", "df", "p_value", "degenerate")
_COUNTS = ("n_shared", "draws")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AgreementComparison(Card):
    """How much more the raters of one table agree than those of another.

    Made by `compare_agreement`. Undefined numbers are NaN in the table and null in JSON; their status says why.

    Attributes
    ----------
    differences : Table
        One row per coefficient: ``name``, ``first``, ``second``, ``value`` (the first less the second), ``se``,
        ``low``, ``high``, ``df``, ``p_value``, ``status`` and more.
    content : Mapping
        What `to_dict` copies (docs/agreement-comparison.schema.json).
    """

    differences: Table
    content: Mapping[str, Any]

    def __repr__(self) -> str:
        lines = (
            f"  {row['name']:<20}{row['status'] if row['value'] is None else format(row['value'], '+.3f')}"
            for row in self.content["differences"]
        )
        return "\n".join((f"AgreementComparison: {self.content['parameters']['units']} units", *lines))


def compare_agreement(
    first: Ratings,
    second: Ratings,
    *,
    level: Level | None = None,
    coefficients: Sequence[str] | None = None,
    units: Literal["paired", "independent"] | None = None,
    ci: Interval | None = "analytic",
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    ends: Ends = "percentile",
    min_overlap: int = 1,
    threads: int = 1,
    progress: Listener | None = None,
    sources: Sequence[Mapping[str, Any]] = ({}, {}),
) -> AgreementComparison:
    """Compare two groups of raters, two guidelines or two sets of units, by several coefficients.

    Categories of either side are taken to be those of both.

    Parameters
    ----------
    first, second
        Who said what about which unit.
    level
        Level of measurement, as of `labelgauge.score_agreement`.
    coefficients
        Names out of `labelgauge.agreement.names.COEFFICIENTS`, but for those of numbers and ranks; by default as of
        `labelgauge.score_agreement` of either side, less Cohen's kappa where one side is not of two raters.
    units
        ``"paired"``: units of one name are the same; ``"independent"``: units of the two have nothing to do with each
        other. None is paired if there is a unit in both.
    ci, confidence, draws, seed, ends
        The interval, and the test that goes with it: see `labelgauge.agreement_difference`. ``"score"`` is analytic.
    min_overlap
        Units that a pair of raters must share to count for Light's kappa.
    threads
        Number of threads; never changes the answer.
    progress
        Called with a `ProgressEvent` after every coefficient, and after every block of draws.
    sources
        What ratings of both were read from and how, to be part of the result: ``name``, ``digest`` and ``reading``.

    Returns
    -------
    AgreementComparison
        What is undefined has a status.

    Raises
    ------
    InputError
        If the level is missing or does not suit the labels, a coefficient has no difference, or another parameter
        cannot be used.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.scoring.agreement_comparison import compare_agreement
    >>> before = lg.Ratings.from_matrix([list("abbcacba"), list("bbccaabc")])
    >>> after = lg.Ratings.from_matrix([list("abbcacba"), list("abbcaaba")])
    >>> card = compare_agreement(after, before, coefficients=["gwet_ac"])
    >>> card.differences["value"].round(3).tolist(), card.content["parameters"]["units"]
    ([0.566], 'paired')
    """
    one, two = with_shared_categories(first, second)
    used = level_of(one, level)
    level_of(two, used)
    names = _names(one, two, used, coefficients)
    shared = bool(np.isin(np.asarray(one.units), np.asarray(two.units)).any())
    paired = shared if units is None else units == "paired"
    steps = Steps(progress, "comparing agreement", len(names))
    found = []
    for name in names:
        found.append(
            agreement_difference(
                one,
                two,
                name,
                paired=paired,
                parameters=_parameters(name, used, min_overlap),
                ci="analytic" if ci == "score" else ci,
                confidence=confidence,
                draws=draws,
                seed=seed,
                ends=ends,
                threads=threads,
                progress=steps.within,
            )
        )
        steps.next()
    parameters = {
        "level": used,
        "weights": WEIGHTS[used],
        "coefficients": list(names),
        "units": "paired" if paired else "independent",
        "ci": "analytic" if ci == "score" else ci,
        "confidence": confidence,
        "draws": draws,
        "seed": seed,
        "ends": ends,
        "min_overlap": min_overlap,
    }
    return _card((one, two), found, parameters, sources)


def _names(one: Ratings, two: Ratings, level: str, asked: Sequence[str] | None) -> list[CoefficientName]:
    """Names of coefficients that both sides have and that have differences."""
    of_both = [names_of(side, level, asked) for side in (one, two)]
    odd = [name for name in of_both[0] if name not in NAMED]
    if odd:
        what = f"{odd[0]}, in coefficients=, has no difference with a standard error"
        raise InputError(what, fix=f"Take some of {', '.join(NAMED)}.")
    return cast("list[CoefficientName]", [name for name in of_both[0] if name in of_both[1]])


def _parameters(name: str, level: str, min_overlap: int) -> dict[str, Any]:
    if name == "krippendorff_alpha":
        return {"level": level}
    if name == "light_kappa":
        return {"weights": WEIGHTS[level], "min_overlap": min_overlap}
    return {"weights": WEIGHTS[level]}


def _card(
    sides: tuple[Ratings, Ratings],
    differences: Sequence[AgreementDifference],
    parameters: Mapping[str, Any],
    sources: Sequence[Mapping[str, Any]],
) -> AgreementComparison:
    rows = [_row(one) for one in differences]
    columns = {name: [row[name] for row in rows] for name in ("name", "interval", "status")}
    numbers = {name: np.array([row[name] for row in rows], np.float64) for name in ("first", "second", *_NUMBERS)}
    counts = {name: np.array([row[name] for row in rows], np.int64) for name in _COUNTS}
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "agreement_comparison",
        "labelgauge": __version__,
        "inputs": [{name: source.get(name) for name in ("name", "digest", "reading")} for source in sources],
        "parameters": dict(parameters),
        "ratings": [about(side) for side in sides],
        "notes": _notes(sides, differences, parameters),
        "differences": rows,
    }
    return AgreementComparison(Table({"name": columns.pop("name"), **numbers, **columns, **counts}), content)


def _row(one: AgreementDifference) -> dict[str, Any]:
    return {
        "name": one.first.name,
        "first": plain(one.first.value),
        "second": plain(one.second.value),
        **{name: _finite(getattr(one, name)) for name in _NUMBERS},
        "interval": one.interval,
        "status": one.status,
        **{name: getattr(one, name) for name in _COUNTS},
        "parameters": {name: plain(value) for name, value in one.first.parameters.items()},
    }


def _finite(number: float) -> float | None:
    """A number as JSON has it; infinite degrees of freedom, which are those of the normal distribution, are None."""
    return number if np.isfinite(number) else None


def _notes(
    sides: tuple[Ratings, Ratings], differences: Sequence[AgreementDifference], parameters: Mapping[str, Any]
) -> list[str]:
    """What a reader has to know besides."""
    one, two = sides
    shared = int(np.count_nonzero(np.isin(np.asarray(one.units), np.asarray(two.units))))
    found = []
    if parameters["units"] == "paired":
        alone = [side.n_units - shared for side in sides]
        words = f"Units are paired by their names: {shared:,} are in both"
        found.append(f"{words}." if not any(alone) else f"{words}, {alone[0]:,} and {alone[1]:,} in one alone.")
        if all(np.array_equal(side.units, np.arange(side.n_units)) for side in sides):
            found.append("Units are named by numbers from 0; if those are rows, both must have them in one order.")
    else:
        found.append("Units are independent: those of one table have nothing to do with those of the other.")
    if one.clusters is not None and parameters["ci"] in {"bootstrap", "bayesian_bootstrap"}:
        found.append("There are clusters, and the bootstrap draws units; intervals may be too narrow.")
    lost = [f"{each.first.name} {each.degenerate:.1%}" for each in differences if each.degenerate > 0]
    if lost:
        found.append(f"Draws that were undefined and left out: {', '.join(lost)}.".replace("%", " %"))
    return found
