"""Attributes of annotations, decoded from the file only when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from labelgauge.dataset.json_text import is_list, lenient_annotations
from labelgauge.errors import FormatError

_ABSENT = msgspec.Raw(b"null")


def attribute_texts(text: bytes, name: str, rows: Sequence[int], *, path: str) -> list[str | None]:
    """Value of an attribute per annotation, as text.

    Parameters
    ----------
    text
        The file's content: a COCO dataset or a result list.
    name
        Key in an annotation's ``attributes``, or else of the annotation itself.
    rows
        Which annotations of the file, by position.
    path
        Path of the file, for messages.

    Returns
    -------
    list of str or None
        One value per row; None where it is absent or null.

    Raises
    ------
    FormatError
        If a value is not text in UTF-8, is nested too deeply, or is an integer of too many digits; or if something
        else in the file is and cannot be passed over. Reading the file has not looked at it.
    """
    records = _records(text, name, path)
    texts = []
    for row in rows:
        try:
            texts.append(_as_text(_value(records[row], name)))
        except (ValueError, RecursionError) as error:
            section = "$" if is_list(text) else "$.annotations"
            what = f"the attribute {name!r} cannot be read: {_reason(error)}"
            raise FormatError(what, path=path, json_path=f"{section}[{row}]", fix="Correct this value.") from error
    return texts


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "it is not UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _records(text: bytes, name: str, path: str) -> Sequence[Any]:
    """Of every annotation, its attributes and the value of one more key, as raw JSON."""
    fields = [("attributes", msgspec.Raw, _ABSENT), ("value", msgspec.Raw, _ABSENT)]
    record = msgspec.defstruct("_Record", fields, rename={"value": name} if name != "attributes" else None)
    try:
        if is_list(text):
            return msgspec.json.decode(text, type=list[record])  # type: ignore[valid-type]
        document = msgspec.defstruct("_Document", [("annotations", list[record])])  # type: ignore[valid-type]
        decoded: Any = msgspec.json.decode(text, type=document)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        # A lenient read found something here that msgspec refuses, such as NaN.
        items = lenient_annotations(text, path)
    else:
        annotations: Sequence[Any] = decoded.annotations
        return annotations
    return [
        record(attributes=_raw(item.get("attributes")), value=_raw(item.get(name) if name != "attributes" else None))
        for item in items
    ]


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def _value(record: Any, name: str) -> Any:
    attributes = json.loads(bytes(record.attributes))
    if isinstance(attributes, dict) and attributes.get(name) is not None:
        return attributes[name]
    return json.loads(bytes(record.value))


def _as_text(value: Any) -> str | None:
    shown = value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if shown is not None:
        shown.encode()  # half a surrogate pair is legal JSON, but no text that could be printed or written
    return shown
