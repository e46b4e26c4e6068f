"""What an accumulator puts on disk changes no bit of what it says, and goes away again."""

from __future__ import annotations

import copy
import errno
import gc
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.scoring import detection_accumulator, detection_bootstrap, detection_join, detection_state
from labelgauge.scoring.detection_state import Outcomes
from labelgauge.scoring.npy_file import NpyFile
from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / "examples" / "coco_detections"
TENSORS = ("precision", "recall", "scores", "n_gold")
Image = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where files go; whatever a test did, they are gone when its objects are."""
    place = tmp_path / "spill"
    place.mkdir()
    yield place
    if any(place.iterdir()):
        gc.collect()
    assert list(place.iterdir()) == []


def corners(rng: np.random.Generator, n: int) -> np.ndarray[Any, Any]:
    first = rng.integers(0, 40, (n, 2))
    return np.hstack([first, first + rng.integers(1, 120, (n, 2))]).astype(float)


def random_image(rng: np.random.Generator, image_id: Any, n_categories: int) -> Image:
    """Few scores, so that many are equal."""
    n_gold, n_found = rng.integers(0, 4), rng.integers(0, 7)
    gold, detections = corners(rng, n_gold), corners(rng, n_found)
    right = int(rng.integers(0, min(n_gold, n_found) + 1))
    detections[:right] = gold[:right]
    return {
        "image_id": image_id,
        "gold": lg.Boxes(gold),
        "gold_category": rng.integers(0, n_categories, n_gold),
        "detections": lg.Boxes(detections),
        "category": rng.integers(0, n_categories, n_found),
        "score": rng.integers(0, 5, n_found) / 4,
        "crowd": rng.random(n_gold) < 0.2,
    }


def fed(accumulator: lg.DetectionAccumulator, images: list[Image]) -> lg.DetectionAccumulator:
    for image in images:
        accumulator.update(**image)
    return accumulator


def assert_same(result: lg.DetectionResult, other: lg.DetectionResult) -> None:
    for name in TENSORS:
        assert getattr(result, name).tobytes() == getattr(other, name).tobytes(), name
    for field in fields(Outcomes):
        np.testing.assert_array_equal(getattr(result.outcomes, field.name), getattr(other.outcomes, field.name))
    assert repr(result.stats) == repr(other.stats)  # NaN is not equal to itself
    assert repr(list(result.classes.rows())) == repr(list(other.classes.rows()))


def tiny(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
    """Images are judged, categories joined, and rows written, a few at a time."""
    monkeypatch.setattr(detection_accumulator, "IMAGES_TOGETHER", int(rng.integers(1, 4)))
    monkeypatch.setattr(detection_join, "TOGETHER", int(rng.integers(1, 30)))
    monkeypatch.setattr(detection_state, "TOGETHER", int(rng.integers(1, 30)))
    monkeypatch.setattr(detection_bootstrap, "TOGETHER", 1)
    monkeypatch.setattr(detection_join, "PORTION", int(rng.integers(1, 10)))


@pytest.mark.parametrize("seed", range(250))
def test_no_bit_changes_however_images_are_divided(seed: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    n_categories, n_images = int(rng.integers(1, 5)), int(rng.integers(0, 14))
    ids = [f"image {i}" for i in range(n_images)] if seed % 2 else list(range(n_images))
    images = [random_image(rng, value, n_categories) for value in ids]
    options: dict[str, Any] = {"class_agnostic": bool(seed % 3 == 0)}
    if seed % 5 == 0:
        options |= {"iou_thresholds": [0.3, 0.7], "areas": {"all": (0, 1e10), "small": (0, 500)}, "max_detections": 3}
    plain = fed(lg.DetectionAccumulator(range(n_categories), **options), images).finalize().bootstrap(20, seed=seed)

    tiny(monkeypatch, rng)
    owner = rng.integers(0, 3, n_images)
    shards = []
    for k in range(3):
        spill = {"spill": folder, "most_in_memory": int(rng.integers(1, 2000))} if rng.random() < 0.7 else {}
        shard = lg.DetectionAccumulator(range(n_categories), **options, **spill)
        mine = [images[i] for i in rng.permutation(np.flatnonzero(owner == k))]
        half = int(rng.integers(0, len(mine) + 1))
        fed(shard, mine[:half])
        if rng.random() < 0.5:
            shard.finalize()
        shards.append(fed(shard, mine[half:]))
    first, second, third = (shards[i] for i in rng.permutation(3))
    result = first.merge(second.merge(third)).finalize()

    assert_same(result.bootstrap(20, seed=seed), plain)
    if seed % 10 == 0:
        assert result.precision_areas.tobytes() == plain.precision_areas.tobytes()
        assert repr(list(result.slices(dict(zip(ids, owner.tolist(), strict=True))).rows())) == repr(
            list(plain.slices(dict(zip(ids, owner.tolist(), strict=True))).rows())
        )


@pytest.fixture(scope="module")
def gold() -> lg.Dataset:
    return lg.read(EXAMPLE / "gold.json.gz")


@pytest.fixture(scope="module")
def found(gold: lg.Dataset) -> lg.Dataset:
    return lg.read(EXAMPLE / "boxes.json.gz", images_of=gold)


def test_a_dataset_on_disk_has_the_scores_of_one_in_memory(gold: lg.Dataset, found: lg.Dataset, folder: Path) -> None:
    scores = lg.DetectionAccumulator(
        gold.categories["id"].tolist(), names=gold.categories["name"], spill=str(folder), most_in_memory=1
    )
    scores.update_from(gold, found)
    assert len(list(folder.iterdir())) == 1  # before anybody asks for scores
    result, whole = scores.finalize().bootstrap(50, seed=4), lg.evaluate_detections(gold, found, draws=50, seed=4)
    assert_same(result, whole)
    assert all(isinstance(column, np.memmap) and not column.flags.writeable for column in columns(result))


def columns(result: lg.DetectionResult) -> list[Any]:
    return [getattr(result.outcomes, field.name) for field in fields(Outcomes) if field.name != "image_ids"]


def few(n: int, seed: int = 0, first: int = 0) -> list[Image]:
    rng = np.random.default_rng(seed)
    return [random_image(rng, first + i, 3) for i in range(n)]


def on_disk(folder: Path, **options: Any) -> lg.DetectionAccumulator:
    """Nothing of it stays in memory, but for images that wait."""
    return lg.DetectionAccumulator(range(3), spill=folder, most_in_memory=1, **options)


def test_more_can_be_added_after_scores_were_taken(folder: Path) -> None:
    images = few(150)
    scores = fed(on_disk(folder), images[:70])
    first = scores.finalize()
    fed(scores, images[70:])
    assert_same(scores.finalize(), fed(lg.DetectionAccumulator(range(3)), images).finalize())
    assert_same(scores.finalize(), scores.finalize())
    assert_same(first, fed(lg.DetectionAccumulator(range(3)), images[:70]).finalize())  # its files are its own


def test_a_result_outlives_its_accumulator(folder: Path) -> None:
    result = fed(on_disk(folder), few(70)).finalize()
    gc.collect()
    assert len(list(folder.iterdir())) == 1
    assert_same(result.bootstrap(20), fed(lg.DetectionAccumulator(range(3)), few(70)).finalize().bootstrap(20))


def test_a_merged_one_outlives_both(folder: Path) -> None:
    def parts() -> list[lg.DetectionAccumulator]:
        return [fed(on_disk(folder), few(70)), fed(on_disk(folder), few(70, 1, 1000))]

    both = parts()[0].merge(parts()[1])
    gc.collect()
    assert len(list(folder.iterdir())) == 2
    whole = fed(lg.DetectionAccumulator(range(3)), few(70) + few(70, 1, 1000)).finalize()
    assert_same(both.finalize(), whole)


def test_a_merged_one_writes_where_one_of_both_does(folder: Path) -> None:
    """As the first does, or else as the other; and at once, so that merging many does not fill memory."""
    plain = fed(lg.DetectionAccumulator(range(3)), few(70))
    other = lg.DetectionAccumulator(range(3), spill=folder, most_in_memory=3000)
    both = plain.merge(other)
    assert len(list(folder.iterdir())) == 1
    assert_same(both.finalize(), plain.finalize())
    assert not any(isinstance(column, np.memmap) for column in columns(plain.finalize()))


def test_images_that_wait_are_judged_when_merging_gathers_too_many(folder: Path) -> None:
    both = fed(on_disk(folder), few(40)).merge(fed(on_disk(folder), few(40, 1, 1000)))
    assert len(list(folder.iterdir())) == 1
    assert_same(both.finalize(), fed(lg.DetectionAccumulator(range(3)), few(40) + few(40, 1, 1000)).finalize())


def test_a_pickled_one_needs_no_files(folder: Path) -> None:
    scores = fed(on_disk(folder), few(130))
    pickled, result = pickle.dumps(scores), pickle.dumps(scores.finalize())
    whole = fed(lg.DetectionAccumulator(range(3)), few(130)).finalize()
    del scores
    gc.collect()
    assert list(folder.iterdir()) == []
    again = pickle.loads(pickled)
    assert list(folder.iterdir()) == []
    assert_same(again.finalize(), whole)
    assert_same(pickle.loads(result), whole)
    assert_same(fed(again, few(70, 1, 1000)).finalize(), fed(on_disk(folder), few(130) + few(70, 1, 1000)).finalize())


def test_an_unpickled_one_can_do_without_its_folder(folder: Path, tmp_path: Path) -> None:
    """As on another machine; there it goes where one that it is merged with goes."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    pickled = pickle.dumps(fed(on_disk(elsewhere), few(70)))
    gc.collect()
    elsewhere.rmdir()
    shard = fed(pickle.loads(pickled), few(70, 1, 1000))
    whole = fed(lg.DetectionAccumulator(range(3)), few(70) + few(70, 1, 1000)).finalize()
    assert_same(shard.finalize(), whole)
    total = on_disk(folder).merge(shard)
    assert len(list(folder.iterdir())) == 1
    assert_same(total.finalize(), whole)


def test_a_copy_goes_its_own_way(folder: Path) -> None:
    scores = fed(on_disk(folder), few(70))
    copied = copy.deepcopy(scores)
    fed(copied, few(70, 1, 1000))
    assert (len(scores), len(copied)) == (70, 140)
    assert_same(scores.finalize(), fed(lg.DetectionAccumulator(range(3)), few(70)).finalize())


@pytest.mark.parametrize("n_written", [0, 1])
def test_a_full_disk_while_an_image_is_added(n_written: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = few(64)
    scores = fed(on_disk(folder), images[:-1])
    assert_told_of_full_disk(lambda: scores.update(**images[-1]), n_written, folder, monkeypatch)
    assert len(scores) == 63
    assert_same(fed(scores, images[-1:]).finalize(), fed(lg.DetectionAccumulator(range(3)), images).finalize())


def test_a_full_disk_while_a_dataset_is_added(
    folder: Path, monkeypatch: pytest.MonkeyPatch, gold: lg.Dataset, found: lg.Dataset
) -> None:
    scores = lg.DetectionAccumulator(gold.categories["id"].tolist(), spill=folder, most_in_memory=1)
    assert_told_of_full_disk(lambda: scores.update_from(gold, found), 1, folder, monkeypatch)
    assert len(scores) == 0
    scores.update_from(gold, found)
    assert scores.finalize().stats["AP"].value == lg.evaluate_detections(gold, found).stats["AP"].value


def test_a_full_disk_while_two_are_merged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = fed(on_disk(folder), few(64)), fed(lg.DetectionAccumulator(range(3)), few(64, 1, 1000))
    assert_told_of_full_disk(lambda: one.merge(other), 1, folder, monkeypatch)
    assert (len(one), len(other)) == (64, 64)
    whole = fed(lg.DetectionAccumulator(range(3)), few(64) + few(64, 1, 1000)).finalize()
    assert_same(one.merge(other).finalize(), whole)


@pytest.mark.parametrize("n_written", range(10))
def test_a_full_disk_while_scores_are_taken(n_written: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = fed(on_disk(folder), few(100))
    n_new = int(n_written >= 2)  # the images that waited are a part now
    assert_told_of_full_disk(scores.finalize, n_written, folder, monkeypatch, n_new=n_new)
    assert_same(scores.finalize(), fed(lg.DetectionAccumulator(range(3)), few(100)).finalize())


def assert_told_of_full_disk(
    call: Callable[[], Any], n_written: int, folder: Path, monkeypatch: pytest.MonkeyPatch, *, n_new: int = 0
) -> None:
    """After so many pieces nothing more can be written; what was begun is gone while the error is still at hand."""
    before = set(folder.iterdir())
    with monkeypatch.context() as patch:
        fill_disk(patch, n_written)
        with pytest.raises(
            InputError, match=r"cannot be put into files in .*spill.*No space left .* Make room"
        ) as told:
            call()
        assert len(set(folder.iterdir()) - before) == n_new
        del told


def fill_disk(patch: pytest.MonkeyPatch, n_written: int) -> None:
    """So many pieces can be written, then no more."""
    write, written = NpyFile.write, []

    def fails(file: NpyFile, at: int, values: Any) -> None:
        if len(written) >= n_written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(at)
        write(file, at, values)

    patch.setattr(NpyFile, "write", fails)


def test_a_folder_that_went_away_is_told(folder: Path) -> None:
    scores = on_disk(folder)
    fed(scores, few(63))
    folder.rmdir()
    with pytest.raises(InputError, match=r"No such file or directory.*it has changed nothing"):
        scores.update(**few(1, 1, 1000)[0])
    assert len(scores) == 63
    folder.mkdir()
    scores.update(**few(1, 1, 1000)[0])
    assert_same(scores.finalize(), fed(lg.DetectionAccumulator(range(3)), few(63) + few(1, 1, 1000)).finalize())


def test_a_folder_that_cannot_be_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode: not mode & os.W_OK)
    with pytest.raises(InputError, match=r"spill: nothing can be written in the folder .* Allow it, or name another"):
        lg.DetectionAccumulator([1], spill=folder)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"spill": "nowhere/at all"}, "spill: there is no folder .*nowhere/at all.* Make it"),
        ({"spill": EXAMPLE / "gold.json.gz"}, "spill: there is no folder"),
        ({"spill": 3}, "spill must be the path of a folder, not int"),
        ({"spill": b"folder"}, "spill must be the path of a folder, not bytes"),
        ({"most_in_memory": 0}, "most_in_memory must be a whole number of bytes, at least 1, not 0"),
        ({"most_in_memory": 1e6}, "most_in_memory must be a whole number of bytes"),
        ({"most_in_memory": True}, "most_in_memory must be a whole number of bytes"),
        ({"most_in_memory": "1 GiB"}, "most_in_memory must be a whole number of bytes"),
    ],
)
def test_bad_settings_are_told(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.DetectionAccumulator([1], **options)


def test_files_go_with_the_program(folder: Path) -> None:
    program = (
        "import sys; from tests.unit.test_detection_spill import *; kept = fed(on_disk(Path(sys.argv[1])), few(70))"
    )
    shown = "; result = kept.finalize(); print(len(list(Path(sys.argv[1]).iterdir())))"
    command = [sys.executable, "-c", program + shown, str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("3", "")
    assert list(folder.iterdir()) == []


def test_there_may_be_more_parts_than_files_may_be_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection_accumulator, "IMAGES_TOGETHER", 1)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    scores = fed(on_disk(folder), few(200))
    assert len(list(folder.iterdir())) > 150  # images without anything wait for others
    highest = os.dup(0)
    os.close(highest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 50, hard))
    try:
        result = scores.finalize()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert_same(result, fed(lg.DetectionAccumulator(range(3)), few(200)).finalize())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="asks for fork")
def test_a_forked_process_takes_no_files_away(folder: Path) -> None:
    scores = fed(on_disk(folder), few(70))
    child = os.fork()
    if child == 0:
        scores = None  # type: ignore[assignment]
        gc.collect()
        os._exit(0)
    os.waitpid(child, 0)
    assert_same(scores.finalize(), fed(lg.DetectionAccumulator(range(3)), few(70)).finalize())
