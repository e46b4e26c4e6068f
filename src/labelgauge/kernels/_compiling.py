"""Telling a caller who wants to know that a kernel is being compiled; Numba is not imported for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[bool], None]
"""Told, before a kernel is compiled, whether what comes of it is kept on disk."""

_LISTENER: ContextVar[Listener | None] = ContextVar("compiling", default=None)


@contextmanager
def told(listener: Listener) -> Iterator[None]:
    """Call the listener, in this context and its threads, before each kernel that is compiled rather than loaded."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(kept: bool) -> None:
    """Tell the listener, if there is one."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(kept)
