"""The class of ``pycocotools.coco``: an annotation file as dictionaries, with indices and filters."""

from __future__ import annotations

import copy
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat import _download, _records, _results
from labelgauge.compat._json import load_dataset
from labelgauge.compat._outlines import encoded_segmentation
from labelgauge.compat._output import show
from labelgauge.compat.pycocotools import mask
from labelgauge.errors import InputError

Record = dict[str, Any]


class COCO:
    """An annotation file in memory.

    Parameters
    ----------
    annotation_file
        Path of a COCO file (JSON, may be gzip), or its content as a dictionary, which is used as it is and never
        changed. None: an empty object, whose `dataset` you set before `createIndex`.

    Attributes
    ----------
    dataset : dict
        The file: ``images``, ``categories``, ``annotations``, ``info``.
    anns, cats, imgs : dict
        Annotations, categories and images by id.
    imgToAnns : dict
        The annotations of each image id.
    catToImgs : dict
        The image id of every annotation of each category id.

    Raises
    ------
    FormatError
        If the file cannot be read or is not a COCO file.
    InputError
        If a record lacks an id.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools.coco import COCO
    >>> box = {"id": 7, "image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 4], "area": 16, "iscrowd": 0}
    >>> gold = COCO({"images": [{"id": 1, "height": 9, "width": 9}], "categories": [{"id": 3}], "annotations": [box]})
    >>> gold.getAnnIds(imgIds=[1]), gold.loadAnns(7)[0]["bbox"]
    ([7], [0, 0, 4, 4])
    """

    def __init__(self, annotation_file: str | os.PathLike[str] | Record | None = None) -> None:
        self.dataset: Record = {}
        self.anns: dict[Any, Record] = {}
        self.cats: dict[Any, Record] = {}
        self.imgs: dict[Any, Record] = {}
        self.imgToAnns: defaultdict[Any, list[Record]] = defaultdict(list)
        self.catToImgs: defaultdict[Any, list[Any]] = defaultdict(list)
        if annotation_file is not None:
            self.dataset = load_dataset(annotation_file)
            self.createIndex()

    def createIndex(self) -> None:
        """Index `dataset`; call it after setting that yourself.

        Of records that share an id, `anns`, `cats` and `imgs` hold the last.

        Raises
        ------
        InputError
            If a section is not a list of dictionaries, or a record lacks an id.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> gold = COCO()
        >>> gold.dataset = {"images": [{"id": 1}, {"id": 2}]}
        >>> gold.createIndex()
        >>> sorted(gold.imgs)
        [1, 2]
        """
        annotations = _records.section(self.dataset, "annotations")
        image_ids = _records.field(annotations, "image_id", "annotations")
        self.anns = _records.by_id(annotations, "annotations")
        self.imgs = _records.by_id(_records.section(self.dataset, "images"), "images")
        self.cats = _records.by_id(_records.section(self.dataset, "categories"), "categories")
        self.imgToAnns, self.catToImgs = defaultdict(list), defaultdict(list)
        for image_id, annotation in zip(image_ids, annotations, strict=True):
            self.imgToAnns[image_id].append(annotation)
        if "categories" in self.dataset:
            for category_id, image_id in zip(
                _records.field(annotations, "category_id", "annotations"), image_ids, strict=True
            ):
                self.catToImgs[category_id].append(image_id)

    def info(self) -> None:
        """Print the fields of the file's ``info``, one a line.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO({"info": {"year": 2017}}).info()
        year: 2017
        """
        for key, value in self.dataset.get("info", {}).items():
            show(f"{key}: {value}")

    def getAnnIds(
        self, imgIds: Any = (), catIds: Any = (), areaRng: Sequence[float] = (), iscrowd: bool | int | None = None
    ) -> list[Any]:
        """Ids of the annotations that pass every filter.

        Parameters
        ----------
        imgIds, catIds
            An id or several; empty: all.
        areaRng
            Two numbers between which, exclusive, the area lies; empty: any.
        iscrowd
            The crowd flag; None: any. Annotations without one are no crowds.

        Returns
        -------
        list
            Ids, image by image in the order of `imgIds`, or in that of the file.

        Raises
        ------
        InputError
            If a filter asks for a field that an annotation lacks.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> boxes = [{"id": i, "image_id": 1, "category_id": i % 2, "area": 10 * i} for i in range(4)]
        >>> COCO({"annotations": boxes}).getAnnIds(catIds=1, areaRng=[0, 20])
        [1]
        """
        image_ids, category_ids = _several(imgIds), _several(catIds)
        if image_ids:
            found = list(chain.from_iterable(self.imgToAnns[i] for i in image_ids if i in self.imgToAnns))
        else:
            found = _records.section(self.dataset, "annotations")
        if category_ids:
            found = _records.having(found, "category_id", category_ids, "annotations")
        if len(areaRng):
            least, most = areaRng
            areas = _records.field(found, "area", "annotations")
            found = [annotation for annotation, area in zip(found, areas, strict=True) if least < area < most]
        if iscrowd is not None:
            found = [annotation for annotation in found if annotation.get("iscrowd", 0) == iscrowd]
        return _records.field(found, "id", "annotations")

    def getCatIds(self, catNms: Any = (), supNms: Any = (), catIds: Any = ()) -> list[Any]:
        """Ids of the categories that pass every filter.

        Parameters
        ----------
        catNms, supNms
            A name or several, of categories and of supercategories; empty: all.
        catIds
            An id or several; empty: all.

        Returns
        -------
        list
            Ids in the order of the file.

        Raises
        ------
        InputError
            If a filter asks for a field that a category lacks.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO({"categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]}).getCatIds(catNms="dog")
        [2]
        """
        found = _records.section(self.dataset, "categories")
        for key, wanted in (("name", catNms), ("supercategory", supNms), ("id", catIds)):
            if values := _several(wanted):
                found = _records.having(found, key, values, "categories")
        return _records.field(found, "id", "categories")

    def getImgIds(self, imgIds: Any = (), catIds: Any = ()) -> list[Any]:
        """Ids of the images that pass every filter.

        Parameters
        ----------
        imgIds
            An id or several; empty: all.
        catIds
            A category id or several, of which an image must have all; empty: any.

        Returns
        -------
        list
            Ids.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> boxes = [{"id": i, "image_id": i, "category_id": i % 2} for i in range(4)]
        >>> sorted(COCO({"annotations": boxes, "categories": [{"id": 0}, {"id": 1}]}).getImgIds(catIds=[1]))
        [1, 3]
        """
        image_ids, category_ids = _several(imgIds), _several(catIds)
        if not image_ids and not category_ids:
            return list(self.imgs)
        found = set(image_ids)
        for k, category_id in enumerate(category_ids):
            holders = set(self.catToImgs.get(category_id, ()))
            found = holders if k == 0 and not found else found & holders
        return list(found)

    def loadAnns(self, ids: Any = ()) -> list[Record]:
        """Annotations by id.

        Parameters
        ----------
        ids
            An id or several.

        Returns
        -------
        list of dict
            The annotations themselves, in the order of `ids`.

        Raises
        ------
        InputError
            If there is no annotation of an id.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO({"annotations": [{"id": 5, "image_id": 1, "caption": "a dog"}]}).loadAnns([5])[0]["caption"]
        'a dog'
        """
        return _records.chosen(self.anns, _several(ids), "annotation")

    def loadCats(self, ids: Any = ()) -> list[Record]:
        """Categories by id.

        Parameters
        ----------
        ids
            An id or several.

        Returns
        -------
        list of dict
            The categories themselves, in the order of `ids`.

        Raises
        ------
        InputError
            If there is no category of an id.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO({"categories": [{"id": 1, "name": "cat"}]}).loadCats(1)
        [{'id': 1, 'name': 'cat'}]
        """
        return _records.chosen(self.cats, _several(ids), "category")

    def loadImgs(self, ids: Any = ()) -> list[Record]:
        """Images by id.

        Parameters
        ----------
        ids
            An id or several.

        Returns
        -------
        list of dict
            The images themselves, in the order of `ids`.

        Raises
        ------
        InputError
            If there is no image of an id.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO({"images": [{"id": 1, "height": 9, "width": 9}]}).loadImgs([1])
        [{'id': 1, 'height': 9, 'width': 9}]
        """
        return _records.chosen(self.imgs, _several(ids), "image")

    def showAnns(self, anns: Sequence[Record], draw_bbox: bool = False) -> None:
        """Draw annotations on the current axes of matplotlib; print those that are captions.

        Parameters
        ----------
        anns
            Annotations, all of one kind.
        draw_bbox
            Whether boxes are drawn, too.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        InputError
            If the first annotation has no segmentation, keypoints or caption.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> gold = COCO({"annotations": [{"id": 5, "image_id": 1, "caption": "a dog"}]})
        >>> gold.showAnns(gold.loadAnns(5))
        a dog
        """
        if not len(anns):
            return
        if "segmentation" in anns[0] or "keypoints" in anns[0]:
            from labelgauge.compat.pycocotools._drawing import draw  # noqa: PLC0415

            draw(self, anns, with_boxes=draw_bbox)
        elif "caption" in anns[0]:
            for annotation in anns:
                show(annotation["caption"])
        else:
            what = "an annotation must have 'segmentation', 'keypoints' or 'caption' to be shown"
            raise InputError(what, where="anns[0]")

    def loadRes(self, resFile: str | os.PathLike[str] | list[Record] | NDArray[Any]) -> COCO:
        """Results of a detector for these images.

        The results are copied, not changed. What they have decides, by the first of them, what is filled in: boxes get
        ``segmentation`` (their outline, where there is none) and ``area``; segmentations ``area`` and ``bbox``;
        keypoints ``area`` and ``bbox`` around all points; all of them ``id``, from 1 on, and all but keypoints
        ``iscrowd`` 0.

        Parameters
        ----------
        resFile
            Path of a result list (JSON, may be gzip), the list itself, or an array (n, 7) as `loadNumpyAnnotations`
            takes it. An empty list is a detector that found nothing.

        Returns
        -------
        COCO
            The same images and categories with the results as annotations.

        Raises
        ------
        FormatError
            If the file cannot be read or holds no list.
        InputError
            If a result is of an image that these annotations do not have, or lacks what the first one has.
        GeometryError
            If a segmentation cannot be decoded.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> gold = COCO({"images": [{"id": 1}], "categories": [{"id": 3}], "annotations": []})
        >>> found = gold.loadRes([{"image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 5], "score": 0.9}])
        >>> found.anns[1]["area"], found.anns[1]["segmentation"]
        (20, [[0, 0, 0, 5, 4, 5, 4, 0]])
        """
        results = self._results(resFile)
        _results.check_images(results, self.imgs)
        images = list(_records.section(self.dataset, "images"))
        if results and "caption" in results[0]:
            captioned = {result["image_id"] for result in results}
            images = [image for image in images if image["id"] in captioned]
        found = COCO()
        found.dataset = {"info": copy.deepcopy(self.dataset.get("info", {})), "images": images}
        if "categories" in self.dataset and not (results and "caption" in results[0]):
            found.dataset["categories"] = copy.deepcopy(_records.section(self.dataset, "categories"))
        found.dataset["annotations"] = _results.completed(results)
        found.createIndex()
        return found

    def loadNumpyAnnotations(self, data: NDArray[Any]) -> list[Record]:
        """Results from an array.

        Parameters
        ----------
        data
            Shape (n, 7): image id, x, y, width, height, score and category id in each row.

        Returns
        -------
        list of dict
            One result per row.

        Raises
        ------
        InputError
            If it is not an array of this shape.

        Examples
        --------
        >>> import numpy as np
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO().loadNumpyAnnotations(np.array([[1, 0, 0, 4, 5, 0.5, 3]]))[0]["category_id"]
        3
        """
        if not isinstance(data, np.ndarray) or data.ndim != 2 or data.shape[1] != 7:
            shape = data.shape if isinstance(data, np.ndarray) else type(data).__name__
            what = (
                f"data must be an array of shape (n, 7), image id, x, y, width, height, score, category id, not {shape}"
            )
            raise InputError(what)
        return [
            {"image_id": int(row[0]), "bbox": list(row[1:5]), "score": row[5], "category_id": int(row[6])}
            for row in data
        ]

    def annToRLE(self, ann: Record) -> Record:
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

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> gold = COCO({"images": [{"id": 1, "height": 5, "width": 5}]})
        >>> gold.annToRLE({"id": 7, "image_id": 1, "segmentation": [[1, 1, 3, 1, 3, 3, 1, 3]]})
        {'size': [5, 5], 'counts': b'62309'}
        """
        return encoded_segmentation(ann, self.imgs)

    def annToMask(self, ann: Record) -> NDArray[np.uint8]:
        """Pixels of the segmentation of an annotation.

        Parameters
        ----------
        ann
            An annotation as `annToRLE` takes it.

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

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> gold = COCO({"images": [{"id": 1, "height": 2, "width": 2}]})
        >>> gold.annToMask({"id": 7, "image_id": 1, "segmentation": {"size": [2, 2], "counts": [1, 3]}}).tolist()
        [[0, 1], [1, 1]]
        """
        return mask.decode(self.annToRLE(ann))

    def download(self, tarDir: str | None = None, imgIds: Any = ()) -> None:  # noqa: ARG002
        """Refuse: the library opens no network.

        Parameters
        ----------
        tarDir, imgIds
            Not used.

        Raises
        ------
        InputError
            Always.

        Examples
        --------
        >>> from labelgauge.compat.pycocotools.coco import COCO
        >>> COCO().download()
        Traceback (most recent call last):
        ...
        labelgauge.errors.InputError: labelgauge opens no network, so it cannot download images. ...
        """
        raise _download.refused()

    def _results(self, given: str | os.PathLike[str] | list[Record] | NDArray[Any]) -> list[Record]:
        if isinstance(given, np.ndarray):
            return self.loadNumpyAnnotations(given)
        if isinstance(given, str | os.PathLike):
            return _results.read(given)
        _records.check_list(given, "resFile")
        return given


def _several(ids: Any) -> list[Any]:
    """Ids or names given as several or as one; a text is one name."""
    return list(ids) if isinstance(ids, Iterable) and not isinstance(ids, str | bytes) else [ids]
