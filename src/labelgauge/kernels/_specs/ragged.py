"""KernelSpecs of the ragged family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import ragged
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import ragged as reference


def _column(values: Any, lengths: list[int], index: list[int]) -> Arguments:
    return {
        "values": values,
        "offsets": np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        "index": np.array(index, dtype=np.int64),
    }


def _sample(rng: np.random.Generator, n: int) -> Arguments:
    lengths = rng.integers(0, 20, n).tolist()
    dtype = str(rng.choice(["?", "u1", "<u4", "<i8", "<f8", "<f4"]))
    shape = (sum(lengths),) if rng.random() < 0.5 else (sum(lengths), int(rng.integers(1, 4)))
    index = rng.integers(0, n, int(rng.integers(0, 2 * n + 1))).tolist() if n else []
    return _column(rng.integers(0, 200, shape).astype(dtype), lengths, index)


def _keeps_dtype(arguments: Arguments, result: Any) -> bool:
    values, given = result[0], arguments["values"]
    return bool(values.dtype == given.dtype and values.shape[1:] == given.shape[1:])


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="ragged",
        name="gather",
        facade=ragged.gather,
        reference=reference.gather,
        sample=_sample,
        edge_cases={
            "no items": _column(np.zeros(0), [], []),
            "none wanted": _column(np.arange(3), [3], []),
            "empty items": _column(np.arange(3), [0, 3, 0], [2, 0, 1, 0]),
            "all in order": _column(np.arange(6, dtype=np.uint8), [1, 2, 3], [0, 1, 2]),
            "rows": _column(np.arange(12.0).reshape(6, 2), [1, 2, 3], [2, 2, 0]),
            "columns of a wider table": _column(np.arange(18.0).reshape(6, 3)[:, 1:], [1, 2, 3], [2, 0]),
        },
        invalid_cases={
            "values are a list": (_column([1], [1], [0]), "values must be an array of numbers"),
            "values are text": (_column(np.array(["a"]), [1], [0]), "values must be an array of numbers"),
            "rows without columns": (_column(np.zeros((1, 0)), [1], [0]), r"not float64 of shape \(1, 0\)"),
            "offsets do not reach the end": (_column(np.arange(3), [2], [0]), "offsets must start at 0"),
            "a position out of range": (_column(np.arange(3), [3], [1]), r"index must lie in \[0, 1\)"),
        },
        invariants={"values keep their dtype and their columns": _keeps_dtype},
    ),
)
