"""The equivalence tests can fail: each small fault in mutations.py, built into a copy of the core, is noticed.

Every quick test run checks that the faults still fit the source; building them takes minutes and is marked `mutation`.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter

import pytest
from _pytest.mark.structures import ParameterSet

from labelgauge.kernels._registry import KERNELS
from tests.codebase.mutations import MUTATIONS, Mutation
from tests.codebase.tree import REPOSITORY
from tests.codebase.workshop import TOOLS, Build, Workshop

NATIVE = {spec.family for spec in KERNELS if spec.compiler == "native"}
CASES = [pytest.param(mutation, id=mutation.what) for mutation in MUTATIONS]
QUICK = 2
"""So many faults of each family are built in every run of CI, all of them in a long one: a build takes ten seconds."""


def by_length() -> list[ParameterSet]:
    seen: Counter[tuple[str, ...]] = Counter()
    cases = []
    for mutation in MUTATIONS:
        seen[mutation.families] += 1
        marks = [pytest.mark.long] if seen[mutation.families] > QUICK else []
        cases.append(pytest.param(mutation, id=mutation.what, marks=marks))
    return cases


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Workshop:
    for tool in ("cmake", "ninja"):
        if shutil.which(tool, path=os.pathsep.join((str(TOOLS), os.environ["PATH"]))) is None:
            pytest.skip(f"{tool} is not installed (it comes with the `dev` extra)")
    own = tmp_path_factory.getbasetemp()
    build = Build.once((own if worker_id == "master" else own.parent) / "unchanged")
    return Workshop(build, tmp_path_factory.mktemp("mutations"))


@pytest.mark.parametrize("mutation", CASES)
def test_fits_the_source(mutation: Mutation) -> None:
    text = (REPOSITORY / "cpp" / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.before) == 1
    assert mutation.after != mutation.before


def test_every_family_is_broken_once() -> None:
    broken = {family for mutation in MUTATIONS for family in mutation.families}
    assert broken == NATIVE
    assert any(mutation.file.startswith("simd/") for mutation in MUTATIONS)


@pytest.mark.mutation
def test_without_a_fault_all_pass(workshop: Workshop) -> None:
    workshop.use_original()
    assert workshop.tests_pass(tuple(sorted(NATIVE)))


@pytest.mark.mutation
@pytest.mark.parametrize("mutation", by_length())
def test_is_noticed(mutation: Mutation, workshop: Workshop) -> None:
    text = (REPOSITORY / "cpp" / mutation.file).read_text(encoding="utf-8")
    workshop.use_changed(mutation.file, text.replace(mutation.before, mutation.after))
    assert not workshop.tests_pass(mutation.families), f"no test notices that {mutation.what}"
