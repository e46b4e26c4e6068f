"""Small faults, one at a time, which the equivalence tests must notice: a flipped comparison, a lost carry, off by one."""

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
    Mutation("a difference begins one number early", "core/rle.cpp", "if (i > 2) {", "if (i > 1) {", ("rle",)),
    Mutation("the sign is carried one bit too far", "core/rle.cpp", "<< (shift + 5);", "<< (shift + 6);", ("rle",)),
    Mutation(
        "an intersection is a union",
        "core/rle.cpp",
        "in_a || in_b : in_a && in_b",
        "in_a || in_b : in_a || in_b",
        ("rle",),
    ),
    Mutation(
        "a crowd divides by the wrong side",
        "core/overlap.cpp",
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
        "the last word of a column is lost",
        "core/crops.cpp",
        "word * 64 < end; ++word",
        "word * 64 + 64 < end; ++word",
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
    Mutation(
        "a column keeps its dual",
        "core/assign.cpp",
        "column_dual_[c] += best - distance_[c];",
        "column_dual_[c] += 0;",
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
)
