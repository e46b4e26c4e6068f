"""Panoptic quality: segments found, and how well."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError, check_instance
from labelgauge.kernels import _check, contingency

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class PanopticMap:
    """A panoptic segmentation of one image: which segment each pixel belongs to, and what each segment is.

    Parameters
    ----------
    labels
        Integer array of segment ids, one per pixel.
    segments
        One item per segment, as COCO's ``segments_info``: a sequence of dictionaries, or a `Table` or mapping of
        columns, with ``id``, ``category_id`` and, if there are crowds, ``iscrowd``.
    void
        Id of pixels that belong to no segment.

    Raises
    ------
    InputError
        If an id is given twice, has no pixels, is `void`, or occurs in `labels` without being a segment.

    Notes
    -----
    panopticapi looks for such mistakes only on the candidate's side. Here both sides are checked: a gold id without
    pixels would count as missed, a gold id without an entry as void for matching and as a mistake for false positives.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.PanopticMap([[0, 7], [7, 9]], [{"id": 7, "category_id": 1}, {"id": 9, "category_id": 2}])
    PanopticMap(2 segments, (2, 2))
    """

    __slots__ = ("category", "id", "iscrowd", "labels", "void")

    labels: NDArray[Any]
    id: Ints
    category: Ints
    iscrowd: Flags
    void: int

    def __init__(
        self, labels: ArrayLike, segments: Table | Mapping[str, Any] | Iterable[Mapping[str, Any]], *, void: int = 0
    ) -> None:
        columns = _columns(segments)
        self._fill(
            labels=np.asarray(labels),
            id=_whole(columns["id"], "id"),
            category=_whole(columns["category_id"], "category_id"),
            iscrowd=_whole(columns["iscrowd"], "iscrowd") != 0,
            void=_check.integer(void, "void"),
        )
        _check_ids(self.id, void)
        occurring = contingency.contingency_table(self.labels, self.labels)[0]
        _check_same(self.id, occurring[occurring != void])

    @classmethod
    def from_rgb(
        cls, rgb: ArrayLike, segments: Table | Mapping[str, Any] | Iterable[Mapping[str, Any]], *, void: int = 0
    ) -> PanopticMap:
        """Read the colours of a COCO panoptic PNG as ids: R + 256 G + 65,536 B.

        Parameters
        ----------
        rgb
            uint8 (h, w, 3).
        segments
            As for `PanopticMap`.
        void
            Id of pixels that belong to no segment.

        Returns
        -------
        PanopticMap
            The same segmentation by id.

        Raises
        ------
        InputError
            If `rgb` is not such an array, or the segments do not fit it.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> rgb = np.array([[[1, 1, 0]]], np.uint8)
        >>> lg.PanopticMap.from_rgb(rgb, [{"id": 257, "category_id": 1}]).labels.tolist()
        [[257]]
        """
        colours = np.asarray(rgb)
        if colours.dtype != np.uint8 or colours.ndim != 3 or colours.shape[2] != 3:
            what = f"rgb must be a uint8 array (h, w, 3), not {colours.dtype.name} of shape {colours.shape}"
            raise InputError(what)
        red, green, blue = np.moveaxis(colours.astype(np.uint32), 2, 0)
        return cls(red | green << 8 | blue << 16, segments, void=void)

    def __len__(self) -> int:
        return len(self.id)

    def __repr__(self) -> str:
        return f"PanopticMap({len(self)} segments, {self.labels.shape})"

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"PanopticMap is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class PanopticQuality:
    """Panoptic quality, its two factors, and the counts behind them.

    Attributes
    ----------
    pq
        Mean over the categories of PQ = SQ × RQ.
    sq
        Mean over the categories of the segmentation quality: mean IoU of the matched pairs.
    rq
        Mean over the categories of the recognition quality: F1 of the segments.
    n_classes
        Categories in the means: those with a match, a false or a missed segment.
    n_images
        Images compared.
    classes
        One row per category: category, pq, sq, rq, tp, fp, fn, iou_sum, status (``"ok"``, or ``"absent"`` where the
        ratios are NaN because nothing was there to be found).
    """

    pq: float
    sq: float
    rq: float
    n_classes: int
    n_images: int
    classes: Table

    def over(self, categories: Sequence[int]) -> PanopticQuality:
        """The means over some categories only, for example the things or the stuff.

        Parameters
        ----------
        categories
            Numbers of the categories; those that do not occur are left out.

        Returns
        -------
        PanopticQuality
            The rows of these categories, and their means.

        Examples
        --------
        >>> import labelgauge as lg
        >>> gold = lg.PanopticMap([[1, 2]], [{"id": 1, "category_id": 1}, {"id": 2, "category_id": 2}])
        >>> candidate = lg.PanopticMap([[1, 0]], [{"id": 1, "category_id": 1}])
        >>> quality = lg.panoptic_quality(gold, candidate)
        >>> quality.pq, quality.over([1]).pq
        (0.5, 1.0)
        """
        rows = np.flatnonzero(np.isin(self.classes["category"], np.asarray(categories)))
        return _quality(self.classes.take(rows), self.n_images)


def panoptic_quality(
    gold: PanopticMap | Sequence[PanopticMap],
    candidate: PanopticMap | Sequence[PanopticMap],
    *,
    symmetric: bool = False,
    threads: int = 1,
) -> PanopticQuality:
    r"""Panoptic quality of one image, or of many together.

    .. math::

        \mathrm{PQ} = \frac{\sum_{(g, c)} \mathrm{IoU}(g, c)}{|TP| + \frac12 |FP| + \frac12 |FN|}
        = \mathrm{SQ} \times \mathrm{RQ}

    A gold and a candidate segment of one category match if their IoU is above 0.5, which no segment can have with two
    others. Counts and sums are taken per category over all images; the means are over categories.

    Parameters
    ----------
    gold, candidate
        `PanopticMap`, or equally long sequences of them, image by image.
    symmetric
        False: panopticapi's rules, where the gold alone has void and crowds. Pixels of a candidate on gold void leave
        the union; an unmatched candidate with more than half of its pixels on gold void and the (last) gold crowd of
        its category is no error. True: for two annotators; the same rules for both sides, with all crowds, so that
        swapping the sides swaps false and missed segments and changes nothing else.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    PanopticQuality
        PQ, SQ and RQ, and every category's counts.

    Raises
    ------
    InputError
        If a side is not `PanopticMap` or a sequence of them, the two sides differ in number of images, or two maps in
        shape.

    Notes
    -----
    Kirillov, He, Girshick, Rother, Dollár (2019); rules of ``panopticapi``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.zeros((4, 5), int), np.zeros((4, 5), int)
    >>> gold[:4], candidate[:3] = 1, 1
    >>> segments = [{"id": 1, "category_id": 1}]
    >>> lg.panoptic_quality(lg.PanopticMap(gold, segments), lg.PanopticMap(candidate, segments)).pq
    0.75
    """
    golds, candidates = _maps(gold, "gold"), _maps(candidate, "candidate")
    if len(golds) != len(candidates):
        what = f"gold and candidate must be equally many, not {len(golds)} and {len(candidates)} images"
        raise InputError(what, where="panoptic_quality")
    outcomes = [_outcome(g, c, symmetric, threads) for g, c in zip(golds, candidates, strict=True)]
    return _quality(_summed(outcomes), len(golds))


def _maps(side: PanopticMap | Sequence[PanopticMap], name: str) -> list[PanopticMap]:
    images: list[Any] = list(side) if isinstance(side, Sequence) else [side]
    for i, image in enumerate(images):
        where = f"{name}[{i}]" if isinstance(side, Sequence) else name
        check_instance(image, PanopticMap, where, fix="Make one of each image with labelgauge.PanopticMap.")
    return images


@dataclass(frozen=True)
class _Outcome:
    """Categories of the matched pairs with their IoU, of false and of missed segments, and of all segments."""

    matched: Ints
    iou: NDArray[np.float64]
    false: Ints
    missed: Ints
    occurring: Ints


def _outcome(gold: PanopticMap, candidate: PanopticMap, symmetric: bool, threads: int) -> _Outcome:
    gold_label, candidate_label, count = contingency.contingency_table(gold.labels, candidate.labels, threads=threads)
    g, c = _positions(gold, gold_label), _positions(candidate, candidate_label)
    gold_area, candidate_area = _sums(g, count, len(gold)), _sums(c, count, len(candidate))
    candidate_on_void = _sums(np.where(g < 0, c, -1), count, len(candidate))
    gold_on_void = _sums(np.where(c < 0, g, -1), count, len(gold)) if symmetric else np.zeros(len(gold), np.int64)
    gold_crowd = gold.iscrowd
    candidate_crowd = candidate.iscrowd if symmetric else np.zeros(len(candidate), np.bool_)

    both = (g >= 0) & (c >= 0)
    g, c, count = g[both], c[both], count[both]
    same = gold.category[g] == candidate.category[c]
    union = gold_area[g] - gold_on_void[g] + candidate_area[c] - candidate_on_void[c] - count
    match = same & ~gold_crowd[g] & ~candidate_crowd[c] & (2 * count > union)

    counted_crowd = gold_crowd if symmetric else _last_crowds(gold)
    false = ~_hit(c[match], len(candidate)) & ~candidate_crowd
    false &= ~_excused(c, count * (same & counted_crowd[g]), candidate_on_void, candidate_area)
    missed = ~_hit(g[match], len(gold)) & ~gold_crowd
    if symmetric:
        missed &= ~_excused(g, count * (same & candidate_crowd[c]), gold_on_void, gold_area)
    return _Outcome(
        matched=gold.category[g[match]],
        iou=count[match] / union[match],
        false=candidate.category[false],
        missed=gold.category[missed],
        occurring=np.union1d(gold.category, candidate.category),
    )


def _positions(side: PanopticMap, labels: Ints) -> NDArray[np.intp]:
    """Position of each label's segment; -1 for void."""
    order = np.argsort(side.id)
    found = np.searchsorted(side.id, labels, sorter=order)
    return np.where(labels == side.void, -1, np.append(order, -1)[found])


def _sums(position: NDArray[np.intp], count: Ints, n: int) -> Ints:
    """Pixels per segment; position -1 is none."""
    sums = np.zeros(n + 1, dtype=np.int64)
    np.add.at(sums, position, count)
    return sums[:n]


def _hit(position: NDArray[np.intp], n: int) -> Flags:
    hit = np.zeros(n, dtype=np.bool_)
    hit[position] = True
    return hit


def _excused(position: NDArray[np.intp], on_crowd: Ints, on_void: Ints, area: Ints) -> Flags:
    """Segments with more than half of their pixels on the other side's void and crowds of their category."""
    return 2 * (on_void + _sums(position, on_crowd, len(area))) > area


def _last_crowds(side: PanopticMap) -> Flags:
    """The last crowd of each category, the only one that panopticapi looks at."""
    last = {category: i for i, category in enumerate(side.category.tolist()) if side.iscrowd[i]}
    return _hit(np.array(list(last.values()), dtype=np.intp), len(side))


def _summed(outcomes: Sequence[_Outcome]) -> Table:
    """Counts and ratios per category over all images."""
    nothing = np.zeros(0, dtype=np.int64)
    categories = np.unique(np.concatenate([nothing, *(outcome.occurring for outcome in outcomes)]))

    def position(parts: Iterable[Ints]) -> NDArray[np.intp]:
        return np.searchsorted(categories, np.concatenate([nothing, *parts]))

    matched = position(outcome.matched for outcome in outcomes)
    tp = np.bincount(matched, minlength=len(categories))
    fp = np.bincount(position(outcome.false for outcome in outcomes), minlength=len(categories))
    fn = np.bincount(position(outcome.missed for outcome in outcomes), minlength=len(categories))
    iou = np.concatenate([np.zeros(0), *(outcome.iou for outcome in outcomes)])[np.argsort(matched, kind="stable")]
    # Exact sums do not depend on the order of the images.
    iou_sum = np.array([math.fsum(part.tolist()) for part in np.split(iou, np.cumsum(tp))[:-1]], dtype=np.float64)
    found = tp + fp + fn > 0
    weight = np.where(found, tp + fp / 2 + fn / 2, np.nan)
    return Table(
        {
            "category": categories,
            "pq": iou_sum / weight,
            "sq": np.where(found, iou_sum / np.maximum(tp, 1), np.nan),
            "rq": tp / weight,
            "tp": tp,
            "fp": fp,
            "fn": fn,
            "iou_sum": iou_sum,
            "status": np.where(found, "ok", "absent").tolist(),
        }
    )


def _quality(classes: Table, n_images: int) -> PanopticQuality:
    found = np.array([status == "ok" for status in classes["status"]], dtype=np.bool_)
    n = int(found.sum())

    def mean(name: str) -> float:
        return math.fsum(classes[name][found].tolist()) / n if n else math.nan

    return PanopticQuality(mean("pq"), mean("sq"), mean("rq"), n_classes=n, n_images=n_images, classes=classes)


def _columns(segments: Table | Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Columns id, category_id and iscrowd of any of the forms segments come in."""
    try:
        if isinstance(segments, Table | Mapping):
            named = {name: segments[name] for name in ("id", "category_id")}
            crowd = segments["iscrowd"] if "iscrowd" in segments else np.zeros(len(named["id"]), np.int64)
            return named | {"iscrowd": crowd}
        items = list(segments)
        named = {name: [item[name] for item in items] for name in ("id", "category_id")}
        return named | {"iscrowd": [item.get("iscrowd", 0) for item in items]}
    except (KeyError, TypeError, AttributeError, IndexError):
        what = "segments must have id and category_id, as dictionaries or as columns"
        raise InputError(what, where="PanopticMap") from None


def _whole(values: Any, name: str) -> Ints:
    column = np.asarray(values)
    if column.ndim != 1 or (column.size and not np.can_cast(column.dtype, np.int64)):
        what = f"{name} must be whole numbers that fit int64, one per segment"
        raise InputError(what, where="PanopticMap segments")
    return column.astype(np.int64)


def _check_ids(ids: Ints, void: int) -> None:
    numbers, times = np.unique(ids, return_counts=True)
    if np.any(times > 1):
        what = f"segment {int(numbers[np.argmax(times > 1)])} is listed more than once"
        raise InputError(what, where="PanopticMap segments")
    if np.any(ids == void):
        what = f"a segment has id {void}, which is void"
        raise InputError(what, where="PanopticMap segments", fix="Choose another id for void.")


def _check_same(listed: Ints, drawn: Ints) -> None:
    unlisted, undrawn = np.setdiff1d(drawn, listed), np.setdiff1d(listed, drawn)
    if len(unlisted):
        what = f"id {int(unlisted[0])} occurs in the map but not among the segments"
        raise InputError(what, where="PanopticMap", fix="List it, or draw it as void.")
    if len(undrawn):
        what = f"segment {int(undrawn[0])} has no pixels in the map"
        raise InputError(what, where="PanopticMap", fix="Leave it out of the segments.")
