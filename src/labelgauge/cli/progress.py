"""How the command shows progress: a bar on a terminal, plain lines elsewhere, nothing when asked to be quiet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelgauge.scoring.progress import ProgressEvent

Listener = Callable[["ProgressEvent"], None]


@contextmanager
def listener(*, quiet: bool) -> Iterator[Listener | None]:
    """Give a listener for progress events that writes to standard error; None when quiet.

    Parameters
    ----------
    quiet
        Show nothing.

    Yields
    ------
    callable or None
        What ``labelgauge.score`` takes as `progress`.
    """
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as listen:
            yield listen
    else:
        yield _Lines()


class _Lines:
    """One line when a stage begins."""

    def __init__(self) -> None:
        self._stage = ""

    def __call__(self, event: ProgressEvent) -> None:
        if event.stage != self._stage:
            self._stage = event.stage
            print(f"labelgauge: {event.stage}", file=sys.stderr, flush=True)


@contextmanager
def _bar() -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def listen(event: ProgressEvent) -> None:
            if event.stage not in tasks:
                tasks[event.stage] = bar.add_task(event.stage, total=event.total)
            bar.update(tasks[event.stage], completed=event.done, total=event.total)

        yield listen
