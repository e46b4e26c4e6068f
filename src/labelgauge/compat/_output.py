"""What a face prints because printing is what it is asked for; everything else in the library is silent."""

from __future__ import annotations


def show(line: str) -> None:
    """Write one line to standard output."""
    print(line)  # noqa: T201
