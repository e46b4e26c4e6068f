"""Methods that a subclass, or an assignment, has put in the place of a face's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from labelgauge.errors import InputError


def overridden(instance: object, own: Mapping[str, Any]) -> set[str]:
    """Names of the methods that are not the face's own; None stands for a method that the face does not have."""
    return {name for name, method in own.items() if _function(instance, name) is not method}


def refuse(changed: set[str], names: Iterable[str], where: str) -> None:
    """Refuse those overridden methods that have no part in an evaluation here.

    Raises
    ------
    InputError
        If there is one, as results would be those of an evaluation without it.
    """
    for name in names:
        if name in changed:
            what = f"{name} is overridden, but an evaluation here does not call it, and would go on as if it were not"
            raise InputError(what, where=where, fix="Change the annotations or the parameters instead.")


def _function(instance: object, name: str) -> Any:
    method = getattr(instance, name, None)
    return getattr(method, "__func__", method)
