"""What the registry knows about one kernel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Arguments = dict[str, Any]
Sampler = Callable[[np.random.Generator, int], Arguments]
Invariant = Callable[[Arguments, Any], bool]


def _equal(_: Arguments) -> int:
    return 0


@dataclass(frozen=True)
class KernelSpec:
    """One kernel: its facade, its twin, and everything tests, benchmarks and ``labelgauge selfcheck`` need.

    Parameters
    ----------
    family
        Stem of the files that hold it (``rle`` for ``kernels/rle.py``, ``reference/rle.py``, ``cpp/core/rle.cpp``).
    name
        Name of the function, the same in facade, twin and native module.
    facade
        The checked public function. It calls native code, or the twin under ``LABELGAUGE_BACKEND=reference``.
    reference
        The plain-Python twin, written from the definition.
    sample
        Makes keyword arguments from a seeded generator and a size (about how many items).
    edge_cases
        Named keyword arguments that are legal but unusual.
    invalid_cases
        Named pairs of keyword arguments and a regular expression that the error message matches.
    ulp
        How many units in the last place twin and kernel may differ for given arguments; 0 (equal bit for bit) unless
        the C library's transcendental functions are involved.
    absolute
        How far apart, as a number, twin and kernel may be where they differ by more units than that: for kernels of
        real-valued geometry, whose twin computes with fractions.
    invariants
        Named predicates of (arguments, result) that always hold.
    benchmark_sizes
        Three sizes for `sample` in benchmarks, small to large.
    compiler
        What the facade calls: ``"native"``, the C++ module, or ``"jit"``, functions that Numba compiles.
    """

    family: str
    name: str
    facade: Callable[..., Any]
    reference: Callable[..., Any]
    sample: Sampler
    edge_cases: Mapping[str, Arguments] = field(default_factory=dict)
    invalid_cases: Mapping[str, tuple[Arguments, str]] = field(default_factory=dict)
    ulp: Callable[[Arguments], int] = _equal
    absolute: float = 0.0
    invariants: Mapping[str, Invariant] = field(default_factory=dict)
    benchmark_sizes: tuple[int, int, int] = (10, 100, 1000)
    compiler: Literal["native", "jit"] = "native"

    @property
    def id(self) -> str:
        """``family.name``."""
        return f"{self.family}.{self.name}"
