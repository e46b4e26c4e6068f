"""Table: columns of one length, rows out, frames of other libraries."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import labelgauge as lg
from labelgauge._table import concatenate
from labelgauge.errors import InputError, MissingExtraError

TABLE = lg.Table({"id": np.array([3, 1]), "name": ["a", "b"], "box": np.array([[0.0, 1], [2, 3]])})


def test_rows_are_plain_python() -> None:
    assert list(TABLE.rows()) == [{"id": 3, "name": "a", "box": [0.0, 1.0]}, {"id": 1, "name": "b", "box": [2.0, 3.0]}]


def test_take_and_concatenate() -> None:
    assert TABLE.take(np.array([1]))["name"] == ["b"]
    both = concatenate([TABLE, TABLE])
    assert both["id"].tolist() == [3, 1, 3, 1]
    assert both["box"].shape == (4, 2)


def test_columns_are_read_only_and_the_callers_array_stays_writable() -> None:
    given = np.array([1, 2])
    table = lg.Table({"id": given})
    with pytest.raises(ValueError, match="read-only"):
        table["id"][0] = 5
    given[0] = 7
    assert given.flags.writeable


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_to_frame(backend: str) -> None:
    frame = TABLE.to_frame(backend)
    assert type(frame).__module__.startswith(backend)
    assert list(frame["id"]) == [3, 1]
    assert [list(row) for row in frame["box"]] == [[0, 1], [2, 3]]


def test_errors() -> None:
    with pytest.raises(InputError, match="columns differ in length"):
        lg.Table({"a": [1], "b": [1, 2]})
    with pytest.raises(InputError, match=r"no column 'x'.*Columns are: id, name, box"):
        TABLE["x"]
    with pytest.raises(InputError, match="backend must be"):
        TABLE.to_frame("excel")


def test_a_missing_frame_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match="pip install pandas"):
        TABLE.to_frame("pandas")
