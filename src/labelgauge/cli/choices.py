"""Values that the library names, checked before the work starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from labelgauge.errors import InputError

Name = TypeVar("Name", bound=str)


def one_of(value: str, names: Sequence[Name], option: str) -> Name:
    """The name that an option's value is; hyphens may stand for underscores.

    Parameters
    ----------
    value
        What was written.
    names
        All that there are.
    option
        The command-line option, for the message.

    Returns
    -------
    str
        One of `names`.

    Raises
    ------
    InputError
        If it is none.
    """
    plain = value.strip().replace("-", "_")
    for name in names:
        if name == plain:
            return name
    what = f"there is no {value.strip()!r}" if plain else "there is an empty name"
    raise InputError(what, where=option, fix=f"There are {', '.join(names)}.")
