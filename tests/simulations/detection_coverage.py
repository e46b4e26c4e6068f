"""How often intervals of average precision hold the truth: images drawn from a larger set whose AP is known.

    python -m tests.simulations.detection_coverage          500 samples of 100 and of 500 images
    python -m tests.simulations.detection_coverage 50       fewer

A set of 20,000 images has gold objects of some classes, found with a probability that falls with the threshold, and
wrong detections; scores of right ones are higher. Its AP is taken as true. Each sample is scored and resampled as
`DetectionResult.bootstrap` does it. A second model of the same gold finds objects just as well, independently; the
truth of the difference is that of the two sets.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelgauge.scoring.detection_bootstrap import draw, spread_of
from labelgauge.scoring.detection_protocols import COCO_LEVELS, COCO_THRESHOLDS
from labelgauge.scoring.detection_state import Outcomes, ordered, tensors_of

N_IMAGES = 20_000
CUTS = np.array([100])
FOUND, WRONG = 0.8, 1.5
"""Share of gold objects that are found at the least threshold; wrong detections per image and class."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coverage:
    """What came of the samples: shares of intervals that hold the truth, and the mean bias of AP."""

    n_classes: int
    n_gold: float
    n_images: int
    samples: int
    covered: float
    difference_covered: float
    bias: float


def population(rng: np.random.Generator, n_classes: int, n_gold: float) -> tuple[Outcomes, Outcomes]:
    """Two models' detections of the same gold; n_gold objects of a class on an image in the mean."""
    gold_image = np.repeat(np.arange(N_IMAGES), rng.poisson(n_gold * n_classes, N_IMAGES)).astype(np.int32)
    gold_category = rng.integers(0, n_classes, len(gold_image)).astype(np.int32)
    models = [_model(rng, gold_image, gold_category, n_classes) for _ in range(2)]
    return models[0], models[1]


def _model(
    rng: np.random.Generator, gold_image: NDArray[np.int32], gold_category: NDArray[np.int32], n_classes: int
) -> Outcomes:
    found = rng.random(len(gold_image)) < FOUND
    overlap = 0.5 + 0.5 * rng.beta(2, 2, int(found.sum()))
    wrong_image = np.repeat(np.arange(N_IMAGES), rng.poisson(WRONG * n_classes, N_IMAGES)).astype(np.int32)
    wrong_category = rng.integers(0, n_classes, len(wrong_image)).astype(np.int32)
    right = overlap >= COCO_THRESHOLDS[:, np.newaxis]
    outcome = np.concatenate((right, np.zeros((len(COCO_THRESHOLDS), len(wrong_image)), np.bool_)), axis=1)
    n = outcome.shape[1]
    return ordered(
        Outcomes(
            list(range(N_IMAGES)),
            np.concatenate((gold_image[found], wrong_image)),
            np.concatenate((gold_category[found], wrong_category)),
            np.zeros(n, np.int32),
            np.concatenate((rng.beta(3, 2, len(overlap)), rng.beta(2, 3, len(wrong_image)))),
            outcome[np.newaxis].astype(np.uint8),
            gold_image,
            gold_category,
            np.zeros((1, len(gold_image)), np.uint8),
        ),
        n_classes,
    )


def average_precision(outcomes: Outcomes, n_classes: int) -> float:
    """AP over all thresholds."""
    precision = tensors_of(outcomes, n_classes, COCO_LEVELS, CUTS).precision
    return float(precision[precision > -1].mean())


def coverage(seed: int, n_classes: int, n_gold: float, n_images: int, samples: int, draws: int) -> Coverage:
    """Draw samples and count."""
    rng = np.random.default_rng(seed)
    models = population(rng, n_classes, n_gold)
    truth = [average_precision(model, n_classes) for model in models]
    covered = difference = 0
    bias = 0.0
    for sample in range(samples):
        images = np.zeros(N_IMAGES, np.bool_)
        images[rng.choice(N_IMAGES, n_images, replace=False)] = True
        parts = [replace(model.take(images), image_ids=list(range(n_images))) for model in models]
        values = [average_precision(part, n_classes) for part in parts]
        drawn = [
            draw(part, n_classes, COCO_LEVELS, CUTS, draws, sample).precision_by_threshold[:, :, 0].mean(axis=1)
            for part in parts
        ]
        spread = spread_of(values[0], drawn[0], 0.95, is_share=True)
        covered += spread.low <= truth[0] <= spread.high
        spread = spread_of(values[1] - values[0], drawn[1] - drawn[0], 0.95, is_share=False)
        difference += spread.low <= truth[1] - truth[0] <= spread.high
        bias += (values[0] - truth[0]) / samples
    return Coverage(n_classes, n_gold, n_images, samples, covered / samples, difference / samples, bias)


def main() -> None:
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    say = sys.stdout.write
    say("classes  gold per image and class  images  samples  covered  difference covered  bias of AP\n")
    for n_classes, n_gold in ((1, 2.0), (5, 2.0), (5, 0.2), (20, 0.2)):
        for n_images in (100, 500):
            row = coverage(1, n_classes, n_gold, n_images, samples, 400)
            say(
                f"{n_classes:7} {n_gold:25} {n_images:7} {samples:8} {row.covered:8.3f} {row.difference_covered:19.3f} "
                f"{row.bias:11.4f}\n"
            )


if __name__ == "__main__":
    main()
