"""A folder that nobody else knows of, and that goes away with whoever needs its files."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "labelgauge-"


class PrivateFolder:
    """A new folder inside another; it is removed when this object is gone, or at the end of the program.

    Parameters
    ----------
    inside
        The other folder.

    Raises
    ------
    OSError
        If it cannot be made.
    """

    __slots__ = ("__weakref__", "_end", "path")

    def __init__(self, inside: Path) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=inside))
        self._end = weakref.finalize(self, _remove, self.path, os.getpid())

    def remove(self) -> None:
        """Remove it now."""
        self._end()


@contextmanager
def filling(inside: Path) -> Iterator[PrivateFolder]:
    """A new folder to be filled; if that fails, nothing of it is left.

    Parameters
    ----------
    inside
        The folder in which it is made.
    """
    folder = PrivateFolder(inside)
    try:
        yield folder
    except BaseException:
        folder.remove()
        raise


def _remove(path: Path, owner: int) -> None:
    """Only the process that made it removes it: a forked one has copies of its objects, but not of its files."""
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)
