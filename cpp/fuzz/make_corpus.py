"""Writes cpp/fuzz/corpus: one small file per edge case of each fuzz target.

Run it after changing what a target reads.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
MOST = 2**32 - 1


def size(height: int, width: int) -> bytes:
    """Height and width."""
    return struct.pack("<II", height, width)


def string(height: int, width: int, text: bytes) -> bytes:
    """An image's size and a compressed string."""
    return size(height, width) + text


def counts(height: int, width: int, *numbers: int) -> bytes:
    """Numbers below 255 are a byte, others that byte and eight more."""
    parts = (bytes([n]) if 0 <= n < 255 else b"\xff" + struct.pack("<q", n) for n in numbers)
    return size(height, width) + b"".join(parts)


def polygons(band: int, *masks: tuple[int, int, Sequence[Sequence[float]]]) -> bytes:
    """Band width, then per mask its size and rings of x, y, x, y, …: half pixels, or else any doubles."""
    parts = [struct.pack("<I", band - 1)]
    for height, width, rings in masks:
        parts.append(struct.pack("<III", height, width, len(rings)))
        for ring in rings:
            parts.append(struct.pack("<I", len(ring) // 2))
            parts.extend(coordinate(value) for value in ring)
    return b"".join(parts)


def coordinate(value: float) -> bytes:
    """A number as the target reads it."""
    code = int(4 * value) + 1  # odd codes are half pixels, twice
    if 0 <= value < 128 and 2 * value == int(2 * value) and code % 61:
        return struct.pack("<h", code)
    return struct.pack("<hd", 0, value)


def two_masks(height: int, width: int, most_runs: int, *codes: int) -> bytes:
    """Size of the image, most runs of a mask, and run codes: below 0xF0 a length, else columns, then rows less."""
    return size(height, width) + struct.pack("<I", most_runs) + bytes(codes)


def two_polygons(fill: int, *polygons: Sequence[Sequence[float]]) -> bytes:
    """Fill rule, then per polygon its rings of x, y, x, y, …: half pixels below 32, or else any doubles."""
    parts = [struct.pack("<I", fill)]
    for rings in polygons:
        parts.append(struct.pack("<I", len(rings)))
        for ring in rings:
            parts.append(struct.pack("<I", len(ring) // 2))
            parts.extend(bytes([int(2 * x)]) if 0 <= x < 32 else b"\xff" + struct.pack("<d", x) for x in ring)
    return b"".join(parts)


def two_maps(
    rule: int,
    flags: int,
    sides: Sequence[int],
    steps: Sequence[float],
    runs: Sequence[Sequence[int]],
    places: int = 0,
    tolerances: Sequence[int] = (),
) -> bytes:
    """Rule, flags, sides, spacings (codes, or doubles), a code of places, tolerances, runs of both maps' labels."""
    parts = [bytes([rule, flags, *sides])]
    parts.extend(bytes([step]) if isinstance(step, int) else b"\xff" + struct.pack("<d", step) for step in steps)
    how_many = 2 * len(tolerances) - 1 if tolerances else 0
    parts.append(bytes([places, how_many, *tolerances]))
    for gold, candidate, length in runs:
        lengths = (min(15, length - done - 1) for done in range(0, length, 16))
        parts.extend(bytes([gold | candidate << 2 | more << 4]) for more in lengths)
    return b"".join(parts)


def annotation(**changes: object) -> dict[str, object]:
    """A regular record, changed."""
    return {"id": 1, "image_id": 2, "category_id": 3, "bbox": [1, 2, 3.5, 4], "area": 14, "iscrowd": 0} | changes


def text(document: object) -> bytes:
    """A JSON document without spaces."""
    return json.dumps(document, separators=(",", ":")).encode()


SQUARE = [1, 1, 3, 1, 3, 3, 1, 3]
HOLE = [1.5, 1.5, 2.5, 1.5, 2.5, 2.5, 1.5, 2.5]
BOW_TIE = [0, 0, 9, 9, 9, 0, 0, 9]
FAR = [-1e300, 2, 1e300, 2.5, 1e300, 1e-300, 0, -1e9]

FLAT, THREADS = 1, 2  # flags of the surface target; 4, 8 and 16 are the labels' type, the others the instruction set

FILES = {
    "rle_strings": {
        "no_pixels": string(0, 7, b""),
        "empty": string(2, 2, b"4"),
        "full": string(2, 2, b"04"),
        "differences": string(9, 9, b"52203ON12`0"),
        "zero_runs_inside": string(3, 3, b"10201"),
        "negative": string(2, 2, b"5O"),
        "too_little": string(2, 2, b"3"),
        "too_much": string(2, 2, b"5"),
        "truncated": string(2, 2, b"4P"),
        "bad_character": string(2, 2, b"2 2"),
        "too_long_a_number": string(2, 2, b"o" * 12 + b"0"),
        "longest_run": string(1, MOST, b"ooooooo3"),
        "too_large_an_image": string(2**16, 2**16, b"4"),
    },
    "rle_counts": {
        "no_pixels": counts(0, 7),
        "zeros": counts(0, 7, 0, 0, 0),
        "empty": counts(2, 2, 4),
        "full": counts(2, 2, 0, 4),
        "zero_runs_inside": counts(3, 3, 1, 0, 2, 0, 0, 6),
        "negative": counts(2, 2, 5, -1),
        "too_little": counts(2, 2, 3),
        "overflow": counts(2, 2, 2**63 - 1, 2**63 - 1, 6),
        "lowest": counts(2, 2, -(2**63)),
        "longest_run": counts(1, MOST, 0, MOST),
        "too_large_an_image": counts(2**16, 2**16, 2**32),
    },
    "polygons": {
        "no_pixels": polygons(1, (0, 5, [SQUARE])),
        "no_rings": polygons(1, (5, 5, [])),
        "square": polygons(1, (5, 5, [SQUARE])),
        "hole": polygons(1, (5, 5, [SQUARE, HOLE])),
        "bow_tie": polygons(2, (9, 9, [BOW_TIE])),
        "two_points": polygons(1, (4, 4, [[0, 0, 4, 4]])),
        "point": polygons(1, (4, 4, [[2, 2, 2, 2, 2, 2]])),
        "far": polygons(3, (7, 66, [FAR])),
        "sizes": polygons(90, (1, 65, [SQUARE]), (64, 1, [SQUARE]), (65, 64, [BOW_TIE, SQUARE])),
        "words": polygons(64, (130, 130, [[0, 0, 127.5, 0, 127.5, 127.5, 0, 127.5]])),
    },
    "mask_overlap": {
        "no_pixels": two_masks(0, 9, 9),
        "low": two_masks(60, 9, 9, 5, 200, 40, 80, 9, 255, 7, 200, 100),
        "high_and_simple": two_masks(900, 9, 4, 200, 240, 1, 241, 2, 240, 0, 100, 242, 1, 240, 2),
        "high_and_ragged": two_masks(900, 9, 40, *(7, 13) * 20, 50, *(240, 1) * 8),
        "ragged": two_masks(400, 5, 200, *(2, 3, 1) * 130),
        "full_and_empty": two_masks(65, 3, 2, 0, 255, 0, 255),
    },
    "polygon_overlap": {
        "no_rings": two_polygons(0, [], [SQUARE]),
        "equal": two_polygons(0, [SQUARE], [SQUARE]),
        "hole": two_polygons(0, [SQUARE, HOLE], [SQUARE]),
        "united": two_polygons(1, [SQUARE, HOLE], [HOLE, SQUARE]),
        "bow_ties": two_polygons(0, [BOW_TIE], [[0, 0, 9, 0, 0, 9, 9, 9]]),
        "far": two_polygons(0, [FAR], [SQUARE]),
        "point": two_polygons(1, [[2, 2, 2, 2, 2, 2]], [SQUARE]),
    },
    "surface": {
        "no_voxels": two_maps(0, 0, (0, 3, 3), (0, 0, 0), []),
        "equal": two_maps(0, 0, (4, 4, 4), (0, 0, 0), [(0, 0, 21), (1, 1, 2), (0, 0, 2), (1, 1, 2)]),
        "shifted": two_maps(1, FLAT, (9, 9), (4, 4), [(0, 0, 30), (1, 0, 1), (1, 1, 3), (0, 1, 1), (0, 0, 4)] * 2),
        "far_apart": two_maps(1, 0, (12, 5, 5), (0, 2, 3), [(1, 0, 50), (0, 0, 200), (0, 1, 50)]),
        "far_apart_in_the_plane": two_maps(3, FLAT | THREADS, (130, 3), (0, 0), [(1, 0, 60), (0, 0, 270), (0, 1, 60)]),
        "one_empty": two_maps(2, 0, (3, 3, 3), (0, 0, 0), [(0, 0, 9), (1, 0, 9), (0, 0, 9)]),
        "checkerboard": two_maps(0, THREADS, (5, 5, 5), (5, 5, 5), [(1, 2, 1), (2, 1, 1)] * 63),
        "noise": two_maps(2, 16, (7, 7, 7), (3, 4, 5), [(n % 4, n // 4 % 4, 1 + n % 3) for n in range(170)]),
        "long_rows": two_maps(3, FLAT | 4, (2, 140), (6, 7), [(1, 0, 2), (0, 0, 136), (0, 1, 2), (0, 2, 140)]),
        "far_spacings": two_maps(1, 8, (5, 6, 7), (1e50, 1e-50, 1.0), [(1, 0, 20), (3, 2, 90), (0, 3, 100)]),
        "ties": two_maps(3, FLAT, (8, 31), (0.3, 0.3), [(1, 0, 24), (0, 0, 1), (1, 0, 155), (0, 1, 1), (1, 0, 67)]),
        "some_places": two_maps(0, 64, (6, 6, 6), (0, 1, 2), [(0, 0, 50), (1, 3, 70), (3, 1, 60)], 2 * 2 + 1 + 16 * 3),
        "within": two_maps(
            0, THREADS, (6, 6, 6), (0, 1, 2), [(0, 0, 50), (1, 3, 70), (3, 1, 60)], tolerances=(1, 0x21)
        ),
        "within_far": two_maps(
            1, FLAT, (30, 8), (3, 3), [(1, 0, 30), (0, 2, 170), (2, 1, 30)], tolerances=(0, 0xFF, 4)
        ),
    },
    "segmentation": {
        "null": b"null",
        "polygons": text([SQUARE, HOLE]),
        "odd": text([[1, 2, 3]]),
        "not_finite": b"[[1e999,NaN,-Infinity,0,1,1]]",
        "counts": text({"size": [2, 2], "counts": [1, 3]}),
        "string": text({"counts": "13", "size": [2, 2]}),
        "escapes": b'{"counts":"1\\u0033\\/\\ud83d\\ude00","size":[2,2]}',
        "lone_surrogate": b'{"counts":"\\ud83d","size":[2,2]}',
        "large": b'{"size":[99999999999999999999,1],"counts":[1.0,1e3,-0]}',
        "deep": b"[" * 40 + b"]" * 40,
        "truncated": b'{"size":[2,',
        "no_utf8": b'{"counts":"\xff\xc0\x80","size":[1,1]}',
    },
    "annotations": {
        "no_records": text({"annotations": []}),
        "record": text({"annotations": [annotation(segmentation=[SQUARE])]}),
        "result_list": text([{"image_id": 1, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 0.5}]),
        "nulls": text([annotation(id=None, bbox=None, area=None, score=None, iscrowd=None, segmentation=None)]),
        "flags": text([annotation(iscrowd=True), annotation(iscrowd=False), annotation(iscrowd=2.5)]),
        "no_box": text([annotation(bbox=[])]),
        "three_numbers": text([annotation(bbox=[1, 2, 3])]),
        "other_keys": text({"info": {"a": ["]", "\\"]}, "annotations": [annotation(extra={"b": [1, "}"]})], "z": 1}),
        "string_ids": text([annotation(id="a")]),
        "long_numbers": b'[{"image_id":999999999999999999,"category_id":-0,"bbox":[1e-400,1E+5,0.1,123456.123456789]}]',
        "too_long_an_id": b'[{"image_id":9999999999999999999,"category_id":1}]',
        "infinite": b'[{"image_id":1,"category_id":1,"area":1e999}]',
        "key_twice": b'{"annotations":[],"annotations":[]}',
        "spaces": b' [ { "image_id" : 1 ,\n"category_id"\t: 2 } ] ',
        "truncated": b'{"annotations":[{"image_id":1,',
        "unclosed_string": b'[{"image_id":1,"category_id":2,"x":"\\',
    },
}


def main() -> None:
    """Write every file, and take away those of cases that are no more."""
    for target, cases in FILES.items():
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.name not in cases:
                old.unlink()
        for name, content in cases.items():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
