"""Tables of ratings with bytes changed, cut or doubled: each is read as a whole or refused with an error of its own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelgauge.dataset.ratings_table import ratings_in
from labelgauge.dataset.source import Source
from labelgauge.errors import FormatError

CSV = b'unit,rater,label,when\n1,ann,"a ""b""",2024-01-02\n1,bo,c,2024-01-03\n2,ann,NA,2024-01-04\n2,bo,3.5,2024-01-05'
JSON = b'{"unit": 1, "rater": "a", "label": "x"}\n{"unit": 1, "rater": "b", "label": null}\n'


def parquet_bytes() -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pa.table({"unit": [1, 1, 2], "rater": ["a", "b", "a"], "label": ["x", None, "y"]}), file)
    return file.getvalue()


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(len(changed) - 1, 0)))
        match draw(st.sampled_from(["change", "cut", "insert", "end"])):
            case "change" if changed:
                changed[place] = draw(st.integers(0, 255))
            case "cut":
                del changed[place : place + draw(st.integers(1, 8))]
            case "insert":
                changed[place:place] = draw(st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"{", b"1e999"]))
            case _:
                del changed[place:]
    return bytes(changed)


def read_or_refused(name: str, content: bytes, **asked: Any) -> None:
    source = Source(str(Path("folder") / name), content)
    message = ""
    try:
        ratings_in(source, format=None, missing=("", "NA"), **asked)
    except FormatError as error:
        message = str(error)
    assert not message or source.path in message


@given(mutated(CSV))
def test_csv(content: bytes) -> None:
    read_or_refused("t.csv", content, duplicates="first")
    read_or_refused("t.csv", content, time="when", duplicates="last")
    read_or_refused("t.csv", content, wide=True)


@given(mutated(JSON))
def test_json_lines(content: bytes) -> None:
    read_or_refused("t.jsonl", content)


@given(st.data())
def test_parquet(data: st.DataObject) -> None:
    read_or_refused("t.parquet", data.draw(mutated(parquet_bytes())), duplicates="first")
