"""The tables of a report on agreement: coefficients, raters, and the categories and units that cost agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from labelgauge.report import sentences
from labelgauge.report.agreement_words import NAMES, status
from labelgauge.report.text import TextTable

Card = Mapping[str, Any]

RATERS_SHOWN = 15
"""How many raters a report lists."""

PAIRS_SHOWN = 10
"""How many pairs of raters it lists."""

CATEGORIES_SHOWN = 10
"""How many categories it lists."""

CONFUSIONS_SHOWN = 6
"""How many categories taken for each other it lists."""

UNITS_SHOWN = 10
"""How many units it lists."""


def tables(card: Card) -> tuple[TextTable, ...]:
    """Lay out all tables that have rows.

    Parameters
    ----------
    card
        What ``AgreementCard.to_dict()`` gives.

    Returns
    -------
    tuple of TextTable
        In the order of the report.
    """
    laid_out = (
        _coefficients(card),
        _bands(card),
        _raters(card),
        _pairs(card),
        _categories(card),
        _confusions(card),
        _units(card),
    )
    return tuple(table for table in laid_out if table.rows)


def interval(row: Card) -> str:
    """The interval of a row as text; empty where there is none."""
    return "" if row["low"] is None else f"{ratio(row['low'])} to {ratio(row['high'])}"


def ratio(number: float) -> str:
    """A coefficient as text."""
    return f"{number:.3f}"


def _coefficients(card: Card) -> TextTable:
    rows = [
        (
            NAMES[row["name"]],
            _shown(row["value"]),
            interval(row),
            _shown(row["se"]),
            _shown(row["observed"], _any_size),
            _shown(row["expected"], _any_size),
            f"{row['n_units']:,}",
            status(row),
        )
        for row in card["coefficients"]
    ]
    columns = ("", ">value", ">interval", ">std error", ">observed", ">expected", ">units", "")
    alpha = any(row["name"] in {"krippendorff_alpha", "concordance"} for row in card["coefficients"])
    note = "observed and expected: agreement; of alpha and of concordance, disagreement" if alpha else ""
    return TextTable("Coefficients", columns, tuple(rows), note)


def _bands(card: Card) -> TextTable:
    rows = [
        (
            NAMES[row["name"]],
            row["band"]["label"],
            _shown(row["band"]["probability"], _whole_percent),
            row["band"]["surely"] or "-",
            _author(row["band"]["source"]),
        )
        for row in card["coefficients"]
        if row["band"] is not None
    ]
    sure = _whole_percent(card["parameters"]["confidence"])
    columns = ("", "band", ">chance", f"to {sure} at least", "scale of")
    note = "bands are conventions; chance: of the true value lying in the band, going by the standard error"
    return TextTable("What such values are called", columns, tuple(rows), note)


def _author(source: str) -> str:
    """Who published a scale, and when."""
    return f"{source.partition(',')[0]} {source.rpartition(' ')[2]}"


def _raters(card: Card) -> TextTable:
    if card["ratings"]["anonymous"]:
        return TextTable("", (), ())
    rows = [
        (
            str(row["rater"]),
            f"{row['n_ratings']:,}",
            f"{row['n_units']:,}",
            _shown(row["agreement"]),
            _shown(row["alpha_without"]),
            _shown(row["vitality"], _signed),
            status(row),
        )
        for row in card["raters"][:RATERS_SHOWN]
    ]
    columns = ("rater", ">ratings", ">shared", ">agreement", ">alpha without", ">adds", "")
    title = "Raters, those who cost most agreement first"
    note = f"agreement: share of the others of a unit who said the same{_more(len(card['raters']), rows)}"
    return TextTable(title, columns, tuple(rows), note)


def _pairs(card: Card) -> TextTable:
    pairs = card["pairs"]
    if pairs is None:
        return TextTable("", (), ())
    rows = [
        (str(row["first"]), str(row["second"]), f"{row['n_units']:,}", _shown(row["value"]), interval(row), status(row))
        for row in pairs["rows"][:PAIRS_SHOWN]
    ]
    columns = ("rater", "rater", ">shared", ">value", ">interval", "")
    title = f"Pairs of raters by {NAMES[pairs['coefficient']]}, the lowest first"
    note = f"{len(rows):,} of {pairs['n_pairs']:,} pairs with a unit in common{_more(pairs['n_pairs'], rows)}"
    return TextTable(title, columns, tuple(rows), note)


def _categories(card: Card) -> TextTable:
    rows = [
        (
            str(row["category"]),
            f"{row['n_ratings']:,}",
            _shown(row["share"], sentences.percent),
            _shown(row["value"]),
            interval(row),
            _shown(row["specific_agreement"]),
            _shown(row["disagreement"], sentences.percent),
        )
        for row in card["categories"][:CATEGORIES_SHOWN]
    ]
    columns = ("category", ">ratings", ">share", ">kappa", ">interval", ">specific", ">of disagreement")
    note = f"kappa: Fleiss', of the category against all others{_more(len(card['categories']), rows)}"
    return TextTable("Categories, those of most disagreement first", columns, tuple(rows), note)


def _confusions(card: Card) -> TextTable:
    if len(card["confusions"]) < 2:
        return TextTable("", (), ())
    rows = [
        (
            str(row["first"]),
            str(row["second"]),
            f"{row['n_pairs']:,}",
            _shown(row["share"], sentences.percent),
            _shown(row["expected"], sentences.percent),
            _shown(row["disagreement"], sentences.percent),
        )
        for row in card["confusions"][:CONFUSIONS_SHOWN]
    ]
    columns = ("one", "other", ">times", ">share", ">by chance", ">of disagreement")
    note = f"share: of all pairs of ratings of a unit{_more(len(card['confusions']), rows)}"
    title = "Categories given to one unit by two raters, those of most disagreement first"
    return TextTable(title, columns, tuple(rows), note)


def _units(card: Card) -> TextTable:
    rows = [
        (str(row["unit"]), f"{row['n_ratings']:,}", _shown(row["agreement"]), _shown(row["influence"], _fine))
        for row in card["worst_units"][:UNITS_SHOWN]
    ]
    columns = ("unit", ">ratings", ">agreement", ">influence")
    note = f"influence: what the unit does to alpha{_more(len(card['worst_units']), rows)}"
    return TextTable("Units, the least agreement first", columns, tuple(rows), note)


def _more(n_all: int, shown: Sequence[tuple[str, ...]]) -> str:
    return "; more: --csv or --json" if n_all > len(shown) else ""


def _shown(value: float | None, form: Callable[[float], str] = ratio) -> str:
    return "-" if value is None else form(value)


def _whole_percent(share: float) -> str:
    return sentences.percent(share, 0)


def _signed(number: float) -> str:
    return f"{number:+.3f}"


def _any_size(number: float) -> str:
    """Disagreement of ranks or of scores may be of any size."""
    return ratio(number) if abs(number) < 1000 else f"{number:.3g}"


def _fine(number: float) -> str:
    return f"{number:+.5f}"
