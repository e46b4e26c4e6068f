"""Makes kernels.md from the kernel registry: ``python docs/make_kernels.py``. A test compares the two."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from labelgauge.kernels._registry import KERNELS
from labelgauge.kernels._spec import KernelSpec

TARGET = Path(__file__).with_name("kernels.md")

INTRODUCTION = """\
# Kernels

The array functions everything else is built on, in `labelgauge.kernels.<family>`. Each exists twice: as native code,
and as a slow, obvious twin in `labelgauge.reference.<family>` from the definition. "Twin" says how close the two
are: equal bit for bit, or within so many units in the last place where the C library's functions are involved, or
within so much where the kernel rounds and its twin computes with fractions.
`labelgauge selfcheck` compares them on your machine, for each instruction set of its CPU.

This page is made from the registry by `docs/make_kernels.py`.
"""


def make() -> str:
    """Return the text of kernels.md."""
    return "\n".join([INTRODUCTION, *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    yield "| kernel | what it does | twin |"
    yield "|---|---|---|"
    for spec in sorted(KERNELS, key=lambda spec: spec.id):
        yield f"| `{spec.id}` | {_summary(spec)} | {_exactness(spec)} |"


def _summary(spec: KernelSpec) -> str:
    paragraph = inspect.getdoc(spec.facade).split("\n\n", 1)[0]  # type: ignore[union-attr]  # a test requires docstrings
    return " ".join(paragraph.split()).removesuffix(".").replace("``", "`").replace("|", "\\|")


def _exactness(spec: KernelSpec) -> str:
    samples = (spec.sample(np.random.default_rng(seed), 3) for seed in range(50))
    budget = max(spec.ulp(arguments) for arguments in (*spec.edge_cases.values(), *samples))
    within = [f"{budget} ulp"] if budget else []
    within += [f"{spec.absolute:g}"] if spec.absolute else []
    return f"within {' or '.join(within)}" if within else "equal"


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")
