"""Hypothesis profiles and fixtures shared by all tests."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from labelgauge.kernels import _execution

REPOSITORY = Path(__file__).resolve().parents[1]

# A shell that starts the tests in the background makes them and their children deaf to Ctrl-C; some tests press it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# dev: a quick look while writing. ci: the same examples on every run, so that a red build is about the change.
# brief: fewer of the same, where each is slow. long: many fresh examples, for `.ci/run --long`.
settings.register_profile("dev", max_examples=30, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("brief", max_examples=25, deadline=None, derandomize=True)
settings.register_profile(
    "long", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def shared_data(name: str) -> Path:
    """Path of a data folder that is not part of the repository; skips the test where it is absent."""
    path = REPOSITORY.parent / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"real data '{name}' is not redistributable and not present here")
    return path


@pytest.fixture(params=_execution.INSTRUCTION_SETS)
def instruction_set(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each instruction set in turn, forced."""
    if request.param not in _execution.supported_instruction_sets():
        pytest.skip(f"this CPU has no {request.param}")
    monkeypatch.setenv("LABELGAUGE_ISA", request.param)
    return str(request.param)
