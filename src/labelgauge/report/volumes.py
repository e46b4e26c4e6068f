"""A volume scorecard laid out for a reader: verdict, means, the labels and measurements that agree least."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from labelgauge.report import sentences
from labelgauge.report.text import Page, TextTable

Card = Mapping[str, Any]

LABELS_SHOWN = 50
"""How many labels a report lists."""

WORST_SHOWN = 10
"""How many single measurements it lists."""

NSD_SHOWN = 3
"""How many tolerances have a column in the table of labels."""


def page(card: Card) -> Page:
    """Lay out a short report.

    Parameters
    ----------
    card
        What ``VolumeScorecard.to_dict()`` gives, or the same read back from its JSON.

    Returns
    -------
    Page
        Ready for any text renderer. Tables without rows are left out.
    """
    overall, *labels = card["groups"]
    rows = [(pair["name"], row) for pair in card["pairs"] for row in pair["labels"]]
    laid_out = [_overall(overall), _labels(labels, card)]
    if len(card["pairs"]) > 1:
        laid_out.append(_worst(rows))
    return Page(
        title=_title(card, len(labels)),
        verdict=_verdict(overall, rows),
        tables=tuple(table for table in laid_out if table.rows),
        notes=tuple(card["notes"]),
        settings=_settings(card),
    )


def _title(card: Card, n_labels: int) -> str:
    names = card["inputs"]
    spacing = card["parameters"]["spacing_mm"]
    steps = "" if spacing == "headers" else ", ".join(f"{step:g}" for step in spacing)
    source = f"({steps}) mm as given" if steps else "from the headers"
    return (
        f"{names['candidate']['name']} judged against {names['gold']['name']} (gold): "
        f"{_count(len(card['pairs']), 'pair')} of volumes, {_count(n_labels, 'label')}; "
        f"spacing {source}; {card['parameters']['convention']['name']} surfaces"
    )


def _verdict(overall: Card, rows: list[tuple[str, Card]]) -> str:
    if not rows:
        return "Neither side has any of the labels; there is nothing to measure."
    metrics = {metric["name"]: metric for metric in overall["metrics"]}
    sides = {"the candidate": overall["n_candidate_empty"], "gold": overall["n_gold_empty"]}
    said = [f"{side} lacks the label in {count:,}" for side, count in sides.items() if count]
    name, worst = min(rows, key=_badness)
    missing = f" Of these, {' and '.join(said)}: Dice and NSD are 0 there, distances infinite." if said else ""
    return (
        f"The mean Dice is {metrics['mean_dice']['value']:.3f} over {_count(len(rows), 'measurement')} "
        f"(one label in one pair each).{missing} "
        f"Least alike: label {_label(worst)} in {name}, Dice {_ratio(worst['dice'])}."
    )


def _overall(group: Card) -> TextTable:
    rows = []
    for metric in group["metrics"]:
        finite, measure = "finite_" in metric["name"], metric["name"].removeprefix("finite_").removeprefix("mean_")
        words, form = _form(measure)
        if metric["value"] is None:
            value, interval = ("infinite", "") if metric["status"] == "infinite" else ("-", _status(metric))
        else:
            value, interval = form(metric["value"]), _interval(metric, form)
        rows.append((f"  where finite: {words}" if finite else words, value, interval, f"{metric['n']:,}"))
    return TextTable("Means over all measurements", ("", ">value", ">interval", ">n"), tuple(_needed(rows)))


def _needed(rows: Sequence[tuple[str, str, str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """All rows but means of finite values that are those of all values."""
    for before, row in zip([("", "", "", ""), *rows], rows, strict=False):
        if not (row[0].startswith("  where finite") and row[1:] == before[1:]):
            yield row


def _labels(groups: list[Card], card: Card) -> TextTable:
    nsd = [f"nsd_{name}" for name in _tolerance_names(card)][:NSD_SHOWN]
    ordered = sorted(groups, key=lambda group: (_metric(group, "mean_dice") or 0.0, group["label"]))
    columns = ("label", ">pairs", ">Dice", ">IoU", *(f">{_form(name)[0].removesuffix(' mm')}" for name in nsd))
    columns += (">HD95 mm", ">ASSD mm", ">volume", "missing in")
    rows = []
    for group in ordered[:LABELS_SHOWN]:
        shares = [_metric(group, f"mean_{name}") for name in ("dice", "iou", *nsd)]
        distances = [_metric(group, f"finite_mean_{name}") for name in ("hd95_mm", "assd_mm")]
        rows.append(
            (
                _label(group),
                f"{group['n_pairs']:,}",
                *(_shown(value, _ratio) for value in (*shares, *distances)),
                _shown(_metric(group, "finite_mean_relative_volume_difference"), _signed),
                _missing(group),
            )
        )
    hidden = len(ordered) - len(rows)
    more = f"; and {hidden} more labels: --csv or --json" if hidden else ""
    note = f"distances and volumes: means of the finite ones{more}"
    return TextTable("Labels, the lowest mean Dice first", columns, tuple(rows), note)


def _worst(rows: list[tuple[str, Card]]) -> TextTable:
    shown = [
        (
            name,
            _label(row),
            _ratio(row["dice"]),
            _shown(row["hd95_mm"], _ratio),
            _shown(row["assd_mm"], _ratio),
            _shown(row["relative_volume_difference"], _signed),
            "" if row["status"] == "ok" else row["status"].replace("_", " "),
        )
        for name, row in sorted(rows, key=_badness)[:WORST_SHOWN]
    ]
    columns = ("pair", "label", ">Dice", ">HD95 mm", ">ASSD mm", ">volume", "")
    return TextTable("Measurements, the lowest Dice first", columns, tuple(shown))


def _badness(item: tuple[str, Card]) -> tuple[float, float, str, int]:
    """Order of measurements: Dice, then the distance, then names."""
    name, row = item
    distance = math.inf if row["assd_mm"] is None else row["assd_mm"]
    return row["dice"], -distance, name, row["label"]


def _settings(card: Card) -> str:
    used = card["parameters"]
    tolerances = ", ".join(_tolerance_names(card))
    values = "values are labels" if used["threshold"] is None else f"foreground from {used['threshold']:g}"
    wanted = "all labels" if used["labels"] is None else f"labels {', '.join(map(str, used['labels']))}"
    return (
        f"{f'NSD at {tolerances} mm' if tolerances else 'no NSD (no tolerance given)'}; {values}, {wanted}; "
        f"{sentences.percent(used['confidence'], 0)} intervals over pairs, {used['draws']:,} draws, "
        f"seed {used['seed']}; labelgauge {card['labelgauge']}"
    )


def _tolerance_names(card: Card) -> list[str]:
    """Tolerances as they are written in names of metrics."""
    names = [metric["name"] for metric in card["groups"][0]["metrics"]]
    return [name.removeprefix("mean_nsd_") for name in names if name.startswith("mean_nsd_")]


def _form(measure: str) -> tuple[str, Callable[[float], str]]:
    """How a measure is called, and how its numbers are shown."""
    if measure.startswith("nsd_"):
        return f"NSD {measure.removeprefix('nsd_')} mm", _ratio
    return _FORMS[measure]


def _label(row: Card) -> str:
    """A label's number, and its name if it has one."""
    number = str(row["label"])
    return number if row["name"] == number else f"{number} {row['name']}"


def _metric(group: Card, name: str) -> float | None:
    value: float | None = next(metric["value"] for metric in group["metrics"] if metric["name"] == name)
    return value


def _interval(metric: Card, form: Callable[[float], str]) -> str:
    if metric["low"] is None:
        return _status(metric)
    return f"{form(metric['low'])} to {form(metric['high'])}"


def _status(metric: Card) -> str:
    return sentences.status(metric["status"])


def _shown(value: float | None, form: Callable[[float], str]) -> str:
    return "-" if value is None else form(value)


def _missing(group: Card) -> str:
    """In how many pairs which side lacks a label."""
    counts = {"gold": group["n_gold_empty"], "candidate": group["n_candidate_empty"]}
    return ", ".join(f"{side} {count:,}" for side, count in counts.items() if count)


def _ratio(number: float) -> str:
    return f"{number:.3f}"


def _millimetres(number: float) -> str:
    return f"{number:.3f} mm"


def _volume(number: float) -> str:
    return f"{number:+,.1f} mm³"


def _signed(number: float) -> str:
    return f"{100 * number:+.1f} %"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


_FORMS: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "dice": ("Dice", _ratio),
    "iou": ("IoU", _ratio),
    "hd95_mm": ("HD95", _millimetres),
    "assd_mm": ("ASSD", _millimetres),
    "volume_difference_mm3": ("volume difference", _volume),
    "relative_volume_difference": ("volume difference, relative", _signed),
}
