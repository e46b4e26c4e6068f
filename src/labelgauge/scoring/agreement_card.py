"""AgreementCard: the frozen result of measuring agreement between raters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labelgauge._table import Table
from labelgauge.scoring.card import Card

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AgreementCard(Card):
    """Agreement between the raters of one table: coefficients, and where agreement is lost.

    Made by `score_agreement`. Undefined numbers are NaN in tables and null in JSON; their status says why.

    Attributes
    ----------
    coefficients : Table
        One row per coefficient: ``name``, ``value``, ``se``, ``low``, ``high``, ``status``, ``band``, the name of such
        values on a published scale, and more.
    raters : Table
        One row per rater, those without whom alpha would be highest first; see `per_rater`.
    categories : Table
        One row per category, the one that takes part in most disagreement first; see `per_category`.
    confusions : Table
        One row per two categories that met in a unit, those of most disagreement first; see `rater_confusion`.
    units : Table
        One row per unit, in their order; see `per_unit`.
    pairs : Table
        One row per two raters with a unit in common, those of least agreement first: ``first``, ``second``,
        ``n_units``, ``value``, ``low``, ``high``, ``status``. Without rows if it was not asked for.
    content : Mapping
        What `to_dict` copies (docs/agreement.schema.json).

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.scoring.agreement import score_agreement
    >>> card = score_agreement(lg.Ratings.from_matrix([["a", "b", "b"], ["a", "b", "a"]]))
    >>> card.coefficients["name"][:2], round(card.coefficients["value"].tolist()[1], 3)
    (['percent_agreement', 'krippendorff_alpha'], 0.444)
    """

    coefficients: Table
    raters: Table
    categories: Table
    confusions: Table
    units: Table
    pairs: Table
    content: Mapping[str, Any]

    def __repr__(self) -> str:
        about = self.content["ratings"]
        head = f"AgreementCard: {about['n_units']} units, {about['n_raters']} raters, {about['n_ratings']} ratings"
        lines = (_line(row) for row in self.content["coefficients"])
        return "\n".join((head, *lines, "  tables: .coefficients .raters .categories .confusions .units .pairs"))


def _line(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        return f"  {row['name']:<20}{row['status'].replace('_', ' ')}"
    interval = "" if row["low"] is None else f" [{row['low']:.3f}, {row['high']:.3f}]"
    return f"  {row['name']:<20}{row['value']:.3f}{interval} n={row['n_units']}"
