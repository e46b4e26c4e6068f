"""Morphology, shape measures and boundary scores beside SciPy, scikit-image, OpenCV and closed forms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull
from skimage import measure, morphology

import labelgauge as lg
from labelgauge.kernels import shape
from labelgauge.testing import samples

cv2 = pytest.importorskip("cv2")

Dense = NDArray[np.bool_]
STRUCTURES = {4: ndimage.generate_binary_structure(2, 1), 8: ndimage.generate_binary_structure(2, 2)}


def blobs(seed: int, n: int = 30) -> Dense:
    rng = np.random.default_rng(seed)
    return samples.blobs(rng, n, (int(rng.integers(1, 90)), int(rng.integers(1, 90))))


@pytest.fixture(params=range(4))
def dense(request: pytest.FixtureRequest) -> Dense:
    return blobs(request.param)


@pytest.mark.parametrize("radius", [1, 3, 8])
def test_square_erosion_and_dilation(dense: Dense, radius: int) -> None:
    masks = lg.Masks.from_dense(dense)
    square = np.ones((2 * radius + 1,) * 2, np.uint8)
    border = {"borderType": cv2.BORDER_CONSTANT, "borderValue": 0}
    eroded, dilated = masks.erode(radius).to_dense(), masks.dilate(radius).to_dense()
    for i, mask in enumerate(dense.astype(np.uint8)):
        np.testing.assert_array_equal(eroded[i], cv2.erode(mask, square, **border) > 0)
        np.testing.assert_array_equal(dilated[i], cv2.dilate(mask, square, **border) > 0)


@pytest.mark.parametrize("radius", [1, 2, 5])
def test_discs(dense: Dense, radius: int) -> None:
    masks, disc = lg.Masks.from_dense(dense), morphology.disk(radius)
    eroded = masks.erode(radius, metric="euclidean").to_dense()
    dilated = masks.dilate(radius, metric="euclidean").to_dense()
    for i, mask in enumerate(dense):
        np.testing.assert_array_equal(eroded[i], ndimage.binary_erosion(mask, disc))
        np.testing.assert_array_equal(dilated[i], ndimage.binary_dilation(mask, disc))


@pytest.mark.parametrize(("radius", "spacing"), [(2.0, (0.7, 1.3)), (3.0, (3.0, 1.0)), (0.5, (1.0, 1.0))])
def test_anisotropic_discs_are_distance_transforms(dense: Dense, radius: float, spacing: tuple[float, float]) -> None:
    grown = lg.Masks.from_dense(dense).dilate(radius, metric="euclidean", spacing=spacing).to_dense()
    for i, mask in enumerate(dense):
        if mask.any():
            distance = ndimage.distance_transform_edt(~mask, sampling=spacing)
            np.testing.assert_array_equal(grown[i], distance <= radius)


@pytest.mark.parametrize("connectivity", [4, 8])
def test_components(dense: Dense, connectivity: int) -> None:
    masks = lg.Masks.from_dense(dense)
    components, owners = masks.components(connectivity=connectivity)
    pixels = components.to_dense()
    for i, mask in enumerate(dense):
        labels, n = ndimage.label(mask, STRUCTURES[connectivity])
        expected = {(labels == k).tobytes() for k in range(1, n + 1)}
        assert {part.tobytes() for part in pixels[owners[i] : owners[i + 1]]} == expected
    np.testing.assert_array_equal(masks.n_components(connectivity=connectivity), np.diff(owners))


@pytest.mark.parametrize("connectivity", [4, 8])
def test_holes_and_euler_number(dense: Dense, connectivity: int) -> None:
    masks = lg.Masks.from_dense(dense)
    filled = masks.fill_holes(connectivity=connectivity).to_dense()
    for i, mask in enumerate(dense):
        expected = ndimage.binary_fill_holes(mask, STRUCTURES[12 - connectivity])
        np.testing.assert_array_equal(filled[i], expected)
        _, n_holes = ndimage.label(expected & ~mask, STRUCTURES[12 - connectivity])
        assert masks.n_holes(connectivity=connectivity)[i] == n_holes
        if mask.any():
            euler = measure.euler_number(mask, connectivity=1 if connectivity == 4 else 2)
            assert masks.euler_number(connectivity=connectivity)[i] == euler
    difference = masks.n_components(connectivity=connectivity) - masks.n_holes(connectivity=connectivity)
    np.testing.assert_array_equal(masks.euler_number(connectivity=connectivity), difference)


def test_moments_are_those_of_regionprops(dense: Dense) -> None:
    masks = lg.Masks.from_dense(dense)
    for i, mask in enumerate(dense):
        if not mask.any():
            assert np.isnan(masks.centroid[i]).all()
            continue
        (region,) = measure.regionprops(mask.astype(np.uint8))
        row, column = region.centroid
        np.testing.assert_allclose(masks.centroid[i], (column + 0.5, row + 0.5), rtol=1e-12)
        central = region.moments_central
        mine = masks.central_moments()[i]
        np.testing.assert_allclose(mine, (central[0, 2], central[1, 1], central[2, 0]), rtol=1e-9, atol=1e-7)


def test_hull_is_that_of_the_pixel_corners(dense: Dense) -> None:
    masks = lg.Masks.from_dense(dense)
    for i, mask in enumerate(dense):
        if mask.any():
            rows, columns = np.nonzero(mask)
            corners = np.concatenate([np.column_stack((columns + x, rows + y)) for x in (0, 1) for y in (0, 1)])
            assert masks.hull_area()[i] == pytest.approx(ConvexHull(corners).volume, rel=1e-12)
    shares = masks.convexity()
    assert np.all((shares > 0) & (shares <= 1) | (masks.area == 0))


def test_hull_and_scikit_image_differ_by_a_fringe_only() -> None:
    """`convex_hull_image` counts pixels inside a hull cut by half a pixel at its corners: a little less."""
    disc = np.hypot(*(np.mgrid[:101, :101] - 50.0)) <= 40
    pixels = morphology.convex_hull_image(disc).sum()
    assert 0.98 < pixels / lg.Masks.from_dense(disc).hull_area().item() < 1


def test_perimeter_of_squares() -> None:
    square = np.ones((10, 10), np.bool_)
    for mask in (square, np.pad(square, 3)):
        assert lg.Masks.from_dense(mask).perimeter().item() == 36 + 4 * np.sqrt(0.5)
    stretched = lg.Masks.from_dense(square).perimeter(spacing=(3, 1)).item()
    assert stretched == pytest.approx(2 * 9 * 3 + 2 * 9 * 1 + 4 * 0.5 * np.sqrt(10))


@pytest.mark.parametrize(("radius", "bias"), [(5, 1.140), (10, 1.095), (20, 1.072), (40, 1.061)])
def test_perimeter_of_discs_is_a_little_long(radius: int, bias: float) -> None:
    disc = np.hypot(*(np.mgrid[: 2 * radius + 3, : 2 * radius + 3] - (radius + 1.0))) <= radius
    assert lg.Masks.from_dense(disc).perimeter().item() / (2 * np.pi * radius) == pytest.approx(bias, abs=6e-4)


def test_moments_of_the_highest_image_are_exact() -> None:
    n = 2**32 - 1
    column = np.array([0, n], np.uint32), np.array([0, 2]), np.array([[n, 1]])
    expected = (
        n,
        Fraction(n, 2),
        Fraction(n * n, 2),
        Fraction(n, 4),
        Fraction(n * n, 4),
        Fraction(n * (4 * n * n - 1), 12),
    )
    assert shape.raw_moments(*column)[0].tolist() == [float(value) for value in expected]
    assert shape.central_moments(*column)[0, 2] == pytest.approx(float(Fraction(n * (n * n - 1), 12)), rel=4e-16)


def test_moments_at_the_end_of_the_widest_image_are_exact() -> None:
    n = 2**32 - 1
    row = np.array([n - 3, 3], np.uint32), np.array([0, 2]), np.array([[1, n]])
    x = [Fraction(2 * n - k, 2) for k in (5, 3, 1)]
    assert shape.raw_moments(*row)[0, [1, 3]].tolist() == [float(sum(x)), float(sum(value**2 for value in x))]
    assert shape.central_moments(*row)[0].tolist() == [2.0, 0.0, 0.0]


def davis(gold: Dense, candidate: Dense, threshold: float) -> tuple[float, float, float]:
    """The DAVIS rule, written from its description."""
    radius = threshold if threshold >= 1 else np.ceil(threshold * np.linalg.norm(gold.shape))
    disc = morphology.disk(int(radius))
    maps = []
    for mask in (gold, candidate):
        differs = np.zeros_like(mask)
        differs[:, :-1] |= mask[:, 1:] ^ mask[:, :-1]
        differs[:-1] |= mask[1:] ^ mask[:-1]
        differs[:-1, :-1] |= mask[1:, 1:] ^ mask[:-1, :-1]
        maps.append(differs)
    grown = [cv2.dilate(m.astype(np.uint8), disc.astype(np.uint8)) > 0 for m in maps]
    n_gold, n_candidate = int(maps[0].sum()), int(maps[1].sum())
    if n_gold == 0 or n_candidate == 0:
        precision, recall = (1.0, float(n_gold == 0)) if n_candidate == 0 else (0.0, 1.0)
    else:
        precision = (maps[1] & grown[0]).sum() / n_candidate
        recall = (maps[0] & grown[1]).sum() / n_gold
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


@pytest.mark.parametrize("tolerance", [0.008, 0.05, 1, 3])
def test_boundary_f_is_that_of_davis(dense: Dense, tolerance: float) -> None:
    candidate = np.roll(dense, 1, axis=0)
    scores = lg.boundary_f(dense, candidate, tolerance=tolerance, paired=True)
    for i, pair in enumerate(zip(dense, candidate, strict=True)):
        assert (scores.precision[i], scores.recall[i], scores.f[i]) == pytest.approx(davis(*pair, tolerance))


def test_boundary_f_where_there_is_no_contour() -> None:
    masks = np.stack([np.zeros((9, 9), np.bool_), np.pad(np.ones((3, 3), np.bool_), 3)])
    scores = lg.boundary_f(masks, masks)
    assert scores.precision.tolist() == [[1, 0], [1, 1]]
    assert scores.recall.tolist() == [[1, 1], [0, 1]]
    assert scores.f.tolist() == [[1, 0], [0, 1]]
    assert np.isnan(lg.boundary_f(masks, masks, empty="undefined").f[0, 0])


@pytest.mark.parametrize("width", [1, 2.5])
def test_trimap_iou_by_distance_transforms(dense: Dense, width: float) -> None:
    candidate = np.roll(dense, 2, axis=1)
    values = lg.trimap_iou(dense, candidate, width=width, paired=True)
    for i, (gold, other) in enumerate(zip(dense, candidate, strict=True)):
        padded = np.pad(gold, 9)
        inside = ndimage.distance_transform_edt(padded)[9:-9, 9:-9]
        outside = ndimage.distance_transform_edt(~padded)[9:-9, 9:-9] if gold.any() else np.full(gold.shape, 99.0)
        near = np.where(gold, inside <= width, outside <= width)
        union = ((gold | other) & near).sum()
        expected = (gold & other & near).sum() / union if union else np.nan
        assert values[i] == pytest.approx(expected, nan_ok=True)


def test_euclidean_band_of_two_discs() -> None:
    row, column = np.mgrid[:121, :121] - 60
    gold, candidate = row**2 + column**2 <= 30**2, row**2 + (column - 3) ** 2 <= 29**2
    assert lg.iou(gold, candidate).item() == pytest.approx(0.8722, abs=5e-5)
    assert lg.boundary_iou(gold, candidate, width=3).item() == pytest.approx(0.3227, abs=5e-5)
    band = lg.boundary(gold, width=3, metric="euclidean").to_dense()[0]
    np.testing.assert_array_equal(band, gold & (ndimage.distance_transform_edt(gold) <= 3))


def test_bands_in_millimetres_and_by_object() -> None:
    mask = np.pad(np.ones((40, 30), np.bool_), 20)
    distance = ndimage.distance_transform_edt(mask, sampling=(0.5, 2.0))
    band = lg.boundary(mask, width=4.0, metric="euclidean", spacing=(0.5, 2.0)).to_dense()[0]
    np.testing.assert_array_equal(band, mask & (distance <= 4.0))
    square = lg.boundary(mask, width=4.0, spacing=(0.5, 2.0)).area.item()
    assert square == 40 * 30 - (40 - 16) * (30 - 4)  # 8 rows and 2 columns at each side
    assert lg.boundary(mask, object_ratio=0.1) == lg.boundary(mask, width=5)  # the box's diagonal is 50
    assert lg.boundary(mask, object_ratio=1e-9) == lg.boundary(mask, width=1)


@pytest.mark.parametrize(
    "width",
    [
        {},
        {"width": 2},
        {"object_ratio": 0.1},
        {"width": 2.5, "metric": "euclidean"},
        {"width": 3.0, "spacing": (1.0, 0.4)},
        {"width": 3.0, "spacing": (1.0, 0.4), "metric": "euclidean"},
    ],
)
def test_pairs_are_the_diagonal_and_both_are_ious_of_bands(dense: Dense, width: dict[str, Any]) -> None:
    candidate = np.roll(dense, 1, axis=0)
    matrix = lg.boundary_iou(dense, candidate, empty="coco", **width)
    np.testing.assert_array_equal(
        lg.boundary_iou(dense, candidate, paired=True, empty="coco", **width), np.diag(matrix)
    )
    bands = [lg.boundary(side, **(width or {"dilation_ratio": 0.02})) for side in (dense, candidate)]
    np.testing.assert_array_equal(lg.iou(*bands, empty="coco"), matrix)


@pytest.mark.parametrize("by_faces", [False, True])
def test_bands_of_volumes(by_faces: bool) -> None:
    from labelgauge.kernels.boundary import volume_band

    rng = np.random.default_rng(0)
    volume = ndimage.binary_dilation(rng.random((20, 25, 30)) < 0.01, iterations=3)
    structure = ndimage.generate_binary_structure(3, 1 if by_faces else 3)
    for radius in (1, 2, 4):
        band = volume_band(volume, np.full(3, radius), by_faces)
        np.testing.assert_array_equal(band, volume & ~ndimage.binary_erosion(volume, structure, iterations=radius))
