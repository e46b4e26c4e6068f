"""Volumes of one grid are laid along each other whatever their axes; others are refused by name and value."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations, product
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from nibabel import orientations
from numpy.typing import NDArray

from labelgauge.dataset.nifti import open_nifti
from labelgauge.dataset.volume_grid import Axes, Grid, axes_along, grid_of
from labelgauge.errors import FormatError, InputError
from tests.formats.nifti_files import affine_of, save, two_boxes

Affine = NDArray[np.float64]


def turned(degrees: float) -> Affine:
    """An affine turned about the third axis."""
    angle = np.radians(degrees)
    rotation = np.eye(4)
    rotation[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return np.asarray(rotation @ affine_of())


def grid(path: Path) -> Grid:
    return grid_of(open_nifti(path))


@pytest.mark.parametrize("flips", list(product((1, -1), repeat=3)))
@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("base", [affine_of(), turned(20)])
def test_every_order_and_direction_of_axes(
    tmp_path: Path, base: Affine, order: tuple[int, ...], flips: tuple[int, ...]
) -> None:
    """The other layout is made by nibabel; the array comes back as it was."""
    voxels = two_boxes()
    change = np.array(list(zip(order, flips, strict=True)), dtype=np.float64)
    moved = orientations.apply_orientation(voxels, change)
    affine = base @ orientations.inv_ornt_aff(change, voxels.shape)
    gold, candidate = save(tmp_path / "a.nii", voxels, base), save(tmp_path / "b.nii", moved, affine)
    axes = axes_along(grid(gold), grid(candidate))
    assert axes.changes == (order != (0, 1, 2) or flips != (1, 1, 1))
    np.testing.assert_array_equal(axes.applied(open_nifti(candidate).voxels()), voxels)


def test_turned_back_within_the_tolerance(tmp_path: Path) -> None:
    """Rounded headers are of one grid: a twentieth of the smallest spacing at any corner is nothing, more is."""
    gold = grid(save(tmp_path / "a.nii", two_boxes()))
    for shift, same in ((0.024, True), (0.026, False)):
        affine = affine_of()
        affine[1, 3] += shift
        candidate = grid(save(tmp_path / "b.nii", two_boxes(), affine))
        if same:
            assert axes_along(gold, candidate) == Axes()
        else:
            with pytest.raises(InputError, match="differ in origin"):
                axes_along(gold, candidate)


def _other_spacing(affine: Affine) -> Affine:
    return affine_of((2.0, 1.0, 0.6))


def _other_origin(affine: Affine) -> Affine:
    return affine_of(origin=(11.0, -20.0, 30.0))


def _several(affine: Affine) -> Affine:
    return affine_of((2.0, 1.0, 0.6), (10.0, -25.0, 30.0))


def _turned(affine: Affine) -> Affine:
    return turned(7)


def _half_way(affine: Affine) -> Affine:
    return turned(45)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_other_spacing, "differ in spacing: (2, 1, 0.5) mm in gold, (2, 1, 0.6) mm in the candidate"),
        (_several, "(2, 1, 0.6) mm in the candidate; in origin: (10, -20, 30) mm in gold, (10, -25, 30) mm in the"),
        (_other_origin, "differ in origin: (10, -20, 30) mm in gold, (11, -20, 30) mm in the candidate"),
        (_turned, "differ in orientation: axes (1.000, 0.000, 0.000), (0.000, 1.000, 0.000), (0.000, 0.000, 1.000) in"),
        (_half_way, "differ in orientation"),
    ],
)
def test_other_grids_are_errors_that_name_both_files(
    tmp_path: Path, change: Callable[[Affine], Affine], message: str
) -> None:
    gold, candidate = save(tmp_path / "a.nii", two_boxes()), save(tmp_path / "b.nii", two_boxes(), change(affine_of()))
    with pytest.raises(InputError) as error:
        axes_along(grid(gold), grid(candidate))
    assert str(error.value).startswith(f"{gold} and {candidate}: the two files ")
    assert message in str(error.value)
    assert "Resample" in error.value.fix


def test_other_shapes(tmp_path: Path) -> None:
    gold = grid(save(tmp_path / "a.nii", two_boxes()))
    with pytest.raises(InputError, match="shape: 7 × 8 × 9 voxels in gold, 7 × 8 × 8 in the candidate"):
        axes_along(gold, grid(save(tmp_path / "b.nii", two_boxes()[:, :, 1:])))
    change = np.array([[1, 1], [0, 1], [2, 1]], dtype=np.float64)
    affine = affine_of() @ orientations.inv_ornt_aff(change, (7, 8, 9))
    moved = orientations.apply_orientation(two_boxes(), change)[1:]
    with pytest.raises(InputError, match=r"shape: 7 × 8 × 9 voxels in gold, 7 × 7 × 9 in the candidate \(along gold\)"):
        axes_along(gold, grid(save(tmp_path / "b.nii", moved, affine)))


@pytest.mark.parametrize("slices", [1, 2])
def test_spacing_across_few_slices_counts(tmp_path: Path, slices: int) -> None:
    """One slice has no neighbour, but a volume."""
    gold = save(tmp_path / "a.nii", two_boxes()[:, :, :slices])
    candidate = save(tmp_path / "b.nii", two_boxes()[:, :, :slices], affine_of((2.0, 1.0, 0.8)))
    with pytest.raises(InputError, match="differ in spacing"):
        axes_along(grid(gold), grid(candidate))


@pytest.mark.parametrize(("code", "factor"), [(1, 0.001), (3, 1000.0)])
def test_units_become_millimetres(tmp_path: Path, code: int, factor: float) -> None:
    """Metres or micrometres on one side, millimetres on the other: the same grid."""
    affine = affine_of()
    affine[:3] *= factor
    gold, candidate = save(tmp_path / "a.nii", two_boxes()), save(tmp_path / "b.nii", two_boxes(), affine)
    candidate = save(candidate, two_boxes(), affine, xyzt_units=code)
    assert grid(candidate).spacing_mm == pytest.approx(grid(gold).spacing_mm, rel=1e-6)
    assert axes_along(grid(gold), grid(candidate)) == Axes()


def test_spacing_is_that_of_the_header_to_the_bit(tmp_path: Path) -> None:
    spacing = (0.58594, 0.58594, 3.3)
    assert grid(save(tmp_path / "a.nii", two_boxes(), affine_of(spacing))).spacing_mm == tuple(
        float(np.float32(step)) for step in spacing
    )


def test_a_header_may_round_its_own_spacing(tmp_path: Path) -> None:
    rounded = save(tmp_path / "a.nii", two_boxes(), pixdim=[1, 2, 1, 0.5004, 0, 0, 0, 0])
    assert grid(rounded).spacing_mm[2] == pytest.approx(0.5004)
    with pytest.raises(FormatError, match="contradicts itself"):
        grid(save(tmp_path / "b.nii", two_boxes(), pixdim=[1, 2, 1, 0.5006, 0, 0, 0, 0]))


def test_qform_alone_is_enough(tmp_path: Path) -> None:
    image = nibabel.Nifti1Image(two_boxes(), None)
    image.header.set_qform(turned(20), code=1)
    image.header.set_sform(None, code=0)
    content = bytearray(image.to_bytes())
    header = nibabel.Nifti1Header(bytes(content[:348]), check=False)
    header["sform_code"], header["qform_code"] = 0, 1
    header.set_qform(turned(20), code=1)
    header["pixdim"][0] = 0  # meant as 1
    content[:348] = header.binaryblock
    (tmp_path / "a.nii").write_bytes(bytes(content))
    gold = grid(save(tmp_path / "b.nii", two_boxes(), turned(20)))
    assert axes_along(gold, grid(tmp_path / "a.nii")) == Axes()


FLAT = {"srow_x": [2, 0, 0, 0], "srow_y": [0, 1, 0, 0], "srow_z": [0, 0, np.nan, 0]}
QUATERNION = {"sform_code": 0, "qform_code": 1}


@pytest.mark.parametrize(("fields", "third"), [({}, 7.0), (FLAT, 0.0), (QUATERNION, 0.0), (QUATERNION, np.nan)])
def test_an_image_needs_no_third_axis(tmp_path: Path, fields: dict[str, Any], third: float) -> None:
    """Neither a spacing along it nor a direction: in the plane the header says all that is needed."""
    voxels, affine = two_boxes()[:, :, 0], affine_of(origin=(0, 0, 0))
    gold = open_nifti(save(tmp_path / "a.nii", voxels, affine))
    image = open_nifti(save(tmp_path / "b.nii", voxels, affine, pixdim=[1, 2, 1, third, 0, 0, 0, 0], **fields))
    found = grid_of(image, in_plane=True)
    assert found.spacing_mm == (2.0, 1.0, 1.0)
    assert axes_along(grid_of(gold, in_plane=True), found) == Axes()


@pytest.mark.parametrize("step", [0, -1, np.nan])
def test_an_image_needs_two_spacings(tmp_path: Path, step: float) -> None:
    image = open_nifti(save(tmp_path / "a.nii", two_boxes()[:, :, 0], pixdim=[1, 2, step, 1, 0, 0, 0, 0]))
    with pytest.raises(FormatError, match=r"the header's spacing is \(2, .*; every number must be above 0"):
        grid_of(image, in_plane=True)


def test_an_image_is_laid_along_the_other(tmp_path: Path) -> None:
    """Turned by a quarter and turned over: the third axis follows."""
    voxels = two_boxes()[:, :, 3:4]
    change = np.array([[1, -1], [0, 1], [2, 1]], dtype=np.float64)
    affine = affine_of() @ orientations.inv_ornt_aff(change, voxels.shape)
    moved = orientations.apply_orientation(voxels, change)
    gold = grid_of(open_nifti(save(tmp_path / "a.nii", voxels[..., 0])), in_plane=True)
    candidate = open_nifti(save(tmp_path / "b.nii", moved[..., 0], affine))
    axes = axes_along(gold, grid_of(candidate, in_plane=True))
    np.testing.assert_array_equal(axes.applied(candidate.voxels()), voxels)


def test_an_image_without_a_plane_contradicts_itself(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii", two_boxes()[:, :, 0], srow_x=[2, 2, 0, 0], srow_y=[0, 0, 0, 0])
    with pytest.raises(FormatError, match="contradicts itself"):
        grid_of(open_nifti(path), in_plane=True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"sform_code": 0, "qform_code": 0}, "its qform and sform codes are 0"),
        ({"srow_x": [np.nan, 0, 0, 0]}, "not all its numbers are finite"),
        ({"sform_code": 0, "qform_code": 1, "quatern_b": 2, "quatern_c": 2}, "not all its numbers are finite"),
        ({"pixdim": [1, 2, 0, 0.5, 0, 0, 0, 0]}, "the header's spacing is (2, 0, 0.5); every number must be above 0"),
        ({"pixdim": [1, 2, -1, 0.5, 0, 0, 0, 0]}, "the header's spacing is (2, -1, 0.5)"),
        ({"pixdim": [1, 2, np.nan, 0.5, 0, 0, 0, 0]}, "the header's spacing is (2, nan, 0.5)"),
        ({"pixdim": [1, 2, 1, 0.6, 0, 0, 0, 0]}, "contradicts itself: spacing (2, 1, 0.6) mm, but axes of (2, 1, 0.5)"),
        (
            {"srow_x": [0, 0, 0, 0], "srow_y": [0, 1, 0, 0]},
            "spacing (2, 1, 0.5) mm, but axes of (0, 1, 0.5) mm",
        ),
        ({"srow_x": [2, 0.6, 0, 0], "srow_y": [0, 0.8, 0, 0]}, "two of them are 36.9 degrees off"),
    ],
)
def test_headers_that_say_nothing_usable_about_space(tmp_path: Path, fields: dict[str, Any], message: str) -> None:
    path = save(tmp_path / "a.nii", two_boxes(), **fields)
    with pytest.raises(FormatError) as error:
        grid(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)
    assert "give the spacing" in error.value.fix
