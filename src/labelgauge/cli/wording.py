"""Messages of the library name its parameters (``level=``); on the command line they are options (``--level``)."""

from __future__ import annotations

import re
from collections.abc import Mapping


def in_options(message: str, options: Mapping[str, str]) -> str:
    """Put options for parameters.

    Parameters
    ----------
    message
        What the library says.
    options
        Option by parameter.

    Returns
    -------
    str
        The message with ``--level ordinal`` for ``level='ordinal'``, ``--wide`` for ``wide=True``, and ``--unit`` for
        ``unit=``.
    """
    if not options:
        return message
    names = "|".join(map(re.escape, options))
    pattern = rf"\b({names})=(?:True\b|'(\w+)')?"
    return re.sub(pattern, lambda found: " ".join(filter(None, (options[found[1]], found[2]))), message)
