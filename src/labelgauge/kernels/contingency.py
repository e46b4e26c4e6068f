"""What two label maps share: confusion matrices, contingency tables, and a map's labels as run lengths.

A label map is an integer (or bool) array of any shape; the two sides may have different integer types and are read as
they are. Only labels of images (`label_map_runs`) need two dimensions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import contingency as reference
from labelgauge.reference._labels import outside_error

Ints = NDArray[np.int64]

MAX_CLASSES = 2**14
"""Most classes of a confusion matrix (2 GiB of counts); beyond that, `contingency_table` counts what occurs."""


def confusion_matrix(
    gold: NDArray[Any], candidate: NDArray[Any], n_classes: int, ignore: int | None, *, threads: int = 1
) -> NDArray[np.int64]:
    """Count the pixels of every gold class by candidate class.

    Parameters
    ----------
    gold, candidate
        Integer arrays of one shape.
    n_classes
        Classes are 0 to n_classes - 1; at most 16,384.
    ignore
        Pixels whose gold is this label are left out; those whose candidate alone is count in the last column. It may
        be a class number: that class then does not occur. None: no label is special.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n_classes, n_classes + 1)
        Gold rows, candidate columns; the last column counts the candidates that are `ignore`.

    Raises
    ------
    InputError
        If an argument has the wrong type or shape, or a label that counts is neither a class nor `ignore`; the first
        such pixel is named.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import contingency
    >>> gold, candidate = np.array([[0, 0, 1, 255]], np.uint8), np.array([[0, 1, 255, 1]])
    >>> contingency.confusion_matrix(gold, candidate, 2, 255).tolist()
    [[1, 1, 0], [0, 0, 1]]
    """
    gold, candidate = _check.label_maps(gold, candidate)
    n_classes = _check.count(n_classes, "n_classes")
    if not 1 <= n_classes <= MAX_CLASSES:
        what = f"n_classes must be from 1 to {MAX_CLASSES}, not {n_classes}"
        raise InputError(what, fix="For arbitrary ids use contingency_table.")
    ignore = None if ignore is None else _check.integer(ignore, "ignore")
    if use_reference():
        return reference.confusion_matrix(gold, candidate, n_classes, ignore)
    arguments = (gold, candidate, n_classes, ignore)
    matrix, first_outside = _native.contingency.confusion_matrix(*arguments, _check.threads(threads), isa())
    if first_outside >= 0:
        raise outside_error(gold, candidate, first_outside, n_classes, ignore)
    return matrix


def contingency_table(gold: NDArray[Any], candidate: NDArray[Any], *, threads: int = 1) -> tuple[Ints, Ints, Ints]:
    """List every pair of labels that two maps have in one place, and how often.

    Parameters
    ----------
    gold, candidate
        Integer arrays of one shape; labels may be any numbers that fit int64.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    gold_label : int64 (k,)
        Gold label of each pair; pairs are in order of (gold, candidate).
    candidate_label : int64 (k,)
        Candidate label of each pair.
    count : int64 (k,)
        Pixels that have both.

    Raises
    ------
    InputError
        If a side is not an integer array, or the shapes differ.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import contingency
    >>> table = contingency.contingency_table(np.array([7, 7, -1]), np.array([500, 2, 2]))
    >>> [column.tolist() for column in table]
    [[-1, 7, 7], [2, 2, 500], [1, 1, 1]]
    """
    gold, candidate = _check.label_maps(gold, candidate)
    if use_reference():
        return reference.contingency_table(gold, candidate)
    return _native.contingency.contingency_table(gold, candidate, _check.threads(threads), isa())


def label_map_runs(labels: NDArray[Any], ids: Ints, *, threads: int = 1) -> tuple[NDArray[np.uint32], Ints]:
    """Turn wanted labels of a label map into masks, all in one sweep.

    Parameters
    ----------
    labels
        Integer array (h, w).
    ids
        int64 (m,), the labels wanted; none twice.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical column-major runs, mask after mask in the order of `ids`; a label that does not occur is empty.
    offsets : int64 (m + 1,)
        Where each mask's runs begin and end.

    Raises
    ------
    InputError
        If an argument has the wrong dtype or shape, or an id is given twice.
    GeometryError
        If the map has 2^32 pixels or more.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import contingency
    >>> counts, offsets = contingency.label_map_runs(np.array([[0, 1], [2, 1]]), np.array([1, 2, 9]))
    >>> counts.tolist(), offsets.tolist()
    ([2, 2, 1, 1, 2, 4], [0, 2, 5, 6])
    """
    labels = _check.labels(labels, "labels", ndim=2)
    ids = _check.distinct(ids, "ids")
    if use_reference():
        return reference.label_map_runs(labels, ids)
    return _native.contingency.label_map_runs(labels, ids, _check.threads(threads), isa())
