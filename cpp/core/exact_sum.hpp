// A sum of two numbers and what rounding took from it, so that sums are compared as if they had not been rounded.
#pragma once

#include <compare>

namespace labelgauge {

struct ExactSum {
  double rounded;
  double rest;
  friend auto operator<=>(const ExactSum&, const ExactSum&) = default;
};

// Knuth, "The Art of Computer Programming", volume 2, 4.2.2, theorem B.
[[nodiscard]] inline ExactSum exact_sum(double a, double b) {
  const double rounded = a + b;
  const double part = rounded - a;
  return {rounded, (a - (rounded - part)) + (b - part)};
}

}  // namespace labelgauge
