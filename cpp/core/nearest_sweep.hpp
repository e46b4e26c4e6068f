// The nearest set voxel of every voxel of a grid, slice after slice: the axes one after the other, as in DistanceSweep,
// but with lower envelopes alone, which also say where the least sums come from.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/axis_steps.hpp"
#include "core/bit_grid.hpp"
#include "core/first_axis.hpp"
#include "core/lower_envelope.hpp"
#include "core/surface.hpp"
#include "core/working_memory.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

class NearestSweep {
 public:
  // Slices of this grid, which outlives the sweep, come from now on in ascending order, `first` or a later one first.
  // Throws TooLarge.
  void begin(const BitGrid& grid, const Spacing& spacing, std::size_t first, const simd::Loops& loops) {
    shape_ = grid.shape();
    spacing_ = spacing;
    const std::size_t pixels = shape_.height * shape_.width;
    // Beside what is held there are tables, and a line that is worked on.
    constexpr std::size_t bytes_each = FirstAxis::bytes_per_pixel + sizeof(double) + sizeof(std::uint32_t);
    require_working_memory(pixels + 2 * (shape_.height + shape_.width), bytes_each);
    first_axis_.begin(grid, first, loops);
    second_axis_.make(spacing[1], shape_.height);
    third_axis_.make(spacing[2], shape_.width);
    squares_.resize(pixels);
    rows_.assign(pixels, 0);
    line_.resize(shape_.height);
  }

  void move_to(std::size_t z, Checkpoint& checkpoint) {
    first_axis_.move_to(z);
    for (std::size_t y = 0; y < shape_.height; ++y) {
      first_axis_.squares(y, spacing_[0], squares_.data() + y * shape_.width);
    }
    for (std::size_t x = 0; x < shape_.width && shape_.height > 1; ++x) {
      checkpoint();
      along_second_axis(x);
    }
  }

  // Calls body(x, the nearest voxel's slice, row and column) for the voxels x of a row of the slice, unless no voxel is
  // set.
  template <class Body>
  void row(std::size_t y, Body&& body) {
    envelope_.build(squares_.data() + y * shape_.width, 0, shape_.width, third_axis_);
    for (std::size_t x = 0; x < shape_.width && !envelope_.empty(); ++x) {
      const std::size_t column = envelope_.center_at(x);
      const std::size_t row = rows_[y * shape_.width + column];
      body(x, first_axis_.nearest(row, column), row, column);
    }
  }

 private:
  // Of a column of the slice: finds the rows that distances over the first two axes come from.
  void along_second_axis(std::size_t x) {
    for (std::size_t y = 0; y < shape_.height; ++y) {
      line_[y] = squares_[y * shape_.width + x];
    }
    envelope_.build(line_.data(), 0, shape_.height, second_axis_);
    for (std::size_t y = 0; y < shape_.height && !envelope_.empty(); ++y) {
      const std::size_t row = envelope_.center_at(y);
      rows_[y * shape_.width + x] = static_cast<std::uint32_t>(row);
      squares_[y * shape_.width + x] = line_[row] + second_axis_.squares()[apart(y, row)];
    }
  }

  GridShape shape_;
  Spacing spacing_{};
  FirstAxis first_axis_;
  AxisSteps second_axis_;
  AxisSteps third_axis_;
  std::vector<double> squares_;  // over the first axis, then over two
  std::vector<std::uint32_t> rows_;
  std::vector<double> line_;
  LowerEnvelope envelope_;
};

}  // namespace labelgauge
