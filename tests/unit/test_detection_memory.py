"""With a folder to spill to, detections come and go in memory that does not grow with them."""

from __future__ import annotations

import resource
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.scoring import detection_accumulator, detection_join, detection_state
from tests.conftest import REPOSITORY

N_CATEGORIES, N_DETECTIONS = 20, 1000
STATE = 60
"""Bytes of a detection in memory, by COCO's parameters."""
MIB = 2**20
N_IMAGES, ROOM = 1000, 110 * MIB
"""So many images have a state of 57 MiB, and to put it in order takes four times as much."""


def boxes(rng: np.random.Generator, n: int) -> lg.Boxes:
    corner = rng.random((n, 2)) * 900
    return lg.Boxes(np.hstack([corner, corner + 50]))


def filled(n_images: int, **options: Any) -> lg.DetectionAccumulator:
    rng = np.random.default_rng(0)
    scores = lg.DetectionAccumulator(range(N_CATEGORIES), **options)
    for image in range(n_images):
        category, score = rng.integers(0, N_CATEGORIES, N_DETECTIONS), rng.random(N_DETECTIONS)
        scores.update(
            image,
            gold=boxes(rng, 2),
            gold_category=[0, 1],
            detections=boxes(rng, N_DETECTIONS),
            category=category,
            score=score,
        )
    return scores


def peak(n_images: int, **options: Any) -> int:
    """Bytes that NumPy has in use at most."""
    tracemalloc.start()
    try:
        filled(n_images, **options).finalize().stats["AP"]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_detections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection_accumulator, "IMAGES_TOGETHER", 4)
    for module in (detection_join, detection_state):
        monkeypatch.setattr(module, "TOGETHER", 1 << 12)
    monkeypatch.setattr(detection_join, "PORTION", 1 << 12)
    options: dict[str, Any] = {"spill": tmp_path, "most_in_memory": 2**19}
    few, many = 64, 192
    filled(4, **options).finalize()  # what is imported at a first call does not count
    added = (many - few) * N_DETECTIONS
    grown = peak(many, **options) - peak(few, **options)
    assert grown < STATE / 10 * added
    assert peak(many) - peak(few) > STATE * added


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts maps of NumPy's arrays as data")
@pytest.mark.parametrize("spills", [True, False])
def test_a_process_that_may_not_have_more(tmp_path: Path, spills: bool) -> None:
    """The system refuses memory, also to kernels; what is mapped from files and only read is none of it."""
    options = f"spill={str(tmp_path)!r}, most_in_memory={8 * MIB}" if spills else ""
    program = f"from tests.unit.test_detection_memory import *; limited(); ap_of({options})"
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if spills:
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "ok", "")
        assert list(tmp_path.iterdir()) == []
    else:
        assert done.returncode == 1
        assert "MemoryError" in done.stderr or "Unable to allocate" in done.stderr


def limited() -> None:
    """Allow this process so much more than it has after a first call."""
    filled(64).finalize()
    lines = Path("/proc/self/status").read_text().splitlines()
    now = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))
    resource.setrlimit(resource.RLIMIT_DATA, (now + ROOM, now + ROOM))


def ap_of(**options: Any) -> None:
    sys.stdout.write(filled(N_IMAGES, **options).finalize().stats["AP"].status)
