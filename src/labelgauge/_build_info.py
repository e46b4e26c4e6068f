"""How this copy of labelgauge was built and what it runs on."""

from __future__ import annotations

import platform
from dataclasses import dataclass

import numpy as np

from labelgauge import _native
from labelgauge._version import __version__
from labelgauge.kernels import _execution


@dataclass(frozen=True)
class BuildInfo:
    """Facts about a build; ``print(labelgauge.build_info())`` shows them all.

    Parameters
    ----------
    version
        Version of the Python package.
    native_version
        Version compiled into the native module; another one than `version` means that the module is stale.
    compiler
        Name and version of the C++ compiler.
    flags
        Flags the kernels were compiled with.
    build_type
        CMake's build type.
    sanitize
        Sanitizers compiled in, separated by commas; empty in a normal build.
    pybind11
        Version of pybind11 compiled in.
    python
        Version of the running interpreter.
    numpy
        Version of the NumPy in use.
    instruction_sets
        Instruction sets compiled in, weakest first.
    supported
        Those of them that this CPU can run.
    chosen
        The one that kernels use: the strongest supported, or the one ``LABELGAUGE_ISA`` names.
    """

    version: str
    native_version: str
    compiler: str
    flags: str
    build_type: str
    sanitize: str
    pybind11: str
    python: str
    numpy: str
    instruction_sets: tuple[str, ...]
    supported: tuple[str, ...]
    chosen: str

    def __str__(self) -> str:
        width = max(map(len, self.__dataclass_fields__))
        lines = []
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            shown = " ".join(value) if isinstance(value, tuple) else value
            lines.append(f"{name:<{width}}  {shown or '-'}")
        return "\n".join(lines)


def build_info() -> BuildInfo:
    """Compiler, flags, versions and instruction sets of this build.

    Returns
    -------
    BuildInfo
        A frozen record; printing it shows one fact per line.

    Raises
    ------
    InputError
        If ``LABELGAUGE_ISA`` names an instruction set that this build or CPU lacks.

    Examples
    --------
    >>> import labelgauge as lg
    >>> info = lg.build_info()
    >>> info.native_version == info.version == lg.__version__
    True
    >>> info.instruction_sets[0]
    'baseline'
    """
    native = _native.build_info()
    return BuildInfo(
        version=__version__,
        native_version=native["version"],
        compiler=native["compiler"],
        flags=native["flags"],
        build_type=native["build_type"],
        sanitize=native["sanitize"],
        pybind11=native["pybind11"],
        python=platform.python_version(),
        numpy=np.__version__,
        instruction_sets=_execution.INSTRUCTION_SETS,
        supported=_execution.supported_instruction_sets(),
        chosen=_execution.instruction_set(),
    )
