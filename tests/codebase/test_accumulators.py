"""Law 4: state is a value. Each State is plain integer arrays, with empty, update, merge and finalize."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import fields, is_dataclass
from types import ModuleType

import numpy as np
import pytest

from labelgauge.scoring import metrics
from labelgauge.scoring.groups import N_WIDE
from tests.codebase.tree import MODULES, module_name, parsed


def accumulators() -> list[ModuleType]:
    """Every module that defines a class named State."""
    homes = [path for path in MODULES if any(getattr(node, "name", "") == "State" for node in parsed(path).body)]
    return [importlib.import_module(module_name(path)) for path in homes]


MODULES_WITH_STATE = accumulators()


def test_there_is_one() -> None:
    assert [module.__name__ for module in MODULES_WITH_STATE] == ["labelgauge.scoring.state"]


@pytest.mark.parametrize("module", MODULES_WITH_STATE, ids=lambda module: module.__name__)
def test_state_is_frozen_and_knows_how_to_merge(module: ModuleType) -> None:
    assert is_dataclass(module.State)
    assert module.State.__dataclass_params__.frozen
    assert list(inspect.signature(module.update).parameters)[:2] == ["state", "batch"]
    assert list(inspect.signature(module.merge).parameters) == ["a", "b"]
    assert next(iter(inspect.signature(metrics.finalize).parameters)) == "state"


@pytest.mark.parametrize("module", MODULES_WITH_STATE, ids=lambda module: module.__name__)
def test_state_is_integer_arrays(module: ModuleType) -> None:
    state = module.empty(N_WIDE + 2, 4)
    for field in fields(state):
        value = getattr(state, field.name)
        assert isinstance(value, np.ndarray), field.name
        assert value.dtype == np.int64, field.name
        assert not value.any(), field.name
