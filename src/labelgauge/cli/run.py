"""From two paths to a scorecard, with progress: what the commands share."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import labelgauge as lg
from labelgauge.cli import progress
from labelgauge.errors import FormatError, InputError
from labelgauge.scoring.progress import ProgressEvent
from labelgauge.scoring.scorecard import Scorecard

SHARDS_PER_THREAD = 8
IMAGES_PER_SHARD = 256
_WHOLE = re.compile(r"-?[1-9][0-9]{0,17}")
LONGEST_SHOWN = 40
"""Characters of a wrong value that a message shows."""


def scorecard(
    gold: Path, candidate: Path, *, quiet: bool, lenient: bool, threads: int, settings: Mapping[str, Any]
) -> Scorecard:
    """Read two files and score one against the other.

    Parameters
    ----------
    gold, candidate
        The files; a result list as candidate is read against gold.
    quiet
        Show no progress.
    lenient
        Skip annotations that cannot be read.
    threads
        Threads to use; the result does not depend on it.
    settings
        Further keyword arguments of ``labelgauge.score``.

    Returns
    -------
    Scorecard
        The result.
    """
    with progress.listener(quiet=quiet) as listen:
        if listen:
            listen(ProgressEvent("reading", 0, 2))
        ours = lg.read(gold, lenient=lenient, threads=threads)
        if listen:
            listen(ProgressEvent("reading", 1, 2))
        theirs = lg.read(candidate, lenient=lenient, images_of=ours, threads=threads)
        if listen:
            listen(ProgressEvent("reading", 2, 2))
        # Threads need several shards each to be busy to the end, and a progress bar needs several to move.
        shards = max(SHARDS_PER_THREAD * threads, ours.n_images // IMAGES_PER_SHARD)
        executor: Literal["serial", "threads"] = "threads" if threads > 1 else "serial"
        return lg.score(ours, theirs, threads=threads, shards=shards, executor=executor, progress=listen, **settings)


def class_map(path: Path) -> dict[str, str | int]:
    """Read a JSON file that renames classes.

    Parameters
    ----------
    path
        A JSON object from classes of the candidate to classes of gold, by name or id.

    Returns
    -------
    dict
        The same.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is not JSON, or not an object whose values are names or ids.
    """
    fix = 'Write it as {"candidate\'s class": "gold\'s class", …}, each a name or an id.'
    names = _json_object(path, "--map", "a class map", fix)
    for name, new_name in names.items():
        if isinstance(new_name, bool) or not isinstance(new_name, str | int):
            what = f"class {name!r} is renamed to {_shortened(json.dumps(new_name))}, which is neither a name nor an id"
            raise FormatError(what, path=str(path), json_path=f"$[{json.dumps(name)}]", fix=fix)
    return names


def tolerances(text: str) -> list[float]:
    """Read the value of ``--surface``.

    Parameters
    ----------
    text
        Numbers separated by commas.

    Returns
    -------
    list of float
        The numbers; whether they can be tolerances is for `labelgauge.score` to say.

    Raises
    ------
    InputError
        If one is not a number.
    """
    numbers = []
    for word in text.split(","):
        try:
            numbers.append(float(word))
        except ValueError as error:
            what = f"{_shortened(repr(word))} is not a number of pixels"
            raise InputError(
                what, where="--surface", fix="Write one, or several with commas between: 0.5,2."
            ) from error
    return numbers


def label_names(path: Path) -> dict[int, str]:
    """Read a JSON file that names labels.

    Parameters
    ----------
    path
        A JSON object from labels, written as text, to names.

    Returns
    -------
    dict
        Name by label.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is not JSON, or not such an object.
    """
    fix = 'Write it as {"1": "liver", …}: whole numbers other than 0, each with its name.'
    names = _json_object(path, "--names", "a list of names", fix)
    for label, name in names.items():
        if not _WHOLE.fullmatch(label) or not isinstance(name, str):
            what = f"label {label!r} is named {_shortened(json.dumps(name))}"
            raise FormatError(what, path=str(path), json_path=f"$[{json.dumps(label)}]", fix=fix)
    return {int(label): name for label, name in names.items()}


def _json_object(path: Path, option: str, words: str, fix: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise InputError(what, where=f"{option} {path}") from error
    except ValueError as error:
        what = f"not JSON ({error})"
        raise FormatError(what, path=str(path), fix=fix) from error
    if not isinstance(content, dict):
        what = f"{words} is a JSON object, not {type(content).__name__}"
        raise FormatError(what, path=str(path), fix=fix)
    return content


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
