"""Masks moved, turned and resized, directly on their runs.

Sources: each operation is its definition; blocks are those of ``numpy`` slicing with a step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import GeometryError, InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import transform as reference

ANY, MAJORITY, FIRST = range(3)

Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]


def window(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    boxes: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Show each mask through a window of its own.

    Crops, pads and shifts at once: the result is the window's size, and what it shows beyond the image is background.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    boxes
        int64 (n, 4), x0, y0, x1, y1 of each window in pixels, half-open, ``x0 <= x1`` and ``y0 <= y1``; it may reach
        beyond the image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of one mask per mask.
    offsets : int64 (n + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    InputError
        If a window ends before it begins, or an array has the wrong dtype or shape.
    GeometryError
        If a window has more than 2³² - 1 pixels, or a mask does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import transform
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> transform.window(**mask, boxes=np.array([[-1, 1, 1, 3]]))[0].tolist()
    [2, 2]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    boxes = _checked_windows(boxes, len(sizes))
    if use_reference():
        return reference.window(counts, offsets, sizes, boxes)
    return _native.transform.window(counts, offsets, sizes, boxes, _check.threads(threads), isa())


def flip_rows(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> Runs:
    """Turn each mask upside down.

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
    counts : uint32 (total runs,)
        Canonical runs of one mask per mask.
    offsets : int64 (n + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import transform
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> transform.flip_rows(**mask)[0].tolist()
    [0, 2, 4]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.flip_rows(counts, offsets, sizes)
    return _native.transform.flip_rows(counts, offsets, sizes, _check.threads(threads), isa())


def flip_columns(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> Runs:
    """Mirror each mask left to right.

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
    counts : uint32 (total runs,)
        Canonical runs of one mask per mask.
    offsets : int64 (n + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import transform
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> transform.flip_columns(**mask)[0].tolist()
    [4, 2]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.flip_columns(counts, offsets, sizes)
    return _native.transform.flip_columns(counts, offsets, sizes, _check.threads(threads), isa())


def transpose(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> Runs:
    """Make columns of each mask's rows; images of height × width become width × height.

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
    counts : uint32 (total runs,)
        Canonical runs of one mask per mask.
    offsets : int64 (n + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import transform
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> transform.transpose(**mask)[0].tolist()
    [2, 1, 1, 1, 1]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.transpose(counts, offsets, sizes)
    return _native.transform.transpose(counts, offsets, sizes, _check.threads(threads), isa())


def enlarge(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    factors: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Make a block of pixels of every pixel.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    factors
        int64 (n, 2), rows and columns of a block; at least 1.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of one mask per mask.
    offsets : int64 (n + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    InputError
        If a factor is below 1, or an array has the wrong dtype or shape.
    GeometryError
        If an image would have more than 2³² - 1 pixels, or a mask does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import transform
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> transform.enlarge(**mask, factors=np.array([[2, 1]]))[0].tolist()
    [2, 4, 6]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    factors = _check.per_mask(factors, "factors", np.int64, len(sizes), columns=2, least=1)
    _check.image_sizes(_multiplied(sizes, factors), len(sizes))
    if use_reference():
        return reference.enlarge(counts, offsets, sizes, factors)
    return _native.transform.enlarge(counts, offsets, sizes, factors, _check.threads(threads), isa())


def shrink(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    factors: NDArray[np.int64],
    rule: int,
    *,
    threads: int = 1,
) -> Runs:
    """Make one pixel of every block of pixels.

    Blocks begin at the top left; those at the right and bottom edges may have fewer pixels. The result has
    ``ceil(height / factor)`` rows, and columns likewise, as ``mask[::factor]`` has.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    factors
        int64 (n, 2), rows and columns of a block; at least 1.
    rule
        ``ANY``: some pixel of the block is foreground. ``MAJORITY``: more than half of its pixels are. ``FIRST``: its
        top left pixel is.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of one mask per mask.
    offsets : int64 (n + 1,)
        Where each one's runs begin and end.

    Raises
    ------
    InputError
        If a factor is below 1 or the rule is not known, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import transform
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> [transform.shrink(**mask, factors=np.array([[2, 2]]), rule=rule)[0].tolist() for rule in range(3)]
    [[0, 2], [2], [1, 1]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    factors = _check.per_mask(factors, "factors", np.int64, len(sizes), columns=2, least=1)
    _check_rule(rule)
    if use_reference():
        return reference.shrink(counts, offsets, sizes, factors, rule)
    return _native.transform.shrink(counts, offsets, sizes, factors, rule, _check.threads(threads), isa())


def _checked_windows(boxes: Any, n: int) -> NDArray[np.int64]:
    checked = _check.per_mask(boxes, "boxes", np.int64, n, columns=4)
    backwards = (checked[:, 2:] < checked[:, :2]).any(axis=1)
    if backwards.any():
        i = int(np.argmax(backwards))
        what = f"a window must have x0 <= x1 and y0 <= y1, not {checked[i].tolist()}"
        raise InputError(what, where=f"boxes[{i}]")
    if checked.size and max(-int(checked.min()), int(checked.max())) > _check.MAX_PIXELS:
        what = f"a window must lie within {_check.MAX_PIXELS} pixels of the image"
        raise GeometryError(what, where="boxes")
    _check.image_sizes((checked[:, 2:] - checked[:, :2])[:, ::-1], n)
    return checked


def _multiplied(sizes: NDArray[np.int64], factors: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sizes times factors, held at what is too large in any case."""
    most = _check.MAX_PIXELS + 1
    product: NDArray[np.int64] = np.minimum(sizes, most) * np.minimum(
        factors, most // np.maximum(np.minimum(sizes, most), 1) + 1
    )
    return product


def _check_rule(rule: Any) -> None:
    if isinstance(rule, bool) or rule not in (ANY, MAJORITY, FIRST):
        what = f"rule must be ANY (0), MAJORITY (1) or FIRST (2), not {rule!r}"
        raise InputError(what)
