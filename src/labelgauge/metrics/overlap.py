"""Overlap of masks and boxes: IoU, Dice, coverage, and the penalised IoUs of boxes."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import overlap
from labelgauge.metrics._empty import EmptyPolicy, apply_policy
from labelgauge.metrics._kinds import is_empty, kind_of
from labelgauge.metrics._sides import Geometry, as_geometry, as_pair, check_paired, crowd_flags

Floats = NDArray[np.float64]


class SparseOverlap(NamedTuple):
    """The entries of an overlap matrix that reach a threshold, ordered by row, then column.

    Attributes
    ----------
    row : int64 (k,)
        Gold of each entry.
    column : int64 (k,)
        Candidate of each entry.
    value : float64 (k,)
        Ratio of each entry.

    Examples
    --------
    >>> import labelgauge as lg
    >>> boxes = lg.Boxes([[0, 0, 2, 2], [5, 5, 7, 7]])
    >>> lg.iou(boxes, boxes, sparse=True).row.tolist()
    [0, 1]
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: Floats


@overload
def iou(
    gold: Geometry | ArrayLike,
    candidate: Geometry | ArrayLike,
    *,
    paired: bool = ...,
    crowd: ArrayLike | None = ...,
    empty: EmptyPolicy | str = ...,
    sparse: Literal[False] = ...,
    threshold: float = ...,
    threads: int = ...,
) -> Floats: ...


@overload
def iou(
    gold: Geometry | ArrayLike,
    candidate: Geometry | ArrayLike,
    *,
    paired: bool = ...,
    crowd: ArrayLike | None = ...,
    empty: EmptyPolicy | str = ...,
    sparse: Literal[True],
    threshold: float = ...,
    threads: int = ...,
) -> SparseOverlap: ...


def iou(
    gold: Geometry | ArrayLike,
    candidate: Geometry | ArrayLike,
    *,
    paired: bool = False,
    crowd: ArrayLike | None = None,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    sparse: bool = False,
    threshold: float = 0.0,
    threads: int = 1,
) -> Floats | SparseOverlap:
    r"""Intersection over union (Jaccard index).

    .. math:: \mathrm{IoU}(G, C) = \frac{|G \cap C|}{|G \cup C|}

    Parameters
    ----------
    gold, candidate
        `Masks`, `Boxes`, `RotatedBoxes`, `Boxes3D`, `Polygons`, or bool arrays (n, h, w) / (h, w); both sides of one
        kind, masks of one image size.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    crowd
        One bool (or 0/1) per gold: for crowd regions the denominator is the candidate's area alone, so that a
        candidate inside a crowd scores 1 (COCO's rule).
    empty
        What a ratio with denominator zero is: both sides empty (with crowd: the candidate). See `EmptyPolicy`.
    sparse
        True: list the ratios above 0 that reach `threshold` instead of filling a matrix. Memory then grows with the
        two sides and the result, not with their product, so that tens of thousands on either side are fine.
    threshold
        With `sparse`: ratios below it are left out.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired, or SparseOverlap when sparse
        Gold rows, candidate columns. Equal to ``pycocotools.mask.iou`` bit for bit, transposed, under ``empty="coco"``.

    Raises
    ------
    InputError
        If the two sides differ in kind, number (paired) or an array is neither bool nor geometry; if `sparse` is
        combined with `paired`, or `threshold` is given without `sparse`.
    GeometryError
        If masks differ in size.
    UndefinedError
        If a ratio is undefined and ``empty="raise"``.

    Notes
    -----
    Jaccard (1912); crowd rule: COCO's ``maskApi``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold = np.array([[1, 1, 0, 0]], dtype=bool)
    >>> lg.iou(gold, np.array([[0, 1, 1, 0]], dtype=bool)).tolist()
    [[0.3333333333333333]]
    >>> lg.iou(lg.Boxes([[0, 0, 2, 2]]), lg.Boxes([[1, 0, 3, 2]]), paired=True).tolist()
    [0.3333333333333333]
    """
    if sparse:
        if paired:
            what = "sparse=True lists pairs of a matrix, paired=True has none"
            raise InputError(what, where="iou")
        return _sparse_iou(gold, candidate, crowd, threshold, threads)
    if threshold != 0:
        what = "threshold is for sparse=True"
        raise InputError(what, where="iou", fix="Compare the matrix with the threshold instead.")
    return ratios(gold, candidate, overlap.IOU, "iou", paired=paired, crowd=crowd, empty=empty, threads=threads)


def dice(
    gold: Geometry | ArrayLike,
    candidate: Geometry | ArrayLike,
    *,
    paired: bool = False,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Floats:
    r"""Dice coefficient (F1 of the pixels).

    .. math:: \mathrm{Dice}(G, C) = \frac{2\,|G \cap C|}{|G| + |C|}

    Parameters
    ----------
    gold, candidate
        `Masks`, `Boxes`, `RotatedBoxes`, `Boxes3D`, `Polygons`, or bool arrays (n, h, w) / (h, w); both sides of one
        kind, masks of one image size.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What the ratio of two empty sides is. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        Gold rows, candidate columns.

    Raises
    ------
    InputError
        If the two sides differ in kind, number (paired) or an array is neither bool nor geometry.
    GeometryError
        If masks differ in size.
    UndefinedError
        If a ratio is undefined and ``empty="raise"``.

    Notes
    -----
    Dice (1945), Sørensen (1948). Dice = 2 IoU / (1 + IoU).

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold = np.array([[1, 1, 0, 0]], dtype=bool)
    >>> lg.dice(gold, np.array([[0, 1, 1, 0]], dtype=bool)).tolist()
    [[0.5]]
    """
    return ratios(gold, candidate, overlap.DICE, "dice", paired=paired, crowd=None, empty=empty, threads=threads)


def coverage(
    gold: Geometry | ArrayLike,
    candidate: Geometry | ArrayLike,
    *,
    of: Literal["gold", "candidate"],
    paired: bool = False,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Floats:
    r"""Share of one side that the other covers (intersection over gold, or over candidate).

    .. math:: \frac{|G \cap C|}{|G|} \quad\text{or}\quad \frac{|G \cap C|}{|C|}

    Coverage of the gold below 1 says that the candidate misses part of the object, coverage of the candidate below 1
    that it holds something else: the two together tell a tight mark from a loose one.

    Parameters
    ----------
    gold, candidate
        `Masks`, `Boxes`, `RotatedBoxes`, `Boxes3D`, `Polygons`, or bool arrays (n, h, w) / (h, w); both sides of one
        kind, masks of one image size.
    of
        ``"gold"``: the share of the gold that is covered. ``"candidate"``: the share of the candidate.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What the ratio is where the side it is a share of is empty. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        Gold rows, candidate columns.

    Raises
    ------
    InputError
        If `of` is not one of the two, the two sides differ in kind or number (paired), or an array is neither bool
        nor geometry.
    GeometryError
        If masks differ in size.
    UndefinedError
        If a ratio is undefined and ``empty="raise"``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.array([[1, 1, 0, 0]], dtype=bool), np.array([[0, 1, 1, 1]], dtype=bool)
    >>> lg.coverage(gold, candidate, of="gold").item(), lg.coverage(gold, candidate, of="candidate").item()
    (0.5, 0.3333333333333333)
    """
    measures = {"gold": overlap.GOLD, "candidate": overlap.CANDIDATE}
    if of not in measures:
        what = f"of must be 'gold' or 'candidate', not {of!r}"
        raise InputError(what, where="coverage")
    return ratios(gold, candidate, measures[of], "coverage", paired=paired, crowd=None, empty=empty, threads=threads)


def giou(gold: Boxes, candidate: Boxes, *, paired: bool = False, threads: int = 1) -> Floats:
    r"""Generalised IoU of boxes.

    .. math:: \mathrm{GIoU} = \mathrm{IoU} - \frac{|H| - |G \cup C|}{|H|}, \quad H = \text{smallest enclosing box}

    Parameters
    ----------
    gold, candidate
        `Boxes`.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        In (-1, 1]; 0 for two boxes that are the same point or line (their enclosing box has no area).

    Raises
    ------
    InputError
        If a side is not `Boxes`, or the numbers differ (paired).

    Notes
    -----
    Rezatofighi et al., CVPR 2019.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.giou(lg.Boxes([[0, 0, 1, 1]]), lg.Boxes([[3, 0, 4, 1]])).tolist()
    [[-0.5]]
    """
    return _penalised(gold, candidate, overlap.GIOU, "giou", paired=paired, threads=threads)


def diou(gold: Boxes, candidate: Boxes, *, paired: bool = False, threads: int = 1) -> Floats:
    r"""Distance IoU of boxes.

    .. math:: \mathrm{DIoU} = \mathrm{IoU} - \frac{d^2}{c^2 + \varepsilon}

    d is the distance between the centres, c the diagonal of the smallest enclosing box, ε = 1e-7 (torchvision's).

    Parameters
    ----------
    gold, candidate
        `Boxes`.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        In (-1, 1].

    Raises
    ------
    InputError
        If a side is not `Boxes`, or the numbers differ (paired).

    Notes
    -----
    Zheng et al., AAAI 2020.

    Examples
    --------
    >>> import labelgauge as lg
    >>> round(lg.diou(lg.Boxes([[0, 0, 1, 1]]), lg.Boxes([[3, 0, 4, 1]])).item(), 6)
    -0.529412
    """
    return _penalised(gold, candidate, overlap.DIOU, "diou", paired=paired, threads=threads)


def ciou(gold: Boxes, candidate: Boxes, *, paired: bool = False, threads: int = 1) -> Floats:
    r"""Complete IoU of boxes: DIoU less a penalty for another aspect ratio.

    .. math::

        \mathrm{CIoU} = \mathrm{DIoU} - \alpha v, \quad
        v = \frac{4}{\pi^2}\left(\arctan\frac{w_G}{h_G} - \arctan\frac{w_C}{h_C}\right)^2, \quad
        \alpha = \frac{v}{1 - \mathrm{IoU} + v + \varepsilon}

    with ε = 1e-7 (torchvision's).

    Parameters
    ----------
    gold, candidate
        `Boxes`.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        In (-2, 1]. Equal to the twin within 2 units in the last place (arctan is the C library's).

    Raises
    ------
    InputError
        If a side is not `Boxes`, or the numbers differ (paired).

    Notes
    -----
    Zheng et al., AAAI 2020.

    Examples
    --------
    >>> import labelgauge as lg
    >>> round(lg.ciou(lg.Boxes([[0, 0, 2, 1]]), lg.Boxes([[0, 0, 1, 2]])).item(), 6)
    0.237082
    """
    return _penalised(gold, candidate, overlap.CIOU, "ciou", paired=paired, threads=threads)


def ratios(
    gold: Any,
    candidate: Any,
    measure: int,
    metric: str,
    *,
    paired: bool,
    crowd: ArrayLike | None,
    empty: EmptyPolicy | str,
    threads: int,
) -> Floats:
    """Compare two sides by a measure of `labelgauge.kernels.overlap`; `metric` names it in messages."""
    g, c = as_pair(gold, candidate, threads)
    flags = crowd_flags(crowd, len(g))
    if paired:
        check_paired(g, c)
        values = _paired(g, c, measure, flags, threads)
    else:
        values = _matrix(g, c, measure, flags, threads)
    return apply_policy(values, _undefined(g, c, measure, flags, paired=paired), empty, metric)


def _sparse_iou(gold: Any, candidate: Any, crowd: ArrayLike | None, threshold: float, threads: int) -> SparseOverlap:
    g, c = as_pair(gold, candidate, threads)
    flags = crowd_flags(crowd, len(g))
    if isinstance(g, Masks) and isinstance(c, Masks):
        sides = (g.counts, g.offsets, g.sizes, c.counts, c.offsets, c.sizes)
        found = overlap.mask_overlap_sparse(*sides, flags, overlap.IOU, threshold, threads=threads)
        return SparseOverlap(*found)
    kind = kind_of(g)
    around = kind.around(g), kind.around(c)
    one_image = [np.array([0, len(side)], dtype=np.int64) for side in around]
    rows, columns = overlap.touching_boxes(around[0], one_image[0], around[1], one_image[1], threads=threads)
    values = _pairs(g, c, rows, columns, flags, overlap.IOU, threads)
    kept = (values > 0) & (values >= threshold)
    return SparseOverlap(rows[kept], columns[kept], values[kept])


def _matrix(g: Geometry, c: Geometry, measure: int, crowd: NDArray[np.uint8], threads: int) -> Floats:
    if isinstance(g, Masks) and isinstance(c, Masks):
        sides = (g.counts, g.offsets, g.sizes, c.counts, c.offsets, c.sizes)
        return overlap.mask_overlap(*sides, crowd, measure, threads=threads)
    kind = kind_of(g)
    return kind.matrix(*kind.columns(g), *kind.columns(c), crowd, measure, threads=threads)


def _paired(g: Geometry, c: Geometry, measure: int, crowd: NDArray[np.uint8], threads: int) -> Floats:
    each = np.arange(len(g), dtype=np.int64)
    if isinstance(g, Masks) and isinstance(c, Masks):
        sides = (g.counts, g.offsets, g.sizes, c.counts, c.offsets, c.sizes)
        shared = overlap.mask_intersection(*sides, each, each, threads=threads)
        return _ratios(shared, _denominators(g.area, c.area, shared, measure, crowd), measure)
    return _pairs(g, c, each, each, crowd, measure, threads)


def _pairs(
    g: Geometry,
    c: Geometry,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    crowd: NDArray[np.uint8],
    measure: int,
    threads: int,
) -> Floats:
    kind = kind_of(g)
    sides = (*kind.columns(g), *kind.columns(c), rows, columns)
    ratios = kind.pairs(*sides, measure, threads=threads)
    if crowd.any():
        covered = kind.pairs(*sides, overlap.CANDIDATE, threads=threads)
        ratios = np.where(crowd[rows] != 0, covered, ratios)
    return ratios


def _denominators(
    gold_area: NDArray[np.int64],
    candidate_area: NDArray[np.int64],
    shared: NDArray[np.int64],
    measure: int,
    crowd: NDArray[np.uint8],
) -> NDArray[np.int64]:
    if measure == overlap.IOU:
        union = gold_area + candidate_area - shared
        return np.where(crowd != 0, candidate_area, union) if len(crowd) else union
    if measure == overlap.DICE:
        return gold_area + candidate_area
    return gold_area if measure == overlap.GOLD else candidate_area


def _ratios(shared: NDArray[np.int64], denominators: NDArray[np.int64], measure: int) -> Floats:
    numerators = 2 * shared if measure == overlap.DICE else shared
    return np.divide(numerators, denominators, out=np.zeros(len(shared)), where=denominators != 0)


def _undefined(
    g: Geometry, c: Geometry, measure: int, crowd: NDArray[np.uint8], *, paired: bool
) -> tuple[NDArray[np.intp], ...]:
    """Positions where the denominator is zero: it depends on each side alone, so that no n × m array is needed."""
    gold_is_zero = np.ones(len(g), dtype=np.bool_) if measure == overlap.CANDIDATE else is_empty(g)
    if measure == overlap.IOU and len(crowd):
        gold_is_zero |= crowd != 0
    candidate_is_zero = np.ones(len(c), dtype=np.bool_) if measure == overlap.GOLD else is_empty(c)
    if paired:
        return np.nonzero(gold_is_zero & candidate_is_zero)
    return np.flatnonzero(gold_is_zero)[:, np.newaxis], np.flatnonzero(candidate_is_zero)[np.newaxis]


def _penalised(gold: Any, candidate: Any, measure: int, metric: str, *, paired: bool, threads: int) -> Floats:
    g, c = as_geometry(gold, "gold", threads), as_geometry(candidate, "candidate", threads)
    if not isinstance(g, Boxes) or not isinstance(c, Boxes):
        what = f"{metric} is defined for boxes, not for {type(g).__name__} and {type(c).__name__}"
        raise InputError(what, fix="Pass labelgauge.Boxes.")
    no_crowd = np.zeros(0, dtype=np.uint8)
    if not paired:
        return _matrix(g, c, measure, no_crowd, threads)
    check_paired(g, c)
    return _paired(g, c, measure, no_crowd, threads)
