// COCO's rule for where a ring crosses the centre lines of pixel columns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/crossings.hpp"
#include "core/points.hpp"
#include "core/strip.hpp"
#include "core/types.hpp"

namespace labelgauge::coco {

// A vertex on COCO's grid, five times finer than the pixels.
struct GridPoint {
  std::int64_t x;
  std::int64_t y;
};

inline std::int64_t to_grid(double coordinate) {
  // Cut off towards zero, negative ones too: it is pycocotools' rounding that has to be met.
  return static_cast<std::int64_t>(5.0 * within_reach(coordinate) + 0.5);  // NOLINT(bugprone-incorrect-roundings)
}

// Columns [first, end) of a strip whose centre line lies between grid columns `left` and `right`. The centre line of
// column c lies between grid columns 5c+2 and 5c+3.
struct Columns {
  Columns(std::int64_t left, std::int64_t right, const Strip& strip)
      : first(std::clamp(first_right_of(left), strip.first, strip.end)),
        end(std::clamp(first_right_of(right), strip.first, strip.end)) {}

  std::int64_t first;
  std::int64_t end;

 private:
  static std::int64_t first_right_of(std::int64_t x) { return x < 3 ? 0 : (x + 2) / 5; }
};

// The first row whose centre lies below grid row y.
inline std::int64_t row_below(std::int64_t y, std::int64_t height) { return y < 3 ? 0 : std::min(height, (y + 2) / 5); }

// An edge no steeper than the diagonal has one sample per grid column. Between two samples the upper one counts.
inline void cross_flat(GridPoint from, GridPoint to, const Strip& strip, Crossings& crossings) {
  const double slope = static_cast<double>(to.y - from.y) / static_cast<double>(to.x - from.x);
  const auto start = static_cast<double>(from.y);
  const std::int64_t upper = (slope < 0 ? 3 : 2) - from.x;
  const Columns columns(from.x, to.x, strip);
  for (std::int64_t column = columns.first; column < columns.end; ++column) {
    const double y = start + slope * static_cast<double>(5 * column + upper) + 0.5;
    crossings.add(column, row_below(static_cast<std::int64_t>(y), strip.height));
  }
}

// A steeper edge has one sample per grid row; sample t has reached the far side of a centre line or not. Which sample
// is the first to do so is estimated, then settled with the samples themselves.
inline void cross_steep(GridPoint from, GridPoint to, const Strip& strip, Crossings& crossings) {
  const std::int64_t last = to.y - from.y;
  const double slope = static_cast<double>(to.x - from.x) / static_cast<double>(last);
  const double steepness = static_cast<double>(last) / static_cast<double>(to.x - from.x);
  const auto start = static_cast<double>(from.x);
  const bool rightward = to.x > from.x;
  const Columns columns(std::min(from.x, to.x), std::max(from.x, to.x), strip);
  for (std::int64_t column = columns.first; column < columns.end; ++column) {
    const auto right_of_line = static_cast<double>(5 * column + 3);
    const auto reached = [&](std::int64_t t) {
      return (start + slope * static_cast<double>(t) + 0.5 >= right_of_line) == rightward;
    };
    const double estimate = (right_of_line - 0.5 - start) * steepness;
    auto t = static_cast<std::int64_t>(std::clamp(estimate + 1, 1.0, static_cast<double>(last)));
    while (t > 1 && reached(t - 1)) {
      --t;
    }
    while (t < last && !reached(t)) {
      ++t;
    }
    crossings.add(column, row_below(from.y + t - 1, strip.height));
  }
}

inline void cross_edge(GridPoint a, GridPoint b, const Strip& strip, Crossings& crossings) {
  if (std::abs(b.x - a.x) >= std::abs(b.y - a.y)) {
    if (a.x != b.x) {
      a.x < b.x ? cross_flat(a, b, strip, crossings) : cross_flat(b, a, strip, crossings);
    }
  } else if (a.x != b.x) {
    a.y < b.y ? cross_steep(a, b, strip, crossings) : cross_steep(b, a, strip, crossings);
  }
}

// Crossings of a ring's edges in a strip.
inline std::int64_t count_crossings(In<double> ring, const Strip& strip) {
  std::int64_t count = 0;
  for (std::size_t k = 0; k < ring.size(); k += 2) {
    const auto [left, right] = std::minmax({to_grid(ring[k]), to_grid(ring[(k + 2) % ring.size()])});
    const Columns columns(left, right, strip);
    count += columns.end - columns.first;
  }
  return count;
}

inline void cross_ring(In<double> ring, const Strip& strip, std::vector<GridPoint>& vertices, Crossings& crossings) {
  vertices.clear();
  std::int64_t left = to_grid(farthest_px);
  std::int64_t right = -left;
  for (std::size_t k = 0; k < ring.size(); k += 2) {
    vertices.push_back({to_grid(ring[k]), to_grid(ring[k + 1])});
    left = std::min(left, vertices.back().x);
    right = std::max(right, vertices.back().x);
  }
  const Columns columns(left, right, strip);
  crossings.start(columns.first, std::max(columns.first, columns.end));
  for (std::size_t k = 0; k < vertices.size(); ++k) {
    cross_edge(vertices[k], vertices[k + 1 == vertices.size() ? 0 : k + 1], strip, crossings);
  }
}

}  // namespace labelgauge::coco
