"""The checks of .ci/run one by one: ``nox -l`` lists them."""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "tests"]
nox.options.reuse_existing_virtualenvs = True

# The libraries that tests/conformance/peers/<name>.json is recorded from: ``nox -s peers`` records all anew.
PEERS = {
    "surface_distance": ["surface-distance==0.1", "numpy==1.26.4", "scipy==1.17.1"],
    "monai": ["monai==1.6.1", "torch==2.13.0", "numpy==2.4.6", "scipy==1.17.1"],
    "medpy": ["medpy==0.5.2", "numpy==2.4.6", "scipy==1.17.1"],
    "simpleitk": ["SimpleITK==2.5.7", "numpy==2.4.6"],
    "panoptica": ["panoptica==2.1.7", "numpy==2.2.6", "scipy==1.17.1"],
    "seg_metrics": ["seg-metrics==1.2.8", "SimpleITK==2.5.7", "numpy==2.4.6", "scipy==1.17.1"],
    "krippendorff": ["krippendorff==0.9.0", "numpy==2.4.6"],
    "tide": [
        "tidecv==1.0.1",
        "pycocotools==2.0.11",
        "numpy==2.4.6",
        "opencv-python-headless==5.0.0.93",
        "matplotlib==3.11.2",
        "seaborn==0.13.2",
        "pandas==3.1.1",
        "appdirs==1.4.4",
    ],
    "nltk": ["nltk==3.10.4", "numpy==2.4.6"],
    "irrcac": ["irrCAC==0.4.4", "numpy==1.26.4", "pandas==2.3.3", "scipy==1.12.0"],
    "pingouin": ["pingouin==0.6.1", "numpy==2.4.6", "scipy==1.17.1", "pandas==3.1.1"],
}

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


@nox.session
@nox.parametrize("peer", list(PEERS), ids=list(PEERS))
def peers(session: nox.Session, peer: str) -> None:
    """Record what one other library says about the shared cases, in an environment of its own."""
    session.install(*PEERS[peer])
    session.run("python", f"tests/conformance/peers/record_{peer}.py")


def _ci_session(name: str, steps: list[str]) -> None:
    @nox.session(name=name, venv_backend="none")
    def session(session: nox.Session) -> None:
        session.run(".ci/run", *steps, external=True)


for _name, _steps in STEPS.items():
    _ci_session(_name, _steps)
