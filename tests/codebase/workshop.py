"""One build of the C++ tree without optimisation, and modules linked from it in which one file is another."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from functools import cached_property
from pathlib import Path

from tests.codebase.tree import PACKAGE, REPOSITORY

TOOLS = Path(sys.executable).parent
MODULE = "_native" + sysconfig.get_config_var("EXT_SUFFIX")
ARCHIVE = "liblabelgauge_core.a"
# An editable install finds labelgauge through a hook of its own, before any path: it must step aside.
RUNNER = """
import sys
site = sys.argv.pop(1)
sys.meta_path = [finder for finder in sys.meta_path if "labelgauge" not in getattr(finder, "known_source_files", ())]
sys.path.insert(0, site)
try:
    import labelgauge._native, pytest
    assert labelgauge._native.__file__.startswith(site), labelgauge._native.__file__
except (AssertionError, ImportError) as error:
    print("not the module that is meant:", error)
    sys.exit(70)  # 1 would say that a test has failed
sys.exit(pytest.main(sys.argv[1:]))
"""


class Build:
    """A configured and built copy of the C++ tree, which all processes of a test run share and none changes."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source"
        self.folder = folder / "build"

    @classmethod
    def once(cls, folder: Path) -> Build:
        """The build in this folder, made by the process that asks for it first; the others wait."""
        folder.mkdir(exist_ok=True)
        build, done = cls(folder), folder / "done"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                build._make()
                done.touch()
        return build

    def _make(self) -> None:
        shutil.rmtree(self.source, ignore_errors=True)
        shutil.copytree(REPOSITORY / "cpp", self.source / "cpp")
        for name in ("CMakeLists.txt", "CMakePresets.json"):
            shutil.copy(REPOSITORY / name, self.source / name)
        pybind11 = self.run([sys.executable, "-m", "pybind11", "--cmakedir"]).strip()
        self.run(
            ["cmake", "--preset", "mutation", "-B", self.folder, f"-DPython_EXECUTABLE={sys.executable}"],
            {"pybind11_DIR": pybind11},
        )
        self.run(["cmake", "--build", self.folder, "--target", "_native", "--parallel", str(os.cpu_count())])

    @property
    def module(self) -> Path:
        return self.folder / MODULE

    @cached_property
    def commands(self) -> dict[str, list[str]]:
        """What compiles each object; objects are named from the build folder."""
        entries = json.loads((self.folder / "compile_commands.json").read_text(encoding="utf-8"))
        commands = (shlex.split(entry["command"]) for entry in entries)
        return {command[command.index("-o") + 1]: command for command in commands}

    @cached_property
    def link(self) -> list[str]:
        """What links the module."""
        line = self.run(["ninja", "-t", "commands", "_native"], where=self.folder).splitlines()[-1]
        return [word for word in shlex.split(line) if word not in {":", "&&"}]

    @cached_property
    def _read(self) -> dict[str, set[Path]]:
        """The files that each object was compiled from."""
        listed = self.run(["ninja", "-t", "deps"], where=self.folder)
        blocks = (block.splitlines() for block in listed.strip().split("\n\n"))
        here = self.folder.resolve()
        return {
            title.split(":")[0]: {Path(os.path.normpath(here / line.strip())) for line in lines}
            for title, *lines in blocks
        }

    def objects_from(self, file: str) -> list[str]:
        """The objects that a change to this file of cpp/ changes."""
        path = self.source.resolve() / "cpp" / file
        return [name for name, files in self._read.items() if path in files]

    def run(self, command: list[str | Path], extra: dict[str, str] | None = None, where: Path | None = None) -> str:
        """Standard output of a command that succeeds, the environment's tools coming first."""
        path = os.pathsep.join((str(TOOLS), os.environ["PATH"]))
        environment = os.environ | {"PATH": path} | (extra or {})
        where = where or self.source
        result = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


class Workshop:
    """A copy of the package for one process, whose module is the build's or differs from it in one file."""

    def __init__(self, build: Build, folder: Path) -> None:
        self.build = build
        self.changed = folder / "cpp"  # searched for headers before the build's own source
        self.objects = folder / "objects"
        self.site = folder / "site"
        shutil.copytree(PACKAGE, self.site / "labelgauge", ignore=shutil.ignore_patterns("__pycache__", "*.so"))

    def use_original(self) -> None:
        shutil.copy(self.build.module, self.site / "labelgauge" / MODULE)

    def use_changed(self, file: str, text: str) -> None:
        """Compile what reads this file of cpp/ with another text of it, and link that to the build's other objects."""
        for folder in (self.changed, self.objects):
            shutil.rmtree(folder, ignore_errors=True)
        path = self.changed / file
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        renewed = {name: str(self._compiled(name, file)) for name in self.build.objects_from(file)}
        assert renewed, f"nothing reads {file}"
        core = [name for name in self.build.commands if "labelgauge_core.dir" in name and name.endswith(".o")]
        link = []
        for word in self.build.link:
            link += core if word == ARCHIVE else [word]
        link[link.index("-o") + 1] = str(self.site / "labelgauge" / MODULE)
        self.build.run([renewed.get(word, word) for word in link], where=self.build.folder)

    def _compiled(self, name: str, file: str) -> Path:
        original = str(self.build.source / "cpp" / file)
        target = self.objects / name
        target.parent.mkdir(parents=True, exist_ok=True)
        compiler, *words = self.build.commands[name]
        words = [{original: str(self.changed / file), name: str(target)}.get(word, word) for word in words]
        self.build.run([compiler, f"-I{self.changed}", *words], where=self.build.folder)
        return target

    def tests_pass(self, families: tuple[str, ...]) -> bool:
        """Whether the equivalence tests of these families pass with the module as it is now."""
        options = ["-q", "-x", "-p", "no:cacheprovider", "tests/equivalence/test_kernels.py"]
        command = [sys.executable, "-B", "-c", RUNNER, str(self.site), *options]
        # Few random samples: a fault that only the hundredth one shows is as good as unnoticed.
        environment = os.environ | {"HYPOTHESIS_PROFILE": "brief", "EQUIVALENCE_FAMILIES": " ".join(families)}
        result = subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert result.returncode in {0, 1}, result.stdout + result.stderr
        return result.returncode == 0
