"""score(): two datasets in, a scorecard out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelgauge._version import __version__
from labelgauge.dataset.align import Alignment, align
from labelgauge.dataset.dataset import Dataset
from labelgauge.matching.edges import find_edges
from labelgauge.matching.outcomes import OUTCOMES
from labelgauge.matching.pairs import ClassUse, match_pairs
from labelgauge.scoring import parameters, severity, sides, state, surfaces, tables, worst
from labelgauge.scoring.columns import SURFACE_TOO_LARGE, Columns, columns_for
from labelgauge.scoring.executors import ordered_map
from labelgauge.scoring.groups import Groups
from labelgauge.scoring.metrics import finalize
from labelgauge.scoring.parameters import Parameters
from labelgauge.scoring.progress import ProgressEvent
from labelgauge.scoring.records import Records, join, make_records
from labelgauge.scoring.scorecard import SCHEMA_VERSION, Scorecard
from labelgauge.scoring.sides import Side
from labelgauge.scoring.statistics import Batch, image_keys, make_batch

IMAGES_PER_SHARD = 256
N_NAMES = 50
"""How many names of images without a counterpart a scorecard lists."""


def score(
    gold: Dataset,
    candidate: Dataset,
    *,
    iou: float = 0.5,
    location: float = 0.75,
    floor: float = 0.1,
    class_use: ClassUse = "lenient",
    class_map: Mapping[int | str, int | str] | None = None,
    by: str | None = None,
    threads: int = 1,
    shards: int | None = None,
    executor: Literal["serial", "threads"] = "serial",
    seed: int = 0,
    draws: int = 1000,
    severities: Mapping[str, str | float] | None = None,
    surface: float | Sequence[float] | None = None,
    progress: Callable[[ProgressEvent], None] | None = None,
) -> Scorecard:
    """Judge every annotation of a candidate dataset against gold.

    Annotations of each shared image are matched without scores, every pair is measured, and every annotation gets an
    outcome (see `labelgauge.matching.pairs`). Metrics and intervals are those of `labelgauge.scoring.metrics`.

    Parameters
    ----------
    gold, candidate
        Datasets from `labelgauge.read`. Images and classes are aligned by `labelgauge.align`; only shared images are
        scored, and the scorecard says what has no counterpart.
    iou
        IoU from which two annotations are about the same object; precision, recall and F1 count pairs of one class
        from here on. Above 0, at most 1.
    location
        IoU from which a pair of one class is a match and not a location error. Above 0, at most 1.
    floor
        Least IoU of a pair. Above 0, at most `iou`.
    class_use
        ``"lenient"``: pairs of one class first, then pairs of two classes, which are class errors. ``"strict"``: pairs
        of one class only. ``"ignore"``: classes do not matter, only geometry does.
    class_map
        Renames candidate classes to gold classes, by name or id.
    by
        An attribute of the annotations; results are also given for each of its values (the gold's, or the candidate's
        where there is no gold; ``"(none)"`` where it is missing).
    threads
        Number of threads.
    shards
        Number of slices the images are worked off in; None: one per 256 images.
    executor
        ``"serial"``: one shard after the other, threads inside kernels. ``"threads"``: shards on threads.
        Neither this nor `threads` nor `shards` changes the result.
    seed
        Seed of the bootstrap.
    draws
        Number of bootstrap draws; 0 gives no bootstrap intervals.
    severities
        Changes the severity of outcomes: outcome to a level (``"critical"`` 1.0, ``"high"`` 0.7, ``"moderate"`` 0.4,
        ``"none"`` 0.0) or to a weight of at least 0. By default missing is critical; location, both, split and merge
        are high; class, spurious and duplicate are moderate.
    surface
        Tolerances in pixels, one or up to 16; pairs compared on masks are then also measured by
        `labelgauge.surface_distances`: NSD at each tolerance, HD95, ASSD and bias. Pairs of masks too large for that
        are counted, and undefined. None measures no surfaces.
    progress
        Called with a `ProgressEvent` after every shard.

    Returns
    -------
    Scorecard
        Counts, metrics, tables and the worst annotations. Datasets without annotations give a scorecard whose metrics
        are undefined, each with a status.

    Raises
    ------
    InputError
        If a parameter is out of range or unknown, or the datasets have no image in common.
    GeometryError
        If a coordinate is too large to be summed (2^31 pixels), or a mask too large for boundary IoU.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> examples = files("labelgauge.examples") / "coco_reviewed"
    >>> gold, candidate = lg.read(examples / "reviewed.json.gz"), lg.read(examples / "original.json.gz")
    >>> card = lg.score(gold, candidate)
    >>> {name: count for name, count in card.to_dict()["counts"].items() if count}
    {'match': 1395, 'missing': 23, 'spurious': 5, 'duplicate': 7, 'merge': 80, 'absorbed': 1}
    """
    settings = Parameters(
        rules=parameters.rules(iou, location, floor, class_use),
        severities=severity.checked(severities),
        by=by,
        seed=parameters.whole(seed, "seed", 0),
        draws=parameters.whole(draws, "draws", 0),
        class_map=class_map,
        surface=surfaces.checked(surface),
    )
    threads = parameters.whole(threads, "threads", 1)
    executor_name = parameters.executor(executor)
    plan = _plan(gold, candidate, settings)
    bounds = _shard_bounds(len(plan.keys), shards)
    inner = threads if executor_name == "serial" else 1

    def work(shard: int) -> tuple[Records, Batch]:
        return _score_shard(plan, *bounds[shard], inner)

    total = state.empty(len(plan.groups), settings.draws, plan.columns)
    records = []
    with closing(ordered_map(work, len(bounds), executor=executor_name, threads=threads)) as results:
        for done, (part, batch) in enumerate(results, start=1):
            state.update(total, batch, seed=settings.seed, threads=threads)
            records.append(part)
            if progress is not None:
                progress(ProgressEvent("scoring", done, len(bounds)))
    return _scorecard(plan, total, join(records))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything that is known before the first shard."""

    alignment: Alignment
    gold: Side
    candidate: Side
    groups: Groups
    keys: NDArray[np.uint64]
    parameters: Parameters
    columns: Columns


def _plan(gold: Dataset, candidate: Dataset, settings: Parameters) -> _Plan:
    alignment = align(gold, candidate, class_map=settings.class_map)
    values, gold_value, candidate_value = sides.attribute_values(gold, candidate, settings.by)
    return _Plan(
        alignment=alignment,
        gold=sides.prepare(gold, alignment.gold_image, alignment.gold_class, gold_value),
        candidate=sides.prepare(candidate, alignment.candidate_image, alignment.candidate_class, candidate_value),
        groups=Groups(tuple(alignment.classes), tuple(values), pool_classes=settings.rules.class_use == "ignore"),
        keys=image_keys(alignment.image_key),
        parameters=settings,
        columns=columns_for(settings.surface),
    )


def _shard_bounds(n_images: int, shards: int | None) -> list[tuple[int, int]]:
    """First and last image of each shard; at least one shard, of images about equally many."""
    n = -(-n_images // IMAGES_PER_SHARD) if shards is None else parameters.whole(shards, "shards", 1)
    n = max(min(n, n_images), 1)
    ends = [n_images * i // n for i in range(n + 1)]
    return list(zip(ends[:-1], ends[1:], strict=True))


def _score_shard(plan: _Plan, begin: int, end: int, threads: int) -> tuple[Records, Batch]:
    gold, candidate = sides.parts(plan.gold, plan.candidate, begin, end, len(plan.groups.classes), threads)
    rules = plan.parameters.rules
    edges = find_edges(gold.marks, candidate.marks, threads=threads)
    matching = match_pairs(gold.labels, candidate.labels, edges, rules, threads=threads)
    records = make_records(gold, candidate, edges, matching, begin, plan.parameters.surface, threads=threads)
    batch = make_batch(
        records,
        plan.groups,
        plan.keys[begin:end],
        begin,
        severity.weights(plan.parameters.severities),
        rules.iou,
        rules.location,
        plan.columns,
    )
    return records, batch


def _scorecard(plan: _Plan, total: state.State, records: Records) -> Scorecard:
    gold, candidate, alignment = plan.gold.dataset, plan.candidate.dataset, plan.alignment
    severities = plan.parameters.severities
    groups = _group_entries(plan, total)
    names = [metric.name for metric in groups[0]["metrics"]]
    annotations = tables.annotations_table(
        records,
        gold,
        candidate,
        image_names=alignment.image_key,
        classes=alignment.classes,
        severities=severities,
        surface_names=plan.parameters.surface.names,
    )
    images = tables.images_table(records, alignment.image_key, severities, plan.parameters.rules.iou)
    bins = [group for group in groups if group["kind"] not in {"overall", "class"}]
    return Scorecard(
        summary=tables.summary_table(groups[0]),
        classes=tables.groups_table([group for group in groups if group["kind"] == "class"], ("name",), names),
        bins=tables.groups_table(bins, ("kind", "name"), names),
        images=images,
        annotations=annotations,
        content={
            **_header(plan),
            "counts": groups[0]["counts"],
            "groups": [{**group, "metrics": [metric.to_dict() for metric in group["metrics"]]} for group in groups],
            "worst": {
                "annotations": worst.worst_annotations(records, annotations, gold, candidate),
                "images": worst.worst_images(records, annotations, images, gold, candidate),
            },
        },
    )


def _header(plan: _Plan) -> dict[str, Any]:
    gold, candidate = plan.gold.dataset, plan.candidate.dataset
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "scorecard",
        "labelgauge": __version__,
        "inputs": {"gold": _input(gold), "candidate": _input(candidate)},
        "parameters": plan.parameters.to_dict(),
        "alignment": _alignment(plan.alignment, gold, candidate),
        "findings": {
            "gold": _tally(gold),
            "candidate": _tally(candidate),
            "skipped": {"gold": gold.n_skipped, "candidate": candidate.n_skipped},
        },
    }


def _group_entries(plan: _Plan, total: state.State) -> list[dict[str, Any]]:
    """One entry per group; classes and attribute values without annotations are left out."""
    metrics = finalize(total, severity.weights(plan.parameters.severities), plan.columns)
    entries = []
    for kind, name, number in plan.groups.names():
        counts = dict(zip(plan.columns.counts, total.counts[number].tolist(), strict=True))
        if kind in {"class", "attribute"} and counts["n_gold"] + counts["n_candidate"] == 0:
            continue
        n_images = int(total.images[number, plan.columns.image_counts.index("any")])
        entry: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "n_gold": counts["n_gold"],
            "n_candidate": counts["n_candidate"],
            "n_images": n_images,
        }
        if kind == "overall":
            entry["n_images"] = int(total.n_images[0])
            entry["n_empty_images"] = int(total.n_images[0]) - n_images
        if SURFACE_TOO_LARGE in counts:
            entry["n_surface_too_large"] = counts[SURFACE_TOO_LARGE]
        entry["counts"] = {outcome: counts[outcome] for outcome in OUTCOMES}
        entry["metrics"] = metrics[number]
        entries.append(entry)
    return entries


def _input(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "format": dataset.format,
        "n_images": dataset.n_images,
        "n_annotations": dataset.n_annotations,
    }


def _alignment(alignment: Alignment, gold: Dataset, candidate: Dataset) -> dict[str, Any]:
    return {
        "n_images": len(alignment.image_key),
        "n_gold_only_images": len(alignment.gold_only_images),
        "n_candidate_only_images": len(alignment.candidate_only_images),
        "gold_only_images": _image_names(gold, alignment.gold_only_images.tolist()),
        "candidate_only_images": _image_names(candidate, alignment.candidate_only_images.tolist()),
        "gold_only_classes": alignment.gold_only_classes,
        "candidate_only_classes": alignment.candidate_only_classes,
        "n_size_differs": int(np.count_nonzero(~alignment.same_size)),
        "notes": alignment.report(),
    }


def _image_names(dataset: Dataset, rows: Sequence[int]) -> list[str]:
    """The first names in sorted order: file names, or ids where there are none."""
    names, ids = dataset.images["file_name"], dataset.images["id"]
    return sorted(names[row] or str(ids[row]) for row in rows)[:N_NAMES]


def _tally(dataset: Dataset) -> dict[str, int]:
    return dict(sorted(Counter(dataset.findings["code"]).items()))
