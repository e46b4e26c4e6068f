"""``labelgauge selfcheck``: whether the native kernels compute what their definitions say, on this CPU."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from labelgauge.kernels._spec import KernelSpec

CHECK_FAILED = 1
SAMPLES = (1, 7, 40)
"""Sizes of the seeded samples that each kernel runs on, besides its edge cases."""


def selfcheck(quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but failures.")] = False) -> None:
    """Compare every native kernel with its definition, on each instruction set of this CPU; exit 1 if any differs."""
    from itertools import groupby

    from labelgauge.cli.show import write
    from labelgauge.kernels import _execution
    from labelgauge.kernels._registry import KERNELS

    failures = []
    sets = _execution.supported_instruction_sets()
    for family, members in groupby(KERNELS, key=lambda spec: spec.family):
        specs = list(members)
        n_cases = 0
        for spec in specs:
            n_cases += len(sets) * (len(SAMPLES) + len(spec.edge_cases))
            failures += [f"{spec.id}, {problem}" for problem in _problems(spec, sets)]
        broken = [failure for failure in failures if failure.startswith(f"{family}.")]
        if not quiet:
            verdict = "DIFFERS" if broken else "ok"
            write(f"{family:<14} {len(specs):3} kernels  {n_cases:5} comparisons  {verdict}\n")
    for failure in failures:
        typer.echo(failure, err=True)
    if failures:
        raise typer.Exit(CHECK_FAILED)
    if not quiet:
        write(f"OK: every kernel equals its definition on this CPU ({', '.join(sets)})\n")


def _problems(spec: KernelSpec, instruction_sets: Sequence[str]) -> Iterator[str]:
    """Yield one line for each instruction set and example on which kernel and twin differ."""
    from labelgauge.testing.equivalence import assert_equal

    for name, arguments in _examples(spec):
        expected = spec.reference(**arguments)  # the same for all sets, and by far the slowest
        for instruction_set in instruction_sets:
            try:
                with _native(instruction_set):
                    assert_equal(spec, arguments, spec.facade(**arguments), expected)
            except AssertionError as error:
                yield f"{instruction_set}, {name}: {' '.join(str(error).split())}"


def _examples(spec: KernelSpec) -> Iterator[tuple[str, dict[str, Any]]]:
    import numpy as np

    yield from spec.edge_cases.items()
    for seed, size in enumerate(SAMPLES):
        yield f"sample of {size}", spec.sample(np.random.default_rng(seed), size)


@contextmanager
def _native(instruction_set: str) -> Iterator[None]:
    """Make kernels run natively with one instruction set, whatever the environment says."""
    wanted = {"LABELGAUGE_ISA": instruction_set, "LABELGAUGE_BACKEND": "native"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
