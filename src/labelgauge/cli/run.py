"""From two paths to a scorecard, with progress: what the commands share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import labelgauge as lg
from labelgauge.cli import progress
from labelgauge.errors import FormatError, InputError
from labelgauge.scoring.progress import ProgressEvent
from labelgauge.scoring.scorecard import Scorecard


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
        executor = "threads" if threads > 1 else "serial"
        return lg.score(ours, theirs, threads=threads, executor=executor, progress=listen, **settings)


def class_map(path: Path) -> dict[str, str]:
    """Read a JSON file that renames classes.

    Parameters
    ----------
    path
        A JSON object whose keys and values are class names.

    Returns
    -------
    dict
        The same.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is not JSON or not an object of strings.
    """
    fix = 'Write it as {"their name": "our name", …}.'
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise InputError(what, where=f"--map {path}") from error
    except ValueError as error:
        what = f"not JSON ({error})"
        raise FormatError(what, path=str(path), fix=fix) from error
    if not isinstance(names, dict):
        what = f"a class map is a JSON object, not {type(names).__name__}"
        raise FormatError(what, path=str(path), fix=fix)
    for name, new_name in names.items():
        if not isinstance(new_name, str):
            what = f"class {name!r} is renamed to {json.dumps(new_name)}, which is not text"
            raise FormatError(what, path=str(path), json_path=f"$[{json.dumps(name)}]", fix=fix)
    return names
