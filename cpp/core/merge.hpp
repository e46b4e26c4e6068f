// Two masks of one size combined pixel by pixel, directly on their runs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/runs.hpp"
#include "core/types.hpp"

namespace labelgauge {

// Calls body(length, in a, in b) for the longest pieces in which neither mask changes colour, in order. Both are
// canonical and fill the same image.
template <class Body>
void for_each_piece(In<std::uint32_t> a, In<std::uint32_t> b, Body&& body) {
  std::size_t i = 0;
  std::size_t j = 0;
  std::uint32_t left_a = a[0];
  std::uint32_t left_b = b[0];
  while (true) {  // both fill the same image, so they end together
    const std::uint32_t step = std::min(left_a, left_b);
    body(step, (i & 1U) != 0, (j & 1U) != 0);
    left_a -= step;
    left_b -= step;
    if (left_a == 0) {
      if (++i == a.size()) {
        break;
      }
      left_a = a[i];
    }
    if (left_b == 0) {
      if (++j == b.size()) {
        break;
      }
      left_b = b[j];
    }
  }
}

// Appends the runs of combine(pixel of a, pixel of b).
template <class Combine>
void merge_runs(In<std::uint32_t> a, In<std::uint32_t> b, std::vector<std::uint32_t>& out, Combine&& combine) {
  RunWriter writer(out);
  for_each_piece(a, b, [&](std::uint32_t length, bool in_a, bool in_b) { writer.add(length, combine(in_a, in_b)); });
}

// Pixels that both masks have.
[[nodiscard]] inline std::uint64_t shared_pixels(In<std::uint32_t> a, In<std::uint32_t> b) {
  std::uint64_t total = 0;
  for_each_piece(a, b, [&](std::uint32_t length, bool in_a, bool in_b) { total += in_a && in_b ? length : 0; });
  return total;
}

}  // namespace labelgauge
