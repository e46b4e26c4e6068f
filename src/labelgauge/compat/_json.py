"""JSON files to plain Python values."""

from __future__ import annotations

import os
from typing import Any

from labelgauge.dataset.source import open_source
from labelgauge.errors import FormatError, InputError


def load_dataset(given: Any) -> dict[str, Any]:
    """The content of an annotation file: that of a path, or what is given as such.

    Raises
    ------
    FormatError
        If the file cannot be read or is not an annotation file.
    InputError
        If it is neither a path nor a dictionary.
    """
    if isinstance(given, dict):
        return given
    if not isinstance(given, str | os.PathLike):
        what = f"annotations must be a path or a dictionary, not {type(given).__name__}"
        raise InputError(what)
    content = load_json(given)
    if not isinstance(content, dict):
        kind = type(content).__name__
        what = f"a file of annotations is an object with 'images', 'categories' and 'annotations', not a {kind}"
        raise FormatError(what, path=os.fspath(given), fix="Load a list of results as such: loadRes, LVISResults.")
    return content


def load_json(path: str | os.PathLike[str]) -> Any:
    """Read a JSON file, which may be compressed by gzip.

    Raises
    ------
    FormatError
        If it cannot be read or is not JSON.
    """
    import msgspec  # noqa: PLC0415

    source = open_source(path)
    text = source.text()
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _with_constants(text, source.path)


def _with_constants(text: bytes, path: str) -> Any:
    """By the standard library, which also takes NaN and Infinity, as JSON that Python wrote may have."""
    import json  # noqa: PLC0415

    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        what = f"the file is not JSON ({error})"
        raise FormatError(what, path=path, fix="Check that it is complete.") from error
