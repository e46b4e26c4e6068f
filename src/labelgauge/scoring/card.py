"""What all scorecards have in common: their content as plain data and as JSON."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any


class Card:
    """A frozen result that holds everything a report needs as plain data.

    Attributes
    ----------
    content : Mapping
        What `to_dict` copies.
    """

    __slots__ = ()

    content: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Plain data with a schema version; docs has a JSON schema of each kind.

        Returns
        -------
        dict
            Equal inputs and parameters give equal data: nothing says when, where or on how many threads it was made.
            Floats are not rounded; NaN and infinite numbers are None. It is a copy that may be changed.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.score_agreement(lg.Ratings.from_matrix([["a", "b"], ["a", "a"]])).to_dict()["kind"]
        'agreement'
        """
        return copy.deepcopy(dict(self.content))

    def to_json(self, *, indent: int | None = None) -> str:
        """The same as JSON text.

        Parameters
        ----------
        indent
            Spaces per level; None writes one line.

        Returns
        -------
        str
            JSON.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.score_agreement(lg.Ratings.from_matrix([["a", "b"], ["a", "a"]])).to_json()[:41]
        '{"schema_version": 1, "kind": "agreement"'
        """
        return json.dumps(self.content, indent=indent, ensure_ascii=False, allow_nan=False)
