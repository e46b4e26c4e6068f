"""Reading a COCO file: labelgauge beside hotcoco and pycocotools, each on as many threads as it takes by itself."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from coco_files import folder, write
from contest import Field, entered, memory_floor, quiet

import labelgauge as lg


def of_megabytes(megabytes: int) -> Field:
    """A file of about so many megabytes; ours on all cores, as hotcoco is."""
    path = folder() / f"{megabytes}.json"
    write(path, megabytes)
    threads = os.cpu_count() or 1
    peers = {name: lambda m: lambda: quiet(m.COCO, str(path)) for name in ("hotcoco's COCO", "pycocotools' COCO")}
    return Field(
        ours=lambda: lg.read(path, threads=threads),
        peers=entered(peers),
        same=_same,
        floor=memory_floor([np.frombuffer(path.read_bytes(), np.uint8)]),
    )


def _same(ours: lg.Dataset, theirs: Any) -> bool:
    """The same annotations: their ids, images and areas."""
    rows = theirs.loadAnns(theirs.getAnnIds())
    images = np.asarray(ours.images["id"])[ours.annotations["image_index"]]
    return (
        ours.annotations["id"].tolist() == [row["id"] for row in rows]
        and images.tolist() == [row["image_id"] for row in rows]
        and ours.annotations["area"].tolist() == [row["area"] for row in rows]
    )
