"""Agreement between raters: coefficients with intervals, raters, categories and units, as one result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from labelgauge._table import Table
from labelgauge.agreement._estimate import checked
from labelgauge.agreement.breakdown import per_category, per_rater, per_unit
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import fleiss_kappa
from labelgauge.agreement.confusion import rater_confusion
from labelgauge.agreement.names import Interval, PairCoefficient
from labelgauge.agreement.options import Ends, Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError
from labelgauge.scoring import agreement_content
from labelgauge.scoring.agreement_card import AgreementCard
from labelgauge.scoring.agreement_content import Breakdowns
from labelgauge.scoring.agreement_measures import WEIGHTS, Setting, measured, names_of, options_of
from labelgauge.scoring.agreement_notes import is_number
from labelgauge.scoring.agreement_pairs import rater_pairs
from labelgauge.scoring.progress import Listener, Steps

Level = Literal["nominal", "ordinal", "interval", "ratio"]

MOST_DETAILED = 200
"""Most categories that have coefficients of their own."""


def score_agreement(
    ratings: Ratings,
    *,
    level: Level | None = None,
    coefficients: Sequence[str] | None = None,
    pairs: PairCoefficient | None = None,
    ci: Interval | None = "score",
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    ends: Ends = "percentile",
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
        Names out of `labelgauge.agreement.names.COEFFICIENTS`. None for percent agreement, Krippendorff's alpha,
        Gwet's, Fleiss' and Brennan and Prediger's, and, of two raters with names, Cohen's kappa (with more than 4,096
        categories and a level that needs a table of weights: for alpha alone). ``"icc"`` is all six forms.
    pairs
        Coefficient of all pairs of raters, as `pairwise_agreement` names it; None for no pairs.
    ci
        Kind of interval, or None; coefficients that it is not for have analytic ones. Ratings with clusters have
        intervals over clusters. Those of intraclass correlations, of concordance and of pairs are always their own, by
        formulas.
    confidence
        What intervals are to cover, above 0 and below 1.
    draws, seed, ends
        Draws of a bootstrap, its seed, and how its ends are found: see `labelgauge.agreement.options.Options`.
    min_overlap
        Units that a rater must share with others to be judged, and a pair of raters to have a value or to count for
        Light's kappa.
    threads
        Number of threads; never changes the answer.
    progress
        Called with a `ProgressEvent` after every coefficient and breakdown, and after every block of draws.
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
    used = level_of(ratings, level)
    names = names_of(ratings, used, coefficients)
    options: Options = {"ci": ci, "confidence": confidence, "draws": draws, "seed": seed, "ends": ends}
    options["threads"] = threads
    checked(options)
    steps = Steps(progress, "measuring agreement", len(names) + len(Breakdowns._fields))
    setting = Setting(used, min_overlap, {**options, "progress": steps.within})
    found = []
    for name in names:
        found += measured(name, ratings, setting)
        steps.next()
    parameters = {
        "level": used,
        "weights": WEIGHTS[used],
        "coefficients": list(names),
        "pairs": pairs,
        "ci": ci,
        "confidence": confidence,
        "draws": draws,
        "seed": seed,
        "ends": ends,
        "min_overlap": min_overlap,
    }
    breakdowns = _breakdowns(ratings, setting, options, pairs, steps)
    return agreement_content.card(ratings, found, breakdowns, parameters=parameters, source=source or {})


def _breakdowns(
    ratings: Ratings, setting: Setting, options: Options, pairs: PairCoefficient | None, steps: Steps
) -> Breakdowns:
    level = setting.level
    raters = per_rater(ratings, level=level, min_overlap=setting.min_overlap)
    steps.next()
    categories = _categories(ratings, level, options, steps) if ratings.n_categories <= MOST_DETAILED else None
    steps.next()
    confusions = rater_confusion(ratings, level=level, threads=options["threads"]).pairs
    steps.next()
    units = per_unit(ratings, level=level)
    steps.next()
    two = None
    if pairs is not None:
        overlap = setting.min_overlap
        two = rater_pairs(ratings, pairs, weights=WEIGHTS[level], min_overlap=overlap, options=options)
    steps.next()
    return Breakdowns(raters, categories, confusions, units, two)


def _categories(ratings: Ratings, level: str, options: Options, steps: Steps) -> Table:
    """Breakdown by category, which tells after each one how far it is."""
    told = _told(fleiss_kappa, lambda done: steps.within(done, ratings.n_categories))
    return per_category(ratings, level=level, coefficient=told, **options_of("fleiss_kappa", options, level))


def _told(coefficient: Callable[..., Coefficient], tell: Callable[[int], None]) -> Callable[..., Coefficient]:
    """The same coefficient, which says each time how often it has been computed."""
    done = 0

    def compute(*arguments: Any, **options: Any) -> Coefficient:
        nonlocal done
        found = coefficient(*arguments, **options)
        done += 1
        tell(done)
        return found

    return compute


def level_of(ratings: Ratings, level: str | None) -> str:
    """The level of measurement of these ratings, if it is one that suits them.

    Raises
    ------
    InputError
        If it is missing or does not suit the labels.
    """
    is_text = ratings.categories.dtype.kind not in "iuf"
    if level is None:
        if not is_text and ratings.n_categories > 0:
            what = f"labels are numbers ({agreement_content.shortened(ratings)}); level says what they mean"
            raise InputError(what, fix="Say it with level=: nominal, ordinal, interval or ratio.")
        return "nominal"
    if level not in WEIGHTS:
        what = f"level must be one of {', '.join(map(repr, WEIGHTS))}, not {level!r}"
        raise InputError(what)
    if level == "ordinal" and is_text and not ratings.ordered and ratings.n_categories > 0:
        what = f"level is ordinal, and the order of labels ({agreement_content.shortened(ratings)}) is not known"
        raise InputError(what, fix="Name the categories in order, with categories=.")
    if level in {"interval", "ratio"}:
        _check_numbers(ratings, level)
    return level


def _check_numbers(ratings: Ratings, level: str) -> None:
    """Refuse labels that a level of numbers cannot be measured at, naming the first of them."""
    if ratings.scores is None:
        labels = ratings.categories.tolist()
        odd = next((label for label in labels if not is_number(label)), labels[:1])
        what = f"level {level} needs numbers, and label {odd!r} is none"
        raise InputError(what, fix="Name it with missing= if it stands for no label; else say level='nominal'.")
    if level == "ratio" and np.any(ratings.scores < 0):
        what = f"level ratio needs numbers of at least 0, and {ratings.scores.min():g} is there"
        raise InputError(what, fix="Say level='interval', of which 0 is a number like others.")
