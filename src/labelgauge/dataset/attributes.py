"""Attributes of annotations, decoded from the file only when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

_ABSENT = msgspec.Raw(b"null")


def attribute_texts(text: bytes, name: str, rows: Sequence[int]) -> list[str | None]:
    """Value of an attribute per annotation, as text.

    Parameters
    ----------
    text
        The file's content: a COCO dataset or a result list.
    name
        Key in an annotation's ``attributes``, or else of the annotation itself.
    rows
        Which annotations of the file, by position.

    Returns
    -------
    list of str or None
        One value per row; None where it is absent or null.
    """
    records = _records(text, name)
    return [_as_text(_value(records[row], name)) for row in rows]


def _records(text: bytes, name: str) -> Sequence[Any]:
    """Of every annotation, its attributes and the value of one more key, as raw JSON."""
    fields = [("attributes", msgspec.Raw, _ABSENT), ("value", msgspec.Raw, _ABSENT)]
    record = msgspec.defstruct("_Record", fields, rename={"value": name} if name != "attributes" else None)
    is_list = text.lstrip()[:1] == b"["
    try:
        if is_list:
            return msgspec.json.decode(text, type=list[record])  # type: ignore[valid-type]
        document = msgspec.defstruct("_Document", [("annotations", list[record])])  # type: ignore[valid-type]
        decoded: Any = msgspec.json.decode(text, type=document)
    except msgspec.DecodeError:  # a lenient read found something here that msgspec refuses, such as NaN
        return _careful_records(json.loads(text), name, record)
    annotations: Sequence[Any] = decoded.annotations
    return annotations


def _careful_records(document: Any, name: str, record: type) -> list[Any]:
    annotations = document if isinstance(document, list) else document["annotations"]
    plain = [item if isinstance(item, dict) else {} for item in annotations]
    return [
        record(attributes=_raw(item.get("attributes")), value=_raw(item.get(name) if name != "attributes" else None))
        for item in plain
    ]


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def _value(record: Any, name: str) -> Any:
    attributes = json.loads(bytes(record.attributes))
    if isinstance(attributes, dict) and attributes.get(name) is not None:
        return attributes[name]
    return json.loads(bytes(record.value))


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
