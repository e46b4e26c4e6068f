"""Options that several commands have, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the scorecard as JSON; - is standard output.")
]
CsvFolder = Annotated[
    Path | None, typer.Option("--csv", metavar="DIR", help="Write the tables as CSV into this folder.")
]
Threads = Annotated[int, typer.Option(min=1, help="Threads to use; the result does not depend on it.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
