"""What a coefficient is called on published scales, how sure that is, and how many units would make it surer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from types import MappingProxyType

import numpy as np

from labelgauge._table import Table
from labelgauge.agreement._distributions import normal_quantile
from labelgauge.agreement._limits import check_confidence
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.errors import InputError, check_instance


@dataclass(frozen=True, slots=True)
class Scale:
    """Names for ranges of a coefficient.

    Attributes
    ----------
    source
        Where it was published.
    bands
        From the lowest up, (lower end, name): a band holds its lower end and reaches to the next. The lowest begins at
        -1, the highest ends at 1.

    Examples
    --------
    >>> from labelgauge.agreement.interpretation import SCALES
    >>> SCALES["krippendorff"].bands
    ((-1.0, 'discard'), (0.667, 'tentative'), (0.8, 'reliable'))
    """

    source: str
    bands: tuple[tuple[float, str], ...]


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "landis_koch": Scale(
            "Landis and Koch, Biometrics 1977",
            (
                (-1.0, "poor"),
                (0.0, "slight"),
                (0.2, "fair"),
                (0.4, "moderate"),
                (0.6, "substantial"),
                (0.8, "almost perfect"),
            ),
        ),
        "fleiss": Scale(
            "Fleiss, Statistical Methods for Rates and Proportions, 1981",
            ((-1.0, "poor"), (0.4, "intermediate to good"), (0.75, "excellent")),
        ),
        "altman": Scale(
            "Altman, Practical Statistics for Medical Research, 1991",
            ((-1.0, "poor"), (0.2, "fair"), (0.4, "moderate"), (0.6, "good"), (0.8, "very good")),
        ),
        "cicchetti": Scale(
            "Cicchetti, Psychological Assessment 1994",
            ((-1.0, "poor"), (0.4, "fair"), (0.6, "good"), (0.75, "excellent")),
        ),
        "krippendorff": Scale(
            "Krippendorff, Content Analysis, 2004",
            ((-1.0, "discard"), (0.667, "tentative"), (0.8, "reliable")),
        ),
    }
)
"""Published scales by name."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A coefficient on a scale.

    Attributes
    ----------
    scale, source
        Name of the scale, and where it was published.
    label
        The highest band that the coefficient is in or above with the wanted confidence; empty where that is not known.
    point_label
        The band of the estimate, however sure it is; empty where it is undefined.
    confidence
        The wanted one.
    bands
        A row a band, from the highest down: label, low, high, probability of being in it, cumulative (probability of
        being in it or a higher one); probabilities are NaN without a standard error.
    n_units
        Units that the coefficient was computed from.
    status
        ``"ok"``; ``"no_se"`` where the coefficient has no standard error; else why it is undefined.

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.benchmark(lg.Coefficient("fleiss_kappa", 0.7, 0.02), scale="fleiss")
    >>> found.label, found.point_label
    ('intermediate to good', 'intermediate to good')
    """

    scale: str
    source: str
    label: str
    point_label: str
    confidence: float
    bands: Table
    n_units: int
    status: str


@dataclass(frozen=True, slots=True)
class NeededUnits:
    """How many units would make an interval as narrow as wanted.

    Attributes
    ----------
    n_units
        Units with two ratings or more, in all; 0 where that is not known.
    n_pairs
        Pairs of ratings in them, at as many ratings a unit as now.
    n_more
        Units beyond those there are.
    half_width, confidence
        What is wanted.
    status
        ``"ok"``; ``"no_se"`` where the coefficient has no standard error; else why it is undefined.

    Examples
    --------
    >>> import labelgauge as lg
    >>> pilot = lg.Coefficient("fleiss_kappa", 0.7, 0.1, n_units=50, n_pairs=150)
    >>> lg.needed_units(pilot, 0.1).n_more
    143
    """

    n_units: int
    n_pairs: int
    n_more: int
    half_width: float
    confidence: float
    status: str


def benchmark(coefficient: Coefficient, scale: str = "landis_koch", *, confidence: float = 0.95) -> Benchmark:
    r"""Name a coefficient on a published scale, allowing for how sure it is.

    Parameters
    ----------
    coefficient
        Any `Coefficient`.
    scale
        ``"landis_koch"``, ``"fleiss"``, ``"altman"``, ``"cicchetti"`` or ``"krippendorff"``.
    confidence
        How sure the label is to be, above 0 and below 1.

    Returns
    -------
    Benchmark
        Its label is the highest band of which the cumulative probability is at least `confidence`.

    Raises
    ------
    InputError
        If `coefficient` is no Coefficient, the scale is unknown, or `confidence` is out of range.

    Notes
    -----
    The coefficient is taken for normal with its standard error, truncated to [-1, 1]:

    .. math::

        P(a < \theta < b) = \frac{\Phi((b - \hat\theta)/se) - \Phi((a - \hat\theta)/se)}
                                 {\Phi((1 - \hat\theta)/se) - \Phi((-1 - \hat\theta)/se)}

    Source: Gwet, Handbook of Inter-Rater Reliability, 2014. The bands themselves are conventions, not facts: state
    which scale was used.

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.benchmark(lg.Coefficient("cohen_kappa", 0.67, 0.15), "altman")
    >>> found.point_label, found.label
    ('good', 'moderate')
    >>> found.bands["cumulative"].round(5).tolist()
    [0.18168, 0.67511, 0.96356, 0.99912, 1.0]
    """
    check_instance(coefficient, Coefficient, "coefficient", fix="Give what a coefficient's function returned.")
    if scale not in SCALES:
        what = f"there is no scale {scale!r}"
        raise InputError(what, fix=f"Scales are {', '.join(map(repr, SCALES))}.")
    check_confidence(confidence)
    chosen = SCALES[scale]
    lows = np.array([low for low, _ in chosen.bands])[::-1]
    highs = np.concatenate(([1.0], lows[:-1]))
    labels = [label for _, label in chosen.bands][::-1]
    at_least = np.array([_at_least(low, coefficient) for low in lows])
    bands = Table(
        {
            "label": labels,
            "low": lows,
            "high": highs,
            "probability": np.diff(at_least, prepend=0.0),
            "cumulative": at_least,
        }
    )
    sure = np.flatnonzero(at_least >= confidence)
    defined = not np.isnan(coefficient.value)
    point = int(np.argmax((coefficient.value >= lows) | (lows == -1.0)))
    return Benchmark(
        scale=scale,
        source=chosen.source,
        label=labels[sure[0]] if len(sure) else "",
        point_label=labels[point] if defined else "",
        confidence=confidence,
        bands=bands,
        n_units=coefficient.n_units,
        status=_status(coefficient),
    )


def needed_units(coefficient: Coefficient, half_width: float, *, confidence: float | None = None) -> NeededUnits:
    r"""How many units would give an interval of a wanted half-width, going by a pilot.

    Parameters
    ----------
    coefficient
        The pilot's; units that are added are to be like its units, also in how many ratings they have and in clusters.
    half_width
        Half the width of the wanted interval, above 0.
    confidence
        What that interval is to cover; by default what the coefficient's does.

    Returns
    -------
    NeededUnits
        Nothing is known (0 units) where the coefficient is undefined or has no standard error.

    Raises
    ------
    InputError
        If `coefficient` is no Coefficient, or a number is out of range.

    Notes
    -----
    .. math:: N^* = N \left( \frac{z \, se}{d} \right)^2

    The standard error falls with the root of the number of units; intervals by Student's t of few units are a little
    wider than this presumes.

    Examples
    --------
    >>> import labelgauge as lg
    >>> pilot = lg.Coefficient("krippendorff_alpha", 0.7, 0.08, n_units=40, n_pairs=120)
    >>> needed = lg.needed_units(pilot, half_width=0.05)
    >>> needed.n_units, needed.n_pairs, needed.n_more
    (394, 1182, 354)
    """
    check_instance(coefficient, Coefficient, "coefficient", fix="Give what a coefficient's function returned.")
    covered = coefficient.confidence if confidence is None else confidence
    check_confidence(covered)
    if not 0 < half_width < np.inf:
        what = f"half_width must be above 0, not {half_width!r}"
        raise InputError(what)
    status = _status(coefficient)
    if status != "ok":
        return NeededUnits(0, 0, 0, half_width, covered, status)
    z = normal_quantile((1 + covered) / 2)
    n_units = ceil(coefficient.n_units * (z * coefficient.se / half_width) ** 2)
    n_pairs = ceil(n_units * coefficient.n_pairs / coefficient.n_units) if coefficient.n_units else 0
    return NeededUnits(n_units, n_pairs, max(0, n_units - coefficient.n_units), half_width, covered, status)


def _at_least(low: float, coefficient: Coefficient) -> float:
    """How probable it is that the coefficient is `low` or more."""
    value, se = coefficient.value, coefficient.se
    if not (np.isfinite(value) and np.isfinite(se)):
        return np.nan
    if low <= -1:
        return 1.0
    if se == 0:
        return float(value >= low)
    normal = NormalDist(value, se)
    above, below = 1 - normal.cdf(1.0), normal.cdf(-1.0)
    inside = 1 - above - below
    if inside <= 0:  # the estimate is far beyond an end
        return float(value > 0)
    return (1 - normal.cdf(low) - above) / inside


def _status(coefficient: Coefficient) -> str:
    if np.isnan(coefficient.value):
        return coefficient.status
    return "ok" if np.isfinite(coefficient.se) else "no_se"
