"""``labelgauge score`` on real and on broken input."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import labelgauge as lg
from labelgauge.cli import app as command

REPOSITORY = Path(__file__).resolve().parents[2]
REVIEWED = REPOSITORY / "examples/coco_reviewed/reviewed.json.gz"
ORIGINAL = REPOSITORY / "examples/coco_reviewed/original.json.gz"
KNOWN = {"match": 1395, "merge": 80, "missing": 23, "duplicate": 7, "spurious": 5, "absorbed": 1}
FEW_DRAWS = ("--draws", "20")


def score(*arguments: Any) -> Result:
    return CliRunner().invoke(command.app, ["score", *map(str, arguments)])


def annotation(number: int, image: int, box: list[float], category: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": number, "image_id": image, "category_id": category, "bbox": box, "iscrowd": 0, **more}


def dataset(annotations: list[dict[str, Any]], names: tuple[str, ...] = ("cat", "dog")) -> dict[str, Any]:
    return {
        "images": [{"id": i, "file_name": f"{i}.jpg", "height": 100, "width": 100} for i in (1, 2)],
        "categories": [{"id": i + 1, "name": name} for i, name in enumerate(names)],
        "annotations": annotations,
    }


SMALL = [annotation(1, 1, [10, 10, 20, 20], attributes={"who": "kim"}), annotation(2, 2, [0, 0, 50, 50], 2)]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    gold, candidate = tmp_path / "gold.json", tmp_path / "candidate.json"
    gold.write_text(json.dumps(dataset(SMALL)))
    candidate.write_text(json.dumps(dataset(SMALL[:1])))
    return gold, candidate


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the outputs of one run on the example data."""
    folder = tmp_path_factory.mktemp("real")
    done = score(REVIEWED, ORIGINAL, "--json", folder / "card.json", "--csv", folder / "tables", *FEW_DRAWS)
    assert done.exit_code == 0, done.output
    assert done.stderr.endswith(f"labelgauge: wrote {folder}/card.json\nlabelgauge: wrote {folder}/tables\n")
    (folder / "report.txt").write_text(done.stdout)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_known_outcome_of_the_example(real: Path) -> None:
    counts = json.loads((real / "card.json").read_text())["counts"]
    assert {name: count for name, count in counts.items() if count} == KNOWN


def test_json_is_that_of_the_library(real: Path) -> None:
    card = lg.score(lg.read(REVIEWED), lg.read(ORIGINAL), draws=20)
    assert (real / "card.json").read_text() == card.to_json()


def test_report_shows_the_counts(real: Path) -> None:
    report = (real / "report.txt").read_text()
    assert max(map(len, report.splitlines())) <= 100
    for name, count in KNOWN.items():
        assert any(line.split()[:2] == [name, f"{count:,}"] for line in report.splitlines())


def test_csv_has_five_tables(real: Path) -> None:
    files = sorted(path.name for path in (real / "tables").iterdir())
    assert files == ["annotations.csv", "bins.csv", "classes.csv", "images.csv", "summary.csv"]
    card = json.loads((real / "card.json").read_text())
    summary = {row["name"]: row for row in rows(real / "tables/summary.csv")}
    for metric in card["groups"][0]["metrics"]:
        text = summary[metric["name"]]["value"]
        assert (float(text) if text else None) == metric["value"]
    assert len(rows(real / "tables/images.csv")) == 158
    assert sum(int(row["merge"]) for row in rows(real / "tables/classes.csv")) == KNOWN["merge"]
    outcomes = [row["outcome"] for row in rows(real / "tables/annotations.csv")]
    assert {name: outcomes.count(name) for name in KNOWN} == KNOWN


def test_csv_leaves_undefined_cells_empty(real: Path) -> None:
    missing = [row for row in rows(real / "tables/annotations.csv") if row["outcome"] == "missing"]
    assert {row["iou"] for row in missing} == {""}
    assert not any(cell.lower() == "nan" for row in rows(real / "tables/annotations.csv") for cell in row.values())


def test_json_on_standard_output_is_all_there(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = score(*pair, "--json", "-", *FEW_DRAWS)
    assert done.exit_code == 0
    score(*pair, "--json", tmp_path / "card.json", *FEW_DRAWS)
    assert done.stdout == (tmp_path / "card.json").read_text()
    assert json.loads(done.stdout)["counts"]["missing"] == 1


def test_quiet_says_nothing(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = score(*pair, "--quiet", "--json", tmp_path / "card.json", *FEW_DRAWS)
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "card.json").exists()


def test_progress_is_plain_lines_off_a_terminal(pair: tuple[Path, Path]) -> None:
    lines = score(*pair, *FEW_DRAWS).stderr.splitlines()
    assert lines == ["labelgauge: reading", "labelgauge: scoring"]


def test_threads_change_nothing(pair: tuple[Path, Path]) -> None:
    one, two = (score(*pair, "--json", "-", "--threads", n, *FEW_DRAWS).stdout for n in (1, 2))
    assert one == two


def test_options_reach_the_scorecard(pair: tuple[Path, Path]) -> None:
    options = ("--iou", 0.4, "--location", 0.9, "--class-use", "strict", "--seed", 7, "--by", "who")
    card = json.loads(score(*pair, "--json", "-", *FEW_DRAWS, *options).stdout)
    expected = {"iou": 0.4, "location": 0.9, "class_use": "strict", "seed": 7, "draws": 20, "by": "who"}
    assert {name: card["parameters"][name] for name in expected} == expected
    assert "kim" in [group["name"] for group in card["groups"] if group["kind"] == "attribute"]


SQUARE = [[10, 10, 30, 10, 30, 30, 10, 30]]
WIDER = [[8, 10, 30, 10, 30, 30, 8, 30]]


@pytest.fixture
def masks(tmp_path: Path) -> tuple[Path, Path]:
    """Two images with one mask each, whose left side is 2 px too far out."""
    sides = []
    for name, rings in (("gold", SQUARE), ("candidate", WIDER)):
        marks = [annotation(i, i, [10, 10, 20, 20], segmentation=rings, area=400.0) for i in (1, 2)]
        sides.append(tmp_path / f"{name}.json")
        sides[-1].write_text(json.dumps(dataset(marks)))
    return sides[0], sides[1]


def test_outlines_are_measured_where_they_are_asked_for(masks: tuple[Path, Path], tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    done = score(*masks, "--surface", "0.5, 2", "--json", tmp_path / "card.json", "--csv", tables, *FEW_DRAWS)
    assert done.exit_code == 0, done.output
    card = lg.score(lg.read(masks[0]), lg.read(masks[1]), draws=20, surface=[0.5, 2])
    assert (tmp_path / "card.json").read_text() == card.to_json()
    for row in rows(tables / "annotations.csv"):
        assert (float(row["nsd_2"]), float(row["hd95_px"])) == (1.0, 2.0)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    start = next(i for i, line in enumerate(lines) if line.startswith("Outlines of pairs with masks"))
    labels = [line[2:].split("  ")[0] for line in lines[start + 2 : start + 11]]
    sides = [f"bias, {side} side" for side in ("left", "top", "right", "bottom")]
    assert labels == ["NSD at 0.5 px", "NSD at 2 px", "HD95", "ASSD", "bias", *sides]
    assert lines[start + 7].endswith("left outlines 2.00 px too loose")
    assert lines[start + 8].endswith("no clear bias")
    assert "outlines by deepmind's surface distances" in " ".join(done.stdout.split())
    start = next(i for i, line in enumerate(lines) if line.startswith("Classes"))
    assert " ".join(lines[start + 1].split()) == (
        "class gold candidate recall precision mean IoU NSD at 0.5 px HD95 errors"
    )
    cat = next(group for group in card.to_dict()["groups"] if group["name"] == "cat")
    means = {metric["name"]: metric["value"] for metric in cat["metrics"]}
    assert lines[start + 2].split()[-2:] == [f"{means['mean_nsd_0.5']:.3f}", "2.000"]


def test_outlines_are_neither_measured_nor_shown_by_default(masks: tuple[Path, Path], tmp_path: Path) -> None:
    done = score(*masks, "--json", tmp_path / "card.json", *FEW_DRAWS)
    assert "Outlines of pairs" not in done.stdout
    assert "HD95" not in done.stdout
    text = (tmp_path / "card.json").read_text()
    assert "nsd" not in text
    assert "surface" not in text


def test_boxes_have_no_outlines_and_that_is_said_once(pair: tuple[Path, Path]) -> None:
    done = score(*pair, "--surface", 1, *FEW_DRAWS)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert said.count("no outlines were measured") == 1
    assert "NSD" not in said


def test_low_iou_lowers_the_floor(pair: tuple[Path, Path]) -> None:
    card = json.loads(score(*pair, "--json", "-", *FEW_DRAWS, "--iou", 0.05).stdout)
    assert (card["parameters"]["iou"], card["parameters"]["floor"]) == (0.05, 0.05)


def test_no_draws_give_no_bootstrap(pair: tuple[Path, Path]) -> None:
    card = json.loads(score(*pair, "--json", "-", "--draws", 0).stdout)
    assert "bootstrap" not in {metric["method"] for metric in card["groups"][0]["metrics"]}


def test_images_of_one_side_are_in_the_title(pair: tuple[Path, Path]) -> None:
    data = dataset(SMALL[:1])
    data["images"] = data["images"][:1]
    pair[1].write_text(json.dumps(data))
    title = " ".join(score(*pair, *FEW_DRAWS).stdout.split("\n\n")[0].split())
    assert title.endswith("(gold): 1 shared image; 1 only in gold, 0 only in the candidate")


def test_result_list_is_read_against_gold(pair: tuple[Path, Path], tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    results.write_text(json.dumps([{"image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20], "score": 0.9}]))
    card = json.loads(score(pair[0], results, "--json", "-", *FEW_DRAWS).stdout)
    assert (card["counts"]["match"], card["counts"]["missing"]) == (1, 1)


def test_class_map_renames(pair: tuple[Path, Path], tmp_path: Path) -> None:
    pair[1].write_text(json.dumps(dataset(SMALL, names=("Katze", "Hund"))))
    (tmp_path / "map.json").write_text('{"Katze": "cat", "Hund": "dog"}')
    card = json.loads(score(*pair, "--map", tmp_path / "map.json", "--json", "-", *FEW_DRAWS).stdout)
    assert card["counts"]["match"] == 2


def test_gzip_is_read(pair: tuple[Path, Path], tmp_path: Path) -> None:
    packed = tmp_path / "candidate.json.gz"
    packed.write_bytes(gzip.compress(pair[1].read_bytes()))
    assert json.loads(score(pair[0], packed, "--json", "-", *FEW_DRAWS).stdout)["counts"]["match"] == 1


def test_lenient_skips_and_says_so(pair: tuple[Path, Path]) -> None:
    broken = [*SMALL, annotation(3, 99, [0, 0, 5, 5])]  # no image 99
    pair[1].write_text(json.dumps(dataset(broken)))
    strict = score(*pair, *FEW_DRAWS)
    assert strict.exit_code == 2
    assert "$.annotations[2]" in strict.stderr
    assert "annotation id 3" in strict.stderr
    lenient = score(*pair, "--lenient", *FEW_DRAWS)
    assert lenient.exit_code == 0
    assert "candidate: 1 annotation could not be read and took no part." in lenient.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1]", "a class map is a JSON object, not list"),
        ("{", "not JSON"),
        ('{"cat": 3.5}', "class 'cat' is renamed to 3.5, which is neither a name nor an id"),
        ('{"cat": true}', "class 'cat' is renamed to true, which is neither a name nor an id"),
        (json.dumps({"cat": ["x" * 50]}), "class 'cat' is renamed to [\"" + "x" * 37 + "…, which is"),
        ('{"lion": "cat"}', "lion"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_bad_class_map(pair: tuple[Path, Path], tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "map.json").write_text(content)
    assert_fails(score(*pair, "--map", tmp_path / "map.json"), message)


def test_missing_file(pair: tuple[Path, Path], tmp_path: Path) -> None:
    assert_fails(score(pair[0], tmp_path / "nowhere.json"), "nowhere.json")


@pytest.mark.parametrize("content", [b"", b"not JSON", b"{}", b"\x1f\x8b broken gzip", b"[1, 2]", b"null"])
def test_not_an_annotation_file(pair: tuple[Path, Path], content: bytes) -> None:
    pair[1].write_bytes(content)
    assert_fails(score(*pair), "candidate.json")


def test_folder_in_place_of_a_file(pair: tuple[Path, Path], tmp_path: Path) -> None:
    assert_fails(score(pair[0], tmp_path), str(tmp_path))


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--iou", "1.5"), "iou must be a number above 0 and at most 1, not 1.5"),
        (("--location", "-1"), "location must be a number above 0"),
        (("--iou", "nan"), "iou must be a number above 0"),
        (("--by", "annotator"), "has an attribute 'annotator'"),
    ],
)
def test_impossible_options(pair: tuple[Path, Path], option: tuple[str, str], message: str) -> None:
    assert_fails(score(*pair, *option), message)


@pytest.mark.parametrize("option", ["--iou", "--location"])
def test_thresholds_are_checked_before_the_inputs_are_read(option: str) -> None:
    assert_fails(score("no gold", "no candidate", option, "1.5"), f"{option[2:]} must be a number above 0")


@pytest.mark.parametrize(
    ("tolerances", "message"),
    [
        ("abc", "--surface: 'abc' is not a number of pixels. Write one, or several with commas between: 0.5,2."),
        ("1,,2", "--surface: '' is not a number of pixels"),
        ("", "--surface: '' is not a number of pixels"),
        ("1;2", "--surface: '1;2' is not a number of pixels"),
        ("x" * 50, "--surface: '" + "x" * 38 + "… is not a number of pixels"),
        ("-1", "a tolerance of surface must be a finite number of pixels, at least 0, not -1.0"),
        ("1,inf", "at least 0, not inf"),
        ("nan", "at least 0, not nan"),
        ("2,1,2.0", "surface has the tolerance 2 twice"),
        (",".join(map(str, range(17))), "surface must have 1 to 16 tolerances, found 17"),
    ],
)
def test_tolerances_are_checked_before_the_inputs_are_read(tolerances: str, message: str) -> None:
    assert_fails(score("no gold", "no candidate", "--surface", tolerances), message)


@pytest.mark.parametrize("option", ["--json", "--csv"])
def test_outputs_are_checked_before_the_inputs_are_read(tmp_path: Path, option: str) -> None:
    done = score("no gold", "no candidate", option, tmp_path / "nowhere" / "out")
    assert_fails(done, f"{option}: folder {tmp_path / 'nowhere'} does not exist. Make it first")


def test_input_is_not_overwritten(pair: tuple[Path, Path]) -> None:
    before = pair[0].read_bytes()
    assert_fails(score(*pair, "--json", pair[0]), "is one of the files to be read")
    assert pair[0].read_bytes() == before


def test_failure_writes_nothing(pair: tuple[Path, Path], tmp_path: Path) -> None:
    pair[1].write_text("not JSON")
    before = sorted(tmp_path.iterdir())
    assert_fails(score(*pair, "--json", tmp_path / "card.json", "--csv", tmp_path / "tables"), "candidate.json")
    assert sorted(tmp_path.iterdir()) == before


def test_interrupt_leaves_no_file(tmp_path: Path) -> None:
    """Ctrl-C while it scores; plain-Python kernels give time to press it.

    A shell that starts the tests in the background makes all its children deaf to Ctrl-C, so this one is told to hear.
    """
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "from labelgauge.cli.app import main; main()"
    arguments = ["score", REVIEWED, ORIGINAL, "--json", tmp_path / "card.json", "--csv", tmp_path / "tables"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"LABELGAUGE_BACKEND": "reference"},
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()  # it has begun to read
        process.send_signal(signal.SIGINT)
        remaining = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert remaining.endswith("labelgauge: interrupted\n")
    assert "Traceback" not in remaining
    assert list(tmp_path.iterdir()) == []


def assert_fails(done: Result, message: str) -> None:
    """It could not run: exit 2, one message of one line, nothing on standard output."""
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    complaints = [line for line in done.stderr.splitlines() if line != "labelgauge: reading"]
    assert len(complaints) == 1, done.stderr
    assert complaints[0].startswith("labelgauge: ")
    assert message in complaints[0]
