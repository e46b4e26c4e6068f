"""Every kernel equals its twin: for each instruction set, thread count and memory layout, on samples and edge cases."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelgauge.errors import InputError
from labelgauge.kernels import _execution
from labelgauge.kernels._registry import KERNELS
from labelgauge.kernels._spec import KernelSpec
from labelgauge.testing.equivalence import assert_equal

# The families that this run is about, all unless set: where it is about one, collecting the others would take longest.
FAMILIES = set(os.environ.get("EQUIVALENCE_FAMILIES", "").split()) or {spec.family for spec in KERNELS}
# A run that looks for faults of memory alone need not ask the twins, which take longest: what the kernel itself answers
# first is then what it must answer on every instruction set, thread count and layout.
ASK_TWINS = os.environ.get("EQUIVALENCE_TWINS", "yes") == "yes"
TESTED = [spec for spec in KERNELS if spec.family in FAMILIES]
BY_ID = {spec.id: spec for spec in TESTED}
SPECS = [pytest.param(spec, id=spec.id) for spec in TESTED]
EDGES = [pytest.param(spec, name, id=f"{spec.id}[{name}]") for spec in TESTED for name in spec.edge_cases]
INVALID = [pytest.param(spec, name, id=f"{spec.id}[{name}]") for spec in TESTED for name in spec.invalid_cases]


def read_only(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same arrays, in the order in which they lie in memory, as views that cannot be written to."""
    frozen = {}
    for name, value in arguments.items():
        frozen[name] = value
        if isinstance(value, np.ndarray):
            frozen[name] = value.view()
            frozen[name].flags.writeable = False
    return frozen


def strided(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same values in arrays with gaps between rows."""
    spaced = {}
    for name, value in arguments.items():
        spaced[name] = value
        if isinstance(value, np.ndarray):
            wide = np.zeros((2 * len(value), *value.shape[1:]), dtype=value.dtype)
            wide[::2] = value
            spaced[name] = wide[::2]
    return spaced


def first_axis_fastest(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same values with the first axis the fastest in memory, as Fortran and NIfTI files have it."""

    def turned(value: Any) -> Any:
        if isinstance(value, list):
            return [turned(item) for item in value]
        return np.asfortranarray(value) if isinstance(value, np.ndarray) else value

    return {name: turned(value) for name, value in arguments.items()}


def answer(spec: KernelSpec, arguments: dict[str, Any]) -> Any:
    return spec.reference(**arguments) if ASK_TWINS else spec.facade(**read_only(arguments))


# What the twin answers is the same for every instruction set, and often takes longest: it is asked once.
@cache
def sample_and_answer(spec_id: str, seed: int, n: int) -> tuple[dict[str, Any], Any]:
    spec = BY_ID[spec_id]
    arguments = spec.sample(np.random.default_rng(seed), n)
    return arguments, answer(spec, arguments)


def check(spec: KernelSpec, arguments: dict[str, Any], expected: Any, instruction_set: str) -> None:
    assert _execution.instruction_set() == instruction_set
    for threads in (1, 2):
        assert_equal(spec, arguments, spec.facade(**read_only(arguments), threads=threads), expected)
    for laid_out in (strided, first_axis_fastest):
        assert_equal(spec, arguments, spec.facade(**laid_out(arguments)), expected)
    for name, holds in spec.invariants.items():
        assert holds(arguments, expected), name


def test_families_exist() -> None:
    assert {spec.family for spec in TESTED} == FAMILIES


@pytest.mark.parametrize("spec", SPECS)
def test_samples(spec: KernelSpec, instruction_set: str) -> None:
    for seed, n in enumerate((0, 1, 2, 40)):
        check(spec, *sample_and_answer(spec.id, seed, n), instruction_set)


@pytest.mark.parametrize("spec", SPECS)
def test_random_samples(spec: KernelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    @given(
        seed=st.integers(0, 2**32 - 1),
        n=st.integers(0, 8),
        isa=st.sampled_from(_execution.supported_instruction_sets()),
    )
    @settings(deadline=None)
    def run(seed: int, n: int, isa: str) -> None:
        monkeypatch.setenv("LABELGAUGE_ISA", isa)
        arguments = spec.sample(np.random.default_rng(seed), n)
        check(spec, arguments, answer(spec, arguments), isa)

    run()


# One test for all instruction sets: there are thousands of cases, and a test costs more than what it asks.
@pytest.mark.parametrize(("spec", "name"), EDGES)
def test_edge_cases(spec: KernelSpec, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = spec.edge_cases[name]
    expected = answer(spec, arguments)
    for isa in _execution.supported_instruction_sets():
        monkeypatch.setenv("LABELGAUGE_ISA", isa)
        check(spec, arguments, expected, isa)


@pytest.mark.parametrize(("spec", "name"), INVALID)
def test_invalid_cases(spec: KernelSpec, name: str) -> None:
    arguments, message = spec.invalid_cases[name]
    with pytest.raises(InputError, match=message):
        spec.facade(**arguments)


@pytest.mark.skipif(not ASK_TWINS, reason="this run asks no twins")
@pytest.mark.parametrize("spec", SPECS)
def test_facade_calls_twin_when_asked(spec: KernelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABELGAUGE_BACKEND", "reference")
    arguments = spec.sample(np.random.default_rng(7), 3)
    assert_equal(spec, arguments, spec.facade(**arguments), spec.reference(**arguments))


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, "2"])
def test_bad_thread_count(threads: Any) -> None:
    spec = KERNELS[0]
    with pytest.raises(InputError, match="threads must be an integer of at least 1"):
        spec.facade(**spec.sample(np.random.default_rng(0), 1), threads=threads)
