// Small pieces shared by everything that reads or writes the runs of one mask.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/types.hpp"

namespace labelgauge {

// Appends stretches of one colour to a vector as canonical runs: neighbours of one colour are joined, stretches of
// length zero leave no trace, and the first run is background even if it is empty.
class RunWriter {
 public:
  explicit RunWriter(std::vector<std::uint32_t>& out) : out_(out), begin_(out.size()) { out_.push_back(0); }

  void add(std::uint64_t length, bool inside) {
    if (length == 0) {
      return;
    }
    const bool last_inside = ((out_.size() - begin_) & 1U) == 0;
    if (inside == last_inside) {
      out_.back() += static_cast<std::uint32_t>(length);
    } else {
      out_.push_back(static_cast<std::uint32_t>(length));
    }
  }

 private:
  std::vector<std::uint32_t>& out_;
  std::size_t begin_;
};

[[nodiscard]] inline std::int64_t foreground(In<std::uint32_t> runs) {
  std::int64_t total = 0;
  for (std::size_t k = 1; k < runs.size(); k += 2) {
    total += runs[k];
  }
  return total;
}

// Half-open box of pixels; all zero when there is none.
struct PixelBox {
  std::int64_t x0 = 0;
  std::int64_t y0 = 0;
  std::int64_t x1 = 0;
  std::int64_t y1 = 0;

  [[nodiscard]] bool empty() const { return x1 <= x0 || y1 <= y0; }
  [[nodiscard]] std::int64_t width() const { return x1 - x0; }
  [[nodiscard]] std::int64_t height() const { return y1 - y0; }
};

[[nodiscard]] inline PixelBox intersection(const PixelBox& a, const PixelBox& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

// Box of the foreground. A run that passes from one column into the next holds the last row of one and the first row
// of the other, so it spans the full height.
[[nodiscard]] inline PixelBox bounds(In<std::uint32_t> runs, std::int64_t height) {
  PixelBox box;
  std::int64_t position = 0;
  std::int64_t column = 0;        // column of `position`
  std::int64_t column_start = 0;  // linear position of its first pixel
  bool any = false;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const std::int64_t end = position + static_cast<std::int64_t>(runs[k]);
    if ((k & 1U) == 1) {
      if (position - column_start >= height) {
        column = position / height;
        column_start = column * height;
      }
      const std::int64_t first_row = position - column_start;
      const std::int64_t last_column = end - column_start <= height ? column : (end - 1) / height;
      const std::int64_t y0 = last_column > column ? 0 : first_row;
      const std::int64_t y1 = last_column > column ? height : end - column_start;
      if (!any) {
        box = {column, y0, last_column + 1, y1};
        any = true;
      } else {
        box.y0 = std::min(box.y0, y0);
        box.y1 = std::max(box.y1, y1);
        box.x1 = last_column + 1;
      }
    }
    position = end;
  }
  return box;
}

}  // namespace labelgauge
