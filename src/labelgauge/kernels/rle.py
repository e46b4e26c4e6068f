"""Run-length codec, areas, boxes and set operations of masks.

A batch of n masks is `counts` (uint32, all runs one after the other), `offsets` (int64, n + 1) and `sizes`
(int64, (n, 2), height and width). Runs are those of COCO's RLE: column-major, alternately background and foreground,
background first. Canonical runs have no run of length zero except possibly the first.

Sources: COCO's ``maskApi`` (format); the operations follow from the definition of the runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import GeometryError, check_instance
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import rle as reference

MAX_PIXELS = _check.MAX_PIXELS
"""Most pixels an image may have: every run length fits 32 bits."""

OK, TRUNCATED, BAD_CHARACTER, NEGATIVE, WRONG_SUM, TOO_LARGE, NO_RUNS, EMPTY_RUN = range(8)

STATUS_TEXT = {
    TRUNCATED: "its string ends in the middle of a number",
    BAD_CHARACTER: "its string has a character outside COCO's alphabet ('0' to 'o')",
    NEGATIVE: "it has a run of negative length",
    WRONG_SUM: "its runs do not sum to height × width",
    TOO_LARGE: f"its image or a run has more than {_check.MAX_PIXELS} pixels",
    NO_RUNS: "it has no runs",
    EMPTY_RUN: "it has a run of length zero after its first",
}
"""Why a mask cannot be decoded or used, by status, worded to follow "mask 3: "."""

Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]
RunsAndStatus = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8]]
StringMeasures = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def join_strings(
    items: list[Any], *, threads: int = 1
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Lay the strings of COCO's RLE dictionaries one after the other, up to the first that is not regular.

    Parameters
    ----------
    items
        A list. Regular are dictionaries ``{"size": [h, w], "counts": string}``: a list or tuple of two whole numbers
        (int) that an image can have (each below 2^31), and bytes or a str of ASCII characters. Other keys are ignored.
    threads
        Number of threads; never changes the answer (Python's objects are read on one).

    Returns
    -------
    text : uint8 (total,)
        The bytes of all strings, as `decode_strings` takes them. What they say is not looked at.
    text_offsets : int64 (k + 1,)
        Where each string begins and ends.
    sizes : int64 (k, 2)
        Height and width. All items are regular if k is their number; if not, item k is the first that is not.

    Raises
    ------
    InputError
        If `items` is not a list.

    Examples
    --------
    >>> from labelgauge.kernels import rle
    >>> text, offsets, sizes = rle.join_strings([{"size": [4, 1], "counts": b"0120"}, {"size": [2, 2], "counts": [4]}])
    >>> text.tobytes(), offsets.tolist(), sizes.tolist()
    (b'0120', [0, 4], [[4, 1]])
    """
    check_instance(items, list, "items", fix="Make one with list(...).")
    checked_threads = _check.threads(threads)
    if use_reference():
        return reference.join_strings(items)
    return _native.rle.join_strings(items, checked_threads, isa())


def decode_strings(
    text: NDArray[np.uint8],
    text_offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    *,
    threads: int = 1,
) -> RunsAndStatus:
    """Decode COCO's compressed RLE strings into canonical runs.

    Parameters
    ----------
    text
        uint8 (total,), the bytes of all strings one after the other.
    text_offsets
        int64 (n + 1,), where each string begins and ends.
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs; a string that could not be decoded has none.
    offsets : int64 (n + 1,)
        Where each mask's runs begin and end.
    status : uint8 (n,)
        0, or why a string could not be decoded (see `STATUS_TEXT`). Runs of length zero are legal and merged.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape. Bad strings are reported by `status`, not raised.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> counts, offsets, status = rle.decode_strings(
    ...     np.frombuffer(b"0120", np.uint8), np.array([0, 4]), np.array([[4, 1]]))
    >>> counts.tolist(), status.tolist()
    ([0, 1, 2, 1], [0])
    """
    text = _check.array(text, "text", np.uint8)
    text_offsets = _check.offsets(text_offsets, "text_offsets", len(text), of="text")
    sizes = _check.sizes(sizes, len(text_offsets) - 1)
    if use_reference():
        return reference.decode_strings(text, text_offsets, sizes)
    return _native.rle.decode_strings(text, text_offsets, sizes, _check.threads(threads), isa())


def decode_json_strings(
    text: NDArray[np.uint8], spans: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> RunsAndStatus:
    r"""Decode compressed RLE strings where they stand in JSON text into canonical runs.

    JSON writes the backslash, one of the characters of such strings, as two. Any escape is resolved; one that is not
    legal, or stands for a character beyond ASCII, is a character that no string may have.

    Parameters
    ----------
    text
        uint8 (total,), text that holds all strings.
    spans
        int64 (n, 2), where each string begins and ends in `text`, its quotes left out.
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs; a string that could not be decoded has none.
    offsets : int64 (n + 1,)
        Where each mask's runs begin and end.
    status : uint8 (n,)
        0, or why a string could not be decoded (see `STATUS_TEXT`).

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or a string does not lie within the text.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> text = np.frombuffer(b'{"counts": "0120"}', np.uint8)
    >>> rle.decode_json_strings(text, np.array([[12, 16]]), np.array([[4, 1]]))[0].tolist()
    [0, 1, 2, 1]
    """
    text, spans, sizes = _check.json_strings(text, spans, sizes)
    if use_reference():
        return reference.decode_json_strings(text, spans, sizes)
    return _native.rle.decode_json_strings(text, spans, sizes, _check.threads(threads), isa())


def measure_json_strings(
    text: NDArray[np.uint8], spans: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> StringMeasures:
    """Measure what compressed RLE strings hold where they stand in JSON text, without keeping their runs.

    Parameters
    ----------
    text
        uint8 (total,), text that holds all strings.
    spans
        int64 (n, 2), where each string begins and ends in `text`, its quotes left out.
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    status : uint8 (n,)
        0, or why a string cannot be decoded, as `decode_json_strings` has it; then all measures are 0.
    lengths : int64 (n,)
        Number of canonical runs.
    areas : int64 (n,)
        Foreground pixels.
    boxes : int64 (n, 4)
        x0, y0, x1, y1 around the foreground, half-open, as `bounding_box` has it.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or a string does not lie within the text.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> text = np.frombuffer(b'{"counts": "0120"}', np.uint8)
    >>> [part.tolist() for part in rle.measure_json_strings(text, np.array([[12, 16]]), np.array([[4, 1]]))]
    [[0], [4], [2], [[0, 0, 1, 4]]]
    """
    text, spans, sizes = _check.json_strings(text, spans, sizes)
    if use_reference():
        return reference.measure_json_strings(text, spans, sizes)
    return _native.rle.measure_json_strings(text, spans, sizes, _check.threads(threads), isa())


def encode_strings(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], *, threads: int = 1
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Encode canonical runs as COCO's compressed strings, byte for byte as ``pycocotools`` does.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    text : uint8 (total,)
        The bytes of all strings one after the other.
    text_offsets : int64 (n + 1,)
        Where each string begins and ends.

    Raises
    ------
    GeometryError
        If a mask has no runs, or an empty run after its first.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> text, _ = rle.encode_strings(np.array([0, 1, 2, 1], np.uint32), np.array([0, 4]))
    >>> text.tobytes()
    b'0120'
    """
    counts, offsets = _check.runs(counts, offsets)
    if use_reference():
        return reference.encode_strings(counts, offsets)
    return _native.rle.encode_strings(counts, offsets, _check.threads(threads), isa())


def normalize_runs(
    counts: NDArray[np.int64], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> RunsAndStatus:
    """Bring uncompressed RLE counts to canonical form and check them.

    Parameters
    ----------
    counts
        int64 (total,), the counts as a file gives them; zero-length runs in the middle are legal and merged.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs; a mask whose counts are not legal has none.
    offsets : int64 (n + 1,)
        Where each mask's runs begin and end.
    status : uint8 (n,)
        0, or why the counts are not legal (see `STATUS_TEXT`).

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> rle.normalize_runs(np.array([2, 0, 1, 3]), np.array([0, 4]), np.array([[3, 2]]))[0].tolist()
    [3, 3]
    """
    counts = _check.array(counts, "counts", np.int64)
    offsets = _check.offsets(offsets, "offsets", len(counts), of="counts")
    sizes = _check.sizes(sizes, len(offsets) - 1)
    if use_reference():
        return reference.normalize_runs(counts, offsets, sizes)
    return _native.rle.normalize_runs(counts, offsets, sizes, _check.threads(threads), isa())


def check_runs(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.uint8]:
    """Say of each mask whether its runs are canonical and fill its image.

    Parameters
    ----------
    counts
        uint32 (total runs,), any runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image; or (0, 2), then sums are not looked at.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    uint8 (n,)
        ``OK``, ``NO_RUNS``, ``EMPTY_RUN`` or ``WRONG_SUM`` (see `STATUS_TEXT`).

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> rle.check_runs(np.array([1, 0, 3], np.uint32), np.array([0, 3]), np.array([[2, 2]])).tolist() == [rle.EMPTY_RUN]
    True
    """
    counts = _check.array(counts, "counts", np.uint32)
    offsets = _check.offsets(offsets, "offsets", len(counts), of="counts")
    if len(sizes):
        sizes = _check.sizes(sizes, len(offsets) - 1)
    if use_reference():
        return reference.check_runs(counts, offsets, sizes)
    return _native.rle.check_runs(counts, offsets, sizes, _check.threads(threads), isa())


def area(counts: NDArray[np.uint32], offsets: NDArray[np.int64], *, threads: int = 1) -> NDArray[np.int64]:
    """Count the foreground pixels of each mask: the sum of every second run.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n,)
        Areas in pixels; 0 for an empty mask.

    Raises
    ------
    GeometryError
        If a mask has no runs, or an empty run after its first.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> rle.area(np.array([1, 2, 3], np.uint32), np.array([0, 3])).tolist()
    [2]
    """
    counts, offsets = _check.runs(counts, offsets)
    if use_reference():
        return reference.area(counts, offsets)
    return _native.rle.area(counts, offsets, _check.threads(threads), isa())


def bounding_box(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.int64]:
    """Smallest box of pixels that holds each mask's foreground.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n, 4)
        x0, y0, x1, y1 in pixels, half-open: ``mask[y0:y1, x0:x1]`` holds the foreground. An empty mask has 0, 0, 0, 0.

    Raises
    ------
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> rle.bounding_box(np.array([1, 2, 3], np.uint32), np.array([0, 3]), np.array([[3, 2]])).tolist()
    [[0, 1, 1, 3]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.bounding_box(counts, offsets, sizes)
    return _native.rle.bounding_box(counts, offsets, sizes, _check.threads(threads), isa())


def decode_dense(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.bool_]:
    """Expand masks of one size into a bool array.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), all rows equal.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    bool (n, height, width)
        True where the mask is; (0, 0, 0) for an empty batch.

    Raises
    ------
    GeometryError
        If the masks differ in size, or one does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> rle.decode_dense(np.array([1, 2, 3], np.uint32), np.array([0, 3]), np.array([[3, 2]])).astype(int).tolist()
    [[[0, 0], [1, 0], [1, 0]]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    height, width = _check.one_size(sizes)
    if use_reference():
        return reference.decode_dense(counts, offsets, sizes)
    return _native.rle.decode_dense(counts, offsets, sizes, height, width, _check.threads(threads), isa())


def encode_dense(dense: NDArray[np.bool_ | np.integer[Any]], *, threads: int = 1) -> Runs:
    """Encode the pixels of masks as canonical runs.

    Parameters
    ----------
    dense
        bool or integer (n, height, width), foreground is whatever is not zero. Read where it lies, whatever its
        strides, alignment and byte order; fastest where the pixels of a row, or of a column, lie side by side.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs.
    offsets : int64 (n + 1,)
        Where each mask's runs begin and end.

    Raises
    ------
    InputError
        If `dense` is not a 3-D bool or integer array, or an image has more than 2³² - 1 pixels.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> counts, offsets = rle.encode_dense(np.array([[[False, True], [True, True]]]))
    >>> counts.tolist()
    [1, 3]
    """
    dense = _check.pixels(dense, "dense")
    _check.image_size(*dense.shape[1:], where="dense")
    if use_reference():
        return reference.encode_dense(dense)
    return _native.rle.encode_dense(dense, _check.threads(threads), isa())


def union(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    group_offsets: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Unite each group of consecutive masks into one.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2); masks of one group have one size.
    group_offsets
        int64 (groups + 1,): group g is masks ``group_offsets[g]`` up to ``group_offsets[g + 1]``, at least one.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of one mask per group.
    offsets : int64 (groups + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    GeometryError
        If a group is empty or its masks differ in size.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> counts = np.array([1, 2, 3, 4, 1, 1], np.uint32)
    >>> rle.union(counts, np.array([0, 3, 6]), np.array([[3, 2], [3, 2]]), np.array([0, 2]))[0].tolist()
    [1, 2, 1, 1, 1]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    group_offsets = _check_groups(group_offsets, sizes)
    if use_reference():
        return reference.union(counts, offsets, sizes, group_offsets)
    return _native.rle.union(counts, offsets, sizes, group_offsets, _check.threads(threads), isa())


def intersection(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    group_offsets: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Intersect each group of consecutive masks into one.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2); masks of one group have one size.
    group_offsets
        int64 (groups + 1,): group g is masks ``group_offsets[g]`` up to ``group_offsets[g + 1]``, at least one.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of one mask per group.
    offsets : int64 (groups + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    GeometryError
        If a group is empty or its masks differ in size.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import rle
    >>> counts = np.array([1, 2, 3, 2, 2, 2], np.uint32)
    >>> rle.intersection(counts, np.array([0, 3, 6]), np.array([[3, 2], [3, 2]]), np.array([0, 2]))[0].tolist()
    [2, 1, 3]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    group_offsets = _check_groups(group_offsets, sizes)
    if use_reference():
        return reference.intersection(counts, offsets, sizes, group_offsets)
    return _native.rle.intersection(counts, offsets, sizes, group_offsets, _check.threads(threads), isa())


def _check_groups(group_offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    groups = _check.offsets(group_offsets, "group_offsets", len(sizes), of="the batch")
    empty = groups[1:] == groups[:-1]
    if np.any(empty):
        what = f"group {int(np.argmax(empty))} has no masks, so its size is unknown"
        raise GeometryError(what, fix="Leave empty groups out.")
    first = np.repeat(groups[:-1], np.diff(groups))
    differs = (sizes != sizes[first]).any(axis=1)
    if np.any(differs):
        i = int(np.argmax(differs))
        what = f"mask {i} is {tuple(sizes[i].tolist())}, the first of its group {tuple(sizes[first[i]].tolist())}"
        raise GeometryError(what, fix="Group masks of one image.")
    return groups
