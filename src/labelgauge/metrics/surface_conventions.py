"""What a surface distance is: which elements a surface has, what they weigh, and how distances become one number."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from labelgauge.errors import InputError

Rule = Literal["corner", "cross", "full", "filled"]
Percentile = Literal["weighted", "linear", "pooled"]
Average = Literal["pooled", "mean_of_means"]
Agreement = Literal["pooled", "mean_of_directions"]


@dataclass(frozen=True)
class SurfaceConvention:
    """One way to measure how far two surfaces are apart.

    Parameters
    ----------
    name
        What results are labelled with.
    rule
        Surface elements. ``"corner"``: lattice points between voxels of which some are foreground and some are not.
        ``"cross"``: foreground voxels with background across a face, outside included. ``"full"``: foreground voxels
        with background across a face, an edge or a corner, outside not included. ``"filled"``: all foreground voxels.
    weighted
        Whether elements weigh what they cover (length or area, by the corner rule only) or 1 each.
    percentile
        ``"weighted"``: per direction the first distance at which the share of weight is reached, the greater of the
        two. ``"linear"``: per direction, interpolated between the two nearest elements, unweighted, the greater of the
        two. ``"pooled"``: the same over the elements of both directions together.
    average
        What `SurfaceDistances.assd` is: ``"pooled"`` over the elements of both directions, or the ``"mean_of_means"``
        of the two.
    agreement
        What `SurfaceDistances.nsd` is: the ``"pooled"`` share of weight within the tolerance, or the
        ``"mean_of_directions"`` of two shares.

    Raises
    ------
    InputError
        If a field is not one of these, or elements other than corners are to be weighted.

    Examples
    --------
    >>> import labelgauge as lg
    >>> mine = lg.SurfaceConvention("mine", rule="cross", weighted=False, percentile="linear")
    >>> mine.average
    'pooled'
    """

    name: str
    rule: Rule = "corner"
    weighted: bool = True
    percentile: Percentile = "weighted"
    average: Average = "pooled"
    agreement: Agreement = "pooled"

    def __post_init__(self) -> None:
        for field, choices in (
            ("rule", Rule),
            ("percentile", Percentile),
            ("average", Average),
            ("agreement", Agreement),
        ):
            if getattr(self, field) not in get_args(choices):
                names = ", ".join(repr(name) for name in get_args(choices))
                what = f"{field} must be one of {names}, not {getattr(self, field)!r}"
                raise InputError(what, where="SurfaceConvention")
        if self.weighted and self.rule != "corner":
            what = f"elements of the rule {self.rule!r} have no area to be weighted by"
            raise InputError(what, where="SurfaceConvention", fix="Use weighted=False, or rule='corner'.")


def _voxels(name: str, **fields: str) -> SurfaceConvention:
    return SurfaceConvention(name, **{"rule": "cross", "weighted": False, **fields})  # type: ignore[arg-type]


CONVENTIONS = MappingProxyType(
    {
        convention.name: convention
        for convention in (
            SurfaceConvention("deepmind"),
            _voxels("monai", percentile="linear"),
            SurfaceConvention("monai_subvoxel"),
            _voxels("medpy", percentile="pooled"),
            _voxels("metrics_reloaded", percentile="linear"),
            _voxels("panoptica", percentile="pooled", average="mean_of_means", agreement="mean_of_directions"),
            _voxels("seg_metrics", rule="full", percentile="pooled"),
            _voxels("itk", rule="filled", average="mean_of_means"),
        )
    }
)
"""The conventions of other libraries, by name."""


def convention_of(value: SurfaceConvention | str) -> SurfaceConvention:
    """A convention itself, or the one of this name.

    Raises
    ------
    InputError
        If no convention has this name.
    """
    if isinstance(value, SurfaceConvention):
        return value
    if not isinstance(value, str) or value not in CONVENTIONS:
        names = ", ".join(repr(name) for name in CONVENTIONS)
        what = f"convention must be one of {names} or a SurfaceConvention, not {value!r}"
        raise InputError(what)
    return CONVENTIONS[value]
