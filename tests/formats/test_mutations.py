"""Whatever is done to a COCO file, reading it gives a Dataset or a FormatError."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelgauge as lg
from labelgauge.dataset.formats import coco_json
from labelgauge.dataset.formats.coco_annotations import AnnotationColumns, annotation_columns
from labelgauge.dataset.formats.coco_catalogue import catalogue_of
from labelgauge.dataset.problems import Problems
from labelgauge.errors import FormatError
from tests.formats.files import VALID

TEXT = json.dumps(VALID).encode()
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from([[], {}, [[]], [[1]], [None], 1, 2, -1, 0.5, "1", [1, 2, 3, 4], {"size": [2, 2], "counts": "4"}]),
)


def read_or_none(path: Path, *, lenient: bool) -> lg.Dataset | None:
    try:
        return lg.read(path, lenient=lenient)
    except FormatError as error:
        names_its_file = str(error).startswith(str(path))
    assert names_its_file
    return None


def read_or_refuse(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.json"
        path.write_bytes(content)
        strict, lenient = read_or_none(path, lenient=False), read_or_none(path, lenient=True)
    if lenient is None:
        assert strict is None
        return
    if strict is not None:
        assert lenient.n_skipped == 0
        assert list(strict.findings.rows()) == list(lenient.findings.rows())
    else:
        assert "error" in lenient.findings["severity"]
    rows = lenient.annotations["has_mask"].nonzero()[0]
    assert len(lenient.masks(rows)) == len(rows)


@given(at=st.integers(0, len(TEXT) - 1), length=st.integers(0, 6), piece=st.binary(max_size=6))
def test_damaged_bytes(at: int, length: int, piece: bytes) -> None:
    read_or_refuse(TEXT[:at] + piece + TEXT[at + length :])


@given(st.binary(max_size=40))
def test_any_bytes(content: bytes) -> None:
    read_or_refuse(content)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            found += [(value, key), *places(child)]
    return found


@given(st.data())
def test_damaged_structure(data: st.DataObject) -> None:
    document = copy.deepcopy(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(document) or [({}, "x")]))
        kind = data.draw(st.sampled_from(["replace", "remove", "repeat"]))
        if kind == "replace":
            container[key] = data.draw(JUNK)
        elif kind == "remove" and key in (container if isinstance(container, dict) else range(len(container))):
            del container[key]
        elif isinstance(container, list):
            container.append(copy.deepcopy(container[key]))
    read_or_refuse(json.dumps(document).encode())


@pytest.mark.parametrize("n", range(0, len(TEXT), 7))
def test_truncated(n: int) -> None:
    read_or_refuse(TEXT[:n])


@given(st.data())
def test_every_way_through_a_file_gives_the_same(data: st.DataObject) -> None:
    document = copy.deepcopy(VALID)
    container, key = data.draw(st.sampled_from(places(document["annotations"])))
    container[key] = data.draw(JUNK)
    assert_same_by_every_way(json.dumps(document).encode())


@pytest.mark.parametrize("value", [rb'"\ud83d\ude00"', rb'"\ud83d"', rb'{"\uD83D": 1}', b'"\xff"', rb'"\u00e9"'])
def test_every_way_takes_the_same_text(value: bytes) -> None:
    assert_same_by_every_way(json.dumps(VALID).encode().replace(b'"bbox"', b'"note": ' + value + b', "bbox"', 1))


def assert_same_by_every_way(text: bytes) -> None:
    answers = []
    for way in ("scanned", "typed", "carefully"):
        problems = Problems("file.json")
        if way == "scanned":
            decoded = coco_json._decode_scanned(text, threads=1)
        elif way == "typed":
            decoded = coco_json._decode_typed(text, problems, threads=1)
        else:
            decoded = coco_json._decode_carefully(text, problems, threads=1)
        if decoded is not None:
            columns = annotation_columns(decoded.annotations, catalogue_of(decoded, None, problems), problems)
            answers.append((columns, problems.items))
    first, first_found = answers[0]
    for columns, found in answers[1:]:
        assert found == first_found
        for name in columns.table.columns:
            np.testing.assert_array_equal(columns.table[name], first.table[name])
        assert columns.segmentations.points.tolist() == first.segmentations.points.tolist()
        assert decoded_runs(columns) == decoded_runs(first)
        for measure in ("lengths", "areas", "boxes"):
            assert getattr(columns.segmentations.runs, measure).tolist() == (
                getattr(first.segmentations.runs, measure).tolist()
            )


def decoded_runs(columns: AnnotationColumns) -> list[list[int]]:
    """Runs and offsets of the annotations that have some."""
    segmentations = columns.segmentations
    rows = np.flatnonzero(segmentations.is_rle)
    return [part.tolist() for part in segmentations.runs.decoded(rows, segmentations.sizes[rows])]
