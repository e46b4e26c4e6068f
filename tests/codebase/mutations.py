"""Small faults, one at a time, for the equivalence tests to notice: a flipped comparison, a lost carry, off by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One fault: in `file`, `before` (which stands there exactly once) becomes `after`; `families` should notice."""

    what: str
    file: str
    before: str
    after: str
    families: tuple[str, ...]


MUTATIONS = (
    Mutation("a difference begins one number early", "core/rle_strings.cpp", "if (i > 2) {", "if (i > 1) {", ("rle",)),
    Mutation(
        "the sign is carried one bit too far", "core/rle_strings.cpp", "<< (shift + 5);", "<< (shift + 6);", ("rle",)
    ),
    Mutation(
        "an empty run passes",
        "core/rle_strings.cpp",
        "irregular |= count + not_first;",
        "irregular |= count;",
        ("rle",),
    ),
    Mutation(
        "one character too many belongs to the alphabet",
        "core/rle_strings.cpp",
        "(0x7F - 'o')",
        "(0x7F - 'p')",
        ("rle",),
    ),
    Mutation(
        "an intersection is a union",
        "core/rle.cpp",
        "return a && b;",
        "return a || b;",
        ("rle",),
    ),
    Mutation(
        "pixels seen before the end of a line are not shifted out",
        "simd/loops.inl",
        "sizeof(Pixel)) >> (64 - rest)",
        "sizeof(Pixel)) >> (63 - rest)",
        ("rle",),
    ),
    Mutation(
        "a column does not know the last pixel of the one before",
        "core/dense.cpp",
        "static_cast<std::uint64_t>((*word & last_row) != 0)",
        "0",
        ("rle",),
    ),
    Mutation(
        "a crowd divides by the wrong side",
        "core/ratio.hpp",
        "(crowd ? candidate : candidate + gold",
        "(crowd ? gold : candidate + gold",
        ("overlap",),
    ),
    Mutation(
        "boxes share what is outside one of them",
        "core/overlap.cpp",
        "std::min(a.x1, b.x1) - std::max(a.x0, b.x0)",
        "std::min(a.x1, b.x1) - std::min(a.x0, b.x0)",
        ("overlap",),
    ),
    Mutation("the widest box is forgotten", "core/overlap.cpp", "box[0] - widest,", "box[0],", ("overlap",)),
    Mutation(
        "a ball has no rows behind it",
        "core/volume_ball.cpp",
        "row.look(slice - b.slices, line - b.rows, b.reach);",
        "row.look(slice - b.slices, line + b.rows, b.reach);",
        ("boundary",),
    ),
    Mutation(
        "the last plane that two masks share is lost",
        "core/crops.cpp",
        "(common.y1 + 63) / 64;",
        "common.y1 / 64;",
        ("overlap",),
    ),
    Mutation(
        "a stretch that ends where a plane ends is never closed",
        "core/crops.cpp",
        "std::uint64_t{row < 64 * planes}",
        "std::uint64_t{row % 64 != 0}",
        ("overlap",),
    ),
    Mutation(
        "the inside does not go on in the next plane",
        "simd/loops.inl",
        "plane == 0 ? 0 : 1;",
        "0;",
        ("overlap",),
    ),
    Mutation(
        "layers of the other mask meet bits one row early",
        "simd/loops.inl",
        "end > top ? end - top : 0;",
        "end >= top ? end - top + 1 : 0;",
        ("overlap",),
    ),
    Mutation(
        "intervals that miss each other wrap around",
        "simd/loops.inl",
        "total += end > begin ? end - begin : 0;",
        "total += end - begin;",
        ("overlap",),
    ),
    Mutation(
        "columns of the other mask are read at the wrong stride",
        "simd/loops.inl",
        "b + column * b_stride",
        "b + column * a_stride",
        ("overlap",),
    ),
    Mutation(
        "the ring of three points is poor",
        "core/segmentation.cpp",
        "coordinates < 6",
        "coordinates <= 6",
        ("segmentation",),
    ),
    Mutation(
        "a negative height passes",
        "core/segmentation.cpp",
        "if (*side < 0) {",
        "if (*side < -1) {",
        ("segmentation",),
    ),
    Mutation("the lightest edge of a star is taken", "core/assign.cpp", "max_element(", "min_element(", ("assign",)),
    Mutation(
        "a row without need keeps its column",
        "core/assign.cpp",
        "if (holder == none || row_dual_[static_cast<std::size_t>(holder)] == 0) {",
        "if (holder == none) {",
        ("assign",),
    ),
    Mutation(
        "a column that is taken is taken again",
        "core/assign.cpp",
        "slack(k) == 0 && fixed_column_[column_[k]] == 0 && fix(",
        "slack(k) == 0 && fix(",
        ("assign",),
    ),
    Mutation("draws begin at zero", "core/bootstrap.cpp", "+ (d + 1) * 0x9E37", "+ d * 0x9E37", ("bootstrap",)),
    Mutation(
        "weights of the image before are kept",
        "core/bootstrap.cpp",
        "if (i == first || keys[i] != keys[i - 1]) {",
        "if (i == first) {",
        ("bootstrap",),
    ),
    Mutation(
        "a run ends one pixel late",
        "core/labels.hpp",
        "body(begin, positions_[k]);",
        "body(begin, positions_[k] + 1U);",
        ("contingency",),
    ),
    Mutation(
        "another label is ignored",
        "simd/loops.inl",
        "labels[i] == ignore ? ignore_code",
        "labels[i] == classes ? ignore_code",
        ("contingency",),
    ),
    Mutation(
        "what one of two masks of long runs has is shared",
        "core/merge.hpp",
        "in_a && in_b ? length",
        "in_a || in_b ? length",
        ("overlap",),
    ),
    Mutation(
        "the first column of a strip's second half is lost",
        "core/strip.hpp",
        "{strip.height, middle, strip.end}",
        "{strip.height, middle + 1, strip.end}",
        ("transform",),
    ),
    Mutation(
        "a run that goes on into the next chunk is forgotten",
        "core/contingency.cpp",
        "if (scratch.marks.data()[0] != 0) {\n      scratch.pairs",
        "if (scratch.marks.data()[0] == 0) {\n      scratch.pairs",
        ("contingency",),
    ),
    Mutation(
        "a mask that reaches the last pixel gets one run more",
        "core/contingency.cpp",
        "reached[slot] < total || ",
        "reached[slot] <= total || ",
        ("contingency",),
    ),
    Mutation(
        "a falling edge counts its lower sample",
        "core/coco_edges.hpp",
        "(slope < 0 ? 3 : 2)",
        "(slope < 0 ? 2 : 2)",
        ("raster",),
    ),
    Mutation(
        "a steep edge is estimated, not settled",
        "core/coco_edges.hpp",
        "while (t > 1 && reached(t - 1)) {",
        "while (t < 0) {",
        ("raster",),
    ),
    Mutation(
        "rings are laid end to end, not united",
        "core/ring_union.hpp",
        "std::max(interval.begin, done)",
        "std::max(interval.begin, done + 1)",
        ("raster",),
    ),
    Mutation(
        "a centre on an edge belongs to the pixel above",
        "core/center_edges.hpp",
        "static_cast<double>(r) + 0.5}) < 0;",
        "static_cast<double>(r) + 0.5}) <= 0;",
        ("raster",),
    ),
    Mutation(
        "pixels that touch at a corner are connected",
        "core/outlines.cpp",
        "(same_row && !left_[l].begins)",
        "(same_row && left_[l].begins)",
        ("raster",),
    ),
    Mutation("an edge that ends on another passes", "core/ring_crossings.cpp", "d) <= 0 &&", "d) < 0 &&", ("raster",)),
    Mutation(
        "the carry between words is dropped",
        "core/packed.hpp",
        "(below[1] << (64 - shift))",
        "(below[0] << (64 - shift))",
        ("morphology",),
    ),
    Mutation(
        "the last step is too long",
        "core/packed.hpp",
        "std::min(known, columns + 1 - known)",
        "std::min(known, columns + 1)",
        ("boundary", "morphology"),
    ),
    Mutation(
        "corners are no contact",
        "core/stretches.hpp",
        "over_corners ? 1 : 0",
        "over_corners ? 0 : 0",
        ("morphology",),
    ),
    Mutation(
        "pixels that touch at a corner count once",
        "core/shape.cpp",
        "counts.three + 2 * counts.diagonal",
        "counts.three + counts.diagonal",
        ("shape",),
    ),
    Mutation(
        "half a block is a majority",
        "core/transform.cpp",
        "2 * sum > blocks.pixels",
        "2 * sum >= blocks.pixels",
        ("transform",),
    ),
    Mutation(
        "a crossing is sought on the wrong part of a side",
        "core/rectangles.hpp",
        "from.*other + share *",
        "to.*other + share *",
        ("rotated",),
    ),
    Mutation(
        "the other box is turned about the wrong way",
        "core/rectangles.hpp",
        "frame.cosine * dx + frame.sine * dy",
        "frame.cosine * dx - frame.sine * dy",
        ("rotated",),
    ),
    Mutation(
        "boxes in space end below their middle",
        "core/rotated.cpp",
        "height / 2 + other.height / 2 -",
        "height / 2 -",
        ("rotated",),
    ),
    Mutation(
        "the sides of a piece are taken for its middle",
        "core/area_sweep.hpp",
        "begin + (cut - begin) / 2",
        "begin + (cut - begin) / 3",
        ("polygon",),
    ),
    Mutation(
        "rings that are united are one",
        "core/area_sweep.hpp",
        "side.fill == Fill::united",
        "side.fill != Fill::united",
        ("polygon",),
    ),
    Mutation(
        "crossings are not looked for", "core/area_sweep.hpp", "k > 0 && leaving_", "k > 1 && leaving_", ("polygon",)
    ),
    Mutation(
        "hidden points count",
        "core/keypoint.cpp",
        "any_visible && visible[p] == 0",
        "any_visible && visible[p] > 1",
        ("keypoint",),
    ),
    Mutation(
        "points right of the box cost nothing",
        "core/keypoint.cpp",
        "coordinate - high);",
        "low - high);",
        ("keypoint",),
    ),
)
