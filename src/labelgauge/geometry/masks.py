"""Masks as one columnar store of run lengths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry import _rle_items as rle_items
from labelgauge.geometry import mask_operations as operations
from labelgauge.geometry._columns import Key, frozen, gather, positions, shifted
from labelgauge.geometry._sizes import checked_size, same_size
from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.polygons import Polygons
from labelgauge.kernels import _check, morphology, rle, shape, transform

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
            bool or integer array of shape (n, h, w), or (h, w) for one mask; foreground is whatever is not zero. Read
            where it lies, whatever its strides: no copy is made.
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
        counts, offsets = rle.encode_dense(array, threads=threads)
        return cls.from_arrays(counts, offsets, same_size(len(array), *array.shape[1:]))

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
        return cls.from_arrays(*rle_items.decoded(items, threads))

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
        sizes = same_size(len(batch), *checked_size(size, "size"))
        counts, offsets = rasterize(batch.points, batch.ring_offsets, batch.mask_offsets, sizes, threads=threads)
        return cls.from_arrays(counts, offsets, sizes)

    @classmethod
    def from_label_map(
        cls, labels: ArrayLike, ids: Sequence[int] | NDArray[np.integer[Any]] | None = None, *, threads: int = 1
    ) -> Masks:
        """Make one mask per label of a label map.

        Parameters
        ----------
        labels
            Integer array of shape (h, w).
        ids
            The labels wanted, in this order; by default every label that occurs, ascending, except 0.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per id; an id that does not occur gives an empty mask.

        Raises
        ------
        InputError
            If `labels` is not a 2-D integer array of labels that fit int64, or an id is not such a number or is given
            twice.
        GeometryError
            If the map has 2^32 pixels or more.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Masks.from_label_map([[0, 1], [2, 1]]).area.tolist()
        [2, 1]
        """
        from labelgauge.kernels import contingency  # noqa: PLC0415

        array = _check.labels(np.asarray(labels), "labels", ndim=2)
        if ids is None:
            # The pairs of a map with itself are the labels that occur, in order.
            occurring = contingency.contingency_table(array, array, threads=threads)[0]
            wanted = occurring[occurring != 0]
        else:
            wanted = _checked_ids(ids)
        counts, offsets = contingency.label_map_runs(array, wanted, threads=threads)
        return cls.from_arrays(counts, offsets, same_size(len(wanted), *array.shape))

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
        return rle_items.encoded(*operations.columns(self), text=text)

    def union(self, other: Masks | None = None, *, threads: int = 1) -> Masks:
        """Pixels that any mask of the batch has, or that each mask or its partner in another batch has.

        Parameters
        ----------
        other
            As many masks; mask i is combined with mask i. None: all masks of this batch are combined into one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per pair, or a batch of one.

        Raises
        ------
        GeometryError
            If the batches differ in length, or a pair in size. Without `other`: if the batch is empty, or its masks
            differ in size.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> left, right = (lg.Masks.from_dense(np.array([row])) for row in ([1, 1, 0], [0, 1, 1]))
        >>> left.union(right).area.tolist()
        [3]
        >>> lg.Masks.from_dense(np.eye(3, dtype=bool)[:, np.newaxis]).union().area.tolist()
        [3]
        """
        return Masks.from_arrays(*operations.merged(self, other, rle.union, threads))

    def intersection(self, other: Masks | None = None, *, threads: int = 1) -> Masks:
        """Pixels that all masks of the batch have, or that each mask and its partner in another batch have.

        Parameters
        ----------
        other
            As many masks; mask i is combined with mask i. None: all masks of this batch are combined into one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per pair, or a batch of one.

        Raises
        ------
        GeometryError
            If the batches differ in length, or a pair in size. Without `other`: if the batch is empty, or its masks
            differ in size.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> left, right = (lg.Masks.from_dense(np.array([row])) for row in ([1, 1, 0], [0, 1, 1]))
        >>> left.intersection(right).area.tolist()
        [1]
        >>> lg.Masks.from_dense(np.ones((2, 3, 3), dtype=bool)).intersection().area.tolist()
        [9]
        """
        return Masks.from_arrays(*operations.merged(self, other, rle.intersection, threads))

    def difference(self, other: Masks, *, threads: int = 1) -> Masks:
        """Pixels of each mask that its partner in another batch does not have.

        Parameters
        ----------
        other
            As many masks; mask i is combined with mask i.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per pair.

        Raises
        ------
        GeometryError
            If the batches differ in length, or a pair in size.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> left, right = (lg.Masks.from_dense(np.array([row])) for row in ([1, 1, 0], [0, 1, 1]))
        >>> left.difference(right).to_dense().astype(int).tolist()
        [[[1, 0, 0]]]
        """
        runs = morphology.difference(
            *operations.columns(self), *operations.partner_columns(self, other), threads=threads
        )
        return Masks.from_arrays(*runs, self.sizes)

    def symmetric_difference(self, other: Masks, *, threads: int = 1) -> Masks:
        """Pixels that exactly one of each mask and its partner has.

        Parameters
        ----------
        other
            As many masks; mask i is combined with mask i.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per pair.

        Raises
        ------
        GeometryError
            If the batches differ in length, or a pair in size.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> left, right = (lg.Masks.from_dense(np.array([row])) for row in ([1, 1, 0], [0, 1, 1]))
        >>> left.symmetric_difference(right).to_dense().astype(int).tolist()
        [[[1, 0, 1]]]
        """
        runs = morphology.symmetric_difference(
            *operations.columns(self), *operations.partner_columns(self, other), threads=threads
        )
        return Masks.from_arrays(*runs, self.sizes)

    def complement(self, *, threads: int = 1) -> Masks:
        """Every pixel turned over.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 0, 0]])).complement().area.tolist()
        [2]
        """
        return Masks.from_arrays(*morphology.complement(*operations.columns(self), threads=threads), self.sizes)

    def erode(
        self,
        radius: ArrayLike,
        *,
        metric: operations.Metric = "chebyshev",
        spacing: ArrayLike | None = None,
        threads: int = 1,
    ) -> Masks:
        """Pixels that have only foreground within a radius; what lies outside the image is background.

        Parameters
        ----------
        radius
            How far, at least 0: one number for all masks or one per mask; in pixels, or in the unit of `spacing`.
        metric
            ``"chebyshev"``: the larger of the row and the column distance, so squares; ``"euclidean"``: discs.
        spacing
            Distance of neighbouring (rows, columns), for all masks or one pair per mask; pixels of 1 × 1 by default.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Raises
        ------
        InputError
            If a radius is negative or not finite, a spacing is not above 0, or the metric is not known.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.ones((5, 5), dtype=bool))
        >>> masks.erode(1).area.tolist(), masks.erode(1.5, metric="euclidean", spacing=(1, 2)).area.tolist()
        ([9], [15])
        """
        return Masks.from_arrays(*operations.eroded(self, radius, metric, spacing, threads), self.sizes)

    def dilate(
        self,
        radius: ArrayLike,
        *,
        metric: operations.Metric = "chebyshev",
        spacing: ArrayLike | None = None,
        threads: int = 1,
    ) -> Masks:
        """Pixels that have foreground within a radius; what leaves the image is cut off.

        Parameters
        ----------
        radius
            How far, at least 0: one number for all masks or one per mask; in pixels, or in the unit of `spacing`.
        metric
            ``"chebyshev"``: the larger of the row and the column distance, so squares; ``"euclidean"``: discs.
        spacing
            Distance of neighbouring (rows, columns), for all masks or one pair per mask; pixels of 1 × 1 by default.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Raises
        ------
        InputError
            If a radius is negative or not finite, a spacing is not above 0, or the metric is not known.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.pad([[1]], 2))
        >>> masks.dilate(1).area.tolist(), masks.dilate(1, metric="euclidean").area.tolist()
        ([9], [5])
        """
        return Masks.from_arrays(*operations.dilated(self, radius, metric, spacing, threads), self.sizes)

    def components(self, *, connectivity: int = 8, threads: int = 1) -> tuple[Masks, NDArray[np.int64]]:
        """The parts of each mask that hang together, as masks of their own.

        Parameters
        ----------
        connectivity
            4 or 8: whether pixels that share only a corner hang together. Background then has the other one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        components : Masks
            All components: those of the first mask first, within a mask by their first pixel in column-major order.
        owner_offsets : int64 (n + 1,)
            Components of mask i are ``owner_offsets[i]`` up to ``owner_offsets[i + 1]``; an empty mask has none.

        Raises
        ------
        InputError
            If `connectivity` is neither 4 nor 8.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.array([[1, 1, 0], [0, 0, 1]]))
        >>> [component.area.tolist() for component in (masks.components()[0], masks.components(connectivity=4)[0])]
        [[3], [2, 1]]
        """
        counts, offsets, owners = morphology.connected_components(
            *operations.columns(self), connectivity, threads=threads
        )
        return Masks.from_arrays(counts, offsets, np.repeat(self.sizes, np.diff(owners), axis=0)), owners

    def fill_holes(self, *, connectivity: int = 8, threads: int = 1) -> Masks:
        """Masks with the background set that their foreground encloses.

        Parameters
        ----------
        connectivity
            4 or 8: whether pixels that share only a corner hang together. Background then has the other one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Raises
        ------
        InputError
            If `connectivity` is neither 4 nor 8.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> ring = lg.Masks.from_dense(np.pad([[0]], 1, constant_values=1))
        >>> ring.fill_holes().area.tolist()
        [9]
        """
        runs = morphology.fill_holes(*operations.columns(self), connectivity, threads=threads)
        return Masks.from_arrays(*runs, self.sizes)

    def n_components(self, *, connectivity: int = 8, threads: int = 1) -> NDArray[np.int64]:
        """How many parts of each mask that hang together there are.

        Parameters
        ----------
        connectivity
            4 or 8: whether pixels that share only a corner hang together. Background then has the other one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        int64 (n,)
            0 for an empty mask.

        Raises
        ------
        InputError
            If `connectivity` is neither 4 nor 8.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> ring = lg.Masks.from_dense(np.pad([[0]], 1, constant_values=1))
        >>> ring.n_components().tolist()
        [1]
        """
        return morphology.count_components(*operations.columns(self), connectivity, threads=threads)[:, 0].copy()

    def n_holes(self, *, connectivity: int = 8, threads: int = 1) -> NDArray[np.int64]:
        """How many holes each mask has.

        Parameters
        ----------
        connectivity
            4 or 8: whether pixels that share only a corner hang together. Background then has the other one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        int64 (n,)
            0 for an empty mask.

        Raises
        ------
        InputError
            If `connectivity` is neither 4 nor 8.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> ring = lg.Masks.from_dense(np.pad([[0]], 1, constant_values=1))
        >>> ring.n_holes().tolist()
        [1]
        """
        return morphology.count_components(*operations.columns(self), connectivity, threads=threads)[:, 1].copy()

    def euler_number(self, *, connectivity: int = 8, threads: int = 1) -> NDArray[np.int64]:
        """Components less holes of each mask.

        Parameters
        ----------
        connectivity
            4 or 8: whether pixels that share only a corner hang together. Background then has the other one.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        int64 (n,)
            0 for an empty mask.

        Raises
        ------
        InputError
            If `connectivity` is neither 4 nor 8.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> ring = lg.Masks.from_dense(np.pad([[0]], 1, constant_values=1))
        >>> ring.euler_number().tolist()
        [0]
        """
        return shape.euler_number(*operations.columns(self), connectivity, threads=threads)

    def perimeter(self, *, spacing: ArrayLike | None = None, threads: int = 1) -> NDArray[np.float64]:
        """Length of each mask's outline, holes included, by the corner rule.

        Every lattice point between pixels adds the length that the four pixels around it suggest; what lies outside the
        image is background. A square's corners are cut, a disc comes out 6 to 14 % long.

        Parameters
        ----------
        spacing
            Distance of neighbouring (rows, columns), for all masks or one pair per mask; pixels of 1 × 1 by default.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        float64 (n,)
            Lengths in the unit of `spacing`; 0 for an empty mask.

        Raises
        ------
        InputError
            If a spacing is not above 0.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.ones((10, 10), dtype=bool)).perimeter().round(4).tolist()
        [38.8284]
        """
        step = operations.spacings(spacing, len(self))
        return shape.perimeter(*operations.columns(self), step, threads=threads)

    @property
    def centroid(self) -> NDArray[np.float64]:
        """Centre of mass (x, y) of each mask, in the coordinates of boxes; float64 (n, 2), NaN for an empty mask."""
        return operations.centroids(self)

    def raw_moments(self, *, threads: int = 1) -> NDArray[np.float64]:
        """Sums of 1, x, y, x², xy and y² over the centres of each mask's pixels.

        The centre of pixel (row, column) is (x, y) = (column + ½, row + ½).

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        float64 (n, 6)
            In that order, exact before they are rounded once; 0 for an empty mask.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[0, 1]])).raw_moments().tolist()
        [[1.0, 1.5, 0.5, 2.25, 0.75, 0.25]]
        """
        return shape.raw_moments(*operations.columns(self), threads=threads)

    def central_moments(self, *, threads: int = 1) -> NDArray[np.float64]:
        """Sums of dx², dx·dy and dy² over each mask's pixels, about its centroid.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        float64 (n, 3)
            In that order; 0 for an empty mask.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 1]])).central_moments().tolist()
        [[0.5, 0.0, 0.0]]
        """
        return shape.central_moments(*operations.columns(self), threads=threads)

    def hull_area(self, *, threads: int = 1) -> NDArray[np.float64]:
        """Area of the convex hull of all corners of each mask's pixels.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        float64 (n,)
            Multiples of ½; 0 for an empty mask.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.eye(2, dtype=bool)).hull_area().tolist()
        [3.0]
        """
        return shape.hull_area(*operations.columns(self), threads=threads)

    def convexity(self, *, threads: int = 1) -> NDArray[np.float64]:
        """Share of its convex hull that each mask fills: area / hull area.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        float64 (n,)
            Above 0, and 1 for a rectangle; NaN for an empty mask.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.eye(2, dtype=bool)).convexity().round(3).tolist()
        [0.667]
        """
        return operations.convexities(self, threads)

    def crop(self, box: ArrayLike, *, threads: int = 1) -> Masks:
        """What a window shows of each mask; beyond the image it shows background.

        Parameters
        ----------
        box
            x0, y0, x1, y1 in whole pixels, half-open, for all masks or for each; ``crop([2, 1, 5, 3])`` is
            ``mask[1:3, 2:5]``.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks, of the windows' sizes.

        Raises
        ------
        InputError
            If a window ends before it begins, or is not whole pixels.
        GeometryError
            If a window has more than 2³² - 1 pixels.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.eye(3, dtype=bool)).crop([1, 0, 3, 2]).to_dense().astype(int).tolist()
        [[[0, 0], [1, 0]]]
        """
        return self._through(operations.whole_numbers(box, "box", len(self), 4), threads)

    def pad(self, margin: ArrayLike, *, threads: int = 1) -> Masks:
        """Masks with a margin of background.

        Parameters
        ----------
        margin
            Rows and columns to add, for all masks or for each: one number for all sides, or (top, bottom, left,
            right). Negative ones cut off.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks, larger by the margin.

        Raises
        ------
        InputError
            If a margin is not whole, or cuts off more than there is.
        GeometryError
            If an image would have more than 2³² - 1 pixels.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.ones((1, 2), dtype=bool)).pad((0, 1, 2, 0)).to_dense().astype(int).tolist()
        [[[0, 0, 1, 1], [0, 0, 0, 0]]]
        """
        return self._through(operations.padded_windows(self, margin), threads)

    def translate(self, dx: ArrayLike, dy: ArrayLike, *, threads: int = 1) -> Masks:
        """Masks moved within their images; pixels that leave the image are lost.

        Parameters
        ----------
        dx
            Columns to the right, whole, for all masks or one per mask.
        dy
            Rows down, likewise.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks, of the same sizes.

        Raises
        ------
        InputError
            If a shift is not whole.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.eye(3, dtype=bool)).translate(1, 0).to_dense().astype(int).tolist()
        [[[0, 1, 0], [0, 0, 1], [0, 0, 0]]]
        """
        return self._through(operations.shifted_windows(self, dx, dy), threads)

    def flip_rows(self, *, threads: int = 1) -> Masks:
        """Masks turned upside down.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 0], [0, 0]])).flip_rows().to_dense().astype(int).tolist()
        [[[0, 0], [1, 0]]]
        """
        return Masks.from_arrays(*transform.flip_rows(*operations.columns(self), threads=threads), self.sizes)

    def flip_columns(self, *, threads: int = 1) -> Masks:
        """Masks mirrored left to right.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 0], [0, 0]])).flip_columns().to_dense().astype(int).tolist()
        [[[0, 1], [0, 0]]]
        """
        return Masks.from_arrays(*transform.flip_columns(*operations.columns(self), threads=threads), self.sizes)

    def transpose(self, *, threads: int = 1) -> Masks:
        """Masks with rows and columns exchanged.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks; images of height × width become width × height.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 0, 1]])).transpose().to_dense().astype(int).tolist()
        [[[1], [0], [1]]]
        """
        runs = transform.transpose(*operations.columns(self), threads=threads)
        return Masks.from_arrays(*runs, np.ascontiguousarray(self.sizes[:, ::-1]))

    def rot90(self, turns: int = 1, *, threads: int = 1) -> Masks:
        """Masks turned counter-clockwise by quarter turns, as `numpy.rot90` does.

        Parameters
        ----------
        turns
            How many quarter turns; negative ones go clockwise.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 0, 0]])).rot90().to_dense().astype(int).tolist()
        [[[0], [0], [1]]]
        """
        return Masks.from_arrays(*operations.turned(operations.columns(self), turns, threads))

    def enlarge(self, factor: ArrayLike, *, threads: int = 1) -> Masks:
        """Masks with a block of pixels for every pixel.

        Parameters
        ----------
        factor
            Rows and columns of a block, at least 1: one number, (rows, columns), or one such pair per mask.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks, of `factor` times the size.

        Raises
        ------
        InputError
            If a factor is not a whole number of at least 1.
        GeometryError
            If an image would have more than 2³² - 1 pixels.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Masks.from_dense(np.array([[1, 0]])).enlarge((1, 2)).to_dense().astype(int).tolist()
        [[[1, 1, 0, 0]]]
        """
        factors = operations.whole_numbers(factor, "factor", len(self), 2)
        runs = transform.enlarge(*operations.columns(self), factors, threads=threads)
        return Masks.from_arrays(*runs, self.sizes * factors)

    def shrink(
        self,
        factor: ArrayLike,
        *,
        rule: Literal["any", "majority", "first"] = "majority",
        threads: int = 1,
    ) -> Masks:
        """Masks with one pixel for every block of pixels.

        Blocks begin at the top left; those at the right and bottom edges may have fewer pixels.

        Parameters
        ----------
        factor
            Rows and columns of a block, at least 1: one number, (rows, columns), or one such pair per mask.
        rule
            When a block becomes foreground: if ``"any"`` of its pixels is; if the ``"majority"``, more than half of
            them, are; or if its ``"first"`` one, at the top left, is (``mask[::factor, ::factor]``).
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            As many masks, of size / factor, rounded up.

        Raises
        ------
        InputError
            If a factor is not a whole number of at least 1, or the rule is not known.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.array([[1, 0, 0], [0, 0, 1]]))
        >>> [masks.shrink(2, rule=rule).area.tolist() for rule in ("any", "majority", "first")]
        [[2], [0], [1]]
        """
        return Masks.from_arrays(*operations.shrunk(self, factor, rule, threads))

    def to_polygons(self, *, threads: int = 1) -> Polygons:
        """Outlines along the edges of the pixels, outer rings and holes.

        ``Masks.from_polygons(polygons, size, rule="center")`` gives the masks back.

        Parameters
        ----------
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Polygons
            One polygon per mask; an empty mask has one without rings.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.pad([[1, 1]], 1))
        >>> polygons = masks.to_polygons()
        >>> lg.Masks.from_polygons(polygons, masks.size, rule="center") == masks
        True
        """
        from labelgauge.kernels import raster  # noqa: PLC0415

        return Polygons(*raster.trace_outlines(*operations.columns(self), threads=threads))

    def to_arrow(self) -> Any:
        """Columns as an Arrow record batch over the same memory.

        Needs pyarrow, which the extra ``labelgauge[arrow]`` brings.

        Returns
        -------
        pyarrow.RecordBatch
            ``counts`` (large_list<uint32>) and ``size`` (fixed_size_list<int64>[2], height and width).

        Raises
        ------
        MissingExtraError
            If pyarrow is not installed.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> batch = lg.Masks.from_dense(np.ones((2, 2), dtype=bool)).to_arrow()
        >>> batch.num_rows, batch.schema.names
        (1, ['counts', 'size'])
        """
        return operations.to_arrow(self)

    @classmethod
    def from_arrow(cls, table: Any) -> Masks:
        """Masks over the memory of an Arrow record batch or table, checked.

        Nothing is copied unless a table is in several pieces. Needs pyarrow, which the extra ``labelgauge[arrow]``
        brings.

        Parameters
        ----------
        table
            A record batch or table with the columns that `to_arrow` writes.

        Returns
        -------
        Masks
            One mask per row.

        Raises
        ------
        InputError
            If a column is missing, of another type, or has nulls.
        GeometryError
            If runs do not fill their image or are not canonical.
        MissingExtraError
            If pyarrow is not installed.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = lg.Masks.from_dense(np.ones((2, 2), dtype=bool))
        >>> lg.Masks.from_arrow(masks.to_arrow()) == masks
        True
        """
        return cls(*operations.from_arrow(table))

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

    def _through(self, boxes: NDArray[np.int64], threads: int) -> Masks:
        runs = transform.window(*operations.columns(self), boxes, threads=threads)
        return Masks.from_arrays(*runs, np.ascontiguousarray((boxes[:, 2:] - boxes[:, :2])[:, ::-1]))

    def _fill(self, counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        object.__setattr__(self, "counts", frozen(counts))
        object.__setattr__(self, "offsets", frozen(offsets))
        object.__setattr__(self, "sizes", frozen(sizes))


def _checked_ids(ids: Sequence[int] | NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    given = np.asarray(ids)
    fits = given.dtype.kind in "iu" and not (given.dtype == np.uint64 and np.any(given >= 2**63))
    if given.ndim != 1 or (given.size and not fits):
        what = "ids must be a flat list of whole numbers that fit int64"
        raise InputError(what, where="from_label_map")
    return given.astype(np.int64)
