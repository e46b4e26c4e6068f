"""Ratings read from files of four formats: what is found, what is missing, what is refused and with which words."""

from __future__ import annotations

import builtins
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelgauge.agreement.ratings import Ratings
from labelgauge.dataset import delimited, parquet
from labelgauge.dataset.ratings_table import read_ratings
from labelgauge.errors import FormatError, InputError, MissingExtraError
from tests.conformance.stored import folder

ROWS = [
    {"item": "i1", "worker": "ann", "answer": "cat", "image": 7},
    {"item": "i1", "worker": "bo", "answer": "dog", "image": 7},
    {"item": "i2", "worker": "ann", "answer": None, "image": 7},
    {"item": "i3", "worker": "bo", "answer": "cat", "image": 8},
]
WANT = Ratings.from_long(
    unit=["i1", "i1", "i2", "i3"],
    rater=["ann", "bo", "ann", "bo"],
    label=["cat", "dog", None, "cat"],
    cluster=[7, 7, 7, 8],
)


def delimited_text(separator: str) -> bytes:
    lines = [
        separator.join(ROWS[0]),
        *(separator.join("NA" if v is None else str(v) for v in row.values()) for row in ROWS),
    ]
    return ("\n".join(lines) + "\n").encode()


def as_parquet(path: Path, columns: dict[str, list[Any]]) -> Path:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as writer

    writer.write_table(pa.table(columns), path)
    return path


def write(folder_: Path, name: str) -> Path:
    path = folder_ / name
    if ".parquet" in name:
        return as_parquet(path, {key: [row[key] for row in ROWS] for key in ROWS[0]})
    if ".jsonl" in name:
        content = "\n".join(map(json.dumps, ROWS)).encode()
    else:
        content = delimited_text("\t" if ".tsv" in name else ",")
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def csv_file(tmp_path: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "name", ["t.csv", "t.csv.gz", "T.TSV", "t.tsv.gz", "t.jsonl", "t.ndjson", "t.jsonl.gz", "t.parquet"]
)
def test_all_formats_say_the_same(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name.lower().replace("ndjson", "jsonl")).rename(tmp_path / name)
    assert read_ratings(path, unit="item", cluster="image") == WANT


@pytest.mark.parametrize("name", ["t.csv", "t.tsv.gz", "t.jsonl", "t.parquet"])
def test_format_can_be_said(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name).rename(tmp_path / "table.dat")
    said: Any = name.removesuffix(".gz").split(".")[1]
    assert read_ratings(path, unit="item", cluster="image", format=said) == WANT


def test_a_name_that_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"table\.dat: the name does not say which format .* Say it with format"):
        read_ratings(csv_file(tmp_path, "unit,rater,label\n", "table.dat"))
    with pytest.raises(InputError, match="format must be 'csv'"):
        read_ratings(csv_file(tmp_path, "unit,rater,label\n"), format="xml")  # type: ignore[arg-type]
    parquet_file = as_parquet(tmp_path / "t.dat", {"unit": [1, 1], "rater": [1, 2], "label": [0, 1]})
    assert read_ratings(parquet_file).n_ratings == 2


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffunit,rater,label\n1,a,x\n1,b,y\n",
        "unit,rater,label\r\n1,a,x\r\n1,b,y\r\n",
        "unit,rater,label\n1,a,x\n\n1,b,y",
        "unit;rater;label\n1;a;x\n1;b;y\n",
        ' Unit , Rater_ID,LABELS\n1, a,"x"\n1,b, y\n',
        'notes,unit,rater,label\n"first\nsecond, ""quoted""",1,a,x\n,1,b,y\n',
    ],
    ids=["byte order mark", "carriage returns", "empty line", "semicolons", "spaces and case", "quoted line breaks"],
)
def test_ways_of_writing_csv(tmp_path: Path, text: str) -> None:
    ratings = read_ratings(csv_file(tmp_path, text))
    assert ratings == Ratings.from_long(unit=[1, 1], rater=["a", "b"], label=["x", "y"])


def test_a_column_called_unit_is_that_of_units(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "image,unit,user,rater,value,label\n9,1,x,a,0,k\n9,2,x,a,0,k\n")
    ratings = read_ratings(path)
    assert (ratings.units.tolist(), ratings.raters.tolist(), ratings.categories.tolist()) == ([1, 2], ["a"], ["k"])


def test_numbers_are_numbers_only_if_all_are(tmp_path: Path) -> None:
    def labels(*cells: str) -> list[Any]:
        rows = "".join(f"{k},a,{cell}\n" for k, cell in enumerate(cells))
        found: list[Any] = read_ratings(csv_file(tmp_path, f"unit,rater,label\n{rows}")).categories.tolist()
        return found

    assert labels("10", "9", "", "NA") == [9, 10]
    assert all(isinstance(label, int) for label in labels("10", "9", ""))
    assert labels("1.5", "-2", "1e3") == [-2.0, 1.5, 1000.0]
    assert labels("1", "x") == ["1", "x"]
    assert labels("007", "1") == ["007", "1"]
    assert labels("inf", "1") == ["1", "inf"]
    assert labels("12345678901234567890", "12345678901234567891", "1.5") == [
        "1.5", "12345678901234567890", "12345678901234567891",
    ]  # fmt: skip


def test_cells_that_are_no_label(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "unit,rater,label\n1,a,?\n1,b,NA\n1,c,x\n2,a,.\n2,b,null\n2,c,NaN\n3,c,\n")
    assert read_ratings(path).categories.tolist() == ["?", "x"]
    assert read_ratings(path).n_units == 3
    assert read_ratings(path, missing=["?", ""]).categories.tolist() == [".", "NA", "NaN", "null", "x"]
    numbers = csv_file(tmp_path, "unit,rater,label\n1,a,9\n1,b,2\n")
    assert read_ratings(numbers, missing=["9"]).categories.tolist() == [2]
    stored = as_parquet(tmp_path / "t.parquet", {"unit": [1, 1], "rater": [1, 2], "label": [9, 2]})
    assert read_ratings(stored, missing=["9"]).categories.tolist() == [2]


def test_a_table_with_a_column_for_each_rater(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "photo,ann,bo,cy,image\np2,1,2,,i\np1,2,2,2,i\n")
    ratings = read_ratings(path, wide=True, unit="photo", cluster="image")
    assert ratings.raters.tolist() == ["ann", "bo", "cy"]
    assert ratings.units.tolist() == ["p2", "p1"]
    assert ratings.to_matrix().tolist() == [[0, 1], [1, 1], [-1, 1]]
    assert ratings.cluster is not None
    some = read_ratings(path, wide=True, unit="photo", rater=["cy", "ann"])
    assert some.to_matrix().tolist() == [[-1, 1], [0, 1]]
    assert read_ratings(csv_file(tmp_path, ",a,b\n0,x,y\n1,x,x\n"), wide=True).raters.tolist() == ["a", "b"]
    assert read_ratings(csv_file(tmp_path, "a,b\nx,y\n"), wide=True).units.tolist() == [0]


def test_labels_of_all_raters_are_of_one_kind(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b\n1,x\n2,1\n")
    assert read_ratings(path, wide=True).categories.tolist() == ["1", "2", "x"]


def test_categories_are_in_the_terms_of_labels(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "unit,rater,label\n1,a,1\n1,b,2\n")
    assert read_ratings(path, categories=["1", "2", "3"]).categories.tolist() == [1, 2, 3]
    with pytest.raises(FormatError, match=r"labels are numbers, and the category 'x' is not"):
        read_ratings(path, categories=["1", "x"])
    with pytest.raises(FormatError, match=r"table\.csv: label has 2 \(1 times\), which is not among"):
        read_ratings(path, categories=[1, 3])


def test_raters_without_identity_need_no_column(tmp_path: Path) -> None:
    ratings = read_ratings(csv_file(tmp_path, "unit,label\nu,x\nv,y\nu,z\n"), anonymous=True)
    assert ratings.anonymous
    assert ratings.per_unit.tolist() == [2, 1]


def test_times_choose_between_repeats(tmp_path: Path) -> None:
    text = "unit,rater,label,when\n1,a,x,2024-05-02\n1,a,y,2024-05-01T10:00+02:00\n"
    path = csv_file(tmp_path, text)
    ratings = read_ratings(path, time="when", duplicates="first")
    assert ratings.categories[ratings.code].tolist() == ["y"]
    with pytest.raises(FormatError, match="rater 'a' has rated unit 1 more than once"):
        read_ratings(path)
    with pytest.raises(FormatError, match=r"line 2: 'soon' in column 'when' is no time"):
        read_ratings(csv_file(tmp_path, "unit,rater,label,when\n1,a,x,soon\n"), time="when")


REFUSED: dict[str, tuple[str | bytes, dict[str, Any], str]] = {
    "empty": ("", {}, "the file is empty"),
    "only empty lines": ("\n\n", {}, "the file is empty"),
    "cells missing": ("unit,rater,label\n1,a,x\n1,b\n", {}, r"csv, line 3: there are 2 cells and 3 columns"),
    "cells too many": ("unit,rater,label\n1,a,x,\n", {}, r"line 2: there are 4 cells and 3 columns"),
    "open quote": ('unit,rater,label\n1,a,"x\n1,b,y\n', {}, r"line 3: the table cannot be read"),
    "quote inside": ('unit,rater,label\n1,a,"x"y\n', {}, r"line 2: the table cannot be read"),
    "huge cell": ("unit,rater,label\n1,a," + "x" * 200_000, {}, r"the table cannot be read \(field larger"),
    "names repeat": ("unit,rater,label,label\n", {}, r"2 columns are called 'label'"),
    "no unit column": ("a,b,c\n", {}, r"no column looks like that of the unit; columns are 'a', 'b', 'c'"),
    "no rater column": ("unit,label\n", {}, r"no column looks like that of the rater"),
    "two unit columns": ("item,image,rater,label\n", {}, r"more than one .* the unit: 'item', 'image'. Name the one"),
    "named column absent": ("unit,rater,label\n", {"label": "grade"}, r"there is no column 'grade'; columns are"),
    "unit empty": ("unit,rater,label\n1,a,x\n,b,y\n", {}, r"line 3: column 'unit' is empty"),
    "rater empty": ("unit,rater,label\n1, ,x\n", {}, r"line 2: column 'rater' is empty"),
    "latin-1": (b"unit,rater,label\n1,a,caf\xe9\n", {}, r"line 2: byte b'\\xe9' is not UTF-8"),
    "utf-16": ("unit,rater,label\n".encode("utf-16"), {}, r"the text is UTF-16. Save it as UTF-8"),
    "two clusters": ("unit,rater,label,c\n1,a,x,p\n1,b,x,q\n", {"cluster": "c"}, r"unit 1 has two values of cluster"),
    "weight is text": ("unit,rater,label,w\n1,a,x,much\n", {"weight": "w"}, r"weight must be finite numbers above 0"),
    "wide with a label": ("a,b\n", {"wide": True, "label": "a"}, r"no column of labels, of times or of sessions"),
    "wide without raters": ("unit\n1\n", {"wide": True}, r"no column is left for raters"),
    "wide with an id": (
        "unit,patient,a\n1,p-1,3\n2,p-2,4\n",
        {"wide": True},
        r"column 'patient' has text alone \('p-1'\), column 'a' numbers alone \(3\)",
    ),
    "wide, unit twice": ("unit,a\n1,x\n1,y\n", {"wide": True}, r"units must differ .* more than once"),
    "several raters": ("unit,a,b\n", {"rater": ["a", "b"]}, r"rater is one column.* say wide"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path: Path, case: str) -> None:
    text, settings, message = REFUSED[case]
    with pytest.raises(FormatError, match=message) as caught:
        read_ratings(csv_file(tmp_path, text), **settings)
    assert str(tmp_path / "table.csv") in str(caught.value)


JSON_REFUSED = {
    "[1, 2]": "line 1: the line is not a JSON object",
    '{"unit": 1, "rater": "a", "label": "x"}\n{"unit": 1,': "line 2: the line is not a JSON object",
    '{"unit": 1, "rater": "a", "label": ["x"]}': "line 1: 'label' must be text or a number, not list",
    '{"unit": 1, "rater": "a", "label": "x"}\n{"rater": "a", "label": "x"}': "line 2: column 'unit' is empty",
    '{"unit": 1, "rater": "a", "label": 1}\n{"unit": 1, "rater": "b", "label": "x"}': "label mix numbers and text",
    "\n": "the file is empty",
}  # fmt: skip


@pytest.mark.parametrize("text", JSON_REFUSED)
def test_json_lines_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match=JSON_REFUSED[text]):
        read_ratings(csv_file(tmp_path, text, "t.jsonl"))


def test_json_text_stays_text(tmp_path: Path) -> None:
    lines = '{"unit": "01", "rater": 1, "label": "1"}\n{"unit": "01", "rater": 2, "label": "2"}'
    assert read_ratings(csv_file(tmp_path, lines, "t.jsonl")).categories.tolist() == ["1", "2"]


def test_gaps_in_whole_numbers_of_parquet_stay_whole(tmp_path: Path) -> None:
    path = as_parquet(tmp_path / "t.parquet", {"unit": [1, 1, 2], "rater": ["a", "b", "a"], "label": [3, None, 4]})
    found = read_ratings(path)
    assert [(type(label), label) for label in found.categories.tolist()] == [(int, 3), (int, 4)]
    assert found.n_ratings == 2
    with pytest.raises(FormatError, match="row 2: column 'unit' is empty"):
        read_ratings(as_parquet(path, {"unit": ["x", None], "rater": ["a", "b"], "label": [3, 4]}))


def test_columns_of_parquet_that_hold_no_labels(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {"unit": [1, 1], "rater": ["a", "b"]}
    for label, message in (
        ([["x"], ["y"]], "found one of type list"),
        ([{"k": 1}, {"k": 2}], "found one of type dict"),
    ):
        with pytest.raises(FormatError, match=message):
            read_ratings(as_parquet(tmp_path / "t.parquet", {**columns, "label": label}))


def test_damaged_parquet(tmp_path: Path) -> None:
    path = write(tmp_path, "t.parquet")
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:4], b"", b"PAR1" + bytes(100) + b"PAR1"):
        path.write_bytes(damaged)
        with pytest.raises(FormatError, match="the Parquet file is damaged"):
            read_ratings(path)


def test_damaged_gzip_is_not_half_read(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv.gz")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(FormatError, match="truncated or damaged"):
        read_ratings(path, unit="item")


def test_absurd_sizes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_BYTES", 1000)
    bomb = gzip.compress(b"unit,rater,label\n" + b"\n" * 1_000_000)
    with pytest.raises(FormatError, match="the file has more than 1,000 bytes of text"):
        read_ratings(csv_file(tmp_path, bomb, "t.csv.gz"))
    monkeypatch.setattr(parquet, "MOST_CELLS", 11)
    with pytest.raises(FormatError, match=r"the file has 12 cells of ratings; at most 11 .* Divide it"):
        read_ratings(write(tmp_path, "t.parquet"), unit="item")


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "t.parquet")
    real = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=r"pip install 'labelgauge\[arrow\]'"):
        read_ratings(path)


def test_absent_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="there is no such file"):
        read_ratings(tmp_path / "none.csv")
    with pytest.raises(FormatError, match="this is a folder"):
        read_ratings(tmp_path)


MAKERS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": lambda columns: pytest.importorskip("pandas").DataFrame(columns),
    "polars": lambda columns: pytest.importorskip("polars").DataFrame(columns),
    "pyarrow": lambda columns: pytest.importorskip("pyarrow").table(columns),
}


@pytest.mark.parametrize("library", MAKERS)
def test_frames(library: str) -> None:
    frame = MAKERS[library]({key: [row[key] for row in ROWS] for key in ROWS[0]})
    assert Ratings.from_frame(frame, unit="item", cluster="image") == WANT
    wide = MAKERS[library]({"unit": ["p", "q"], "a": ["x", None], "b": ["x", "y"]})
    assert Ratings.from_frame(wide, wide=True).to_matrix().tolist() == [[0, -1], [0, 1]]
    numbers = MAKERS[library]({"a": [1.5, np.nan], "b": [1.5, 2.0]})
    assert Ratings.from_frame(numbers, wide=True).to_matrix().tolist() == [[0, -1], [0, 1]]
    with pytest.raises(InputError, match="no column looks like that of the rater"):
        Ratings.from_frame(wide)


def test_frames_of_odd_kinds() -> None:
    pandas = pytest.importorskip("pandas")
    columns = {"unit": [1, 1, 2, 2], "rater": ["a", "b", "a", "b"]}
    labels = pandas.Categorical(["lo", "hi", None, "hi"], categories=["lo", "mid", "hi"])
    ratings = Ratings.from_frame(pandas.DataFrame({**columns, "label": labels}), categories=["lo", "mid", "hi"])
    assert ratings.n_ratings == 3
    whole = pandas.array([1, None, 2, 2], dtype="Int64")
    assert Ratings.from_frame(pandas.DataFrame({**columns, "label": whole})).categories.tolist() == [1, 2]
    twice = pandas.DataFrame([[1, "a", "x", "y"]], columns=["unit", "rater", "label", "label"])
    with pytest.raises(InputError, match=r"names of columns repeat .*label"):
        Ratings.from_frame(twice)
    large = [2**64 - 1, 2**64 - 2, None, 1]
    with pytest.raises(InputError, match="label has whole numbers that are too large to be told apart"):
        Ratings.from_long(**columns, label=large)
    for wrong in ({"unit": [1]}, [[1]], None, pandas.Series([1])):
        with pytest.raises(InputError, match="frame must be a table of pandas, polars or pyarrow"):
            Ratings.from_frame(wrong)


def test_real_crowds() -> None:
    path = folder("crowd_truth_sets") / "dog" / "label.csv.gz"
    ratings = read_ratings(path)
    assert (ratings.n_units, ratings.n_raters, ratings.n_ratings, ratings.n_categories) == (807, 109, 8070, 4)
    fact = folder("crowd_truth_sets") / "fact" / "label.csv.gz"
    with pytest.raises(FormatError, match="more than once"):
        read_ratings(fact)
    assert read_ratings(fact, duplicates="first").n_ratings == 214_915


def test_the_standard_table_as_a_file() -> None:
    path = folder("agreement_textbook") / "irrCAC_cac.raw4raters.csv"
    ratings = read_ratings(path, wide=True)
    assert (ratings.n_units, ratings.n_raters, ratings.n_ratings) == (12, 4, 41)
