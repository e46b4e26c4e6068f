"""What `compare.py` watches: one peer per case, on inputs small enough for every change to be timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import agreement_fields
import alpha_fields
import boundary_fields
import codec_fields
import confusion_fields
import distance_fields
import fleiss_fields
import overlap_fields
import surface_fields
import vector_fields
from contest import Field


@dataclass(frozen=True)
class Case:
    """One comparison with one of the peers of a field.

    Where memory is what limits us, and not the peer, the ratio falls when other programs use memory; all that is asked
    of such a case is to be ahead.
    """

    id: str
    work: str
    peer: str
    field: Callable[[], Field]
    limited_by_memory: bool = False


def _confusion() -> list[Case]:
    """Real-like maps and noise beside the fastest peer that everyone can install; `table.py` has the others."""
    size = confusion_fields.SIZES["1024×2048"]
    work = f"confusion matrix, 1024×2048, {confusion_fields.N_CLASSES} classes, "
    return [
        Case(f"P7-{kind}", work + kind, "OpenCV", partial(confusion_fields.of_maps, size, noise=noise), True)
        for kind, noise in (("pieces", False), ("noise", True))
    ]


def _transforms() -> list[Case]:
    """Kinds of which each takes another way: looking around, halving, envelopes."""
    return [
        Case(f"P15-{kind}", f"distance transform, 64³, {kind}", "SciPy", partial(distance_fields.of_cube, kind, 64))
        for kind in ("blobs", "shell", "dust", "checkerboard")
    ]


def _agreement() -> list[Case]:
    """From ratings that are there; peers have theirs in the form they are quickest with."""
    alpha, hand = alpha_fields.of_units, "NumPy"
    return [
        *(
            Case(
                f"P16-{level}",
                f"alpha, {level}, 100,000 units × 10 raters",
                hand,
                partial(alpha, 100_000, 10, 0.2, level, "ratings"),
            )
            for level in ("nominal", "ordinal")
        ),
        Case("P17", "alpha, 100,000 units × 5 raters", hand, partial(alpha, 100_000, 5, 0.5, "nominal", "ratings")),
        Case(
            "P18",
            "Cohen's kappa of pairs of 4 raters, 20,000 units",
            "scikit-learn",
            partial(agreement_fields.of_raters, 4, 20_000, 0.2),
        ),
        Case("P19", "Fleiss' kappa, 100,000 units", "statsmodels", partial(fleiss_fields.of_units, 100_000, "ratings")),
        Case(
            "P19-bytes",
            "Fleiss' kappa of a table, 10,000 units",
            "statsmodels",
            partial(fleiss_fields.of_units, 10_000, "bytes"),
        ),
    ]


VGA, CITY = (480, 640), (1024, 2048)
COCO = "pycocotools"
overlap, codec, boundary, vector = overlap_fields, codec_fields, boundary_fields, vector_fields

CASES = (
    Case("P3", "mask IoU 100 × 100 RLE, 640×480", COCO, partial(overlap.of_runs, 100, VGA)),
    Case("P4", "mask IoU 1000 × 1000 RLE, 1024²", COCO, partial(overlap.of_runs, 1000, (1024, 1024))),
    Case("P8-10", "2,000 polygons of 10 vertices to RLE", COCO, partial(codec.polygons, 2000, 10)),
    Case("P8-50", "2,000 polygons of 50 vertices to RLE", COCO, partial(codec.polygons, 2000, 50)),
    Case("P8-500", "500 polygons of 500 vertices to RLE", COCO, partial(codec.polygons, 500, 500)),
    Case("P8-real", "1,408 people's polygons to RLE", COCO, codec.real),
    Case("P9-encode", "100 masks 640×480, pixels to RLE", COCO, partial(codec.encode, 100, VGA)),
    Case("P9-decode", "100 masks 640×480, RLE to pixels", COCO, partial(codec.decode, 100, VGA)),
    Case("P10-rle", "Boundary IoU of 20 pairs of RLE, 640×480", "OpenCV", partial(boundary.of_runs, 20, VGA)),
    Case(
        "P10-dense", "Boundary IoU of 20 pairs of pixels, 640×480", "OpenCV", partial(boundary.of_pixels, 20, VGA), True
    ),
    Case("P11-rle", "Boundary IoU of 4 pairs of RLE, 1024×2048", "OpenCV", partial(boundary.of_runs, 4, CITY)),
    Case(
        "P11-dense",
        "Boundary IoU of 4 pairs of pixels, 1024×2048",
        "OpenCV",
        partial(boundary.of_pixels, 4, CITY),
        True,
    ),
    Case("polygon-50", "polygon IoU 200 × 200, 50 vertices", "Shapely", partial(vector.of_polygons, 200, 50, VGA)),
    Case("rotated", "rotated IoU 500 × 500", "Shapely", partial(vector.of_rotated, 500)),
    Case("oks", "OKS 50 × 50 persons", "pycocotools' COCOeval", partial(vector.of_poses, 50)),
    Case("P12", "NSD, HD95, ASSD of 20 pairs 512²", "SciPy", partial(surface_fields.of_images, 20, 512, "monai")),
    Case(
        "P13",
        "NSD, HD95, ASSD of two volumes 64³",
        "SciPy",
        partial(surface_fields.of_volume, (64, 64, 64), (1.0, 1.0, 1.0), "monai"),
    ),
    *_confusion(),
    *_transforms(),
    *_agreement(),
)
