"""Which file of gold belongs to which of the candidate: two files, or two folders by file name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from labelgauge.dataset.nifti_names import HEADERS, ONE_FILE, case_name, parts
from labelgauge.errors import FormatError, InputError

NAMES_SHOWN = 5
"""How many file names an error lists."""


@dataclass(frozen=True)
class VolumePair:
    """The labels of one case from two sides.

    Parameters
    ----------
    name
        Name of gold's file without .nii, .nii.gz, .hdr or .img; in folders the candidate's too.
    gold, candidate
        Paths of the files; of two files, those of the headers.
    """

    name: str
    gold: str
    candidate: str


@dataclass(frozen=True)
class VolumePairs:
    """All pairs of two folders, or the one of two files.

    Parameters
    ----------
    pairs
        In the order of their names.
    gold_only, candidate_only
        Names without a partner, sorted.
    n_gold_ignored, n_candidate_ignored
        How many entries of the folders are no NIfTI files by their names, subfolders among them.
    """

    pairs: tuple[VolumePair, ...]
    gold_only: tuple[str, ...] = ()
    candidate_only: tuple[str, ...] = ()
    n_gold_ignored: int = 0
    n_candidate_ignored: int = 0


def find_pairs(
    gold: str | os.PathLike[str], candidate: str | os.PathLike[str], *, allow_missing: bool = False
) -> VolumePairs:
    """Pair two NIfTI files, or the NIfTI files of two folders by name.

    Parameters
    ----------
    gold, candidate
        Two files, whatever their names, or two folders. In folders, a file is NIfTI if it ends in .nii or .nii.gz, or
        in .hdr or .img if both are there, and does not begin with a full stop; links are followed, subfolders are not
        entered.
    allow_missing
        Whether files without a partner are left out; otherwise they are an error.

    Returns
    -------
    VolumePairs
        At least one pair.

    Raises
    ------
    FormatError
        If a path does not exist or a folder cannot be listed.
    InputError
        If one is a file and the other a folder, a folder has one case twice, no two names are equal, or a file has no
        partner and that is not allowed.
    """
    paths = Path(gold), Path(candidate)
    folders = [_is_folder(path) for path in paths]
    if folders == [False, False]:
        return VolumePairs((VolumePair(case_name(paths[0].name), str(paths[0]), str(paths[1])),))
    if folders != [True, True]:
        kinds = ["a folder" if folder else "a file" for folder in folders]
        what = f"gold {paths[0]} is {kinds[0]}, but candidate {paths[1]} is {kinds[1]}"
        raise InputError(what, fix="Give two files or two folders.")
    (golds, n_gold_ignored), (candidates, n_candidate_ignored) = map(_listed, paths)
    found = VolumePairs(
        tuple(VolumePair(name, golds[name], candidates[name]) for name in sorted(golds.keys() & candidates.keys())),
        tuple(sorted(golds.keys() - candidates.keys())),
        tuple(sorted(candidates.keys() - golds.keys())),
        n_gold_ignored,
        n_candidate_ignored,
    )
    _check(found, *paths, allow_missing=allow_missing)
    return found


def _is_folder(path: Path) -> bool:
    try:
        if not path.exists():
            what = "there is no such file or folder"
            raise FormatError(what, path=str(path), fix="Check the path.")
        return path.is_dir()
    except (OSError, ValueError) as error:
        what = f"the path cannot be read ({getattr(error, 'strerror', None) or error})"
        raise FormatError(what, path=str(path), fix="Check the path.") from error


def _listed(folder: Path) -> tuple[dict[str, str], int]:
    """NIfTI files of a folder by case, and how many other entries it has."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        what = f"the folder cannot be listed ({error.strerror})"
        raise FormatError(what, path=str(folder), fix="Check its permissions.") from error
    files: dict[str, str] = {}
    n_used = 0
    for entry in entries:
        n_files = _n_files(entry)
        if n_files:
            name = case_name(entry.name)
            if name in files:
                what = f"the folder has {Path(files[name]).name} and {entry.name}, two files of one case"
                raise InputError(what, where=str(folder), fix="Keep one of them.")
            files[name] = str(entry)
            n_used += n_files
    return files, len(entries) - n_used


def _n_files(entry: Path) -> int:
    """Of how many files the volume is whose header this is, by its name; 0 if it is none."""
    if entry.name.startswith(".") or entry.is_dir():
        return 0
    if entry.name.endswith(ONE_FILE):
        return 1
    header, voxels = parts(str(entry))
    return 2 if entry.name.endswith(HEADERS) and header != voxels else 0


def _check(found: VolumePairs, gold: Path, candidate: Path, *, allow_missing: bool) -> None:
    where = f"{gold} and {candidate}"
    missing = [
        f"{len(names)} only in {side} ({_some(names)})"
        for names, side in ((found.gold_only, "gold"), (found.candidate_only, "the candidate"))
        if names
    ]
    if not found.pairs:
        what = "no NIfTI file of one folder has its name in the other"
        details = f": {', '.join(missing)}" if missing else "; neither has any"
        raise InputError(
            what + details, where=where, fix="Files are paired by name without .nii, .nii.gz, .hdr or .img."
        )
    if missing and not allow_missing:
        what = f"files without a partner of the same name: {', '.join(missing)}"
        raise InputError(what, where=where, fix="Add them, or allow missing files to leave these out.")


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return shown if len(names) <= NAMES_SHOWN else f"{shown}, …"
