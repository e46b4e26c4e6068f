"""A view as text: the tables every text report shows, and their plain rendering for pipes and files."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from labelgauge.report import sentences
from labelgauge.report.view import Group, Number, Side, View

WIDTH = 100
"""Columns a text report keeps to."""

CLASSES_SHOWN = 10
"""How many classes the short report lists."""

ERRORS_SHOWN = 2
"""How many kinds of errors a class or bin lists."""

LABELS = {
    "recall": "recall",
    "precision": "precision",
    "f1": "F1",
    "mean_iou": "mean IoU",
    "mean_dice": "mean Dice",
    "mean_boundary_iou": "mean Boundary IoU",
    "iou_p05": "IoU, worst 5 %",
    "iou_p50": "IoU, median",
    "share_iou_75": "pairs at match level",
    "severity_weighted_error_rate": "severity-weighted errors",
    "severe_error_rate": "severe errors",
    "images_with_severe_error": "images with severe errors",
}
"""How the headline metrics are called in a report."""

READINGS = {
    "recall": "of gold found, same class",
    "precision": "of candidate in gold, same class",
    "f1": "harmonic mean of the two",
    "mean_iou": "of pairs of the same class",
    "mean_dice": "of the same pairs",
    "mean_boundary_iou": "of pairs with masks on both sides",
    "iou_p05": "5 % of pairs agree less",
    "iou_p50": "half of the pairs agree less",
    "share_iou_75": "of these pairs, placed well enough",
    "severity_weighted_error_rate": "error weight per annotation",
    "severe_error_rate": "of gold, nothing at all drawn there",
    "images_with_severe_error": "of images, at least one of them",
}
"""What each headline number counts."""

PERCENTAGES = frozenset(
    {
        "recall",
        "precision",
        "f1",
        "share_iou_75",
        "severity_weighted_error_rate",
        "severe_error_rate",
        "images_with_severe_error",
    }
)
"""Headline metrics shown in percent."""


@dataclass(frozen=True)
class TextTable:
    """One table of text.

    Parameters
    ----------
    title
        What the table shows.
    columns
        Headings; a heading that starts with ``>`` marks a column aligned to the right.
    rows
        Cells as text, one per column.
    note
        A line below the table, or empty.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A whole report of text.

    Parameters
    ----------
    title
        What was compared.
    verdict
        The outcome in two or three sentences.
    tables
        The tables, in order.
    notes
        Plain sentences about what a reader has to know besides.
    settings
        The settings that produced the numbers, in one line.
    """

    title: str
    verdict: str
    tables: tuple[TextTable, ...]
    notes: tuple[str, ...]
    settings: str


def tables(view: View) -> tuple[TextTable, ...]:
    """Lay out the tables of a short report: numbers, outcomes, sides, outlines, worst classes, bins; no empty ones.

    Parameters
    ----------
    view
        The scorecard as plain data.

    Returns
    -------
    tuple of TextTable
        Ready for any text renderer.
    """
    laid_out = (
        _headline(view),
        _outcomes(view),
        _sides(view.sides),
        _outlines(view.outlines),
        _classes(view),
        _bins(view.bins),
    )
    return tuple(table for table in laid_out if table.rows)


def page(view: View) -> Page:
    """Lay out a short report.

    Parameters
    ----------
    view
        The scorecard as plain data.

    Returns
    -------
    Page
        Ready for any text renderer.
    """
    return Page(view.title, view.verdict, tables(view), view.notes, view.settings)


def plain(view: View) -> str:
    """Render a short report as aligned plain text: `rendered` of its `page`."""
    return rendered(page(view))


def rendered(page: Page) -> str:
    """Render a page as aligned plain text, at most 100 columns wide where names allow.

    Parameters
    ----------
    page
        The report, laid out.

    Returns
    -------
    str
        The report, ending in a newline.
    """
    blocks = [textwrap.fill(page.title, WIDTH), textwrap.fill(page.verdict, WIDTH)]
    blocks += ["\n".join(_aligned(table)) for table in page.tables]
    if page.notes:
        blocks.append("\n".join(textwrap.fill(note, WIDTH, initial_indent="note: ") for note in page.notes))
    blocks.append(textwrap.fill(page.settings, WIDTH))
    return "\n\n".join(blocks) + "\n"


def value(number: Number, show: Callable[[float], str]) -> str:
    """Show the value of a number, or a dash."""
    return "-" if number.value is None else show(number.value)


def interval(number: Number, show: Callable[[float], str]) -> str:
    """Show the interval of a number, or why there is none."""
    if number.low is None or number.high is None:
        return sentences.status(number.status)
    return f"{show(number.low)} to {show(number.high)}"


def _headline(view: View) -> TextTable:
    rows = []
    for number in view.headline:
        show = sentences.percent if number.name in PERCENTAGES else _ratio
        shown = value(number, show), interval(number, show), f"{number.n:,}"
        rows.append((LABELS[number.name], *shown, READINGS[number.name]))
    return TextTable("Overall", ("", ">value", ">interval", ">n", ""), tuple(rows))


def _outcomes(view: View) -> TextTable:
    rows = [(o.name, f"{o.count:,}", o.severity if o.weight else "", o.meaning) for o in view.outcomes if o.count]
    unseen = [outcome.name for outcome in view.outcomes if not outcome.count]
    note = f"none: {', '.join(unseen)}" if unseen else ""
    title = "What became of each annotation (a pair counts once)"
    return TextTable(title, ("outcome", ">count", "severity", ""), tuple(rows), note)


def _sides(sides: Sequence[Side]) -> TextTable:
    rows = []
    for side in sides:
        if side.relative.value is not None:
            shown = value(side.relative, _signed), interval(side.relative, _signed), value(side.pixels, _pixels)
            rows.append((side.name, *shown, side.reading))
    columns = ("side", ">mean offset", ">interval", ">pixels", "reading")
    return TextTable("Which side is wrong (boxes of pairs, outwards positive)", columns, tuple(rows))


def _outlines(numbers: Sequence[Number]) -> TextTable:
    rows = []
    for number in numbers:
        if number.value is not None:
            label, reading = sentences.outline(number.name, number.value, number.low, number.high)
            show = _pixels if number.name.startswith("surface_bias_") else _ratio
            rows.append((label, value(number, show), interval(number, show), f"{number.n:,}", reading))
    columns = ("", ">mean", ">interval", ">n", "")
    return TextTable("Outlines of pairs with masks (bias in pixels, outwards positive)", columns, tuple(rows))


def _classes(view: View) -> TextTable:
    outlines = _class_outlines(view.outlines)
    labels = (f">{sentences.outline_label(name)}" for name in outlines)
    rows = []
    for group in view.classes[:CLASSES_SHOWN]:
        distances = (value(group.metrics[name], _ratio) for name in outlines)
        rows.append((*_group_row(group), *distances, _main_errors(group)))
    hidden = len(view.classes) - len(rows)
    note = f"and {hidden} more; all of them: --csv or --json" if hidden else ""
    columns = ("class", *_GROUP_COLUMNS, *labels, "errors")
    return TextTable("Classes, the most costly first", columns, tuple(rows), note)


def _class_outlines(numbers: Sequence[Number]) -> list[str]:
    """Which means over outlines classes have a column of: the first NSD, and HD95; none if nothing was measured."""
    names = [number.name for number in numbers if number.value is not None]
    firsts = (next((name for name in names if name.startswith(prefix)), "") for prefix in ("mean_nsd_", "mean_hd95_"))
    return [name for name in firsts if name]


def _bins(bins: Sequence[Group]) -> TextTable:
    shown = (group for group in bins if group.n_gold or group.n_candidate)
    rows = tuple((group.kind, *_group_row(group), _main_errors(group)) for group in shown)
    return TextTable("By size, shape and attribute", ("by", "", *_GROUP_COLUMNS, "errors"), rows)


_GROUP_COLUMNS = (">gold", ">candidate", ">recall", ">precision", ">mean IoU")


def _group_row(group: Group) -> tuple[str, ...]:
    quality = [group.metrics["recall"], group.metrics["precision"]]
    shares = [value(number, sentences.percent) for number in quality]
    return (
        group.name,
        f"{group.n_gold:,}",
        f"{group.n_candidate:,}",
        *shares,
        value(group.metrics["mean_iou"], _ratio),
    )


def _main_errors(group: Group) -> str:
    shown = [f"{name} {count:,}" for name, count in group.errors[:ERRORS_SHOWN]]
    return ", ".join(shown + ["…"] * (len(group.errors) > ERRORS_SHOWN))


def _ratio(number: float) -> str:
    return f"{number:.3f}"


def _signed(number: float) -> str:
    return f"{100 * number:+.1f} %"


def _pixels(number: float) -> str:
    return f"{number:+.2f}"


def _aligned(table: TextTable) -> list[str]:
    headings = [heading.lstrip(">") for heading in table.columns]
    grid = [headings, *table.rows]
    widths = [max(len(row[i]) for row in grid) for i in range(len(headings))]
    right = [heading.startswith(">") for heading in table.columns]
    lines = [table.title]
    for row in grid:
        cells = (
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(row, widths, right, strict=True)
        )
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines + ([f"  {table.note}"] if table.note else [])
