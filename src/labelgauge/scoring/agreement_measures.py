"""Each coefficient of an agreement card, by its name, at a level of measurement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import (
    OF_NUMBERS,
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from labelgauge.agreement.continuous import concordance
from labelgauge.agreement.icc import all_forms
from labelgauge.agreement.kendall import kendall_w
from labelgauge.agreement.many_raters import conger_kappa, hubert_kappa, light_kappa
from labelgauge.agreement.names import COEFFICIENTS
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa, scott_pi
from labelgauge.agreement.weights import MOST_CATEGORIES
from labelgauge.errors import InputError

WEIGHTS: Mapping[str, str] = MappingProxyType(
    {"nominal": "identity", "ordinal": "ordinal", "interval": "quadratic", "ratio": "ratio"}
)
"""Weights of agreement by level of measurement, of coefficients that take weights."""

DEFAULT = ("percent_agreement", "krippendorff_alpha", "gwet_ac", "fleiss_kappa", "brennan_prediger")
"""Coefficients of any number of raters, named or not."""

_ONLY_AT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"icc": ("interval", "ratio"), "concordance": ("interval", "ratio"), "kendall_w": ("ordinal", "interval", "ratio")}
)
"""Levels of coefficients that do not suit all."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all coefficients are computed with.

    Parameters
    ----------
    level
        Level of measurement.
    min_overlap
        Units that a pair of raters must share to count.
    options
        Options of every coefficient that takes them.
    """

    level: str
    min_overlap: int
    options: Options


_OF_ANY_RATERS = tuple(name for name in COEFFICIENTS if name != "cohen_kappa")
_ONLY_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "score": tuple(name for name in COEFFICIENTS if name not in {"light_kappa", "hubert_kappa"}),
        "krippendorff_bootstrap": ("krippendorff_alpha",),
        "two_way": _OF_ANY_RATERS,
        "pigeonhole_bootstrap": _OF_ANY_RATERS,
    }
)
"""Coefficients that a kind of interval is there for, of kinds that are not there for all."""

Measure = Callable[[Ratings, Setting], list[Coefficient]]


def names_of(ratings: Ratings, level: str, asked: Sequence[str] | None) -> tuple[str, ...]:
    """Names of the coefficients to be measured.

    Parameters
    ----------
    ratings
        What is measured.
    level
        Its level.
    asked
        Names out of `COEFFICIENTS`; None for those of `DEFAULT`, and Cohen's kappa of two raters with names. With more
        categories than a table of weights may have, and a level that needs one, that is alpha alone.

    Raises
    ------
    InputError
        If a name is unknown or repeats, there is none, or a coefficient does not suit the level.
    """
    if asked is None:
        if level != "nominal" and ratings.n_categories > MOST_CATEGORIES:
            return ("krippendorff_alpha",)
        return (*DEFAULT, "cohen_kappa") if ratings.n_raters == 2 and not ratings.anonymous else DEFAULT
    check_names(asked)
    for name in asked:
        levels = _ONLY_AT.get(name, (level,))
        if level not in levels:
            what = f"{name} does not exist at level {level}"
            raise InputError(what, fix=f"Levels that it suits are {', '.join(levels)}; if yours is none, leave it out.")
    return tuple(asked)


def check_names(asked: Sequence[str]) -> None:
    """Refuse names of coefficients that cannot be measured.

    Raises
    ------
    InputError
        If a name is unknown or repeats, or there is none.
    """
    if isinstance(asked, str):
        what = f"coefficients must be a list of names, not the text {asked!r}"
        raise InputError(what, fix=f"Write [{asked!r}].")
    unknown = [name for name in asked if name not in COEFFICIENTS]
    if unknown or not asked:
        what = f"there is no coefficient {unknown[0]!r}" if unknown else "no coefficient is asked for"
        raise InputError(what, fix=f"There are {', '.join(COEFFICIENTS)}.")
    repeated = [name for name in asked if list(asked).count(name) > 1]
    if repeated:
        what = f"coefficient {repeated[0]!r} is asked for more than once"
        raise InputError(what)


def measured(name: str, ratings: Ratings, setting: Setting) -> list[Coefficient]:
    """The coefficient of this name: one, or, of an intraclass correlation, all six forms."""
    return _MEASURES[name](ratings, replace(setting, options=options_of(name, setting.options, setting.level)))


def options_of(name: str, options: Options, level: str) -> Options:
    """The options of this coefficient: its interval is the analytic one where the kind asked for is not for it.

    Of alpha of numbers that is so of score intervals, which are worse there.
    """
    kind = str(options["ci"])
    of_numbers = kind == "score" and name == "krippendorff_alpha" and level in OF_NUMBERS
    fits = name in _ONLY_OF.get(kind, (name,)) and not of_numbers
    return options if fits else {**options, "ci": "analytic"}


def _weighted(coefficient: Callable[..., Coefficient]) -> Measure:
    return lambda ratings, setting: [coefficient(ratings, weights=WEIGHTS[setting.level], **setting.options)]


def _alpha(ratings: Ratings, setting: Setting) -> list[Coefficient]:
    return [krippendorff_alpha(ratings, level=setting.level, **setting.options)]


def _light(ratings: Ratings, setting: Setting) -> list[Coefficient]:
    weights = WEIGHTS[setting.level]
    return [light_kappa(ratings, weights=weights, min_overlap=setting.min_overlap, **setting.options)]


_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "percent_agreement": _weighted(percent_agreement),
        "krippendorff_alpha": _alpha,
        "gwet_ac": _weighted(gwet_ac),
        "fleiss_kappa": _weighted(fleiss_kappa),
        "brennan_prediger": _weighted(brennan_prediger),
        "cohen_kappa": _weighted(cohen_kappa),
        "scott_pi": _weighted(scott_pi),
        "conger_kappa": _weighted(conger_kappa),
        "light_kappa": _light,
        "hubert_kappa": _weighted(hubert_kappa),
        "icc": lambda ratings, setting: [*all_forms(ratings, confidence=setting.options["confidence"])],
        "concordance": lambda ratings, setting: [concordance(ratings, confidence=setting.options["confidence"])],
        "kendall_w": lambda ratings, _: [kendall_w(ratings)],
    }
)
