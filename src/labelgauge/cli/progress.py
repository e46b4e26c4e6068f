"""How the command shows progress: a bar on a terminal, plain lines elsewhere, nothing when asked to be quiet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from labelgauge.kernels import _compiling

if TYPE_CHECKING:
    from labelgauge.scoring.progress import ProgressEvent

Listener = Callable[["ProgressEvent"], None]


@contextmanager
def listener(*, quiet: bool) -> Iterator[Listener | None]:
    """Give a listener for progress events that writes to standard error; None when quiet.

    Unless it is quiet, also say once if kernels have to be compiled.

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
        with _bar() as (listen, say), _compiling.told(_Once(say)):
            yield listen
    else:
        with _compiling.told(_Once(_line)):
            yield _Lines()


class _Lines:
    """One line when a stage begins."""

    def __init__(self) -> None:
        self._stage = ""

    def __call__(self, event: ProgressEvent) -> None:
        if event.stage != self._stage:
            self._stage = event.stage
            _line(event.stage)


class _Once:
    """Says the first time that kernels are compiled."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said = False

    def __call__(self, kept: bool) -> None:
        if not self._said:
            self._said = True
            how_often = "once, cached afterwards" if kept else "each time, as no folder can be written to for a cache"
            self._say(f"compiling kernels for this machine: {how_often}")


def _line(words: str) -> None:
    print(f"labelgauge: {words}", file=sys.stderr, flush=True)


@contextmanager
def _bar() -> Iterator[tuple[Listener, Callable[[str], None]]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def listen(event: ProgressEvent) -> None:
            if event.stage not in tasks:
                tasks[event.stage] = bar.add_task(event.stage, total=event.total)
            bar.update(tasks[event.stage], completed=event.done, total=event.total)

        yield listen, lambda words: bar.console.print(f"labelgauge: {words}", markup=False, highlight=False)
