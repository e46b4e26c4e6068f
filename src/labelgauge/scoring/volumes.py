"""score_volumes(): NIfTI files or folders in, a scorecard out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from labelgauge.dataset.label_values import label_values
from labelgauge.dataset.nifti import NiftiFile, open_nifti
from labelgauge.dataset.volume_grid import Axes, Grid, axes_along, grid_of, same_shape
from labelgauge.dataset.volume_pairs import VolumePair, VolumePairs, find_pairs
from labelgauge.errors import GeometryError, LabelGaugeError
from labelgauge.metrics.surface_conventions import SurfaceConvention
from labelgauge.metrics.volumes import label_agreement
from labelgauge.scoring import parameters, volume_parameters
from labelgauge.scoring.executors import ordered_map
from labelgauge.scoring.progress import Listener, ProgressEvent
from labelgauge.scoring.volume_content import MeasuredPair, scorecard
from labelgauge.scoring.volume_parameters import VolumeParameters
from labelgauge.scoring.volume_scorecard import VolumeScorecard


def score_volumes(
    gold: str | os.PathLike[str],
    candidate: str | os.PathLike[str],
    *,
    spacing: Literal["auto"] | Sequence[float] = "auto",
    labels: Sequence[int] | None = None,
    names: Mapping[int, str] | None = None,
    tolerances: Sequence[float] = (),
    convention: SurfaceConvention | str = "deepmind",
    threshold: float | None = None,
    allow_missing: bool = False,
    threads: int = 1,
    seed: int = 0,
    draws: int = 1000,
    progress: Callable[[ProgressEvent], None] | None = None,
) -> VolumeScorecard:
    """Compare NIfTI label volumes, file by file or folder by folder: overlap, surfaces and sizes of every label.

    Pairs of which a file has two axes are measured as images, in the plane; their volumes are areas in mm². A third
    axis of length 1 makes a volume of one slice, whose surface is also in front and behind.

    Headers are read and compared first, all of them; voxels then, one pair per thread at a time.

    Parameters
    ----------
    gold, candidate
        Two NIfTI files (.nii, .nii.gz, or .hdr beside .img), or two folders of them, whose files are paired by name.
    spacing
        ``"auto"``: from the headers, in millimetres. The two volumes of a pair must then be of one grid in space; one
        that stores its axes in another order or direction is laid along gold's. Three numbers, in millimetres and in
        the order in which the files store their axes: what headers say about space is not used, and voxels are compared
        by their indices. Of images the third number is not used.
    labels
        Labels to compare; None for all that either side has. 0 is background.
    names
        Names of labels.
    tolerances
        Tolerances of the normalized surface distance in millimetres; without any it is not measured.
    convention
        See `labelgauge.surface_distances`.
    threshold
        None: values are labels and must be whole. A number: values of at least this are label 1, all others background.
    allow_missing
        Whether files of a folder without a partner are left out, and said, instead of being an error.
    threads
        Number of threads; never changes the answer.
    seed, draws
        Seed and number of bootstrap draws; 0 draws give no intervals.
    progress
        Called with a `ProgressEvent` after every header and every pair.

    Returns
    -------
    VolumeScorecard
        Means with intervals, overall and per label, and a table of all measurements. Volumes without labels give a
        scorecard whose means are undefined.

    Raises
    ------
    FormatError
        If a file cannot be read as one NIfTI volume, or image, of labels.
    InputError
        If a parameter cannot be used, files have no partner, or the volumes of a pair are not of one grid; the message
        names both files and both values.
    GeometryError
        If a label is too large to work on.
    MissingExtraError
        If nibabel is not installed.

    Examples
    --------
    >>> import nibabel, numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.zeros((2, 9, 9, 9), dtype=np.uint8)
    >>> gold[2:6, 2:6, 2:6], candidate[2:6, 2:6, 2:5] = 1, 1
    >>> nibabel.save(nibabel.Nifti1Image(gold, np.diag([1, 1, 3, 1])), "gold.nii.gz")
    >>> nibabel.save(nibabel.Nifti1Image(candidate, np.diag([1, 1, 3, 1])), "candidate.nii.gz")
    >>> card = lg.score_volumes("gold.nii.gz", "candidate.nii.gz", tolerances=[1], names={1: "cube"})
    >>> row = next(card.measurements.rows())
    >>> row["name"], row["hd95_mm"], row["volume_difference_mm3"], round(row["nsd_1"], 3)
    ('cube', 3.0, -48.0, 0.909)
    """
    settings = volume_parameters.checked(
        spacing=spacing,
        labels=labels,
        names=names,
        tolerances=tolerances,
        convention=convention,
        threshold=threshold,
        seed=seed,
        draws=draws,
    )
    threads = parameters.whole(threads, "threads", 1)
    found = find_pairs(gold, candidate, allow_missing=allow_missing)
    jobs = _jobs(found, settings, progress)
    at_once = min(threads, len(jobs))

    def work(number: int) -> MeasuredPair:
        return _measured(jobs[number], settings, max(threads // len(jobs), 1))

    measured = []
    with closing(ordered_map(work, len(jobs), executor="threads", threads=at_once)) as results:
        for done, result in enumerate(results, start=1):
            measured.append(result)
            _tell(progress, "measuring", done, len(jobs))
    inputs = {"gold": _base_name(gold), "candidate": _base_name(candidate)}
    return scorecard(measured, inputs, found, settings, _notes(found, jobs, settings), threads=threads)


@dataclass(frozen=True)
class _Job:
    """One pair, its headers read and found to agree."""

    name: str
    gold: NiftiFile
    candidate: NiftiFile
    axes: Axes
    spacing_mm: tuple[float, float, float]
    agrees: bool

    @property
    def n_axes(self) -> int:
        """Axes along which the pair is measured."""
        return 2 if _is_image(self.gold, self.candidate) else 3


def _jobs(found: VolumePairs, settings: VolumeParameters, progress: Listener | None) -> list[_Job]:
    jobs = []
    for done, pair in enumerate(found.pairs, start=1):
        jobs.append(_job(pair, settings))
        _tell(progress, "reading headers", done, len(found.pairs))
    return jobs


def _job(pair: VolumePair, settings: VolumeParameters) -> _Job:
    gold, candidate = open_nifti(pair.gold), open_nifti(pair.candidate)
    if settings.spacing_mm is None:
        grid, other = _grids(gold, candidate)
        return _Job(pair.name, gold, candidate, axes_along(grid, other), grid.spacing_mm, agrees=True)
    same_shape(gold, candidate)
    return _Job(pair.name, gold, candidate, Axes(), settings.spacing_mm, agrees=_agree(gold, candidate))


def _is_image(gold: NiftiFile, candidate: NiftiFile) -> bool:
    """Whether the two are compared in the plane; the other of an image is one, too, if it has one slice."""
    return gold.is_image or candidate.is_image


def _grids(gold: NiftiFile, candidate: NiftiFile) -> tuple[Grid, Grid]:
    in_plane = _is_image(gold, candidate)
    return grid_of(gold, in_plane=in_plane), grid_of(candidate, in_plane=in_plane)


def _agree(gold: NiftiFile, candidate: NiftiFile) -> bool:
    """Whether headers that are not used would have let the two be compared as they are."""
    try:
        return not axes_along(*_grids(gold, candidate)).changes
    except LabelGaugeError:
        return False


def _measured(job: _Job, settings: VolumeParameters, threads: int) -> MeasuredPair:
    gold, candidate = (
        label_values(file.voxels(), threshold=settings.threshold, path=file.path) for file in (job.gold, job.candidate)
    )
    shape, spacing_mm = job.gold.shape[: job.n_axes], job.spacing_mm[: job.n_axes]
    try:
        measurements = label_agreement(
            gold.reshape(shape, order="F"),
            job.axes.applied(candidate).reshape(shape, order="F"),
            spacing_mm=spacing_mm,
            tolerances_mm=settings.tolerances_mm,
            convention=settings.convention,
            labels=settings.labels,
            threads=threads,
        )
    except GeometryError as error:
        raise GeometryError(
            error.what, where=f"{job.gold.path} and {job.candidate.path}", fix="Crop both volumes."
        ) from error
    files = {
        side: {"name": file.name, "digest": file.digest()}
        for side, file in (("gold", job.gold), ("candidate", job.candidate))
    }
    return MeasuredPair(job.name, files, shape, spacing_mm, job.axes.changes, measurements)


def _notes(found: VolumePairs, jobs: list[_Job], settings: VolumeParameters) -> list[str]:
    """What a reader of the numbers has to know about how they came about."""
    notes = []
    if found.gold_only or found.candidate_only:
        sides = f"{len(found.gold_only)} only in gold, {len(found.candidate_only)} only in the candidate"
        notes.append(f"Files are paired by name: {len(jobs)} in both, {sides}.")
    ignored = found.n_gold_ignored, found.n_candidate_ignored
    if any(ignored):
        notes.append(
            f"Not NIfTI by name, ignored: {ignored[0]} in the folder of gold, {ignored[1]} in the candidate's."
        )
    images = sum(job.n_axes == 2 for job in jobs)
    if images:
        notes.append(
            f"{images} of {len(jobs)} pairs are images, measured in the plane; their volumes are areas in mm²."
        )
    if settings.spacing_mm is not None:
        apart = sum(not job.agrees for job in jobs)
        notes.append(f"The spacing is given, so headers are not used; those of {apart} of {len(jobs)} pairs disagree.")
        return notes
    unnamed = sum(not file.names_unit for job in jobs for file in (job.gold, job.candidate))
    if unnamed:
        notes.append(f"{unnamed} of {2 * len(jobs)} headers name no unit of length; they are taken as millimetres.")
    turned = sum(job.axes.changes for job in jobs)
    if turned:
        notes.append(f"In {turned} of {len(jobs)} pairs the candidate's axes were reordered or flipped to gold's.")
    return notes


def _base_name(path: str | os.PathLike[str]) -> str:
    return Path(os.path.abspath(path)).name  # noqa: PTH100 - links keep their names


def _tell(progress: Listener | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(ProgressEvent(stage, done, total))
