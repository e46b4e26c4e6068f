// A sum of doubles that keeps what rounding loses (Neumaier 1974). Adding 0 changes nothing.
#pragma once

#include <cmath>

namespace labelgauge {

class CompensatedSum {
 public:
  void add(double value) {
    const double sum = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - sum) + value : (value - sum) + sum_;
    sum_ = sum;
  }

  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace labelgauge
