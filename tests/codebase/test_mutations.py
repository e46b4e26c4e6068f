"""The equivalence tests can fail: each small fault in mutations.py, built into a copy of the core, is noticed.

Every quick test run checks that the faults still fit the source; building them takes minutes and is marked `mutation`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from labelgauge.kernels._registry import KERNELS
from tests.codebase.mutations import MUTATIONS, Mutation
from tests.codebase.tree import PACKAGE, REPOSITORY

CASES = [pytest.param(mutation, id=mutation.what) for mutation in MUTATIONS]
TOOLS = Path(sys.executable).parent
# An editable install finds labelgauge through a hook of its own, before any path: it must step aside.
RUNNER = """
import sys
site = sys.argv.pop(1)
sys.meta_path = [finder for finder in sys.meta_path if "labelgauge" not in getattr(finder, "known_source_files", ())]
sys.path.insert(0, site)
import labelgauge, pytest
if not labelgauge.__file__.startswith(site):
    sys.exit(f"labelgauge comes from {labelgauge.__file__}")
sys.exit(pytest.main(sys.argv[1:]))
"""


class Workshop:
    """A copy of the C++ tree in a configured build folder, and of the package that its module is put into."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source"
        self.build = folder / "build"
        self.site = folder / "site"
        for name in ("CMakeLists.txt", "CMakePresets.json"):
            self.source.mkdir(exist_ok=True)
            shutil.copy(REPOSITORY / name, self.source / name)
        shutil.copytree(REPOSITORY / "cpp", self.source / "cpp")
        shutil.copytree(PACKAGE, self.site / "labelgauge", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        pybind11 = subprocess.run(
            [sys.executable, "-m", "pybind11", "--cmakedir"], capture_output=True, text=True, check=True
        )
        command = ["cmake", "--preset", "mutation", "-B", self.build, f"-DPython_EXECUTABLE={sys.executable}"]
        self._run(command, {"pybind11_DIR": pybind11.stdout.strip()})
        self.make()

    def make(self) -> None:
        self._run(["cmake", "--build", self.build, "--target", "_native", "--parallel", "2"], {})
        (module,) = self.build.glob("_native*" + sysconfig.get_config_var("EXT_SUFFIX"))
        shutil.copy(module, self.site / "labelgauge" / module.name)

    def tests_pass(self, families: tuple[str, ...]) -> bool:
        """Whether the equivalence tests of these families pass with the module as it is now."""
        options = ["-q", "-x", "-p", "no:cacheprovider", "-k", " or ".join(f"{family}." for family in families)]
        command = [sys.executable, "-B", "-c", RUNNER, str(self.site), *options, "tests/equivalence"]
        # Few random samples: a fault that only the hundredth one shows is as good as unnoticed.
        environment = os.environ | {"HYPOTHESIS_PROFILE": "brief"}
        result = subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert result.returncode in {0, 1}, result.stdout + result.stderr
        return result.returncode == 0

    def _run(self, command: list[str | Path], extra: dict[str, str]) -> None:
        path = os.pathsep.join((str(TOOLS), os.environ["PATH"]))
        environment = os.environ | {"PATH": path} | extra
        result = subprocess.run(command, cwd=self.source, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    for tool in ("cmake", "ninja"):
        if shutil.which(tool, path=os.pathsep.join((str(TOOLS), os.environ["PATH"]))) is None:
            pytest.skip(f"{tool} is not installed (it comes with the `dev` extra)")
    return Workshop(tmp_path_factory.mktemp("mutations"))


@pytest.mark.parametrize("mutation", CASES)
def test_fits_the_source(mutation: Mutation) -> None:
    text = (REPOSITORY / "cpp" / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.before) == 1
    assert mutation.after != mutation.before


def test_every_family_is_broken_once() -> None:
    broken = {family for mutation in MUTATIONS for family in mutation.families}
    assert broken == {spec.family for spec in KERNELS}
    assert any(mutation.file.startswith("simd/") for mutation in MUTATIONS)


@pytest.mark.mutation
def test_without_a_fault_all_pass(workshop: Workshop) -> None:
    assert workshop.tests_pass(tuple(sorted({spec.family for spec in KERNELS})))


@pytest.mark.mutation
@pytest.mark.parametrize("mutation", CASES)
def test_is_noticed(mutation: Mutation, workshop: Workshop) -> None:
    path = workshop.source / "cpp" / mutation.file
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace(mutation.before, mutation.after), encoding="utf-8")
        workshop.make()
        assert not workshop.tests_pass(mutation.families), f"no test notices that {mutation.what}"
    finally:
        path.write_text(text, encoding="utf-8")
