"""Law 3: every kernel has a twin and is in the registry; facade, twin and native function go by one name."""

from __future__ import annotations

import importlib
import inspect
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from labelgauge import _native, kernels
from labelgauge.kernels._registry import KERNELS
from labelgauge.kernels._spec import KernelSpec

FAMILIES = sorted({spec.family for spec in KERNELS})
SPECS = [pytest.param(spec, id=spec.id) for spec in KERNELS]


def native_families() -> dict[str, set[str]]:
    """Names of the functions in every submodule of the native module."""
    modules = {name: value for name, value in vars(_native).items() if isinstance(value, ModuleType)}
    return {
        name: {function for function, value in vars(module).items() if callable(value) and not function.startswith("_")}
        for name, module in modules.items()
    }


def public_functions(module: ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and not name.startswith("_") and value.__module__ == module.__name__
    }


def registered(family: str) -> set[str]:
    return {spec.name for spec in KERNELS if spec.family == family}


def parameters(function: Any) -> list[tuple[str, Any, Any, Any]]:
    hints = typing.get_type_hints(function)
    return [(p.name, p.kind, p.default, hints[p.name]) for p in inspect.signature(function).parameters.values()]


def compiled_by(compiler: str) -> set[str]:
    return {spec.family for spec in KERNELS if spec.compiler == compiler}


def test_registry_and_native_module_agree() -> None:
    assert native_families() == {family: registered(family) for family in compiled_by("native")}


def test_registry_and_numba_agree() -> None:
    folder = Path(kernels.__file__).parent / "_jit"
    assert {path.stem for path in folder.glob("[!_]*.py")} == compiled_by("jit")
    for family in compiled_by("jit"):
        assert public_functions(importlib.import_module(f"labelgauge.kernels._jit.{family}")) == registered(family)


def test_a_family_has_one_compiler() -> None:
    assert not compiled_by("native") & compiled_by("jit")


@pytest.mark.parametrize("family", FAMILIES)
def test_facades_and_twins_are_complete(family: str) -> None:
    facades = public_functions(importlib.import_module(f"labelgauge.kernels.{family}"))
    twins = public_functions(importlib.import_module(f"labelgauge.reference.{family}"))
    assert facades == registered(family)
    assert twins == registered(family)


@pytest.mark.parametrize("spec", SPECS)
def test_spec_points_at_facade_and_twin(spec: KernelSpec) -> None:
    assert spec.facade is getattr(importlib.import_module(f"labelgauge.kernels.{spec.family}"), spec.name)
    assert spec.reference is getattr(importlib.import_module(f"labelgauge.reference.{spec.family}"), spec.name)


@pytest.mark.parametrize("spec", SPECS)
def test_signatures_are_equal_but_for_threads(spec: KernelSpec) -> None:
    facade = parameters(spec.facade)
    assert facade[-1] == ("threads", inspect.Parameter.KEYWORD_ONLY, 1, int)
    assert facade[:-1] == parameters(spec.reference)
    assert typing.get_type_hints(spec.facade)["return"] == typing.get_type_hints(spec.reference)["return"]


@pytest.mark.parametrize("spec", SPECS)
def test_spec_is_complete(spec: KernelSpec) -> None:
    assert spec.edge_cases, "name the edge cases"
    assert spec.invalid_cases, "name the invalid cases and their messages"
    assert list(spec.benchmark_sizes) == sorted(set(spec.benchmark_sizes))
    names = set(inspect.signature(spec.reference).parameters)
    for arguments in (spec.sample(np.random.default_rng(0), 2), *spec.edge_cases.values()):
        assert set(arguments) == names


def test_ids_are_unique() -> None:
    ids = [spec.id for spec in KERNELS]
    assert len(ids) == len(set(ids))
