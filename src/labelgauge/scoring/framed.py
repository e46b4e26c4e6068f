"""Results that are one table at heart, as data frames of other libraries."""

from __future__ import annotations

from typing import Any, Literal, Protocol

from labelgauge._table import Table


class _HasTable(Protocol):
    @property
    def table(self) -> Table: ...


class Framed:
    """A result whose `table` can be had as a data frame."""

    __slots__ = ()

    def to_frame(self: _HasTable, backend: Literal["pandas", "polars", "pyarrow"] = "pandas") -> Any:
        """The table as a data frame of another library.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``; it must be installed.

        Returns
        -------
        object
            The native data frame of that library.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> result.to_frame("polars").columns
        ['id', 'name', 'n_gold', 'n_detections', 'ap', 'ap50', 'ap75', 'ar']
        >>> result.curve(1).to_frame("polars").columns
        ['score', 'n_right', 'n_wrong', 'precision', 'recall', 'f1']
        >>> result.confusion_matrix().to_frame("polars").columns
        ['gold', 'detection', 'n']
        """
        return self.table.to_frame(backend)
