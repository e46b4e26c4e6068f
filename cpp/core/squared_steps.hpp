// Squared distances along one axis, rounded in the order of arithmetic that is promised.
#pragma once

#include <cstddef>

namespace labelgauge {

[[nodiscard]] inline double squared_steps(std::size_t steps, double spacing) {
  const double length = static_cast<double>(steps) * spacing;
  return length * length;
}

[[nodiscard]] inline std::size_t apart(std::size_t a, std::size_t b) { return a < b ? b - a : a - b; }

}  // namespace labelgauge
