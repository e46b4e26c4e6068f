"""Every convention equals the library that it is named after, of which peers/<library>.json has the answers.

``nox -s peers`` records them anew, each library in an environment of its own; here none is needed.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from tests.conformance.peers.cases import Case, cases

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "surface.md"

CONVENTIONS = {
    "surface_distance": "deepmind",
    "monai": "monai",
    "medpy": "medpy",
    "panoptica": "panoptica",
    "seg_metrics": "seg_metrics",
    "simpleitk": "itk",
}
# These hold distances in float32, which makes of 0 up to 7e-7. SimpleITK squares and adds in another order than SciPy.
SINGLE = {"monai", "seg_metrics"}
OTHER_ORDER = {"simpleitk"}
# What ITK's distance map holds of an image without contour: the root of the greatest float32.
UNREACHED = 1.8e19

CASES = {case.name: case for case in cases()}
FULL = [name for name in CASES if not name.startswith("empty")]


@cache
def recorded(peer: str) -> Any:
    return json.loads((HERE / "peers" / f"{peer}.json").read_text(encoding="utf-8"))


def values(peer: str, case: Case) -> dict[str, Any]:
    """A library's answers by name, "inf" and "nan" as numbers."""
    entry = recorded(peer)["cases"][case.name]
    assert entry["digest"] == case.digest
    return {name: float(value) if isinstance(value, str) else value for name, value in entry["values"].items()}


def measured(case: Case, convention: str) -> lg.SurfaceDistances:
    return lg.surface_distances(case.gold, case.candidate, spacing=case.spacing, convention=convention)


def in_single(d: lg.SurfaceDistances) -> lg.SurfaceDistances:
    """The same with distances rounded to float32."""
    distance = np.float64(np.float32(d.histogram[3]))
    histogram = (*d.histogram[:3], distance, *d.histogram[4:])
    return lg.SurfaceDistances(d.convention, d.spacing, histogram, single=True)  # type: ignore[arg-type]


def ours(d: lg.SurfaceDistances, name: str, *, single: bool = False) -> float:
    """What labelgauge says to a name of a record: "n_gold", "mean_gold", "hausdorff_95", "nsd_0.5", "assd".

    In single precision, distances and tolerance are rounded before they are compared.
    """
    d = in_single(d) if single else d
    what, _, detail = name.partition("_")
    if what == "n":
        return int(d.n_elements[0, ["gold", "candidate"].index(detail)])
    if what in {"mean", "max"}:
        return float(getattr(d.directed(), name))
    if detail:
        return float(getattr(d, what)(float(np.float32(detail)) if single else float(detail)))
    return float(getattr(d, what)())


def agrees(peer: str, name: str, got: float, want: float) -> bool:
    """Counts always, distances and percentiles of float64 libraries to the bit; sums and ratios but for rounding."""
    if name.startswith("n_"):
        return got == want
    if peer == "seg_metrics" and want > UNREACHED:
        return got == math.inf
    if peer in SINGLE:
        return got == pytest.approx(want, rel=1e-6, abs=1e-6 if peer == "seg_metrics" else 1e-300)
    if name.startswith(("hausdorff", "max")) and peer not in OTHER_ORDER:
        return got == want
    return got == pytest.approx(want, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("peer", CONVENTIONS)
def test_equals_the_library(peer: str, name: str) -> None:
    d = measured(CASES[name], CONVENTIONS[peer])
    answers = {key: want for key, want in values(peer, CASES[name]).items() if not key.startswith("subvoxel_")}
    pairs = {key: (ours(d, key, single=peer in SINGLE), want) for key, want in answers.items()}
    assert {key: pair for key, pair in pairs.items() if not agrees(peer, key, *pair)} == {}


@pytest.mark.parametrize("name", FULL)
def test_equals_monai_with_subvoxels(name: str) -> None:
    d = measured(CASES[name], "monai_subvoxel")
    answers = {key: want for key, want in values("monai", CASES[name]).items() if key.startswith("subvoxel_")}
    assert answers
    for key, want in answers.items():
        assert ours(d, key.removeprefix("subvoxel_"), single=True) == pytest.approx(want, rel=1e-6, abs=1e-300)


def test_ties_are_kept_that_float32_loses() -> None:
    """MONAI takes seven steps of 0.1 for 0.7, which in float64, where its tolerance comes from, they exceed."""
    case = CASES["ragged 3-D near 4"]
    theirs = values("monai", case)["nsd_0.7"]
    d = measured(case, "monai")
    assert d.nsd(0.7) < theirs
    assert ours(d, "nsd_0.7", single=True) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("peer", CONVENTIONS)
def test_records_say_what_made_them(peer: str) -> None:
    assert len(recorded(peer)["versions"]) >= 2
    assert set(recorded(peer)["cases"]) == set(CASES)


NUMBERS = ("nsd_1.0", "hausdorff_95", "hausdorff_100", "assd")


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return value["raises"]
    return "NaN" if math.isnan(value) else f"{value:.4g}"


def row(of: str, empty: str, answers: dict[str, Any]) -> str:
    """A line of the page's table."""
    return f"| {of} | {empty} | " + " | ".join(shown(answers[key]) if key in answers else "–" for key in NUMBERS) + " |"


@pytest.mark.parametrize("peer", CONVENTIONS)
def test_the_page_tells_what_the_library_makes_of_nothing(peer: str) -> None:
    title = " ".join(next(iter(recorded(peer)["versions"].items())))
    page = PAGE.read_text(encoding="utf-8")
    for empty, sides in (("one side", ("gold", "candidate")), ("both sides", ("both",))):
        for side in sides:
            assert row(title, empty, values(peer, CASES[f"empty {side} 2-D"])) in page


@pytest.mark.parametrize("convention", [*CONVENTIONS.values(), "monai_subvoxel", "metrics_reloaded"])
def test_the_page_tells_what_all_conventions_make_of_nothing(convention: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for empty, sides in (("one side", ("gold", "candidate")), ("both sides", ("both",))):
        for side in sides:
            d = measured(CASES[f"empty {side} 2-D"], convention)
            assert row("labelgauge", empty, {key: ours(d, key) for key in NUMBERS}) in page
