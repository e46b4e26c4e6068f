"""docs/kernels.md is what the registry says."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_kernels_page_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "make_kernels.py"))["make"]()
    committed = (DOCS / "kernels.md").read_text(encoding="utf-8")
    assert committed == made, "run: python docs/make_kernels.py"
