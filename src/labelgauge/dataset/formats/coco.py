"""COCO instances JSON, its result lists, and LVIS's extension of it."""

from __future__ import annotations

import numpy as np

from labelgauge.dataset.dataset import Dataset, Origin
from labelgauge.dataset.formats.coco_annotations import annotation_columns
from labelgauge.dataset.formats.coco_catalogue import catalogue_of
from labelgauge.dataset.formats.coco_json import decode
from labelgauge.dataset.formats.format import ReadOptions
from labelgauge.dataset.problems import Problems
from labelgauge.dataset.source import Source


class CocoFormat:
    """COCO instances JSON (plain or gzip), and result lists read against a dataset."""

    name = "coco"

    def recognizes(self, source: Source) -> bool:
        """Whether it is JSON or says so in its name: a JSON file of another kind then gets COCO's error messages."""
        start = source.stored[:1024].lstrip()
        return start.startswith((b"{", b"[", b"\x1f\x8b", b"\xef\xbb\xbf")) or ".json" in source.name

    def load(self, source: Source, options: ReadOptions) -> Dataset:
        """Read the file; see `labelgauge.read`."""
        problems = Problems(source.path)
        document = decode(source.text(), problems, threads=options.threads)
        catalogue = catalogue_of(document, options.images_of, problems)
        columns = annotation_columns(document.annotations, catalogue, problems)
        if not options.lenient:
            problems.raise_first_error()
        usable = columns.take(np.flatnonzero(columns.usable))
        return Dataset(
            name=source.name,
            format=self.name,
            images=catalogue.images,
            categories=catalogue.categories,
            annotations=usable.table,
            n_skipped=document.annotations.n_unusable + len(columns.table) - len(usable.table),
            segmentations=usable.segmentations,
            origin=Origin(source, usable.locator, tuple(problems.items), not catalogue.is_result_list, options.threads),
        )


FORMAT = CocoFormat()
