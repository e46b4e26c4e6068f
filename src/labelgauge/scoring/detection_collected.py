"""What an accumulator has judged so far: parts in memory, and parts on disk once those were too large."""

from __future__ import annotations

from dataclasses import dataclass

from labelgauge.scoring.detection_mapped import mapped
from labelgauge.scoring.detection_rows import Held, Part
from labelgauge.scoring.detection_spill import Spill, Spilled, spilled
from labelgauge.scoring.detection_state import Outcomes, merged, ordered


@dataclass(frozen=True, slots=True, eq=False)
class Collected:
    """Parts of a state, no two of which have an image in common. Never changed: what fails leaves it as it was.

    Parameters
    ----------
    held
        Parts in memory, each by category.
    on_disk
        Parts on disk, which others may have too.
    n_bytes
        Size of the arrays of `held`.
    """

    held: tuple[Outcomes, ...] = ()
    on_disk: tuple[Spilled, ...] = ()
    n_bytes: int = 0

    @classmethod
    def of(cls, *held: Outcomes) -> Collected:
        """Parts in memory."""
        return cls(held, (), sum(part.n_bytes for part in held))

    def plus(self, other: Collected, spill: Spill | None, n_categories: int, *, threads: int = 1) -> Collected:
        """Parts of both; those in memory are written to disk if they are more than may be there.

        Raises
        ------
        InputError
            If they cannot be written.
        """
        both = Collected(self.held + other.held, self.on_disk + other.on_disk, self.n_bytes + other.n_bytes)
        if spill is None or both.n_bytes <= spill.most_in_memory:
            return both
        return Collected((), (*both.on_disk, spilled(both.held, spill, n_categories, threads=threads)))

    def in_memory(self) -> Collected:
        """The same with all parts in memory."""
        return Collected.of(*(part.read() for part in self.on_disk), *self.held)

    def outcomes(self, spill: Spill | None, n_categories: int, *, threads: int = 1) -> Outcomes:
        """All parts in one, in order; there is one at least. In files if there is a place for them.

        Raises
        ------
        InputError
            If files cannot be written.
        """
        if spill is None:
            return ordered(merged(self.held), n_categories, threads=threads)
        parts: list[Part] = [*self.on_disk, *(Held(outcomes) for outcomes in self.held)]
        return mapped(parts, spill, n_categories, threads=threads)
