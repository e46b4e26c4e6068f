"""DetectionErrors: what is wrong with detections by TIDE's types, and what each type costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.matching.detections import Cells, Edges
from labelgauge.metrics.detection_errors import MISSED, TYPES, Errors, Scene, find_errors
from labelgauge.metrics.detection_oracles import SPECIAL, average_precisions
from labelgauge.scoring.detection_parameters import DetectionParameters, is_whole
from labelgauge.scoring.detection_sides import Sides

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST = 100
"""Detections of an image that TIDE looks at where the protocol does not say."""

_NAMES = np.array([*TYPES, "right"])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectionErrors:
    """What is wrong with detections, and what average precision would be without.

    Made by `DetectionResult.errors`. docs/detection.md defines the types.

    Attributes
    ----------
    ap
        Average precision at the overlap `foreground`, over the detections that are looked at, 0 to 1; NaN without gold
        objects. Categories with detections but without gold objects count as 0, as in tidecv.
    types : Table
        One row per type, then ``"false_positive"`` and ``"false_negative"``: ``type``, ``n`` (how many such errors
        there are), ``n_ignored`` (how many of them are detections that count for nothing), ``ap`` (after an oracle has
        repaired them), ``dap`` (what that gains, 0 to 1; for the six types 0 where it would lose, as in tidecv),
        ``status`` (``"ok"``, ``"no_gold"``, or ``"nothing_left"`` where the oracle leaves no object at all).
    classes : Table
        One row per category, in the order of ids: ``id``, ``n_right`` and the number of errors of each type, by the
        category of the detection, or of the gold object if that is missed.
    rows : Table
        One row per detection that is looked at, by image and falling score, then one per gold object that is missed:
        ``type`` (``"right"`` too), ``image_id``, ``category_id``, ``detection_id``, ``gold_id`` (what it finds or
        would find, -1 where there is none), ``gold_category_id`` (None where there is none), ``score``, ``overlap``
        (both NaN where there is none) and ``ignored``.
    parameters
        ``foreground``, ``background`` and ``max_detections``.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
    >>> errors = result.errors()
    >>> dict(zip(errors.types["type"], errors.types["dap"].round(3).tolist()))["classification"]
    0.222
    """

    ap: float
    types: Table
    classes: Table
    rows: Table
    parameters: dict[str, Any]

    def __repr__(self) -> str:
        shown = ", ".join(f"{row['type']} {row['dap']:.3f} ({row['n']})" for row in self.types.rows())
        return f"<DetectionErrors: AP {self.ap:.3f}, lost to {shown}>"


def errors_of(
    sides: Sides,
    ids: tuple[Ints, Ints],
    parameters: DetectionParameters,
    *,
    foreground: float,
    background: float,
    max_detections: int | None,
    threads: int,
) -> DetectionErrors:
    """Find errors; arguments as `DetectionResult.errors` describes them, `ids` are those of gold and detections."""
    most = _most(max_detections, parameters)
    _check_overlaps(foreground, background)
    cells = sides.by_image(sides.there, most, threads=threads)
    edges = sides.shapes.edges(cells, sides.gold.crowd, background, threads=threads)
    scene = _scene(sides, cells, edges)
    found = find_errors(scene, foreground, background, threads=threads)
    score = sides.detections.score[cells.detection]
    n_categories = len(sides.category_ids)
    before, after = average_precisions(scene, found, score, n_categories, threads=threads)
    return DetectionErrors(
        ap=before,
        types=_types(scene, found, before, after),
        classes=_classes(scene, found, sides.category_ids),
        rows=_rows(scene, found, cells, sides, ids),
        parameters={"foreground": foreground, "background": background, "max_detections": most},
    )


def _most(asked: Any, parameters: DetectionParameters) -> int:
    if asked is None:
        return parameters.settings.most_per_image or MOST
    if not is_whole(asked) or asked < 1:
        what = f"max_detections must be a whole number above 0 or None, not {asked!r}"
        raise InputError(what, where="errors")
    return int(asked)


def _check_overlaps(foreground: float, background: float) -> None:
    if not 0 < background < foreground <= 1:
        what = f"overlaps must be 0 < background < foreground <= 1, not {background!r} and {foreground!r}"
        raise InputError(what, where="errors")


def _scene(sides: Sides, cells: Cells, edges: Edges) -> Scene:
    found = sides.detections
    excused = found.excused
    if sides.kept is not None:  # nobody can say whether the others are right
        excused = excused.copy()
        excused[np.setdiff1d(np.arange(len(excused)), sides.kept)] = True
    return Scene(
        image_offsets=cells.detection_offsets,
        category=found.category[cells.detection],
        excused=excused[cells.detection],
        gold_category=sides.gold.category[cells.gold],
        gold_ignored=sides.gold.ignored[cells.gold],
        edge_offsets=edges.offsets,
        edge_gold=edges.gold,
        edge_overlap=edges.overlap,
    )


def _types(scene: Scene, errors: Errors, before: float, after: Floats) -> Table:
    wrong = errors.type < MISSED
    n = np.bincount(errors.type, minlength=len(_NAMES))[:MISSED]
    n_ignored = np.bincount(errors.type[errors.ignored], minlength=len(_NAMES))[:MISSED]
    unfound = np.count_nonzero(~scene.gold_ignored & ~errors.found)
    gain = after - before
    gain[: len(TYPES)] = np.maximum(gain[: len(TYPES)], 0)
    why = "no_gold" if np.isnan(before) else "nothing_left"
    return Table(
        {
            "type": [*TYPES, *SPECIAL],
            "n": np.array([*n, np.count_nonzero(errors.missed), np.count_nonzero(wrong & ~errors.ignored), unfound]),
            "n_ignored": np.array([*n_ignored, 0, 0, 0]),
            "ap": after,
            "dap": gain,
            "status": [why if np.isnan(value) else "ok" for value in after],
        }
    )


def _classes(scene: Scene, errors: Errors, category_ids: list[Any]) -> Table:
    n, n_types = len(category_ids), len(_NAMES)
    counts = np.bincount(scene.category * n_types + errors.type, minlength=n * n_types).reshape(n, n_types)
    counts[:, MISSED] = np.bincount(scene.gold_category[errors.missed], minlength=n)
    columns = {f"n_{name}": counts[:, place] for place, name in enumerate(_NAMES)}
    return Table({"id": category_ids, "n_right": columns.pop("n_right"), **columns})


def _rows(scene: Scene, errors: Errors, cells: Cells, sides: Sides, ids: tuple[Ints, Ints]) -> Table:
    missed = np.flatnonzero(errors.missed)
    m = len(missed)
    gold = np.concatenate((errors.gold, missed))
    images = np.concatenate((sides.detections.image[cells.detection], sides.gold.image[cells.gold[missed]]))
    categories = np.concatenate((scene.category, scene.gold_category[missed]))
    gold_category = np.append(scene.gold_category, -1)[gold]
    return Table(
        {
            "type": _NAMES[np.concatenate((errors.type, np.full(m, MISSED)))].tolist(),
            "image_id": [sides.image_ids[i] for i in images.tolist()],
            "category_id": [sides.category_ids[i] for i in categories.tolist()],
            "detection_id": np.concatenate((ids[1][cells.detection], np.full(m, -1))),
            "gold_id": np.append(ids[0][cells.gold], -1)[gold],
            "gold_category_id": [None if i < 0 else sides.category_ids[i] for i in gold_category.tolist()],
            "score": np.concatenate((sides.detections.score[cells.detection], np.full(m, np.nan))),
            "overlap": np.concatenate((errors.overlap, np.full(m, np.nan))),
            "ignored": np.concatenate((errors.ignored, np.zeros(m, np.bool_))),
        }
    )
