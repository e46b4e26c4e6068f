"""Do the intervals hold the truth as often as they say? Many small datasets are drawn from one known population.

Images differ in difficulty: on an image, each of its objects is found with the image's own probability, and boxes are
shifted by the image's own typical error. Objects of one image are therefore alike, which is why the bootstrap draws
images and why an interval that takes objects for independent is too narrow here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

import labelgauge as lg
from labelgauge.scoring.intervals import order_ranks, wilson

pytestmark = pytest.mark.long

N_DATASETS, N_IMAGES, MOST_OBJECTS = 400, 80, 9
SIDE, STEP = 40.0, 60.0
FOUND = (4.0, 1.5)  # Beta parameters of an image's probability that an object is found
SHIFT = (1.0, 6.0)  # an image's typical error is uniform between these, in pixels


def one_image(rng: np.random.Generator) -> list[tuple[list[float], list[float] | None]]:
    """Gold boxes in a row, with the candidate's where there is one."""
    found, error = rng.beta(*FOUND), rng.uniform(*SHIFT)
    objects: list[tuple[list[float], list[float] | None]] = []
    for k in range(rng.integers(1, MOST_OBJECTS + 1)):
        gold = [STEP * k, 0.0, SIDE, SIDE]
        shift = float(rng.uniform(0, error))
        objects.append((gold, [gold[0] + shift, 0.0, SIDE, SIDE] if rng.random() < found else None))
    return objects


def truth() -> dict[str, float]:
    """Recall and mean IoU of the population, by integration over what an image draws.

    A box shifted by s has IoU (SIDE - s) / (SIDE + s). Images weigh by their number of objects, which depends on
    nothing else, and for mean IoU by the share of objects found, which does not depend on the error.
    """
    errors = np.linspace(*SHIFT, 2001)
    mean_iou = [2 * SIDE * np.log1p(error / SIDE) / error - 1 for error in errors]
    return {
        "recall": FOUND[0] / sum(FOUND),
        "mean_iou": float(integrate.trapezoid(mean_iou, errors) / (SHIFT[1] - SHIFT[0])),
    }


def documents(rng: np.random.Generator) -> tuple[dict[str, Any], dict[str, Any]]:
    gold: list[dict[str, Any]] = []
    candidate: list[dict[str, Any]] = []
    images = [{"id": i, "file_name": f"{i}.png", "height": 100, "width": 600} for i in range(N_IMAGES)]
    for image in images:
        for ours, theirs in one_image(rng):
            gold.append({"id": len(gold), "image_id": image["id"], "category_id": 1, "bbox": ours})
            if theirs is not None:
                candidate.append({"id": len(candidate), "image_id": image["id"], "category_id": 1, "bbox": theirs})
    rest = {"images": images, "categories": [{"id": 1, "name": "thing"}]}
    return {**rest, "annotations": gold}, {**rest, "annotations": candidate}


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Overall metrics of every dataset, by name."""
    folder: Path = tmp_path_factory.mktemp("datasets")
    rng = np.random.default_rng(20)
    answers = []
    for seed in range(N_DATASETS):
        paths = []
        for name, document in zip(("gold", "candidate"), documents(rng), strict=True):
            paths.append(folder / f"{name}.json")
            paths[-1].write_text(json.dumps(document), encoding="utf-8")
        card = lg.score(lg.read(paths[0]), lg.read(paths[1]), seed=seed)
        answers.append({row["name"]: row for row in card.to_dict()["groups"][0]["metrics"]})
    return answers


@pytest.mark.parametrize("name", ["recall", "mean_iou"])
def test_bootstrap_intervals_hold_the_truth(metrics: list[dict[str, Any]], name: str) -> None:
    held = sum(row[name]["low"] <= truth()[name] <= row[name]["high"] for row in metrics)
    # 93 %, the least that percentile intervals of 80 images should reach, is believable given what was seen.
    assert stats.binomtest(held, N_DATASETS, 0.93, alternative="less").pvalue > 0.01, held
    assert stats.binomtest(held, N_DATASETS, 0.97, alternative="greater").pvalue > 0.01, held


def test_objects_taken_for_independent_would_promise_too_much(metrics: list[dict[str, Any]]) -> None:
    held = 0
    for row in metrics:
        low, high = wilson(row["recall"]["value"], row["recall"]["n"])
        held += low <= truth()["recall"] <= high
    assert held < 0.92 * N_DATASETS


def test_order_statistics_hold_the_quantile() -> None:
    """Of independent values, as their documentation says."""
    rng, n, share = np.random.default_rng(21), 150, 0.25
    low, high = order_ranks(n, share)
    values = np.sort(rng.random((4000, n)), axis=1)
    held = int(np.count_nonzero((values[:, low - 1] <= share) & (share <= values[:, high - 1])))
    assert stats.binomtest(held, len(values), 0.95, alternative="less").pvalue > 0.01, held
