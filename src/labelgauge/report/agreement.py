"""An agreement card laid out for a reader: coefficients, raters, and the categories and units that cost agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from labelgauge.report import sentences
from labelgauge.report.text import Page, TextTable

Card = Mapping[str, Any]

RATERS_SHOWN = 15
"""How many raters a report lists."""

CATEGORIES_SHOWN = 10
"""How many categories it lists."""

UNITS_SHOWN = 10
"""How many units it lists."""

LEAST_VITALITY = 0.001
"""What a rater has to cost of alpha to be named in the verdict."""

NAMES: Mapping[str, str] = {
    "percent_agreement": "percent agreement",
    "krippendorff_alpha": "Krippendorff's alpha",
    "gwet_ac": "Gwet's AC",
    "fleiss_kappa": "Fleiss' kappa",
    "brennan_prediger": "Brennan-Prediger",
}
"""How coefficients are called."""

STATUSES: Mapping[str, str] = {
    "ok": "",
    "no_overlap": "no unit has two ratings",
    "one_rater": "one rater",
    "single_category": "one category",
    "zero_variance": "all values are equal",
    "one_unit": "one unit: no interval",
    "few_units": "too few units",
    "undefined": "alpha is undefined",
    "anonymous_raters": "anonymous",
}
"""Why a number has no value or no interval."""


def page(card: Card) -> Page:
    """Lay out a short report.

    Parameters
    ----------
    card
        What ``AgreementCard.to_dict()`` gives, or the same read back from its JSON.

    Returns
    -------
    Page
        Ready for any text renderer. Tables without rows are left out.
    """
    tables = (_coefficients(card), _raters(card), _categories(card), _units(card))
    return Page(
        title=_title(card),
        verdict=_verdict(card),
        tables=tuple(table for table in tables if table.rows),
        notes=tuple(card["notes"]),
        settings=_settings(card),
    )


def _title(card: Card) -> str:
    about = card["ratings"]
    name = card["input"]["name"]
    clusters = "" if about["n_clusters"] is None else f" in {_count(about['n_clusters'], 'cluster')}"
    return (
        f"{'Ratings' if name is None else name}: {_count(about['n_units'], 'unit')}{clusters}, "
        f"{_count(about['n_raters'], 'anonymous rater' if about['anonymous'] else 'rater')}, "
        f"{_count(about['n_ratings'], 'rating')}; {_count(about['n_categories'], 'category', 'categories')}, "
        f"{card['parameters']['level']}"
    )


def _verdict(card: Card) -> str:
    first = next((row for row in card["coefficients"] if row["name"] == "krippendorff_alpha"), card["coefficients"][0])
    name = NAMES[first["name"]]
    if first["value"] is None:
        return f"{name} is undefined: {_status(first)}."
    sure = "" if first["low"] is None else f" ({_interval(first)})"
    said = [f"{name} is {_ratio(first['value'])}{sure} over {_count(first['n_units'], 'unit')} with two ratings."]
    judged = [row for row in card["raters"] if row["vitality"] is not None]
    if len(judged) > 2 and judged[0]["vitality"] <= -LEAST_VITALITY:
        said.append(f"Without rater {judged[0]['rater']}, alpha would be {_ratio(judged[0]['alpha_without'])}.")
    costly = card["categories"]
    if len(costly) > 2 and costly[0]["disagreement"]:
        share = sentences.percent(costly[0]["disagreement"], 0)
        said.append(f"The category of most disagreement is {costly[0]['category']}: {share} of it.")
    return " ".join(said)


def _coefficients(card: Card) -> TextTable:
    rows = [
        (
            NAMES[row["name"]],
            _shown(row["value"]),
            _interval(row),
            _shown(row["se"]),
            _shown(row["observed"], _any_size),
            _shown(row["expected"], _any_size),
            f"{row['n_units']:,}",
            _status(row),
        )
        for row in card["coefficients"]
    ]
    columns = ("", ">value", ">interval", ">std error", ">observed", ">expected", ">units", "")
    alpha = any(row["name"] == "krippendorff_alpha" for row in card["coefficients"])
    note = "observed and expected: agreement; of alpha, disagreement" if alpha else ""
    return TextTable("Coefficients", columns, tuple(rows), note)


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
            _status(row),
        )
        for row in card["raters"][:RATERS_SHOWN]
    ]
    columns = ("rater", ">ratings", ">shared", ">agreement", ">alpha without", ">adds", "")
    title = "Raters, those who cost most agreement first"
    note = f"agreement: share of the others of a unit who said the same{_more(card['raters'], rows)}"
    return TextTable(title, columns, tuple(rows), note)


def _categories(card: Card) -> TextTable:
    rows = [
        (
            str(row["category"]),
            f"{row['n_ratings']:,}",
            _shown(row["share"], sentences.percent),
            _shown(row["value"]),
            _interval(row),
            _shown(row["specific_agreement"]),
            _shown(row["disagreement"], sentences.percent),
        )
        for row in card["categories"][:CATEGORIES_SHOWN]
    ]
    columns = ("category", ">ratings", ">share", ">kappa", ">interval", ">specific", ">of disagreement")
    note = f"kappa: Fleiss', of the category against all others{_more(card['categories'], rows)}"
    return TextTable("Categories, those of most disagreement first", columns, tuple(rows), note)


def _units(card: Card) -> TextTable:
    rows = [
        (str(row["unit"]), f"{row['n_ratings']:,}", _shown(row["agreement"]), _shown(row["influence"], _fine))
        for row in card["worst_units"][:UNITS_SHOWN]
    ]
    columns = ("unit", ">ratings", ">agreement", ">influence")
    note = f"influence: what the unit does to alpha{_more(card['worst_units'], rows)}"
    return TextTable("Units, the least agreement first", columns, tuple(rows), note)


def _more(all_rows: Sequence[Card], shown: Sequence[tuple[str, ...]]) -> str:
    return "; more: --csv or --json" if len(all_rows) > len(shown) else ""


def _settings(card: Card) -> str:
    used = card["parameters"]
    kind = "no intervals" if used["ci"] is None else f"{sentences.percent(used['confidence'], 0)} intervals, "
    if used["ci"] is not None:
        kind += used["ci"].replace("_", " ")
        if used["ci"] != "analytic":
            kind += f" of {used['draws']:,} draws, seed {used['seed']}"
    return f"level {used['level']}, {used['weights']} weights; {kind}; labelgauge {card['labelgauge']}"


def _status(row: Card) -> str:
    """Why a number is missing; empty where it is not."""
    return STATUSES.get(row["status"], row["status"].replace("_", " "))


def _interval(row: Card) -> str:
    return "" if row["low"] is None else f"{_ratio(row['low'])} to {_ratio(row['high'])}"


def _ratio(number: float) -> str:
    return f"{number:.3f}"


def _shown(value: float | None, form: Callable[[float], str] = _ratio) -> str:
    return "-" if value is None else form(value)


def _signed(number: float) -> str:
    return f"{number:+.3f}"


def _any_size(number: float) -> str:
    """Disagreement of ranks or of scores may be of any size."""
    return _ratio(number) if abs(number) < 1000 else f"{number:.3g}"


def _fine(number: float) -> str:
    return f"{number:+.5f}"


def _count(n: int, noun: str, plural: str = "") -> str:
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"
