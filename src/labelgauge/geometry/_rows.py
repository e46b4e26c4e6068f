"""What batches of one row of numbers per item have in common: they are frozen, can be selected from and compared."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import Key, frozen, positions


class Rows:
    """A frozen batch of items of a fixed number of numbers each.

    Attributes
    ----------
    values : float64 (n, k)
        One row per item.
    """

    __slots__ = ("values",)

    values: NDArray[np.float64]

    @classmethod
    def from_arrays(cls, values: NDArray[np.float64]) -> Self:
        """Wrap rows that are known to be valid; nothing is checked or copied.

        Parameters
        ----------
        values
            float64 (n, k).

        Returns
        -------
        Self
            The batch over this memory.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.RotatedBoxes.from_arrays(np.array([[5.0, 5, 4, 2, 0]]))
        RotatedBoxes(1)
        """
        rows = cls.__new__(cls)
        rows._fill(values)
        return rows

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, key: Key) -> Self:
        return self.take(positions(key, len(self)))

    def take(self, index: NDArray[np.int64]) -> Self:
        """Items at these positions, in that order.

        Parameters
        ----------
        index
            int64 (k,), positions; the same one may come more than once.

        Returns
        -------
        Self
            k items.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> boxes = lg.RotatedBoxes([[5, 5, 4, 2, 0], [7, 5, 4, 2, 0]])
        >>> boxes.take(np.array([1])).values.tolist()
        [[7.0, 5.0, 4.0, 2.0, 0.0]]
        """
        return self.from_arrays(self.values[index])

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and np.array_equal(self.values, other.values)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_arrays, (np.asarray(self.values),)

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"{type(self).__name__} is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(self, values: NDArray[np.float64]) -> None:
        object.__setattr__(self, "values", frozen(values))
