// Points of the plane, and on which side of a line they lie: exactly.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "core/types.hpp"

namespace labelgauge {

struct Point {
  double x;
  double y;

  friend bool operator==(const Point&, const Point&) = default;
};

// Coordinates further from 0 than this are taken as this, and those nearer to 0 than `nearest_px` as 0, so that no
// product of two of them is too large or too small for a double.
inline constexpr double farthest_px = 0x1p37;
inline constexpr double nearest_px = 0x1p-300;

[[nodiscard]] inline double within_reach(double coordinate) {
  return std::abs(coordinate) < nearest_px ? 0.0 : std::clamp(coordinate, -farthest_px, farthest_px);
}

// Vertex k of a ring.
[[nodiscard]] inline Point vertex_of(In<double> ring, std::size_t k) {
  return {within_reach(ring[2 * k]), within_reach(ring[2 * k + 1])};
}

namespace detail {

// A sum of doubles held without any error, as parts that do not overlap, smallest first (Shewchuk 1997).
class ExactSum {
 public:
  void add(double value) {
    for (std::size_t k = 0; k < n_parts_; ++k) {
      const double sum = value + parts_[k];
      const double part_in_sum = sum - value;
      parts_[k] = (value - (sum - part_in_sum)) + (parts_[k] - part_in_sum);  // what rounding lost
      value = sum;
    }
    parts_[n_parts_++] = value;
  }

  void add_product(double a, double b) {
    const double product = a * b;
    add(std::fma(a, b, -product));
    add(product);
  }

  // -1, 0 or 1: the sign of the largest part that is not zero.
  [[nodiscard]] int sign() const {
    for (std::size_t k = n_parts_; k-- != 0;) {
      if (parts_[k] != 0) {
        return parts_[k] > 0 ? 1 : -1;
      }
    }
    return 0;
  }

 private:
  std::array<double, 12> parts_{};
  std::size_t n_parts_ = 0;
};

}  // namespace detail

// The sign of (b - a) × (c - a): 0 if the three lie on a line; with y downwards, 1 if c lies to the right of a → b.
// Exact for coordinates within reach: computed in floating point, and again without error if that could be wrong.
[[nodiscard]] inline int orientation(Point a, Point b, Point c) {
  constexpr double error_bound = 0x1p-51;  // times the sum of the two products: more than rounding can do
  const double left = (b.x - a.x) * (c.y - a.y);
  const double right = (b.y - a.y) * (c.x - a.x);
  const double difference = left - right;
  if (std::abs(difference) > error_bound * (std::abs(left) + std::abs(right))) {
    return difference > 0 ? 1 : -1;
  }
  detail::ExactSum exact;
  exact.add_product(b.x, c.y);
  exact.add_product(-b.x, a.y);
  exact.add_product(-a.x, c.y);
  exact.add_product(-b.y, c.x);
  exact.add_product(b.y, a.x);
  exact.add_product(a.y, c.x);
  return exact.sign();
}

}  // namespace labelgauge
