// The least of f[i] + (spacing * |x - i|)^2 over i, and the i that gives it, for every x of a line, in linear time.
//
// Felzenszwalb & Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8, 2012: parabolas are
// kept in the order in which they are lowest, with the places where one takes over from the one before. Those places
// are rounded, and so are the sums that are promised; parabolas that nearly tie are therefore all kept, and where a
// takeover is near, the sums on both of its sides are compared as they are. The result is the least of the rounded
// sums.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/axis_steps.hpp"
#include "core/exact_sum.hpp"
#include "core/squared_steps.hpp"

namespace labelgauge {

class LowerEnvelope {
 public:
  // Takes the numbers [first, end) of a line, which outlive the envelope, as `axis` does. Infinite ones are left out.
  void build(const double* f, std::size_t first, std::size_t end, const AxisSteps& axis) {
    f_ = f;
    axis_ = &axis;
    const auto length = static_cast<double>(end - first);
    // Rounding moves takeovers by at most some 1e-15 lines' lengths, and those of the rounded squares by 2e-16 * n^2.
    doubt_ = 1e-9 + 4e-16 * length * length;
    near_ = 1e-3 + 64 * doubt_;
    pieces_.clear();
    at_ = 0;
    for (std::size_t i = first; i < end; ++i) {
      if (std::isfinite(f[i])) {
        push(i);
      }
    }
  }

  [[nodiscard]] bool empty() const { return pieces_.empty(); }

  // Precondition of both: not empty, and x does not decrease from call to call.
  [[nodiscard]] double least_at(std::size_t x) {
    double least = std::numeric_limits<double>::infinity();
    for_each_near(x, [&](std::size_t center) {
      const double sum = f_[center] + axis_->squares()[apart(x, center)];
      least = sum < least ? sum : least;
    });
    return least;
  }

  // The first i with the least sum before it is rounded.
  [[nodiscard]] std::size_t center_at(std::size_t x) {
    std::size_t best = 0;
    ExactSum least{std::numeric_limits<double>::infinity(), 0};
    for_each_near(x, [&](std::size_t center) {
      const ExactSum sum = exact_sum(f_[center], axis_->squares()[apart(x, center)]);
      if (sum < least) {
        least = sum;
        best = center;
      }
    });
    return best;
  }

 private:
  struct Piece {
    std::size_t center;
    double begin;  // where it becomes lower than the piece before
  };

  // The centers that may give the least at x, in ascending order.
  template <class Body>
  void for_each_near(std::size_t x, Body&& body) {
    const auto place = static_cast<double>(x);
    while (at_ + 1 < pieces_.size() && pieces_[at_ + 1].begin < place - near_) {
      ++at_;
    }
    body(pieces_[at_].center);
    for (std::size_t k = at_ + 1; k < pieces_.size() && pieces_[k].begin <= place + near_; ++k) {
      body(pieces_[k].center);
    }
  }

  void push(std::size_t i) {
    double begin = -std::numeric_limits<double>::infinity();
    while (!pieces_.empty()) {
      begin = takeover(pieces_.back().center, i);
      if (!(begin < pieces_.back().begin - 2 * doubt_)) {
        break;
      }
      pieces_.pop_back();
    }
    pieces_.push_back({i, begin});
  }

  // Where the parabola of a later center becomes lower than that of an earlier one.
  [[nodiscard]] double takeover(std::size_t earlier, std::size_t later) const {
    return (f_[later] - f_[earlier]) * axis_->half(later - earlier) + 0.5 * static_cast<double>(earlier + later);
  }

  const double* f_ = nullptr;
  const AxisSteps* axis_ = nullptr;
  double doubt_ = 0;
  double near_ = 0;
  std::size_t at_ = 0;
  std::vector<Piece> pieces_;
};

}  // namespace labelgauge
