// Tables of what ways along one axis amount to, by their numbers of steps.
#pragma once

#include <cstddef>
#include <vector>

#include "core/squared_steps.hpp"

namespace labelgauge {

class AxisSteps {
 public:
  // For ways of up to `most` steps.
  void make(double spacing, std::size_t most) {
    squares_.resize(most + 1);
    halves_.resize(most + 1);
    const double half = 0.5 / (spacing * spacing);
    for (std::size_t k = 0; k <= most; ++k) {
      squares_[k] = squared_steps(k, spacing);
      halves_[k] = half / static_cast<double>(k);
    }
  }

  // Squared lengths, rounded in the order of arithmetic that is promised.
  [[nodiscard]] const double* squares() const { return squares_.data(); }
  // 1 / (2 * k * spacing^2), for k > 0.
  [[nodiscard]] double half(std::size_t k) const { return halves_[k]; }

 private:
  std::vector<double> squares_;
  std::vector<double> halves_;
};

}  // namespace labelgauge
