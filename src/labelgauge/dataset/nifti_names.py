"""Names of NIfTI files: in one file, or in two, of which one has the header and one the voxels."""

from __future__ import annotations

from pathlib import Path

ONE_FILE = (".nii", ".nii.gz")
HEADERS = (".hdr", ".hdr.gz")
VOXELS = (".img", ".img.gz")
"""Voxels whose header's name ends in the suffix at the same place of `HEADERS`."""


def case_name(name: str) -> str:
    """A file's name without the suffix that makes it NIfTI, if it has one."""
    for suffix in (*ONE_FILE, *HEADERS, *VOXELS):
        if name.endswith(suffix) and name != suffix:
            return name.removesuffix(suffix)
    return name


def parts(path: str) -> tuple[str, str]:
    """Where the header and where the voxels of a NIfTI file are.

    Parameters
    ----------
    path
        A file; of two files either.

    Returns
    -------
    header, voxels
        Paths, twice the same unless the file is called as one of two and the other stands beside it.
    """
    for header, voxels in zip(HEADERS, VOXELS, strict=True):
        for suffix in (header, voxels):
            if path.endswith(suffix):
                both = path.removesuffix(suffix) + header, path.removesuffix(suffix) + voxels
                return both if all(Path(each).is_file() for each in both) else (path, path)
    return path, path
