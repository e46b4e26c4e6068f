"""Labels of any kind as codes: positions in a list of categories, -1 where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError

Codes = NDArray[np.int32]
Categories = NDArray[Any]

_MISSING = -1
_FEW = 16
"""Integers of a range no wider than this are sought one after the other."""
_DENSE_SPAN = 2**16
"""Integers of a range no wider than this are looked up in a table instead of being sorted."""


def encode(
    labels: ArrayLike, name: str, *, categories: Sequence[Any] | None = None, missing: Any = None
) -> tuple[Codes, Categories]:
    """Codes of labels, and what they stand for.

    Parameters
    ----------
    labels
        Array of any shape: numbers, text, or sets (of which each is one label). None, NaN and NaT are no label.
    name
        What errors call them.
    categories
        What labels may be, in this order; by default those that occur, sorted.
    missing
        A further value, or a list of values, that is no label.

    Returns
    -------
    codes : int32, the shape of `labels`
        -1 where there is no label.
    categories : array (q,)
        Numbers, text, or objects.

    Raises
    ------
    InputError
        If labels mix numbers and text, are infinite, or are not among `categories`; or if categories repeat.

    Examples
    --------
    >>> from labelgauge.agreement._encode import encode
    >>> codes, categories = encode([["cat", None], ["dog", "cat"]], "labels")
    >>> codes.tolist(), categories.tolist()
    ([[0, -1], [1, 0]], ['cat', 'dog'])
    """
    values = as_array(labels)
    absent = _absent(values, missing)
    if values.dtype.kind == "f" and not np.all(np.isfinite(values[~absent])):
        what = f"{name} must be finite numbers or NaN, found an infinite one"
        raise InputError(what, fix="Use NaN or None where there is no label.")
    if values.dtype == object:
        values, absent = _of_objects(values, absent, name)
    if values.dtype.kind not in "iubfUSMm" and values.dtype != object:
        what = f"{name} must be numbers, text or sets, not {values.dtype}"
        raise InputError(what)
    return _declared(values, absent, name, categories) if categories is not None else _occurring(values, absent)


def as_array(labels: ArrayLike) -> NDArray[Any]:
    """The labels as an array, in which a set is one item and lists may hold text beside None."""
    if isinstance(labels, np.ndarray):
        return labels
    if hasattr(labels, "to_numpy"):  # a column or a table of pandas, polars or pyarrow
        found: NDArray[Any] = labels.to_numpy()
        return found
    items: Any = labels
    if isinstance(items, Iterable) and not isinstance(items, str | bytes):
        rows = list(items)
        nested = [row for row in rows if isinstance(row, list | tuple | np.ndarray)]
        if (nested and len({len(row) for row in nested}) != 1) or 0 < len(nested) < len(rows):
            what = f"rows must be of one length, found lengths {sorted({len(row) for row in nested})}"
            raise InputError(what, fix="Put None where a rater has no label.")
        flat = [item for row in rows for item in row] if nested else rows
        values = np.empty(len(flat), dtype=object)
        values[:] = flat
        if flat and all(isinstance(item, int | float | np.number) for item in flat):
            values = np.asarray(flat)
        return values.reshape(len(rows), -1) if nested else values
    return np.asarray(labels)


def _absent(values: NDArray[Any], missing: Any) -> NDArray[np.bool_]:
    absent = np.zeros(values.shape, np.bool_)
    if values.dtype.kind == "f":
        absent |= np.isnan(values)
    elif values.dtype.kind in "Mm":
        absent |= np.isnat(values)
    elif values.dtype == object:
        # What is not equal to itself is NaN or NaT; pandas' NA has no truth value.
        absent |= np.array([_is_nothing(value) for value in values.ravel()], np.bool_).reshape(values.shape)
    if missing is not None:
        sentinels = list(missing) if isinstance(missing, list | tuple | set | np.ndarray) else [missing]
        for sentinel in sentinels:
            absent |= np.asarray(values == sentinel, np.bool_)
    return absent


def _is_nothing(value: Any) -> bool:
    if value is None or type(value).__name__ == "NAType":
        return True
    return isinstance(value, float | np.floating | np.datetime64) and bool(value != value)  # noqa: PLR0124


def _of_objects(values: NDArray[Any], absent: NDArray[np.bool_], name: str) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Objects as numbers or text where all are; sets stay objects."""
    present = values[~absent].tolist()
    kinds = {_kind(value, name) for value in present}
    if len(kinds) > 1:
        examples = " and ".join(repr(next(v for v in present if _kind(v, name) == kind)) for kind in sorted(kinds))
        what = f"{name} mix {' and '.join(sorted(kinds))}: {examples}"
        raise InputError(what, fix="Convert them to one type.")
    kind = next(iter(kinds), "numbers")
    if kind == "sets":
        found = np.empty(values.shape, dtype=object)
        found[~absent] = [frozenset(value) for value in present]
        return found, absent
    plain = np.array(present)
    if present and plain.dtype.kind == "f" and not any(isinstance(value, float | np.floating) for value in present):
        what = f"{name} has whole numbers that are too large to be told apart, such as {max(present, key=abs)!r}"
        raise InputError(what, fix="Give them as text.")
    filled = np.zeros(values.shape, dtype=plain.dtype if present else np.float64)
    filled[~absent] = plain
    return filled, absent


def _kind(value: Any, name: str) -> str:
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, int | float | np.number | np.bool_):
        return "numbers"
    if isinstance(value, set | frozenset):
        return "sets"
    what = f"{name} must be numbers, text or sets, found {value!r} of type {type(value).__name__}"
    raise InputError(what)


def _occurring(values: NDArray[Any], absent: NDArray[np.bool_]) -> tuple[Codes, Categories]:
    codes = np.full(values.shape, _MISSING, np.int32)
    present = values[~absent] if absent.any() else values.ravel()
    if values.dtype == object:
        categories = _listed(sorted(set(present.tolist()), key=_order_of_set))
        place = {category: k for k, category in enumerate(categories)}
        codes[~absent] = [place[value] for value in present]
        return codes, categories
    if values.dtype.kind in "iubf" and present.size and _are_near_integers(present):
        return _of_near_integers(values, absent, present)
    categories, found = np.unique(present, return_inverse=True)
    codes[~absent] = found.reshape(-1)
    return codes, categories


def _are_near_integers(present: NDArray[Any]) -> bool:
    least, greatest = present.min(), present.max()
    if not -(2.0**53) < float(least) <= float(greatest) < 2.0**53 or float(greatest) - float(least) >= _DENSE_SPAN:
        return False
    return present.dtype.kind != "f" or bool(np.all(present == np.rint(present)))


def _of_near_integers(
    values: NDArray[Any], absent: NDArray[np.bool_], present: NDArray[Any]
) -> tuple[Codes, Categories]:
    least, span = int(present.min()), int(present.max()) - int(present.min()) + 1
    if span <= _FEW:  # so many passes over what may be bytes are quicker than one that needs eight for each
        occurs = np.array([np.any(present == least + step) for step in range(span)])
    else:
        occurs = np.zeros(span, np.bool_)
        occurs[present.astype(np.int64) - least] = True
    steps = np.where(absent, least, values)
    if occurs.all():
        codes = steps.astype(np.int32) if least == 0 else (steps.astype(np.int64) - least).astype(np.int32)
    else:
        codes = (np.cumsum(occurs, dtype=np.int32) - 1)[steps.astype(np.int64) - least]
    codes[absent] = _MISSING
    return codes, (np.flatnonzero(occurs) + least).astype(values.dtype)


def _order_of_set(value: frozenset[Any]) -> tuple[int, list[str]]:
    return len(value), sorted(map(repr, value))


def _listed(items: Sequence[Any]) -> NDArray[Any]:
    """An array of objects, of which a set or a tuple is one."""
    array = np.empty(len(items), dtype=object)
    array[:] = list(items)
    return array


def _declared(
    values: NDArray[Any], absent: NDArray[np.bool_], name: str, categories: Sequence[Any]
) -> tuple[Codes, Categories]:
    listed = list(categories)
    keys = [frozenset(item) if isinstance(item, set | frozenset) else item for item in listed]
    if len(set(keys)) != len(keys):
        repeated = next(key for k, key in enumerate(keys) if key in keys[:k])
        what = f"categories repeat {repeated!r}"
        raise InputError(what, fix="Name each category once.")
    occurring = _occurring(values, absent)
    place = {key: k for k, key in enumerate(keys)}
    unknown = [category for category in occurring[1].tolist() if category not in place]
    if unknown:
        n = sum(np.count_nonzero(occurring[0] == occurring[1].tolist().index(category)) for category in unknown[:1])
        what = f"{name} has {unknown[0]!r} ({n} times), which is not among the {len(keys)} categories"
        more = f" (nor are {len(unknown) - 1} others)" if len(unknown) > 1 else ""
        raise InputError(what + more, fix="Add it to categories=, or name it with missing=.")
    table = np.array([place[category] for category in occurring[1].tolist()] + [_MISSING], np.int32)
    is_plain = not any(isinstance(key, frozenset) for key in keys)
    return table[occurring[0]], np.asarray(listed) if is_plain and keys else _listed(keys)
