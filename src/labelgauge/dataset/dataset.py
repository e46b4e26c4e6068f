"""Dataset: the columns of one annotation file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.dataset.attributes import attribute_texts
from labelgauge.dataset.poses import Poses, poses_of
from labelgauge.dataset.problems import Locator, Problem, findings_table
from labelgauge.dataset.quality import annotation_findings
from labelgauge.dataset.segmentations import Segmentations
from labelgauge.dataset.source import Source
from labelgauge.errors import FormatError, InputError
from labelgauge.geometry._columns import positions
from labelgauge.geometry.keypoints import Keypoints
from labelgauge.geometry.masks import Masks

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Origin:
    """Where the annotations of a dataset come from.

    Parameters
    ----------
    source
        The file.
    locator
        Where each annotation stands in it.
    problems
        What reading it has found so far.
    paired
        Whether boxes and segmentations are meant to agree; those of a model's results are not.
    threads
        Number of threads that were granted for reading.
    """

    source: Source
    locator: Locator
    problems: tuple[Problem, ...]
    paired: bool
    threads: int


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """One annotation file: images, categories and annotations as columns, geometry decoded when it is asked for.

    Made by `labelgauge.read`.

    Attributes
    ----------
    name : str
        Base name of the file.
    format : str
        Name of the format it was read as.
    images : Table
        ``id`` (int64, or text if any id is text), ``file_name`` (text, empty if absent), ``height`` and ``width``
        (int64, pixels, 0 = unknown). If any image says which categories were judged on it (LVIS), also
        ``is_federated`` (bool), ``neg_category_index`` and ``not_exhaustive_category_index`` (tuples of rows of
        `categories`).
    categories : Table
        ``id`` (int64, or text if any id is text), ``name`` (text). If any says how frequent it is (LVIS),
        also ``frequency`` (text: r, c or f; empty if absent).
    annotations : Table
        ``id`` (int64), ``image_index`` and ``category_index`` (int64, rows of `images` and `categories`), ``box``
        (float64, (n, 4): x0, y0, x1, y1 in pixels; if the file gives none, around the segmentation, or else around the
        labelled keypoints), ``box_area`` (float64, width × height as given), ``iscrowd`` (bool), ``area`` and
        ``score`` (float64, NaN if absent), ``has_mask`` (bool), ``has_box`` (bool, whether the file gives the box as
        four numbers). If all boxes of the file are rotated, five numbers each as in detectron2, also ``rotated_box``
        (float64, (n, 5): what `labelgauge.RotatedBoxes` takes, NaN without a box); ``box`` then goes around, and
        ``box_area`` is its own.
    n_skipped : int
        Annotations that a lenient read left out; each has a finding of severity ``error``.
    segmentations, origin
        Where masks, attributes and findings come from when they are asked for; not for direct use.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_reviewed"
    >>> gold = lg.read(folder / "reviewed.json.gz")
    >>> gold.n_images, gold.n_annotations
    (158, 1515)
    """

    name: str
    format: str
    images: Table
    categories: Table
    annotations: Table
    n_skipped: int
    segmentations: Segmentations
    origin: Origin

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        return self.origin.source.digest()

    @property
    def n_images(self) -> int:
        """Number of images."""
        return len(self.images)

    @property
    def n_annotations(self) -> int:
        """Number of annotations that can be used."""
        return len(self.annotations)

    @cached_property
    def findings(self) -> Table:
        """What is wrong or worth a look, in file order; the checks run when it is first asked for.

        Columns: ``code``, ``severity`` (error, warning, info), ``where`` (JSON path), ``annotation_id``, ``image_id``
        and ``message``. Codes are explained in ``docs/findings.md``.
        """
        origin = self.origin
        found = annotation_findings(
            self.annotations,
            self.segmentations,
            self.images,
            origin.locator,
            paired=origin.paired,
            threads=origin.threads,
        )
        return findings_table([*origin.problems, *found])

    def masks(self, index: ArrayLike | slice, *, threads: int = 1) -> Masks:
        """Decode the masks of some annotations.

        Polygons are rasterized by COCO's rule, bit for bit as ``pycocotools`` does.

        Parameters
        ----------
        index
            Rows of `annotations`: positions, a slice, or a bool mask.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Masks
            One mask per row, in that order, each of its image's size.

        Raises
        ------
        InputError
            If a row is out of range or has no segmentation (``has_mask`` is false).

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_reviewed"
        >>> gold = lg.read(folder / "reviewed.json.gz")
        >>> len(gold.masks([0, 1, 2]))
        3
        """
        rows = positions(index if isinstance(index, slice) else np.asarray(index), self.n_annotations)
        has_mask = self.annotations["has_mask"][rows]
        if not np.all(has_mask):
            row = int(rows[np.argmin(has_mask)])
            what = f"annotation {row} (id {self.annotations['id'][row]}) has no segmentation"
            raise InputError(what, where="index", fix="Select rows where annotations['has_mask'] is true.")
        return self.segmentations.masks(rows, threads=threads)

    def keypoints(self, index: ArrayLike | slice) -> Keypoints:
        """Decode the keypoints of some annotations.

        Parameters
        ----------
        index
            Rows of `annotations`: positions, a slice, or a bool mask.

        Returns
        -------
        Keypoints
            One pose per row, in that order; points with v > 0 are visible. Areas are those of the file, and boxes
            those of `annotations`. No rows give no poses, of as many points as any in the file has.

        Raises
        ------
        InputError
            If a row is out of range, has no keypoints, or has another number of them than the first.
        FormatError
            If the ``keypoints`` of a row are not triples of finite numbers.

        Examples
        --------
        >>> import json, pathlib, tempfile
        >>> import labelgauge as lg
        >>> person = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [4, 4, 3, 3], "keypoints": [5, 6, 2, 0, 0, 0]}
        >>> image, category = {"id": 1, "height": 20, "width": 20}, {"id": 1, "name": "person"}
        >>> path = pathlib.Path(tempfile.mkdtemp(), "people.json")
        >>> document = {"images": [image], "categories": [category], "annotations": [person]}
        >>> _ = path.write_text(json.dumps(document))
        >>> lg.read(path).keypoints([0]).visible.tolist()
        [[True, False]]
        """
        rows = positions(index if isinstance(index, slice) else np.asarray(index), self.n_annotations)
        poses = self.poses
        self._check_poses(rows)
        points = int(poses.lengths[rows[0]]) if len(rows) else int(poses.lengths.max(initial=0))
        place = poses.offsets[:-1][rows, np.newaxis] + np.arange(points)
        triples = poses.triples[place]
        return Keypoints(
            triples[:, :, :2],
            triples[:, :, 2] > 0,
            areas=self.annotations["area"][rows],
            boxes=self.annotations["box"][rows],
        )

    @cached_property
    def poses(self) -> Poses:
        """Keypoints as the file has them; not for direct use."""
        source = self.origin.source
        return poses_of(source.text(), self.origin.locator.rows, path=source.path)

    def _check_poses(self, rows: Ints) -> None:
        """Raise the first of the rows that has no keypoints, or not as many as the first row."""
        malformed, lengths = self.poses.malformed[rows], self.poses.lengths[rows]
        wrong = malformed | (lengths == 0) | (lengths != lengths[:1])
        if not wrong.any():
            return
        i = int(np.argmax(wrong))
        row = int(rows[i])
        if malformed[i]:
            what = "keypoints must be triples of finite numbers"
            path, place = self.origin.source.path, self.origin.locator.where(row) + ".keypoints"
            raise FormatError(what, path=path, json_path=place, fix="Write [x, y, v, x, y, v, ...].")
        name = f"annotation {row} (id {self.annotations['id'][row]}) of {self.name}"
        if not lengths[i]:
            what = f"{name} has no keypoints"
            raise InputError(what, where="keypoints", fix="Select rows that have some.")
        what = f"{name} has {lengths[i]} keypoints, but annotation {rows[0]} has {lengths[0]}"
        raise InputError(what, where="keypoints", fix="Select rows of one category.")

    def outline(self, row: int) -> dict[str, Any]:
        """Outline of one annotation as plain data that a report can draw.

        Parameters
        ----------
        row
            Row of `annotations`.

        Returns
        -------
        dict
            ``kind`` ("polygons" or "box"), ``rings`` (lists of x, y, x, y, ... in pixels; by the even-odd rule, a ring
            inside another is a hole, except that rings of a polygon file are united) and ``size`` ([height, width]).

        Raises
        ------
        InputError
            If the row is out of range.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_reviewed"
        >>> gold = lg.read(folder / "reviewed.json.gz")
        >>> outline = gold.outline(0)
        >>> outline["kind"], len(outline["rings"]), outline["size"]
        ('polygons', 1, [426, 640])
        """
        row = int(positions([row], self.n_annotations)[0])
        image = int(self.annotations["image_index"][row])
        size = [int(self.images["height"][image]), int(self.images["width"][image])]
        if self.annotations["has_mask"][row]:
            return {"kind": "polygons", "rings": self.segmentations.outline(row), "size": size}
        x0, y0, x1, y1 = self.annotations["box"][row].tolist()
        return {"kind": "box", "rings": [[x0, y0, x1, y0, x1, y1, x0, y1]], "size": size}

    def attribute(self, name: str) -> list[str | None]:
        """One attribute of every annotation, as text.

        Parameters
        ----------
        name
            A key of the annotations' ``attributes``, or else of the annotations themselves, such as ``"rater"``.

        Returns
        -------
        list of str or None
            One value per annotation: text as it is, ``true``, ``false``, numbers and everything else as JSON writes
            them, None where it is absent or null.

        Raises
        ------
        InputError
            If no annotation has it.
        FormatError
            If a value is not text in UTF-8, is nested too deeply or is an integer of too many digits; reading the file
            has not looked at it.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_reviewed"
        >>> gold = lg.read(folder / "reviewed.json.gz")
        >>> gold.attribute("iscrowd")[:2]
        ['0', '0']
        """
        source = self.origin.source
        values = attribute_texts(source.text(), name, self.origin.locator.rows, path=source.path)
        if self.n_annotations and all(value is None for value in values):
            what = f"no annotation of {self.name} has an attribute {name!r}"
            raise InputError(what, where="attribute", fix="Check its spelling in the file.")
        return values

    def __repr__(self) -> str:
        masks = int(np.count_nonzero(self.annotations["has_mask"]))
        skipped = f", {self.n_skipped} skipped" if self.n_skipped else ""
        return (
            f"Dataset({self.name!r}: {self.n_images} images, {self.n_annotations} annotations ({masks} with masks), "
            f"{len(self.categories)} categories, {len(self.findings)} findings{skipped})"
        )
