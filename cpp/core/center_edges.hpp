// Where edges cross the centre lines of pixel columns, exactly.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/crossings.hpp"
#include "core/points.hpp"
#include "core/strip.hpp"
#include "core/types.hpp"

namespace labelgauge::center {

// The first of columns (or rows) first .. end whose centre is not before `coordinate`.
inline std::int64_t first_center(double coordinate, std::int64_t first, std::int64_t end) {
  return static_cast<std::int64_t>(
      std::clamp(std::ceil(coordinate - 0.5), static_cast<double>(first), static_cast<double>(end)));
}

// The first row whose centre in this column is on the edge or below it. Where the edge passes too close to a centre for
// floating point to tell, the exact side decides.
inline std::int64_t first_row(Point left, Point right, std::int64_t column, std::int64_t height) {
  const double x = static_cast<double>(column) + 0.5;
  const double y = left.y + (right.y - left.y) * ((x - left.x) / (right.x - left.x));
  std::int64_t row = first_center(y, 0, height);
  const double doubt = 0x1p-48 * (std::abs(left.y) + std::abs(right.y) + 1.0);
  if (const double away = y - 0.5; std::abs(away - std::nearbyint(away)) > doubt) {
    return row;
  }
  const auto above_edge = [&](std::int64_t r) {
    return orientation(left, right, {x, static_cast<double>(r) + 0.5}) < 0;
  };
  while (row > 0 && !above_edge(row - 1)) {
    --row;
  }
  while (row < height && above_edge(row)) {
    ++row;
  }
  return row;
}

// A column is crossed if its centre line has one end on or left of it and the other right of it; so of two polygons
// that share an edge, each pixel centre on the edge belongs to exactly one.
inline void cross_edge(Point a, Point b, const Strip& strip, Crossings& crossings) {
  const auto [left, right] = a.x < b.x ? std::pair{a, b} : std::pair{b, a};
  const std::int64_t end = first_center(right.x, strip.first, strip.end);
  for (std::int64_t column = first_center(left.x, strip.first, strip.end); column < end; ++column) {
    crossings.add(column, first_row(left, right, column, strip.height));
  }
}

// Calls body(a, b) for every edge of a ring.
template <class Body>
void for_each_edge(In<double> ring, Body&& body) {
  const std::size_t n = ring.size() / 2;
  for (std::size_t k = 0; k < n; ++k) {
    body(vertex_of(ring, k == 0 ? n - 1 : k - 1), vertex_of(ring, k));
  }
}

// Crossings of a ring's edges in a strip.
inline std::int64_t count_crossings(In<double> ring, const Strip& strip) {
  std::int64_t count = 0;
  for_each_edge(ring, [&](Point a, Point b) {
    const auto [left, right] = std::minmax(a.x, b.x);
    count += first_center(right, strip.first, strip.end) - first_center(left, strip.first, strip.end);
  });
  return count;
}

inline void cross_ring(In<double> ring, const Strip& strip, Crossings& crossings) {
  for_each_edge(ring, [&](Point a, Point b) { cross_edge(a, b, strip, crossings); });
}

}  // namespace labelgauge::center
