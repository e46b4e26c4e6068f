"""Lists of dictionaries, as a COCO file has them: fields, choices, and errors that name the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labelgauge.errors import InputError

Record = dict[str, Any]


def section(dataset: Any, name: str) -> list[Record]:
    """The records of one section of a dataset; none if it lacks the section.

    Raises
    ------
    InputError
        If the dataset is not a dictionary or the section not a list of dictionaries.
    """
    if not isinstance(dataset, dict):
        what = f"dataset must be a dictionary, not {type(dataset).__name__}"
        raise InputError(what)
    records: Any = dataset.get(name, [])
    check_list(records, name)
    return records  # type: ignore[no-any-return]


def check_list(records: Any, where: str) -> None:
    """Refuse what is not a list of dictionaries.

    Raises
    ------
    InputError
        If it is not.
    """
    if not isinstance(records, list):
        what = f"must be a list of dictionaries, not {type(records).__name__}"
        raise InputError(what, where=where)
    for i, record in enumerate(records):
        if not isinstance(record, dict):
            what = f"must be a dictionary, not {type(record).__name__}"
            raise InputError(what, where=f"{where}[{i}]")


def field(records: Sequence[Record], key: str, where: str) -> list[Any]:
    """One field of every record.

    Raises
    ------
    InputError
        If a record lacks it; the first is named.
    """
    try:
        return [record[key] for record in records]
    except KeyError:
        raise lacking(records, key, where) from None


def lacking(records: Sequence[Record], key: str, where: str) -> InputError:
    """The error that the first record without a field is."""
    i = next(i for i, record in enumerate(records) if key not in record)
    named = f" (id {records[i]['id']!r})" if "id" in records[i] else ""
    what = f"there is no {key!r}"
    return InputError(what, where=f"{where}[{i}]{named}")


def by_id(records: Sequence[Record], where: str) -> dict[Any, Record]:
    """Records by their id; the last one counts.

    Raises
    ------
    InputError
        If a record lacks an id, or one is of a type that cannot be an id.
    """
    ids = field(records, "id", where)
    try:
        return dict(zip(ids, records, strict=True))
    except TypeError:
        i = next(i for i, value in enumerate(ids) if isinstance(value, list | dict))
        what = f"an id must be a number or a text, not {ids[i]!r}"
        raise InputError(what, where=f"{where}[{i}]") from None


def having(records: Sequence[Record], key: str, values: Sequence[Any], where: str) -> list[Record]:
    """Records whose field is one of some values.

    Raises
    ------
    InputError
        If a record lacks the field.
    """
    wanted = set(values)
    found = field(records, key, where)
    return [record for record, value in zip(records, found, strict=True) if value in wanted]


def chosen(by_id: dict[Any, Record], ids: Sequence[Any], kind: str) -> list[Record]:
    """Records of these ids.

    Raises
    ------
    InputError
        If there is none of an id.
    """
    try:
        return [by_id[i] for i in ids]
    except (KeyError, TypeError):
        unknown = next(i for i in ids if isinstance(i, list | dict) or i not in by_id)
        what = f"there is no {kind} of id {unknown!r}"
        raise InputError(what) from None
