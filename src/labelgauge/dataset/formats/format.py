"""What an annotation format is, and how formats are found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from labelgauge.dataset.dataset import Dataset
from labelgauge.dataset.source import Source
from labelgauge.errors import InputError

GROUP = "labelgauge.formats"
"""Entry-point group under which a package offers formats; each entry point names a `Format` object."""


@dataclass(frozen=True)
class ReadOptions:
    """How a file is to be read; see `labelgauge.read`."""

    lenient: bool = False
    images_of: Dataset | None = None
    threads: int = 1


@runtime_checkable
class Format(Protocol):
    """One annotation format."""

    name: str

    def recognizes(self, source: Source) -> bool:
        """Whether the file looks like this format; cheap, and never raises."""
        ...

    def load(self, source: Source, options: ReadOptions) -> Dataset:
        """Read the file.

        Raises
        ------
        FormatError
            If it cannot be read as this format.
        """
        ...


@cache
def format_names() -> tuple[str, ...]:
    """Names of all installed formats, sorted."""
    return tuple(sorted(entry_points(group=GROUP).names))


@cache
def find_format(name: str) -> Format:
    """Load the format of this name.

    Raises
    ------
    InputError
        If no installed package offers it.
    """
    for entry in entry_points(group=GROUP, name=name):
        loaded: Format = entry.load()
        return loaded
    what = f"there is no format {name!r}"
    raise InputError(what, where="format", fix=f"Formats are: {', '.join(format_names())}.")
