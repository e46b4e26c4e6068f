r"""Disagreement of numbers that is no square of differences, so that it has no closed form: ratio, circular, bipolar.

All pairs of categories are looked at, and no table of them is made: memory does not grow with their square. Compiled
by Numba when first called, which takes some seconds once on a machine.

With least and greatest score a and b (Krippendorff 2011): ratio :math:`((x - y) / (x + y))^2`, 0 of two zeros; circular
:math:`\sin^2(\pi (x - y) / (b - a + 1))`; bipolar :math:`(x - y)^2 / ((x + y - 2a)(2b - x - y))`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import use_reference
from labelgauge.reference import disagreement as reference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

KINDS = ("ratio", "circular", "bipolar")


def disagreement_sums(scores: Floats, counts: Floats, kind: str, *, threads: int = 1) -> Floats:
    """Sum up how far each category is from all others.

    Parameters
    ----------
    scores
        float64 (q,), finite, of each category; not below 0 for ``"ratio"``.
    counts
        float64 (b, q), how often each category is there, b times over.
    kind
        ``"ratio"``, ``"circular"`` or ``"bipolar"``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (b, q)
        For each category c, the sum over k of ``counts[:, k]`` times how far c and k are apart.

    Raises
    ------
    InputError
        If an array has the wrong type or shape, scores are not finite or are negative with ``"ratio"``, or the kind is
        unknown.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels.disagreement import disagreement_sums
    >>> disagreement_sums(np.array([1.0, 3.0]), np.array([[2.0, 4.0]]), "ratio").tolist()
    [[1.0, 0.5]]
    """
    scores = _scores(scores, kind)
    counts = _check.array(counts, "counts", np.float64, ndim=2, columns=len(scores))
    threads = _check.threads(threads)
    if use_reference():
        return reference.disagreement_sums(scores, counts, kind)
    from labelgauge.kernels._jit import disagreement as jit  # noqa: PLC0415 - Numba takes long to import

    return jit.disagreement_sums(scores, counts, kind, threads=threads)


def entry_disagreement(
    offsets: Ints, codes: Codes, counts: Codes, scores: Floats, kind: str, *, threads: int = 1
) -> Floats:
    """Sum up how far each category of a pattern is from all of the pattern.

    Parameters
    ----------
    offsets, codes, counts
        int64 (p + 1,), int32 (e,) and int32 (e,): patterns as `labelgauge.kernels.agreement.unit_patterns` has them.
    scores, kind
        As for `disagreement_sums`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (e,)
        For each entry, the sum over the entries of its pattern of their counts times how far the two are apart.

    Raises
    ------
    InputError
        As `disagreement_sums`; also if offsets do not ascend from 0 to the number of codes, or a code is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels.disagreement import entry_disagreement
    >>> patterns = np.array([0, 2, 3]), np.array([0, 1, 1], np.int32), np.array([2, 1, 3], np.int32)
    >>> entry_disagreement(*patterns, np.array([1.0, 3.0]), "ratio").tolist()
    [0.25, 0.5, 0.0]
    """
    scores = _scores(scores, kind)
    codes = _check.codes(codes, "codes", len(scores))
    offsets = _check.offsets(offsets, "offsets", len(codes), of="codes")
    counts = _check.array(counts, "counts", np.int32)
    if len(counts) != len(codes):
        what = f"counts must have one entry per code ({len(codes)}), not {len(counts)}"
        raise InputError(what)
    threads = _check.threads(threads)
    if use_reference():
        return reference.entry_disagreement(offsets, codes, counts, scores, kind)
    from labelgauge.kernels._jit import disagreement as jit  # noqa: PLC0415 - Numba takes long to import

    return jit.entry_disagreement(offsets, codes, counts, scores, kind, threads=threads)


def _scores(scores: Floats, kind: str) -> Floats:
    checked = _check.array(scores, "scores", np.float64)
    if kind not in KINDS:
        what = f"kind must be one of {', '.join(map(repr, KINDS))}, not {kind!r}"
        raise InputError(what)
    if not np.all(np.isfinite(checked)):
        what = "scores must be finite"
        raise InputError(what)
    if kind == "ratio" and np.any(checked < 0):
        what = f"ratio needs scores of at least 0, found {checked.min():g}"
        raise InputError(what)
    return checked
