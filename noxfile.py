"""The checks of .ci/run one by one: ``nox -l`` lists them."""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "tests"]
nox.options.reuse_existing_virtualenvs = True

STEPS = {
    "lint": ["lint", "format"],
    "types": ["types", "imports", "stubs"],
    "tidy": ["tidy"],
    "asan": ["sanitize"],
    "isa": ["sets"],
    "mutations": ["mutations"],
    "bench": ["bench"],
}


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """The test suite on one Python."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


def _ci_session(name: str, steps: list[str]) -> None:
    @nox.session(name=name, venv_backend="none")
    def session(session: nox.Session) -> None:
        session.run(".ci/run", *steps, external=True)


for _name, _steps in STEPS.items():
    _ci_session(_name, _steps)
