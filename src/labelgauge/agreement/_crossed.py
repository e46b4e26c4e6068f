"""Least squares of units and raters where some ratings are missing.

Effects of the more numerous side are eliminated, which leaves a system the size of the other: a hundred thousand units
rated by ten raters are a system of ten.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._numbers import Numbers
from labelgauge.errors import InputError

Floats = NDArray[np.float64]

MOST_EFFECTS = 2048
"""The largest system that is solved: 32 MB, and seconds for an interval."""
_FULL = 1 / 16
"""The share of possible ratings above which products of a full matrix are quicker than those of a sparse one."""


class Crossed:
    """Units crossed with raters, incompletely.

    Attributes
    ----------
    n_parts
        Parts of the design that no rating joins; differences between parts say nothing of units or raters alone.
    error
        Sum of squares beside effects of units and of raters.
    """

    def __init__(self, numbers: Numbers) -> None:
        """Look at who rated what.

        Raises
        ------
        InputError
            If there are too many units and raters.
        """
        from scipy.sparse import csr_array  # noqa: PLC0415 - takes long to import

        shape = (numbers.n_units, numbers.n_raters)
        if min(shape) > MOST_EFFECTS:
            what = f"{shape[0]:,} units × {shape[1]:,} raters with missing ratings are too many to compare"
            fix = f"Take at most {MOST_EFFECTS:,} of either, form='1', or missing='drop'."
            raise InputError(what, fix=fix)
        self._numbers = numbers
        rated = csr_array((np.ones(len(numbers.value)), (numbers.unit, numbers.rater)), shape=shape)
        self.n_parts, self._firsts = _parts(rated)
        is_full = len(numbers.value) > _FULL * shape[0] * shape[1]
        self._rated: Any = rated.toarray() if is_full else rated
        self.error = self._squares(1.0)

    def between(self, share: float) -> float:
        """Sum of squares of units beside raters, whitened by the share σ²_u / (σ²_u + σ²_e) that units have.

        At the true share it is σ²_e times a χ² with the degrees of freedom of units, independent of `error`.
        Decreases with the share.

        Parameters
        ----------
        share
            Above -1 / (most ratings of a unit - 1), below 1.
        """
        return self._squares(share) - self.error

    def _squares(self, share: float) -> float:
        """What generalised least squares of raters leaves, where ratings of a unit have covariance by `share`."""
        numbers = self._numbers
        left = numbers.value - self._raters(share)[numbers.rater]
        means = numbers.unit_sums(left) / numbers.per_unit
        within = left - means[numbers.unit]
        weight = numbers.per_unit * (1 - share) / (1 + (numbers.per_unit - 1) * share)
        return float(within @ within + weight @ means**2)

    def _shrinkage(self, share: float) -> Floats:
        """How much of its sum the effect of a unit is."""
        return np.asarray(share / (1 + (self._numbers.per_unit - 1) * share))

    def _raters(self, share: float) -> Floats:
        numbers, rated, h = self._numbers, self._rated, self._shrinkage(share)
        unit_sums, rater_sums = numbers.unit_sums(numbers.value), numbers.rater_sums(numbers.value)
        n_units, n_raters = rated.shape
        if n_raters <= n_units:
            system: Floats = np.diag(numbers.per_rater) - _full(rated.T @ (rated * h[:, None]))
            return self._solved(system, rater_sums - rated.T @ (h * unit_sums), share, self._firsts[1])
        per_rater: Floats = numbers.per_rater.astype(np.float64)
        within: Floats = np.diag(numbers.per_unit) - _full(rated @ (rated.T / per_rater[:, None]))
        system = share * within + (1 - share) * np.eye(n_units)
        sums = share * (unit_sums - rated @ (rater_sums / per_rater))
        units = self._solved(system, sums, share, self._firsts[0])
        raters: Floats = (rater_sums - rated.T @ units) / per_rater
        return raters

    def _solved(self, system: Floats, sums: Floats, share: float, firsts: NDArray[np.int64]) -> Floats:
        """The system's solution; without shrinkage the first effect of each part is 0, since one is free."""
        from scipy.linalg import cho_factor, cho_solve  # noqa: PLC0415 - takes long to import

        free = np.ones(len(sums), np.bool_)
        if share == 1:
            free[firsts] = False
        effects = np.zeros(len(sums))
        if free.any():
            effects[free] = cho_solve(cho_factor(system[np.ix_(free, free)]), sums[free])
        return effects


def _full(matrix: Any) -> Floats:
    full: Floats = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    return full


def _parts(rated: Any) -> tuple[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """How many parts there are, and the first unit and the first rater of each."""
    from scipy.sparse import block_array  # noqa: PLC0415 - takes long to import
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    n_parts, part = connected_components(block_array([[None, rated], [rated.T, None]]), directed=False)
    units, raters = np.split(part, [rated.shape[0]])
    return int(n_parts), (np.unique(units, return_index=True)[1], np.unique(raters, return_index=True)[1])
