"""The command says once that it compiles kernels; the library, and a command that finds them on disk, say nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAID = "labelgauge: compiling kernels for this machine: once, cached afterwards"
N_NUMBERS = 400
"""So many that disagreement is computed where it is needed, by a kernel, and not looked up in a table."""
LIBRARY = f"import labelgauge as lg; lg.krippendorff_alpha([[*range({N_NUMBERS})]] * 2, level='ratio')"
COMMAND = "from labelgauge.cli.app import main; main()"


def ran(cache: Path, code: str, *arguments: str, **variables: str) -> str:
    """What a process of its own writes to standard error; kernels are kept in `cache`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "LABELGAUGE_"))}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**plain, "NUMBA_CACHE_DIR": str(cache), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    rows = [f"{k},{k + k % 2}" for k in range(1, N_NUMBERS)]
    path.write_text("\n".join(["a,b", *rows]))
    return path


def test_compiling_is_said_once_where_nothing_is_cached(table: Path, tmp_path: Path) -> None:
    arguments = ("agree", str(table), "--wide", "--level", "ratio", "--coefficients", "krippendorff_alpha")
    cold = ran(tmp_path / "cache", COMMAND, *arguments).splitlines()
    assert sorted(cold) == [SAID, "labelgauge: measuring agreement", "labelgauge: reading"]
    warm = ran(tmp_path / "cache", COMMAND, *arguments).splitlines()
    assert warm == ["labelgauge: reading", "labelgauge: measuring agreement"]


@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_is_said_where_it_is_not_wanted(table: Path, tmp_path: Path, quiet: bool) -> None:
    """Not with --quiet, nor where no kernel needs compiling."""
    arguments = ("agree", str(table), "--wide", "--level", "ratio" if quiet else "nominal")
    said = ran(tmp_path / "cache", COMMAND, *arguments, *(["--quiet"] if quiet else []))
    assert "compiling" not in said


def test_the_library_says_nothing(tmp_path: Path) -> None:
    assert ran(tmp_path / "cache", LIBRARY) == ""
    assert list((tmp_path / "cache").rglob("*.nbi"))  # but it did compile


def test_it_is_said_from_threads_as_well(tmp_path: Path) -> None:
    """Chunks of many numbers are worked on by threads, which have the caller's listener."""
    code = (
        "import numpy as np\n"
        "from labelgauge.kernels import _compiling\n"
        "from labelgauge.kernels.disagreement import disagreement_sums\n"
        "heard = []\n"
        "with _compiling.told(heard.append):\n"
        "    disagreement_sums(np.arange(300.0), np.ones((1, 300)), 'ratio', threads=2)\n"
        "assert heard and all(kept is True for kept in heard), heard\n"
        "n = len(heard)\n"
        "disagreement_sums(np.arange(300.0), np.ones((1, 300)), 'ratio')\n"
        "assert len(heard) == n\n"
    )
    ran(tmp_path / "cache", code)
