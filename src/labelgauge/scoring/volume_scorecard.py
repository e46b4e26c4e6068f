"""VolumeScorecard: the frozen result of comparing volumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labelgauge._table import Table
from labelgauge.scoring.card import Card

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VolumeScorecard(Card):
    """Volumes of one candidate judged against gold, label by label.

    Made by `labelgauge.score_volumes`. Undefined numbers are NaN in tables, infinite ones are inf, and both are null in
    JSON; their status says why. docs/volumes.md has every formula.

    Attributes
    ----------
    summary : Table
        One row per overall metric: ``name``, ``value``, ``n``, ``low``, ``high``, ``method``, ``status``.
    labels : Table
        One row per label: ``label``, ``name``, in how many pairs it is, on how many sides it is empty, and per metric
        its value, ``_low`` and ``_high``.
    pairs : Table
        One row per pair of files: ``pair``, file names, shape and spacing, whether the candidate was reoriented, how
        many labels were compared, and the means over them.
    measurements : Table
        One row per pair and label that either side has: everything that was measured.
    content : Mapping
        What `to_dict` copies (docs/volumes.schema.json).

    Examples
    --------
    >>> import nibabel, numpy as np
    >>> import labelgauge as lg
    >>> volume = np.zeros((9, 9, 9), dtype=np.uint8)
    >>> volume[2:6, 2:6, 2:6] = 1
    >>> for name, voxels in (("gold.nii", volume), ("shifted.nii", np.roll(volume, 1, axis=0))):
    ...     nibabel.save(nibabel.Nifti1Image(voxels, np.diag([2, 1, 1, 1])), name)
    >>> card = lg.score_volumes("gold.nii", "shifted.nii", tolerances=[2])
    >>> {row["name"]: row["value"] for row in card.summary.rows()}["mean_dice"]
    0.75
    >>> card.measurements["hd95_mm"].tolist(), card.measurements["nsd_2"].tolist()
    ([2.0], [1.0])
    """

    summary: Table
    labels: Table
    pairs: Table
    measurements: Table
    content: Mapping[str, Any]

    def __repr__(self) -> str:
        overall = self.content["groups"][0]
        lines = (_line(metric) for metric in overall["metrics"])
        return "\n".join(
            (
                f"VolumeScorecard: {overall['n_pairs']} pairs, {len(self.labels)} labels, "
                f"{len(self.measurements)} measurements",
                *lines,
                "  tables: .summary .labels .pairs .measurements",
            )
        )


def _line(metric: Mapping[str, Any]) -> str:
    if metric["value"] is None:
        return f"  {metric['name']:<39}{metric['status'].replace('_', ' ')}"
    interval = "" if metric["low"] is None else f" [{metric['low']:.3f}, {metric['high']:.3f}]"
    return f"  {metric['name']:<39}{metric['value']:.3f}{interval} n={metric['n']}"
