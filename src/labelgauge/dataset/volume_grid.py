"""Where the voxels of a file lie in space, and how the axes of one file run along those of another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.nifti import NiftiFile
from labelgauge.errors import FormatError, InputError

Floats = NDArray[np.float64]

DISPLACEMENT = 0.05
"""How far apart two headers may put a corner of the grid, in parts of the smallest spacing. Headers of one grid that
different tools have written differ by rounding alone, a shift by half a voxel is ten times as much."""

SELF_AGREEMENT = 1e-3
"""How much the lengths of a header's axes may differ from its spacing, and their angles' cosines from 0."""

ELSEWHERE = "Resample one onto the grid of the other, or give the spacing to compare voxel by voxel all the same."
OWN = "Correct the header, or give the spacing to compare voxel by voxel whatever headers say."


@dataclass(frozen=True, repr=False)
class Grid:
    """The voxels of a file in space.

    Parameters
    ----------
    path
        The file; for messages.
    shape
        Voxels along each axis.
    spacing_mm
        Distance of neighbouring voxels along each axis.
    affine_mm
        float64 (4, 4), from indices to places.
    """

    path: str
    shape: tuple[int, int, int]
    spacing_mm: tuple[float, float, float]
    affine_mm: Floats

    @property
    def directions(self) -> Floats:
        """Where each axis points, a column of length 1 for each; float64 (3, 3)."""
        axes = self.affine_mm[:3, :3]
        return np.asarray(axes / np.linalg.norm(axes, axis=0))


@dataclass(frozen=True)
class Axes:
    """How to lay the array of one file along the axes of another.

    Parameters
    ----------
    order
        For each axis of the result, which axis it is now.
    flipped
        For each axis of the result, whether it runs the other way.
    """

    order: tuple[int, ...] = (0, 1, 2)
    flipped: tuple[bool, ...] = (False, False, False)

    @property
    def changes(self) -> bool:
        """Whether anything moves."""
        return self != Axes()

    def applied(self, array: NDArray[Any]) -> NDArray[Any]:
        """The array along the new axes; a view of the same memory."""
        return array.transpose(self.order)[tuple(slice(None, None, -1 if flip else 1) for flip in self.flipped)]


def grid_of(file: NiftiFile, *, in_plane: bool = False) -> Grid:
    """What the header says about space, in millimetres.

    Parameters
    ----------
    file
        The file.
    in_plane
        Whether only the first two axes count, as in an image: the header need not have a third one in space.

    Raises
    ------
    FormatError
        If it says nothing, its numbers are not finite, a spacing is not above 0, axes are not at right angles, or
        spacing and axes contradict each other.
    """
    if file.affine is None:
        what = (
            "the header does not say how the volume lies in space (its qform and sform codes are 0, or it is Analyze)"
        )
        raise FormatError(what, path=file.path, fix=OWN)
    pixdim, affine = _with_thickness(file.pixdim, file.affine) if in_plane else (file.pixdim, np.array(file.affine))
    if not all(math.isfinite(step) and step > 0 for step in pixdim):
        what = f"the header's spacing is {_numbers(pixdim)}; every number must be above 0"
        raise FormatError(what, path=file.path, fix=OWN)
    if not np.isfinite(affine * file.mm_per_unit).all():
        what = "the header's matrix or quaternion from voxels to space is not usable: not all its numbers are finite"
        raise FormatError(what, path=file.path, fix=OWN)
    affine[:3] *= file.mm_per_unit
    spacing = tuple(step * file.mm_per_unit for step in pixdim)
    lengths = np.linalg.norm(affine[:3, :3], axis=0)
    if not np.allclose(lengths, spacing, rtol=SELF_AGREEMENT, atol=0):
        what = f"the header contradicts itself: spacing {_numbers(spacing)} mm, but axes of {_numbers(lengths)} mm"
        raise FormatError(what, path=file.path, fix=OWN)
    grid = Grid(file.path, file.shape, spacing, affine)  # type: ignore[arg-type]
    cosine = np.abs(grid.directions.T @ grid.directions - np.eye(3)).max()
    if cosine > SELF_AGREEMENT:
        what = f"the header's axes are not at right angles: two of them are {_degrees(cosine):.3g} degrees off"
        raise FormatError(what, path=file.path, fix=OWN)
    return grid


def _with_thickness(pixdim: Sequence[float], affine: Floats) -> tuple[tuple[float, ...], Floats]:
    """Spacing and matrix with a third axis at right angles to the others, as thick as the smaller of their spacings."""
    thickness = min(pixdim[:2])
    normal = np.cross(affine[:3, 0], affine[:3, 1])
    solid = np.array(affine)
    solid[:3, 2] = normal * (thickness / (np.linalg.norm(normal) or 1.0))
    return (*pixdim[:2], thickness), solid


def axes_along(gold: Grid, candidate: Grid) -> Axes:
    """How the candidate's axes have to be ordered and flipped so that its voxels are gold's.

    Raises
    ------
    InputError
        If the voxels are not the same in space, up to `DISPLACEMENT`; the message names both files and both values.
    """
    axes = _nearest(gold, candidate)
    shape = tuple(candidate.shape[axis] for axis in axes.order)
    if shape != gold.shape:
        _refuse_shapes(gold, candidate, f"{_sizes(shape)} in the candidate{' (along gold)' if axes.changes else ''}")
    moved = _along(candidate, axes)
    corners = np.array([(*corner, 1.0) for corner in product(*((-0.5, n - 0.5) for n in gold.shape))])
    apart = np.linalg.norm((corners @ (gold.affine_mm - moved).T)[:, :3], axis=1).max()
    if apart > DISPLACEMENT * min(gold.spacing_mm):
        _refuse_places(gold, candidate, moved, axes)
    return axes


def same_shape(gold: NiftiFile, candidate: NiftiFile) -> None:
    """Check that two files can be compared voxel by voxel.

    Raises
    ------
    InputError
        If their shapes differ.
    """
    if gold.shape != candidate.shape:
        _refuse_shapes(gold, candidate, f"{_sizes(candidate.shape)} in the candidate")


def _nearest(gold: Grid, candidate: Grid) -> Axes:
    """For each axis of gold the candidate's that runs along it most."""
    cosines = gold.directions.T @ candidate.directions
    order = np.argmax(np.abs(cosines), axis=1)
    if len(set(order.tolist())) < 3:
        order = np.arange(3)  # turned by about 45 degrees: no order makes them equal, which the corners will show
    flipped = cosines[np.arange(3), order] < 0
    return Axes(tuple(order.tolist()), tuple(flipped.tolist()))


def _along(candidate: Grid, axes: Axes) -> Floats:
    """The candidate's matrix for its reordered and flipped array."""
    step = np.zeros((4, 4))
    step[3, 3] = 1
    for axis, (source, flip) in enumerate(zip(axes.order, axes.flipped, strict=True)):
        step[source, axis] = -1 if flip else 1
        step[source, 3] = candidate.shape[source] - 1 if flip else 0
    return np.asarray(candidate.affine_mm @ step)


def _refuse_places(gold: Grid, candidate: Grid, moved: Floats, axes: Axes) -> NoReturn:
    """Say in what grids of one shape differ by more than is allowed, and both values."""
    half = np.array(gold.shape) / 2
    spacing = np.array([candidate.spacing_mm[axis] for axis in axes.order])
    turned = moved[:3, :3] / np.linalg.norm(moved[:3, :3], axis=0)
    apart = {
        "spacing": float(np.linalg.norm((spacing - gold.spacing_mm) * half)),
        "orientation": float(np.linalg.norm((turned - gold.directions) * (half * gold.spacing_mm), axis=0).sum()),
        "origin": float(np.linalg.norm((gold.affine_mm - moved)[:3, 3])),
    }
    values = {
        "spacing": (f"{_numbers(gold.spacing_mm)} mm", f"{_numbers(spacing)} mm"),
        "orientation": (f"axes {_directions(gold.directions)}", f"axes {_directions(turned)}"),
        "origin": (f"{_numbers(gold.affine_mm[:3, 3])} mm", f"{_numbers(moved[:3, 3])} mm"),
    }
    told = [name for name, distance in apart.items() if distance > DISPLACEMENT * min(gold.spacing_mm)]
    said = [
        f"in {name}: {values[name][0]} in gold, {values[name][1]} in the candidate"
        for name in told or [max(apart, key=lambda name: apart[name])]
    ]
    message = f"the two files differ {'; '.join(said)}"
    raise InputError(message, where=f"{gold.path} and {candidate.path}", fix=ELSEWHERE)


def _refuse_shapes(gold: Grid | NiftiFile, candidate: Grid | NiftiFile, of_candidate: str) -> NoReturn:
    message = f"the two files differ in shape: {_sizes(gold.shape)} voxels in gold, {of_candidate}"
    raise InputError(message, where=f"{gold.path} and {candidate.path}", fix="Give files of one grid.")


def _degrees(sine: float) -> float:
    return math.degrees(math.asin(min(sine, 1.0)))


def _sizes(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _numbers(values: Any) -> str:
    return "(" + ", ".join(f"{float(value):.6g}" for value in values) + ")"


def _directions(directions: Floats) -> str:
    return ", ".join("(" + ", ".join(f"{value:.3f}" for value in axis) + ")" for axis in directions.T)
