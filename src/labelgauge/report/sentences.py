"""The words of a report: numbers put into plain sentences. No thresholds of good and bad; only what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NO_BIAS = "no clear bias"
"""What a side reads when its interval holds zero, or its offset is less than a tenth of a percent."""

NO_GOLD = "There are no gold annotations to find"

UNIT = {"left": "width", "right": "width", "top": "height", "bottom": "height"}

MEANINGS = {
    "match": "same class, IoU at least {location:g}",
    "location": "same class, IoU below {location:g}",
    "class": "another class, IoU at least {iou:g}",
    "both": "another class, IoU below {iou:g}",
    "missing": "in gold, not in the candidate",
    "spurious": "in the candidate, not in gold",
    "duplicate": "an object labelled a second time",
    "split": "part of one gold object, drawn on its own",
    "merge": "a gold object drawn together with others",
    "absorbed": "inside a crowd region of the other side; not an error",
    "unjudged": "class not labelled exhaustively there; not judged",
}
"""What each outcome means; the thresholds are filled in from the scorecard's parameters."""

STATUSES = {
    "ok": "",
    "no_gold": "no gold annotations",
    "no_candidates": "no candidate annotations",
    "no_pairs": "no pairs",
    "one_image": "one image: no interval",
}
"""Why a number has no value or no interval."""


def percent(value: float, digits: int = 1) -> str:
    """Write a share as text: 0.9312 gives ``93.1 %``."""
    return f"{100 * value:.{digits}f} %"


def meaning(outcome: str, parameters: Mapping[str, Any]) -> str:
    """Say what `outcome` means under a scorecard's `parameters`."""
    return MEANINGS[outcome].format(iou=parameters["iou"], location=parameters["location"])


def status(name: str) -> str:
    """Say why a number is missing; empty for ``ok``."""
    return STATUSES.get(name, name.replace("_", " "))


def title(card: Mapping[str, Any]) -> str:
    """Say which file was judged against which."""
    gold, candidate = card["inputs"]["gold"], card["inputs"]["candidate"]
    shared = card["alignment"]
    names = f"{candidate['name']} judged against {gold['name']} (gold)"
    only_gold, only_candidate = shared["n_gold_only_images"], shared["n_candidate_only_images"]
    if only_gold or only_candidate:
        left_out = f"{only_gold:,} only in gold, {only_candidate:,} only in the candidate"
        return f"{names}: {_count(shared['n_images'], 'shared image')}; {left_out}"
    sizes = f"{candidate['n_annotations']:,} against {gold['n_annotations']:,} annotations"
    return f"{names}: {_count(shared['n_images'], 'image')}, {sizes}"


def found(n_gold: int, n_candidate: int, recall: float | None, precision: float | None) -> str:
    """Say how much of gold the candidate has, and how much of the candidate is in gold."""
    gold = f"The candidate has {percent(recall)} of {n_gold:,} gold annotations" if recall is not None else NO_GOLD
    if precision is None:
        return f"{gold}; it has no annotations that could be judged."
    return f"{gold}; {percent(precision)} of its own {n_candidate:,} are in gold."


def outlines(mean_iou: float, readings: list[str]) -> str:
    """Say how well the outlines of pairs agree, and which sides are wrong."""
    bias = f": {', '.join(readings)}" if readings else ""
    return f"Where both have an object, their outlines agree at a mean IoU of {mean_iou:.3f}{bias}."


def worst(outcome: str, count: int, words: str) -> str:
    """Name the outcome that costs most."""
    times = "once" if count == 1 else f"{count:,} times"
    return f"Most costly error: {outcome}, {times} ({words})."


def is_clear(low: float | None, high: float | None) -> bool:
    """Whether an interval exists and lies on one side of zero."""
    return low is not None and high is not None and (low > 0 or high < 0)


def side(name: str, value: float | None, low: float | None, high: float | None) -> str:
    """Say which way one side is wrong, from its mean relative offset (positive outwards) and its interval."""
    if value is None:
        return "not measured: no pairs"
    if low is None and value:
        return f"{_off(name, value)} (no interval)"
    if not is_clear(low, high) or abs(value) < 0.001:
        return NO_BIAS
    return _off(name, value)


def notes(card: Mapping[str, Any]) -> list[str]:
    """Say what did not align, what was skipped and what looked odd in the files."""
    lines = list(card["alignment"]["notes"])
    findings = card["findings"]
    for which in ("gold", "candidate"):
        skipped = findings["skipped"][which]
        if skipped:
            lines.append(f"{which}: {_count(skipped, 'annotation')} could not be read and took no part.")
        found_here = [f"{count:,} × {code.replace('_', ' ')}" for code, count in findings[which].items() if count]
        if found_here:
            lines.append(f"{which}, worth a look: {', '.join(found_here)}.")
    return lines


def settings(card: Mapping[str, Any]) -> str:
    """List the settings that produced a scorecard, in one line."""
    used = card["parameters"]
    by = f", by {used['by']}" if used["by"] else ""
    return (
        f"pairs at IoU ≥ {used['iou']:g}, match at IoU ≥ {used['location']:g}, class use {used['class_use']}{by}; "
        f"{percent(used['confidence'], 0)} intervals, {used['draws']:,} draws, seed {used['seed']}; "
        f"labelgauge {card['labelgauge']}"
    )


def _off(name: str, value: float) -> str:
    way = "loose" if value > 0 else "tight"
    return f"{name} side {percent(abs(value))} of the {UNIT[name]} too {way}"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
