"""Kernels that Numba compiles equal their twins also where Numba leaves them as they are, or checks every index."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from labelgauge.kernels._registry import KERNELS
from tests.codebase.tree import REPOSITORY

FAMILIES = sorted({spec.family for spec in KERNELS if spec.compiler == "jit"})


@pytest.mark.parametrize("mode", ["NUMBA_DISABLE_JIT", "NUMBA_BOUNDSCHECK"])
def test_equal_twins(mode: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    # What is on disk was compiled without these checks: a folder of its own.
    own = {mode: "1", "NUMBA_CACHE_DIR": str(tmp_path_factory.mktemp("numba")), "HYPOTHESIS_PROFILE": "brief"}
    tests = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "tests/equivalence/test_kernels.py"]
    run = subprocess.run(
        tests,
        cwd=REPOSITORY,
        env=os.environ | own | {"EQUIVALENCE_FAMILIES": " ".join(FAMILIES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
