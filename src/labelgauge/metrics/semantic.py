"""Scores of semantic label maps from confusion matrices: IoU, Dice and accuracy per class, and their means.

Everything here is computed from counts, so matrices of several images may be added up (the micro average), or kept one
per image (which adds the average over images). The two differ, and both have a name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.kernels import contingency
from labelgauge.metrics._empty import EmptyPolicy, apply_policy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_PIXELS = 2**62
"""Twice as many still fit 64 bits, which the denominators need."""

Parts = Callable[[Ints, Ints, Ints], tuple[Ints, Ints]]


@dataclass(frozen=True)
class ClassScores:
    """A score per class and its two means.

    Attributes
    ----------
    metric
        ``"iou"``, ``"dice"`` or ``"accuracy"``.
    micro
        Mean over the classes of the score computed from the counts of all images together.
    macro_image
        Mean over the images of each image's own mean over its classes. Equal to `micro` for one matrix.
    n_classes
        Classes in the mean `micro`; a class with an undefined score is left out.
    n_images
        Images in the mean `macro_image`.
    n_empty_images
        Images left out of it because no class has a defined score there.
    classes
        One row per class: class, n_gold and n_candidate (pixels), micro, macro_image (mean of the class's score over
        the images where it is defined), n_images (how many those are), status (of the micro score: ``"ok"``,
        ``"absent"`` where neither side has the class, ``"no_gold"`` where the accuracy of a class without gold is
        undefined).
    """

    metric: str
    micro: float
    macro_image: float
    n_classes: int
    n_images: int
    n_empty_images: int
    classes: Table


@dataclass(frozen=True)
class PixelScore:
    """A score over all pixels, and its mean over images.

    Attributes
    ----------
    metric
        ``"pixel_accuracy"`` or ``"frequency_weighted_iou"``.
    micro
        The score of the pixels of all images together.
    macro_image
        Mean over the images of each image's own score.
    n
        Pixels that count.
    n_images
        Images in the mean `macro_image`.
    n_empty_images
        Images left out of it because no pixel counts there.
    status
        ``"ok"``, or ``"no_pixels"`` where no pixel counts at all.
    """

    metric: str
    micro: float
    macro_image: float
    n: int
    n_images: int
    n_empty_images: int
    status: str


def confusion_matrix(
    gold_labels: ArrayLike, candidate_labels: ArrayLike, *, n_classes: int, ignore: int | None = None, threads: int = 1
) -> Ints:
    """Count the pixels of every gold class by candidate class.

    Parameters
    ----------
    gold_labels, candidate_labels
        Integer arrays of one shape; classes are 0 to n_classes - 1. The two may differ in type; neither is copied.
    n_classes
        Number of classes, at most 16,384.
    ignore
        Label of pixels that are not judged. Pixels whose gold is `ignore` are left out; pixels whose candidate alone
        is `ignore` are errors, counted in one more column. It may be a class number: that class then does not occur.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n_classes, n_classes), or (n_classes, n_classes + 1) when `ignore` is given
        Gold rows, candidate columns; the extra last column counts candidates that are `ignore`.

    Raises
    ------
    InputError
        If a map is not an integer array, the shapes differ, or a label that counts is neither a class nor `ignore`;
        the first such pixel is named.

    Notes
    -----
    The rule of mmsegmentation and Cityscapes: the gold alone decides which pixels count.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.confusion_matrix([0, 0, 1, 1], [0, 1, 1, 1], n_classes=2).tolist()
    [[1, 1], [0, 2]]
    >>> lg.confusion_matrix([0, 0, 1, 9], [0, 9, 1, 1], n_classes=2, ignore=9).tolist()
    [[1, 0, 1], [0, 1, 0]]
    """
    gold, candidate = np.asarray(gold_labels), np.asarray(candidate_labels)
    matrix = contingency.confusion_matrix(gold, candidate, n_classes, ignore, threads=threads)
    return matrix if ignore is not None else np.ascontiguousarray(matrix[:, :-1])


def mean_iou(matrix: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> ClassScores:
    r"""Intersection over union per class, and its mean (mIoU).

    .. math:: \mathrm{IoU}_c = \frac{n_{cc}}{\sum_j n_{cj} + \sum_i n_{ic} - n_{cc}}

    Parameters
    ----------
    matrix
        Confusion matrix (n, n) or (n, n + 1) as `confusion_matrix` makes it, or a stack of them, one per image.
    empty
        What the score of a class is that neither side has: left out of the means (``"undefined"``, the default), 1
        (``"agree"``), 0 (``"coco"``), or an error (``"raise"``, which looks at all images together).

    Returns
    -------
    ClassScores
        Scores per class, `micro` and `macro_image`.

    Raises
    ------
    InputError
        If `matrix` is not such an array of counts.
    UndefinedError
        If a class is absent and ``empty="raise"``.

    Notes
    -----
    `micro` is the mIoU of mmsegmentation and Cityscapes; torchmetrics and MONAI average over images.

    Examples
    --------
    >>> import labelgauge as lg
    >>> scores = lg.mean_iou([[3, 1, 0], [0, 2, 0], [0, 0, 0]])
    >>> scores.classes["micro"].tolist(), scores.classes["status"]
    ([0.75, 0.6666666666666666, nan], ['ok', 'ok', 'absent'])
    >>> round(scores.micro, 4), scores.n_classes
    (0.7083, 2)
    """
    return _class_scores("iou", matrix, lambda true, gold, candidate: (true, gold + candidate - true), empty)


def mean_dice(matrix: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> ClassScores:
    r"""Dice coefficient (F1) per class, and its mean.

    .. math:: \mathrm{Dice}_c = \frac{2 n_{cc}}{\sum_j n_{cj} + \sum_i n_{ic}}

    Parameters
    ----------
    matrix
        Confusion matrix (n, n) or (n, n + 1) as `confusion_matrix` makes it, or a stack of them, one per image.
    empty
        What the score of a class is that neither side has; see `mean_iou`.

    Returns
    -------
    ClassScores
        Scores per class, `micro` and `macro_image`.

    Raises
    ------
    InputError
        If `matrix` is not such an array of counts.
    UndefinedError
        If a class is absent and ``empty="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.mean_dice([[3, 1], [0, 2]]).classes["micro"].round(4).tolist()
    [0.8571, 0.8]
    """
    return _class_scores("dice", matrix, lambda true, gold, candidate: (2 * true, gold + candidate), empty)


def mean_accuracy(matrix: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> ClassScores:
    r"""Accuracy per class (recall of its pixels), and its mean.

    .. math:: \mathrm{accuracy}_c = \frac{n_{cc}}{\sum_j n_{cj}}

    Parameters
    ----------
    matrix
        Confusion matrix (n, n) or (n, n + 1) as `confusion_matrix` makes it, or a stack of them, one per image.
    empty
        What the score of a class is that the gold does not have; see `mean_iou`.

    Returns
    -------
    ClassScores
        Scores per class, `micro` and `macro_image`.

    Raises
    ------
    InputError
        If `matrix` is not such an array of counts.
    UndefinedError
        If the gold lacks a class and ``empty="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.mean_accuracy([[3, 1], [0, 2]]).micro
    0.875
    """
    return _class_scores("accuracy", matrix, lambda true, gold, _: (true, gold), empty)


def pixel_accuracy(matrix: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> PixelScore:
    r"""Share of the pixels whose class is right.

    .. math:: \frac{\sum_c n_{cc}}{\sum_{ij} n_{ij}}

    Parameters
    ----------
    matrix
        Confusion matrix (n, n) or (n, n + 1) as `confusion_matrix` makes it, or a stack of them, one per image.
    empty
        What the score of no pixels is: see `EmptyPolicy`; undefined images are left out of `macro_image`.

    Returns
    -------
    PixelScore
        `micro` and `macro_image`.

    Raises
    ------
    InputError
        If `matrix` is not such an array of counts.
    UndefinedError
        If no pixel counts and ``empty="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.pixel_accuracy([[3, 1], [0, 4]]).micro
    0.875
    """
    stack = _stack(matrix)
    return _pixel_score("pixel_accuracy", stack, _margins(stack)[0].sum(axis=-1).astype(np.float64), empty)


def frequency_weighted_iou(matrix: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> PixelScore:
    r"""IoU of the classes weighted by how many gold pixels each has (FWIoU).

    .. math:: \sum_c \frac{n_c}{n} \mathrm{IoU}_c, \quad n_c = \sum_j n_{cj}

    Parameters
    ----------
    matrix
        Confusion matrix (n, n) or (n, n + 1) as `confusion_matrix` makes it, or a stack of them, one per image.
    empty
        What the score of no pixels is: see `EmptyPolicy`; undefined images are left out of `macro_image`.

    Returns
    -------
    PixelScore
        `micro` and `macro_image`.

    Raises
    ------
    InputError
        If `matrix` is not such an array of counts.
    UndefinedError
        If no pixel counts and ``empty="raise"``.

    Notes
    -----
    A class without gold has weight 0, so its false pixels cost only what they take from other classes.

    Examples
    --------
    >>> import labelgauge as lg
    >>> round(lg.frequency_weighted_iou([[3, 1], [0, 4]]).micro, 4)
    0.775
    """
    stack = _stack(matrix)
    true, gold, candidate = _margins(stack)
    weighted = gold * _divide(true, gold + candidate - true)
    return _pixel_score("frequency_weighted_iou", stack, np.nansum(weighted, axis=-1), empty)


def _stack(matrix: ArrayLike) -> Ints:
    """The matrices of all images, with their sum as the first: int64 (1 + k, n, n or n + 1)."""
    counts = np.asarray(matrix)
    if counts.ndim == 2:
        counts = counts[np.newaxis]
    if counts.ndim != 3 or counts.dtype.kind not in "iu" or counts.shape[2] - counts.shape[1] not in {0, 1}:
        what = "matrix must be counts of shape (n, n) or (n, n + 1), or (images, n, n) or (images, n, n + 1)"
        raise InputError(what, where=f"{counts.dtype.name} of shape {counts.shape}")
    if counts.size and counts.min() < 0:
        what = f"matrix has a negative count: {int(counts.min())}"
        raise InputError(what)
    if counts.sum(dtype=np.float64) >= MOST_PIXELS:
        what = f"matrix counts too many pixels: at most {MOST_PIXELS} in all can be added up exactly"
        raise InputError(what)
    images = counts.astype(np.int64)
    return np.concatenate((images.sum(axis=0, keepdims=True), images))


def _margins(stack: Ints) -> tuple[Ints, Ints, Ints]:
    """Right pixels, gold pixels and candidate pixels of each class: (..., n)."""
    n = stack.shape[-2]
    true = stack.diagonal(axis1=-2, axis2=-1)
    return true, stack.sum(axis=-1), stack[..., :n].sum(axis=-2)


def _divide(numerator: Ints | Floats, denominator: Ints) -> Floats:
    """Their ratio; NaN where the denominator is zero."""
    ratios = np.full(denominator.shape, np.nan)
    np.divide(numerator, denominator, out=ratios, where=denominator != 0)
    return ratios


def _filled(ratios: Floats, denominator: Ints, empty: EmptyPolicy | str, metric: str, item: str) -> Floats:
    """Undefined ratios as the policy says; only the first row, all images together, may raise."""
    apply_policy(ratios[0], np.nonzero(denominator[0] == 0), empty, metric, item=item)
    each = EmptyPolicy.UNDEFINED if empty == EmptyPolicy.RAISE else empty
    apply_policy(ratios[1:], np.nonzero(denominator[1:] == 0), each, metric)
    return ratios


def _mean(values: Floats) -> float:
    defined = values[~np.isnan(values)].tolist()
    return math.fsum(defined) / len(defined) if defined else math.nan


def _class_scores(metric: str, matrix: ArrayLike, parts: Parts, empty: EmptyPolicy | str) -> ClassScores:
    margins = _margins(_stack(matrix))
    numerator, denominator = parts(*margins)
    ratios = _filled(_divide(numerator, denominator), denominator, empty, f"mean_{metric}", "class")
    together, images = ratios[0], ratios[1:]
    defined = ~np.isnan(images)
    gold, candidate = margins[1][0], margins[2][0]
    status = np.where(denominator[0] > 0, "ok", np.where(gold + candidate > 0, "no_gold", "absent"))
    table = Table(
        {
            "class": np.arange(len(together), dtype=np.int64),
            "n_gold": gold,
            "n_candidate": candidate,
            "micro": together,
            "macro_image": np.array([_mean(column) for column in images.T], dtype=np.float64),
            "n_images": defined.sum(axis=0),
            "status": status.tolist(),
        }
    )
    n_images = int(defined.any(axis=1).sum())
    return ClassScores(
        metric=metric,
        micro=_mean(together),
        macro_image=_mean(np.array([_mean(image) for image in images], dtype=np.float64)),
        n_classes=int((~np.isnan(together)).sum()),
        n_images=n_images,
        n_empty_images=len(images) - n_images,
        classes=table,
    )


def _pixel_score(metric: str, stack: Ints, numerator: Floats, empty: EmptyPolicy | str) -> PixelScore:
    pixels = stack.sum(axis=(-2, -1))
    ratios = _divide(numerator, pixels)[:, np.newaxis]
    ratios = _filled(ratios, pixels[:, np.newaxis], empty, metric, "")[:, 0]
    n_images = int((~np.isnan(ratios[1:])).sum())
    return PixelScore(
        metric=metric,
        micro=float(ratios[0]),
        macro_image=_mean(ratios[1:]),
        n=int(pixels[0]),
        n_images=n_images,
        n_empty_images=len(ratios) - 1 - n_images,
        status="ok" if pixels[0] else "no_pixels",
    )
