// Two masks of one size combined pixel by pixel, directly on their runs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/runs.hpp"
#include "core/types.hpp"

namespace labelgauge {

// Appends the runs of combine(pixel of a, pixel of b). Both are canonical and fill the same image.
template <class Combine>
void merge_runs(In<std::uint32_t> a, In<std::uint32_t> b, std::vector<std::uint32_t>& out, Combine&& combine) {
  RunWriter writer(out);
  std::size_t i = 0;
  std::size_t j = 0;
  std::uint32_t left_a = a[0];
  std::uint32_t left_b = b[0];
  while (true) {  // both fill the same image, so they end together
    const std::uint32_t step = std::min(left_a, left_b);
    writer.add(step, combine((i & 1U) != 0, (j & 1U) != 0));
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

}  // namespace labelgauge
