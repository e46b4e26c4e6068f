"""What other libraries were recorded to answer: ``peers/<name>.json``, which ``nox -s peers`` asks anew."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "peers"


@cache
def record(peer: str) -> Any:
    """All of a record: versions, and answers by case."""
    return json.loads((FOLDER / f"{peer}.json").read_text(encoding="utf-8"))


def answers(peer: str, case: Any) -> Any:
    """What a library said about a case, which has to be what it was asked about."""
    entry = record(peer)["cases"][case.name]
    assert entry["digest"] == case.digest
    return entry["values"]
