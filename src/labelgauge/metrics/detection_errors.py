"""What is wrong with each detection, and which gold objects are missed: the error types of TIDE.

Detections lie image after image, in each by falling score, whatever their category. Each takes, in that order, the gold
object of its category that nobody took and that it overlaps most, from an overlap of `foreground` on. Each of the
others is an error, of the first type that applies:

* localisation: of the gold objects of its category, it overlaps one most, by `background` to `foreground`;
* classification: it overlaps a gold object of another category by `foreground` or more;
* duplicate: it overlaps a gold object of its category by `foreground` or more, which is taken;
* background: it overlaps none by more than `background`;
* both: any other.

A gold object is missed if no detection took it and no localisation or classification error is about it.

Source: Bolya, Foley, Hays, Hoffman, "TIDE: A General Toolbox for Identifying Object Detection Errors" (ECCV 2020), and
the order of its steps in ``tidecv``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

TYPES = ("classification", "localisation", "both", "duplicate", "background", "missed")
"""Types of errors, as they are reported. The last is about gold objects, the others about detections."""

CLASSIFICATION, LOCALISATION, BOTH, DUPLICATE, BACKGROUND, MISSED = range(6)
RIGHT = 6
"""Of a detection that takes a gold object."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Detections and gold objects of all images, and what overlaps.

    Parameters
    ----------
    image_offsets
        int64 (images + 1,), where the detections of each image begin and end.
    category
        int64 (n,), of each detection.
    excused
        bool (n,), whether a detection that takes nothing counts for nothing.
    gold_category
        int64 (g,), of each gold object. Those of an image lie in the order in which the first of equals is taken.
    gold_ignored
        bool (g,), whether it is a region in which detections of its category count for nothing.
    edge_offsets
        int64 (n + 1,), where the edges of each detection begin and end.
    edge_gold
        int64 (e,), gold objects that it overlaps, ascending within a detection.
    edge_overlap
        float64 (e,), by how much. Pairs below `background` may be left out.
    """

    image_offsets: Ints
    category: Ints
    excused: Bools
    gold_category: Ints
    gold_ignored: Bools
    edge_offsets: Ints
    edge_gold: Ints
    edge_overlap: Floats

    @property
    def edge_detection(self) -> Ints:
        """int64 (e,), the detection of each edge."""
        return np.repeat(np.arange(len(self.category)), np.diff(self.edge_offsets))


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong with detections and gold objects.

    Parameters
    ----------
    type
        uint8 (n,), the place in `TYPES`, or `RIGHT`.
    gold
        int64 (n,), the gold object that the detection takes, that its localisation or classification error is about, or
        that it duplicates; else -1.
    overlap
        float64 (n,), with that; NaN where there is none.
    ignored
        bool (n,), whether it takes nothing and counts for nothing: it lies in a region that is ignored, or is excused.
        It has a type all the same, as in tidecv.
    repairs
        bool (n,), whether it would find its gold object if its error were repaired: nobody took that, and it is the
        first of the localisation and classification errors about it.
    found, missed
        bool (g,), gold objects that a detection takes, and those that are missed.
    """

    type: Bytes
    gold: Ints
    overlap: Floats
    ignored: Bools
    repairs: Bools
    found: Bools
    missed: Bools


def find_errors(scene: Scene, foreground: float, background: float, *, threads: int = 1) -> Errors:
    """Say what is wrong with every detection.

    Parameters
    ----------
    scene
        Detections and gold objects.
    foreground
        Overlap from which on a detection finds a gold object, above `background` and at most 1.
    background
        Overlap up to which it has nothing to do with one, above 0.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Errors
        Without gold objects, all detections are background; without detections, all gold objects are missed.
    """
    owner = scene.edge_detection
    same = scene.category[owner] == scene.gold_category[scene.edge_gold]
    counts = ~scene.gold_ignored[scene.edge_gold]
    match = _takes(scene, same & counts, foreground, threads)
    nearest, foreign = _strongest(scene, same & counts), _strongest(scene, ~same & counts)
    type_ = _types(_overlap(scene, nearest), _overlap(scene, foreign), foreground, background)
    type_[match >= 0] = RIGHT
    edge = np.where(type_ == CLASSIFICATION, foreign, nearest)
    edge[np.isin(type_, (BOTH, BACKGROUND))] = -1
    gold = np.where(match >= 0, match, np.append(scene.edge_gold, -1)[edge])
    found = _marked(len(scene.gold_category), match[match >= 0])
    fixable = np.isin(type_, (LOCALISATION, CLASSIFICATION)) & ~np.append(found, False)[gold]
    repairs = _first_of_each(gold, fixable)
    return Errors(
        type=type_,
        gold=gold,
        overlap=_overlap_with(scene, gold),
        ignored=(match < 0) & (scene.excused | _covered(scene, same & ~counts, foreground)),
        repairs=repairs,
        found=found,
        missed=~(scene.gold_ignored | found | _marked(len(found), gold[repairs])),
    )


def _marked(n: int, places: Ints) -> Bools:
    marked = np.zeros(n, np.bool_)
    marked[places] = True
    return marked


def _takes(scene: Scene, kept: Bools, foreground: float, threads: int) -> Ints:
    """The gold that each detection takes, or -1. Of equals the kernel takes the last, so that golds go backwards."""
    n, n_gold = len(scene.category), len(scene.gold_category)
    owner = scene.edge_detection[kept]
    backwards = np.lexsort((-scene.edge_gold[kept], owner))
    match = detection.match_detections(
        scene.image_offsets,
        offsets_of(np.bincount(owner, minlength=n)),
        n_gold - 1 - scene.edge_gold[kept][backwards],
        scene.edge_overlap[kept][backwards],
        np.zeros(n_gold, np.uint8),
        np.zeros((1, n_gold), np.uint8),
        np.zeros((1, n), np.uint8),
        np.array([foreground]),
        threads=threads,
    )[0, 0]
    return np.where(match >= 0, n_gold - 1 - match, -1)


def _strongest(scene: Scene, kept: Bools) -> Ints:
    """Each detection's edge of most overlap among those kept, of equals the first; -1 without any."""
    edges = np.flatnonzero(kept)
    owner = scene.edge_detection[edges]
    order = edges[np.lexsort((-scene.edge_overlap[edges], owner))]
    found = np.full(len(scene.category), -1)
    owners = scene.edge_detection[order]
    first = np.append(True, np.diff(owners) != 0)[: len(owners)]
    found[owners[first]] = order[first]
    return found


def _overlap(scene: Scene, edge: Ints) -> Floats:
    return np.where(edge >= 0, np.append(scene.edge_overlap, 0.0)[edge], 0.0)


def _types(nearest: Floats, foreign: Floats, foreground: float, background: float) -> Bytes:
    """By the greatest overlaps with gold objects of the same category and of others, the first that applies."""
    applies = [
        (nearest >= background) & (nearest <= foreground),
        foreign >= foreground,
        nearest >= foreground,
        np.maximum(nearest, foreign) <= background,
    ]
    return np.select(applies, [LOCALISATION, CLASSIFICATION, DUPLICATE, BACKGROUND], BOTH).astype(np.uint8)


def _overlap_with(scene: Scene, gold: Ints) -> Floats:
    """How much each detection overlaps its gold object; NaN without one."""
    owner = scene.edge_detection
    chosen = scene.edge_gold == gold[owner]
    overlap = np.full(len(gold), np.nan)
    overlap[owner[chosen]] = scene.edge_overlap[chosen]
    return overlap


def _first_of_each(gold: Ints, kept: Bools) -> Bools:
    """Which of the detections kept is the first about its gold object."""
    rows = np.flatnonzero(kept)
    return _marked(len(gold), rows[np.unique(gold[rows], return_index=True)[1]])


def _covered(scene: Scene, ignored: Bools, foreground: float) -> Bools:
    """Which detections lie in an ignored region of their category."""
    return _marked(len(scene.category), scene.edge_detection[ignored & (scene.edge_overlap > foreground)])
