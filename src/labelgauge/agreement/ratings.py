"""What raters said about units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout, _merge
from labelgauge.agreement._cells import Cells, small_cells
from labelgauge.agreement._encode import Categories, Codes, as_array, encode
from labelgauge.agreement._entries import check_length, check_lengths, identified, names_of
from labelgauge.agreement._layout import Columns, Ints
from labelgauge.agreement._measures import given_scores, given_weights
from labelgauge.agreement._multisets import Multisets, multisets_of
from labelgauge.agreement._repeats import of_units, without_repeats
from labelgauge.errors import InputError
from labelgauge.kernels import agreement as kernel

Floats = NDArray[np.float64]
Layout = Literal["raters_by_units", "units_by_raters"]
Duplicates = Literal["error", "first", "last", "session"]


class Ratings:
    """Frozen ratings of units by raters, of which any may be missing.

    Made by `from_matrix`, `from_long`, `from_counts`, `from_frame` or `read_ratings`. A unit is what raters rate: an
    image, an object, a question. Ratings lie in order of unit, then rater.

    Notes
    -----
    Columns, all read-only:

    - `offsets` (int64 (n_units + 1,)): Where each unit's ratings begin.
    - `rater` (int32 (k,)): Who rated: positions in `raters`. Without meaning across units where `anonymous`.
    - `code` (int32 (k,)): What was said: positions in `categories`.
    - `categories` (array (q,)): Numbers, text, or sets; also those that nobody used.
    - `raters`, `units` (array): Names of raters (n_raters,) and of units (n_units,).
    - `scores` (float64 (q,) or None): The numbers that categories stand for on a scale; None where they are text
      without scores.
    - `ordered` (bool): Whether the order of categories means something.
    - `cluster` (int32 (n_units,) or None): Units of one number depend on each other, such as objects in one image;
      positions in `clusters`.
    - `clusters` (array or None): Names of clusters.
    - `weight` (float64 (n_units,) or None): How much each unit counts.
    - `time` (array (k,) or None): When each rating was made.
    - `anonymous` (bool): Whether raters have no identity across units.
    - `cells` (uint8 (n_raters, n_units) or None): What a matrix of few categories is held as: 0 where there is no
      rating, else the position of the category + 1. The first three columns are then made when first asked for.
    - `multisets` (tuple or None): What a table of counts is held as: the distinct multisets of codes, and which of them
      each unit has. The first three columns are then made when first asked for, too.

    Examples
    --------
    >>> import labelgauge as lg
    >>> r = lg.Ratings.from_matrix([["a", "b", None], ["a", "a", "b"]])
    >>> r
    <Ratings: 3 units × 2 raters, 5 ratings, 2 categories>
    >>> r.counts().tolist()
    [[2, 0], [1, 1], [0, 1]]
    """

    __slots__ = (
        "_columns",
        "_found",
        "_units",
        "anonymous",
        "categories",
        "cells",
        "cluster",
        "clusters",
        "multisets",
        "ordered",
        "raters",
        "scores",
        "time",
        "weight",
    )

    _columns: tuple[Ints, Codes, Codes] | None
    _found: Multisets | None
    _units: NDArray[Any] | None
    cells: Cells | None
    multisets: Multisets | None
    categories: Categories
    raters: NDArray[Any]
    scores: Floats | None
    ordered: bool
    cluster: Codes | None
    clusters: NDArray[Any] | None
    weight: Floats | None
    time: NDArray[Any] | None
    anonymous: bool

    def __init__(self) -> None:
        what = "Ratings are not made by calling the class"
        raise InputError(what, fix="Use Ratings.from_matrix, from_long, from_counts, from_frame or read_ratings.")

    @classmethod
    def from_matrix(
        cls,
        matrix: ArrayLike,
        *,
        layout: Layout = "raters_by_units",
        categories: Sequence[Any] | None = None,
        ordered: bool = False,
        scores: ArrayLike | None = None,
        raters: ArrayLike | None = None,
        units: ArrayLike | None = None,
        cluster: ArrayLike | None = None,
        weight: ArrayLike | None = None,
        missing: Any = None,
        anonymous: bool = False,
    ) -> Self:
        """Make ratings from a table with a row for each rater, or for each unit.

        Parameters
        ----------
        matrix
            Numbers, text or sets, (raters, units); a NumPy array, nested lists, or a pandas or polars table, of which
            the names of columns are not looked at. None and NaN are missing.
        layout
            ``"units_by_raters"`` for the other way round.
        categories
            What labels may be, in this order; by default those that occur, sorted.
        ordered
            Whether the order of categories means something. Declared scores do not need it.
        scores
            A number for each category, on a scale; by default the categories where they are numbers.
        raters, units
            Names of raters and units; by default their positions.
        cluster
            For each unit, what it belongs to: units of one image are not independent.
        weight
            For each unit, how much it counts; above 0.
        missing
            A further value, or a list of values, that is no rating.
        anonymous
            Whether rows (or columns) are mere places, not people: then coefficients that need raters' identity are
            undefined.

        Returns
        -------
        Ratings
            Units without ratings are kept.

        Raises
        ------
        InputError
            If the matrix has not two dimensions, labels mix kinds or are not among `categories`, or a column has the
            wrong length.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Ratings.from_matrix(np.array([[1, 2, 3], [1, 2, np.nan]]), ordered=True).categories.tolist()
        [1.0, 2.0, 3.0]
        """
        values = as_array(matrix)
        if values.ndim != 2:
            what = f"matrix must have two dimensions (raters, units), not shape {values.shape}"
            raise InputError(what, fix="For a list of ratings use Ratings.from_long.")
        if layout not in {"raters_by_units", "units_by_raters"}:
            what = f"layout must be 'raters_by_units' or 'units_by_raters', not {layout!r}"
            raise InputError(what)
        by_unit = values.T if layout == "raters_by_units" else values
        n_units, n_raters = by_unit.shape
        small = small_cells(by_unit.T, categories=categories, missing=missing)
        if small is None:
            codes, found = encode(np.ascontiguousarray(by_unit), "matrix", categories=categories, missing=missing)
            held: Columns | Cells = _layout.of_matrix(codes)
        else:
            held, found = small
        return cls._filled(
            held,
            n_units,
            categories=found,
            scores=given_scores(scores, found),
            ordered=ordered or scores is not None,
            raters=np.arange(n_raters) if raters is None else names_of(raters, n_raters, "raters"),
            units=None if units is None else names_of(units, n_units, "units"),
            cluster=cluster,
            weight=weight,
            anonymous=anonymous,
        )

    @classmethod
    def from_long(
        cls,
        *,
        unit: ArrayLike,
        rater: ArrayLike,
        label: ArrayLike,
        categories: Sequence[Any] | None = None,
        ordered: bool = False,
        scores: ArrayLike | None = None,
        cluster: ArrayLike | None = None,
        weight: ArrayLike | None = None,
        time: ArrayLike | None = None,
        session: ArrayLike | None = None,
        missing: Any = None,
        duplicates: Duplicates = "error",
        anonymous: bool = False,
    ) -> Self:
        """Make ratings from a list with an entry for each rating.

        Parameters
        ----------
        unit, rater, label
            Of each rating (n,): numbers or text; labels also sets. A rating whose label is missing does not count, but
            its unit and rater are kept.
        categories, ordered, scores
            As for `from_matrix`.
        cluster, weight
            Of each rating (n,); the same for all ratings of a unit.
        time
            When each rating was made (n,): numbers or datetimes.
        session
            On which occasion each rating was made (n,), where raters rated units again: numbers or text. Each session
            of a rater is then a rater of its own, named (rater, session).
        missing
            As for `from_matrix`.
        duplicates
            What to do where a rater has rated a unit more than once: ``"error"`` refuses, ``"first"`` and ``"last"``
            keep one (by `time` if given, else in the order of the list), ``"session"`` makes the k-th ratings those of
            a rater of their own, named (rater, k), which is what agreement of raters with themselves needs.
        anonymous
            As for `from_matrix`.

        Returns
        -------
        Ratings
            Units and raters in sorted order.

        Raises
        ------
        InputError
            If columns differ in length, a unit, rater or session is missing, ratings repeat, a unit has two clusters
            or weights, or there are sessions of raters without names.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Ratings.from_long(unit=[1, 1, 2], rater=["ann", "bo", "ann"], label=["x", "x", "y"])
        <Ratings: 2 units × 2 raters, 3 ratings, 2 categories>
        """
        given = {"unit": unit, "rater": rater, "label": label, "cluster": cluster, "weight": weight, "time": time}
        given["session"] = session
        arrays = {name: as_array(values) for name, values in given.items() if values is not None}
        check_lengths(arrays)
        unit_codes, units = identified(arrays["unit"], "unit")
        rater_codes, raters = identified(arrays["rater"], "rater")
        if session is not None:
            if anonymous or duplicates == "session":
                what = "session= is for raters with names, and instead of duplicates='session'"
                raise InputError(what, fix="Leave out anonymous and duplicates, or session.")
            rater_codes, raters = _layout.in_sessions(rater_codes, raters, *identified(arrays["session"], "session"))
        codes, found = encode(arrays["label"], "label", categories=categories, missing=missing)
        order = np.arange(len(codes))
        if time is not None:
            order = np.argsort(arrays["time"], kind="stable")
        columns = _layout.of_list(unit_codes[order], rater_codes[order], codes[order], len(units))
        columns = columns._replace(position=order[columns.position])
        columns, raters = without_repeats(columns, raters, units, duplicates)
        per_unit = {
            name: of_units(arrays[name], unit_codes, units, name) for name in ("cluster", "weight") if name in arrays
        }
        return cls._filled(
            columns,
            len(units),
            categories=found,
            scores=given_scores(scores, found),
            ordered=ordered or scores is not None,
            raters=raters,
            units=units,
            cluster=per_unit.get("cluster"),
            weight=per_unit.get("weight"),
            time=arrays["time"][columns.position] if time is not None else None,
            anonymous=anonymous,
        )

    @classmethod
    def from_counts(
        cls,
        counts: ArrayLike,
        *,
        categories: Sequence[Any] | None = None,
        ordered: bool = False,
        scores: ArrayLike | None = None,
        units: ArrayLike | None = None,
        cluster: ArrayLike | None = None,
        weight: ArrayLike | None = None,
    ) -> Self:
        """Make ratings from how often each unit was given each category.

        Parameters
        ----------
        counts
            Whole numbers (units, categories).
        categories
            Names of the columns; by default their positions.
        ordered, scores, units, cluster, weight
            As for `from_matrix`.

        Returns
        -------
        Ratings
            Anonymous: who gave which rating is not known.

        Raises
        ------
        InputError
            If counts are not whole numbers of at least 0, or a column has the wrong length.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Ratings.from_counts([[3, 0], [1, 2]], categories=["no", "yes"])
        <Ratings: 2 units, 6 ratings by 3 anonymous raters, 2 categories>
        """
        multisets, n_categories = multisets_of(counts)
        n_units = len(multisets.of_unit)
        names = np.arange(n_categories)
        if categories is not None:
            _, names = encode([], "categories", categories=categories)
            check_length(names, n_categories, "categories")
        return cls._filled(
            multisets,
            n_units,
            categories=names,
            scores=given_scores(scores, names),
            ordered=ordered or scores is not None,
            raters=np.arange(int(multisets.size.max(initial=0))),
            units=None if units is None else names_of(units, n_units, "units"),
            cluster=cluster,
            weight=weight,
            anonymous=True,
        )

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        unit: str | None = None,
        rater: str | Sequence[str] | None = None,
        label: str | None = None,
        cluster: str | None = None,
        weight: str | None = None,
        time: str | None = None,
        session: str | None = None,
        wide: bool = False,
        categories: Sequence[Any] | None = None,
        ordered: bool = False,
        scores: ArrayLike | None = None,
        missing: Any = None,
        duplicates: Duplicates = "error",
        anonymous: bool = False,
    ) -> Ratings:
        """Make ratings from a table of pandas, polars or pyarrow.

        Parameters
        ----------
        frame
            The table: a row for each rating, or, with `wide`, a row for each unit and a column for each rater.
        unit, rater, label
            Names of columns; by default the ones with usual names, such as item, annotator and answer. With `wide`,
            `rater` lists the columns of raters, by default all others, and units without a column are numbered from 0.
        cluster, weight, time, session
            Names of columns that hold what `from_long` takes under these names.
        wide
            Whether there is a column for each rater.
        categories, ordered, scores, missing, duplicates
            As for `from_long`. None, null, NaN and NA are missing anyway.
        anonymous
            Whether raters have no identity across units. Then a table with a row for each rating needs no column of
            raters.

        Returns
        -------
        Ratings
            Units in sorted order, or, with `wide`, in that of the rows.

        Raises
        ------
        InputError
            If it is no such table, a column is not there or cannot be told from others, or its content cannot be used.

        Examples
        --------
        >>> import pandas
        >>> import labelgauge as lg
        >>> table = pandas.DataFrame({"item": [1, 1, 2], "worker": ["ann", "bo", "ann"], "answer": ["x", "x", None]})
        >>> lg.Ratings.from_frame(table)
        <Ratings: 2 units × 2 raters, 2 ratings, 1 categories>
        >>> lg.Ratings.from_frame(pandas.DataFrame({"ann": [1, 2], "bo": [1, 3]}), wide=True)
        <Ratings: 2 units × 2 raters, 4 ratings, 3 categories>
        """
        from labelgauge.agreement import frames  # noqa: PLC0415 - it makes Ratings itself

        return frames.from_frame(
            frame,
            unit=unit,
            rater=rater,
            label=label,
            cluster=cluster,
            weight=weight,
            time=time,
            session=session,
            wide=wide,
            categories=categories,
            ordered=ordered,
            scores=scores,
            missing=missing,
            duplicates=duplicates,
            anonymous=anonymous,
        )

    @classmethod
    def _filled(
        cls,
        held: Columns | Cells | Multisets,
        n_units: int,
        *,
        categories: Categories,
        scores: Floats | None,
        ordered: bool,
        raters: NDArray[Any],
        units: NDArray[Any] | None,
        cluster: ArrayLike | None,
        weight: ArrayLike | None,
        time: NDArray[Any] | None = None,
        anonymous: bool,
    ) -> Self:
        clusters = None
        if cluster is not None:
            codes, clusters = identified(as_array(cluster), "cluster")
            check_length(codes, n_units, "cluster")
            cluster = codes
        return cls._of(
            **_held(held),
            categories=categories,
            raters=raters,
            units=units,
            scores=scores,
            ordered=bool(ordered),
            cluster=cluster,
            clusters=clusters,
            weight=given_weights(weight, n_units),
            time=time,
            anonymous=bool(anonymous),
        )

    @classmethod
    def _of(
        cls,
        *,
        cells: Cells | None = None,
        multisets: Multisets | None = None,
        units: NDArray[Any] | None,
        **values: Any,
    ) -> Self:
        """Ratings with these columns, or with cells or multisets instead of `offsets`, `rater` and `code`.

        Units without names are numbered, which is done when first asked for.
        """
        ratings = cls.__new__(cls)
        frozen = {name: _frozen(value) for name, value in values.items()}
        of_ratings = tuple(frozen.pop(name, None) for name in _OF_RATINGS)
        frozen["_columns"] = of_ratings if cells is None and multisets is None else None
        frozen["_units"], frozen["cells"] = _frozen(units), _frozen(cells)
        frozen["multisets"] = frozen["_found"] = None if multisets is None else Multisets(*map(_frozen, multisets))
        for name, value in frozen.items():
            object.__setattr__(ratings, name, value)
        return ratings

    def _values(self) -> dict[str, Any]:
        """All columns, what `_of` makes the same ratings of."""
        return {name: getattr(self, name) for name in (*_OF_RATINGS, *_OTHERS)}

    def _made(self) -> tuple[Ints, Codes, Codes]:
        columns = self._columns
        if columns is None:
            if self.multisets is not None:
                offsets, rater, code = self.multisets.columns()
            else:
                assert self.cells is not None
                offsets, rater, code = kernel.cell_columns(self.cells)
            columns = _frozen(offsets), _frozen(rater), _frozen(code)
            object.__setattr__(self, "_columns", columns)
        return columns

    def found_multisets(self, *, of_unit: bool = True, threads: int = 1) -> Multisets:
        """What raters said about units, whoever said what: distinct multisets of codes, as coefficients need them.

        They are found when first asked for and kept: another coefficient of the same ratings costs no second pass over
        them. Which of them each unit has takes 4 bytes per unit and is found when that is first asked for.

        Parameters
        ----------
        of_unit
            Whether which multiset each unit has is needed; without, `of_unit` may be empty.
        threads
            Number of threads; never changes the answer.

        Returns
        -------
        Multisets
            A named tuple of read-only arrays.

        Examples
        --------
        >>> import labelgauge as lg
        >>> found = lg.Ratings.from_matrix([[1, 2, 1], [1, 1, 2]]).found_multisets()
        >>> found.of_unit.tolist(), found.n_units.tolist()
        ([0, 1, 1], [1, 2])
        """
        found = self._found
        if found is None or (of_unit and len(found.of_unit) < self.n_units):
            if self.cells is not None:
                arrays = kernel.cell_patterns(self.cells, self.n_categories, of_unit=of_unit, threads=threads)
            else:
                code = self.code
                arrays = kernel.unit_patterns(self.offsets, code, self.n_categories, of_unit=of_unit, threads=threads)
            found = Multisets(*map(_frozen, arrays))
            object.__setattr__(self, "_found", found)
        return found

    @property
    def offsets(self) -> Ints:
        """Where each unit's ratings begin; int64 (n_units + 1,)."""
        return self._made()[0]

    @property
    def rater(self) -> Codes:
        """Who rated: positions in `raters`; int32 (n_ratings,)."""
        return self._made()[1]

    @property
    def code(self) -> Codes:
        """What was said: positions in `categories`; int32 (n_ratings,)."""
        return self._made()[2]

    @property
    def units(self) -> NDArray[Any]:
        """Names of units (n_units,)."""
        if self._units is None:
            object.__setattr__(self, "_units", _frozen(np.arange(self.n_units)))
        assert self._units is not None
        return self._units

    @property
    def n_units(self) -> int:
        """Number of units, also those without ratings."""
        if self.cells is not None:
            return int(self.cells.shape[1])
        return len(self.offsets) - 1 if self.multisets is None else len(self.multisets.of_unit)

    @property
    def n_raters(self) -> int:
        """Number of raters; of anonymous ones, the most that any unit has."""
        return len(self.raters)

    @property
    def n_categories(self) -> int:
        """Number of categories, also those nobody used."""
        return len(self.categories)

    @property
    def n_ratings(self) -> int:
        """Number of ratings."""
        if self.cells is not None:
            return int(np.count_nonzero(self.cells))
        return len(self.code) if self.multisets is None else self.multisets.n_ratings

    @property
    def per_unit(self) -> Ints:
        """Number of ratings of each unit; int64 (n_units,)."""
        if self.multisets is not None:
            return self.multisets.size[self.multisets.of_unit]
        return np.diff(self.offsets)

    def counts(self) -> Ints:
        """How often each unit was given each category.

        Returns
        -------
        int64 (n_units, n_categories)
            Memory is their product; coefficients do not need this table.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Ratings.from_matrix([[1, 2], [1, 1]]).counts().tolist()
        [[2, 0], [1, 1]]
        """
        if self.multisets is not None:
            return self.multisets.table(self.n_categories)
        place = _layout.unit_of(self.offsets) * self.n_categories + self.code
        table: Ints = np.bincount(place, minlength=self.n_units * self.n_categories).astype(np.int64)
        return table.reshape(self.n_units, self.n_categories)

    def to_matrix(self) -> NDArray[np.int32]:
        """Codes with a row for each rater.

        Returns
        -------
        int32 (n_raters, n_units)
            -1 where there is no rating.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Ratings.from_matrix([["a", None], ["b", "a"]]).to_matrix().tolist()
        [[0, -1], [1, 0]]
        """
        matrix = np.full((self.n_raters, self.n_units), -1, np.int32)
        matrix[self.rater, _layout.unit_of(self.offsets)] = self.code
        return matrix

    def take(self, units: ArrayLike) -> Self:
        """Some of the units.

        Parameters
        ----------
        units
            Positions, or a bool array (n_units,).

        Returns
        -------
        Ratings
            These units, in this order; categories, raters and clusters stay as they are.

        Raises
        ------
        InputError
            If a position is not that of a unit, or repeats.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Ratings.from_matrix([[1, 2, 3], [1, 2, 2]]).take([0, 2])
        <Ratings: 2 units × 2 raters, 4 ratings, 3 categories>
        """
        return self._of(**_merge.taken(self, units))

    def __len__(self) -> int:
        return self.n_units

    def __add__(self, other: Ratings) -> Self:
        if not isinstance(other, Ratings):
            return NotImplemented
        return self._of(**_merge.added(self, other))

    def __sub__(self, other: Ratings) -> Self:
        if not isinstance(other, Ratings):
            return NotImplemented
        return self.take(_merge.remaining(self, other))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ratings):
            return NotImplemented
        mine, others = self._values(), other._values()
        return all(_equal(mine[name], others[name]) for name in mine)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        held = _OF_RATINGS if self.cells is None and self.multisets is None else ("cells", "multisets")
        values = {name: getattr(self, name) for name in (*held, *_OTHERS) if name != "units"}
        return _restored, (values | {"units": self._units},)

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"Ratings are frozen; {name} cannot be set"
        raise AttributeError(what)

    def __repr__(self) -> str:
        who = f" × {self.n_raters:,} raters, {self.n_ratings:,} ratings"
        if self.anonymous:
            who = f", {self.n_ratings:,} ratings by {self.n_raters:,} anonymous raters"
        return f"<Ratings: {self.n_units:,} units{who}, {self.n_categories:,} categories>"


_OF_RATINGS = ("offsets", "rater", "code")
_OTHERS = (
    "units",
    *(name for name in Ratings.__slots__ if name not in {"_columns", "_found", "_units", "cells", "multisets"}),
)


def _held(held: Columns | Cells | Multisets) -> dict[str, Any]:
    """What `_of` takes of the ratings themselves."""
    if isinstance(held, Columns):
        return {"offsets": held.offsets, "rater": held.rater, "code": held.code}
    return {"multisets": held} if isinstance(held, Multisets) else {"cells": held}


def _frozen(value: Any) -> Any:
    """The same memory, seen read-only."""
    if not isinstance(value, np.ndarray):
        return value
    view = value.view()
    view.flags.writeable = False
    return view


def _restored(values: dict[str, Any]) -> Ratings:
    return Ratings._of(**values)


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype.kind == b.dtype.kind and np.array_equal(a, b)
    return type(a) is type(b) and a == b
