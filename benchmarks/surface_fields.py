"""Fields of surface distances: NSD at 1, HD95 and ASSD of pairs of images and of volumes, or NSD alone.

The rows about corners hold DeepMind's convention and its `surface-distance`; those about voxels MONAI's, which is
what people write by hand on a distance transform; those about pooled voxels MedPy's. A peer answers what it can, NaN
where it cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from contest import Call, Field, entered, memory_floor
from numpy.typing import NDArray
from real_pairs import Bools, Pair, Source, Spacing

import labelgauge as lg

Floats = NDArray[np.float64]


def of_images(n: int, side: int, convention: str, only_nsd: bool = False) -> Field:
    """Pairs of smooth blobs on square images, a pixel or two off."""
    pairs = [(*_blobs(side, np.random.default_rng(seed)), (1.0, 1.0)) for seed in range(n)]
    return _field(pairs, convention, only_nsd)


def of_volume(shape: tuple[int, int, int], spacing: Spacing, convention: str, only_nsd: bool = False) -> Field:
    """Two lobed balls, about a voxel off."""
    return _field([(*balls(shape, spacing), spacing)], convention, only_nsd)


def of_hard(kind: str, side: int, convention: str) -> Field:
    """Two masks whose surfaces are far apart, or everywhere."""
    gold, candidate = (np.pad(mask, 1) for mask in HARD[kind](side))  # SimpleITK has no contour at the image's edge
    return _field([(gold, candidate, (1.0, 1.0, 1.0))], convention)


def of_people(source: Source, convention: str, n: int | None = None) -> Field:
    """Pairs that people drew: all of them, or `n`."""
    return _field(source.pairs(n), convention)


def _field(pairs: list[Pair], convention: str, only_nsd: bool = False) -> Field:
    golds, candidates, spacings = (list(side) for side in zip(*pairs, strict=True))
    wanted = nsd if only_nsd else numbers

    def ours(threads: int = 1) -> Floats:
        if len(pairs) == 1:  # its slices are shared among threads
            return wanted(golds[0], candidates[0], spacings[0], convention, threads)
        return wanted(golds, candidates, spacings, convention, threads)

    def each(peer: str, measures: list[Measure]) -> Call:
        precision = np.float32 if peer in SINGLE else np.float64
        sides = list(zip(golds, candidates, strict=True))

        def call() -> NDArray[Any]:
            found = [measure(*pair) for measure, pair in zip(measures, sides, strict=True)]
            return np.array(found, dtype=precision).T[: 1 if only_nsd else 3]

        return call

    makers = {
        peer: (lambda module, peer=peer, make=make: each(peer, [make(module, spacing) for spacing in spacings]))
        for peer, make in PEERS[convention].items()
    }
    return Field(ours, entered(makers), _same, memory_floor([*golds, *candidates], 24 * len(pairs)))


def numbers(gold: Any, candidate: Any, spacing: Any, convention: str, threads: int = 1) -> Floats:
    """Ours: NSD at 1, HD95 and ASSD of one pair or of many, float64 (3, n)."""
    d = lg.surface_distances(gold, candidate, spacing=spacing, convention=convention, threads=threads)
    found: Floats = np.array([d.nsd(1), d.hausdorff(95), d.assd()]).reshape(3, -1)
    return found


def nsd(gold: Any, candidate: Any, spacing: Any, convention: str, threads: int = 1) -> Floats:
    """Ours: NSD at 1 alone, for which no distances are measured; float64 (1, n)."""
    found = lg.nsd(gold, candidate, tolerance=1, spacing=spacing, convention=convention, threads=threads)
    return np.reshape(found, (1, -1))


def _same(mine: Floats, theirs: NDArray[Any]) -> bool:
    """Equal where the peer answers. In float32 the place that a percentile is interpolated at is rounded too."""
    tolerance = 1e-12 if theirs.dtype == np.float64 else 1e-4
    return bool(np.allclose(np.where(np.isnan(theirs), mine, theirs), mine, rtol=tolerance, atol=0, equal_nan=True))


Measure = Callable[[Bools, Bools], tuple[float, ...]]


def _on_transform(transform: Callable[[Bools, Spacing], NDArray[Any]], spacing: Spacing) -> Measure:
    """By hand, and with care: in the box that holds both masks, their boundaries and a distance transform of each."""

    def measure(gold: Bools, candidate: Bools) -> tuple[float, ...]:
        box = _box(gold | candidate)
        edges = [side[box] & ~_eroded(side[box]) for side in (gold, candidate)]
        there = [edges[1 - k] for k in (0, 1)]
        distances = [transform(~other, spacing)[edge] for edge, other in zip(edges, there, strict=True)]
        both = np.concatenate(distances)
        hd95 = max(np.percentile(part, 95) for part in distances)
        return float(np.mean(both <= 1)), float(hd95), float(both.mean())

    return measure


def _box(mask: Bools) -> tuple[slice, ...]:
    axes = range(mask.ndim)
    shadows = (np.flatnonzero(mask.any(axis=tuple(k for k in axes if k != axis))) for axis in axes)
    return tuple(slice(shadow[0], shadow[-1] + 1) for shadow in shadows)


def _eroded(mask: Bools) -> Bools:
    """By the cross, with background outside."""
    padded = np.pad(mask, 1)
    eroded = mask.copy()
    for axis in range(mask.ndim):
        for begin in (0, 2):
            eroded &= padded[
                tuple(slice(begin, begin + n) if k == axis else slice(1, -1) for k, n in enumerate(mask.shape))
            ]
    return eroded


def _edt(edt: Any, spacing: Spacing) -> Measure:
    return _on_transform(lambda mask, steps: edt.edt(mask, anisotropy=steps, black_border=False, parallel=1), spacing)


def _scipy(ndimage: Any, spacing: Spacing) -> Measure:
    return _on_transform(lambda mask, steps: ndimage.distance_transform_edt(mask, sampling=steps), spacing)


def _surface_distance(surface: Any, spacing: Spacing) -> Measure:
    def measure(gold: Bools, candidate: Bools) -> tuple[float, ...]:
        found = surface.compute_surface_distances(gold, candidate, spacing)
        sides = (("distances_gt_to_pred", "surfel_areas_gt"), ("distances_pred_to_gt", "surfel_areas_pred"))
        sums = [(np.sum(found[d] * found[w]), np.sum(found[w])) for d, w in sides]
        return (
            surface.compute_surface_dice_at_tolerance(found, 1),
            surface.compute_robust_hausdorff(found, 95),
            sum(total for total, _ in sums) / sum(weight for _, weight in sums),
        )

    return measure


def _medpy(metric: Any, spacing: Spacing) -> Measure:
    return lambda gold, candidate: (
        np.nan,
        metric.hd95(candidate, gold, voxelspacing=spacing),
        metric.assd(candidate, gold, voxelspacing=spacing),
    )


def _monai(metrics: Any, spacing: Spacing) -> Measure:
    import torch  # noqa: PLC0415 - comes with MONAI

    torch.set_num_threads(1)

    def measure(gold: Bools, candidate: Bools) -> tuple[float, ...]:
        sides = [torch.from_numpy(side)[None, None] for side in (candidate, gold)]
        options = {"include_background": True, "spacing": list(spacing)}
        return (
            metrics.compute_surface_dice(*sides, class_thresholds=[1.0], **options).item(),
            metrics.compute_hausdorff_distance(*sides, percentile=95, **options).item(),
            metrics.compute_average_surface_distance(*sides, symmetric=True, **options).item(),
        )

    return measure


def _simpleitk(itk: Any, spacing: Spacing) -> Measure:
    """As in its notebooks: contours, and a Maurer distance map of each."""

    def measure(gold: Bools, candidate: Bools) -> tuple[float, ...]:
        contours, maps = [], []
        for side in (gold, candidate):
            image = itk.GetImageFromArray(side.view(np.uint8))
            image.SetSpacing(spacing[::-1])
            contour = itk.LabelContour(image, fullyConnected=False)
            contours.append(itk.GetArrayViewFromImage(contour).astype(np.bool_))
            signed = itk.SignedMaurerDistanceMap(contour, squaredDistance=False, useImageSpacing=True)
            maps.append(np.maximum(itk.GetArrayViewFromImage(signed), 0))
        distances = [maps[1][contours[0]], maps[0][contours[1]]]
        both = np.concatenate(distances).astype(np.float64)
        return float(np.mean(both <= 1)), max(float(np.percentile(part, 95)) for part in distances), float(both.mean())

    return measure


RULES = {"voxels": "monai", "corners": "deepmind", "pooled voxels": "medpy"}
"""Conventions that the rows hold, by what is counted."""

PEERS: dict[str, dict[str, Callable[[Any, Spacing], Measure]]] = {
    "deepmind": {"surface-distance": _surface_distance},
    "monai": {"edt": _edt, "SciPy": _scipy, "SimpleITK": _simpleitk, "MONAI": _monai},
    "medpy": {"MedPy": _medpy},
}


SINGLE = {"edt", "SimpleITK", "MONAI"}
"""Peers that measure distances in float32."""


def _blobs(side: int, rng: np.random.Generator) -> tuple[Bools, Bools]:
    lobes = [(k, rng.uniform(0, 0.06), rng.uniform(0, 2 * np.pi)) for k in (2, 3, 5, 7)]
    radius, middle = side * rng.uniform(0.15, 0.3), side / 2 + rng.uniform(-20, 20, 2)

    def drawn(offset: Floats, grown: float) -> Bools:
        y, x = np.ogrid[:side, :side]
        dy, dx = y - middle[0] - offset[0], x - middle[1] - offset[1]
        angle = np.arctan2(dy, dx)
        reach = radius * (1 + sum(size * np.cos(k * angle + turn) for k, size, turn in lobes)) + grown
        inside: Bools = np.hypot(dy, dx) <= reach
        return inside

    return drawn(np.zeros(2), 0), drawn(rng.normal(0, 1, 2), rng.normal(0, 1))


def balls(shape: tuple[int, int, int], spacing: Spacing) -> tuple[Bools, Bools]:
    reach = 0.33 * min(n * step for n, step in zip(shape, spacing, strict=True))

    def drawn(offset: float, grown: float, lobe: float) -> Bools:
        z, y, x = (
            ((np.arange(n) - n / 2 - offset) * step).reshape([-1 if k == axis else 1 for k in range(3)])
            for axis, (n, step) in enumerate(zip(shape, spacing, strict=True))
        )
        angle = np.arctan2(y, x) + 0.05 * z
        inside: Bools = z**2 + y**2 + x**2 <= (reach + grown + 2 * np.cos(2 * angle) + lobe * np.cos(3 * angle)) ** 2
        return inside

    return drawn(0, 0, 1.0), drawn(0.8, 0.7, 1.5)


def _at_corners(side: int) -> tuple[Bools, Bools]:
    gold, candidate = np.zeros((2, side, side, side), np.bool_)
    edge = side // 8
    gold[:edge, :edge, :edge] = candidate[-edge:, -edge:, -edge:] = True
    return gold, candidate


def _checkerboards(side: int) -> tuple[Bools, Bools]:
    board: Bools = np.indices((side,) * 3).sum(axis=0) % 2 == 0
    return board, ~board


def _noise(side: int) -> tuple[Bools, Bools]:
    rng = np.random.default_rng(3)
    return rng.random((side,) * 3) < 0.5, rng.random((side,) * 3) < 0.5


def _all_and_one(side: int) -> tuple[Bools, Bools]:
    one = np.zeros((side,) * 3, np.bool_)
    one[side // 2, side // 2, side // 2] = True
    return np.ones_like(one), one


HARD: dict[str, Callable[[int], tuple[Bools, Bools]]] = {
    "disjoint": _at_corners,
    "checkerboards": _checkerboards,
    "noise": _noise,
    "all and one voxel": _all_and_one,
}
"""Inputs on which a search for the nearest surface would not end soon."""
