"""Law 11: importing labelgauge, and using it on arrays, loads nothing heavier than NumPy."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {
    "numba", "scipy", "pandas", "polars", "pyarrow", "msgspec", "rich", "typer", "click", "narwhals", "jinja2", "json",
    "hypothesis", "pytest", "asyncio", "multiprocessing", "nibabel",
}  # fmt: skip
USES = {
    "import": ("", HEAVY),
    "iou of arrays": ("a = np.ones((1, 2, 2), bool); lg.iou(a, a)", HEAVY),
    "boxes": ("lg.giou(lg.Boxes([[0, 0, 1, 1]]), lg.Boxes([[0, 0, 1, 1]]))", HEAVY),
    "faces of other libraries": ("import labelgauge.compat.pycocotools, labelgauge.compat.lvis", HEAVY),
    "every public name": ("[getattr(lg, name) for name in lg.__all__]", HEAVY - {"msgspec", "json"}),
}


def loaded_by(code: str) -> set[str]:
    """Top-level modules that `code` loads beyond those that NumPy loads itself."""
    script = f"import sys, numpy as np; before = set(sys.modules)\nimport labelgauge as lg\n{code}\n"
    script += "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    environment = {key: value for key, value in os.environ.items() if key != "LABELGAUGE_BACKEND"}
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    return set(result.stdout.split())


@pytest.mark.parametrize("use", USES)
def test_loads_nothing_heavy(use: str) -> None:
    code, heavy = USES[use]
    loaded = loaded_by(code)
    assert "labelgauge" in loaded
    assert loaded & heavy == set()


def test_the_kernels_are_loaded_late() -> None:
    script = "import sys, labelgauge; print('labelgauge._native' in sys.modules, 'labelgauge.kernels' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False"]
