"""KernelSpecs of the disagreement family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import agreement, disagreement
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import disagreement as reference


def _random(rng: np.random.Generator, n: int) -> Arguments:
    scores = rng.integers(0, 9, n) * float(rng.choice([1.0, 0.1, 1e6]))
    counts = rng.integers(0, 5, (int(rng.integers(0, 4)), n)).astype(np.float64)
    return {"scores": scores, "counts": counts, "kind": str(rng.choice(disagreement.KINDS))}


def _random_patterns(rng: np.random.Generator, n: int) -> Arguments:
    scores = rng.integers(0, 9, n + 1).astype(np.float64)
    lengths = rng.integers(0, 5, n)
    codes = rng.integers(0, n + 1, lengths.sum()).astype(np.int32)
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    offsets, codes, counts, *_ = agreement.unit_patterns(offsets, codes, n + 1)
    patterns = {"offsets": offsets, "codes": codes, "counts": counts}
    return patterns | {"scores": scores, "kind": str(rng.choice(disagreement.KINDS))}


def _sums(scores: Any, kind: str, *counts: Any) -> Arguments:
    table = np.array(counts, np.float64).reshape(len(counts), len(scores))
    return {"scores": np.array(scores, np.float64), "counts": table, "kind": kind}


def _patterns(kind: str, codes: Any, offsets: Any, scores: Any = (0.0, 1.0, 4.0)) -> Arguments:
    return {
        "offsets": np.array(offsets, np.int64),
        "codes": np.array(codes, np.int32),
        "counts": np.arange(1, len(codes) + 1, dtype=np.int32),
        "scores": np.array(scores, np.float64),
        "kind": kind,
    }


def _ulp(arguments: Arguments) -> int:
    """Squares may be products; sines are the C library's or the compiler's."""
    return 4096 if arguments["kind"] == "circular" else 0


def _is_symmetric(arguments: Arguments, result: Any) -> bool:
    """Σ_c m_c Σ_k n_k δ_ck is the same the other way round, of any two rows of counts."""
    met = result @ arguments["counts"].T
    return bool(np.allclose(met, met.T, rtol=1e-9, atol=0))


_GOOD = _sums([1, 3], "ratio", [2, 4])
_GOOD_PATTERNS = _patterns("ratio", [0, 1, 1], [0, 2, 3])
_WRONG_SCORES: dict[str, tuple[Arguments, str]] = {
    "unknown kind": ({"kind": "nominal"}, "kind must be one of 'ratio', 'circular', 'bipolar', not 'nominal'"),
    "infinite score": ({"scores": np.array([1, np.inf, 2])}, "scores must be finite"),
    "negative score": ({"scores": np.array([1, -2.0, 2])}, "ratio needs scores of at least 0, found -2"),
    "scores of another type": ({"scores": np.array([1, 2, 3])}, "scores must be"),
}

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="disagreement",
        name="disagreement_sums",
        facade=disagreement.disagreement_sums,
        reference=reference.disagreement_sums,
        compiler="jit",
        sample=_random,
        ulp=_ulp,
        edge_cases={
            **{f"no categories, {kind}": _sums([], kind, []) for kind in disagreement.KINDS},
            **{f"one category, {kind}": _sums([5], kind, [2]) for kind in disagreement.KINDS},
            **{f"equal scores, {kind}": _sums([2, 2, 2], kind, [1, 2, 3]) for kind in disagreement.KINDS},
            **{f"several chunks, {kind}": _sums(range(130), kind, range(130)) for kind in disagreement.KINDS},
            "two zeros": _sums([0, 0, 1], "ratio", [1, 2, 3]),
            "below zero": _sums([-2, 0, 3], "bipolar", [1, 2, 3], [0, 0, 1]),
            "nothing counted": _sums([1, 2], "circular"),
        },
        invalid_cases={
            **{
                name: (_sums([1, 2, 3], "ratio", [1, 1, 1]) | wrong, message)
                for name, (wrong, message) in _WRONG_SCORES.items()
            },
            "too few counts": (_GOOD | {"counts": np.ones((1, 3))}, "counts must be"),
        },
        invariants={"it is symmetric": _is_symmetric},
        benchmark_sizes=(100, 1000, 5000),
    ),
    KernelSpec(
        family="disagreement",
        name="entry_disagreement",
        facade=disagreement.entry_disagreement,
        reference=reference.entry_disagreement,
        compiler="jit",
        sample=_random_patterns,
        ulp=_ulp,
        edge_cases={
            "no patterns": _patterns("ratio", [], [0]),
            "empty pattern": _patterns("bipolar", [0, 1], [0, 0, 2]),
            "least and greatest": _patterns("bipolar", [0, 2], [0, 2]),
            "around": _patterns("circular", [0, 1, 2], [0, 3]),
            "several chunks": _patterns("ratio", [0, 1, 2] * 700, range(0, 2101, 2), (0.0, 0.0, 3.0))
            | {"counts": np.full(2100, 2**30, np.int32)},
        },
        invalid_cases={
            **{name: (_GOOD_PATTERNS | wrong, message) for name, (wrong, message) in _WRONG_SCORES.items()},
            "code beyond the scores": (_GOOD_PATTERNS | {"scores": np.ones(1)}, r"codes must lie in \[0, 1\)"),
            "offsets that end early": (_GOOD_PATTERNS | {"offsets": np.array([0, 2])}, "end at the length of codes"),
            "too few counts": (_GOOD_PATTERNS | {"counts": np.ones(2, np.int32)}, "one entry per code"),
        },
        benchmark_sizes=(100, 1000, 10_000),
    ),
)
