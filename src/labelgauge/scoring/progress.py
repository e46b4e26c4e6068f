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

PARTS = 100
"""Parts that a step is told in."""


class Steps:
    """Tells a listener how many of some steps are done, and how far the present one is.

    Parameters
    ----------
    listener
        Who is told; None for nobody.
    stage
        What is being done.
    n_steps
        How many steps there are, each of `PARTS` parts.
    """

    def __init__(self, listener: Listener | None, stage: str, n_steps: int) -> None:
        self._listener = listener
        self._stage = stage
        self._n_steps = n_steps
        self._n_done = 0

    def within(self, done: int, total: int) -> None:
        """Tell how much of the present step is done.

        Parameters
        ----------
        done, total
            How many of how many parts of any size.
        """
        self._tell(self._n_done * PARTS + PARTS * done // total)

    def next(self) -> None:
        """Tell that the present step is done."""
        self._n_done += 1
        self._tell(self._n_done * PARTS)

    def _tell(self, done: int) -> None:
        if self._listener is not None:
            self._listener(ProgressEvent(self._stage, done, self._n_steps * PARTS))
