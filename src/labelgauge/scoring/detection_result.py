"""DetectionResult: detection scores with all that stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.dataset import Dataset
from labelgauge.errors import InputError, check_instance
from labelgauge.matching.judged import Judged
from labelgauge.scoring.detection_bootstrap import LEAST_DRAWS, NO_SPREAD, Drawn, draw, spread_of
from labelgauge.scoring.detection_parameters import DetectionParameters
from labelgauge.scoring.detection_protocols import Stat
from labelgauge.scoring.detection_sides import Sides
from labelgauge.scoring.intervals import CONFIDENCE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_DRAWS = 100_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tensors:
    """Precision (t, levels, categories, ranges, cuts), last recall (t, categories, ranges, cuts), and scores."""

    precision: Floats
    recall: Floats
    scores: Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Evidence:
    """What was compared and what came of every detection."""

    gold: Dataset
    detections: Dataset
    sides: Sides
    judged: Judged


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """One number of a summary.

    Attributes
    ----------
    name
        What it is called.
    value
        Neither rounded nor clipped; NaN where undefined.
    n_gold
        Gold objects that are not ignored, of the categories that it is a mean of.
    n_categories
        How many categories have gold objects, and so are part of the mean.
    status
        ``"ok"``, ``"no_gold"`` (no gold object is of that size or frequency), ``"no_threshold"`` (it is for an overlap
        threshold that was not asked for) or ``"no_range"`` (it is for an area or a cut that was not asked for).
    n_images
        Images, which are what is resampled.
    se
        Standard error over draws; NaN without draws.
    low, high
        Ends of the interval; NaN without draws, or where fewer than 20 of them have any gold for it.
    draws
        How many draws were made.
    degenerate
        Share of the draws without gold for it, which are left out.
    """

    name: str
    value: float
    n_gold: int
    n_categories: int
    status: str
    n_images: int = 0
    se: float = np.nan
    low: float = np.nan
    high: float = np.nan
    draws: int = 0
    degenerate: float = 0.0

    @property
    def ci(self) -> tuple[float, float]:
        """Ends of the interval."""
        return self.low, self.high


@dataclass(frozen=True, eq=False, repr=False)
class DetectionResult:
    """Average precision and recall of detections, and what they come from.

    Made by `labelgauge.evaluate_detections`.

    Attributes
    ----------
    parameters
        What was asked for, and the conventions it was computed by.
    tensors
        `precision`, `recall` and `scores` in one.
    n_gold
        int64 (categories, ranges), gold objects that are not ignored.
    evidence, drawn
        What was compared, and the draws of `bootstrap`; not for direct use.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
    >>> result.precision.shape, round(result.stats["AP50"].value, 3)
    ((10, 101, 80, 4, 3), 0.697)
    """

    parameters: DetectionParameters
    tensors: Tensors
    n_gold: Ints
    evidence: Evidence
    drawn: Drawn | None = None

    @property
    def precision(self) -> Floats:
        """float64 (thresholds, levels, categories, ranges, cuts); -1 where there is no gold object."""
        return self.tensors.precision

    @property
    def recall(self) -> Floats:
        """float64 (thresholds, categories, ranges, cuts): after all detections; -1 where there is no gold object."""
        return self.tensors.recall

    @property
    def scores(self) -> Floats:
        """Where each recall is reached, in the shape of `precision`; 0 if never, -1 without a gold object."""
        return self.tensors.scores

    @property
    def iou_thresholds(self) -> Floats:
        """Overlap thresholds, ascending."""
        return self.parameters.settings.thresholds

    @property
    def recall_levels(self) -> Floats:
        """Recall levels, ascending."""
        return self.parameters.settings.levels

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the ranges of area."""
        return tuple(self.parameters.settings.areas)

    @property
    def max_detections(self) -> tuple[int, ...]:
        """Greatest numbers of detections of an image and category."""
        return self.parameters.settings.cuts

    @property
    def category_ids(self) -> list[Any]:
        """Ids of the categories, ascending; ``["all"]`` if they count as one."""
        return self.evidence.sides.category_ids

    @cached_property
    def stats(self) -> Mapping[str, DetectionScore]:
        """The summary by name: ``AP``, ``AP50``, and so on."""
        return MappingProxyType({stat.name: self._score(stat) for stat in self.parameters.settings.stats})

    @cached_property
    def classes(self) -> Table:
        """One row per category, in the order of ids.

        Columns: ``id``, ``name``, ``n_gold``, ``n_detections`` (those that count), ``ap``, ``ap50``, ``ap75``, ``ar``
        (of all areas and the greatest cut; NaN without gold objects, or where that threshold was not asked for).
        """
        precision = _undefined(self.precision[:, :, :, 0, -1])
        at = {share: self._threshold(share) for share in (0.5, 0.75)}
        n = len(self.category_ids)
        return Table(
            {
                "id": self.category_ids,
                "name": self._names(),
                "n_gold": self.n_gold[:, 0] if self.n_gold.size else np.zeros(n, np.int64),
                "n_detections": np.diff(self.evidence.judged.cells.category_offsets),
                "ap": precision.mean(axis=(0, 1)),
                **{
                    f"ap{round(100 * share)}": np.full(n, np.nan) if t is None else precision[t].mean(axis=0)
                    for share, t in at.items()
                },
                "ar": _undefined(self.recall[:, :, 0, -1]).mean(axis=0),
                **self._class_intervals(),
            }
        )

    def matches(self, *, iou: float = 0.5, area: str | None = None, threads: int = 1) -> Table:
        """What became of every detection and every gold object at one threshold.

        Parameters
        ----------
        iou
            Overlap threshold, in (0, 1]; it need not be one of `iou_thresholds`, but not below the least of them.
        area
            Name of a range of areas; None for the first.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Table
            A row per detection that counts, then one per gold object that none has found, both by category and image:
            ``outcome`` (``"TP"``, ``"FP"``, ``"FN"``, or ``"ignored"``), ``image_id``, ``category_id``,
            ``detection_id``, ``gold_id`` (-1 where there is none), ``score`` and ``overlap`` (NaN where there is
            none).

        Raises
        ------
        InputError
            If there is no such range, or the threshold is below the least.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> outcome = result.matches(iou=0.75)["outcome"]
        >>> [outcome.count(name) for name in ("TP", "FP", "FN", "ignored")]
        [554, 172, 276, 13]
        """
        least = float(self.iou_thresholds.min())
        if not least <= iou <= 1:
            what = f"iou must lie from the least threshold of the evaluation, {least:g}, to 1, not {iou!r}"
            raise InputError(what, where="matches", fix="Evaluate with iou_thresholds= that begin lower.")
        return _matches(self, float(iou), self._range(area), threads)

    def bootstrap(self, draws: int = 1000, *, seed: int = 0, threads: int = 1) -> DetectionResult:
        """The same result with intervals: images are resampled, and every number is taken anew from each draw.

        Parameters
        ----------
        draws
            How many, at least 20 and at most 100,000.
        seed
            Of the draws; results with one seed draw the same images.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        DetectionResult
            Its `stats` have ``se``, ``low`` and ``high``, its `classes` ``ap_low``, ``ap_high``, ``ar_low`` and
            ``ar_high``: percentiles of the draws, for 95 %.

        Raises
        ------
        InputError
            If a number is out of range.

        Notes
        -----
        Each image counts Poisson(1) times (Hanley and MacGibbon 2006). docs/detection.md has the coverage.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> ap = result.bootstrap(200).stats["AP"]
        >>> ap.low < ap.value < ap.high, ap.draws
        (True, 200)
        """
        if isinstance(draws, bool) or not isinstance(draws, int) or not LEAST_DRAWS <= draws <= MOST_DRAWS:
            what = f"draws must be a whole number from {LEAST_DRAWS} to {MOST_DRAWS:,}, not {draws!r}"
            raise InputError(what, where="bootstrap")
        sides, judged = self.evidence.sides, self.evidence.judged
        drawn = draw(
            judged,
            sides.detections.score[judged.cells.detection],
            sides.image_ids,
            len(self.category_ids),
            self.recall_levels,
            np.array(self.parameters.cuts, dtype=np.int64),
            draws,
            seed,
            threads=threads,
        )
        return replace(self, drawn=drawn)

    def compare(
        self, other: DetectionResult, *, draws: int = 1000, seed: int = 0, threads: int = 1
    ) -> DetectionComparison:
        """How much another result of the same gold differs, and how sure that is.

        Parameters
        ----------
        other
            Another model's, evaluated with the same parameters against the same gold.
        draws, seed, threads
            As for `bootstrap`.

        Returns
        -------
        DetectionComparison
            Of every number of the summary, other less this.

        Raises
        ------
        InputError
            If parameters or images differ, or a number is out of range.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> boxes = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> same = boxes.compare(boxes, draws=100).stats["AP"]
        >>> same.value, same.low, same.high
        (0.0, 0.0, 0.0)
        """
        return compare_results(self, other, draws, seed, threads)

    def _class_intervals(self) -> dict[str, Floats]:
        if self.drawn is None:
            return {}
        columns: dict[str, Floats] = {}
        for name, cells in (("ap", self.drawn.precision_by_category), ("ar", self.drawn.recall_by_category)):
            spreads = [spread_of(drawn, CONFIDENCE) for drawn in cells[:, :, 0].T]
            columns[f"{name}_low"] = np.array([spread.low for spread in spreads], dtype=np.float64)
            columns[f"{name}_high"] = np.array([spread.high for spread in spreads], dtype=np.float64)
        return columns

    def _range(self, area: str | None) -> int:
        name = self.areas[0] if area is None else area
        if name not in self.areas:
            what = f"there is no range of areas {name!r}"
            raise InputError(what, where="area", fix=f"Ranges are: {', '.join(self.areas)}.")
        return self.areas.index(name)

    def _threshold(self, share: float) -> int | None:
        places = np.flatnonzero(self.iou_thresholds == share)
        return int(places[0]) if len(places) else None

    def _names(self) -> list[str]:
        if self.parameters.class_agnostic:
            return ["all"]
        categories = self.evidence.gold.categories
        name_of = dict(zip(_values(categories["id"]), categories["name"], strict=True))
        return [name_of[value] for value in self.category_ids]

    def _frequencies(self) -> list[str]:
        """How frequent LVIS says each category is."""
        categories = self.evidence.gold.categories
        if self.parameters.class_agnostic or "frequency" not in categories:
            return [""] * len(self.category_ids)
        frequency_of = dict(zip(_values(categories["id"]), categories["frequency"], strict=True))
        return [frequency_of[value] for value in self.category_ids]

    def _score(self, stat: Stat) -> DetectionScore:
        n_images = len(self.evidence.sides.image_ids)
        if stat.area not in self.areas or not -len(self.max_detections) <= stat.cut < len(self.max_detections):
            return DetectionScore(stat.name, np.nan, 0, 0, "no_range", n_images)
        thresholds, a, categories = self._chosen(stat)
        n_gold = self.n_gold[categories, a]
        if not thresholds.any():
            return DetectionScore(stat.name, np.nan, int(n_gold.sum()), 0, "no_threshold", n_images)
        if stat.kind == "precision":
            cells = self.precision[thresholds][:, :, categories, a, stat.cut]
        else:
            cells = self.recall[thresholds][:, categories, a, stat.cut]
        known = cells[cells > -1]
        value = float(np.mean(known)) if len(known) else np.nan
        status = "ok" if len(known) else "no_gold"
        spread, n_draws = NO_SPREAD, 0
        if self.drawn is not None:
            spread = spread_of(self.drawn.of(stat, thresholds, a, categories), CONFIDENCE)
            n_draws = self.drawn.n_draws
        return DetectionScore(
            stat.name,
            value,
            int(n_gold.sum()),
            int(np.count_nonzero(n_gold)),
            status,
            n_images,
            spread.se,
            spread.low,
            spread.high,
            n_draws,
            spread.degenerate,
        )

    def _chosen(self, stat: Stat) -> tuple[NDArray[np.bool_], int, NDArray[np.bool_]]:
        """Thresholds, range and categories that a number is of."""
        thresholds = np.ones(len(self.iou_thresholds), np.bool_)
        if stat.threshold is not None:
            thresholds = self.iou_thresholds == stat.threshold
        categories = np.ones(len(self.category_ids), np.bool_)
        if stat.frequency is not None:
            categories = np.array(self._frequencies(), dtype=np.str_) == stat.frequency
        return thresholds, self.areas.index(stat.area), categories

    def __repr__(self) -> str:
        parameters, evidence = self.parameters, self.evidence
        shown = ", ".join(f"{name} {stats.value:.3f}" for name, stats in self.stats.items() if stats.status == "ok")
        return (
            f"<DetectionResult {parameters.protocol} {parameters.task} ({parameters.parity}): {shown}; "
            f"{evidence.detections.n_annotations} detections against {evidence.gold.n_annotations} gold objects>"
        )


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """How much one number of the summary differs between two results, other less first.

    Attributes
    ----------
    name
        What it is called.
    first, other
        The two numbers.
    value
        Their difference; NaN where either is undefined.
    se, low, high
        Over draws of the same images; NaN where fewer than 20 draws have gold for it.
    p_value
        Twice the lesser share of draws on one side of 0, ties counting half; 1 where all draws tie.
    draws, degenerate
        How many draws, and the share of them in which it is undefined.
    status
        ``"ok"``, or why it is undefined, as in `DetectionScore`.
    """

    name: str
    first: float
    other: float
    value: float
    se: float
    low: float
    high: float
    p_value: float
    draws: int
    degenerate: float
    status: str


@dataclass(frozen=True, slots=True)
class DetectionComparison:
    """Two results of the same gold side by side.

    Attributes
    ----------
    first, other
        The results, with their draws.
    stats
        `ScoreDifference` by name.
    """

    first: DetectionResult
    other: DetectionResult
    stats: Mapping[str, ScoreDifference]

    def to_table(self) -> Table:
        """One row per number of the summary."""
        names = [field.name for field in fields(ScoreDifference)]
        rows = list(self.stats.values())
        return Table({name: [getattr(row, name) for row in rows] for name in names})


def compare_results(
    first: DetectionResult, other: DetectionResult, draws: int, seed: int, threads: int
) -> DetectionComparison:
    """Differences of two results over draws of the same images."""
    check_instance(other, DetectionResult, "other", fix="Pass what evaluate_detections returns.")
    same_images = first.evidence.sides.image_ids == other.evidence.sides.image_ids
    if first.parameters.to_dict() != other.parameters.to_dict() or not same_images:
        what = f"the results differ in {'parameters' if same_images else 'images'}, so that they cannot be compared"
        raise InputError(what, where="compare", fix="Evaluate both against the same gold with the same parameters.")
    sides = [result.bootstrap(draws, seed=seed, threads=threads) for result in (first, other)]
    stats = {stat.name: _difference(stat, *sides) for stat in first.parameters.settings.stats}
    return DetectionComparison(sides[0], sides[1], MappingProxyType(stats))


def _difference(stat: Stat, first: DetectionResult, other: DetectionResult) -> ScoreDifference:
    scores = [result.stats[stat.name] for result in (first, other)]
    status = next((score.status for score in scores if score.status != "ok"), "ok")
    values = [score.value for score in scores]
    spread, p_value = NO_SPREAD, np.nan
    if status == "ok":
        assert first.drawn is not None
        assert other.drawn is not None
        ours, theirs = (
            result.drawn.of(stat, *result._chosen(stat)) for result in (first, other) if result.drawn is not None
        )
        spread, p_value = spread_of(theirs - ours, CONFIDENCE), _p_value(theirs - ours)
    return ScoreDifference(
        stat.name,
        values[0],
        values[1],
        values[1] - values[0],
        spread.se,
        spread.low,
        spread.high,
        p_value,
        scores[0].draws,
        spread.degenerate,
        status,
    )


def _p_value(drawn: Floats) -> float:
    known = drawn[~np.isnan(drawn)]
    if len(known) < LEAST_DRAWS:
        return np.nan
    above = float(np.mean(known > 0) + np.mean(known == 0) / 2)
    return min(1.0, 2 * min(above, 1 - above))


def _undefined(cells: Floats) -> Floats:
    return np.where(cells > -1, cells, np.nan)


def _values(ids: Ints | list[Any]) -> list[Any]:
    return ids.tolist() if isinstance(ids, np.ndarray) else ids


def _matches(result: DetectionResult, iou: float, a: int, threads: int) -> Table:
    judged, sides = result.evidence.judged, result.evidence.sides
    cells = judged.cells
    match = judged.matches(np.array([iou]), slice(a, a + 1), threads=threads)[0, 0]
    found = match >= 0
    ignored_gold = judged.ignored[a] != 0
    excused = np.where(found, ignored_gold[match] if len(ignored_gold) else False, judged.outside[a] != 0)
    left = np.setdiff1d(np.arange(len(cells.gold)), match[found])
    cell = np.repeat(np.arange(len(cells.image)), np.diff(cells.detection_offsets))
    gold_cell = np.repeat(np.arange(len(cells.image)), np.diff(cells.gold_offsets))[left]
    cell_of = np.concatenate((cell, gold_cell))
    outcome = np.concatenate(
        (
            np.where(excused, "ignored", np.where(found, "TP", "FP")),
            np.where(ignored_gold[left], "ignored", "FN"),
        )
    )
    gold_id = result.evidence.gold.annotations["id"][cells.gold]
    detection_id = result.evidence.detections.annotations["id"][cells.detection]
    m = len(left)
    return Table(
        {
            "outcome": outcome.tolist(),
            "image_id": [sides.image_ids[i] for i in cells.image[cell_of].tolist()],
            "category_id": [sides.category_ids[i] for i in cells.category[cell_of].tolist()],
            "detection_id": np.concatenate((detection_id, np.full(m, -1))),
            "gold_id": np.concatenate((np.where(found, np.append(gold_id, -1)[match], -1), gold_id[left])),
            "score": np.concatenate((sides.detections.score[cells.detection], np.full(m, np.nan))),
            "overlap": np.concatenate((_overlaps(judged, match), np.full(m, np.nan))),
        }
    )


def _overlaps(judged: Judged, match: Ints) -> Floats:
    """How much each detection overlaps the gold that it finds; NaN without one."""
    edges = judged.edges
    owner = np.repeat(np.arange(len(match)), np.diff(edges.offsets))
    chosen = edges.gold == match[owner]
    much = np.full(len(match), np.nan)
    much[owner[chosen]] = edges.overlap[chosen]
    return much
