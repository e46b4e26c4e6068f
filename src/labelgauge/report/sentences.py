"""The words of a report: numbers put into plain sentences. No thresholds of good and bad; only what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NO_BIAS = "no clear bias"
"""What a side reads when its interval holds zero, or its offset is too small to be shown."""

LEAST_OFFSET = 0.001
"""An offset of a box's side that is shown, as a share of the box."""

LEAST_BIAS_PX = 0.01
"""A bias of an outline that is shown."""

NO_GOLD = "There are no gold annotations to find"

OUTLINES = {
    "mean_nsd_": ("NSD at {} px", "of both outlines, at most {} px from the other"),
    "mean_hd95_": ("HD95", "px; 95 % of each outline is no farther from the other"),
    "mean_assd_": ("ASSD", "px; mean distance of both outlines"),
}
"""How the mean distances of outlines are called, and what they count; the tolerance is filled in from the name."""

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
    "too_large": "masks too large",
    "one_image": "one image: no interval",
    "one_pair": "one pair: no interval",
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
    return _reading(_off(name, value), value, low, high, LEAST_OFFSET)


def outline(name: str, value: float, low: float | None, high: float | None) -> tuple[str, str]:
    """Name a mean over outlines as a report does, and say what it counts, or which way outlines are wrong."""
    if name.startswith("surface_bias_"):
        facing = name.removeprefix("surface_bias_").removesuffix("px").rstrip("_")
        label = f"bias, {facing} side" if facing else "bias"
        words = f"{facing} outlines" if facing else "outlines"
        return label, _reading(f"{words} {abs(value):.2f} px {_way(value)}", value, low, high, LEAST_BIAS_PX)
    meaning = next(words for prefix, (_, words) in OUTLINES.items() if name.startswith(prefix))
    return outline_label(name), meaning.format(_tolerance(name))


def outline_label(name: str) -> str:
    """Name a mean distance of outlines as a report does."""
    label = next(label for prefix, (label, _) in OUTLINES.items() if name.startswith(prefix))
    return label.format(_tolerance(name))


def notes(card: Mapping[str, Any]) -> list[str]:
    """Say what did not align, what was skipped and what looked odd in the files."""
    lines = list(card["alignment"]["notes"])
    if "surface" in card["parameters"] and not _has_mask_pairs(card):
        lines.append("No pair of one class has masks of one size on both sides: no outlines were measured.")
    too_large = card["groups"][0].get("n_surface_too_large", 0)
    if too_large:
        lines.append(
            f"Outlines of {_count(too_large, 'pair')} were not measured, since the masks are too large for that; "
            "crop them, or split their images into tiles."
        )
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
    surface = f"; outlines by {used['surface']['convention']}'s surface distances" if "surface" in used else ""
    return (
        f"pairs at IoU ≥ {used['iou']:g}, match at IoU ≥ {used['location']:g}, class use {used['class_use']}{by}"
        f"{surface}; "
        f"{percent(used['confidence'], 0)} intervals, {used['draws']:,} draws, seed {used['seed']}; "
        f"labelgauge {card['labelgauge']}"
    )


def _has_mask_pairs(card: Mapping[str, Any]) -> bool:
    """Whether outlines could be compared, if the masks are not too large for it."""
    (assd,) = (metric for metric in card["groups"][0]["metrics"] if metric["name"] == "mean_assd_px")
    return bool(assd["status"] != "no_mask_pairs")


def _tolerance(name: str) -> str:
    """What the name of a metric ends in: of the normalized surface distance, its tolerance."""
    return name.rpartition("_")[2]


def _reading(words: str, value: float, low: float | None, high: float | None, least: float) -> str:
    """These words, unless the interval does not bear them out."""
    if low is None and value:
        return f"{words} (no interval)"
    return words if is_clear(low, high) and abs(value) >= least else NO_BIAS


def _off(name: str, value: float) -> str:
    return f"{name} side {percent(abs(value))} of the {UNIT[name]} {_way(value)}"


def _way(value: float) -> str:
    return "too loose" if value > 0 else "too tight"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
