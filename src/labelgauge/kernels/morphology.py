"""Set operations of two masks, erosion and dilation, components and holes.

What lies outside an image is background. Erosion and dilation by rectangles cost time that grows with the logarithm of
their sides, by discs time that grows with their radius.

Sources: Serra, "Image Analysis and Mathematical Morphology", 1982 (erosion, dilation); Rosenfeld, "Connectivity in
digital pictures", J. ACM 17, 1970 (components, and why background has the other connectivity).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import morphology as reference

Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]
RunsAndOwners = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]


def difference(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    other_counts: NDArray[np.uint32],
    other_offsets: NDArray[np.int64],
    other_sizes: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Take from each mask the pixels that its partner in another batch has.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    other_counts
        uint32 (total runs,), canonical runs of the other batch.
    other_offsets
        int64 (n + 1,).
    other_sizes
        int64 (n, 2), equal to `sizes`.
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
        If the batches differ in length or a pair in size, or a mask does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> counts = np.array([2, 1, 3], np.uint32)
    >>> other = {"other_counts": counts, "other_offsets": np.array([0, 3]), "other_sizes": mask["sizes"]}
    >>> morphology.difference(**mask, **other)[0].tolist()
    [1, 1, 4]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    other = _check.masks(other_counts, other_offsets, other_sizes, "other_")
    _check.same_sizes(sizes, other[2])
    if use_reference():
        return reference.difference(counts, offsets, sizes, *other)
    return _native.morphology.difference(counts, offsets, sizes, *other, _check.threads(threads), isa())


def symmetric_difference(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    other_counts: NDArray[np.uint32],
    other_offsets: NDArray[np.int64],
    other_sizes: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Keep the pixels that exactly one of each mask and its partner in another batch has.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    other_counts
        uint32 (total runs,), canonical runs of the other batch.
    other_offsets
        int64 (n + 1,).
    other_sizes
        int64 (n, 2), equal to `sizes`.
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
        If the batches differ in length or a pair in size, or a mask does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> counts = np.array([2, 1, 3], np.uint32)
    >>> other = {"other_counts": counts, "other_offsets": np.array([0, 3]), "other_sizes": mask["sizes"]}
    >>> morphology.symmetric_difference(**mask, **other)[0].tolist()
    [1, 1, 4]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    other = _check.masks(other_counts, other_offsets, other_sizes, "other_")
    _check.same_sizes(sizes, other[2])
    if use_reference():
        return reference.symmetric_difference(counts, offsets, sizes, *other)
    return _native.morphology.symmetric_difference(counts, offsets, sizes, *other, _check.threads(threads), isa())


def complement(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> Runs:
    """Turn every pixel of each mask over.

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
    >>> from labelgauge.kernels import morphology
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> morphology.complement(**mask)[0].tolist()
    [0, 1, 2, 3]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.complement(counts, offsets, sizes)
    return _native.morphology.complement(counts, offsets, sizes, _check.threads(threads), isa())


def erode_box(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    radius: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Keep the pixels around which a whole rectangle is foreground.

    The rectangle has 2·radius + 1 pixels a side. Equal to `radius` rounds of 3×3 erosion where both radii are the same.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    radius
        int64 (n, 2), how far the rectangle reaches from its centre, in rows and columns; at least 0.
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
        If a radius is negative, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> full = {"counts": np.array([0, 9], np.uint32), "offsets": np.array([0, 2]), "sizes": np.array([[3, 3]])}
    >>> morphology.erode_box(**full, radius=np.array([[1, 0]]))[0].tolist()
    [1, 1, 2, 1, 2, 1, 1]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    radius = _check.per_mask(radius, "radius", np.int64, len(sizes), columns=2, least=0)
    if use_reference():
        return reference.erode_box(counts, offsets, sizes, radius)
    return _native.morphology.erode_box(counts, offsets, sizes, radius, _check.threads(threads), isa())


def dilate_box(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    radius: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Set the pixels around which a rectangle holds foreground; what leaves the image is cut off.

    The rectangle has 2·radius + 1 pixels a side.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    radius
        int64 (n, 2), how far the rectangle reaches from its centre, in rows and columns; at least 0.
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
        If a radius is negative, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> dot = {"counts": np.array([4, 1, 4], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 3]])}
    >>> morphology.dilate_box(**dot, radius=np.array([[1, 0]]))[0].tolist()
    [3, 3, 3]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    radius = _check.per_mask(radius, "radius", np.int64, len(sizes), columns=2, least=0)
    if use_reference():
        return reference.dilate_box(counts, offsets, sizes, radius)
    return _native.morphology.dilate_box(counts, offsets, sizes, radius, _check.threads(threads), isa())


def erode_disc(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    radius: NDArray[np.float64],
    spacing: NDArray[np.float64],
    *,
    threads: int = 1,
) -> Runs:
    """Keep the pixels that have only foreground within a radius.

    A pixel is within reach if ``sqrt((rows · spacing[0])² + (columns · spacing[1])²) <= radius``
    between centres, in float64.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    radius
        float64 (n,), in the unit of `spacing`; finite, at least 0.
    spacing
        float64 (n, 2), distance of neighbouring rows and of neighbouring columns; finite, above 0.
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
        If a radius is negative or not finite, a spacing not above 0, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> full = {"counts": np.array([0, 9], np.uint32), "offsets": np.array([0, 2]), "sizes": np.array([[3, 3]])}
    >>> morphology.erode_disc(**full, radius=np.array([1.0]), spacing=np.ones((1, 2)))[0].tolist()
    [4, 1, 4]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    radius = _check.per_mask(radius, "radius", np.float64, len(sizes), least=0)
    spacing = _check.spacings(spacing, len(sizes))
    if use_reference():
        return reference.erode_disc(counts, offsets, sizes, radius, spacing)
    return _native.morphology.erode_disc(counts, offsets, sizes, radius, spacing, _check.threads(threads), isa())


def dilate_disc(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    radius: NDArray[np.float64],
    spacing: NDArray[np.float64],
    *,
    threads: int = 1,
) -> Runs:
    """Set the pixels that have foreground within a radius; what leaves the image is cut off.

    A pixel is within reach if ``sqrt((rows · spacing[0])² + (columns · spacing[1])²) <= radius``
    between centres, in float64.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    radius
        float64 (n,), in the unit of `spacing`; finite, at least 0.
    spacing
        float64 (n, 2), distance of neighbouring rows and of neighbouring columns; finite, above 0.
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
        If a radius is negative or not finite, a spacing not above 0, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> dot = {"counts": np.array([4, 1, 4], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 3]])}
    >>> morphology.dilate_disc(**dot, radius=np.array([1.0]), spacing=np.ones((1, 2)))[0].tolist()
    [1, 1, 1, 3, 1, 1, 1]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    radius = _check.per_mask(radius, "radius", np.float64, len(sizes), least=0)
    spacing = _check.spacings(spacing, len(sizes))
    if use_reference():
        return reference.dilate_disc(counts, offsets, sizes, radius, spacing)
    return _native.morphology.dilate_disc(counts, offsets, sizes, radius, spacing, _check.threads(threads), isa())


def fill_holes(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    connectivity: int,
    *,
    threads: int = 1,
) -> Runs:
    """Set the background that foreground encloses.

    A hole is background from which no path over background leads out of the image.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    connectivity
        4 or 8: whether foreground pixels that share only a corner hang together. Background then has the other one.
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
        If connectivity is neither 4 nor 8, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> ring = {"counts": np.array([0, 4, 1, 4], np.uint32), "offsets": np.array([0, 4]), "sizes": np.array([[3, 3]])}
    >>> morphology.fill_holes(**ring, connectivity=8)[0].tolist()
    [0, 9]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    connectivity = _check.connectivity(connectivity)
    if use_reference():
        return reference.fill_holes(counts, offsets, sizes, connectivity)
    return _native.morphology.fill_holes(counts, offsets, sizes, connectivity, _check.threads(threads), isa())


def connected_components(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    connectivity: int,
    *,
    threads: int = 1,
) -> RunsAndOwners:
    """Split each mask into the parts that hang together.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    connectivity
        4 or 8: whether foreground pixels that share only a corner hang together. Background then has the other one.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of all components, those of the first mask first, within a mask by their first pixel in
        column-major order.
    offsets : int64 (components + 1,)
        Where each component's runs begin and end.
    owner_offsets : int64 (n + 1,)
        Which components belong to a mask: ``owner_offsets[i]`` up to ``owner_offsets[i + 1]``; none for an empty one.

    Raises
    ------
    InputError
        If connectivity is neither 4 nor 8, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> two = {"counts": np.array([0, 1, 2, 1], np.uint32), "offsets": np.array([0, 4]), "sizes": np.array([[2, 2]])}
    >>> [len(morphology.connected_components(**two, connectivity=c)[1]) - 1 for c in (4, 8)]
    [2, 1]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    connectivity = _check.connectivity(connectivity)
    if use_reference():
        return reference.connected_components(counts, offsets, sizes, connectivity)
    return _native.morphology.connected_components(counts, offsets, sizes, connectivity, _check.threads(threads), isa())


def count_components(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    connectivity: int,
    *,
    threads: int = 1,
) -> NDArray[np.int64]:
    """Count the parts of each mask that hang together, and its holes.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    connectivity
        4 or 8: whether foreground pixels that share only a corner hang together. Background then has the other one.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n, 2)
        Components and holes; 0 and 0 for an empty mask.

    Raises
    ------
    InputError
        If connectivity is neither 4 nor 8, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import morphology
    >>> ring = {"counts": np.array([0, 4, 1, 4], np.uint32), "offsets": np.array([0, 4]), "sizes": np.array([[3, 3]])}
    >>> morphology.count_components(**ring, connectivity=8).tolist()
    [[1, 1]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    connectivity = _check.connectivity(connectivity)
    if use_reference():
        return reference.count_components(counts, offsets, sizes, connectivity)
    return _native.morphology.count_components(counts, offsets, sizes, connectivity, _check.threads(threads), isa())
