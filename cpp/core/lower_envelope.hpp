// The least of f[i] + (spacing * |x - i|)^2 over i, for every x of a line, in linear time.
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

#include "core/squared_steps.hpp"

namespace labelgauge {

class LowerEnvelope {
 public:
  // Takes a line of n numbers, which outlives the envelope. Infinite ones are left out.
  void build(const double* f, std::size_t n, double spacing) {
    f_ = f;
    spacing_ = spacing;
    const auto length = static_cast<double>(n);
    // Rounding moves takeovers by at most some 1e-15 lines' lengths, and those of the rounded squares by 2e-16 * n^2.
    doubt_ = 1e-9 + 4e-16 * length * length;
    near_ = 1e-3 + 64 * doubt_;
    const double scale = 0.5 / (spacing * spacing);
    pieces_.clear();
    at_ = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (std::isfinite(f[i])) {
        push(i, scale);
      }
    }
  }

  [[nodiscard]] bool empty() const { return pieces_.empty(); }

  // Precondition: not empty, and x does not decrease from call to call.
  [[nodiscard]] double least_at(std::size_t x) {
    const auto place = static_cast<double>(x);
    while (at_ + 1 < pieces_.size() && pieces_[at_ + 1].begin < place - near_) {
      ++at_;
    }
    double least = sum(pieces_[at_], x);
    for (std::size_t k = at_ + 1; k < pieces_.size() && pieces_[k].begin <= place + near_; ++k) {
      const double other = sum(pieces_[k], x);
      least = other < least ? other : least;
    }
    return least;
  }

 private:
  struct Piece {
    std::size_t center;
    double begin;  // where it becomes lower than the piece before
  };

  void push(std::size_t i, double scale) {
    double begin = -std::numeric_limits<double>::infinity();
    while (!pieces_.empty()) {
      begin = takeover(pieces_.back().center, i, scale);
      if (!(begin < pieces_.back().begin - 2 * doubt_)) {
        break;
      }
      pieces_.pop_back();
    }
    pieces_.push_back({i, begin});
  }

  // Where the parabola of a later center becomes lower than that of an earlier one.
  [[nodiscard]] double takeover(std::size_t earlier, std::size_t later, double scale) const {
    return (f_[later] - f_[earlier]) * scale / static_cast<double>(later - earlier) +
           0.5 * static_cast<double>(earlier + later);
  }

  [[nodiscard]] double sum(const Piece& piece, std::size_t x) const {
    return f_[piece.center] + squared_steps(apart(x, piece.center), spacing_);
  }

  const double* f_ = nullptr;
  double spacing_ = 1;
  double doubt_ = 0;
  double near_ = 0;
  std::size_t at_ = 0;
  std::vector<Piece> pieces_;
};

}  // namespace labelgauge
