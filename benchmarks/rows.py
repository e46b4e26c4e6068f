"""What `table.py` prints: rows of one kind of work at several sizes, and what is looked at in other ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import agreement_fields as agreement
import alpha_fields as alpha
import boundary_fields as boundary
import codec_fields as codec
import confusion_fields as confusion
import dataset_fields as dataset
import detection_fields as detection
import distance_fields as distance
import fleiss_fields as fleiss
import overlap_fields as overlap
import real_pairs as real
import surface_fields as surface
from contest import Field

Sizes = dict[str, Callable[[], Field]]

VGA, CITY = (480, 640), (1024, 2048)
RULES = surface.RULES
VOLUMES = {
    "128³": ((128, 128, 128), (1.0, 1.0, 1.0)),
    "256³": ((256, 256, 256), (1.0, 1.0, 1.0)),
    "200×512×512": ((200, 512, 512), (3.0, 0.8, 0.8)),
}
NSD_RULES = ("voxels", "corners")
"""Rules of peers that have NSD."""
SOME_KIDNEYS = 30
"""Pairs of which each takes the slowest peer most of a second."""
SIDES = (64, 128, 256)
FEW_LEVELS = ("nominal", "ordinal")
"""Levels of rows in which what is counted takes nearly all the time, whatever the level."""


@dataclass(frozen=True)
class Row:
    """One kind of work at several sizes; at none, where its data is missing. `large` ones are measured if asked for."""

    id: str
    work: str
    sizes: Sizes
    large: Sizes = field(default_factory=dict)


def sized(make: Callable[..., Field], rest: Any, *numbers: int) -> Sizes:
    """Sizes that differ in how many items there are."""
    return {f"{n:,}": partial(make, n, rest) for n in numbers}


def of_images(convention: str, *numbers: int, only_nsd: bool = False) -> Sizes:
    return {f"{n:,}": partial(surface.of_images, n, 512, convention, only_nsd) for n in numbers}


def of_volumes(convention: str, *shown: str, only_nsd: bool = False) -> Sizes:
    return {name: partial(surface.of_volume, *VOLUMES[name], convention, only_nsd) for name in shown}


def of_people(convention: str, *sources: real.Source, n: int | None = None) -> Sizes:
    """All pairs of the sources that are here, or `n` of each."""
    return {
        f"{source.n_pairs:,}" if n is None else f"{n} of {source.n_pairs}": partial(
            surface.of_people, source, convention, n
        )
        for source in sources
        if not source.missing()
    }


def of_units(make: Callable[..., Field], *rest: Any, numbers: tuple[int, ...] = (10**4, 10**5, 10**6)) -> Sizes:
    """Sizes that differ in how many units are rated."""
    return {f"{n:,}": partial(make, n, *rest) for n in numbers}


def of_cubes(make: Callable[..., Field], kind: str, *rest: Any, sides: tuple[int, ...]) -> Sizes:
    return {f"{side}³": partial(make, kind, side, *rest) for side in sides}


def of_val2017(task: str, *numbers: int) -> Sizes:
    """Files of so many images, with gold and detections as val2017 has them."""
    return {f"{n:,}": partial(detection.of_images, n, task) for n in numbers}


ROWS = (
    Row("load", "a COCO file of n MB, all cores", {f"{mb}": partial(dataset.of_megabytes, mb) for mb in (1, 10, 100)}),
    Row("P1", "COCO's numbers of masks, two files of n images", of_val2017("segm", 500, 2000, 5000)),
    Row("P1b", "COCO's numbers of masks and boundaries, two files of n images", of_val2017("boundary", 100, 200, 500)),
    Row("P2", "COCO's numbers of boxes, two files of n images", of_val2017("bbox", 500, 2000, 5000)),
    Row("P2 YOLACT", "COCO's numbers of a detector's boxes on 100 images", detection.of_detectors()),
    Row("P2 open set", "COCO's numbers of 24,117 boxes of one class on 930 images", detection.of_open_set()),
    Row("P3", "IoU of n × n RLE masks, 640×480", sized(overlap.of_runs, VGA, 30, 100, 300)),
    Row("P4", "IoU of n × n RLE masks, 1024²", sized(overlap.of_runs, (1024, 1024), 100, 300, 1000)),
    Row("P5", "IoU of n × n masks as pixels, 640×480", sized(overlap.of_pixels, VGA, 30, 100, 200)),
    Row("P6", "IoU and Dice of n pairs as pixels, 512²", sized(overlap.of_pairs, (512, 512), 100, 300, 1000)),
    Row(
        "P7 pieces",
        "confusion matrix of label maps, 19 classes",
        {shown: partial(confusion.of_maps, size, noise=False) for shown, size in confusion.SIZES.items()},
    ),
    Row(
        "P7 noise",
        "confusion matrix of random labels, 19 classes",
        {shown: partial(confusion.of_maps, size, noise=True) for shown, size in confusion.SIZES.items()},
    ),
    Row(
        "P8",
        "10,000 polygons of v vertices to RLE, 640×480",
        {f"{vertices}": partial(codec.polygons, 10_000, vertices) for vertices in (10, 50, 500)},
    ),
    Row("P8 people's", "polygons that people drew to RLE", {"1,408": codec.real}),
    Row("P9 encode", "n masks, pixels to RLE, 640×480", sized(codec.encode, VGA, 100, 300, 1000)),
    Row("P9 decode", "n masks, RLE to pixels, 640×480", sized(codec.decode, VGA, 100, 300, 1000)),
    Row("P10 pixels", "Boundary IoU of n pairs as pixels, 640×480", sized(boundary.of_pixels, VGA, 100, 300, 1000)),
    Row("P10 RLE", "Boundary IoU of n RLE pairs, 640×480", sized(boundary.of_runs, VGA, 100, 300, 1000)),
    Row("P11 pixels", "Boundary IoU of n pairs as pixels, 1024×2048", sized(boundary.of_pixels, CITY, 10, 30, 100)),
    Row("P11 RLE", "Boundary IoU of n RLE pairs, 1024×2048", sized(boundary.of_runs, CITY, 10, 30, 100)),
    *(
        Row(f"P12 {named}", f"NSD, HD95 and ASSD of n pairs 512², {named}", of_images(convention, 100, 300, 1000))
        for named, convention in RULES.items()
    ),
    *(
        Row(
            f"P12 LIDC {named}",
            f"NSD, HD95 and ASSD of n pairs of radiologists, {named}",
            of_people(convention, real.NODULES, real.ALL_NODULES),
        )
        for named, convention in RULES.items()
    ),
    *(
        Row(f"{id} {named}", f"NSD, HD95 and ASSD of two volumes, {named}", of_volumes(convention, *shown))
        for id, shown in (("P13", ["128³"]), ("P14", ["256³", "200×512×512"]))
        for named, convention in RULES.items()
    ),
    *(
        Row(
            f"P13 KiTS {named}",
            f"NSD, HD95 and ASSD of some pairs of annotators, {named}",
            of_people(convention, real.KIDNEYS, n=SOME_KIDNEYS),
        )
        for named, convention in RULES.items()
    ),
    *(
        Row(f"NSD plane {named}", f"NSD alone of n pairs 512², {named}", of_images(RULES[named], 300, only_nsd=True))
        for named in NSD_RULES
    ),
    *(
        Row(
            f"NSD space {named}",
            f"NSD alone of two volumes, {named}",
            of_volumes(RULES[named], *VOLUMES, only_nsd=True),
        )
        for named in NSD_RULES
    ),
    *(
        Row(
            f"far {kind} {named}",
            f"NSD, HD95 and ASSD of two cubes, {kind}, {named}",
            of_cubes(surface.of_hard, kind, RULES[named], sides=(32, 64, 128)),
        )
        for kind in surface.HARD
        for named in NSD_RULES
    ),
    *(
        Row(
            f"P15 {kind}",
            f"distance transform of a cube, {kind}",
            of_cubes(distance.of_cube, kind, sides=(64, 128, 256)),
        )
        for kind in distance.KINDS
    ),
    *(
        Row(
            f"P16{shown} {level}",
            f"Krippendorff's alpha{shown}, {level}, n units × 10 raters, a fifth missing",
            of_units(alpha.of_units, 10, 0.2, level, start),
        )
        for shown, start in alpha.STARTS.items()
        for level in (alpha.LEVELS if start == "ratings" else FEW_LEVELS)
    ),
    *(
        Row(
            f"P17{shown}",
            f"Krippendorff's alpha{shown}, nominal, n units × 5 raters, half missing",
            of_units(alpha.of_units, 5, 0.5, "nominal", start, numbers=(10**5, 10**6)),
            of_units(alpha.of_units, 5, 0.5, "nominal", start, numbers=(10**7,)),
        )
        for shown, start in alpha.STARTS.items()
    ),
    *(
        Row(
            f"P18 {shown}",
            f"Cohen's kappa of all pairs of n raters, 100,000 units, 10 categories, {shown}",
            {f"{n}": partial(agreement.of_raters, n, 100_000, missing) for n in (20, 60, 200)},
        )
        for shown, missing in (("complete", 0.0), ("a fifth missing", 0.2))
    ),
    *(
        Row(f"P19{shown}", f"Fleiss' kappa{shown}, n units × 5 raters", of_units(fleiss.of_units, start))
        for shown, start in fleiss.STARTS.items()
    ),
    *(
        Row(
            f"P20 {level}",
            f"alpha's interval, {level}, {alpha.N_DRAWS:,} draws of n units × 10 raters, a fifth missing; "
            f"krippendorff's time is {alpha.N_DRAWS // alpha.DRAWN_IN_A_LOOP} × that of {alpha.DRAWN_IN_A_LOOP} draws",
            of_units(alpha.of_draws, 10, 0.2, level),
        )
        for level in FEW_LEVELS
    ),
)

THREADED: dict[str, Sizes] = {
    "P4": sized(overlap.of_runs, (1024, 1024), 3000),
    "P1": of_val2017("segm", 2000),
    "P1b": of_val2017("boundary", 500),
    "P2": of_val2017("bbox", 2000),
    "P10 pixels": sized(boundary.of_pixels, VGA, 1000),
    "P10 RLE": sized(boundary.of_runs, VGA, 10_000),
    "P11 pixels": sized(boundary.of_pixels, CITY, 100),
    "P11 RLE": sized(boundary.of_runs, CITY, 2000),
    **{f"P12 {named}": of_images(convention, 300, 1000) for named, convention in RULES.items()},
    **{f"P14 {named}": of_volumes(convention, "256³", "200×512×512") for named, convention in RULES.items()},
    **{f"P15 {kind}": of_cubes(distance.of_cube, kind, sides=(256,)) for kind in distance.KINDS},
    **{f"P16 {level}": of_units(alpha.of_units, 10, 0.2, level, "ratings", numbers=(10**6,)) for level in alpha.LEVELS},
    "P17": of_units(alpha.of_units, 5, 0.5, "nominal", "ratings", numbers=(10**6,)),
    "P18 complete": {"200": partial(agreement.of_raters, 200, 100_000)},
    "P18 a fifth missing": {"200": partial(agreement.of_raters, 200, 100_000, 0.2)},
    "P19": of_units(fleiss.of_units, "ratings", numbers=(10**6,)),
    **{f"P20 {level}": of_units(alpha.of_draws, 10, 0.2, level, numbers=(10**6,)) for level in FEW_LEVELS},
}
"""Rows whose threads are compared, at sizes that take one thread 20 ms or more: less is not worth a thread."""

IN_ONE_CALL: dict[str, Sizes] = {
    **{
        f"P12 LIDC {named}": of_people(convention, real.NODULES, real.ALL_NODULES)
        for named, convention in RULES.items()
    },
    **{f"P13 KiTS {named}": of_people(convention, real.KIDNEYS) for named, convention in RULES.items()},
}
"""Rows of people's masks, of which one call takes all pairs; beside peers that would take minutes there are fewer."""

GROWING: dict[str, Sizes] = {
    **{
        f"far {kind} {named}": of_cubes(surface.of_hard, kind, RULES[named], sides=SIDES)
        for kind in surface.HARD
        for named in NSD_RULES
    },
    **{f"P15 {kind}": of_cubes(distance.of_cube, kind, sides=SIDES) for kind in distance.KINDS},
}
"""Rows of cubes of these sides, whose time per voxel must not grow with them."""
