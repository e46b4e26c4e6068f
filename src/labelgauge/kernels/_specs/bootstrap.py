"""KernelSpecs of the bootstrap family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import bootstrap
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import bootstrap as reference


def _keys(rng: np.random.Generator, n: int) -> Any:
    return rng.integers(0, 2**64, n, dtype=np.uint64)


def _draws(rng: np.random.Generator, n: int) -> Arguments:
    return {"keys": _keys(rng, n), "seed": int(rng.integers(0, 2**63)), "n_draws": int(rng.integers(0, 70))}


def _rows(rng: np.random.Generator, n: int) -> Arguments:
    keys = np.repeat(_keys(rng, n), rng.integers(1, 4, n))
    n_groups = int(rng.integers(1, 5))
    return {
        "keys": keys,
        "group": rng.integers(0, n_groups, len(keys)),
        "values": rng.integers(-(2**40), 2**40, (len(keys), 3)) * (rng.random((len(keys), 3)) < 0.7),
        "n_groups": n_groups,
        "seed": int(rng.integers(0, 2**63)),
        "n_draws": int(rng.integers(0, 20)),
    }


_SOME_KEYS = np.array([0, 1, 2**63, 2**64 - 1], dtype=np.uint64)
_NO_GROUPS = np.zeros(0, dtype=np.int64)
_NO_VALUES = np.zeros((0, 2), dtype=np.int64)
_ONE_ROW = {
    "keys": _SOME_KEYS[:1],
    "group": np.zeros(1, np.int64),
    "values": np.ones((1, 2), np.int64),
    "n_groups": 1,
    "seed": 0,
    "n_draws": 3,
}

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="bootstrap",
        name="poisson_weights",
        facade=bootstrap.poisson_weights,
        reference=reference.poisson_weights,
        sample=_draws,
        edge_cases={
            "no keys": {"keys": _SOME_KEYS[:0], "seed": 0, "n_draws": 5},
            "no draws": {"keys": _SOME_KEYS, "seed": 0, "n_draws": 0},
            "least and greatest keys": {"keys": _SOME_KEYS, "seed": 0, "n_draws": 300},
            "greatest seed": {"keys": _SOME_KEYS, "seed": 2**64 - 1, "n_draws": 65},
            "around a block of draws": {"keys": _SOME_KEYS, "seed": 1, "n_draws": 257},
        },
        invalid_cases={
            "signed keys": (
                {"keys": np.zeros(1, np.int64), "seed": 0, "n_draws": 1},
                "keys must be a 1-D uint64 array, not int64",
            ),
            "negative seed": ({"keys": _SOME_KEYS, "seed": -1, "n_draws": 1}, "seed must be an integer from 0 to"),
            "negative draws": ({"keys": _SOME_KEYS, "seed": 0, "n_draws": -1}, "n_draws must be an integer"),
        },
        invariants={"at most 20": lambda _, result: bool(np.all(result <= 20))},
    ),
    KernelSpec(
        family="bootstrap",
        name="weighted_sums",
        facade=bootstrap.weighted_sums,
        reference=reference.weighted_sums,
        sample=_rows,
        edge_cases={
            "no rows": _ONE_ROW | {"keys": _SOME_KEYS[:0], "group": _NO_GROUPS, "values": _NO_VALUES},
            "no statistics": _ONE_ROW | {"values": np.zeros((1, 0), np.int64)},
            "no groups": {
                "keys": _SOME_KEYS[:0],
                "group": _NO_GROUPS,
                "values": _NO_VALUES,
                "n_groups": 0,
                "seed": 0,
                "n_draws": 3,
            },
            "no draws": _ONE_ROW | {"n_draws": 0},
            "around a block of draws": _ONE_ROW | {"n_draws": 257},
            "sums beyond 64 bits wrap": _ONE_ROW | {"values": np.full((1, 2), 2**63 - 1), "n_draws": 40},
        },
        invalid_cases={
            "float values": (_ONE_ROW | {"values": np.ones((1, 2))}, "values must be a 2-D int64 array, not float64"),
            "group out of range": (_ONE_ROW | {"group": np.ones(1, np.int64)}, "group must lie in \\[0, 1\\)"),
            "uneven": (_ONE_ROW | {"keys": _SOME_KEYS}, "keys, group and values must be equally long, not 4, 1 and 1"),
        },
    ),
)
