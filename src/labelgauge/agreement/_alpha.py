"""Krippendorff's alpha: 1 - (n - 1) Σ o_ck δ_ck / Σ n_c n_k δ_ck.

Source: Krippendorff, Content Analysis, and "Computing Krippendorff's alpha-reliability", 2011. Units with one rating do
not count. Where δ is a square of differences both sums need only sums of values and of their squares; ordinal values
are mid-ranks, which is Krippendorff's ordinal metric.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._apart import Apart
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._quotients import positive_quotient
from labelgauge.agreement._sums import (
    Disagreement,
    Model,
    Rows,
    Sums,
    Terms,
    Value,
    disagreement_of,
    matrix,
    pairs_of_entries,
    total,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

_MOST_NUMBERS = 2**22
"""Categories of all patterns, or pairs of entries, beyond which sums of draws are made of something shorter."""

_ROUNDING = 1e-13
"""What is less than this, relative to what it was taken from, is what rounding has left of nothing."""


class AnyAlpha(Model):
    """What all alphas share."""

    def disagreement(self, patterns: Patterns) -> Disagreement:
        """The disagreement within units, for each rating; two ratings that differ do so as those of all pairs do."""
        within, n = self.terms.dense.T
        of_category = total(patterns, self.terms).category
        n_all = of_category.sum()
        differ = n_all**2 - np.sum(of_category**2)
        return disagreement_of(patterns, within, n, float(n_all * (n_all - 1) / differ))

    def published_influences(self, patterns: Patterns, value: float, influence: Floats) -> Floats:
        """Influences as irrCAC has them: those of alpha without its correction for small samples."""
        n = float(np.sum(patterns.weight * np.where(_is_compared(patterns), patterns.n_ratings, 0)))
        return n / (n - 1) * influence + (1 - value) * patterns.n_ratings / (n * (n - 1) ** 2)


@dataclass(frozen=True)
class Alpha(AnyAlpha):
    """A `Model` of alpha with any disagreement, or None for all different pairs (nominal).

    Dense sums are: disagreement within units, and ratings.
    """

    terms: Terms
    apart: Apart | None

    def at(self, sums: Sums) -> Value:
        """Alpha at these sums."""
        return _alpha(sums, self._apart(sums.category))

    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives by the dense sums and by those of categories."""
        apart = self._apart(sums.category)
        n = sums.category
        slope = 2 * (n.sum() - n) if self.apart is None else 2 * self.apart.to_all(n)
        return _gradient(sums, apart, slope)

    def _apart(self, n: Floats) -> Floats:
        if self.apart is None:
            apart: Floats = n.sum(axis=-1) ** 2 - np.sum(n**2, axis=-1)
        else:
            apart = np.sum(self.apart.to_all(n) * n, axis=-1)
        return apart


@dataclass(frozen=True)
class IntervalAlpha(AnyAlpha):
    """A `Model` of alpha with squared differences of scores; sums as those of `Alpha`."""

    terms: Terms
    scores: Floats

    def at(self, sums: Sums) -> Value:
        """Alpha at these sums."""
        return _alpha(sums, _squares_apart(sums.category, self.scores))

    def rows(self, patterns: Patterns) -> Rows:
        """As of any model; of many categories, their numbers and squares instead of how often each is there."""
        if len(patterns) * patterns.n_categories <= _MOST_NUMBERS:
            return super().rows(patterns)
        x, entries = self.scores[patterns.code], self.terms.entries
        moments = np.column_stack((patterns.sums(entries * x), patterns.sums(entries * x**2)))
        return Rows(np.hstack((self.terms.dense, moments)), np.zeros((len(patterns), 0)))

    def at_rows(self, sums: Sums) -> Value:
        """Alpha at sums of `rows`."""
        if sums.category.shape[-1]:
            return self.at(sums)
        _, n, total, squares = sums.dense.T
        apart = n * squares - total**2
        # Of labels that are all equal, rounding leaves a little.
        apart = np.where(apart > _ROUNDING * n * squares, 2 * apart, 0.0)
        return _alpha(Sums(sums.dense[..., :2], sums.category), apart)

    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives by the dense sums and by those of categories."""
        n, x = sums.category, self.scores
        slope = 2 * (n @ x**2 + n.sum() * x**2 - 2 * (n @ x) * x)
        return _gradient(sums, _squares_apart(n, x), slope)


class Met(NamedTuple):
    """Pairs of different categories that meet in units."""

    pattern: NDArray[np.int64]  # (k,), where two do
    cell: NDArray[np.int64]  # (k,), which two
    weight: Floats  # (k,), how much that counts
    first: NDArray[np.int64]  # (c,), the lower category
    second: NDArray[np.int64]  # (c,), the higher one


@dataclass(frozen=True)
class OrdinalAlpha(AnyAlpha):
    """A `Model` of alpha with ranks, which change with the sums; sums as those of `Alpha`."""

    patterns: Patterns
    terms: Terms

    def at(self, sums: Sums) -> Value:
        """Alpha at these sums."""
        return _alpha(sums, _squares_apart(sums.category, mid_ranks(sums.category)))

    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives, also by way of the ranks."""
        patterns, n, ranks = self.patterns, sums.category, mid_ranks(sums.category)
        apart = _squares_apart(n, ranks)
        slope = 2 * (n @ ranks**2 + n.sum() * ranks**2 - 2 * (n @ ranks) * ranks)
        dense, category = _gradient(sums, apart, slope)
        by_within, by_apart = dense[0], (n.sum() - 1) * sums.dense[0] / apart**2
        within = pair_weight(patterns) * patterns.weight
        centred = patterns.n_ratings[patterns.pattern] * ranks[patterns.code]
        centred = centred - patterns.sums(patterns.count * ranks[patterns.code])[patterns.pattern]
        within_by_rank = patterns.category_sums(4 * within[patterns.pattern] * patterns.count * centred)
        apart_by_rank = 4 * n * (n.sum() * ranks - n @ ranks)
        by_rank = by_within * within_by_rank + by_apart * apart_by_rank
        above = np.cumsum(by_rank[::-1])[::-1] - by_rank
        return dense, category + above + by_rank / 2

    def rows(self, patterns: Patterns) -> Rows:
        """How often two categories meet in a unit, since ranks differ from draw to draw; of too many, patterns."""
        categories = super().rows(patterns).category
        met = self._met
        if met is None:
            each = np.arange(len(patterns))
            return Rows(matrix(each, each, np.ones(len(each)), (len(each), len(each))), categories)
        return Rows(matrix(met.pattern, met.cell, met.weight, (len(patterns), len(met.first))), categories)

    def at_rows(self, sums: Sums) -> Value:
        """Alpha at sums of `rows`, each with its own ranks."""
        ranks, met = mid_ranks(sums.category), self._met
        if met is None:
            weights = sums.dense.reshape(-1, sums.dense.shape[-1])
            each = zip(weights, ranks.reshape(len(weights), -1), strict=True)
            within = np.array([row @ _squares_within(self.patterns, own) for row, own in each])
            within = within.reshape(sums.dense.shape[:-1])
        else:
            apart = ranks[..., met.first] - ranks[..., met.second]
            within = np.sum(sums.dense * apart**2, axis=-1)
        dense = np.stack((within, sums.category.sum(axis=-1)), axis=-1)
        return self.at(Sums(dense, sums.category))

    @cached_property
    def _met(self) -> Met | None:
        return met_in(self.patterns)


AlphaModel = Alpha | IntervalAlpha | OrdinalAlpha


def disagreement_of_codes(model: AlphaModel, first: Codes, second: Codes, margins: Floats) -> Floats:
    """How far categories are apart, where each is there as often as `margins` (q,) say."""
    if isinstance(model, Alpha):
        return (first != second).astype(np.float64) if model.apart is None else model.apart.between(first, second)
    scores = mid_ranks(margins) if isinstance(model, OrdinalAlpha) else model.scores
    return (scores[first] - scores[second]) ** 2


def met_in(patterns: Patterns) -> Met | None:
    """Pairs of different categories that meet in units; None of too many."""
    lengths = np.bincount(patterns.pattern, minlength=len(patterns)).astype(np.float64)
    if lengths @ lengths > _MOST_NUMBERS:
        return None
    one, other = pairs_of_entries(patterns)
    once = patterns.code[one] < patterns.code[other]
    one, other = one[once], other[once]
    q, pattern = patterns.n_categories, patterns.pattern[one]
    cells, cell = np.unique(patterns.code[one].astype(np.int64) * q + patterns.code[other], return_inverse=True)
    weight = 2.0 * patterns.count[one] * patterns.count[other] * pair_weight(patterns)[pattern]
    return Met(pattern, cell, weight, cells // max(q, 1), cells % max(q, 1))


def nominal(patterns: Patterns) -> Alpha:
    """Alpha of categories without order."""
    n = patterns.n_ratings.astype(np.float64)
    within = (n**2 - patterns.sums(patterns.count.astype(np.float64) ** 2)) * pair_weight(patterns)
    return Alpha(_terms(patterns, within), None)


def of_any(patterns: Patterns, apart: Apart) -> Alpha:
    """Alpha with a disagreement for each pair of categories."""
    within = patterns.sums(patterns.count * apart.to_pattern(patterns)) * pair_weight(patterns)
    return Alpha(_terms(patterns, within), apart)


def interval(patterns: Patterns, scores: Floats) -> IntervalAlpha:
    """Alpha with squared differences of scores."""
    used = patterns.category_sums(patterns.count * patterns.weight[patterns.pattern])
    centred = scores - (used @ scores / used.sum() if used.sum() > 0 else 0.0)  # against cancellation
    return IntervalAlpha(_terms(patterns, _squares_within(patterns, centred)), centred)


def ordinal(patterns: Patterns) -> OrdinalAlpha:
    """Alpha of ranks among all ratings that count."""
    entries = patterns.count * _is_compared(patterns)[patterns.pattern]
    ranks = mid_ranks(patterns.category_sums(entries * patterns.weight[patterns.pattern]))
    return OrdinalAlpha(patterns, _terms(patterns, _squares_within(patterns, ranks)))


def mid_ranks(n: Floats) -> Floats:
    """Mid-ranks of categories that have n ratings (…, q) each."""
    return np.cumsum(n, axis=-1) - n / 2


def _terms(patterns: Patterns, within: Floats) -> Terms:
    compared = _is_compared(patterns)
    ratings = np.where(compared, patterns.n_ratings, 0.0)
    entries = np.where(compared[patterns.pattern], patterns.count, 0.0)
    return Terms(np.column_stack((np.where(compared, within, 0.0), ratings)), entries)


def _is_compared(patterns: Patterns) -> NDArray[np.bool_]:
    compared: NDArray[np.bool_] = patterns.n_ratings >= 2
    return compared


def pair_weight(patterns: Patterns) -> Floats:
    """What a pair of ratings of a unit counts, so that each rating counts once; 0 without pairs."""
    n = patterns.n_ratings.astype(np.float64)
    return np.divide(1.0, n - 1, out=np.zeros_like(n), where=n >= 2)


def _squares_within(patterns: Patterns, scores: Floats) -> Floats:
    x = scores[patterns.code]
    squares = patterns.n_ratings * patterns.sums(patterns.count * x**2) - patterns.sums(patterns.count * x) ** 2
    return 2 * squares * pair_weight(patterns)


def _squares_apart(n: Floats, scores: Floats) -> Floats:
    squares: Floats = n.sum(axis=-1) * np.sum(n * scores**2, axis=-1) - np.sum(n * scores, axis=-1) ** 2
    varied = np.count_nonzero(n, axis=-1) > 1  # rounding may leave something of nothing
    return np.where(varied, 2 * squares, 0.0)


def _alpha(sums: Sums, apart: Floats) -> Value:
    within, n = sums.dense.T
    observed, expected = positive_quotient(within, n), positive_quotient(apart, n * (n - 1))
    return Value(1 - positive_quotient((n - 1) * within, apart), observed, expected)


def _gradient(sums: Sums, apart: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Derivatives of alpha, given those of the disagreement of all pairs by the sums of categories."""
    within, n = sums.dense
    return np.array([-(n - 1), -within]) / apart, (n - 1) * within / apart**2 * slope
