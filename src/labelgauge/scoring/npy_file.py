"""An .npy file written piece by piece, for arrays that are not in memory as a whole."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


class NpyFile:
    """Writes an array whose shape is known before its values; used by ``with``.

    It is written under another name, and has its own once it is whole.

    Parameters
    ----------
    path
        The file.
    dtype, shape
        Of the array.

    Raises
    ------
    OSError
        If it cannot be written, here and in all methods.
    """

    def __init__(self, path: Path, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
        self._path, self._unfinished = path, path.with_name(path.name + ".part")
        self._dtype, self._length = dtype, shape[-1]
        self._file = self._unfinished.open("wb")
        header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_2_0(self._file, header)
        self._begin = self._file.tell()

    def write(self, at: int, values: NDArray[Any]) -> None:
        """Write what lies from a place of the last axis on.

        Parameters
        ----------
        at
            The place.
        values
            Of the file's dtype, and of its shape but for the last axis.
        """
        if not values.size:
            return
        for row, strip in enumerate(values.reshape(-1, values.shape[-1])):
            self._file.seek(self._begin + (row * self._length + at) * self._dtype.itemsize)
            self._file.write(np.ascontiguousarray(strip, dtype=self._dtype).data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None:
            self._unfinished.replace(self._path)
