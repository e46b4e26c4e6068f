// The lattice points of a mask, each with the four pixels around it, counted by kind 64 at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/packed.hpp"
#include "core/runs.hpp"
#include "core/types.hpp"

namespace labelgauge {

// How many lattice points have which pixels inside.
struct CornerCounts {
  std::int64_t one = 0;
  std::int64_t three = 0;
  std::int64_t diagonal = 0;      // two that only touch
  std::int64_t along_row = 0;     // two side by side: the outline passes along a row of pixels
  std::int64_t along_column = 0;  // two one above the other
};

// The four pixels around 64 lattice points of one lattice column.
struct CornerWords {
  std::uint64_t above_left;
  std::uint64_t above_right;
  std::uint64_t left;
  std::uint64_t right;
};

inline void count(const CornerWords& p, CornerCounts& counts) {
  const auto bits = [](std::uint64_t word) { return static_cast<std::int64_t>(std::popcount(word)); };
  const std::uint64_t above_differ = p.above_left ^ p.above_right;
  const std::uint64_t below_differ = p.left ^ p.right;
  const std::uint64_t odd = above_differ ^ below_differ;
  const std::uint64_t three = odd & ((p.above_left & p.above_right) | (p.left & p.right));
  const std::uint64_t both_differ = above_differ & below_differ;
  counts.one += bits(odd & ~three);
  counts.three += bits(three);
  counts.diagonal += bits(both_differ & (p.above_left ^ p.left));
  counts.along_column += bits(both_differ & ~(p.above_left ^ p.left));
  counts.along_row += bits(~above_differ & ~below_differ & (p.above_left ^ p.left));
}

// Counts the lattice points of a mask; what lies outside the image is background.
inline CornerCounts count_corners(In<std::uint32_t> runs, std::int64_t height, PackedColumns& packed) {
  CornerCounts counts;
  const PixelBox box = bounds(runs, height);
  if (box.empty()) {
    return counts;
  }
  // One more row and column, so that there is a pixel below and to the right of every lattice point.
  packed.pack(runs, height, {box.x0 - 1, box.y0, box.x1 + 1, box.y1 + 1});
  for (std::size_t c = 1; c < packed.columns(); ++c) {
    const std::uint64_t* left = packed.column(c - 1);
    const std::uint64_t* right = packed.column(c);
    std::uint64_t left_carry = 0;
    std::uint64_t right_carry = 0;
    for (std::size_t w = 0; w < packed.words(); ++w) {
      count({(left[w] << 1U) | left_carry, (right[w] << 1U) | right_carry, left[w], right[w]}, counts);
      left_carry = left[w] >> 63U;
      right_carry = right[w] >> 63U;
    }
  }
  return counts;
}

}  // namespace labelgauge
