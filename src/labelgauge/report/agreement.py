"""An agreement card laid out for a reader: what was found in a few sentences, and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labelgauge.report import sentences
from labelgauge.report.agreement_tables import interval, ratio, tables
from labelgauge.report.agreement_words import NAMES, advice, status
from labelgauge.report.text import Page

Card = Mapping[str, Any]

LEAST_VITALITY = 0.001
"""What a rater has to cost of alpha to be named in the verdict."""


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
    return Page(
        title=_title(card),
        verdict=_verdict(card),
        tables=tables(card),
        notes=tuple(card["notes"]),
        settings=settings(card),
    )


def _title(card: Card) -> str:
    about = card["ratings"]
    name = card["input"]["name"]
    clusters = "" if about["n_clusters"] is None else f" in {count(about['n_clusters'], 'cluster')}"
    return (
        f"{'Ratings' if name is None else name}: {count(about['n_units'], 'unit')}{clusters}, "
        f"{count(about['n_raters'], 'anonymous rater' if about['anonymous'] else 'rater')}, "
        f"{count(about['n_ratings'], 'rating')}; {count(about['n_categories'], 'category', 'categories')}, "
        f"{card['parameters']['level']}"
    )


def _verdict(card: Card) -> str:
    rows = card["coefficients"]
    first = next((row for row in rows if row["name"] == "krippendorff_alpha"), rows[0])
    name = NAMES[first["name"]]
    if first["value"] is None:
        return f"{name} is undefined: {status(first)}."
    sure = "" if first["low"] is None else f" ({interval(first)})"
    said = (
        f"{name} is {ratio(first['value'])}{sure} over {count(first['n_units'], 'unit')} that can be compared",
        advice(first),
        _of_raters(card),
        _of_categories(card),
    )
    return " ".join(f"{sentence}." for sentence in said if sentence)


def _of_raters(card: Card) -> str:
    judged = [row for row in card["raters"] if row["vitality"] is not None]
    if len(judged) < 3 or judged[0]["vitality"] > -LEAST_VITALITY:
        return ""
    return f"Without rater {judged[0]['rater']}, alpha would be {ratio(judged[0]['alpha_without'])}"


def _of_categories(card: Card) -> str:
    costly, confusions = card["categories"], card["confusions"]
    if len(costly) < 3 or not costly[0]["disagreement"]:
        return ""
    share = sentences.percent(costly[0]["disagreement"], 0)
    said = f"The category of most disagreement is {costly[0]['category']}: {share} of it"
    if len(confusions) < 2:
        return said
    worst = confusions[0]
    return f"{said}; {worst['first']} against {worst['second']} is {sentences.percent(worst['disagreement'], 0)}"


def settings(card: Card) -> str:
    """How numbers were made, in one line."""
    used = card["parameters"]
    kind = "no intervals" if used["ci"] is None else f"{sentences.percent(used['confidence'], 0)} intervals, "
    if used["ci"] is not None:
        kind += used["ci"].replace("_", " ")
        if "bootstrap" in used["ci"]:
            kind += f" of {used['draws']:,} draws, seed {used['seed']}"
        if used["ends"] != "percentile":
            kind += f", {used['ends']}"
    return f"level {used['level']}, {used['weights']} weights; {kind}; labelgauge {card['labelgauge']}"


def count(n: int, noun: str, plural: str = "") -> str:
    """A number of things in words."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"
