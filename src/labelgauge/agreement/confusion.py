"""Which categories raters take for each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.agreement._alpha import IntervalAlpha, OrdinalAlpha, mid_ranks
from labelgauge.agreement._estimate import as_ratings
from labelgauge.agreement._identity import of_pair
from labelgauge.agreement._patterns import Patterns, patterns_of
from labelgauge.agreement._quotients import positive_quotient
from labelgauge.agreement._sums import pairs_of_entries, total
from labelgauge.agreement.coefficients import AlphaModel, alpha_model
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import MOST_CATEGORIES
from labelgauge.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_PAIRS = 200_000_000
"""Most pairs of different labels of one unit that are held; some dozen bytes each."""


class _Cells(NamedTuple):
    """Two categories that met, and how often; each two once."""

    first: Ints  # positions of categories
    second: Ints
    n_pairs: Ints  # pairs of ratings
    mass: Floats  # ratings in these pairs, or units; by their weights


@dataclass(frozen=True, eq=False)
class RaterConfusion:
    """How often raters gave one unit each two categories.

    Attributes
    ----------
    categories
        Names of all categories, also of those that nobody used.
    raters
        The two raters, or None where all pairs of raters are put together.
    level
        Level of measurement by which disagreement is measured.
    pairs
        A row for each two categories that met, those that cost most agreement first: ``first`` and ``second``;
        ``n_pairs``, pairs of ratings of a unit; ``share`` of all ratings that have a partner, where each rating of a
        unit of m counts 1/(m - 1) for each of the others, as in Krippendorff's coincidences (of two raters, of the
        units that both rated); ``expected``, the same by chance; ``disagreement``, the share of all disagreement.

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.rater_confusion([["a", "b", "c", "c"], ["a", "c", "c", "b"], ["a", "c", "c", "a"]], level="nominal")
    >>> found
    <RaterConfusion of 3 categories: b and c are 60 % of disagreement>
    >>> found.matrix.tolist()
    [[3.0, 0.5, 0.5], [0.5, 0.0, 1.5], [0.5, 1.5, 4.0]]
    """

    categories: NDArray[Any]
    raters: tuple[Any, Any] | None
    level: str
    pairs: Table
    _cells: _Cells = field(repr=False)

    @property
    def matrix(self) -> Floats:
        """All categories by all categories; float64 (q, q).

        Of two raters, how many units the first gave the row's and the second the column's. Of all, Krippendorff's
        matrix of coincidences, which is symmetric and adds up to the number of ratings that have a partner. Units
        count by their weights.
        """
        q = len(self.categories)
        if q > MOST_CATEGORIES:
            what = f"a matrix of {q:,} × {q:,} categories is too large; at most {MOST_CATEGORIES:,} are laid out"
            raise InputError(what, fix="Use .pairs, which has a row for each two categories that met.")
        cells, matrix = self._cells, np.zeros((q, q))
        matrix[cells.first, cells.second] = cells.mass
        return matrix if self.raters is not None else (matrix + matrix.T) / 2

    def __repr__(self) -> str:
        by = "" if self.raters is None else " by {!r} and {!r}".format(*self.raters)
        head = f"RaterConfusion of {len(self.categories):,} categories{by}"
        worst = next(self.pairs.rows(), {"disagreement": 0})
        if not worst["disagreement"] > 0:
            return f"<{head}: no disagreement>"
        share = 100 * worst["disagreement"]
        return f"<{head}: {worst['first']} and {worst['second']} are {share:.0f} % of disagreement>"


def rater_confusion(
    ratings: Ratings | ArrayLike, *, level: str | ArrayLike, pair: tuple[Any, Any] | None = None, threads: int = 1
) -> RaterConfusion:
    r"""Count which categories raters take for each other.

    Only categories that met are held, so memory does not grow with the square of their number.

    Parameters
    ----------
    ratings
        Ratings, or a matrix with raters in rows.
    level
        Level of measurement of `krippendorff_alpha`, by which disagreement is measured.
    pair
        Names of two raters, of whom the first one's labels are then told apart from the second one's; by default all
        raters together, also anonymous ones.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    RaterConfusion
        Without rows where no unit has two ratings.

    Raises
    ------
    InputError
        If the level is unknown or does not suit the categories, a rater of `pair` is not there or raters are anonymous,
        or units have more different labels than can be paired.

    Notes
    -----
    With coincidences :math:`o_{ck}`, their margins :math:`n_c`, their sum n, and the distance :math:`\delta_{ck}` of
    the level, the row of c and k has the share :math:`(o_{ck} + o_{kc}) / n`, the expected share
    :math:`2 n_c n_k / (n (n - 1))`, and its part of :math:`\sum o_{ck} \delta_{ck}`, which is what alpha calls observed
    disagreement. The row of c with itself has :math:`o_{cc} / n` and :math:`n_c (n_c - 1) / (n (n - 1))`. Of two raters
    shares are those of units, expected ones the products of the raters' own, as in Cohen's kappa. Source: Krippendorff,
    "Computing Krippendorff's alpha-reliability", 2011.

    Examples
    --------
    >>> import labelgauge as lg
    >>> r = lg.Ratings.from_matrix([["a", "b", "b", "c"], ["a", "c", "c", "b"]], raters=["ann", "bo"])
    >>> [(row["first"], row["second"], row["n_pairs"]) for row in lg.rater_confusion(r, level="nominal").pairs.rows()]
    [('b', 'c', 3), ('a', 'a', 1)]
    >>> lg.rater_confusion(r, level="nominal", pair=("ann", "bo")).matrix.tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 2.0], [0.0, 1.0, 0.0]]
    """
    given = as_ratings(ratings)
    if pair is not None:
        given = _of_two(given, pair)
    patterns = patterns_of(given, threads=threads)
    model = alpha_model(given, patterns, level)
    margins = total(patterns, model.terms).category
    if pair is None:
        cells = _coincidences(patterns)
        expected = _drawn_together(cells, margins)
    else:
        cells = _cross_table(given)
        expected = _drawn_by_each(cells, given.n_categories)
    cells, table = _ranked(cells, expected, _distance(model, margins, cells), given.categories)
    return RaterConfusion(
        categories=given.categories,
        raters=None if pair is None else (pair[0], pair[1]),
        level=level if isinstance(level, str) else "table",
        pairs=table,
        _cells=cells,
    )


def _of_two(ratings: Ratings, pair: tuple[Any, Any]) -> Ratings:
    """The ratings by two raters of units that both rated."""
    if ratings.anonymous:
        what = "raters are anonymous, and a pair of them has no names"
        raise InputError(what, fix="Leave out pair, which puts all raters together.")
    two = of_pair(ratings, pair)
    return two.take(two.per_unit == 2)


def _coincidences(patterns: Patterns) -> _Cells:
    """Over all pairs of ratings of a unit."""
    lengths = np.bincount(patterns.pattern, minlength=len(patterns)).astype(np.float64)
    if lengths @ lengths > _MOST_PAIRS:
        what = f"{lengths @ lengths:.2g} pairs of different labels of one unit are too many to be held"
        raise InputError(what, fix="Put categories together, or take fewer units.")
    one, other = pairs_of_entries(patterns)
    once = one <= other  # entries of a pattern ascend by category
    one, other = one[once], other[once]
    count = patterns.count.astype(np.int64)
    pairs = np.where(one == other, count[one] * (count[one] - 1) // 2, count[one] * count[other])
    one, other, pairs = one[pairs > 0], other[pairs > 0], pairs[pairs > 0]
    pattern = patterns.pattern[one]
    mass = patterns.weight[pattern] * (2 * pairs) / (patterns.n_ratings[pattern] - 1)
    return _added_up(
        patterns.code[one], patterns.code[other], patterns.n_units[pattern] * pairs, mass, patterns.n_categories
    )


def _cross_table(two: Ratings) -> _Cells:
    """Over units of two ratings, of which the first is the first rater's."""
    first, second = two.code.reshape(-1, 2).T
    weight = np.ones(len(first)) if two.weight is None else two.weight
    return _added_up(first, second, np.ones(len(first), np.int64), weight, two.n_categories)


def _added_up(
    first: NDArray[np.integer], second: NDArray[np.integer], n_pairs: Ints, mass: Floats, n_categories: int
) -> _Cells:
    cells, place = np.unique(first.astype(np.int64) * n_categories + second, return_inverse=True)
    q = max(n_categories, 1)
    counted = np.zeros(len(cells), np.int64)
    np.add.at(counted, place, n_pairs)
    return _Cells(cells // q, cells % q, counted, np.bincount(place, mass, len(cells)).astype(np.float64))


def _drawn_together(cells: _Cells, margins: Floats) -> Floats:
    """Shares where two of all ratings are drawn without putting the first one back."""
    n = margins.sum()
    is_same = cells.first == cells.second
    pairs = np.where(is_same, np.maximum(margins[cells.first] - 1, 0), 2 * margins[cells.second])
    return positive_quotient(margins[cells.first] * pairs, n * (n - 1))


def _drawn_by_each(cells: _Cells, n_categories: int) -> Floats:
    """Shares where each of two raters draws from their own."""
    first = np.bincount(cells.first, cells.mass, n_categories).astype(np.float64)
    second = np.bincount(cells.second, cells.mass, n_categories).astype(np.float64)
    return positive_quotient(first[cells.first] * second[cells.second], float(cells.mass.sum()) ** 2)


def _distance(model: AlphaModel, margins: Floats, cells: _Cells) -> Floats:
    """How far the two categories of each cell are apart."""
    if isinstance(model, OrdinalAlpha | IntervalAlpha):
        scores = mid_ranks(margins) if isinstance(model, OrdinalAlpha) else model.scores
        squares: Floats = (scores[cells.first] - scores[cells.second]) ** 2
        return squares
    apart: Floats = np.not_equal(cells.first, cells.second).astype(np.float64)
    return apart if model.apart is None else model.apart.between(cells.first, cells.second)


def _ranked(cells: _Cells, expected: Floats, apart: Floats, categories: NDArray[Any]) -> tuple[_Cells, Table]:
    """Cells and their rows, those of most disagreement first, then those of most pairs."""
    disagreement = positive_quotient(cells.mass * apart, float(cells.mass @ apart))
    order = np.lexsort((-cells.n_pairs, -np.nan_to_num(disagreement)))
    cells = _Cells(cells.first[order], cells.second[order], cells.n_pairs[order], cells.mass[order])
    return cells, Table(
        {
            "first": categories[cells.first].tolist(),
            "second": categories[cells.second].tolist(),
            "n_pairs": cells.n_pairs,
            "share": positive_quotient(cells.mass, float(cells.mass.sum())),
            "expected": expected[order],
            "disagreement": disagreement[order],
        }
    )
