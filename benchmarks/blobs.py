"""Smooth outlines with the sizes of COCO's annotations, in columns: many small ones, a few as large as the image."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

import labelgauge as lg

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HEIGHT, WIDTH = 480, 640
MEDIAN_AREA, SPREAD = 1500.0, 1.9
"""Of COCO's annotations in pixels, and the standard deviation of its logarithm."""
SMALLEST, LARGEST = 30.0, 150_000.0
FEWEST, MOST = 10, 60
"""Vertices."""


@dataclass(frozen=True)
class Blobs:
    """Ellipses about (x, y) whose radius waves: `lobes` times around, from `phase` on. One row per blob."""

    x: Floats
    y: Floats
    half_width: Floats
    half_height: Floats
    lobes: Ints
    phase: Floats
    n_vertices: Ints

    def __len__(self) -> int:
        return len(self.x)

    def take(self, index: Ints) -> Blobs:
        """Some of them, in this order."""
        return Blobs(*(getattr(self, column.name)[index] for column in fields(self)))

    def jittered(self, rng: np.random.Generator, by: Floats) -> Blobs:
        """As a detector might see them: moved, stretched and bent, each in proportion to its size and `by`."""
        moved_x, moved_y, wider, higher, bent = rng.normal(size=(5, len(self))) * by
        return Blobs(
            np.clip(self.x + moved_x * self.half_width, 0, WIDTH),
            np.clip(self.y + moved_y * self.half_height, 0, HEIGHT),
            self.half_width * np.exp(wider),
            self.half_height * np.exp(higher),
            self.lobes,
            self.phase + 4 * bent,
            self.n_vertices,
        )

    def polygons(self) -> lg.Polygons:
        """One ring each, cut off at the image's border, with the two decimals that COCO's files have."""
        owner = np.repeat(np.arange(len(self)), self.n_vertices)
        offsets = np.concatenate(([0], np.cumsum(self.n_vertices)))
        angle = 2 * np.pi * (np.arange(len(owner)) - offsets[owner]) / self.n_vertices[owner]
        radius = 1 + 0.2 * np.sin(self.lobes[owner] * angle + self.phase[owner])
        x = self.x[owner] + self.half_width[owner] * radius * np.cos(angle)
        y = self.y[owner] + self.half_height[owner] * radius * np.sin(angle)
        points = np.column_stack((np.clip(x, 0, WIDTH), np.clip(y, 0, HEIGHT))).round(2)
        return lg.Polygons(points, offsets, np.arange(len(self) + 1), fill="united")


def drawn(rng: np.random.Generator, n: int, scale: float = 1.0) -> Blobs:
    """`n` blobs anywhere, with `scale` times the usual area; larger ones have more vertices."""
    area = np.clip(scale * MEDIAN_AREA * np.exp(SPREAD * rng.normal(size=n)), SMALLEST, LARGEST)
    radius, stretch = np.sqrt(area / np.pi), np.exp(0.3 * rng.normal(size=n))
    return Blobs(
        rng.uniform(0, WIDTH, n),
        rng.uniform(0, HEIGHT, n),
        radius * stretch,
        radius / stretch,
        rng.integers(2, 6, n),
        rng.uniform(0, 2 * np.pi, n),
        np.clip((radius * rng.uniform(0.4, 1.0, n)).astype(np.int64), FEWEST, MOST),
    )


def boxes(polygons: lg.Polygons) -> Floats:
    """Left, top, width and height of each polygon of one ring, (n, 4)."""
    starts = polygons.ring_offsets[:-1]
    low, high = (extreme.reduceat(polygons.points, starts) for extreme in (np.minimum, np.maximum))
    return np.column_stack((low, high - low)).round(2)


def areas(polygons: lg.Polygons) -> Floats:
    """The area inside each polygon of one ring, by the shoelace formula."""
    starts, ends = polygons.ring_offsets[:-1], polygons.ring_offsets[1:]
    following = np.arange(1, len(polygons.points) + 1)
    following[ends - 1] = starts
    x, y = polygons.points.T
    doubled = np.add.reduceat(x * y[following] - x[following] * y, starts)
    return (np.abs(doubled) / 2).round(4)
