"""Detection scores laid out for a reader: the familiar lines, how sure they are, what costs most, the worst classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labelgauge.report.text import Page, TextTable

Card = Mapping[str, Any]

CLASSES_SHOWN = 10
BAR = 30
"""Characters of the longest bar."""
LEAST_P = 0.001
"""Less is not told apart."""

STATUSES = {
    "ok": "",
    "no_gold": "no gold object is of that kind",
    "no_threshold": "its threshold was not asked for",
    "no_range": "its area or number of detections was not asked for",
    "nothing_left": "without these errors nothing is left to score",
}
"""Why a number has no value."""


def page(card: Card) -> Page:
    """Lay out a short report.

    Parameters
    ----------
    card
        What ``DetectionCard.to_dict()`` gives, or the same read back from its JSON.

    Returns
    -------
    Page
        Ready for any text renderer.
    """
    laid_out = (_lines(card), _intervals(card), _differences(card), _errors(card), _classes(card))
    return Page(
        title=_title(card),
        verdict=_verdict(card),
        tables=tuple(table for table in laid_out if table.rows),
        notes=_notes(card),
        settings=_settings(card),
    )


def _title(card: Card) -> str:
    gold, found = card["inputs"]["gold"], card["inputs"]["detections"]
    return (
        f"{found['name']} against {gold['name']}: {found['n_annotations']:,} detections, "
        f"{gold['n_annotations']:,} gold objects, {gold['n_images']:,} images"
    )


def _verdict(card: Card) -> str:
    first = card["stats"][0]
    if first["value"] is None:
        return f"{first['name']} is undefined: {STATUSES[first['status']]}."
    sure = "" if first["low"] is None else f" (95 %: {_interval(first)})"
    text = f"{first['name']} is {first['value']:.3f}{sure}, a mean over {first['n_categories']} classes."
    costly = [row for row in card["errors"] if row["dap"] and row["type"] not in {"false_positive", "false_negative"}]
    if costly:
        worst = max(costly, key=lambda row: row["dap"])
        text += f" What costs most is {_words(worst['type'])}: without it AP50 would gain {worst['dap']:.3f}."
    return text


def _lines(card: Card) -> TextTable:
    """As pycocotools prints them."""
    thresholds = card["parameters"]["iou_thresholds"]
    rows = [(_line(row, thresholds),) for row in card["stats"]]
    return TextTable("Scores", ("",), tuple(rows))


def _line(row: Card, thresholds: list[float]) -> str:
    words, short = ("Average Precision", "(AP)") if row["kind"] == "precision" else ("Average Recall", "(AR)")
    iou = f"{thresholds[0]:0.2f}:{thresholds[-1]:0.2f}" if row["iou"] is None else f"{row['iou']:0.2f}"
    cut = row["max_detections"]
    value = -1.0 if row["value"] is None else row["value"]
    group = "" if row["frequency"] is None else f" | catIds={row['frequency']:>3s}"
    return f"{words:<18} {short} @[ IoU={iou:<9} | area={row['area']:>6s} | maxDets={cut:>3d}{group} ] = {value:0.3f}"


def _intervals(card: Card) -> TextTable:
    made = card["bootstrap"]
    rows = [
        (
            row["name"],
            _number(row["value"]),
            _interval(row),
            _number(row["se"]),
            f"{row['n_gold']:,}",
            str(row["n_categories"]),
            STATUSES[row["status"]],
        )
        for row in card["stats"]
    ]
    columns = ("", ">value", ">95 % interval", ">std error", ">gold", ">classes", "")
    note = "no intervals: ask for --bootstrap N"
    if made is not None:
        note = f"{made['draws']:,} draws of {card['inputs']['gold']['n_images']:,} images, seed {made['seed']}"
    return TextTable("How sure", columns, tuple(rows), note)


def _differences(card: Card) -> TextTable:
    compared = card["comparison"]
    columns = ("", ">first", ">other", ">difference", ">95 % interval", ">p", "")
    if compared is None:
        return TextTable("Difference", columns, ())
    rows = [
        (
            row["name"],
            _number(row["first"]),
            _number(row["other"]),
            _signed(row["value"]),
            _interval(row),
            _chance(row["p_value"]),
            STATUSES[row["status"]],
        )
        for row in compared["differences"]
    ]
    note = f"other: {compared['other']['name']}; the same images are drawn for both"
    return TextTable("Difference", columns, tuple(rows), note)


def _errors(card: Card) -> TextTable:
    most = max((row["dap"] or 0 for row in card["errors"]), default=0)
    rows = [
        (_words(row["type"]), f"{row['n']:,}", _number(row["dap"]), _bar(row["dap"], most), STATUSES[row["status"]])
        for row in card["errors"]
    ]
    note = "what AP50 would gain if such errors were repaired (TIDE); the last two: all wrong, all missed ones"
    return TextTable("Errors", ("", ">number", ">AP", "", ""), tuple(rows), note)


def _classes(card: Card) -> TextTable:
    judged = [row for row in card["classes"] if row["ap"] is not None]
    worst = sorted(judged, key=lambda row: (row["ap"], str(row["id"])))[:CLASSES_SHOWN]
    rows = [
        (
            row["name"],
            _number(row["ap"]),
            _interval_of(row, "ap"),
            _number(row["ap50"]),
            _number(row["ar"]),
            f"{row['n_gold']:,}",
            f"{row['n_detections']:,}",
        )
        for row in worst
    ]
    columns = ("", ">AP", ">95 % interval", ">AP50", ">AR", ">gold", ">detections")
    note = (
        "" if len(judged) <= CLASSES_SHOWN else f"the worst {CLASSES_SHOWN} of {len(judged)} classes with gold objects"
    )
    return TextTable("Worst classes", columns, tuple(rows), note)


def _notes(card: Card) -> tuple[str, ...]:
    few = [row for row in card["classes"] if 0 < row["n_gold"] < 10]
    if card["bootstrap"] is None or not few:
        return ()
    return (
        f"{len(few)} classes have fewer than 10 gold objects: their AP is biased upwards, and intervals cover less "
        "than they say (docs/detection.md).",
    )


def _settings(card: Card) -> str:
    given = card["parameters"]
    pooled = "; classes pooled" if given["class_agnostic"] else ""
    return f"{given['protocol']} {given['task']}, parity {given['parity']}{pooled}; labelgauge {card['labelgauge']}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"


def _interval(row: Card) -> str:
    return "" if row["low"] is None else f"{row['low']:.3f} to {row['high']:.3f}"


def _interval_of(row: Card, name: str) -> str:
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    return "" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _chance(value: float | None) -> str:
    if value is None:
        return ""
    return f"< {LEAST_P}" if value < LEAST_P else f"{value:.3f}"


def _bar(value: float | None, most: float) -> str:
    return "█" * round(BAR * value / most) if value and most else ""
