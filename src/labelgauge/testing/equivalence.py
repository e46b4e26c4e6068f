"""What it means that a kernel equals its twin."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels._spec import Arguments, KernelSpec


def assert_equal(spec: KernelSpec, arguments: Arguments, actual: Any, expected: Any) -> None:
    """Raise unless two results of a kernel are the same: dtypes, shapes, and values within the spec's budget.

    Parameters
    ----------
    spec
        The kernel.
    arguments
        What both were called with.
    actual, expected
        Results of its facade and its twin, each an array or a tuple of arrays.

    Raises
    ------
    AssertionError
        If they differ; the message says where.
    """
    budget = spec.ulp(arguments)
    for got, want in zip(_as_tuple(actual), _as_tuple(expected), strict=True):
        if got.dtype != want.dtype or got.shape != want.shape:
            message = f"{got.dtype}{got.shape} instead of {want.dtype}{want.shape}"
            raise AssertionError(message)
        apart = np.ones(got.shape, np.bool_) if spec.absolute == 0 else ~(np.abs(got - want) <= spec.absolute)
        if budget == 0:
            np.testing.assert_array_equal(got[apart], want[apart])
        else:
            np.testing.assert_array_max_ulp(got[apart], want[apart], maxulp=budget)


def _as_tuple(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)
