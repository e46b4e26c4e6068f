"""The class of ``lvis.results``: results of a detector, at most so many of an image."""

from __future__ import annotations

import copy
import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from labelgauge.compat import _records, _results
from labelgauge.compat.lvis.lvis import LVIS
from labelgauge.errors import InputError

Record = dict[str, Any]


class LVISResults(LVIS):
    """Results of a detector for the images of gold.

    The results are copied, not changed, and get ``id``, ``area`` and what is missing of ``segmentation`` and ``bbox``.
    Lists in them are shared with the copies.

    Parameters
    ----------
    lvis_gt
        Gold: an `LVIS` object, a path, or the content of a file.
    results
        Path of a result list (JSON, may be gzip), or the list itself. An empty list is a detector that found nothing.
    max_dets
        How many results of an image are kept, those of the highest scores; negative: all.

    Raises
    ------
    FormatError
        If a file cannot be read or holds no list.
    InputError
        If a result is of an image that gold does not have, or lacks what the first one has.
    GeometryError
        If a segmentation cannot be decoded.

    Examples
    --------
    >>> from labelgauge.compat.lvis import LVIS, LVISResults
    >>> gold = LVIS({"images": [{"id": 1}], "categories": [{"id": 3}], "annotations": []})
    >>> boxes = [{"image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 5], "score": score} for score in (0.2, 0.9, 0.5)]
    >>> found = LVISResults(gold, boxes, max_dets=2)
    >>> [annotation["score"] for annotation in found.load_anns()]
    [0.9, 0.5]
    """

    def __init__(self, lvis_gt: LVIS | str | os.PathLike[str] | Record, results: Any, max_dets: int = 300) -> None:
        gold = lvis_gt if isinstance(lvis_gt, LVIS) else LVIS(lvis_gt)
        found = _results.read(results) if isinstance(results, str | os.PathLike) else results
        _records.check_list(found, "results")
        _results.check_images(found, gold.imgs)
        if max_dets >= 0:
            found = self.limit_dets_per_image(found, max_dets)
        if found and not {"bbox", "segmentation"} & set(found[0]):
            what = "there is neither 'bbox' nor 'segmentation'"
            raise InputError(what, where="results[0]")
        sections = {key: copy.deepcopy(value) for key, value in gold.dataset.items() if key != "annotations"}
        super().__init__(sections | {"annotations": _results.completed(found, crowd_flags=False)})

    def limit_dets_per_image(self, anns: Sequence[Record], max_dets: int) -> list[Record]:
        """Results of the highest scores of each image.

        Parameters
        ----------
        anns
            Results.
        max_dets
            How many of an image are kept.

        Returns
        -------
        list of dict
            Image by image, in the order in which these come up; by falling score where some were left out.

        Raises
        ------
        InputError
            If a result lacks its image or its score.
        """
        by_image: defaultdict[Any, list[Record]] = defaultdict(list)
        for image_id, annotation in zip(_records.field(anns, "image_id", "results"), anns, strict=True):
            by_image[image_id].append(annotation)
        _records.field(anns, "score", "results")
        kept: list[Record] = []
        for found in by_image.values():
            ranked = sorted(found, key=lambda annotation: annotation["score"], reverse=True)
            kept += found if len(found) <= max_dets else ranked[:max_dets]
        return kept

    def get_top_results(self, img_id: Any, score_thrs: float) -> list[Record]:
        """Results of an image whose score is above a threshold.

        Parameters
        ----------
        img_id
            Id of the image.
        score_thrs
            The threshold.

        Returns
        -------
        list of dict
            The results themselves.
        """
        return [annotation for annotation in self.img_ann_map.get(img_id, ()) if annotation["score"] > score_thrs]
