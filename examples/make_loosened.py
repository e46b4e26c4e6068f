"""Makes coco_loosened/loosened.json.gz from coco_reviewed/original.json.gz: every polygon too loose on its left side.

Run it from anywhere: ``python examples/make_loosened.py``. The JSON inside is the same, byte for byte, on every machine
(its compression may vary with the version of zlib); a test compares it with the committed file.

In each polygon annotation with box x0, y0, w, h, a vertex at x moves to the left by

    SHARE · w · max(0, 1 - (x - x0) / (REACH · w)),    but not beyond the image's left edge.

The leftmost vertices move by SHARE of the box's width, those further right than REACH of it stay. The map keeps the
order of vertices from left to right, so it adds no self-intersection. Run-length encoded (crowd) annotations stay.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent
SHARE = 0.05
REACH = 0.25


def loosened_ring(ring: list[float], left: float, width: float) -> list[float]:
    """One flat ring [x, y, x, y, …] with its left part pulled outwards; COCO's two decimals are kept."""
    moved = list(ring)
    for i in range(0, len(ring), 2):
        pull = max(0.0, 1.0 - (ring[i] - left) / (REACH * width)) if width else 0.0
        moved[i] = round(max(ring[i] - SHARE * width * pull, min(ring[i], 0.0)), 2)
    return moved


def ring_area(ring: list[float]) -> float:
    """Area inside a flat ring by the shoelace formula."""
    points = list(zip(ring[::2], ring[1::2], strict=True))
    twice = sum(x * y2 - x2 * y for (x, y), (x2, y2) in zip(points, points[1:] + points[:1], strict=True))
    return abs(twice) / 2


def loosened(annotation: dict[str, Any]) -> dict[str, Any]:
    """Return a COCO annotation with its polygons loosened, and box and area to match."""
    rings = annotation["segmentation"]
    if not isinstance(rings, list):
        return annotation
    left = min(x for ring in rings for x in ring[::2])
    width = max(x for ring in rings for x in ring[::2]) - left
    rings = [loosened_ring(ring, left, width) for ring in rings]
    xs = [x for ring in rings for x in ring[::2]]
    ys = [y for ring in rings for y in ring[1::2]]
    box = [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]
    return annotation | {
        "segmentation": rings,
        "bbox": [round(side, 2) for side in box],
        "area": round(sum(ring_area(ring) for ring in rings), 4),
    }


def make() -> bytes:
    """Return the bytes of loosened.json, not yet compressed."""
    data = json.loads(gzip.decompress((EXAMPLES / "coco_reviewed" / "original.json.gz").read_bytes()))
    data["info"] = {"description": data["info"]["description"] + ", each polygon loosened on its left side"}
    data["annotations"] = [loosened(annotation) for annotation in data["annotations"]]
    return json.dumps(data, separators=(",", ":")).encode()


if __name__ == "__main__":
    target = EXAMPLES / "coco_loosened" / "loosened.json.gz"
    target.write_bytes(gzip.compress(make(), compresslevel=9, mtime=0))
