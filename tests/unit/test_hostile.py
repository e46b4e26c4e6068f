"""Input made to break things: every way in gives the right value or a clear error, in bounded memory and time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError, LabelGaugeError
from labelgauge.kernels import detection, rle
from labelgauge.kernels._registry import KERNELS

MOST = 2**32 - 1
HUGE = [(1, MOST), (MOST, 1), (65535, 65537), (2, 2**31 - 1), (2**31 - 1, 2), (3, 2**30)]
LINUX = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc/self/statm to bound memory")

LIMITED = """
import json, resource
import numpy as np
import labelgauge as lg
from labelgauge.errors import LabelGaugeError

def masks(size, *runs):
    counts = np.concatenate([np.array(of_one, dtype=np.uint32) for of_one in runs])
    offsets = np.cumsum([0, *map(len, runs)])
    return lg.Masks(counts, offsets, np.tile(np.array([size], dtype=np.int64), (len(runs), 1)))

def answer(call):
    try:
        return call()
    except LabelGaugeError as error:
        return f"{{type(error).__name__}}: {{error}}"

one = lg.Masks.from_dense(np.eye(3, dtype=bool))
lg.iou(one, one), lg.boundary_iou(one, one)  # everything is loaded before the limit is set
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + {mebibytes} * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
"""


def limited(code: str, mebibytes: int) -> Any:
    """What `code` leaves in `result`, run in a process that may take so much more memory than it has when loaded."""
    script = LIMITED.format(mebibytes=mebibytes) + textwrap.dedent(code) + "\nprint(json.dumps(result))\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


# --- counts and strings


class _Saboteur:
    """A key that is taken for `name`'s until it is compared with it; then it runs `sabotage` and differs."""

    def __init__(self, name: str, sabotage: Callable[[], None]) -> None:
        self.name, self.sabotage = name, sabotage

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        self.sabotage()
        return False


@pytest.mark.parametrize("key", ["size", "counts"])
def test_items_that_change_while_they_are_read(key: str) -> None:
    item: dict[Any, Any] = {}
    items: list[Any] = [item, *({"size": [2, 2], "counts": b"4"} for _ in range(50))]
    item |= {_Saboteur(key, items.clear): 0, _Saboteur(key, item.clear): 0, "size": [2, 2], "counts": b"4" * 1000}
    text, offsets, sizes = rle.join_strings(items)
    assert (items, len(sizes), len(text)) == ([], 0, 0)
    assert offsets.tolist() == [0]


def test_a_key_that_cannot_be_compared() -> None:
    def fail() -> None:
        message = "not comparable"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="not comparable"):
        lg.Masks.from_rle([{_Saboteur("size", fail): 0, "size": [2, 2], "counts": b"4"}])


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([2, 1], "do not sum to height × width"),
        ([2, 3], "do not sum to height × width"),
        ([], "do not sum to height × width"),
        ([5, -1], "do not sum to height × width"),
        ([-1, 5], "negative"),
        ([2**32, 4], "has more than 4294967295 pixels"),
        ([2**63 - 1, 5], "has more than 4294967295 pixels"),
        ([2**63, 4], "has more than 4294967295 pixels"),
        ([2**64 - 4, 4, 4], "has more than 4294967295 pixels"),
        ([4, 2**100], "has more than 4294967295 pixels"),
        ([2**32 - 4, 8], "do not sum to height × width"),
        ([2, -(2**63), 2], "negative"),
        ([2, -(2**100), 2], "negative"),
        (np.array([2**64 - 1, 5], dtype=np.uint64), "has more than 4294967295 pixels"),
        ([2.0, 2.0], "flat list of whole numbers"),
        ([True, True], "flat list of whole numbers"),
        ([[2, 2]], "flat list of whole numbers"),
        ([[2], [1, 1]], "flat list of whole numbers"),
        ([2, None], "flat list of whole numbers"),
        (["2", "2"], "flat list of whole numbers"),
        (4, "flat list of whole numbers"),
        ("2", "do not sum to height × width"),
        ("", "do not sum to height × width"),
        ("4P", "ends in the middle"),
        ("2" + "o" * 12 + "2", "has more than 4294967295 pixels"),
        ("o" * 11 + "?", "has more than 4294967295 pixels"),
        ("2 2", "character outside"),
        ("2\x00", "character outside"),
        ("2\ud800", "character outside"),
        (b"\xff", "character outside"),
        ("2O", "negative"),
    ],
)
def test_counts_that_are_no_mask(counts: Any, message: str) -> None:
    good = {"size": [2, 2], "counts": [1, 3]}
    with pytest.raises(InputError, match=message):
        lg.Masks.from_rle([good, {"size": [2, 2], "counts": counts}])


def test_ten_million_counts_that_never_fill_the_image() -> None:
    result = limited(
        """
        counts = np.zeros(10**7, dtype=np.int64)
        text = b"0" * 10**7
        result = [answer(lambda: lg.Masks.from_rle([{"size": [3, 3], "counts": c}])) for c in (counts, text)]
        """,
        mebibytes=512,
    )
    assert all("do not sum to height × width" in message for message in result)


@given(st.binary(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_any_string_decodes_or_says_why(text: bytes, height: int, width: int) -> None:
    item = {"size": [height, width], "counts": text}
    try:
        masks = lg.Masks.from_rle([item])
    except GeometryError:
        return
    assert masks.to_dense().shape == (1, height, width)
    assert lg.Masks.from_rle(masks.to_rle()) == masks


@given(st.lists(st.integers(-(2**70), 2**70) | st.integers(0, 9), max_size=6), st.integers(0, 6), st.integers(0, 6))
def test_any_counts_decode_or_say_why(counts: list[int], height: int, width: int) -> None:
    legal = all(count >= 0 for count in counts) and sum(counts) == height * width
    item = {"size": [height, width], "counts": counts}
    if legal:
        assert lg.Masks.from_rle([item]).area.tolist() == [sum(counts[1::2])]
    else:
        with pytest.raises(GeometryError, match="mask 0: "):
            lg.Masks.from_rle([item])


# --- sizes of images

TOO_LARGE = [(2**16, 2**16), (1, 2**32), (2**62, 2**62), (2**62, 0), (0, 2**62), (10**30, 0), (10**30, 10**30)]


@pytest.mark.parametrize("size", TOO_LARGE)
def test_images_of_too_many_pixels(size: tuple[int, int]) -> None:
    with pytest.raises(GeometryError, match="is too large: at most 4294967295 fit"):
        lg.Masks.from_rle([{"size": size, "counts": "4"}])
    with pytest.raises(GeometryError, match="is too large: at most 4294967295 fit"):
        lg.Masks.from_polygons([[[0, 0, 4, 0, 4, 4]]], size)
    if max(size) < 2**63:
        with pytest.raises(GeometryError, match="is too large: at most 4294967295 fit"):
            lg.Masks(np.array([0], dtype=np.uint32), np.array([0, 1]), np.array([size]))


@pytest.mark.parametrize("make", [lg.Masks.from_dense, lg.Masks.from_label_map])
def test_arrays_of_too_many_pixels(make: Callable[[Any], lg.Masks]) -> None:
    with pytest.raises(GeometryError, match="an image of 65536×65536 pixels is too large"):
        make(np.broadcast_to(np.uint8(1), (2**16, 2**16)))


@pytest.mark.parametrize("factor", [2, 2**40, 2**62])
def test_enlarging_beyond_the_largest_image(factor: int) -> None:
    masks = lg.Masks(np.array([MOST], dtype=np.uint32), np.array([0, 1]), np.array([[1, MOST]]))
    with pytest.raises(GeometryError, match="is too large"):
        masks.enlarge(factor)


@pytest.mark.parametrize("size", [(0, 0), (0, 7), (7, 0), (0, MOST), (MOST, 0)])
def test_images_without_pixels(size: tuple[int, int]) -> None:
    height, width = size
    dictionaries = lg.Masks.from_rle([{"size": size, "counts": ""}, {"size": size, "counts": []}])
    drawn = lg.Masks.from_polygons([[[0, 0, 4, 0, 4, 4]], []], size)
    assert dictionaries == drawn == lg.Masks.from_dense(np.zeros((2, *size), dtype=bool))
    assert drawn.area.tolist() == [0, 0]
    assert drawn.to_dense().shape == (2, *size)
    assert drawn.boxes.corners.tolist() == [[0, 0, 0, 0]] * 2
    assert drawn.perimeter().tolist() == drawn.hull_area().tolist() == [0, 0]
    assert np.isnan(drawn.centroid).all()
    assert len(drawn.to_polygons()) == 2
    for same in (drawn.erode(1), drawn.dilate(1), drawn.complement(), drawn.fill_holes(), drawn.difference(drawn)):
        assert same == drawn
    for same in (drawn.flip_rows(), drawn.flip_columns(), drawn.shrink(1), drawn.enlarge(1), drawn.translate(1, 1)):
        assert same == drawn
    assert drawn.transpose().size == drawn.rot90().size == (width, height)
    assert len(drawn.components()[0]) == 0
    assert lg.boundary(drawn, width=1) == drawn
    for metric in (lg.iou, lg.dice, lg.boundary_iou):
        assert np.isnan(metric(drawn, drawn)).all()
        assert metric(drawn, drawn, empty="coco").tolist() == [[0.0, 0.0]] * 2


PER_MASK: dict[str, Callable[[lg.Masks], Any]] = {
    "area": lambda m: m.area,
    "boxes": lambda m: m.boxes.corners,
    "perimeter": lg.Masks.perimeter,
    "raw_moments": lg.Masks.raw_moments,
    "central_moments": lg.Masks.central_moments,
    "hull_area": lg.Masks.hull_area,
    "n_components": lg.Masks.n_components,
    "n_holes": lg.Masks.n_holes,
    "euler_number": lg.Masks.euler_number,
    "to_rle": lg.Masks.to_rle,
    "complement": lg.Masks.complement,
    "fill_holes": lg.Masks.fill_holes,
    "erode": lambda m: m.erode(1),
    "dilate": lambda m: m.dilate(1.5, metric="euclidean"),
    "flip_rows": lg.Masks.flip_rows,
    "flip_columns": lg.Masks.flip_columns,
    "transpose": lg.Masks.transpose,
    "rot90": lambda m: m.rot90(3),
    "enlarge": lambda m: m.enlarge(3),
    "shrink": lambda m: m.shrink(2, rule="majority"),
    "crop": lambda m: m.crop([1, 1, 5, 4]),
    "translate": lambda m: m.translate(2, -1),
    "pad": lambda m: m.pad(2),
    "boundary": lambda m: lg.boundary(m, width=1),
    "paired_iou": lambda m: lg.iou(m, m, paired=True),
    "paired_boundary_iou": lambda m: lg.boundary_iou(m, m, paired=True),
}


@pytest.mark.parametrize("name", PER_MASK)
def test_a_batch_of_many_sizes_is_taken_mask_by_mask(name: str) -> None:
    rng = np.random.default_rng(5)
    sizes = [(3, 5), (1, 70), (70, 1), (64, 64), (65, 63), (6, 6), (9, 2)]
    parts = [lg.Masks.from_dense(rng.random(size) < 0.6) for size in sizes]
    together = PER_MASK[name](lg.Masks.concatenate(parts))
    apart = [PER_MASK[name](part) for part in parts]
    if isinstance(together, lg.Masks):
        assert together == lg.Masks.concatenate(apart)
    elif isinstance(together, list):
        assert together == [item for items in apart for item in items]
    else:
        np.testing.assert_array_equal(together, np.concatenate(apart))


@pytest.mark.parametrize(
    "call",
    [
        lg.iou,
        lg.dice,
        lambda gold, candidate: lg.coverage(gold, candidate, of="gold"),
        lg.boundary_iou,
        lg.boundary_f,
        lambda gold, candidate: lg.iou(gold, candidate, sparse=True),
        lambda gold, candidate: lg.iou(gold[:1], candidate[:1], paired=True),
        lambda gold, candidate: lg.trimap_iou(gold[:1], candidate[:1], width=1),
        lambda gold, candidate: gold[:1].difference(candidate[:1]),
        lambda gold, candidate: gold[:1].symmetric_difference(candidate[:1]),
        lambda gold, candidate: lg.Masks.concatenate([gold, candidate]).union(),
        lambda gold, candidate: lg.Masks.concatenate([gold, candidate]).intersection(),
        lambda gold, candidate: lg.Masks.concatenate([gold, candidate]).to_dense(),
    ],
)
def test_masks_of_two_sizes_cannot_be_compared(call: Callable[[lg.Masks, lg.Masks], Any]) -> None:
    gold, candidate = (lg.Masks.from_dense(np.ones((2, *size), dtype=bool)) for size in [(3, 4), (4, 3)])
    with pytest.raises(GeometryError, match=r"size|mask 2 is \(4, 3\), the first of its group \(3, 4\)"):
        call(gold, candidate)


# --- polygons


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("rule", ["coco", "center"])
def test_vertices_that_are_not_finite(number: float, rule: Any) -> None:
    ring = [0, 0, 4, number, 4, 4]
    with pytest.raises(GeometryError, match="point 4 is not finite"):
        lg.Masks.from_polygons([[[0, 0, 1, 0, 1, 1]], [ring]], (5, 5), rule=rule)
    with pytest.raises(GeometryError, match="point 1 is not finite"):
        lg.Polygons.from_rings([[ring]])


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=6, max_size=12).filter(
        lambda f: len(f) % 2 == 0
    )
)
def test_vertices_of_any_size_draw_something(ring: list[float]) -> None:
    for rule in ("coco", "center"):
        masks = lg.Masks.from_polygons([[ring]], (9, 11), rule=rule)
        assert masks.to_dense().shape == (1, 9, 11)


@LINUX
@pytest.mark.parametrize("rule", ["coco", "center"])
def test_a_ring_that_crosses_every_column_a_thousand_times(rule: str) -> None:
    """Held all at once, its 20 million crossings would take 240 MB, and more while they are collected."""
    result = limited(
        f"""
        n, width = 1000, 20_000
        x = np.where(np.arange(n) % 2 == 0, 0.0, width)
        ring = np.column_stack((x, np.linspace(0, 1000, n)))
        result = answer(lambda: lg.Masks.from_polygons([[ring]], (1000, width), rule={rule!r}).area.tolist())
        """,
        mebibytes=128,
    )
    assert result[0] == pytest.approx(20_000 * 1000 / 2, rel=0.3)


@LINUX
@pytest.mark.parametrize("rule", ["coco", "center"])
def test_a_million_points(rule: str) -> None:
    result = limited(
        f"""
        turn = np.linspace(0, 2 * np.pi, 10**6, endpoint=False)
        circle = 500 + 400 * np.column_stack((np.cos(turn), np.sin(turn)))
        masks = lg.Masks.from_polygons([[circle], [circle[::-1]]], (1000, 1000), rule={rule!r})
        result = masks.area.tolist()
        """,
        mebibytes=512,
    )
    assert result[0] == result[1] == pytest.approx(np.pi * 400**2, rel=1e-3)


# --- huge images


@LINUX
@pytest.mark.parametrize("size", HUGE)
def test_masks_of_few_runs_in_huge_images(size: tuple[int, int]) -> None:
    """Runs, areas, boxes, moments, overlap and moves follow the runs; answers are those of arithmetic by hand."""
    height, width = size
    result = limited(
        f"""
        height, width = size = {size}
        n = height * width
        batch = masks(size, [n], [0, n], [0, height, n - height] if width > 1 else [0, n], [n - 5, 5])
        result = {{
            "area": batch.area.tolist(),
            "boxes": batch.boxes.corners[1:3].tolist(),
            "rle": lg.Masks.from_rle(batch.to_rle()) == batch,
            "iou": lg.iou(batch, batch, empty="coco").tolist(),
            "sparse": len(lg.iou(batch, batch, sparse=True, threshold=0.5).value),
            "centroid": batch[:2].centroid[1].tolist(),
            "hull": batch.hull_area()[1:3].tolist(),
            "union": batch.union().area.tolist(),
            "minus": batch[1:2].difference(batch[3:]).area.tolist(),
            "complement": batch.complement().area.tolist(),
            "flips": batch.flip_rows().flip_columns().area.tolist(),
            "crop": batch.crop([0, 0, 1, 1]).area.tolist(),
            "outlines": batch[:3].to_polygons().points.shape[0],
            "dot": lg.Masks.from_polygons([[[0, 0, 1, 0, 1, 1, 0, 1]]], size, rule="center").area.tolist(),
            "coco_dot": lg.Masks.from_polygons([[[0, 0, 1, 0, 1, 1, 0, 1]]], size).area.tolist(),
        }}
        """,
        mebibytes=64,
    )
    n = height * width
    assert result["area"] == result["flips"] == [0, n, height, 5]
    assert result["boxes"] == [[0, 0, width, height], [0, 0, 1, height]]
    assert result["rle"]
    assert result["iou"][1] == [0, 1, height / n, 5 / n]
    assert result["sparse"] == sum(value >= 0.5 for row in result["iou"] for value in row)
    assert result["centroid"] == [width / 2, height / 2]
    assert result["hull"] == [n, height]
    assert result["union"] == [n]
    assert result["minus"] == [n - 5]
    assert result["complement"] == [n, 0, n - height, n - 5]
    assert result["crop"] == [0, 1, 1, int(n == 5)]
    assert result["outlines"] == 8
    assert result["dot"] == result["coco_dot"] == [1]


@LINUX
@pytest.mark.parametrize("size", [(1, MOST), (2, 2**31 - 1)])
def test_what_needs_pixels_says_so_in_thin_huge_images(size: tuple[int, int]) -> None:
    result = limited(
        f"""
        size = {size}
        batch = masks(size, [0, size[0] * size[1]])
        calls = [batch.dilate, batch.erode, lambda r: batch.dilate(r, metric="euclidean"), lambda r: batch.perimeter(),
                 lambda r: batch.components(), lambda r: batch.n_holes(), lambda r: batch.fill_holes(),
                 lambda r: batch.euler_number(), lambda r: lg.boundary_f(batch, batch)]
        result = [answer(lambda: str(type(call(1)))) for call in calls]
        """,
        mebibytes=256,
    )
    expected = "MiB to work on, and at most 1024 MiB are used for one. Crop it, or split its image into tiles."
    erosion = result.pop(1)  # of so thin a mask nothing is left, which needs no pixels
    assert erosion == "<class 'labelgauge.geometry.masks.Masks'>"
    assert all(message.startswith("TooLargeError: a mask takes about ") for message in result), result
    assert all(message.endswith(expected) for message in result)


@LINUX
def test_a_matrix_that_does_not_fit_memory() -> None:
    result = limited(
        """
        many = lg.Masks(np.full(10**5, 4, dtype=np.uint32), np.arange(10**5 + 1), np.full((10**5, 2), 2))
        try:
            lg.iou(many, many)
            result = "no error"
        except MemoryError:
            result = len(lg.iou(many, many, sparse=True).value)
        """,
        mebibytes=256,
    )
    assert result == 0


# --- drawn in strips, transposed in strips, intersected along runs: the same answers as otherwise


@pytest.mark.parametrize("rule", ["coco", "center"])
def test_a_wide_image_equals_its_windows(rule: Any) -> None:
    """More crossings than are held at once, so that the image is drawn in strips."""
    rng = np.random.default_rng(11)
    width = 2**20
    rings = []
    for _ in range(3):
        x = np.sort(rng.integers(0, 2 * width, 40)) / 2
        y = rng.integers(-8, 40, 40) / 2
        rings.append(np.column_stack((np.append(x, [width, 0]), np.append(y, [40, 33]))))
    whole = lg.Masks.from_polygons([rings], (16, width), rule=rule)
    for left in range(0, width, width // 8):
        window = lg.Masks.from_polygons([[ring - [left, 0] for ring in rings]], (16, width // 8), rule=rule)
        assert window.area[0] > 0
        assert whole.crop([left, 0, left + width // 8, 16]) == window


@pytest.mark.parametrize("size", [(3, 500_000), (500_000, 3), (1200, 1300)])
def test_transposing_much(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    dense = rng.random(size) < 0.5
    masks = lg.Masks.from_dense(dense)
    assert masks.transpose() == lg.Masks.from_dense(np.ascontiguousarray(dense.T))
    assert masks.transpose().transpose() == masks


def test_overlap_of_long_runs_and_of_many() -> None:
    """In a flat and wide image masks of few runs stay runs, and meet masks in all other forms."""
    rng = np.random.default_rng(8)
    size = (8, 30_000)
    dense = np.zeros((7, *size), dtype=bool)
    dense[0] = True
    dense[1, :, 100:20_000] = True
    dense[2, :, 15_000:] = True
    dense[3, 2:5, 50:90] = True
    dense[4] = rng.random(size) < 0.5
    dense[5, :, 7000:7400] = rng.random((8, 400)) < 0.5
    masks = lg.Masks.from_dense(dense)
    shared = np.einsum("ihw,jhw->ij", dense.astype(np.int64), dense.astype(np.int64))
    area = np.diag(shared)
    union = area[:, np.newaxis] + area - shared
    np.testing.assert_array_equal(lg.iou(masks, masks, empty="coco"), shared / np.maximum(union, 1))


# --- Ctrl-C


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child alone")
@pytest.mark.parametrize(
    "call",
    [
        "lg.Masks.from_polygons([[[0, 0, n, 0, n, 1, 0, 1]]], (1, n), rule='coco')",
        "lg.Masks.from_polygons([[[0, 0, n, 0, n, 1, 0, 1]]], (1, n), rule='center')",
        "lg.Masks(np.array([0, n], np.uint32), np.array([0, 2]), np.array([[n, 1]])).transpose()",
        "lg.Masks(np.array([0, n], np.uint32), np.array([0, 2]), np.array([[1, n]])).shrink(2)",
    ],
)
def test_one_huge_mask_can_be_interrupted(call: str) -> None:
    code = "import numpy as np, labelgauge as lg\nlg.Masks.from_polygons\nn = 2**32 - 1\nprint('ready', flush=True)\n"
    child = subprocess.Popen(
        [sys.executable, "-c", code + call], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    begin = time.monotonic()
    _, errors = child.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors
    assert time.monotonic() - begin < 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child alone")
def test_one_huge_category_can_be_interrupted() -> None:
    code = """
    import numpy as np
    from labelgauge.kernels import detection
    n, cuts = 20_000, np.arange(1, 3001)
    outcome = np.ones((4, 10, n), np.uint8)
    levels = np.linspace(0, 1, 101)
    arguments = np.array([0, n]), np.zeros(n, np.int64), np.zeros(n), outcome, np.full((1, 4), n), levels, cuts
    print("ready", flush=True)
    detection.precision_recall(*arguments)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    begin = time.monotonic()
    _, errors = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert time.monotonic() - begin < 5


# --- more of something than there is


def test_more_drawn_detections_than_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = next(spec for spec in KERNELS if spec.name == "precision_draws")
    arguments = spec.sample(np.random.default_rng(0), 100)
    arguments["weights"] = np.full_like(arguments["weights"], 3)
    n = len(arguments["score"])
    monkeypatch.setattr(detection, "MOST_DRAWN", 3 * n)
    detection.precision_draws(**arguments)
    monkeypatch.setattr(detection, "MOST_DRAWN", 3 * n - 1)
    with pytest.raises(InputError, match=f"{n} detections, drawn up to 3 times each, may be more than {3 * n - 1}"):
        detection.precision_draws(**arguments)


@LINUX
@pytest.mark.parametrize(
    "call",
    [
        "agreement.unit_patterns(np.zeros(4, np.int64), np.zeros(0, np.int32), 2**31)",
        "agreement.pair_counts(np.zeros(4, np.int64), *np.zeros((2, 0), np.int32), 100_000, 2)",
        "detection.score_order(np.zeros(1, np.int64), np.zeros(1, np.int64), np.ones(1), 2**63, 10**9)",
        "detection.score_order(np.full(1, 2**62), np.full(1, 10**9), np.ones(1), 2**63, 10**12)",
        "rle.decode_json_strings(text, np.array([[0, len(text)]]), np.array([[2000, 2000]]))",
    ],
)
def test_memory_is_for_what_is_there(call: str) -> None:
    result = limited(
        f"""
        from labelgauge.kernels import agreement, detection, rle
        text = np.frombuffer(b"1" * 4_000_000, np.uint8)
        result = len({call})
        """,
        200,
    )
    assert result > 0


# --- label maps


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lg.confusion_matrix([0.0], [0.0], n_classes=1), "integer array"),
        (lambda: lg.confusion_matrix([np.nan], [0], n_classes=1), "integer array"),
        (lambda: lg.confusion_matrix([0], [[0]], n_classes=1), "one shape"),
        (lambda: lg.confusion_matrix([0, 5], [0, 0], n_classes=2), "label 5"),
        (lambda: lg.confusion_matrix([0, 0], [0, -1], n_classes=2), "label -1"),
        (lambda: lg.confusion_matrix([0], [0], n_classes=-1), "n_classes"),
        (lambda: lg.confusion_matrix([0], [0], n_classes=2**40), "n_classes"),
        (lambda: lg.confusion_matrix([0], [0], n_classes=2, ignore=2**70), "ignore"),
        (lambda: lg.confusion_matrix(np.array([2**63], np.uint64), [0], n_classes=2), "do not fit int64"),
        (lambda: lg.contingency(["a"], ["b"]), "integer array"),
        (lambda: lg.contingency([2**70], [0]), "integer array"),
        (lambda: lg.contingency([0], [0], ignore=2**70), "ignore"),
        (lambda: lg.contingency([0], [0], ignore=0.5), "ignore"),
        (lambda: lg.contingency([0], [0], ignore=[[0]]), "ignore"),
        (lambda: lg.mean_iou([[2**63, 1], [1, 1]]), "counts"),
        (lambda: lg.mean_iou([[2**62, 2**62], [2**62, 2**62]]), "counts"),
        (lambda: lg.mean_iou([[0.5]]), "counts"),
        (lambda: lg.mean_iou([[-1]]), "negative"),
        (lambda: lg.mean_iou([1]), "counts"),
        (lambda: lg.PanopticMap([[1.5]], []), "integer array"),
        (lambda: lg.PanopticMap([[1]], [{"id": 2**70, "category_id": 1}]), "whole numbers"),
        (lambda: lg.PanopticMap([[1]], [{"id": 1, "category_id": 2**63}]), "whole numbers"),
        (lambda: lg.PanopticMap([[1]], [{"id": 1}]), "id and category_id"),
        (lambda: lg.PanopticMap([[1]], 7), "id and category_id"),
        (lambda: lg.PanopticMap([[1]], [{"id": 1, "category_id": 1}], void=2**70), "void"),
        (lambda: lg.PanopticMap([[1]], [{"id": 1, "category_id": 1}], void="0"), "void"),
        (lambda: lg.Masks.from_label_map(np.array([[2**63]], np.uint64)), "do not fit int64"),
        (lambda: lg.Masks.from_label_map(np.zeros((1, 1), int), [2**70]), "fit int64"),
    ],
)
def test_label_maps_that_are_none(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(LabelGaugeError, match=message):
        call()


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), ()])
def test_label_maps_of_any_number_of_pixels(shape: tuple[int, ...]) -> None:
    labels = np.zeros(shape, dtype=np.uint8)
    assert lg.confusion_matrix(labels, labels, n_classes=1).tolist() == [[labels.size]]
    assert lg.contingency(labels, labels).n == labels.size


@LINUX
def test_as_many_labels_as_pixels() -> None:
    result = limited(
        """
        labels = np.random.default_rng(0).permutation(2**20).reshape(1024, 1024) * 2**40
        table = lg.contingency(labels, labels.T)
        masks = lg.Masks.from_label_map(labels[:64, :64])
        result = [table.n, len(table.count), lg.rand_index(table), len(masks), masks.area.sum().item()]
        """,
        mebibytes=512,
    )
    assert result == [2**20, 2**20, 1.0, 4096, 4096]
