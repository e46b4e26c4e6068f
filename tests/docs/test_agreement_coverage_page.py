"""docs/agreement-coverage.md is what the simulation counted, and the default interval follows from it."""

from __future__ import annotations

import runpy
from pathlib import Path

from labelgauge.agreement._estimate import DEFAULTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
MAKER = runpy.run_path(str(DOCS / "make_agreement_coverage.py"))


def test_page_is_up_to_date() -> None:
    committed = (DOCS / "agreement-coverage.md").read_text(encoding="utf-8")
    assert committed == MAKER["make"](), "run: python docs/make_agreement_coverage.py"


def test_the_default_interval_has_the_fewest_cells_outside() -> None:
    counted = MAKER["rows"]()
    n_outside = {kind: len(MAKER["outside"](counted, kind)) for kind in {row.kind for row in counted}}
    assert DEFAULTS["ci"] == min(n_outside, key=lambda kind: n_outside[kind]), n_outside


def test_the_whole_grid_is_there_with_two_thousand_samples() -> None:
    counted = [row for row in MAKER["rows"]() if row.coefficient == MAKER["ALPHA"]]
    for kind in ("score", "analytic", "bootstrap", "cluster_bootstrap"):
        rows = [row for row in counted if row.kind == kind]
        assert len({row.design for row in rows}) == len(rows) == 144
        assert {row.samples for row in rows} == {2000}
