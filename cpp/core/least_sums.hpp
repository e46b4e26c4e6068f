// The least of f[i] + (spacing * |x - i|)^2 over i, for every x of lines that lie side by side.
//
// First, every x looks a few steps to both sides: all that is needed near set voxels. What is left is found by halving:
// as an i that gives the least moves on with x (or stays), it is sought only between those of an x before and an x
// behind. Lines side by side are much alike, so that the same few i serve all of them. Where they are not, and where
// rounding could move an i back, each line gets a lower envelope. All three give the least of the rounded sums.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/axis_steps.hpp"
#include "core/lower_envelope.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

// Positions of a line, `end` not among them.
struct Positions {
  std::size_t begin;
  std::size_t end;
};

// Numbers of lines side by side: that of line k at x is first[x * stride + k].
template <class Number>
struct Lines {
  Number* first;
  std::size_t stride;
};

class LeastSums {
 public:
  // Steps to both sides that are looked at first.
  static constexpr std::size_t reach = 24;

  // `farthest` is as much as a sum can come to. What look_around() finds in `least` is the squares that were right a
  // way of `before` earlier.
  void begin(double spacing, std::size_t length, double before, double farthest, const simd::Loops& loops) {
    loops_ = &loops;
    length_ = length;
    axis_.make(spacing, std::max(length, reach + 1));
    ranges_.resize(length);
    most_rows_ = 16 + 8 * loops.lanes;
    const double hopeless = static_cast<double>(reach + 1) * spacing + before;
    hopeless_ = is_short() ? std::numeric_limits<double>::infinity() : hopeless * hopeless;
    // Sums and squares are rounded by at most 2^-50 of the greatest sum. An i that is lost to a later one at some x is
    // behind it by 2 * spacing^2 or more at the next x; that is more than rounding takes from both together.
    orderly_ = farthest * 0x1p-48 < spacing * spacing;
  }

  // Makes `least` of lines_together lines at one x, whose numbers and those before and after them are `stride` apart.
  // Returns whether that is all; otherwise look_far() has to follow.
  bool look_around(const double* here, std::size_t stride, std::size_t before, std::size_t after, double* least) const {
    return loops_->least_nearby(here, static_cast<std::ptrdiff_t>(stride), before, after, axis_.squares(), reach,
                                hopeless_, least) ||
           is_short();
  }

  // Makes `least` of n lines where look_around() has not: at each x with unfinished[x] != 0, and at some others.
  // `positions`, ascending, are those where any of the n lines is finite. There is memory for lines_together lines;
  // those from n on are infinite or like others.
  void look_far(const Lines<const double>& f, std::size_t n, const std::vector<std::uint32_t>& positions,
                const std::vector<std::uint8_t>& unfinished, const Lines<double>& least, Checkpoint& checkpoint) {
    Positions part{0, 0};
    for (std::size_t x = 0; x < length_; ++x) {
      if (unfinished[x] == 0) {
        continue;
      }
      if (part.end > 0 && x >= part.end + margin) {
        find(f, n, positions, part, least, checkpoint);
        part.end = 0;
      }
      part = {part.end == 0 ? x : part.begin, x + 1};
    }
    if (part.end > 0) {
      find(f, n, positions, part, least, checkpoint);
    }
  }

 private:
  // The least at a position where looking around was enough is at most reach + 1 steps. So what gives it is no farther,
  // and no position behind it is served from more than that before it.
  static constexpr std::size_t margin = reach + 2;
  // Fewer lines than this are not worth being looked at side by side.
  static constexpr std::size_t fewest_lines = 3;

  // Then looking around is enough.
  [[nodiscard]] bool is_short() const { return length_ <= reach + 1; }

  void find(const Lines<const double>& f, std::size_t n, const std::vector<std::uint32_t>& positions,
            const Positions& part, const Lines<double>& least, Checkpoint& checkpoint) {
    const Positions from{part.begin - std::min(part.begin, margin), std::min(length_, part.end + margin)};
    const auto place = [&](std::size_t position) {
      return static_cast<std::uint32_t>(std::lower_bound(positions.begin(), positions.end(), position) -
                                        positions.begin());
    };
    const std::uint32_t first = place(from.begin);
    const std::uint32_t end = place(from.end);
    if (first == end) {
      for (std::size_t x = part.begin; x < part.end; ++x) {
        std::fill_n(least.first + x * least.stride, n, std::numeric_limits<double>::infinity());
      }
    } else if (!orderly_ || n < fewest_lines ||
               !by_halving(f, positions.data(), {first, end - 1}, part, least, checkpoint)) {
      by_envelopes(f, n, from, part, least, checkpoint);
    }
  }

  // Returns whether it was worth it, and so done.
  bool by_halving(const Lines<const double>& f, const std::uint32_t* positions, const simd::PlaceRange& all,
                  const Positions& part, const Lines<double>& least, Checkpoint& checkpoint) {
    const std::size_t last = part.end - 1;
    std::size_t rows_left = most_rows_ * (part.end - part.begin + 2 * margin);
    const auto find_at = [&](std::size_t x, const simd::PlaceRange& range) {
      ranges_[x] = loops_->least_of_places(f.first, f.stride, positions, range, x, axis_.squares(),
                                           least.first + x * least.stride);
    };
    find_at(part.begin, all);
    find_at(last, all);
    for (std::size_t step = std::bit_ceil(part.end - part.begin) / 2; step > 0; step /= 2) {
      checkpoint();
      const auto range_at = [&](std::size_t x) {
        return simd::PlaceRange{ranges_[x - step].first, ranges_[std::min(x + step, last)].last};
      };
      std::size_t rows = 0;
      for (std::size_t x = part.begin + step; x < last; x += 2 * step) {
        rows += rows_of(range_at(x));
      }
      // The next steps take at least as much again.
      if ((step > 1 ? 2 : 1) * rows > rows_left) {
        return false;
      }
      rows_left -= rows;
      for (std::size_t x = part.begin + step; x < last; x += 2 * step) {
        find_at(x, range_at(x));
      }
    }
    return true;
  }

  [[nodiscard]] static std::size_t rows_of(const simd::PlaceRange& range) {
    return std::size_t{range.last} - range.first + 1;
  }

  void by_envelopes(const Lines<const double>& f, std::size_t n, const Positions& from, const Positions& part,
                    const Lines<double>& least, Checkpoint& checkpoint) {
    line_.resize(length_);
    for (std::size_t k = 0; k < n; ++k) {
      checkpoint();
      for (std::size_t i = from.begin; i < from.end; ++i) {
        line_[i] = f.first[i * f.stride + k];
      }
      envelope_.build(line_.data(), from.begin, from.end, axis_);
      for (std::size_t x = part.begin; x < part.end; ++x) {
        least.first[x * least.stride + k] =
            envelope_.empty() ? std::numeric_limits<double>::infinity() : envelope_.least_at(x);
      }
    }
  }

  const simd::Loops* loops_ = nullptr;
  std::size_t length_ = 0;
  double hopeless_ = 0;
  std::size_t most_rows_ = 0;  // above so many rows of lines looked at per position, envelopes are faster
  bool orderly_ = false;
  AxisSteps axis_;
  std::vector<simd::PlaceRange> ranges_;  // per position, where its lines have their least
  std::vector<double> line_;
  LowerEnvelope envelope_;
};

}  // namespace labelgauge
