"""NIfTI files: the header first, so that a wrong file is found before anything large is read; voxels when wanted."""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.nifti_names import parts
from labelgauge.errors import FormatError, MissingExtraError

_GZIP_MAGIC = b"\x1f\x8b"
_MOST_PACKED = 1032
"""Bytes that one byte of gzip can stand for at most."""

_LAYOUTS = {348: ("Nifti1Header", 344, b"n+1\0", b"ni1\0"), 540: ("Nifti2Header", 4, b"n+2\0", b"ni2\0")}
"""Size of a header: its class in nibabel, where its magic bytes are, those of one file, and those of one of two."""

_ANALYZE_SIZE = 348
"""Size of the header of Analyze 7.5, which has no magic bytes; nibabel, too, reads it as the variant of SPM2."""

_MM_PER_UNIT = {1: 1000.0, 2: 1.0, 3: 0.001}
"""Code of a unit of length: how many millimetres it is (metres, millimetres, micrometres)."""


@dataclass(frozen=True, repr=False)
class NiftiFile:
    """One NIfTI file of which the header has been read.

    Parameters
    ----------
    path
        Its path, of two files that of the header; for messages.
    voxels_path
        Where the voxels are: the same path, or that of the other of two files.
    shape
        Voxels along the three axes, in the order in which the file stores them, the fastest first. An image has 1 along
        the third.
    pixdim
        Distance of neighbouring voxels along each axis as the header says, in its own unit.
    affine
        float64 (4, 4), from indices to places in the header's unit, by sform or else qform; None if it has neither, NaN
        if that is unusable.
    mm_per_unit
        What the header's unit of length is; 1 if it names none.
    names_unit
        Whether the header names its unit.
    layout
        What `ArrayProxy` of nibabel takes: shape, dtype, offset, slope and intercept.
    """

    path: str
    voxels_path: str
    shape: tuple[int, int, int]
    pixdim: tuple[float, float, float]
    affine: NDArray[np.float64] | None
    mm_per_unit: float
    names_unit: bool
    layout: tuple[tuple[int, ...], np.dtype[Any], int, float, float]

    @property
    def is_image(self) -> bool:
        """Whether the header says that there are two axes; a volume of one slice has three."""
        return len(self.layout[0]) == 2

    @property
    def name(self) -> str:
        """Base name of the file."""
        return Path(self.path).name

    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal; of two files, of the header's bytes and then the voxels'."""
        digest = hashlib.sha256()
        for path in dict.fromkeys((self.path, self.voxels_path)):
            with _opened(path) as file:
                hashlib.file_digest(file, lambda: digest)  # type: ignore[arg-type]
        return digest.hexdigest()

    def voxels(self) -> NDArray[Any]:
        """Read the voxels, scaled as the header says; the array has the shape of `shape`.

        Raises
        ------
        FormatError
            If the file is shorter than its header says, or its gzip data are damaged.
        """
        from nibabel.arrayproxy import ArrayProxy  # noqa: PLC0415 - an extra

        with _opened(self.voxels_path) as file, _content(file, self.voxels_path) as content:
            try:
                values = np.asarray(ArrayProxy(content, self.layout, mmap=False))  # type: ignore[no-untyped-call]
                while content.read(1 << 20):
                    pass  # to the end, where gzip has its checksum
            except (EOFError, OSError, zlib.error) as error:
                what = f"the voxels cannot be read: the file is truncated or damaged ({error})"
                raise FormatError(what, path=self.voxels_path, fix="Copy or download the file again.") from error
        return values.reshape(self.shape, order="F")


def open_nifti(path: str | os.PathLike[str]) -> NiftiFile:
    """Read the header of a NIfTI file (NIfTI-1 or NIfTI-2, plain or gzip).

    One file, or either of two that stand beside each other (.hdr and .img); Analyze 7.5 files are such two, too.

    Raises
    ------
    FormatError
        If there is no such file, it is not NIfTI, its header contradicts itself or the size of the file, or it does not
        hold one volume, or one image, of numbers.
    MissingExtraError
        If nibabel is not installed.
    """
    header_path, voxels_path = parts(os.fspath(path))
    with _opened(header_path) as file, _content(file, header_path) as content:
        header = _header(content, header_path, in_two=header_path != voxels_path)
    return _described(header, header_path, voxels_path)


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    try:
        file = Path(path).open("rb")  # noqa: SIM115 - closed below; here errors are those of opening alone
    except FileNotFoundError as error:
        what = "there is no such file"
        raise FormatError(what, path=path, fix="Check the path.") from error
    except (OSError, ValueError) as error:
        what = f"the file cannot be read ({getattr(error, 'strerror', None) or error})"
        raise FormatError(what, path=path, fix="Give a NIfTI file, and check its permissions.") from error
    with file:
        yield file


def _is_gzip(file: IO[bytes]) -> bool:
    file.seek(0)
    magic = file.read(2)
    file.seek(0)
    return magic == _GZIP_MAGIC


@contextmanager
def _content(file: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    """The file's content, unpacked if it is gzip; told by its first bytes, not by its name."""
    if not _is_gzip(file):
        if path.endswith(".gz"):
            what = "the file is called .gz but is not gzip"
            raise FormatError(what, path=path, fix="Rename it, or compress it with gzip.")
        yield file
        return
    with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
        yield unpacked  # type: ignore[misc]


def _most_bytes(path: str) -> int:
    """No more bytes than this are in a file, unpacked."""
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        return size * _MOST_PACKED if _is_gzip(file) else size


def _header(content: IO[bytes], path: str, *, in_two: bool) -> Any:
    """The header as nibabel understands it, its fields not yet checked."""
    try:
        block = content.read(540)
    except (EOFError, OSError, zlib.error) as error:
        what = f"the gzip data are truncated or damaged ({error})"
        raise FormatError(what, path=path, fix="Copy or download the file again.") from error
    sizes = {order: struct.unpack(f"{order}i", block[:4])[0] if len(block) >= 4 else 0 for order in "<>"}
    order = ">" if sizes[">"] in _LAYOUTS else "<"
    size = sizes[order]
    kind, place, of_one, of_two = _LAYOUTS.get(size, ("", 0, b"", b""))
    magic = block[place : place + 4] if kind and len(block) >= size else None
    if magic == (of_two if in_two else of_one):
        return getattr(_nibabel(), kind)(block[:size], endianness=order, check=False)
    if magic in {of_one, of_two}:
        _refuse_part(path, in_two=in_two)
    if magic is not None and in_two and size == _ANALYZE_SIZE:
        return _nibabel().Spm2AnalyzeImage.header_class(block[:size], endianness=order, check=False)
    what = "the file is not NIfTI: it does not begin with a NIfTI header"
    raise FormatError(what, path=path, fix="Give .nii or .nii.gz files, or .hdr and .img; convert others first.")


def _refuse_part(path: str, *, in_two: bool) -> NoReturn:
    if in_two:
        what = "this is a whole NIfTI file, but it is called like the header of one in two parts"
        raise FormatError(what, path=path, fix="Rename it to end in .nii.")
    what = "this is the header of a NIfTI file in two parts (.hdr and .img), and the other part is not beside it"
    raise FormatError(what, path=path, fix="Put both into one folder, with one name before .hdr and .img.")


def _nibabel() -> Any:
    try:
        import nibabel  # noqa: PLC0415 - an extra
    except ImportError as error:
        what = "reading NIfTI files needs nibabel, which is not installed"
        raise MissingExtraError(what, fix="Run: pip install 'labelgauge[medical]'") from error
    return nibabel


def _described(header: Any, path: str, voxels_path: str) -> NiftiFile:
    from nibabel.spatialimages import HeaderDataError  # noqa: PLC0415 - an extra

    try:
        stored, dtype = _stored_shape(header, path), header.get_data_dtype()
        slope, inter = header.get_slope_inter()
    except (HeaderDataError, KeyError) as error:
        what = f"the header cannot be used ({error})"
        raise FormatError(what, path=path, fix="Write the file again with a tool that you trust.") from error
    if dtype.kind not in "iuf" or dtype.itemsize > 8:
        what = f"voxels are of type {dtype}, not whole or floating point numbers of at most 64 bits"
        raise FormatError(what, path=path, fix="Store labels as integers.")
    offset = _offset(header, path, least=int(header["sizeof_hdr"]) if path == voxels_path else 0)
    _check_size(stored, dtype.itemsize, offset, voxels_path)
    unit = int(header["xyzt_units"]) & 7 if _knows_space(header) else 0
    return NiftiFile(
        path=path,
        voxels_path=voxels_path,
        shape=(*stored[:3], 1)[:3],  # type: ignore[arg-type]
        pixdim=tuple(float(step) for step in header["pixdim"][1:4]),  # type: ignore[arg-type]
        affine=_affine(header),
        mm_per_unit=_MM_PER_UNIT.get(unit, 1.0),
        names_unit=unit in _MM_PER_UNIT,
        layout=(stored, dtype, offset, 1.0 if slope is None else slope, 0.0 if inter is None else inter),
    )


def _knows_space(header: Any) -> bool:
    """Whether this kind of header has a unit and a matrix: NIfTI's do, Analyze's do not."""
    return "sform_code" in header.keys()  # noqa: SIM118 - nibabel's headers are no dictionaries


def _affine(header: Any) -> NDArray[np.float64] | None:
    if not _knows_space(header) or max(int(header["sform_code"]), int(header["qform_code"])) <= 0:
        return None
    from nibabel.spatialimages import HeaderDataError  # noqa: PLC0415 - an extra

    if header["pixdim"][0] == 0:
        header["pixdim"][0] = 1  # as the standard reads it
    try:
        with np.errstate(all="ignore"):
            return np.asarray(header.get_best_affine(), dtype=np.float64)
    except (HeaderDataError, ValueError):  # no rotation has this quaternion
        return np.full((4, 4), np.nan)


def _stored_shape(header: Any, path: str) -> tuple[int, ...]:
    """The file's shape: two axes, or three and any number of further ones of length 1."""
    dim = [int(length) for length in header["dim"]]
    if not 1 <= dim[0] <= 7 or min(dim[1 : dim[0] + 1]) < 1:
        what = f"the header has no usable shape (dim is {dim})"
        raise FormatError(what, path=path, fix="Write the file again with a tool that you trust.")
    shape = tuple(dim[1 : dim[0] + 1])
    if len(shape) < 2 or max(shape[3:], default=1) > 1:
        what = f"the file has shape {' × '.join(map(str, shape))}, not that of one volume (three axes) or image (two)"
        raise FormatError(what, path=path, fix="Give files of one volume or one image each.")
    return shape


def _offset(header: Any, path: str, *, least: int) -> int:
    offset = float(header["vox_offset"])
    if not (math.isfinite(offset) and offset == int(offset) and offset >= least):
        what = f"the header says that voxels begin at byte {offset:g}, which cannot be"
        raise FormatError(what, path=path, fix="Write the file again with a tool that you trust.")
    return int(offset)


def _check_size(shape: tuple[int, ...], itemsize: int, offset: int, path: str) -> None:
    """Refuse a header that promises more than the file of voxels can hold, before memory is taken for it."""
    limit = _most_bytes(path)
    needed = math.prod(shape) * itemsize + offset
    if needed > limit:
        what = (
            f"the header says {' × '.join(map(str, shape[:3]))} voxels of {itemsize} bytes, "
            f"but the file holds at most {limit:,} bytes"
        )
        raise FormatError(what, path=path, fix="The file is truncated or its header wrong; copy or download it again.")
