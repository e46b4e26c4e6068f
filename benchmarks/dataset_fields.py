"""Reading a COCO file: labelgauge beside hotcoco and pycocotools, each on as many threads as it takes by itself."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from coco_files import write
from contest import Field, entered, memory_floor

import labelgauge as lg


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name)


def of_megabytes(megabytes: int) -> Field:
    """A file of about so many megabytes; ours on all cores, as hotcoco is."""
    path = _folder() / f"{megabytes}.json"
    write(path, megabytes)
    threads = os.cpu_count() or 1
    peers = {name: lambda m: lambda: _quiet(m.COCO, path) for name in ("hotcoco's COCO", "pycocotools' COCO")}
    return Field(
        ours=lambda: lg.read(path, threads=threads),
        peers=entered(peers),
        same=_same,
        floor=memory_floor([np.frombuffer(path.read_bytes(), np.uint8)]),
    )


def _quiet(read: Any, path: Path) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        return read(str(path))


def _same(ours: lg.Dataset, theirs: Any) -> bool:
    """The same annotations: their ids, images and areas."""
    rows = theirs.loadAnns(theirs.getAnnIds())
    images = np.asarray(ours.images["id"])[ours.annotations["image_index"]]
    return (
        ours.annotations["id"].tolist() == [row["id"] for row in rows]
        and images.tolist() == [row["image_id"] for row in rows]
        and ours.annotations["area"].tolist() == [row["area"] for row in rows]
    )
