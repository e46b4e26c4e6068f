"""DetectionResult: detection scores with all that stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError, check_instance
from labelgauge.scoring.card import Card
from labelgauge.scoring.detection_areas import areas_of
from labelgauge.scoring.detection_bootstrap import LEAST_DRAWS, NO_SPREAD, Drawn, draw, spread_of
from labelgauge.scoring.detection_calibration import Binning, DetectionCalibration, calibration_of, check_binning
from labelgauge.scoring.detection_comparison import DetectionComparison, compare_results
from labelgauge.scoring.detection_confusion import DetectionConfusion, confusion_of
from labelgauge.scoring.detection_content import content
from labelgauge.scoring.detection_curves import DetectionCurve, curve_of
from labelgauge.scoring.detection_errors import DetectionErrors, errors_of
from labelgauge.scoring.detection_evidence import Evidence, known_evidence
from labelgauge.scoring.detection_lrp import DetectionLRP, lrp_of
from labelgauge.scoring.detection_matches import matches_of
from labelgauge.scoring.detection_parameters import DetectionParameters, is_whole
from labelgauge.scoring.detection_points import (
    Points,
    category_place,
    check_overlap,
    points_of,
    range_place,
)
from labelgauge.scoring.detection_protocols import Stat
from labelgauge.scoring.detection_slices import slices_of
from labelgauge.scoring.detection_state import Outcomes, Tensors
from labelgauge.scoring.framed import Framed
from labelgauge.scoring.intervals import CONFIDENCE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_DRAWS = 100_000


@dataclass(frozen=True, slots=True)
class Categories:
    """What categories are called.

    Parameters
    ----------
    ids, names
        Ascending ids, and the name of each.
    frequencies
        How frequent LVIS says each is; empty text where nothing is said.
    """

    ids: list[Any]
    names: list[str]
    frequencies: list[str]


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
class DetectionResult(Card, Framed):
    """Average precision and recall of detections, and what they come from.

    Made by `labelgauge.evaluate_detections`.

    Attributes
    ----------
    parameters
        What was asked for, and the conventions it was computed by.
    tensors
        `precision`, `recall` and `scores` in one.
    categories, outcomes, evidence, drawn
        What results come from: what became of every detection, who found whom (None where that was not kept), and the
        draws of `bootstrap`; not for direct use.

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
    categories: Categories
    outcomes: Outcomes
    evidence: Evidence | None = None
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

    @cached_property
    def precision_areas(self) -> Floats:
        """float64 (thresholds, categories, ranges, cuts): area under precision over recall; -1 without a gold object.

        VOC's average precision since 2010; here precision has no 2⁻⁵².
        """
        areas = areas_of(self.outcomes, len(self.category_ids), self.parameters.cuts)
        areas.flags.writeable = False
        return areas

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
        """Greatest numbers of detections of an image and category, of LVIS of an image; 2⁶³ - 1 for all."""
        return self.parameters.settings.cuts

    @property
    def category_ids(self) -> list[Any]:
        """Ids of the categories, ascending; ``["all"]`` if they count as one."""
        return self.categories.ids

    @property
    def image_ids(self) -> list[Any]:
        """Ids of the images, ascending."""
        return self.outcomes.image_ids

    @cached_property
    def n_gold(self) -> Ints:
        """int64 (categories, ranges): gold objects that are not ignored."""
        return self.outcomes.n_gold(len(self.category_ids))

    @cached_property
    def stats(self) -> Mapping[str, DetectionScore]:
        """The summary by name: ``AP``, ``AP50``, and so on."""
        return {stat.name: self._score(stat) for stat in self.parameters.settings.stats}

    @cached_property
    def classes(self) -> Table:
        """One row per category, in the order of ids.

        Columns: ``id``, ``name``, ``n_gold``, ``n_detections`` (those among the greatest of `max_detections`), ``ap``,
        ``ap50``, ``ap75``, ``ar`` (of the first range of areas and the greatest cut; NaN without gold objects, or where
        that threshold was not asked for).
        """
        precision = self._class_precision()
        at = {share: self._threshold(share) for share in (0.5, 0.75)}
        n = len(self.category_ids)
        return Table(
            {
                "id": self.category_ids,
                "name": self.categories.names,
                "n_gold": self.n_gold[:, 0] if self.n_gold.size else np.zeros(n, np.int64),
                "n_detections": np.diff(self.outcomes.offsets(n)[0]),
                "ap": self._class_values()["ap"],
                **{
                    f"ap{round(100 * share)}": np.full(n, np.nan) if t is None else precision[t]
                    for share, t in at.items()
                },
                "ar": self._class_values()["ar"],
                **self._class_intervals(),
            }
        )

    @property
    def table(self) -> Table:
        """What `to_frame` converts: `classes`."""
        return self.classes

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
            A row per detection among the greatest of `max_detections`, then one per gold object that none has found,
            both by category and image:
            ``outcome`` (``"TP"``, ``"FP"``, ``"FN"``, or ``"ignored"``), ``image_id``, ``category_id``,
            ``detection_id``, ``gold_id`` (-1 where there is none), ``score`` and ``overlap`` (NaN where there is
            none).

        Raises
        ------
        InputError
            If there is no such range, the threshold is below the least, or nobody kept who found whom
            (`DetectionAccumulator`).

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
        check_overlap(self.parameters, iou, "matches")
        evidence = known_evidence(self.evidence, "matches")
        return matches_of(evidence, float(iou), range_place(self.parameters, area), threads)

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
            ``ar_high``, for 95 %.

        Raises
        ------
        InputError
            If a number is out of range.

        Notes
        -----
        Each image counts Poisson(1) times (Hanley and MacGibbon 2006); intervals are basic bootstrap intervals on the
        scale of arcsin √AP (Davison and Hinkley 1997). docs/detection.md has their coverage.

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
        if not is_whole(draws) or not LEAST_DRAWS <= draws <= MOST_DRAWS:
            what = f"draws must be a whole number from {LEAST_DRAWS} to {MOST_DRAWS:,}, not {draws!r}"
            raise InputError(what, where="bootstrap")
        drawn = draw(
            self.outcomes,
            len(self.category_ids),
            self.recall_levels,
            np.array(self.parameters.cuts, dtype=np.int64),
            int(draws),
            seed,
            with_areas=any(stat.kind == "area" for stat in self.parameters.settings.stats),
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
        check_instance(other, DetectionResult, "other", fix="Pass what evaluate_detections returns.")
        return compare_results(self, other, draws, seed, threads)

    def draws_of(self, name: str) -> Floats:
        """One number of the summary in every draw.

        Parameters
        ----------
        name
            A name of `stats`.

        Returns
        -------
        float64 (draws,)
            NaN in draws without gold objects for it, or where it was not asked for; without draws (`bootstrap`) it is
            empty.

        Raises
        ------
        InputError
            If there is no such number.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> len(result.bootstrap(100).draws_of("AP50"))
        100
        """
        stat = next((each for each in self.parameters.settings.stats if each.name == name), None)
        if stat is None:
            what = f"there is no number {name!r}"
            raise InputError(what, where="draws_of", fix=f"Names are: {', '.join(self.stats)}.")
        if self.drawn is None:
            return np.zeros(0)
        if self.stats[name].status in {"no_range", "no_threshold"}:
            return np.full(self.drawn.n_draws, np.nan)
        return self.drawn.of(stat, *self._chosen(stat))

    def _class_precision(self) -> Floats:
        """Average precision by threshold and category, as the headline has it; NaN without gold objects."""
        if self.parameters.settings.headline == "area":
            return _undefined(self.precision_areas[:, :, 0, -1])
        return np.asarray(_undefined(np.ascontiguousarray(self.precision[:, :, :, 0, -1])).mean(axis=1))

    def _class_values(self) -> dict[str, Floats]:
        return {
            "ap": self._class_precision().mean(axis=0),
            "ar": _undefined(self.recall[:, :, 0, -1]).mean(axis=0),
        }

    def _class_intervals(self) -> dict[str, Floats]:
        if self.drawn is None:
            return {}
        columns: dict[str, Floats] = {}
        for name, kind in (("ap", self.parameters.settings.headline), ("ar", "recall")):
            values, cells = self._class_values()[name], self.drawn.by_category(kind)
            spreads = [spread_of(v, drawn, CONFIDENCE, is_share=True) for v, drawn in zip(values, cells.T, strict=True)]
            columns[f"{name}_low"] = np.array([spread.low for spread in spreads], dtype=np.float64)
            columns[f"{name}_high"] = np.array([spread.high for spread in spreads], dtype=np.float64)
        return columns

    def errors(
        self,
        *,
        foreground: float = 0.5,
        background: float = 0.1,
        max_detections: int | None = None,
        threads: int = 1,
    ) -> DetectionErrors:
        """What is wrong with each detection, and what average precision would be without such errors (TIDE).

        Each wrong detection is of one type: localisation, classification, duplicate, background or both; gold objects
        that no such error explains are missed. docs/detection.md defines the types and the oracles.

        Parameters
        ----------
        foreground
            Overlap from which on a detection finds a gold object.
        background
            Overlap up to which it has nothing to do with one; above 0 and below `foreground`.
        max_detections
            How many detections of an image are looked at, over all categories, those of the highest scores. None: 100,
            of LVIS 300.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        DetectionErrors
            Numbers and costs of all types, and every single error. Of all sizes, whatever the ranges of areas. Without
            gold objects costs are NaN; without detections all gold objects are missed.

        Raises
        ------
        InputError
            If an overlap or `max_detections` is out of bounds, or gold objects stand for groups
            (``protocol="openimages"``).

        Notes
        -----
        Bolya, Foley, Hays, Hoffman, "TIDE", ECCV 2020. 100 × ``dap`` and ``n`` are what ``tidecv`` reports.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> types = result.errors().types
        >>> types["type"][0], int(types["n"][0]), round(float(types["dap"][0]), 4)
        ('classification', 83, 0.2225)
        """
        evidence = self._ungrouped_evidence("errors")
        return errors_of(
            evidence.sides,
            (evidence.gold.annotations["id"], evidence.detections.annotations["id"]),
            self.parameters,
            foreground=foreground,
            background=background,
            max_detections=max_detections,
            threads=threads,
        )

    def lrp(self, *, iou: float = 0.5, area: str | None = None, threads: int = 1) -> DetectionLRP:
        """Optimal localisation recall precision (oLRP): the least error of every category, and where to cut.

        Parameters
        ----------
        iou
            Overlap from which on a detection is right, below 1; it need not be one of `iou_thresholds`, but not below
            the least of them.
        area
            Name of a range of areas; None for the first.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        DetectionLRP
            Errors and best scores, per category and as means. A category without gold objects is NaN and no part of the
            means; one without right detections has an error of 1.

        Raises
        ------
        InputError
            If there is no such range, or the threshold is out of bounds.

        Notes
        -----
        Oksuz et al., ECCV 2018 and TPAMI 2021; docs/detection.md has the formula. All scores that occur are tried.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> round(result.lrp().olrp, 4)
        0.5015
        """
        return lrp_of(self._points(iou, area, "lrp", threads), self.category_ids, iou)

    def curve(
        self, category: Any = None, *, iou: float = 0.5, area: str | None = None, threads: int = 1
    ) -> DetectionCurve:
        """Precision, recall and F1 at every score.

        Parameters
        ----------
        category
            Id of a category; None for the detections of all, ranked together.
        iou, area, threads
            As for `lrp`, except that 1 is a threshold too.

        Returns
        -------
        DetectionCurve
            A row per score, and the best F1. Recall and F1 are NaN without gold objects.

        Raises
        ------
        InputError
            If there is no such category or range, or the threshold is out of bounds.

        Notes
        -----
        Precision is as it is, not the greatest at any higher recall as for average precision.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> curve = result.curve(iou=0.75)
        >>> round(curve.best_f1, 4), round(curve.best_score, 4)
        (0.7122, 0.012)
        """
        return curve_of(self._points(iou, area, "curve", threads, category))

    def calibration(
        self,
        category: Any = None,
        *,
        iou: float = 0.5,
        bins: int = 10,
        binning: Binning = "width",
        area: str | None = None,
        threads: int = 1,
    ) -> DetectionCalibration:
        """Whether scores say how often detections are right: expected and maximum calibration error.

        Parameters
        ----------
        category
            Id of a category; None for the detections of all.
        iou
            Overlap from which on a detection is right; as for `matches`.
        bins
            How many bins.
        binning
            ``"width"``: bins of one width over [0, 1]. ``"count"``: bins of about as many detections each, whose edges
            are scores; equal scores stay together, so that there can be fewer.
        area
            Name of a range of areas; None for the first.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        DetectionCalibration
            Errors and bins. Ignored detections are left out; without others, and where a score is not a probability,
            both errors are NaN.

        Raises
        ------
        InputError
            If there is no such category or range, or a parameter is out of bounds.

        Notes
        -----
        Naeini et al., AAAI 2015; Guo et al., ICML 2017. Missed gold objects have no score, and no part in this.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> calibration = result.calibration(bins=5)
        >>> round(calibration.ece, 4), round(calibration.mce, 4)
        (0.3923, 0.7499)
        """
        check_binning(bins, binning)
        return calibration_of(self._points(iou, area, "calibration", threads, category), bins, binning)

    def confusion_matrix(self, *, iou: float = 0.5, score: float = 0.0, threads: int = 1) -> DetectionConfusion:
        """Which categories are taken for which.

        In each image, detections of any category choose in order of score, equals as they came. Each takes, of the gold
        objects of any category that nobody took and that it overlaps by `iou` or more, the one that it overlaps most;
        of equals one of its own category, then the first. An ignored gold object is taken only by detections of its
        category that find no other, and these are left out.

        Parameters
        ----------
        iou
            Overlap from which on a detection finds a gold object, above 0 and at most 1.
        score
            Least score of a detection.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        DetectionConfusion
            Gold objects in rows, detections in columns, background last. Of detections, those among the greatest of
            `max_detections`; of all sizes.

        Raises
        ------
        InputError
            If `iou` is out of bounds, or gold objects stand for groups (``protocol="openimages"``).

        Notes
        -----
        The diagonal is not the number of detections that are right for average precision: there, a detection has no eye
        for gold objects of other categories, which it may overlap more. ``ultralytics`` pairs by falling overlap, from
        0.45 on, detections with a score of 0.25 or more, and has detections in rows; ``hotcoco`` has gold in rows.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> list(result.confusion_matrix().table.rows())[0]
        {'gold': 'person', 'detection': 'person', 'n': 198}
        """
        if not 0 < iou <= 1:
            what = f"iou must be above 0 and at most 1, not {iou!r}"
            raise InputError(what, where="confusion_matrix")
        if np.isnan(score):
            what = f"score must be a number, not {score!r}"
            raise InputError(what, where="confusion_matrix")
        evidence = self._ungrouped_evidence("confusion_matrix")
        return confusion_of(
            evidence.judged, evidence.sides, self.categories.names, iou=iou, score=score, threads=threads
        )

    def slices(self, by: str | Mapping[Any, Any], *, threads: int = 1) -> Table:
        """The summary for parts of the dataset.

        Parameters
        ----------
        by
            What divides it. A mapping of image ids to values: each part is the images of one value, and has the scores
            that these alone would have; images without a value are in none. Text: a column of the gold images, or else
            an attribute of the gold annotations (`Dataset.attribute`). Where annotations are divided, gold objects of
            other values are ignored, and detections that find nothing are wrong in every part.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Table
            One row per value, ascending: ``value``, ``n_images`` (with that value, or with such gold objects),
            ``n_gold`` and ``n_detections``, then the names of `stats` (NaN where undefined), and ``status``, that of
            the first of them. Without rows if there is no value.

        Raises
        ------
        InputError
            If there is no such image or attribute.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> wide = dict(zip(gold.images["id"].tolist(), (gold.images["width"] > 500).tolist()))
        >>> parts = result.slices(wide)
        >>> parts["value"], parts["AP"].round(3).tolist()
        ([False, True], [0.566, 0.526])
        """
        return slices_of(self, by, threads=threads)

    @cached_property
    def content(self) -> Mapping[str, Any]:  # type: ignore[override]  # made when it is asked for
        """What `to_dict` copies (docs/detection.schema.json)."""
        inputs = None if self.evidence is None else (self.evidence.gold, self.evidence.detections)
        return content(inputs, self.parameters, self.drawn, self.stats.values(), self.classes)

    def _points(self, iou: float, area: str | None, where: str, threads: int, category: Any = None) -> Points:
        """Detections that count at one threshold, of one category or of all."""
        evidence = known_evidence(self.evidence, where)
        points = points_of(
            evidence.judged, evidence.sides, self.parameters, iou=iou, area=area, where=where, threads=threads
        )
        return points if category is None else points.of(category_place(self.category_ids, category, where))

    def _ungrouped_evidence(self, where: str) -> Evidence:
        """Who found whom; an error where crowds count, as nobody has said what errors about them are."""
        if self.parameters.counts_groups:
            what = f"{where} is not defined where a gold object may stand for a group, as by protocol='openimages'"
            raise InputError(what, where=where, fix="Evaluate with protocol='coco'.")
        return known_evidence(self.evidence, where)

    def _threshold(self, share: float) -> int | None:
        places = np.flatnonzero(self.iou_thresholds == share)
        return int(places[0]) if len(places) else None

    def _score(self, stat: Stat) -> DetectionScore:
        n_images = len(self.image_ids)
        if stat.area not in self.areas or not -len(self.max_detections) <= stat.cut < len(self.max_detections):
            return DetectionScore(stat.name, np.nan, 0, 0, "no_range", n_images)
        thresholds, a, categories = self._chosen(stat)
        n_gold = self.n_gold[categories, a]
        if not thresholds.any():
            return DetectionScore(stat.name, np.nan, int(n_gold.sum()), 0, "no_threshold", n_images)
        if stat.kind == "area":
            tensor = self.precision_areas
        else:
            tensor = self.precision if stat.kind == "precision" else self.recall
        known = categories & (self.n_gold[:, a] > 0)
        cells = tensor[..., a, stat.cut][thresholds][..., known]
        value = float(np.mean(cells.ravel())) if cells.size else np.nan
        status = "ok" if cells.size else "no_gold"
        spread, n_draws = NO_SPREAD, 0
        if self.drawn is not None:
            spread = spread_of(value, self.drawn.of(stat, thresholds, a, categories), CONFIDENCE, is_share=True)
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
            categories = np.array(self.categories.frequencies, dtype=np.str_) == stat.frequency
        return thresholds, self.areas.index(stat.area), categories

    def __repr__(self) -> str:
        parameters = self.parameters
        shown = ", ".join(f"{name} {stats.value:.3f}" for name, stats in self.stats.items() if stats.status == "ok")
        return (
            f"<DetectionResult {parameters.protocol} {parameters.task} ({parameters.parity}): {shown}; "
            f"{len(self.outcomes.score)} detections and {len(self.outcomes.gold_image)} gold objects on "
            f"{len(self.image_ids)} images>"
        )


def _undefined(cells: Floats) -> Floats:
    return np.where(cells > -1, cells, np.nan)
