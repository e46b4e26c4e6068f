"""Benchmarks of a kernel family at the registry's three sizes: time must grow with the input, not faster."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from labelgauge.kernels._registry import KERNELS


def of_family(family: str) -> Any:
    """Parameters of one benchmark per kernel of `family` and size."""
    return pytest.mark.parametrize(
        ("spec", "size"),
        [
            pytest.param(spec, size, id=f"{spec.name}-{size}")
            for spec in KERNELS
            if spec.family == family
            for size in spec.benchmark_sizes
        ],
    )


def run(benchmark: Any, spec: Any, size: int) -> None:
    """Times the facade, and compares its answer with the twin's on the smallest size."""
    benchmark.group = spec.id
    arguments = spec.sample(np.random.default_rng(size), size)
    result = benchmark(spec.facade, **arguments)
    if size == min(spec.benchmark_sizes):
        expected = spec.reference(**arguments)
        for got, want in zip(_parts(result), _parts(expected), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-12, atol=spec.absolute)


def _parts(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)
