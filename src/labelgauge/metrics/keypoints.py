"""Object keypoint similarity (OKS): agreement of poses."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry.keypoints import Keypoints
from labelgauge.kernels import keypoint
from labelgauge.metrics._empty import EmptyPolicy, apply_policy

Floats = NDArray[np.float64]

_TENTHS = [0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89, 0.89]

COCO_SIGMAS: Floats = np.array(_TENTHS) / 10.0
"""COCO's spreads of the 17 keypoints of a person: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles.

Written as COCO does, tenths divided by ten: the division rounds once more, and the last bit counts.
"""


def oks(
    gold: Keypoints,
    candidate: Keypoints,
    *,
    sigmas: ArrayLike | None = None,
    paired: bool = False,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Floats:
    r"""Object keypoint similarity: how near each candidate's keypoints are to the gold's, for the size of the object.

    .. math:: \mathrm{OKS} = \frac{1}{|V|} \sum_{p \in V}
        \exp\left(-\frac{d_p^2}{2\,(2\sigma_p)^2\,(A + \varepsilon)}\right)

    V are the gold's visible points, d the distances, A the gold's area, σ a spread per keypoint and ε = 2⁻⁵².

    Parameters
    ----------
    gold
        `Keypoints` with areas. Which of its points are visible decides which count.
    candidate
        `Keypoints` of as many points; neither their visibility nor their area matters.
    sigmas
        One spread per keypoint, above 0. None: COCO's for the 17 points of a person.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What OKS is where no gold point is visible: NaN (``"undefined"``), 1 (``"agree"``), an error (``"raise"``), or
        with ``"coco"`` what COCO answers: the mean over all points, d being how far a candidate's point lies outside
        the gold's box moved out by its width and height on every side.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        Gold rows, candidate columns; in [0, 1].

    Raises
    ------
    InputError
        If a side is not `Keypoints`, numbers of points or poses differ, a sigma is not above 0, the area of a gold is
        not known, or ``empty="coco"`` needs a box that is not known.
    UndefinedError
        If no point of a gold is visible and ``empty="raise"``.

    Notes
    -----
    COCO's keypoint evaluation, <https://cocodataset.org/#keypoints-eval>. Equal to ``computeOks`` of ``pycocotools``
    but for the last bits: its sum and exponential depend on NumPy's build and the CPU.

    Examples
    --------
    >>> import labelgauge as lg
    >>> gold = lg.Keypoints([[[10, 10], [30, 10]]], areas=[400])
    >>> candidate = lg.Keypoints([[[10, 10], [30, 12]]])
    >>> lg.oks(gold, candidate, sigmas=[0.05, 0.05]).round(6).tolist()
    [[0.803265]]
    """
    _check_sides(gold, candidate, paired=paired)
    spreads = _sigmas(sigmas, gold.n_points)
    unseen = np.flatnonzero(~gold.visible.any(axis=1))
    as_coco = empty == EmptyPolicy.COCO
    sides = (
        gold.points,
        gold.visible.astype(np.uint8),
        _known_areas(gold),
        _bounds(gold, unseen if as_coco else unseen[:0]),
        candidate.points,
        spreads,
    )
    undefined: tuple[NDArray[np.intp], ...] = (unseen[:0] if as_coco else unseen,)
    if paired:
        each = np.arange(len(gold), dtype=np.int64)
        values = keypoint.keypoint_similarity_pairs(*sides, each, each, threads=threads)
    else:
        values = keypoint.keypoint_similarity(*sides, threads=threads)
        undefined = np.ix_(undefined[0], np.arange(len(candidate)))
    return apply_policy(values, undefined, empty, "oks")


def _check_sides(gold: Any, candidate: Any, *, paired: bool) -> None:
    for side, name in ((gold, "gold"), (candidate, "candidate")):
        if not isinstance(side, Keypoints):
            what = f"{name} must be Keypoints, not {type(side).__name__}"
            raise InputError(what, where="oks")
    if gold.n_points != candidate.n_points:
        what = f"gold has {gold.n_points} keypoints per pose but candidate has {candidate.n_points}"
        raise InputError(what, where="oks")
    if paired and len(gold) != len(candidate):
        what = f"paired=True needs as many gold as candidates, not {len(gold)} and {len(candidate)}"
        raise InputError(what, where="oks")


def _sigmas(sigmas: ArrayLike | None, n_points: int) -> Floats:
    if sigmas is None and n_points != len(COCO_SIGMAS):
        what = f"COCO's sigmas are for {len(COCO_SIGMAS)} keypoints, not {n_points}"
        raise InputError(what, where="oks", fix="Give sigmas=, one per keypoint.")
    try:
        return COCO_SIGMAS if sigmas is None else np.array(sigmas, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        what = "sigmas must be one number per keypoint"
        raise InputError(what, where="oks") from error


def _known_areas(gold: Keypoints) -> Floats:
    unknown = np.isnan(gold.areas)
    if unknown.any():
        what = f"the area of gold {int(np.argmax(unknown))} is not known"
        raise InputError(what, where="oks", fix="Give Keypoints(..., areas=...).")
    return gold.areas


def _bounds(gold: Keypoints, needed: NDArray[np.intp]) -> Floats:
    """The box of each gold moved out by its width and height; only those `needed` must be known."""
    unknown = np.isnan(gold.boxes[needed]).any(axis=1)
    if unknown.any():
        what = f"no point of gold {int(needed[np.argmax(unknown)])} is visible, and its box is not known"
        raise InputError(what, where="oks", fix="Give Keypoints(..., boxes=...), or another empty=.")
    bounds = np.zeros((len(gold), 4))
    boxes = gold.boxes[needed]
    size = boxes[:, 2:] - boxes[:, :2]
    bounds[needed] = np.hstack((boxes[:, :2] - size, boxes[:, 2:] + size))
    return bounds
