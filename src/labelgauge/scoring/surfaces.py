"""What is measured of the outlines of a pair, if it is asked for: surface distances in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError, TooLargeError
from labelgauge.geometry.masks import Masks
from labelgauge.metrics.surface import surface_distances

Floats = NDArray[np.float64]

CONVENTION = "deepmind"
SPACING_PX = (1.0, 1.0)
N_TOLERANCES = 16
"""How many tolerances one scorecard may have; each has a histogram in every group."""

BIAS_REGIONS = ("all", "left", "top", "right", "bottom")
"""Regions of the surface whose bias is given."""


@dataclass(frozen=True, slots=True)
class SurfaceMeasures:
    """Which numbers are measured of a pair's surfaces; none without tolerances.

    Parameters
    ----------
    tolerances
        In pixels, in the order they were given.
    """

    tolerances: tuple[float, ...] = ()

    @property
    def shares(self) -> tuple[str, ...]:
        """Names of the normalized surface distances: ``nsd_2`` at 2 px."""
        return tuple(f"nsd_{number_name(tolerance)}" for tolerance in self.tolerances)

    @property
    def distances(self) -> tuple[str, ...]:
        """Names of the distances."""
        return ("hd95_px", "assd_px") if self.tolerances else ()

    @property
    def biases(self) -> tuple[str, ...]:
        """Names of the mean signed offsets, of the whole surface and by the side it faces."""
        sides = ("" if region == "all" else f"{region}_" for region in BIAS_REGIONS)
        return tuple(f"surface_bias_{side}px" for side in sides) if self.tolerances else ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, in the order of `measure`."""
        return (*self.shares, *self.distances, *self.biases)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the parameters of a scorecard."""
        return {"tolerances_px": list(self.tolerances), "convention": CONVENTION, "spacing_px": list(SPACING_PX)}


NO_SURFACE = SurfaceMeasures()


def measure(measures: SurfaceMeasures, gold: Masks, candidate: Masks, *, threads: int) -> Floats:
    """Measure the surfaces of pairs of masks that overlap; float64 (n, names).

    The row of a pair whose masks are too large is NaN. No other value is undefined or infinite: both masks have a
    surface, and in the row and the column of a pixel that they share, each of gold's ends has an offset.
    """
    if not measures.tolerances:
        return np.zeros((len(gold), 0))
    try:
        return _measured(measures, gold, candidate, threads=threads)
    except TooLargeError:
        if len(gold) == 1:
            return np.full((1, len(measures.names)), np.nan)
        half = len(gold) // 2
        parts = (slice(half), slice(half, None))
        return np.vstack([measure(measures, gold[part], candidate[part], threads=threads) for part in parts])


def _measured(measures: SurfaceMeasures, gold: Masks, candidate: Masks, *, threads: int) -> Floats:
    """Measure all pairs in one call of the kernel, which gives up all of them for one that is too large."""
    distances = surface_distances(gold, candidate, spacing=SPACING_PX, convention=CONVENTION, threads=threads)
    bias = distances.bias(draws=0)
    columns = [bias.regions.index(region) for region in BIAS_REGIONS]
    return np.column_stack(
        (
            distances.nsd(measures.tolerances),
            distances.hausdorff(95),
            distances.assd(),
            bias.item_means[:, columns],
        )
    )


def checked(value: Any) -> SurfaceMeasures:
    """Check the tolerances of surfaces.

    Parameters
    ----------
    value
        A number of pixels or a list of them; None measures no surfaces.

    Raises
    ------
    InputError
        If it is neither, a tolerance is not a finite number of at least 0 or is given twice, or there are none or more
        than `N_TOLERANCES`.
    """
    if value is None:
        return NO_SURFACE
    plain = value.tolist() if isinstance(value, np.ndarray) else value
    given = [plain] if _is_number(plain) else plain
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        what = f"surface must be a tolerance in pixels or a list of them, not {value!r}"
        raise InputError(what, where="score")
    if not 1 <= len(given) <= N_TOLERANCES:
        what = f"surface must have 1 to {N_TOLERANCES} tolerances, found {len(given)}"
        raise InputError(what, where="score")
    tolerances = tuple(_tolerance(number) for number in given)
    for position, tolerance in enumerate(tolerances):
        if tolerance in tolerances[:position]:
            what = f"surface has the tolerance {number_name(tolerance)} twice"
            raise InputError(what, where="score", fix="Give each tolerance once.")
    return SurfaceMeasures(tolerances)


def number_name(tolerance: float) -> str:
    """A tolerance as part of a name: the shortest digits that give it back, without ``.0``."""
    return str(tolerance).removesuffix(".0")


def _tolerance(number: Any) -> float:
    try:
        pixels = float(number) if _is_number(number) else math.nan
    except OverflowError:  # an integer beyond the largest float
        pixels = math.inf
    if not 0 <= pixels < math.inf:
        what = f"a tolerance of surface must be a finite number of pixels, at least 0, not {number!r}"
        raise InputError(what, where="score")
    return pixels + 0.0  # -0.0 becomes 0.0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
