"""JSON text that the fast decoders leave: what it is, and its content as the standard library reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from labelgauge.errors import FormatError

_LIST = re.compile(rb"\s*\[")
_FIX = "Check that this is the annotation file, complete and in UTF-8."


def is_list(text: bytes) -> bool:
    """Whether the text is a JSON list, as result lists are."""
    return _LIST.match(text) is not None


def standard_json(text: bytes | str, path: str, *, parse_int: Callable[[str], Any] | None = None) -> Any:
    """Decode with the standard library, which takes NaN and says what is wrong, and where.

    Parameters
    ----------
    text
        JSON; bytes must be UTF-8.
    path
        Path of the file, for messages.
    parse_int
        What makes a number of an integer's digits; None for int, which takes 4,300 digits at most.

    Raises
    ------
    FormatError
        If it is not JSON, is nested too deeply, or has an integer that `parse_int` does not take.
    """
    try:
        return json.loads(text, parse_int=parse_int)
    except json.JSONDecodeError as error:
        reason = error.msg.removesuffix(" at")
        what = f"the file is not JSON: {reason} at line {error.lineno}, column {error.colno} (character {error.pos})"
        raise FormatError(what, path=path, fix=_FIX) from None
    except UnicodeDecodeError as error:
        what = f"the file is not JSON: byte {error.start} is not {error.encoding.upper()}"
        raise FormatError(what, path=path, fix=_FIX) from None
    except RecursionError:
        what = "the file is nested too deeply to be an annotation file"
        raise FormatError(what, path=path, fix=_FIX) from None
    except ValueError as error:
        what = f"the file cannot be read as JSON: {error}"
        raise FormatError(what, path=path, fix=_FIX) from None


def lenient_annotations(text: bytes, path: str, *, parse_int: Callable[[str], Any] | None = None) -> list[Any]:
    """The annotations of a COCO dataset or result list that was read before, maybe without all of its records.

    Bytes that are not UTF-8 become halves of surrogate pairs.

    Parameters
    ----------
    text, path, parse_int
        As for `standard_json`.

    Returns
    -------
    list
        An entry per annotation; {} for one that is no object.

    Raises
    ------
    FormatError
        As `standard_json` does.
    """
    document = standard_json(text.decode("utf-8", errors="surrogateescape"), path, parse_int=parse_int)
    annotations = document if isinstance(document, list) else document["annotations"]
    return [item if isinstance(item, dict) else {} for item in annotations]
