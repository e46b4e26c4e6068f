"""Masks as one columnar store of run lengths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry._columns import Key, frozen, gather, offsets_of, positions, shifted
from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.polygons import Polygons
from labelgauge.kernels import _check, rle

Rule = Literal["coco", "center"]


class Masks:
    """A frozen batch of binary masks, stored as run lengths.

    Masks of different images, and so of different sizes, may share a batch.

    Parameters
    ----------
    counts
        uint32 (total runs,): column-major runs, alternately background and foreground, background first (COCO's RLE),
        in canonical form: no run of length zero except possibly a mask's first.
    offsets
        int64 (n + 1,), where each mask's runs begin and end (Arrow list layout).
    sizes
        int64 (n, 2), height and width of each mask's image.

    Raises
    ------
    InputError
        If a column has the wrong dtype or shape.
    GeometryError
        If runs do not fill their image or are not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> masks = lg.Masks.from_dense(np.array([[False, True], [False, True]]))
    >>> len(masks), masks.area.tolist(), masks.to_rle(text=True)
    (1, [2], [{'size': [2, 2], 'counts': '22'}])
    """

    __slots__ = ("counts", "offsets", "sizes")

    counts: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def __init__(self, counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        self._fill(*_check.masks(counts, offsets, sizes))

    @classmethod
    def from_arrays(cls, counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Masks:
        """Wrap columns that are known to be valid; nothing is checked or copied.

        Parameters
        ----------
        counts
            uint32 (total runs,), canonical runs.
        offsets
            int64 (n + 1,).
        sizes
            int64 (n, 2).

        Returns
        -------
        Masks
            The batch over this memory.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> counts, offsets, sizes = np.array([1, 3], np.uint32), np.array([0, 2]), np.array([[2, 2]])
        >>> lg.Masks.from_arrays(counts, offsets, sizes).area.tolist()
        [3]
        """
        masks = cls.__new__(cls)
        masks._fill(counts, offsets, sizes)
        return masks

    @classmethod
    def from_dense(cls, dense: ArrayLike, *, threads: int = 1) -> Masks:
        """Make masks from pixels.

        Parameters
        ----------
        dense
            bool or integer array of shape (n, h, w), or (h, w) for one mask; foreground is whatever is not zero.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            n masks of h × w pixels.

        Raises
        ------
        InputError
            If the array is not bool or integer, or has another number of dimensions.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.eye(3, dtype=np.uint8)).area.tolist()
        [3]
        """
        array = np.asarray(dense)
        if array.dtype != np.bool_ and not np.issubdtype(array.dtype, np.integer):
            what = f"dense must be a bool or integer array, not {array.dtype.name}"
            raise InputError(what, fix="Threshold it first; for boxes use labelgauge.Boxes.")
        if array.ndim == 2:
            array = array[np.newaxis]
        if array.ndim != 3:
            what = f"dense must have shape (n, h, w) or (h, w), not {array.shape}"
            raise InputError(what)
        pixels = array if array.dtype == np.bool_ else array != 0
        counts, offsets = rle.encode_dense(pixels, threads=threads)
        return cls.from_arrays(counts, offsets, _same_size(len(array), *array.shape[1:]))

    @classmethod
    def from_rle(cls, items: Iterable[Mapping[str, Any]], *, threads: int = 1) -> Masks:
        """Make masks from COCO RLE dictionaries.

        Parameters
        ----------
        items
            Dictionaries ``{"size": [h, w], "counts": ...}``, counts a compressed string (str or bytes) or a list of
            run lengths. Runs of length zero are legal and merged.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per item.

        Raises
        ------
        InputError
            If an item is not such a dictionary.
        GeometryError
            If an item's counts cannot be decoded or do not fill its image; the lowest index is named.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Masks.from_rle([{"size": [2, 2], "counts": [2, 2]}, {"size": [2, 2], "counts": "22"}]).area.tolist()
        [2, 2]
        """
        given = [_rle_item(item, i) for i, item in enumerate(items)]
        sizes = np.array([size for size, _ in given], dtype=np.int64).reshape(-1, 2)
        is_text = np.array([isinstance(counts, bytes) for _, counts in given], dtype=np.bool_)
        texts = [counts for _, counts in given if isinstance(counts, bytes)]
        lists = [counts for _, counts in given if not isinstance(counts, bytes)]
        parts = []
        if texts or not lists:
            text = np.frombuffer(b"".join(texts), dtype=np.uint8)
            parts.append(rle.decode_strings(text, _lengths(texts), sizes[is_text], threads=threads))
        if lists:
            runs = np.concatenate(lists)
            parts.append(rle.normalize_runs(runs, _lengths(lists), sizes[~is_text], threads=threads))
        order = np.concatenate((np.flatnonzero(is_text), np.flatnonzero(~is_text)))
        _raise_first_failure(np.concatenate([status for _, _, status in parts]), order)
        if len(parts) == 1:
            return cls.from_arrays(parts[0][0], parts[0][1], sizes)
        counts = np.concatenate([part_counts for part_counts, _, _ in parts])
        counts, offsets = gather(counts, shifted([part_offsets for _, part_offsets, _ in parts]), np.argsort(order))
        return cls.from_arrays(counts, offsets, sizes)

    @classmethod
    def from_polygons(
        cls,
        polygons: Polygons | Sequence[Sequence[ArrayLike]],
        size: tuple[int, int],
        *,
        rule: Rule = "coco",
        threads: int = 1,
    ) -> Masks:
        """Rasterize polygons.

        Parameters
        ----------
        polygons
            A `Polygons` batch, or one item per mask: its rings, each flat ``[x, y, ...]`` or of shape (k, 2).
        size
            Height and width of the image; what lies outside is cut off.
        rule
            ``"coco"``: bit for bit what ``pycocotools`` draws, rings united. ``"center"``: the pixels whose centre
            lies inside, by the even-odd rule over all rings, so that rings can be holes.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per polygon; a polygon without rings gives an empty mask.

        Raises
        ------
        InputError
            If a ring or the rule is not understood.
        GeometryError
            If a coordinate is not finite.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Masks.from_polygons([[[1, 1, 3, 1, 3, 3, 1, 3]]], (5, 5)).area.tolist()
        [4]
        """
        from labelgauge.kernels import raster  # noqa: PLC0415

        batch = polygons if isinstance(polygons, Polygons) else Polygons.from_rings(polygons)
        if rule not in {"coco", "center"}:
            what = f"rule must be 'coco' or 'center', not {rule!r}"
            raise InputError(what)
        rasterize = raster.rasterize_coco if rule == "coco" else raster.rasterize_center
        sizes = _same_size(len(batch), *_checked_size(size, "size"))
        counts, offsets = rasterize(batch.points, batch.ring_offsets, batch.mask_offsets, sizes, threads=threads)
        return cls.from_arrays(counts, offsets, sizes)

    @classmethod
    def from_label_map(cls, labels: ArrayLike, ids: Sequence[int] | None = None) -> Masks:
        """Make one mask per label of a label map.

        Parameters
        ----------
        labels
            Integer array of shape (h, w).
        ids
            The labels wanted, in this order; by default every label that occurs, ascending, except 0.

        Returns
        -------
        Masks
            One mask per id; an id that does not occur gives an empty mask.

        Raises
        ------
        InputError
            If `labels` is not a 2-D integer array, or an id is given twice.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Masks.from_label_map([[0, 1], [2, 1]]).area.tolist()
        [2, 1]
        """
        array = np.asarray(labels)
        if array.ndim != 2 or not np.issubdtype(array.dtype, np.integer):
            what = f"labels must be a 2-D integer array, not {array.dtype.name} of shape {array.shape}"
            raise InputError(what)
        _check_pixels(*array.shape)
        line = array.T.ravel()
        starts = np.flatnonzero(np.concatenate(([True], line[1:] != line[:-1]))) if line.size else np.zeros(0, np.int64)
        stops = np.append(starts[1:], line.size)[: len(starts)]
        values = line[starts]
        wanted = np.unique(values[values != 0]) if ids is None else np.asarray(ids)
        if len(np.unique(wanted)) != len(wanted):
            what = "ids must not repeat"
            raise InputError(what, where="from_label_map")
        masks = [_runs_between(starts[values == i], stops[values == i], line.size) for i in wanted]
        counts = np.concatenate(masks) if masks else np.zeros(0, dtype=np.uint32)
        return cls.from_arrays(counts, _lengths(masks), _same_size(len(masks), *array.shape))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width that all masks of this batch share; an error if they differ."""
        return _check.one_size(self.sizes)

    @property
    def area(self) -> NDArray[np.int64]:
        """Foreground pixels of each mask; int64 (n,)."""
        return rle.area(self.counts, self.offsets)

    @property
    def boxes(self) -> Boxes:
        """Smallest box of each mask's pixels; an empty mask has 0, 0, 0, 0."""
        corners = rle.bounding_box(self.counts, self.offsets, self.sizes).astype(np.float64)
        return Boxes.from_arrays(corners, (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1]))

    def to_dense(self, *, threads: int = 1) -> NDArray[np.bool_]:
        """Expand to pixels.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        bool (n, h, w)
            True where a mask is.

        Raises
        ------
        GeometryError
            If the masks differ in size.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Masks.from_rle([{"size": [1, 3], "counts": [1, 1, 1]}]).to_dense().tolist()
        [[[False, True, False]]]
        """
        return rle.decode_dense(self.counts, self.offsets, self.sizes, threads=threads)

    def to_rle(self, *, text: bool = False) -> list[dict[str, Any]]:
        """Encode as COCO RLE dictionaries.

        Parameters
        ----------
        text
            Whether counts are str (as in JSON files) instead of bytes (as ``pycocotools`` returns).

        Returns
        -------
        list of dict
            ``{"size": [h, w], "counts": ...}`` per mask, byte for byte what ``pycocotools`` writes.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Masks.from_rle([{"size": [1, 3], "counts": [1, 1, 1]}]).to_rle()
        [{'size': [1, 3], 'counts': b'111'}]
        """
        encoded, offsets = rle.encode_strings(self.counts, self.offsets)
        data, ends = encoded.tobytes(), offsets.tolist()
        strings = [data[begin:end] for begin, end in zip(ends[:-1], ends[1:], strict=True)]
        return [
            {"size": size, "counts": string.decode("ascii") if text else string}
            for size, string in zip(self.sizes.tolist(), strings, strict=True)
        ]

    def union(self) -> Masks:
        """One mask: the pixels that any mask of the batch has.

        Returns
        -------
        Masks
            A batch of one.

        Raises
        ------
        GeometryError
            If the batch is empty or its masks differ in size.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.eye(3, dtype=bool)[:, np.newaxis]).union().area.tolist()
        [3]
        """
        everything = np.array([0, len(self)], dtype=np.int64)
        counts, offsets = rle.union(self.counts, self.offsets, self.sizes, everything)
        return Masks.from_arrays(counts, offsets, self.sizes[:1])

    def intersection(self) -> Masks:
        """One mask: the pixels that all masks of the batch have.

        Returns
        -------
        Masks
            A batch of one.

        Raises
        ------
        GeometryError
            If the batch is empty or its masks differ in size.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.ones((2, 3, 3), dtype=bool)).intersection().area.tolist()
        [9]
        """
        everything = np.array([0, len(self)], dtype=np.int64)
        counts, offsets = rle.intersection(self.counts, self.offsets, self.sizes, everything)
        return Masks.from_arrays(counts, offsets, self.sizes[:1])

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, key: Key) -> Masks:
        return self.take(positions(key, len(self)))

    def take(self, index: NDArray[np.int64]) -> Masks:
        """Masks at these positions, in that order.

        Parameters
        ----------
        index
            int64 (k,), positions; the same one may come more than once.

        Returns
        -------
        Masks
            k masks.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.array([[[True]], [[False]]]))
        >>> masks.take(np.array([1, 0, 0])).area.tolist()
        [0, 1, 1]
        """
        counts, offsets = gather(self.counts, self.offsets, index)
        return Masks.from_arrays(counts, offsets, self.sizes[index])

    @classmethod
    def concatenate(cls, batches: Sequence[Masks]) -> Masks:
        """Lay batches one after the other.

        Parameters
        ----------
        batches
            Any number of batches, of any sizes.

        Returns
        -------
        Masks
            All masks, first batch first.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> one = lg.Masks.from_dense(np.ones((2, 2), dtype=bool))
        >>> len(lg.Masks.concatenate([one, one]))
        2
        """
        counts = [np.zeros(0, dtype=np.uint32), *(batch.counts for batch in batches)]
        sizes = [np.zeros((0, 2), dtype=np.int64), *(batch.sizes for batch in batches)]
        return cls.from_arrays(
            np.concatenate(counts), shifted([batch.offsets for batch in batches]), np.concatenate(sizes)
        )

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Masks)
            and np.array_equal(self.counts, other.counts)
            and np.array_equal(self.offsets, other.offsets)
            and np.array_equal(self.sizes, other.sizes)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        sizes = {tuple(size) for size in self.sizes[:1000].tolist()}
        shown = "×".join(map(str, next(iter(sizes)))) if len(sizes) == 1 else f"{len(sizes)} sizes"
        return f"Masks({len(self)}, {shown}, {len(self.counts)} runs)"

    def __reduce__(self) -> tuple[Any, ...]:
        return Masks.from_arrays, (np.asarray(self.counts), np.asarray(self.offsets), np.asarray(self.sizes))

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"Masks is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(self, counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        object.__setattr__(self, "counts", frozen(counts))
        object.__setattr__(self, "offsets", frozen(offsets))
        object.__setattr__(self, "sizes", frozen(sizes))


def _same_size(n: int, height: int, width: int) -> NDArray[np.int64]:
    return np.tile(np.array([[height, width]], dtype=np.int64), (n, 1))


def _lengths(items: Sequence[Any]) -> NDArray[np.int64]:
    return offsets_of(np.array([len(item) for item in items], dtype=np.int64))


def _checked_size(size: Any, where: str) -> tuple[int, int]:
    try:
        height, width = (int(value) for value in size)
        whole = all(int(value) == value for value in size)
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole or height < 0 or width < 0:
        what = f"size must be (height, width), whole numbers not below 0, not {size!r}"
        raise InputError(what, where=where)
    _check_pixels(height, width, where)
    return height, width


def _check_pixels(height: int, width: int, where: str = "size") -> None:
    if height * width > _check.MAX_PIXELS:
        what = f"an image of {height}×{width} pixels is too large: at most {_check.MAX_PIXELS} fit"
        raise GeometryError(what, where=where, fix="Split it into tiles.")


def _rle_item(item: Any, i: int) -> tuple[Sequence[int], bytes | NDArray[np.int64]]:
    """Size and counts of one RLE dictionary, counts still to be decoded."""
    try:
        size, counts = item["size"], item["counts"]
        height, width = size
    except (TypeError, KeyError, ValueError):
        what = "an RLE must be a dictionary with 'size' (height, width) and 'counts'"
        raise InputError(what, where=f"item {i}") from None
    usual = type(height) is int and type(width) is int and height >= 0 and width >= 0
    if not usual or height * width > _check.MAX_PIXELS:
        size = _checked_size(size, f"item {i}")
    if isinstance(counts, bytes):
        return size, counts
    if isinstance(counts, str):
        return size, counts.encode("utf-8")
    runs = np.asarray(counts)
    if runs.ndim != 1 or (runs.size and not np.issubdtype(runs.dtype, np.integer)):
        what = "counts must be a string, bytes or a flat list of whole numbers"
        raise InputError(what, where=f"item {i}")
    return size, runs.astype(np.int64)


def _raise_first_failure(status: NDArray[np.uint8], order: NDArray[np.int64]) -> None:
    failed = np.flatnonzero(status)
    if len(failed):
        first = failed[np.argmin(order[failed])]
        raise GeometryError(rle.STATUS_TEXT[int(status[first])], where=f"mask {int(order[first])}")


def _runs_between(starts: NDArray[np.int64], stops: NDArray[np.int64], total: int) -> NDArray[np.uint32]:
    """Canonical runs of a mask given where its foreground runs start and stop."""
    edges = np.concatenate(([0], np.column_stack((starts, stops)).ravel(), [total]))
    runs = np.diff(edges)
    return (runs[:-1] if len(runs) > 1 and runs[-1] == 0 else runs).astype(np.uint32)
