"""A comparison of agreement laid out for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labelgauge.report.agreement import count, settings
from labelgauge.report.agreement_tables import interval, ratio
from labelgauge.report.agreement_words import NAMES, STATUSES
from labelgauge.report.text import Page, TextTable

Card = Mapping[str, Any]

LEAST_P = 0.001
"""Less is not told apart."""

_STATUSES: Card = {**STATUSES, "no_spread": "every unit moves both alike"}
"""Why a difference has no value, interval or p-value."""


def page(card: Card) -> Page:
    """Lay out a short report.

    Parameters
    ----------
    card
        What ``AgreementComparison.to_dict()`` gives, or the same read back from its JSON.

    Returns
    -------
    Page
        Ready for any text renderer.
    """
    return Page(
        title=_title(card), verdict=_verdict(card), tables=(_table(card),), notes=tuple(card["notes"]),
        settings=settings(card),
    )  # fmt: skip


def _title(card: Card) -> str:
    return f"{' against '.join(_names(card))}: {' and '.join(map(_about, card['ratings']))}"


def _names(card: Card) -> list[str]:
    return [given["name"] or side for given, side in zip(card["inputs"], ("first", "second"), strict=True)]


def _about(about: Card) -> str:
    clusters = "" if about["n_clusters"] is None else f" in {count(about['n_clusters'], 'cluster')}"
    raters = count(about["n_raters"], "anonymous rater" if about["anonymous"] else "rater")
    return f"{count(about['n_units'], 'unit')}{clusters} by {raters}"


def _verdict(card: Card) -> str:
    rows = card["differences"]
    row = next((each for each in rows if each["name"] == "krippendorff_alpha"), rows[0])
    name, how = NAMES[row["name"]], card["parameters"]["units"]
    if row["value"] is None:
        return f"The difference of {name} is undefined: {_STATUSES[row['status']]}. Units are {how}."
    sure = "" if row["low"] is None else f" ({interval(row)})"
    chance = "" if row["p_value"] is None else f", p {_chance(row['p_value'])}"
    values = f"{ratio(row['first'])} against {ratio(row['second'])}"
    return f"{name} is {values}, a difference of {ratio(row['value'])}{sure}{chance}. Units are {how}."


def _table(card: Card) -> TextTable:
    rows = [
        (
            NAMES[row["name"]],
            *(_shown(row[name]) for name in ("first", "second", "value")),
            interval(row),
            _shown(row["se"]),
            "" if row["p_value"] is None else _chance(row["p_value"]),
            _STATUSES[row["status"]],
        )
        for row in card["differences"]
    ]
    columns = ("", ">first", ">second", ">difference", ">interval", ">std error", ">p", "")
    first, second = _names(card)
    note = f"first: {first}; second: {second}; difference: first less second"
    return TextTable("Coefficients", columns, tuple(rows), note)


def _shown(value: float | None) -> str:
    return "" if value is None else ratio(value)


def _chance(value: float) -> str:
    return f"< {LEAST_P}" if value < LEAST_P else ratio(value)
