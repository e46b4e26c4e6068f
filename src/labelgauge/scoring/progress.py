"""How long work tells its caller how far it is; the library itself stays silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One step of long work.

    Parameters
    ----------
    stage
        What is being done, for example ``"scoring"``.
    done, total
        How many of how many steps are finished.
    """

    stage: str
    done: int
    total: int


Listener = Callable[[ProgressEvent], None]
