"""Writes down what another library answers, with its version: ``<peer>.json`` beside this file.

A record has ``versions``, and under ``cases`` for each case its ``digest`` and ``values``: numbers by the names that
`labelgauge.SurfaceDistances` has for them, "inf" and "nan" as text, and {"raises": …} with the kind of error where the
library raised one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cases import Case, cases

FOLDER = Path(__file__).resolve().parent
PERCENTILES = (50, 95, 100)

Metrics = Mapping[str, Callable[[], Any]]


def tolerances(case: Case) -> list[float]:
    """Half a unit, one and two, and the steps of the grid themselves, with which distances tie."""
    return sorted({0.5, 1.0, 2.0, *case.spacing})


def record(peer: str, packages: list[str], metrics: Callable[[Case], Metrics]) -> None:
    """Ask one library for all its numbers of all cases, and write the record."""
    versions = {name: version(name) for name in packages}
    text = json.dumps({"versions": versions, "cases": answers(cases(), metrics)}, indent=1, allow_nan=False)
    (FOLDER / f"{peer}.json").write_text(text + "\n", encoding="utf-8")


def answers(asked: Iterable[Any], metrics: Callable[[Any], Metrics]) -> dict[str, Any]:
    """What a library says about cases that have a name and a digest."""
    return {case.name: {"digest": case.digest, "values": _values(metrics(case))} for case in asked}


def write_lines(peer: str, packages: list[str], answered: Mapping[str, Any]) -> None:
    """Write a record with a line for each case."""
    versions = {name: version(name) for name in packages}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(case, allow_nan=False)}" for name, case in answered.items())
    text = f'{{"versions": {json.dumps(versions)},\n"cases": {{\n{lines}\n}}}}\n'
    (FOLDER / f"{peer}.json").write_text(text, encoding="utf-8")


def _values(metrics: Metrics) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, compute in metrics.items():
        try:
            value = compute()
        except Exception as error:  # whatever it raises is its answer
            values[name] = {"raises": type(error).__name__}
        else:
            number = int(value) if name.startswith("n_") else float(value)
            values[name] = number if math.isfinite(number) else str(number)
    return values
