"""Conger's kappa as a `Model`: observed agreement of all raters, expected from the shares of each.

Sources: Conger 1980; Gwet 2014 (missing ratings, weights). Agreement by chance is the mean over ordered pairs of
different raters of Σ w_kl P_gk P_hl, where P_g are the shares of categories of all ratings of rater g. Of sums of
shares over raters it is what all pairs give less what raters give with themselves, so no pair is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._chance import chance_corrected, none
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._quotients import quotient
from labelgauge.agreement._sums import Disagreement, Model, Sums, Terms, Value, disagreement_of, total, with_fixed_units

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Conger(Model):
    """A `Model` of Conger's kappa, of identified patterns.

    Dense sums are units with two ratings and their agreement; sums of categories are those of each rater.

    Attributes
    ----------
    terms
        What patterns add to the sums.
    n_raters, n_categories
        r and q.
    weights
        float64 (q, q), or None for the identity.
    """

    terms: Terms
    n_raters: int
    n_categories: int
    weights: Floats | None

    def at(self, sums: Sums) -> Value:
        """Kappa at these sums; raters without ratings are as if they were not there."""
        return self.at_raters(sums, np.ones(self.n_raters))

    def at_raters(self, sums: Sums, times: Floats) -> Value:
        """Kappa at these sums, where raters are there so often (r,); a rater makes no pairs with copies."""
        n_compared, agreed = np.moveaxis(sums.dense, -1, 0)
        observed = quotient(agreed, n_compared)
        shares, n_rated = self._shares(sums)
        present = times * (n_rated > 0)
        together = np.sum(shares * present[..., None], axis=-2)
        everyone = np.sum(self._met(together) * together, axis=-1)
        alone = np.sum(np.sum(self._met(shares) * shares, axis=-1) * present**2, axis=-1)
        n_pairs = present.sum(axis=-1) ** 2 - np.sum(present**2, axis=-1)
        expected = quotient(everyone - alone, n_pairs)
        return Value(quotient(observed - expected, 1 - expected), observed, expected)

    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives by the dense sums and by those of raters' categories."""
        value, observed, expected = self.at(sums)
        n_compared, _ = sums.dense
        shares, n_rated = self._shares(sums)
        n_present = np.count_nonzero(n_rated > 0)
        by_share = 2 * self._met(shares.sum(axis=0) - shares) / (n_present * (n_present - 1))
        centred = by_share - np.sum(by_share * shares, axis=1, keepdims=True)
        by_category = -(1 - value) / (1 - expected) * np.nan_to_num(quotient(centred, n_rated[:, None]))
        by_agreed = 1 / ((1 - expected) * n_compared)
        return np.array([-observed * by_agreed, by_agreed]), by_category.ravel()

    def by_rater(self, sums: Sums) -> Floats:
        """Derivatives by how much each rater's shares count for agreement by chance; float64 (r,), adding up to 0."""
        value, _, expected = self.at(sums)
        shares, n_rated = self._shares(sums)
        present = n_rated > 0
        others = np.count_nonzero(present) - 1
        met = np.sum(self._met(shares.sum(axis=0) - shares) * shares, axis=1)
        by_weight = 2 * (met - others * expected) / (others * (others + 1))
        return np.where(present, -(1 - value) / (1 - expected) * by_weight, 0.0)

    def disagreement(self, patterns: Patterns) -> Disagreement:
        """The share of pairs that do not agree."""
        n_compared, agreed = self.terms.dense.T
        expected = float(self.at(total(patterns, self.terms)).expected)
        return disagreement_of(patterns, n_compared - agreed, n_compared, 1 / (1 - expected))

    def published_influences(self, patterns: Patterns, value: float, influence: Floats) -> Floats:
        """Influences as Gwet's formulas have them."""
        return with_fixed_units(patterns, value, influence)

    def _shares(self, sums: Sums) -> tuple[Floats, Floats]:
        """Shares of categories of each rater (…, r, q), 0 of those without ratings, and their ratings (…, r)."""
        counts = sums.category.reshape(*sums.category.shape[:-1], self.n_raters, self.n_categories)
        n_rated = counts.sum(axis=-1)
        return np.nan_to_num(quotient(counts, n_rated[..., None])), n_rated

    def _met(self, shares: Floats) -> Floats:
        return shares if self.weights is None else shares @ self.weights


def conger(
    identified: Patterns, patterns: Patterns, n_raters: int, n_categories: int, weights: Floats | None
) -> Conger:
    """The model of units put together by who said what (`identified`) and by what was said (`patterns`)."""
    of_what_was_said = chance_corrected(patterns, none(), weights, "unit").terms.dense[:, :2]
    dense = np.empty((len(identified), 2))
    dense[identified.of_unit] = of_what_was_said[patterns.of_unit]
    return Conger(Terms(dense, identified.count.astype(np.float64)), n_raters, n_categories, weights)
