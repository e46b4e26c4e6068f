"""How a kernel call is carried out: which implementation, which instruction set. Never changes the answer."""

from __future__ import annotations

import os

from labelgauge import _native
from labelgauge.errors import InputError

INSTRUCTION_SETS: tuple[str, ...] = tuple(name for name, _, _ in _native.instruction_sets())
_NUMBERS = {name: number for name, number, _ in _native.instruction_sets()}
_SUPPORTED: tuple[str, ...] = tuple(name for name, _, supported in _native.instruction_sets() if supported)


def supported_instruction_sets() -> tuple[str, ...]:
    """Names of the compiled instruction sets this CPU can run, weakest first."""
    return _SUPPORTED


def instruction_set() -> str:
    """Name of the instruction set the next kernel call uses.

    The strongest one the CPU has, or the one that the environment variable ``LABELGAUGE_ISA`` names.

    Raises
    ------
    InputError
        If ``LABELGAUGE_ISA`` names a set that is not compiled in or that this CPU lacks.
    """
    forced = os.environ.get("LABELGAUGE_ISA")
    if not forced:
        return _SUPPORTED[-1]
    if forced not in _SUPPORTED:
        reason = "this CPU lacks" if forced in INSTRUCTION_SETS else "this build does not have"
        what = f"LABELGAUGE_ISA={forced} asks for an instruction set that {reason}"
        raise InputError(what, fix=f"Use one of: {', '.join(_SUPPORTED)}, or unset it.")
    return forced


def isa() -> int:
    """Number of the instruction set the next kernel call uses, as the native module wants it."""
    return _NUMBERS[instruction_set()]


def use_reference() -> bool:
    """Whether facades call the plain-Python twins (``LABELGAUGE_BACKEND=reference``) instead of native code."""
    backend = os.environ.get("LABELGAUGE_BACKEND", "native")
    if backend not in {"native", "reference"}:
        what = f"LABELGAUGE_BACKEND={backend} is not a backend"
        raise InputError(what, fix="Use 'native' or 'reference', or unset it.")
    return backend == "reference"
