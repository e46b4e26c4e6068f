"""The class of ``lvis.lvis``: an LVIS annotation file as dictionaries, with indices and filters."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat import _download, _records
from labelgauge.compat._json import load_dataset
from labelgauge.compat._outlines import encoded_segmentation
from labelgauge.compat.pycocotools import mask

Record = dict[str, Any]


class LVIS:
    """An LVIS annotation file in memory.

    Parameters
    ----------
    annotation_path
        Path of the file (JSON, may be gzip), or its content as a dictionary, which is used as it is and never changed.

    Attributes
    ----------
    dataset : dict
        The file.
    anns, cats, imgs : dict
        Annotations, categories and images by id.
    img_ann_map : dict
        The annotations of each image id.
    cat_img_map : dict
        The image id of every annotation of each category id.

    Raises
    ------
    FormatError
        If the file cannot be read or is not an LVIS file.
    InputError
        If a record lacks an id.

    Examples
    --------
    >>> from labelgauge.compat.lvis import LVIS
    >>> box = {"id": 7, "image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 4], "area": 16}
    >>> gold = LVIS({"images": [{"id": 1}], "categories": [{"id": 3}], "annotations": [box]})
    >>> gold.get_ann_ids(img_ids=[1]), gold.get_cat_ids()
    ([7], [3])
    """

    def __init__(self, annotation_path: str | os.PathLike[str] | Record) -> None:
        self.dataset: Record = load_dataset(annotation_path)
        self._create_index()

    def _create_index(self) -> None:
        annotations = _records.section(self.dataset, "annotations")
        image_ids = _records.field(annotations, "image_id", "annotations")
        category_ids = _records.field(annotations, "category_id", "annotations")
        self.anns = _records.by_id(annotations, "annotations")
        self.imgs = _records.by_id(_records.section(self.dataset, "images"), "images")
        self.cats = _records.by_id(_records.section(self.dataset, "categories"), "categories")
        self.img_ann_map: defaultdict[Any, list[Record]] = defaultdict(list)
        self.cat_img_map: defaultdict[Any, list[Any]] = defaultdict(list)
        for image_id, category_id, annotation in zip(image_ids, category_ids, annotations, strict=True):
            self.img_ann_map[image_id].append(annotation)
            self.cat_img_map[category_id].append(image_id)

    def get_ann_ids(
        self,
        img_ids: Iterable[Any] | None = None,
        cat_ids: Iterable[Any] | None = None,
        area_rng: Sequence[float] | None = None,
    ) -> list[Any]:
        """Ids of the annotations that pass every filter.

        Parameters
        ----------
        img_ids, cat_ids
            Ids; None: all.
        area_rng
            Two numbers between which, exclusive, the area lies. None: any; but above 0 where `cat_ids` are given, as
            in the LVIS API.

        Returns
        -------
        list
            Ids, image by image in the order of `img_ids`, or in that of the file.

        Raises
        ------
        InputError
            If a filter asks for a field that an annotation lacks.

        Examples
        --------
        >>> from labelgauge.compat.lvis import LVIS
        >>> boxes = [{"id": i, "image_id": 1, "category_id": i % 2, "area": 10 * i} for i in range(4)]
        >>> LVIS({"annotations": boxes}).get_ann_ids(area_rng=[5, 25])
        [1, 2]
        """
        if img_ids is None:
            found = _records.section(self.dataset, "annotations")
        else:
            found = list(chain.from_iterable(self.img_ann_map.get(image_id, ()) for image_id in img_ids))
        if cat_ids is not None:
            found = _records.having(found, "category_id", list(cat_ids), "annotations")
        if cat_ids is not None or area_rng is not None:
            least, most = (0, float("inf")) if area_rng is None else area_rng
            areas = _records.field(found, "area", "annotations")
            found = [annotation for annotation, area in zip(found, areas, strict=True) if least < area < most]
        return _records.field(found, "id", "annotations")

    def get_cat_ids(self) -> list[Any]:
        """Ids of all categories.

        Returns
        -------
        list
            Ids in the order of the file.
        """
        return list(self.cats)

    def get_img_ids(self) -> list[Any]:
        """Ids of all images.

        Returns
        -------
        list
            Ids in the order of the file.
        """
        return list(self.imgs)

    def load_anns(self, ids: Iterable[Any] | None = None) -> list[Record]:
        """Annotations by id.

        Parameters
        ----------
        ids
            Ids; None: all.

        Returns
        -------
        list of dict
            The annotations themselves.

        Raises
        ------
        InputError
            If there is no annotation of an id.
        """
        return _chosen(self.anns, ids, "annotation")

    def load_cats(self, ids: Iterable[Any] | None) -> list[Record]:
        """Categories by id.

        Parameters
        ----------
        ids
            Ids; None: all.

        Returns
        -------
        list of dict
            The categories themselves.

        Raises
        ------
        InputError
            If there is no category of an id.
        """
        return _chosen(self.cats, ids, "category")

    def load_imgs(self, ids: Iterable[Any] | None) -> list[Record]:
        """Images by id.

        Parameters
        ----------
        ids
            Ids; None: all.

        Returns
        -------
        list of dict
            The images themselves.

        Raises
        ------
        InputError
            If there is no image of an id.
        """
        return _chosen(self.imgs, ids, "image")

    def download(self, save_dir: str, img_ids: Any = None) -> None:  # noqa: ARG002
        """Refuse: the library opens no network.

        Parameters
        ----------
        save_dir, img_ids
            Not used.

        Raises
        ------
        InputError
            Always.
        """
        raise _download.refused()

    def ann_to_rle(self, ann: Record) -> Record:
        """Encode the segmentation of an annotation.

        Parameters
        ----------
        ann
            An annotation whose segmentation is a list of polygons, or an encoding, compressed or not.

        Returns
        -------
        dict
            The encoding; the annotation's own if that is compressed.

        Raises
        ------
        InputError
            If the annotation has no segmentation, or its image or that image's size is not known.
        GeometryError
            If no polygon has three points or more, a coordinate is not finite, or counts do not fill the image.
        """
        return encoded_segmentation(ann, self.imgs)

    def ann_to_mask(self, ann: Record) -> NDArray[np.uint8]:
        """Pixels of the segmentation of an annotation.

        Parameters
        ----------
        ann
            An annotation as `ann_to_rle` takes it.

        Returns
        -------
        uint8 (h, w)
            1 where the object is.

        Raises
        ------
        InputError
            If the annotation has no segmentation, or its image or that image's size is not known.
        GeometryError
            If no polygon has three points or more, a coordinate is not finite, or counts do not fill the image.
        """
        return mask.decode(self.ann_to_rle(ann))


def _chosen(records: dict[Any, Record], ids: Iterable[Any] | None, kind: str) -> list[Record]:
    return list(records.values()) if ids is None else _records.chosen(records, list(ids), kind)
