"""A coefficient before it is estimated: of which patterns it is, and by which model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from labelgauge.agreement._estimate import estimate, undefined_coefficient
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.ratings import Ratings


class Prepared(NamedTuple):
    """What a coefficient is estimated from; what the fields mean is said at `estimate`."""

    name: str
    ratings: Ratings
    patterns: Patterns
    model: Model
    degenerate: str = "single_category"
    only_compared: bool = False
    large_sample: bool = False
    parameters: Mapping[str, Any] = MappingProxyType({})

    def estimated(self, options: dict[str, Any]) -> Coefficient:
        """The coefficient, with the interval that is asked for."""
        return estimate(**self._asdict(), options=options)


class Impossible(NamedTuple):
    """A coefficient that these ratings cannot have, whatever they say, and the status that says why."""

    name: str
    ratings: Ratings
    status: str
    parameters: Mapping[str, Any]

    def estimated(self, options: dict[str, Any]) -> Coefficient:
        """The undefined coefficient."""
        return undefined_coefficient(self.name, self.ratings, self.status, options, self.parameters)


def shown(given: Any) -> str:
    """Weights or a level, as parameters name them."""
    if isinstance(given, str):
        return given
    return "function" if callable(given) else "table"
