"""How alike two partitions of an image are, whatever their labels: Rand index, information, covering.

All of it is computed from one structure, the contingency table: how many pixels each gold segment shares with each
candidate segment. A segment is all pixels of one label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError, check_instance
from labelgauge.kernels import contingency as kernel
from labelgauge.metrics._empty import EmptyPolicy, apply_policy

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Contingency:
    """Pixels that each gold segment shares with each candidate segment; only pairs that occur are listed.

    Attributes
    ----------
    gold_label
        int64 (k,), gold label of each pair; pairs are in order of (gold, candidate).
    candidate_label
        int64 (k,), candidate label of each pair.
    count
        int64 (k,), pixels that have both, at least 1.
    """

    gold_label: Ints
    candidate_label: Ints
    count: Ints

    @property
    def n(self) -> int:
        """Number of pixels that count."""
        return int(self.count.sum())

    @property
    def gold_area(self) -> Ints:
        """Pixels of each gold segment, in order of its label."""
        return _margin(self.gold_label, self.count)[1]

    @property
    def candidate_area(self) -> Ints:
        """Pixels of each candidate segment, in order of its label."""
        return _margin(self.candidate_label, self.count)[1]


@dataclass(frozen=True)
class AdaptedRandError:
    """Adapted Rand error and the two rates it is made of.

    Attributes
    ----------
    error
        1 - F1 of `precision` and `recall`.
    precision
        Of the pixel pairs that one candidate segment holds, the share that one gold segment holds too. Low where the
        candidate merges.
    recall
        Of the pixel pairs that one gold segment holds, the share that one candidate segment holds too. Low where the
        candidate splits.
    n
        Pixels that count.
    status
        ``"ok"``, or ``"no_pairs"`` where `error` is undefined: no segment of either side has two pixels.
    """

    error: float
    precision: float
    recall: float
    n: int
    status: str


@dataclass(frozen=True)
class VariationOfInformation:
    """Variation of information in bits, in its two parts.

    Attributes
    ----------
    split
        H(candidate | gold): what the candidate divides that the gold holds together (over-segmentation).
    merge
        H(gold | candidate): what the candidate joins that the gold keeps apart (under-segmentation).
    n
        Pixels that count.
    status
        ``"ok"``, or ``"no_pixels"`` where both are NaN.
    """

    split: float
    merge: float
    n: int
    status: str

    @property
    def total(self) -> float:
        """Variation of information: split + merge."""
        return self.split + self.merge


def contingency(
    gold_labels: ArrayLike, candidate_labels: ArrayLike, *, ignore: int | Sequence[int] = (), threads: int = 1
) -> Contingency:
    """Count what the segments of two label maps share.

    Parameters
    ----------
    gold_labels, candidate_labels
        Integer arrays of one shape; labels may be any numbers that fit int64.
    ignore
        Gold label, or several, whose pixels are left out, for example 0 for pixels that nobody labelled.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Contingency
        What `rand_index`, `adapted_rand_error`, `variation_of_information` and `covering` are computed from.

    Raises
    ------
    InputError
        If a map is not an integer array, the shapes differ, or `ignore` is not whole numbers.

    Examples
    --------
    >>> import labelgauge as lg
    >>> table = lg.contingency([1, 1, 2, 0], [7, 8, 8, 8], ignore=0)
    >>> table.gold_label.tolist(), table.candidate_label.tolist(), table.count.tolist()
    ([1, 1, 2], [7, 8, 8], [1, 1, 1])
    """
    gold, candidate = np.asarray(gold_labels), np.asarray(candidate_labels)
    columns = kernel.contingency_table(gold, candidate, threads=threads)
    kept = ~np.isin(columns[0], _ignored(ignore))
    return Contingency(*(column[kept] for column in columns))


def rand_index(table: Contingency, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> float:
    r"""Rand index: the share of pixel pairs on which two partitions agree whether they belong together.

    .. math:: 1 - \frac{\sum_i a_i^2 + \sum_j b_j^2 - 2 \sum_{ij} n_{ij}^2}{n (n - 1)}

    Parameters
    ----------
    table
        What `contingency` counts: n_ij pixels, margins a_i (gold) and b_j (candidate).
    empty
        What it is for fewer than two pixels. See `EmptyPolicy`.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    InputError
        If `table` is no `Contingency`.
    UndefinedError
        If there are fewer than two pixels and ``empty="raise"``.

    Notes
    -----
    Rand (1971). The probabilistic Rand index (PRI) of a candidate against several golds is the mean of its Rand indices
    (Unnikrishnan et al., 2007).

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.rand_index(lg.contingency([1, 1, 2, 2], [1, 1, 1, 2]))
    0.5
    """
    _check_table(table)
    together, gold, candidate = _pairs(table)
    n = table.n
    return _ratio(n * (n - 1) - (gold + candidate - 2 * together), n * (n - 1), empty, "rand_index")


def adapted_rand_error(table: Contingency, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> AdaptedRandError:
    r"""Adapted Rand error of a partition.

    .. math::

        1 - \frac{2 S}{A + B}, \quad S = \sum_{ij} n_{ij}(n_{ij} - 1), \quad
        A = \sum_i a_i(a_i - 1), \quad B = \sum_j b_j(b_j - 1)

    Parameters
    ----------
    table
        What `contingency` counts: n_ij pixels, margins a_i (gold) and b_j (candidate).
    empty
        What precision, recall and F1 are where they are undefined. See `EmptyPolicy`; `error` is 1 - F1.

    Returns
    -------
    AdaptedRandError
        Error, precision S / B and recall S / A.

    Raises
    ------
    InputError
        If `table` is no `Contingency`.
    UndefinedError
        If no segment of one side has two pixels and ``empty="raise"``.

    Notes
    -----
    Arganda-Carreras et al. (2015). ``skimage.metrics.adapted_rand_error`` gives the same error, leaves label 0 out by
    default (here: ``contingency(..., ignore=0)``), and calls precision what is recall here and the other way round.

    Examples
    --------
    >>> import labelgauge as lg
    >>> result = lg.adapted_rand_error(lg.contingency([1, 1, 2, 2], [1, 1, 1, 2]))
    >>> round(result.error, 4), round(result.precision, 4), result.recall
    (0.6, 0.3333, 0.5)
    """
    _check_table(table)
    together, gold, candidate = _pairs(table)
    f1 = _ratio(2 * together, gold + candidate, empty, "adapted_rand_error")
    return AdaptedRandError(
        error=1 - f1,
        precision=_ratio(together, candidate, empty, "adapted_rand_error"),
        recall=_ratio(together, gold, empty, "adapted_rand_error"),
        n=table.n,
        status="ok" if gold + candidate else "no_pairs",
    )


def variation_of_information(table: Contingency) -> VariationOfInformation:
    r"""Variation of information between two partitions, in bits.

    .. math::

        H(C \mid G) = -\sum_{ij} \frac{n_{ij}}{n} \log_2 \frac{n_{ij}}{a_i}, \quad
        H(G \mid C) = -\sum_{ij} \frac{n_{ij}}{n} \log_2 \frac{n_{ij}}{b_j}

    Parameters
    ----------
    table
        What `contingency` counts: n_ij pixels, margins a_i (gold) and b_j (candidate).

    Returns
    -------
    VariationOfInformation
        `split` and `merge`, 0 or more; NaN if there are no pixels.

    Raises
    ------
    InputError
        If `table` is no `Contingency`.

    Notes
    -----
    Meilă (2007). ``skimage.metrics.variation_of_information(gold, candidate)`` gives (split, merge).

    Examples
    --------
    >>> import labelgauge as lg
    >>> result = lg.variation_of_information(lg.contingency([1, 1, 1, 1], [1, 1, 2, 2]))
    >>> result.split, result.merge, result.total
    (1.0, 0.0, 1.0)
    """
    _check_table(table)
    n = table.n
    if n == 0:
        return VariationOfInformation(math.nan, math.nan, 0, "no_pixels")
    entropies = []
    for labels in (table.gold_label, table.candidate_label):
        of_pair, areas = _margin(labels, table.count)
        # log2(area / count) is never negative, so neither are the sums; fsum makes them free of order.
        entropies.append(math.fsum((table.count * np.log2(areas[of_pair] / table.count)).tolist()) / n)
    return VariationOfInformation(entropies[0], entropies[1], n, "ok")


def covering(
    table: Contingency,
    *,
    of: Literal["gold", "candidate"] = "gold",
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
) -> float:
    r"""Segmentation covering: how well the segments of one side are found on the other.

    .. math:: \frac{1}{n} \sum_{G} |G| \max_{C} \mathrm{IoU}(G, C)

    Parameters
    ----------
    table
        What `contingency` counts.
    of
        ``"gold"``: each gold segment and its best candidate. ``"candidate"``: the other way round.
    empty
        What it is if there are no pixels. See `EmptyPolicy`.

    Returns
    -------
    float
        Above 0 to 1; 1 if every segment is found exactly.

    Raises
    ------
    InputError
        If `of` is not one of the two, or `table` is no `Contingency`.
    UndefinedError
        If there are no pixels and ``empty="raise"``.

    Notes
    -----
    Arbeláez, Maire, Fowlkes, Malik (2011).

    Examples
    --------
    >>> import labelgauge as lg
    >>> table = lg.contingency([1, 1, 1, 1], [1, 1, 1, 2])
    >>> lg.covering(table), lg.covering(table, of="candidate")
    (0.75, 0.625)
    """
    _check_table(table)
    if of not in {"gold", "candidate"}:
        what = f"of must be 'gold' or 'candidate', not {of!r}"
        raise InputError(what, where="covering")
    gold_of, gold_area = _margin(table.gold_label, table.count)
    candidate_of, candidate_area = _margin(table.candidate_label, table.count)
    iou = table.count / (gold_area[gold_of] + candidate_area[candidate_of] - table.count)
    segment, area = (gold_of, gold_area) if of == "gold" else (candidate_of, candidate_area)
    best = np.zeros(len(area))
    np.maximum.at(best, segment, iou)
    return _ratio(math.fsum((area * best).tolist()), table.n, empty, "covering")


def _check_table(table: object) -> None:
    check_instance(table, Contingency, "table", fix="Make it of two label maps with labelgauge.contingency.")


def _ignored(ignore: int | Sequence[int]) -> Ints:
    labels = np.atleast_1d(np.asarray(ignore))
    if labels.ndim != 1 or (labels.size and not np.can_cast(labels.dtype, np.int64)):
        what = f"ignore must be a label or a list of labels that fit int64, not {ignore!r}"
        raise InputError(what, where="contingency")
    return labels.astype(np.int64)


def _margin(labels: Ints, count: Ints) -> tuple[NDArray[np.intp], Ints]:
    """Segment number of each pair, and the pixels of each segment."""
    _, of_pair = np.unique(labels, return_inverse=True)
    areas = np.zeros(int(of_pair.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(areas, of_pair, count)
    return of_pair, areas


def _pairs(table: Contingency) -> tuple[int, int, int]:
    """Ordered pairs of pixels that both sides hold together, that the gold does, that the candidate does."""
    return _ordered_pairs(table.count), _ordered_pairs(table.gold_area), _ordered_pairs(table.candidate_area)


def _ordered_pairs(areas: Ints) -> int:
    """Σ a (a - 1), in Python's integers: the squares of a volume's areas do not fit 64 bits."""
    return sum(area * (area - 1) for area in areas.tolist())


def _ratio(numerator: float, denominator: int, empty: EmptyPolicy | str, metric: str) -> float:
    if denominator:
        return numerator / denominator
    only = (np.zeros(1, dtype=np.intp),)
    return float(apply_policy(np.full(1, np.nan), only, empty, metric, item="")[0])
