"""KernelSpecs of the segmentation parser."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from labelgauge.kernels import segmentation
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import segmentation as reference

_NUMBERS = ("0", "-0", "1.5", "12.25", "1e2", "3.30", "640.0", "0.1", "123456789.123456789", "7e-3", "-4.75", "2E+1")


def _texts(*texts: str | bytes) -> Arguments:
    encoded = [text.encode() if isinstance(text, str) else text for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return {
        "text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "spans": np.stack((np.concatenate(([0], ends[:-1])) if len(ends) else ends, ends), axis=1),
    }


def _number(rng: np.random.Generator) -> str:
    if rng.random() < 0.3:
        return str(rng.choice(_NUMBERS))
    return repr(round(float(rng.uniform(-10, 700)), int(rng.integers(0, 18))))


def _polygon(rng: np.random.Generator) -> str:
    rings = []
    for _ in range(rng.integers(1, 4)):
        n = int(2 * rng.integers(3, 12) - (rng.random() < 0.05) - 4 * (rng.random() < 0.05))
        rings.append("[" + ", ".join(_number(rng) for _ in range(n)) + "]")
    return "[" + ",".join(rings) + "]"


def _run_lengths(rng: np.random.Generator) -> str:
    size = rng.integers(0, 900, 2).tolist()
    counts: Any = rng.integers(0, 500, int(rng.integers(0, 20))).tolist()
    if rng.random() < 0.6:
        counts = "".join(chr(code) for code in rng.integers(48, 112, int(rng.integers(0, 30))))
    return json.dumps({"size": size, "counts": counts}, indent=[None, 1][int(rng.integers(0, 2))])


def _damaged(rng: np.random.Generator, text: str) -> bytes:
    """The text with a character or two replaced, doubled or dropped."""
    raw = bytearray(text.encode())
    for _ in range(rng.integers(1, 3)):
        at = int(rng.integers(0, len(raw)))
        piece = bytes(
            rng.choice(np.frombuffer(b'[]{},:"\\ux019.eE-+NaI \x00\xff', dtype=np.uint8), int(rng.integers(0, 3)))
        )
        raw[at : at + int(rng.integers(0, 3))] = piece
        if not raw:
            break
    return bytes(raw)


def _sample(rng: np.random.Generator, n: int) -> Arguments:
    texts: list[str | bytes] = []
    for _ in range(n):
        text = _polygon(rng) if rng.random() < 0.6 else _run_lengths(rng)
        texts.append(_damaged(rng, text) if rng.random() < 0.3 else text)
    return _texts(*texts)


def _consistent(_: Arguments, result: Any) -> bool:
    kind, status, points, ring_offsets, polygon_offsets, *_rest = result
    n_rings = np.diff(polygon_offsets)
    delivered = (status == segmentation.OK) | (status == segmentation.FEW_POINTS)
    return bool(
        np.all(delivered | (kind == segmentation.NONE))
        and np.all((n_rings > 0) == (kind == segmentation.POLYGON))
        and np.isfinite(points).all()
        and ring_offsets[-1] == len(points)
    )


def _rings(*rings: list[float]) -> Arguments:
    lengths = [len(ring) // 2 for ring in rings]
    return {
        "points": np.array([number for ring in rings for number in ring], dtype=np.float64).reshape(-1, 2),
        "ring_offsets": np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
    }


def _ring_sample(rng: np.random.Generator, n: int) -> Arguments:
    return _rings(*(rng.uniform(-50, 700, 2 * int(rng.integers(0, 70))).tolist() for _ in range(n)))


_EDGES: dict[str, tuple[str | bytes, ...]] = {
    "no values": (),
    "missing, null, empty": ("", "null", "[]", " [ ] "),
    "one ring": ("[[1,2,3,4,5,6]]", "[[1.5,2.25,3e1,4E-1,-5,6]]"),
    "white space everywhere": (" [ [ 1 ,\n2\t,\r3 , 4, 5, 6 ] ] ",),
    "few points": ("[[1,2,3,4]]", "[[]]", "[[1,2,3,4,5,6],[1,2]]"),
    "odd coordinates": ("[[1,2,3,4,5,6,7]]", "[[1]]"),
    "pairs": ("[[[1,2],[3,4],[5,6]]]", "[[1,2,[3]]]"),
    "not rings": ("[1,2,3,4,5,6]", "[null]", "[{}]", '["x"]', "[[1,2,3,4,5,6],7]"),
    "not numbers": ('[["1","2"]]', "[[1,null]]", "[[true,1]]", "[[{}]]"),
    "wrong types": ("5", '"text"', "true", "false", "NaN", "-Infinity"),
    "not finite": (
        "[[NaN,1]]",
        "[[1,Infinity]]",
        "[[-Infinity,1]]",
        "[[1e999,2]]",
        "[[-1e400,1]]",
        '{"size":[NaN,1],"counts":""}',
    ),
    "rounding": (
        "[[0.1,0.2,0.3,1e22,1e23,9007199254740993]]",
        "[[123456789012345678,0.1234567890123456789,1e-7,2.2250738585072011e-308,5e-324,4.9e-324]]",
        "[[1.7976931348623157e308,1e-400,0e999,-0,-1e-999,0.00000000000000000000000000000000000001]]",
        "[[100000000000000000000000000000000000000,0.000001e6,3.141592653589793238462643383279,7.2057594037927933e16,1e-23,1.5]]",
    ),
    "numbers that are not JSON": (
        "[[01,2]]",
        "[[1.,2]]",
        "[[.5,2]]",
        "[[+1,2]]",
        "[[1e,2]]",
        "[[-,2]]",
        "[[0x1,2]]",
        "[[1_0,2]]",
    ),
    "broken text": (
        "[",
        "[[",
        "[[1,2",
        "[[1,2]",
        "[[1,2,]]",
        "[[1,,2]]",
        "[[1 2]]",
        "]",
        "x",
        " ",
        "[[1,2]]x",
        "nul",
        "[[1,2]],",
    ),
    "counts": (
        '{"size":[2,3],"counts":[1,2,3]}',
        '{"counts":[],"size":[0,0]}',
        '{"size":[2.0,3e0],"counts":[6.0]}',
        '{"size":[1,1],"counts":[-1]}',
    ),
    "strings": ('{"size":[4,1],"counts":"0120"}', '{"size":[4,1],"counts":""}'),
    "escapes": (
        r'{"size":[4,1],"counts":"\\\u0030\/\""}',
        r'{"\u0073ize":[4,1],"count\u0073":"\b\f\n\r\t"}',
        r'{"size":[4,1],"counts":"\x"}',
        r'{"size":[4,1],"counts":"\u00g0"}',
    ),
    "beyond ASCII": (
        '{"size":[4,1],"counts":"é"}',
        r'{"size":[4,1],"counts":"\u00e9"}',
        r'{"size":[4,1],"counts":"\ud83d\ude00"}',
        b'{"size":[4,1],"counts":"\xff"}',
    ),
    "control characters": (b'{"size":[4,1],"counts":"\n"}', b'{"size":[4,1],"counts":"\x00"}', b"\x00", b"[[1,2]]\x00"),
    "keys missing": ("{}", '{"size":[1,2]}', '{"counts":"0"}', '{"Size":[1,2],"counts":"0"}'),
    "keys twice": ('{"size":[1,2],"counts":"0","counts":[2]}', '{"size":"x","size":[1,2],"counts":"2"}'),
    "other keys": ('{"size":[1,2],"counts":"2","x":{"a":[{},[],null,true,false,1.5,"\\n"]}}',),
    "bad sizes": (
        '{"size":3,"counts":"2"}',
        '{"size":[1],"counts":"2"}',
        '{"size":[1,2,3],"counts":"2"}',
        '{"size":[-1,2],"counts":"2"}',
        '{"size":[1.5,2],"counts":"2"}',
        '{"size":[1e300,2],"counts":"2"}',
        '{"size":[],"counts":"2"}',
        '{"size":[-1,"x"],"counts":"2"}',
        '{"size":["x",NaN],"counts":"2"}',
    ),
    "bad counts": (
        '{"size":[1,2],"counts":null}',
        '{"size":[1,2],"counts":[1.5]}',
        '{"size":[1,2],"counts":["1"]}',
        '{"size":[1,2],"counts":2}',
        '{"size":[1,2],"counts":[1e17]}',
        '{"size":[1,2],"counts":[NaN]}',
    ),
    "broken dictionaries": (
        '{"size":[1,2],"counts":"2"',
        '{"size":[1,2],}',
        "{size:[1,2]}",
        '{"size" [1,2]}',
        '{"size":[1,2,"counts":"2"}',
        "{1:2}",
        '{"a":1 "b":2}',
        '{"a":}',
    ),
    "as deep as allowed": ('{"size":[1,2],"counts":"2","x":' + "[" * 63 + "]" * 63 + "}", "[" * 64 + "]" * 64),
    "too deep": (
        '{"size":[1,2],"counts":"2","x":' + "[" * 64 + "]" * 64 + "}",
        "[" * 65 + "]" * 65,
        "[" * 100_000,
        '["[' + "[" * 70 + '"]',
    ),
    "not JSON wins over what came before": ("[[1,2,3,]]", "[[1,null,}]]", '[5, "', '{"size":[1],"counts":"2"'),
}


def _document(text: str | bytes) -> Arguments:
    return {"text": np.frombuffer(text.encode() if isinstance(text, str) else text, dtype=np.uint8)}


def _record_text(rng: np.random.Generator) -> str:
    fields = [f'"image_id": {rng.integers(0, 99)}', f'"category_id":{rng.integers(0, 99)}']
    optional = [
        f'"id":{rng.integers(0, 10**6)}',
        '"bbox": [' + ", ".join(_number(rng) for _ in range(4)) + "]",
        f'"area":{_number(rng)}',
        f'"score" : {_number(rng)}',
        f'"iscrowd":{rng.choice(["0", "1", "true", "false", "null"])}',
        f'"segmentation":{_polygon(rng) if rng.random() < 0.5 else _run_lengths(rng)}',
        '"attributes": {"a]": ["\\"", {}, null]}',
        '"id": null',
        '"bbox": []',
    ]
    fields += [field for field in optional if rng.random() < 0.6]
    return "{" + ", ".join(fields[i] for i in rng.permutation(len(fields))) + "}"


def _document_sample(rng: np.random.Generator, n: int) -> Arguments:
    records = "[" + ",\n ".join(_record_text(rng) for _ in range(n)) + "]"
    text = records
    if rng.random() < 0.8:
        text = '{"images": [{"id": 1, "x": "]"}], "annotations": ' + records + ', "categories": []}'
    return _document(_damaged(rng, text) if rng.random() < 0.5 else text)


def _places_its_list(arguments: Arguments, result: Any) -> bool:
    place, ids, *_, spans = result
    if place[0] < 0:
        return len(ids) == 0
    text = arguments["text"].tobytes()
    inside = (spans == 0) | ((spans > place[0]) & (spans < place[1]))
    return text[place[0] : place[0] + 1] == b"[" and text[place[1] - 1 : place[1]] == b"]" and bool(inside.all())


def _one(fields: str) -> str:
    return '[{"image_id":1,"category_id":2,' + fields + "}]"


_DOCUMENTS: dict[str, str | bytes] = {
    "no text": "",
    "empty list": " [ ] ",
    "empty document": "{}",
    "no annotations": '{"annotations": []}',
    "annotations twice": '{"annotations": [], "annotations": []}',
    "annotations by id": '{"annotations": {}}',
    "other sections": '{"info": null, "a": "]\\"", "b": [[{"annotations": 1}]], "annotations": [], "c": -1.5e3}',
    "other sections are not checked": '{"images": [1 2 }, "annotations": []}',
    "other sections that never end": '{"images": [[], "annotations": []}',
    "other section is not JSON": '{"images": x, "annotations": []}',
    "text behind": "[] x",
    "cut off": '{"annotations": [',
    "list of lists": "[[]]",
    "empty record": "[{}]",
    "image alone": '[{"image_id": 1}]',
    "both ids": '[{"image_id": -1, "category_id": 999999999999999999}]',
    "comma behind": '[{"image_id": 1, "category_id": 2,}]',
    "key twice": _one('"bbox":[1,2,3,4],"bbox":null,"id":5,"id":null,"iscrowd":1,"iscrowd":0,"score":1,"score":null'),
    "key twice, first irregular": _one('"id":"x","id":5'),
    "escaped key": _one('"\\u0069d":7'),
    "key beyond ASCII": _one('"id\u00e9":"x"'),
    "id beyond 18 digits": _one('"id":1234567890123456789'),
    "id with a point": _one('"id":1.0'),
    "id with an exponent": _one('"id":1e3'),
    "id with a leading zero": _one('"id":01'),
    "id of minus": _one('"id":-'),
    "minus zero": _one('"id":-0'),
    "box of three": _one('"bbox":[1,2,3]'),
    "box of five": _one('"bbox":[1,2,3,4,5]'),
    "box of text": _one('"bbox":["1",2,3,4]'),
    "empty box": _one('"bbox":[ ]'),
    "box that is not finite": _one('"bbox":[1,2,3,1e999]'),
    "box of NaN": _one('"bbox":[1,2,3,NaN]'),
    "area of text": _one('"area":"1"'),
    "area of false": _one('"area":false'),
    "crowds": _one('"iscrowd":true') + " ",
    "crowd of a half": _one('"iscrowd":0.5'),
    "crowd of text": _one('"iscrowd":"1"'),
    "segmentation null": _one('"segmentation":null'),
    "segmentation of text": _one('"segmentation":"x"'),
    "segmentation is not checked": _one('"segmentation":[[1 2}, NaN]'),
    "segmentation with brackets in strings": _one('"segmentation":{"counts":"]}\\"]","size":[1,2]}'),
    "segmentation with a broken string": _one('"segmentation":{"counts":"\\x"}'),
    "segmentation that never ends": _one('"segmentation":[[1,2]'),
    "other key is not JSON": _one('"x":[1 2]'),
    "other key as deep as allowed": _one('"x":' + "[" * 64 + "]" * 64),
    "other key too deep": _one('"x":' + "[" * 65 + "]" * 65),
    "other key with an escaped pair of surrogates": _one('"x":"\\ud83d\\ude00"'),
    "other key with half a pair": _one('"x":{"y":["\\uD83D"]}'),
    "other key with another escape": _one('"x":"\\u00dd"'),
    "bytes of all kinds": bytes(range(256)),
}

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="segmentation",
        name="parse_segmentations",
        facade=segmentation.parse_segmentations,
        reference=reference.parse_segmentations,
        sample=_sample,
        edge_cases={name: _texts(*texts) for name, texts in _EDGES.items()},
        invalid_cases={
            "text is not bytes": ({**_texts("[]"), "text": "[]"}, "text must be a 1-D uint8 array, not str"),
            "a span beyond the text": (
                {**_texts("[]"), "spans": np.array([[0, 2], [1, 3]])},
                r"row 1: spans must begin and end within text \(0 to 2\), found \(1, 3\)",
            ),
            "a span that ends before it begins": (
                {**_texts("[]"), "spans": np.array([[1, 0]])},
                "spans must begin and end within text",
            ),
        },
        invariants={"what cannot be used leaves nothing": _consistent},
    ),
    KernelSpec(
        family="segmentation",
        name="ring_measures",
        facade=segmentation.ring_measures,
        reference=reference.ring_measures,
        sample=_ring_sample,
        edge_cases={
            "no rings": _rings(),
            "a ring without points": _rings([], [1, 2], []),
            "one point, two points": _rings([3, 4], [1, 2, 3, 4]),
            "both directions": _rings([0, 0, 0, 2, 3, 2, 3, 0], [0, 0, 3, 0, 3, 2, 0, 2]),
            "signed zeros": _rings([-0.0, 0.0, 0.0, -0.0, 0.0, 0.0]),
            "beyond the range of products": _rings([1e200, 1e200, -1e200, 1e200, 0, -1e200]),
            "63, 64 and 65 points": _rings(*([float(k % 7) for k in range(2 * n)] for n in (63, 64, 65))),
        },
        invalid_cases={
            "points are not pairs": (
                {**_rings(), "points": np.zeros((0, 3))},
                "points must be a 2-D float64 array with 2 columns",
            ),
        },
        invariants={"extents are ordered": lambda _, result: not np.any(result[0][:, :2] > result[0][:, 2:])},
    ),
    KernelSpec(
        family="segmentation",
        name="scan_annotations",
        facade=segmentation.scan_annotations,
        reference=reference.scan_annotations,
        sample=_document_sample,
        edge_cases={name: _document(text) for name, text in _DOCUMENTS.items()},
        invalid_cases={"text is str": ({"text": "[]"}, "text must be a 1-D uint8 array, not str")},
        invariants={"the place is that of a list": _places_its_list},
    ),
)
