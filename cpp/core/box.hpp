// Upright boxes with areas of their own, which rounding may have made differ from width times height.
#pragma once

#include <algorithm>
#include <cstddef>

#include "core/types.hpp"

namespace labelgauge {

struct Box {
  double x0, y0, x1, y1, area;
};

// A batch of boxes, borrowed from the caller.
struct BoxBatch {
  In<double> corners;  // 4n: x0, y0, x1, y1
  In<double> areas;    // n

  [[nodiscard]] std::size_t size() const { return areas.size(); }
  [[nodiscard]] Box at(std::size_t i) const {
    return {corners[4 * i], corners[4 * i + 1], corners[4 * i + 2], corners[4 * i + 3], areas[i]};
  }
};

// 0 for boxes that do not share any, and where a corner is NaN.
[[nodiscard]] inline double shared_area(const Box& a, const Box& b) {
  const double width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
  const double height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
  return width > 0 && height > 0 ? width * height : 0;
}

}  // namespace labelgauge
