"""Label volumes: measurements against definitions written out, and the scorecard made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nibabel import orientations
from numpy.typing import NDArray
from scipy import ndimage

import labelgauge as lg
from labelgauge.errors import FormatError, GeometryError, InputError
from labelgauge.metrics.volumes import label_agreement
from labelgauge.scoring.progress import ProgressEvent
from tests.formats.nifti_files import SPACING, affine_of, save, two_boxes

GOLDEN = Path(__file__).with_name("golden_volumes.json")


def blobs(seed: int, labels: tuple[int, ...] = (1, 2, 5)) -> NDArray[np.uint8]:
    """Round objects, one per label, each somewhere in a part of its own."""
    rng = np.random.default_rng(seed)
    grid = np.indices((24, 14, 10)).transpose(1, 2, 3, 0)
    voxels = np.zeros(grid.shape[:3], dtype=np.uint8)
    for place, label in enumerate(labels):
        centre, radius = np.array([4 + 8 * place, 7, 5]) + rng.uniform(-2, 2, 3), rng.uniform(1.5, 4)
        voxels[((grid - centre) ** 2).sum(axis=-1) <= radius**2] = label
    return voxels


def edge(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Voxels with background across a face."""
    return mask & ~ndimage.binary_erosion(mask)


def by_definition(gold: NDArray[np.bool_], candidate: NDArray[np.bool_], tolerance: float) -> dict[str, float]:
    """MedPy's numbers from SciPy's distances."""
    both = (gold & candidate).sum()
    there = ndimage.distance_transform_edt(~edge(candidate), sampling=SPACING)[edge(gold)]
    back = ndimage.distance_transform_edt(~edge(gold), sampling=SPACING)[edge(candidate)]
    distances = np.concatenate((there, back))
    return {
        "dice": 2 * both / (gold.sum() + candidate.sum()),
        "iou": both / (gold | candidate).sum(),
        f"nsd_{tolerance:g}": (distances <= tolerance).mean(),
        "hd95_mm": np.percentile(distances, 95),
        "assd_mm": distances.mean(),
        "volume_gold_mm3": gold.sum() * np.prod(SPACING),
        "volume_candidate_mm3": candidate.sum() * np.prod(SPACING),
        "volume_difference_mm3": (float(candidate.sum()) - gold.sum()) * np.prod(SPACING),
        "relative_volume_difference": candidate.sum() / gold.sum() - 1,
    }


@pytest.mark.parametrize("seed", range(8))
def test_measurements_follow_their_definitions(seed: int) -> None:
    gold, candidate = blobs(2 * seed), blobs(2 * seed + 1)
    table = label_agreement(gold, candidate, spacing_mm=SPACING, tolerances_mm=[1.5], convention="medpy")
    assert table["label"].tolist() == [1, 2, 5]
    for row in table.rows():
        expected = by_definition(gold == row["label"], candidate == row["label"], 1.5)
        assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)
        assert row["status"] == "ok"


def test_surfaces_are_those_of_surface_distances() -> None:
    gold, candidate = blobs(0), blobs(1)
    for name in ("deepmind", "panoptica", "itk"):
        table = label_agreement(gold, candidate, spacing_mm=SPACING, tolerances_mm=[0.5, 2], convention=name)
        d = lg.surface_distances(gold, candidate, spacing=SPACING, convention=name)
        np.testing.assert_array_equal(np.column_stack((table["nsd_0.5"], table["nsd_2"])), d.nsd([0.5, 2]))
        np.testing.assert_array_equal(table["hd95_mm"], d.hausdorff(95))
        np.testing.assert_array_equal(table["assd_mm"], d.assd())


def test_order_in_memory_changes_nothing() -> None:
    gold, candidate = blobs(0), blobs(1)
    rows = list(label_agreement(gold, candidate, spacing_mm=SPACING).rows())
    for change in (np.asfortranarray, lambda volume: volume[::-1].copy()[::-1], lambda volume: volume.astype(">i4")):
        assert list(label_agreement(change(gold), change(candidate), spacing_mm=SPACING).rows()) == rows
        assert list(label_agreement(gold, change(candidate), spacing_mm=SPACING).rows()) == rows


def test_other_shapes_are_refused() -> None:
    with pytest.raises(InputError, match="2 or 3 dimensions"):
        label_agreement(np.ones(3, dtype=np.uint8), np.ones(3, dtype=np.uint8), spacing_mm=(1,))
    with pytest.raises(InputError, match="one shape"):
        label_agreement(two_boxes(), two_boxes()[1:], spacing_mm=SPACING)


def test_one_empty_side_is_never_nan() -> None:
    gold, candidate = np.zeros((2, 5, 5, 5), dtype=np.int16)
    gold[1:3, 1:3, 1:3], candidate[3:, 3:, 3:] = -4, 9
    table = label_agreement(gold, candidate, spacing_mm=(1, 1, 1), tolerances_mm=[1])
    rows = {row["label"]: row for row in table.rows()}
    assert {label: row["status"] for label, row in rows.items()} == {-4: "candidate_empty", 9: "gold_empty"}
    for row in rows.values():
        assert (row["dice"], row["iou"], row["nsd_1"]) == (0, 0, 0)
        assert (row["hd95_mm"], row["assd_mm"]) == (np.inf, np.inf)
    assert rows[-4]["relative_volume_difference"] == -1
    assert rows[9]["relative_volume_difference"] == np.inf


def test_voxels_without_a_surface_say_so() -> None:
    """By this convention the border of the image is no surface, so what fills it has none."""
    full, part = np.ones((2, 4, 4, 4), dtype=np.uint8)
    part[0] = 0
    for sides, distance in (((full, full), np.nan), ((full, part), np.inf)):
        row = next(label_agreement(*sides, spacing_mm=(1, 1, 1), convention="seg_metrics").rows())
        assert row["status"] == "no_surface"
        np.testing.assert_equal(row["hd95_mm"], distance)
        assert row["dice"] > 0


def test_nothing_to_measure() -> None:
    nothing = np.zeros((3, 3, 3), dtype=np.uint8)
    table = label_agreement(nothing, nothing, spacing_mm=(1, 1, 1), tolerances_mm=[1])
    assert len(table) == 0
    assert "nsd_1" in table.columns


def test_chosen_labels_that_occur() -> None:
    table = label_agreement(blobs(0), blobs(1), spacing_mm=SPACING, labels=[5, 77, 1])
    assert table["label"].tolist() == [1, 5]


def test_tolerances_have_names_of_their_own() -> None:
    columns = label_agreement(blobs(0), blobs(1), spacing_mm=SPACING, tolerances_mm=[1, 0.5, 1 / 3, 0.3333333]).columns
    assert [name for name in columns if name.startswith("nsd")] == [
        "nsd_1",
        "nsd_0.5",
        "nsd_0.3333333333333333",
        "nsd_0.3333333",
    ]


def folders(tmp_path: Path, n: int, *, lose: int = 0) -> tuple[Path, Path]:
    """Two folders of n pairs; in the first `lose` the candidate lacks label 5."""
    gold, candidate = tmp_path / "gold", tmp_path / "candidate"
    gold.mkdir()
    candidate.mkdir()
    for case in range(n):
        save(gold / f"case{case}.nii.gz", blobs(2 * case))
        labels = (1, 2) if case < lose else (1, 2, 5)
        save(candidate / f"case{case}.nii.gz", blobs(2 * case + 1, labels))
    return gold, candidate


def means(card: lg.VolumeScorecard) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in card.summary.rows()}


def test_means_are_over_all_measurements(tmp_path: Path) -> None:
    card = lg.score_volumes(*folders(tmp_path, 4), tolerances=[2])
    rows = list(card.measurements.rows())
    assert len(rows) == 12
    for name in ("dice", "iou", "nsd_2", "hd95_mm", "assd_mm", "volume_difference_mm3", "relative_volume_difference"):
        row = means(card)[f"mean_{name}"]
        assert row["value"] == pytest.approx(np.mean([each[name] for each in rows]), rel=1e-12)
        assert (row["n"], row["method"], row["status"]) == (12, "bootstrap", "ok")
        assert row["low"] <= row["value"] <= row["high"]
        of_two = [each[name] for each in rows if each["label"] == 2]
        assert card.labels[f"mean_{name}"][1] == pytest.approx(np.mean(of_two), rel=1e-12)
    assert means(card)["mean_hd95_mm"]["value"] == means(card)["finite_mean_hd95_mm"]["value"]
    assert card.pairs["mean_dice"][2] == pytest.approx(np.mean([r["dice"] for r in rows if r["pair"] == "case2"]))


def test_a_label_missing_on_one_side(tmp_path: Path) -> None:
    card = lg.score_volumes(*folders(tmp_path, 4, lose=2))
    overall, *labels = card.to_dict()["groups"]
    assert [group["n_candidate_empty"] for group in (overall, *labels)] == [2, 0, 0, 2]
    infinite, finite = means(card)["mean_hd95_mm"], means(card)["finite_mean_hd95_mm"]
    assert (infinite["value"], infinite["n"], infinite["status"]) == (np.inf, 12, "infinite")
    assert (finite["n"], finite["status"]) == (10, "ok")
    measured = [row["hd95_mm"] for row in card.measurements.rows() if row["status"] == "ok"]
    assert finite["value"] == pytest.approx(np.mean(measured), rel=1e-12)
    plain = {metric["name"]: metric for metric in overall["metrics"]}
    assert (plain["mean_hd95_mm"]["value"], plain["mean_hd95_mm"]["status"]) == (None, "infinite")
    lost = card.to_dict()["pairs"][0]["labels"][2]
    assert (lost["label"], lost["status"], lost["dice"], lost["hd95_mm"]) == (5, "candidate_empty", 0.0, None)


def test_interval_is_the_percentiles_of_means_of_drawn_pairs(tmp_path: Path) -> None:
    from labelgauge.kernels.bootstrap import poisson_weights
    from labelgauge.scoring.statistics import image_keys

    card = lg.score_volumes(*folders(tmp_path, 5, lose=1), seed=3, draws=400)
    weights = poisson_weights(image_keys([f"case{i}" for i in range(5)]), 3, 400).astype(np.float64)
    for metric in ("mean_dice", "finite_mean_hd95_mm", "mean_volume_difference_mm3"):
        values = card.measurements[metric.rpartition("mean_")[2]].reshape(5, 3)
        finite = np.isfinite(values)
        with np.errstate(invalid="ignore"):
            ratios = (weights.T @ np.where(finite, values, 0).sum(axis=1)) / (weights.T @ finite.sum(axis=1))
        low, high = np.nanpercentile(ratios, [2.5, 97.5])
        row = means(card)[metric]
        assert (row["low"], row["high"]) == pytest.approx((low, high), rel=1e-9)


def test_large_volumes_do_not_overflow_the_bootstrap(tmp_path: Path) -> None:
    card = lg.score_volumes(*folders(tmp_path, 3), spacing=(4e5, 4e5, 4e5))
    row = means(card)["mean_volume_difference_mm3"]
    values = card.measurements["volume_difference_mm3"]
    assert values.min() <= row["low"] <= row["value"] <= row["high"] <= values.max()


def test_one_pair_has_no_interval(tmp_path: Path) -> None:
    gold, candidate = folders(tmp_path, 1)
    assert {row["status"] for row in lg.score_volumes(gold, candidate).summary.rows()} == {"one_pair"}


def test_no_draws_no_intervals(tmp_path: Path) -> None:
    card = lg.score_volumes(*folders(tmp_path, 2), draws=0)
    assert {(row["method"], row["status"]) for row in card.summary.rows()} == {("none", "no_draws")}


def test_volumes_without_labels(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii", np.zeros((4, 4, 4), dtype=np.uint8))
    card = lg.score_volumes(path, path, tolerances=[1])
    assert (len(card.labels), len(card.measurements), len(card.pairs)) == (0, 0, 1)
    assert {(row["n"], row["status"]) for row in card.summary.rows()} == {(0, "no_measurements")}
    json.loads(card.to_json())


@pytest.mark.parametrize("threads", [2, 3, 16])
def test_threads_change_nothing(tmp_path: Path, threads: int) -> None:
    sides = folders(tmp_path, 3, lose=1)
    assert lg.score_volumes(*sides, threads=threads).to_json() == lg.score_volumes(*sides).to_json()


def test_many_labels_are_summed_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = folders(tmp_path, 3, lose=1)
    whole = lg.score_volumes(*sides).to_json()
    monkeypatch.setattr("labelgauge.scoring.volume_summary.SUMS_AT_ONCE", 1)
    assert lg.score_volumes(*sides).to_json() == whole


def test_layout_of_the_candidate_changes_nothing(tmp_path: Path) -> None:
    """The same volume, stored along other axes, gives the same numbers to the bit."""
    gold, voxels = save(tmp_path / "gold.nii", two_boxes()), np.roll(two_boxes(), 1, axis=1)
    plain = lg.score_volumes(gold, save(tmp_path / "plain.nii", voxels), tolerances=[1])
    change = np.array([[2, -1], [0, 1], [1, -1]], dtype=np.float64)
    moved = orientations.apply_orientation(voxels, change)
    affine = affine_of() @ orientations.inv_ornt_aff(change, voxels.shape)
    turned = lg.score_volumes(gold, save(tmp_path / "turned.nii", moved, affine), tolerances=[1])
    assert list(turned.measurements.rows()) == list(plain.measurements.rows())
    assert turned.pairs["reoriented"].tolist() == [True]
    assert "the candidate's axes were reordered or flipped" in turned.content["notes"][0]


def planes() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    gold, candidate = blobs(2)[:, :, 5], blobs(3)[:, :, 5]
    return gold, candidate


@pytest.mark.parametrize("slices", [(), (0,), (1,)], ids=["images", "a slice as gold", "a slice as candidate"])
def test_images_are_measured_in_the_plane(tmp_path: Path, slices: tuple[int, ...]) -> None:
    """Two axes on either side are enough; the numbers are those of images, and volumes are areas."""
    sides = [voxels[..., np.newaxis] if i in slices else voxels for i, voxels in enumerate(planes())]
    paths = [save(tmp_path / f"{i}.nii.gz", voxels) for i, voxels in enumerate(sides)]
    card = lg.score_volumes(*paths, tolerances=[1])
    expected = label_agreement(*planes(), spacing_mm=SPACING[:2], tolerances_mm=[1])
    for name in expected.columns:
        np.testing.assert_array_equal(card.measurements[name], expected[name])
    d = lg.surface_distances(*planes(), spacing=SPACING[:2])
    np.testing.assert_array_equal(card.measurements["nsd_1"], d.nsd(1))
    np.testing.assert_array_equal(card.measurements["hd95_mm"], d.hausdorff(95))
    n_gold = np.array([(planes()[0] == label).sum() for label in (1, 2, 5)])
    np.testing.assert_array_equal(card.measurements["volume_gold_mm3"], n_gold * 2.0)
    (pair,) = card.to_dict()["pairs"]
    assert (pair["shape"], pair["spacing_mm"]) == ([24, 14], [2.0, 1.0])
    assert card.pairs["shape"] == ["24x14"]
    assert card.content["notes"] == ["1 of 1 pairs are images, measured in the plane; their volumes are areas in mm²."]
    given = lg.score_volumes(*paths, tolerances=[1], spacing=(2, 1, 77))
    assert list(given.measurements.rows()) == list(card.measurements.rows())


def test_a_volume_of_one_slice_has_a_surface_in_front(tmp_path: Path) -> None:
    paths = [save(tmp_path / f"{i}.nii", voxels[..., np.newaxis]) for i, voxels in enumerate(planes())]
    card = lg.score_volumes(*paths, tolerances=[1])
    volumes = (voxels[..., np.newaxis] for voxels in planes())
    expected = label_agreement(*volumes, spacing_mm=SPACING, tolerances_mm=[1])
    np.testing.assert_array_equal(card.measurements["nsd_1"], expected["nsd_1"])
    assert (
        card.measurements["nsd_1"] != label_agreement(*planes(), spacing_mm=(2, 1), tolerances_mm=[1])["nsd_1"]
    ).any()
    assert card.content["notes"] == []


def test_an_image_turned_by_a_quarter_gives_the_same_numbers(tmp_path: Path) -> None:
    gold, candidate = planes()
    turn = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    sides = save(tmp_path / "a.nii", gold), save(tmp_path / "b.nii", candidate)
    turned = save(tmp_path / "c.nii", np.ascontiguousarray(candidate.T), affine_of() @ turn)
    plain, other = lg.score_volumes(*sides), lg.score_volumes(sides[0], turned)
    assert list(plain.measurements.rows()) == list(other.measurements.rows())
    assert other.pairs["reoriented"].tolist() == [True]


def test_an_image_is_no_volume_of_many_slices(tmp_path: Path) -> None:
    sides = save(tmp_path / "a.nii", two_boxes()), save(tmp_path / "b.nii", two_boxes()[:, :, 0])
    for spacing in ("auto", (1, 1, 1)):
        with pytest.raises(InputError, match="differ in shape: 7 × 8 × 9 voxels in gold, 7 × 8 × 1 in the candidate"):
            lg.score_volumes(*sides, spacing=spacing)


def test_given_spacing_is_used_and_headers_are_not(tmp_path: Path) -> None:
    gold = save(tmp_path / "a.nii", two_boxes(), sform_code=0, qform_code=0, pixdim=[1, 0, 0, 0, 0, 0, 0, 0])
    candidate = save(tmp_path / "b.nii", np.roll(two_boxes(), 1, axis=2), affine_of((1, 1, 1)))
    with pytest.raises(FormatError, match="codes are 0"):
        lg.score_volumes(gold, candidate)
    card = lg.score_volumes(gold, candidate, spacing=(1, 2, 3))
    assert card.measurements["hd95_mm"].tolist() == [3.0, 3.0]
    assert card.measurements["volume_gold_mm3"].tolist() == [60 * 6.0, 8 * 6.0]
    assert card.content["notes"] == ["The spacing is given, so headers are not used; those of 1 of 1 pairs disagree."]
    assert card.content["parameters"]["spacing_mm"] == [1.0, 2.0, 3.0]
    alike = lg.score_volumes(candidate, candidate, spacing=(1, 2, 3))
    assert alike.content["notes"] == ["The spacing is given, so headers are not used; those of 0 of 1 pairs disagree."]


def test_given_spacing_does_not_make_shapes_equal(tmp_path: Path) -> None:
    sides = save(tmp_path / "a.nii", two_boxes()), save(tmp_path / "b.nii", two_boxes()[1:])
    with pytest.raises(InputError, match="differ in shape: 7 × 8 × 9 voxels in gold, 6 × 8 × 9 in the candidate"):
        lg.score_volumes(*sides, spacing=(1, 1, 1))


def test_headers_are_checked_before_voxels_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold, candidate = folders(tmp_path, 3)
    save(candidate / "case2.nii.gz", blobs(5)[1:])
    monkeypatch.setattr("labelgauge.dataset.nifti.NiftiFile.voxels", lambda _: pytest.fail("read too early"))
    with pytest.raises(InputError, match=r"gold/case2\.nii\.gz and .*candidate/case2\.nii\.gz: the two files differ"):
        lg.score_volumes(gold, candidate)


def test_first_broken_pair_is_named_on_any_threads(tmp_path: Path) -> None:
    gold, candidate = folders(tmp_path, 4)
    for case in (1, 3):
        save(candidate / f"case{case}.nii.gz", blobs(0) * np.float32(0.3))
    for threads in (1, 4):
        with pytest.raises(FormatError, match=r"candidate/case1\.nii\.gz: .* no whole numbers"):
            lg.score_volumes(gold, candidate, threads=threads)


def test_too_large_a_label_names_both_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        what = "a box takes more than 1 GiB"
        raise GeometryError(what)

    monkeypatch.setattr("labelgauge.scoring.volumes.label_agreement", refuse)
    path = save(tmp_path / "a.nii", two_boxes())
    with pytest.raises(GeometryError, match=rf"{path} and {path}: a box takes more than 1 GiB\. Crop both"):
        lg.score_volumes(path, path)


def test_threshold_makes_masks_of_probabilities(tmp_path: Path) -> None:
    soft = two_boxes() * np.float32(0.3)  # 0, 0.3, 0.6
    gold, candidate = save(tmp_path / "a.nii", two_boxes() // 2), save(tmp_path / "b.nii", soft)
    card = lg.score_volumes(gold, candidate, threshold=0.5)
    assert card.measurements["dice"].tolist() == [1.0]
    assert lg.score_volumes(gold, candidate, threshold=0.25).measurements["n_voxels_candidate"].tolist() == [68]


def test_notes_say_what_was_taken_as_it_is(tmp_path: Path) -> None:
    gold, candidate = folders(tmp_path, 2)
    save(gold / "case0.nii.gz", blobs(0), xyzt_units=0)
    save(gold / "extra.nii", blobs(0))
    (candidate / "notes.txt").touch()
    card = lg.score_volumes(gold, candidate, allow_missing=True, labels=[1, 99])
    assert card.content["notes"] == [
        "Files are paired by name: 2 in both, 1 only in gold, 0 only in the candidate.",
        "Not NIfTI by name, ignored: 0 in the folder of gold, 1 in the candidate's.",
        "1 of 4 headers name no unit of length; they are taken as millimetres.",
        "Labels asked for that no volume has: 99.",
    ]
    assert card.content["alignment"]["gold_only"] == ["extra"]


def test_progress_is_told(tmp_path: Path) -> None:
    events: list[ProgressEvent] = []
    lg.score_volumes(*folders(tmp_path, 2), progress=events.append)
    assert events == [ProgressEvent(stage, i, 2) for stage in ("reading headers", "measuring") for i in (1, 2)]


def test_inputs_are_named_without_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold, candidate = folders(tmp_path, 2)
    text = lg.score_volumes(gold, candidate).to_json()
    assert str(tmp_path) not in text
    monkeypatch.chdir(gold)
    assert lg.score_volumes(".", Path("../candidate")).to_json() == text


def test_equals_the_golden_scorecard(tmp_path: Path) -> None:
    """Every key and number of a small scorecard; regenerate it by writing `card` to the file."""
    gold, candidate = tmp_path / "gold", tmp_path / "candidate"
    for folder, shift in ((gold, 0), (candidate, 1)):
        folder.mkdir()
        save(folder / "one.nii", np.roll(two_boxes(), shift, axis=0))
        save(folder / "two.nii", np.where(two_boxes() == 1 + shift, 0, two_boxes()).astype(np.uint8))
    card = lg.score_volumes(gold, candidate, tolerances=[0.5, 2], names={1: "box"}, draws=50).to_dict()
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert card.keys() == expected.keys()
    for each, other in zip(card["pairs"], expected["pairs"], strict=True):
        for side in ("gold", "candidate"):  # the files' bytes are nibabel's, not ours
            assert len(each[side].pop("digest")) == len(other[side].pop("digest")) == 64
    assert _rounded(card) == _rounded(expected)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"spacing": "1,2,3"}, "spacing must be 'auto' or three numbers above 0"),
        ({"spacing": (1, 2)}, "three numbers"),
        ({"spacing": (1, 2, 0)}, "three numbers above 0"),
        ({"spacing": (1, 2, np.inf)}, "three numbers above 0"),
        ({"spacing": 3}, "three numbers above 0"),
        ({"tolerances": [-1]}, "a tolerance must be a finite number of at least 0, not -1"),
        ({"tolerances": [np.nan]}, "a tolerance must be a finite number of at least 0, not nan"),
        ({"tolerances": [1, 1.0]}, "none of them twice"),
        ({"tolerances": list(range(17))}, "at most 16"),
        ({"tolerances": ["1"]}, "a tolerance must be a number in millimetres"),
        ({"tolerances": 1}, "tolerances must be a list of numbers, not 1"),
        ({"labels": [0, 1]}, "labels must be whole numbers other than 0"),
        ({"labels": []}, "at least one"),
        ({"labels": [1.5]}, "labels must be whole numbers"),
        ({"labels": [2**63]}, "labels must be whole numbers"),
        ({"labels": "1"}, "labels must be a list"),
        ({"names": {"1": "liver"}}, "names must give text for whole numbers"),
        ({"names": {1: 2}}, "names must give text"),
        ({"threshold": np.nan}, "threshold must be a finite number"),
        ({"threshold": "high"}, "threshold must be a finite number"),
        ({"convention": "mine"}, "convention must be one of"),
        ({"threads": 0}, "threads must be a whole number"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"draws": 1.5}, "draws must be a whole number"),
    ],
)
def test_impossible_parameters_are_said_before_files_are_read(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.score_volumes("no gold", "no candidate", **settings)


def test_repr_is_short(tmp_path: Path) -> None:
    shown = repr(lg.score_volumes(*folders(tmp_path, 2, lose=1), tolerances=[1]))
    assert shown.startswith("VolumeScorecard: 2 pairs, 3 labels, 6 measurements\n  mean_dice ")
    assert "mean_hd95_mm                           infinite" in shown
