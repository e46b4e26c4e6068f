"""Whether what a thread does is wanted no more: Ctrl-C reaches the main thread alone, kernels run on others, too."""

from __future__ import annotations

from contextvars import ContextVar
from threading import Event

_unwanted: ContextVar[Event | None] = ContextVar("labelgauge_unwanted", default=None)


def stop_on(unwanted: Event) -> None:
    """Let every kernel that this thread calls from now on stop once `unwanted` is set, as if by Ctrl-C."""
    _unwanted.set(unwanted)


def is_cancelled() -> bool:
    """Whether the kernel that this thread runs is to stop; kernels ask every tenth of a second."""
    unwanted = _unwanted.get()
    return unwanted is not None and unwanted.is_set()
