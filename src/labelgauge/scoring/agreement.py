"""Agreement between raters: coefficients with intervals, raters, categories and units, as one result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from labelgauge.agreement.breakdown import per_category, per_rater, per_unit
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    scores_of,
)
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import MOST_CATEGORIES
from labelgauge.errors import InputError
from labelgauge.scoring import agreement_content
from labelgauge.scoring.agreement_card import AgreementCard
from labelgauge.scoring.progress import Listener, ProgressEvent

Level = Literal["nominal", "ordinal", "interval", "ratio"]

WEIGHTS: Mapping[str, str] = MappingProxyType(
    {"nominal": "identity", "ordinal": "ordinal", "interval": "quadratic", "ratio": "ratio"}
)
"""Weights of agreement by level of measurement, of coefficients that take weights."""

WEIGHTED: Mapping[str, Callable[..., Coefficient]] = MappingProxyType(
    {
        "percent_agreement": percent_agreement,
        "gwet_ac": gwet_ac,
        "fleiss_kappa": fleiss_kappa,
        "brennan_prediger": brennan_prediger,
    }
)
"""Coefficients that take weights."""

COEFFICIENTS = ("percent_agreement", "krippendorff_alpha", "gwet_ac", "fleiss_kappa", "brennan_prediger")
"""Coefficients that can be asked for, in the order of reports; by default all of them."""

MOST_DETAILED = 200
"""Most categories that have coefficients of their own."""


def score_agreement(
    ratings: Ratings,
    *,
    level: Level | None = None,
    coefficients: Sequence[str] | None = None,
    ci: str | None = "analytic",
    draws: int = 1000,
    seed: int = 0,
    min_overlap: int = 1,
    threads: int = 1,
    progress: Listener | None = None,
    source: Mapping[str, Any] | None = None,
) -> AgreementCard:
    """Measure how well raters agree, how sure that is, and where agreement is lost.

    Parameters
    ----------
    ratings
        Who said what about which unit.
    level
        Level of measurement. It decides what Krippendorff's alpha takes for disagreement, and which weights the other
        coefficients have: ``"nominal"`` identity, ``"ordinal"`` Gwet's ordinal, ``"interval"`` quadratic, ``"ratio"``
        ratio. None is nominal for labels that are text; for numbers it has to be said.
    coefficients
        Names out of `COEFFICIENTS`; None for all of them (with more than 4,096 categories and a level that needs a
        table of weights: for alpha alone).
    ci, draws, seed
        Kind of interval, or None; draws of a bootstrap and its seed. Ratings with clusters have intervals over
        clusters.
    min_overlap
        Units that a rater must share with others to be judged.
    threads
        Number of threads; never changes the answer.
    progress
        Called with a `ProgressEvent` after every coefficient.
    source
        What ratings were read from and how, to be part of the result: ``name``, ``digest`` and ``reading``.

    Returns
    -------
    AgreementCard
        Coefficients, raters, categories and units. What is undefined has a status.

    Raises
    ------
    InputError
        If the level is missing or does not suit the labels, or another parameter cannot be used.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.scoring.agreement import score_agreement
    >>> r = lg.Ratings.from_matrix([[1, 2, 3, 3], [1, 2, 3, 4], [1, 3, 3, 4]])
    >>> card = score_agreement(r, level="ordinal", coefficients=["krippendorff_alpha"])
    >>> card.coefficients["value"].round(3).tolist(), card.raters["rater"]
    ([0.827], [0, 2, 1])
    """
    used = _level(ratings, level)
    names = _names(ratings, used, coefficients)
    options: dict[str, Any] = {"ci": ci, "draws": draws, "seed": seed, "threads": threads}
    steps = len(names) + 2
    found = []
    for name in names:
        found.append(_coefficient(name, ratings, used, options))
        _tell(progress, len(found), steps)
    raters = per_rater(ratings, level=used, min_overlap=min_overlap)
    _tell(progress, len(names) + 1, steps)
    is_detailed = ratings.n_categories <= MOST_DETAILED
    categories = per_category(ratings, level=used, **options) if is_detailed else None
    units = per_unit(ratings, level=used)
    _tell(progress, steps, steps)
    parameters = {
        "level": used,
        "weights": WEIGHTS[used],
        "coefficients": list(names),
        "ci": ci,
        "confidence": found[0].confidence,
        "draws": draws,
        "seed": seed,
        "min_overlap": min_overlap,
    }
    return agreement_content.card(
        ratings, found, raters=raters, categories=categories, units=units, parameters=parameters, source=source or {}
    )


def _level(ratings: Ratings, level: str | None) -> str:
    is_text = ratings.categories.dtype.kind not in "iuf"
    if level is None:
        if not is_text and ratings.n_categories > 0:
            what = f"labels are numbers ({agreement_content.shortened(ratings)}); level says what they mean"
            raise InputError(what, fix="Give nominal, ordinal, interval or ratio.")
        return "nominal"
    if level not in WEIGHTS:
        what = f"level must be one of {', '.join(map(repr, WEIGHTS))}, not {level!r}"
        raise InputError(what)
    if level == "ordinal" and is_text and not ratings.ordered and ratings.n_categories > 0:
        what = f"level is ordinal, and the order of labels ({agreement_content.shortened(ratings)}) is not known"
        raise InputError(what, fix="Name the categories in order, with categories.")
    if level in {"interval", "ratio"}:
        scores_of(ratings, f"level {level}")
    return level


def _names(ratings: Ratings, level: str, coefficients: Sequence[str] | None) -> tuple[str, ...]:
    if coefficients is None:
        fits = level == "nominal" or ratings.n_categories <= MOST_CATEGORIES
        return COEFFICIENTS if fits else ("krippendorff_alpha",)
    unknown = [name for name in coefficients if name not in COEFFICIENTS]
    if unknown or not coefficients or len(set(coefficients)) < len(coefficients):
        what = f"coefficients must be names, each once, not {list(coefficients)!r}"
        raise InputError(what, fix=f"There are {', '.join(COEFFICIENTS)}.")
    return tuple(coefficients)


def _coefficient(name: str, ratings: Ratings, level: str, options: Mapping[str, Any]) -> Coefficient:
    if name == "krippendorff_alpha":
        return krippendorff_alpha(ratings, level=level, **options)
    return WEIGHTED[name](ratings, weights=WEIGHTS[level], **options)


def _tell(progress: Listener | None, done: int, total: int) -> None:
    if progress is not None:
        progress(ProgressEvent("measuring agreement", done, total))
