"""KernelSpecs of the run-length family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import rle
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import rle as reference
from labelgauge.testing import samples


def _masks(rng: np.random.Generator, n: int) -> Arguments:
    size = (int(rng.integers(1, 90)), int(rng.integers(1, 140)))
    return samples.runs_of(samples.blobs(rng, n, size))


def _runs_only(rng: np.random.Generator, n: int) -> Arguments:
    arguments = _masks(rng, n)
    del arguments["sizes"]
    return arguments


def _groups(rng: np.random.Generator, n: int) -> Arguments:
    arguments = _masks(rng, n)
    cuts = np.flatnonzero(rng.random(max(n - 1, 0)) < 0.4) + 1
    return arguments | {"group_offsets": np.concatenate(([0], cuts, [n] if n else [])).astype(np.int64)}


def _strings(rng: np.random.Generator, n: int) -> Arguments:
    masks = _masks(rng, n)
    text, text_offsets = reference.encode_strings(masks["counts"], masks["offsets"])
    text = text.copy()
    damaged = rng.random(len(text)) < 0.002  # some strings stop being legal, in every possible way
    text[damaged] = rng.integers(0, 256, int(damaged.sum()))
    return {"text": text, "text_offsets": text_offsets, "sizes": masks["sizes"]}


def _json_strings(rng: np.random.Generator, n: int) -> Arguments:
    """Strings as JSON writes them, in any order and with other text between; some characters are escaped by number."""
    strings = _strings(rng, n)
    ends = strings["text_offsets"]
    pieces, spans, length = [], [(0, 0)] * n, 0
    for i in rng.permutation(n).tolist():
        raw = strings["text"][ends[i] : ends[i + 1]].tobytes()
        escaped = raw.replace(b"\\", b"\\\\")
        if rng.random() < 0.2 and len(raw) > 1:
            escaped = b"\\u%04x" % raw[0] + raw[1:].replace(b"\\", b"\\\\")
        pieces.append(b'", "' + escaped)
        spans[i] = (length + 4, length + 4 + len(escaped))
        length += 4 + len(escaped)
    return {
        "text": np.frombuffer(b"".join(pieces), dtype=np.uint8),
        "spans": np.array(spans, dtype=np.int64).reshape(-1, 2),
        "sizes": strings["sizes"],
    }


def _items(rng: np.random.Generator, n: int) -> Arguments:
    """Dictionaries as people have them, now and then one that is not regular."""
    masks = _masks(rng, n)
    text, ends = reference.encode_strings(masks["counts"], masks["offsets"])
    items: list[Any] = []
    for i in range(n):
        string = text[ends[i] : ends[i + 1]].tobytes()
        size = masks["sizes"][i].tolist()
        items.append(
            {
                "size": tuple(size) if rng.random() < 0.2 else size,
                "counts": string.decode("ascii") if rng.random() < 0.5 else string,
            }
        )
    for k in np.flatnonzero(rng.random(n) < 0.02):
        items[k] = _IRREGULAR_ITEMS[int(rng.integers(0, len(_IRREGULAR_ITEMS)))]
    return {"items": items}


def _raw_counts(rng: np.random.Generator, n: int) -> Arguments:
    masks = _masks(rng, n)
    counts = masks["counts"].astype(np.int64)
    pieces = []
    for i in range(n):
        runs = counts[masks["offsets"][i] : masks["offsets"][i + 1]]
        cut = int(rng.integers(0, len(runs)))
        part = int(rng.integers(0, runs[cut] + 1))
        pieces.append(np.concatenate((runs[:cut], [part, 0, runs[cut] - part], runs[cut + 1 :])))
    offsets = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces]))).astype(np.int64)
    flat = np.concatenate(pieces).astype(np.int64) if pieces else np.zeros(0, np.int64)
    return {"counts": flat, "offsets": offsets, "sizes": masks["sizes"]}


def _any_runs(rng: np.random.Generator, n: int) -> Arguments:
    """Masks of which some lose all runs, gain an empty one, or no longer fill their image."""
    arguments = _masks(rng, n)
    counts, offsets = arguments["counts"].copy(), arguments["offsets"]
    pieces = [counts[offsets[i] : offsets[i + 1]] for i in range(n)]
    damage = rng.integers(0, 6, n)
    for i in np.flatnonzero(damage < 3):
        where = int(rng.integers(0, len(pieces[i])))
        replacement = {0: [], 1: [*pieces[i][: where + 1], 0, *pieces[i][where + 1 :]], 2: [*pieces[i][:-1], 10**6]}
        pieces[i] = np.array(replacement[int(damage[i])], dtype=np.uint32)
    new_offsets = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces]))).astype(np.int64)
    flat = np.concatenate(pieces).astype(np.uint32) if pieces else np.zeros(0, np.uint32)
    return {"counts": flat, "offsets": new_offsets, "sizes": arguments["sizes"]}


def _raw(counts: list[int], size: tuple[int, int]) -> Arguments:
    return {
        "counts": np.array(counts, dtype=np.int64),
        "offsets": np.array([0, len(counts)], dtype=np.int64),
        "sizes": np.array([size], dtype=np.int64),
    }


def _string(text: bytes, size: tuple[int, int]) -> Arguments:
    return {
        "text": np.frombuffer(text, dtype=np.uint8),
        "text_offsets": np.array([0, len(text)], dtype=np.int64),
        "sizes": np.array([size], dtype=np.int64),
    }


def _json_string(text: bytes, size: tuple[int, int]) -> Arguments:
    return {
        "text": np.frombuffer(b'"' + text + b'"', dtype=np.uint8),
        "spans": np.array([[1, 1 + len(text)]], dtype=np.int64),
        "sizes": np.array([size], dtype=np.int64),
    }


def _dense(rng: np.random.Generator, n: int) -> Arguments:
    blobs = samples.blobs(rng, n, (int(rng.integers(1, 140)), int(rng.integers(1, 140))))
    return {"dense": _laid_out(_typed(blobs, rng), rng)}


def _typed(blobs: Any, rng: np.random.Generator) -> Any:
    """The same masks in one of the integer types; foreground is any number but 0, also one whose low bytes are 0."""
    dtype = np.dtype(str(rng.choice(["?", "u1", "i1", "<u2", ">i2", "<i4", ">u4", "<u8", ">i8"])))
    if dtype == np.bool_:
        return blobs
    number = rng.integers(1, 2 ** (8 * dtype.itemsize - 1), blobs.shape, dtype=np.uint64)
    single_bit = np.uint64(1) << rng.integers(0, 8 * dtype.itemsize - 1, blobs.shape, dtype=np.uint64)
    return (blobs * np.where(rng.random(blobs.shape) < 0.5, number, single_bit)).astype(dtype)


def _laid_out(dense: Any, rng: np.random.Generator) -> Any:
    """The same pixels in one of the orders in which callers have them in memory."""
    n, height, width = dense.shape
    match int(rng.integers(0, 6)):
        case 1:  # column after column, as pycocotools wants it
            return np.ascontiguousarray(dense.transpose(0, 2, 1)).transpose(0, 2, 1)
        case 2:  # the masks of a pixel side by side
            return np.ascontiguousarray(dense.transpose(1, 2, 0)).transpose(2, 0, 1)
        case 3:  # every other row of a window of a larger image
            larger = np.ones((n, 2 * height, width + 5), dense.dtype)
            larger[:, ::2, 3:-2] = dense
            return larger[:, ::2, 3:-2]
        case 4:  # read backwards
            return np.ascontiguousarray(dense[::-1, ::-1, ::-1])[::-1, ::-1, ::-1]
        case 5:  # one field of packed records, so that numbers are not aligned
            records = np.ones((n, height, width), [("before", "u1"), ("pixel", dense.dtype)])
            records["pixel"] = dense
            return records["pixel"]
        case _:
            return dense


class _SubclassOfDict(dict[str, Any]):
    """What a library may hand over instead of a dictionary; it could answer anything to a look into it."""


_IRREGULAR_ITEMS: list[Any] = [
    None,
    [],
    {},
    {"size": [2, 2]},
    {"counts": b"4"},
    {"size": [2, 2], "counts": [4]},
    {"size": [2, 2], "counts": bytearray(b"4")},
    {"size": [2, 2], "counts": "\u0664"},
    {"size": [2, 2], "counts": None},
    {"size": [2, 2, 1], "counts": b"4"},
    {"size": [2], "counts": b"4"},
    {"size": "22", "counts": b"4"},
    {"size": 4, "counts": b"4"},
    {"size": [2.0, 2], "counts": b"4"},
    {"size": [True, 4], "counts": b"4"},
    {"size": [np.int64(2), 2], "counts": b"4"},
    {"size": [-1, 2], "counts": b"4"},
    {"size": [0, 2**31], "counts": b"4"},
    {"size": [2**70, 0], "counts": b"4"},
    {"size": [2**16, 2**16], "counts": b"4"},
    _SubclassOfDict(size=[2, 2], counts=b"4"),
]
_SHAPES = {
    "no masks": np.zeros((0, 3, 4), dtype=np.bool_),
    "no rows": np.zeros((2, 0, 4), dtype=np.bool_),
    "no columns": np.zeros((2, 4, 0), dtype=np.bool_),
    "one pixel": np.ones((1, 1, 1), dtype=np.bool_),
    "full": np.ones((1, 5, 3), dtype=np.bool_),
    "63 rows": np.arange(63 * 3).reshape(1, 63, 3) % 2 == 0,
    "64 rows": np.arange(64 * 3).reshape(1, 64, 3) % 3 == 0,
    "65 rows": np.arange(65 * 65).reshape(1, 65, 65) % 5 < 2,
    "one row": np.arange(200).reshape(1, 1, 200) % 7 < 3,
    "one column": np.arange(200).reshape(1, 200, 1) % 7 < 3,
}
_DENSE_EDGES = {
    **_SHAPES,
    **{f"{name}, by columns": np.asfortranarray(dense) for name, dense in _SHAPES.items()},
    **{f"{name}, numbers": np.where(dense, np.int64(1) << 40, 0) for name, dense in _SHAPES.items()},
    "more columns than fit a block": np.asfortranarray(np.arange(40_000).reshape(1, 2, 20_000) % 11 < 4),
    "one image repeated": np.broadcast_to(np.arange(12).reshape(3, 4) % 3 == 1, (3, 3, 4)),
}
_STRINGS: dict[str, tuple[bytes, tuple[int, int]]] = {
    "pycocotools encodes 1 next to 2 as a change": (b"0120", (4, 1)),
    "zero-length runs in the middle": (b"2010", (3, 1)),
    "empty string, empty image": (b"", (0, 5)),
    "empty string, pixels expected": (b"", (2, 2)),
    "ends inside a number": (b"0P", (4, 1)),
    "character below the alphabet": (b"0/", (4, 1)),
    "character above the alphabet": (b"p", (4, 1)),
    "negative count": (b"O", (4, 1)),
    "more pixels than the image": (b"5", (4, 1)),
    "fewer pixels than the image": (b"3", (4, 1)),
    "eight numbers of one character": (b"0111010N", (10, 1)),
    "nine numbers, the last in a word of its own": (b"0111010N4", (15, 1)),
    "numbers of four characters": (b"PRW1Pac0P]5", (2**16, 1)),
    "a first run of length zero is nothing's base": (b"0311", (8, 1)),
    "a change to length zero": (b"125N0", (13, 1)),
    "a change to below zero": (b"125M0", (13, 1)),
    "seven characters, then one below the alphabet": (b"0111010/", (10, 1)),
    "seven characters, then one above the alphabet": (b"0111010p", (12, 1)),
    "a number that never ends": (b"P" * 40, (4, 1)),
    "a count beyond 32 bits": (b"ooooooo?", (4, 1)),
    "image beyond 32 bits": (b"0", (2**20, 2**20)),
    "image beyond 64 bits": (b"0", (2**40, 2**40)),
}
_JSON_STRINGS: dict[str, tuple[bytes, tuple[int, int]]] = {
    "a backslash": (rb"0\\1\\1", (88, 1)),
    "escaped by number": (rb"\u0030\u0031\u00322", (6, 1)),
    "escapes of other characters": (rb"\"\/\b\f\n\r\t", (4, 1)),
    "an escape beyond ASCII": (rb"01\u00e9", (4, 1)),
    "an escape that is not legal": (rb"0120\x", (4, 1)),
    "half an escape": (rb"0120\u003", (4, 1)),
    "a backslash at the end": (b"0120\\", (4, 1)),
    "a fault before an escape": (rb"O\\", (4, 1)),
}
_MASK_EDGES = {name: samples.runs_of(dense) for name, dense in _SHAPES.items()}
_RUN_EDGES = {name: {"counts": a["counts"], "offsets": a["offsets"]} for name, a in _MASK_EDGES.items()}
_NO_RUNS = {"counts": np.zeros(0, np.uint32), "offsets": np.array([0, 0])}
_SHORT = {"counts": np.array([1, 2], np.uint32), "offsets": np.array([0, 2]), "sizes": np.array([[2, 2]])}
_GROUP_EDGES = {
    name: a | {"group_offsets": np.unique([0, len(a["sizes"])]).astype(np.int64)} for name, a in _MASK_EDGES.items()
}


def _fills(arguments: Arguments, result: Any) -> bool:
    counts, offsets, status = result
    ends = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    sums = ends[offsets[1:]] - ends[offsets[:-1]]
    return bool(np.all(np.where(status == 0, sums == arguments["sizes"].prod(axis=1), sums == 0)))


def _lies_in_its_box(_: Arguments, result: Any) -> bool:
    *_rest, areas, boxes = result
    return bool(np.all(areas <= (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])))


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="rle",
        name="join_strings",
        facade=rle.join_strings,
        reference=reference.join_strings,
        sample=_items,
        edge_cases={
            "other keys": {"items": [{"id": 7, "size": (2, 2), "counts": "4", b"size": 1}]},
            "empty strings": {"items": [{"size": [0, 5], "counts": b""}, {"size": [5, 0], "counts": ""}]},
            "no legal string": {"items": [{"size": [2, 2], "counts": "\x00~"}]},
            "the largest images": {
                "items": [{"size": [2**31 - 1, 2], "counts": b""}, {"size": [0, 2**31 - 1], "counts": b""}]
            },
            **{
                f"irregular: {item!r}": {
                    "items": [{"size": [2, 2], "counts": b"4"}, item, {"size": [1, 1], "counts": b"1"}]
                }
                for item in _IRREGULAR_ITEMS
            },
        },
        invalid_cases={"a tuple": ({"items": ()}, "items must be list, not tuple")},
    ),
    KernelSpec(
        family="rle",
        name="decode_strings",
        facade=rle.decode_strings,
        reference=reference.decode_strings,
        sample=_strings,
        edge_cases={
            **{name: _string(*string) for name, string in _STRINGS.items()},
        },
        invalid_cases={
            "text is not bytes": ({**_string(b"4", (4, 1)), "text": "4"}, "text must be a 1-D uint8 array, not str"),
            "offsets do not reach the end": (
                {**_string(b"4", (4, 1)), "text_offsets": np.array([0, 0])},
                "text_offsets must start at 0",
            ),
            "negative size": (_string(b"4", (-4, 1)), "sizes must not be negative"),
        },
        invariants={"decoded masks fill their image": _fills},
    ),
    *(
        KernelSpec(
            family="rle",
            name=name,
            facade=facade,
            reference=twin,
            sample=_json_strings,
            edge_cases={
                "no strings": {
                    "text": np.zeros(0, np.uint8),
                    "spans": np.zeros((0, 2), np.int64),
                    "sizes": np.zeros((0, 2), np.int64),
                },
                **{name: _json_string(*string) for name, string in (_STRINGS | _JSON_STRINGS).items()},
            },
            invalid_cases={
                "text is str": ({**_json_string(b"4", (4, 1)), "text": "4"}, "text must be a 1-D uint8 array, not str"),
                "a span beyond the text": (
                    {**_json_string(b"4", (4, 1)), "spans": np.array([[1, 4]])},
                    r"row 0: spans must begin and end within text \(0 to 3\), found \(1, 4\)",
                ),
                "sizes for another batch": (
                    {**_json_string(b"4", (4, 1)), "sizes": np.zeros((0, 2), np.int64)},
                    "sizes must have one row per mask",
                ),
            },
            invariants={promise: holds},
        )
        for name, facade, twin, promise, holds in (
            (
                "decode_json_strings",
                rle.decode_json_strings,
                reference.decode_json_strings,
                "decoded masks fill their image",
                _fills,
            ),
            (
                "measure_json_strings",
                rle.measure_json_strings,
                reference.measure_json_strings,
                "foreground lies in its box",
                _lies_in_its_box,
            ),
        )
    ),
    KernelSpec(
        family="rle",
        name="encode_strings",
        facade=rle.encode_strings,
        reference=reference.encode_strings,
        sample=_runs_only,
        edge_cases=_RUN_EDGES,
        invalid_cases={"a mask without runs": (_NO_RUNS, "mask 0: has no runs")},
    ),
    KernelSpec(
        family="rle",
        name="normalize_runs",
        facade=rle.normalize_runs,
        reference=reference.normalize_runs,
        sample=_raw_counts,
        edge_cases={
            "leading zero": _raw([0, 4], (2, 2)),
            "only zeros, empty image": _raw([0, 0, 0], (0, 2)),
            "trailing zeros": _raw([1, 3, 0, 0], (2, 2)),
            "zeros everywhere": _raw([0, 0, 0, 2, 0, 2, 0], (2, 2)),
            "negative": _raw([-1, 5], (2, 2)),
            "too many": _raw([3, 2], (2, 2)),
            "too few": _raw([1, 2], (2, 2)),
            "beyond 32 bits": _raw([2**33], (2, 2)),
            "most negative": _raw([-(2**63), 2**63 - 1], (2, 2)),
        },
        invalid_cases={
            "float counts": (
                {**_raw([4], (2, 2)), "counts": np.array([4.0])},
                "counts must be a 1-D int64 array, not float64",
            ),
        },
        invariants={"decoded masks fill their image": _fills},
    ),
    KernelSpec(
        family="rle",
        name="check_runs",
        facade=rle.check_runs,
        reference=reference.check_runs,
        sample=_any_runs,
        edge_cases={
            **_MASK_EDGES,
            "no sizes": {**_MASK_EDGES["63 rows"], "sizes": np.zeros((0, 2), np.int64)},
            "sum beyond 32 bits": {
                "counts": np.array([2**32 - 1, 1], np.uint32),
                "offsets": np.array([0, 2]),
                "sizes": np.array([[0, 1]]),
            },
        },
        invalid_cases={
            "sizes for another batch": (
                {**_MASK_EDGES["one pixel"], "sizes": np.array([[1, 1], [1, 1]])},
                "sizes must have one row per mask",
            ),
        },
    ),
    KernelSpec(
        family="rle",
        name="area",
        facade=rle.area,
        reference=reference.area,
        sample=_runs_only,
        edge_cases=_RUN_EDGES,
        invalid_cases={
            "empty run in the middle": (
                {"counts": np.array([1, 0, 2], np.uint32), "offsets": np.array([0, 3])},
                "mask 0: has a run of length zero",
            ),
        },
        invariants={"areas are not negative": lambda _, result: bool(np.all(result >= 0))},
    ),
    KernelSpec(
        family="rle",
        name="bounding_box",
        facade=rle.bounding_box,
        reference=reference.bounding_box,
        sample=_masks,
        edge_cases=_MASK_EDGES,
        invalid_cases={"runs do not fill the image": (_SHORT, "mask 0: its runs sum to 3, its image has 2×2 pixels")},
        invariants={"boxes are half-open": lambda _, result: bool(np.all(result[:, :2] <= result[:, 2:]))},
    ),
    KernelSpec(
        family="rle",
        name="decode_dense",
        facade=rle.decode_dense,
        reference=reference.decode_dense,
        sample=_masks,
        edge_cases=_MASK_EDGES,
        invalid_cases={
            "two sizes": (
                {
                    "counts": np.array([4, 6], np.uint32),
                    "offsets": np.array([0, 1, 2]),
                    "sizes": np.array([[2, 2], [2, 3]]),
                },
                "masks differ in size",
            ),
        },
    ),
    KernelSpec(
        family="rle",
        name="encode_dense",
        facade=rle.encode_dense,
        reference=reference.encode_dense,
        sample=_dense,
        edge_cases={name: {"dense": dense} for name, dense in _DENSE_EDGES.items()},
        invalid_cases={
            "floats": ({"dense": np.zeros((1, 2, 2))}, "dense must be a 3-D bool or integer array, not float64"),
            "no array": ({"dense": [[[True]]]}, "dense must be a 3-D bool or integer array, not list"),
            "too few dimensions": ({"dense": np.zeros((2, 2), dtype=np.bool_)}, r"not bool of shape \(2, 2\)"),
        },
    ),
    KernelSpec(
        family="rle",
        name="union",
        facade=rle.union,
        reference=reference.union,
        sample=_groups,
        edge_cases=_GROUP_EDGES,
        invalid_cases={
            "a group without masks": (
                {**_MASK_EDGES["one pixel"], "group_offsets": np.array([0, 0, 1])},
                "group 0 has no masks",
            ),
        },
    ),
    KernelSpec(
        family="rle",
        name="intersection",
        facade=rle.intersection,
        reference=reference.intersection,
        sample=_groups,
        edge_cases=_GROUP_EDGES,
        invalid_cases={
            "two sizes in a group": (
                {
                    "counts": np.array([4, 6], np.uint32),
                    "offsets": np.array([0, 1, 2]),
                    "sizes": np.array([[2, 2], [2, 3]]),
                    "group_offsets": np.array([0, 2]),
                },
                "mask 1 is \\(2, 3\\), the first of its group \\(2, 2\\)",
            ),
        },
    ),
)
