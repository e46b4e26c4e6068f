// The exact squared Euclidean distance to the nearest set voxel of a grid, slice after slice.
//
// Axis after axis, first to last: the nearest along the first axis, the least sum along the second, then along the
// third. In this order the sums that are promised are nested as the axes are, so that the least rounded sum along each
// axis leads to the least of all. Only one slice is held, and where each of its lines has set voxels above and below.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/bit_grid.hpp"
#include "core/lower_envelope.hpp"
#include "core/squared_steps.hpp"
#include "core/surface.hpp"
#include "core/working_memory.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

class DistanceSweep {
 public:
  // Slices of this grid, which outlives the sweep, come from now on in ascending order, `first` or a later one first.
  // Throws TooLarge.
  void begin(const BitGrid& grid, const Spacing& spacing, std::size_t first) {
    grid_ = &grid;
    spacing_ = spacing;
    const std::size_t pixels = grid.shape().height * grid.shape().width;
    require_working_memory(pixels, 2 * sizeof(std::size_t) + sizeof(double));
    above_.assign(pixels, none);
    below_.assign(pixels, 0);
    squares_.resize(pixels);
    next_ = first;
    for_each_word([&](std::size_t y, std::size_t w) { find_above(first, y, w); });
  }

  // Makes the squared distances over the first two axes of a slice's voxels.
  void move_to(std::size_t z, Checkpoint& checkpoint) {
    for (; next_ <= z; ++next_) {
      for_each_word([&](std::size_t y, std::size_t w) { keep(next_, y, w); });
    }
    for_each_word([&](std::size_t y, std::size_t w) { find_below(z, y, w); });
    along_first_axis(z);
    if (grid_->shape().height > 1) {
      along_second_axis(checkpoint);
    }
  }

  // Calls body(x, squared distance) for the voxels x of a row of the slice that `positions(visit)` visits in ascending
  // order.
  template <class Positions, class Body>
  void row(std::size_t y, Positions&& positions, Body&& body) {
    envelope_.build(squares_.data() + y * grid_->shape().width, grid_->shape().width, spacing_[2]);
    positions([&](std::size_t x) { body(x, envelope_.empty() ? infinite : envelope_.least_at(x)); });
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  static constexpr std::size_t lines_together = 8;  // a cache line of a row

  template <class Body>
  void for_each_word(Body&& body) {
    for (std::size_t y = 0; y < grid_->shape().height; ++y) {
      for (std::size_t w = 0; w < grid_->row_words(); ++w) {
        body(y, w);
      }
    }
  }

  // Lines of this word that are in the grid, a bit each.
  [[nodiscard]] std::uint64_t lines_of(std::size_t w) const {
    const std::size_t left = grid_->shape().width - 64 * w;
    return left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
  }

  template <class Body>
  void for_each_line(std::uint64_t lines, std::size_t y, std::size_t w, Body&& body) const {
    for (; lines != 0; lines &= lines - 1) {
      body(y * grid_->shape().width + 64 * w + static_cast<std::size_t>(std::countr_zero(lines)));
    }
  }

  void keep(std::size_t z, std::size_t y, std::size_t w) {
    for_each_line(grid_->row(z, y)[w], y, w, [&](std::size_t line) { above_[line] = z; });
  }

  void find_above(std::size_t first, std::size_t y, std::size_t w) {
    std::uint64_t wanted = lines_of(w);
    for (std::size_t z = first; z-- > 0 && wanted != 0;) {
      const std::uint64_t found = grid_->row(z, y)[w] & wanted;
      for_each_line(found, y, w, [&](std::size_t line) { above_[line] = z; });
      wanted ^= found;
    }
  }

  // Every line's next set voxel from this slice on; one that is already known is not sought again, so that no line is
  // gone along twice.
  void find_below(std::size_t first, std::size_t y, std::size_t w) {
    const std::size_t row = y * grid_->shape().width + 64 * w;
    const std::size_t lines = std::min<std::size_t>(64, grid_->shape().width - 64 * w);
    std::uint64_t wanted = 0;
    for (std::size_t k = 0; k < lines; ++k) {
      wanted |= std::uint64_t{below_[row + k] < first || first == 0} << k;
    }
    for (std::size_t z = first; z < grid_->shape().depth && wanted != 0; ++z) {
      const std::uint64_t found = grid_->row(z, y)[w] & wanted;
      for_each_line(found, y, w, [&](std::size_t line) { below_[line] = z; });
      wanted ^= found;
    }
    for_each_line(wanted, y, w, [&](std::size_t line) { below_[line] = none; });
  }

  void along_first_axis(std::size_t z) {
    for (std::size_t line = 0; line < squares_.size(); ++line) {
      const std::size_t up = above_[line] == none ? none : z - above_[line];
      const std::size_t down = below_[line] == none ? none : below_[line] - z;
      const std::size_t steps = std::min(up, down);
      squares_[line] = steps == none ? infinite : squared_steps(steps, spacing_[0]);
    }
  }

  // Lines along the second axis lie far apart in memory: a few are taken out at once.
  void along_second_axis(Checkpoint& checkpoint) {
    const std::size_t height = grid_->shape().height;
    const std::size_t width = grid_->shape().width;
    lines_.resize(lines_together * height);
    for (std::size_t x = 0; x < width; x += lines_together) {
      checkpoint();
      const std::size_t n = std::min(lines_together, width - x);
      for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t k = 0; k < n; ++k) {
          lines_[k * height + y] = squares_[y * width + x + k];
        }
      }
      for (std::size_t k = 0; k < n; ++k) {
        envelope_.build(lines_.data() + k * height, height, spacing_[1]);
        for (std::size_t y = 0; y < height && !envelope_.empty(); ++y) {
          squares_[y * width + x + k] = envelope_.least_at(y);
        }
      }
    }
  }

  const BitGrid* grid_ = nullptr;
  Spacing spacing_{};
  std::size_t next_ = 0;            // slices below it are in above_
  std::vector<std::size_t> above_;  // per line along the first axis, its last set voxel up to the slice
  std::vector<std::size_t> below_;  // and its first from there on
  std::vector<double> squares_;
  std::vector<double> lines_;
  LowerEnvelope envelope_;
};

}  // namespace labelgauge
