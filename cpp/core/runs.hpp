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

// Writes canonical runs from the linear positions, in ascending order, at which the colour changes; two changes at one
// position cancel.
class FlipWriter {
 public:
  explicit FlipWriter(std::vector<std::uint32_t>& out) : runs_(out) {}

  void flip(std::uint64_t position) {
    runs_.add(position - last_, inside_);
    last_ = position;
    inside_ = !inside_;
  }

  // Fills the image up with the colour that is left.
  void finish(std::uint64_t pixels) { runs_.add(pixels - last_, inside_); }

 private:
  RunWriter runs_;
  std::uint64_t last_ = 0;
  bool inside_ = false;
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

// Calls body(column, begin, end) for every run of foreground in order: it begins in row `begin` of `column`, and `end`
// is counted from the top of that column, so that a run which goes on in later columns ends beyond `height`.
template <class Body>
void for_each_foreground(In<std::uint32_t> runs, std::int64_t height, Body&& body) {
  std::int64_t column = 0;
  std::int64_t row = 0;
  for (std::size_t k = 1; k < runs.size(); k += 2) {
    row += static_cast<std::int64_t>(runs[k - 1]);
    // Most runs begin in the column at hand or the next one, either as likely: no branch for that.
    const auto next = static_cast<std::int64_t>(row >= height);
    column += next;
    row -= -next & height;
    if (row >= height) {
      column += row / height;
      row %= height;
    }
    const std::int64_t end = row + static_cast<std::int64_t>(runs[k]);
    body(column, row, end);
    row = end;
  }
}

// Calls body(first column, end column, begin, end) for the foreground in order: rows [begin, end) of every column of
// [first, end). A run makes at most three such blocks: whole columns in the middle, and parts of one column before and
// after them. Only whole columns come several at once.
template <class Body>
void for_each_block(In<std::uint32_t> runs, std::int64_t height, Body&& body) {
  for_each_foreground(runs, height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    if (end > height) {
      if (begin != 0) {
        body(column, column + 1, begin, height);
        ++column;
        begin = 0;
        end -= height;
      }
      if (const std::int64_t whole = end < height ? 0 : end / height; whole != 0) {
        body(column, column + whole, std::int64_t{0}, height);
        column += whole;
        end -= whole * height;
      }
    }
    if (begin < end) {
      body(column, column + 1, begin, end);
    }
  });
}

// Calls body(column, begin, end) for every stretch of foreground within one column, rows [begin, end), in order. A run
// that passes from one column into the next makes a stretch in each.
template <class Body>
void for_each_stretch(In<std::uint32_t> runs, std::int64_t height, Body&& body) {
  for_each_foreground(runs, height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    for (; end > height; end -= height) {
      body(column, begin, height);
      ++column;
      begin = 0;
    }
    body(column, begin, end);
  });
}

// How much foreground there is, and the box around it.
struct Extent {
  std::int64_t area = 0;
  PixelBox box;
};

// Columns of the box follow from the first and the last pixel; rows are followed run by run.
[[nodiscard]] inline Extent extent(In<std::uint32_t> runs, std::int64_t height) {
  if (runs.size() < 2) {
    return {};
  }
  std::int64_t row = 0;
  std::int64_t top = height;
  std::int64_t bottom = 0;
  std::int64_t outside = 0;
  std::int64_t area = 0;
  for (std::size_t k = 1; k < runs.size(); k += 2) {
    const auto gap = static_cast<std::int64_t>(runs[k - 1]);
    const auto length = static_cast<std::int64_t>(runs[k]);
    outside += gap;
    area += length;
    // Most runs begin in the column at hand or the next one, either as likely: no branch for that.
    row += gap;
    row -= row >= height ? height : 0;
    if (row >= height) {
      row %= height;
    }
    top = std::min(top, row);
    row += length;
    bottom = std::max(bottom, row);
    if (row > height) {  // passes into the next column
      top = 0;
      row %= height;
    }
  }
  const std::int64_t last = outside + area - 1;
  return {area, {static_cast<std::int64_t>(runs[0]) / height, top, last / height + 1, std::min(bottom, height)}};
}

[[nodiscard]] inline PixelBox bounds(In<std::uint32_t> runs, std::int64_t height) { return extent(runs, height).box; }

}  // namespace labelgauge
