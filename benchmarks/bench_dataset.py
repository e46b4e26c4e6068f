"""Reading COCO files of three sizes: time must grow with the file, not faster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from coco_files import write

import labelgauge as lg


@pytest.mark.parametrize("megabytes", [1, 4, 16])
def bench(benchmark: Any, megabytes: int, tmp_path: Path) -> None:
    n_annotations = write(tmp_path / "labels.json", megabytes)
    assert benchmark(lg.read, tmp_path / "labels.json").n_annotations == n_annotations
