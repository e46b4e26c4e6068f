// The exact squared Euclidean distance to the nearest set voxel of a grid, slice after slice.
//
// Axis after axis, first to last: the nearest along the first axis, the least sum along the second, then along the
// third. In this order the sums that are promised are nested as the axes are, so that the least rounded sum along each
// axis leads to the least of all. Only one slice is held; of slices of one row, as many as are worked on side by side.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/bit_grid.hpp"
#include "core/first_axis.hpp"
#include "core/least_sums.hpp"
#include "core/squared_steps.hpp"
#include "core/surface.hpp"
#include "core/working_memory.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

class DistanceSweep {
 public:
  // Slices of this grid, which outlives the sweep, come from now on in ascending order, `first` or a later one first.
  // Throws TooLarge.
  void begin(const BitGrid& grid, const Spacing& spacing, std::size_t first, const simd::Loops& loops) {
    grid_ = &grid;
    spacing_ = spacing;
    shape_ = grid.shape();
    side_by_side_ = shape_.width <= widest_turned ? together : 1;
    n_rows_ = shape_.height > 1 ? shape_.height : side_by_side_;
    // An odd number of cache lines, so that rows below each other do not displace each other from the cache.
    stride_ = (shape_.width + together - 1) / together * together + 8;
    // Beside what is held there are tables, and a line that is worked on.
    constexpr std::size_t bytes_each = FirstAxis::bytes_per_pixel + 3 * sizeof(double);
    require_working_memory(n_rows_ * stride_ + 2 * (shape_.height + shape_.width), bytes_each);
    first_axis_.begin(grid, first, loops);
    const double farthest = squared_steps(shape_.depth, spacing[0]) + squared_steps(shape_.height, spacing[1]) +
                            squared_steps(shape_.width, spacing[2]);
    second_axis_.begin(spacing[1], shape_.height, spacing[0], farthest, loops);
    const std::size_t slices_before = shape_.height > 1 ? 1 : side_by_side_;
    third_axis_.begin(spacing[2], shape_.width, static_cast<double>(slices_before) * spacing[0], farthest, loops);
    find_lines();
    squares_.assign(n_rows_ * stride_, 0);
    planar_.assign(shape_.height > 1 ? squares_.size() : 0, 0);
    least_.assign(squares_.size(), columns_.empty() ? infinite : 0);
    line_.assign(stride_ + 2 * LeastSums::reach, infinite);
    slice_ = none;
  }

  // Makes the squared distances over the first two axes of a slice's voxels.
  void move_to(std::size_t z, Checkpoint& checkpoint) {
    if (shape_.height > 1) {
      first_axis_.move_to(z);
      for (std::size_t y = 0; y < shape_.height; ++y) {
        find_squares(y, y);
      }
      along_second_axis(checkpoint);
      slice_ = z;
      block_ = none;
    } else if (slice_ == none || z - slice_ >= n_rows_) {
      for (std::size_t k = 0; k < std::min(n_rows_, shape_.depth - z); ++k) {
        first_axis_.move_to(z + k);
        find_squares(0, k);
      }
      slice_ = z;
      block_ = none;
    }
    z_ = z;
  }

  // The squared distances of a row of the slice, until another row is asked for.
  const double* row(std::size_t y, Checkpoint& checkpoint) {
    const std::size_t k = shape_.height > 1 ? y : z_ - slice_;
    if (k / side_by_side_ != block_) {
      block_ = k / side_by_side_;
      along_third_axis(block_ * side_by_side_, checkpoint);
    }
    return least_.data() + k * stride_;
  }

 private:
  static constexpr std::size_t together = simd::lines_together;
  // Rows that are longer are worked on one by one, which takes less memory.
  static constexpr std::size_t widest_turned = std::size_t{1} << 16U;
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  // Finds where distances over one and over two axes are finite, which is the same in all slices.
  void find_lines() {
    const std::size_t words = grid_->row_words();
    std::vector<std::uint64_t> columns(words);
    std::vector<std::uint64_t> row(words);
    rows_.assign(shape_.height > 1 ? stride_ / together : 0, {});
    for (std::size_t y = 0; y < shape_.height; ++y) {
      std::fill(row.begin(), row.end(), 0);
      for (std::size_t z = 0; z < shape_.depth; ++z) {
        for (std::size_t w = 0; w < words; ++w) {
          row[w] |= grid_->row(z, y)[w];
        }
      }
      for (std::size_t w = 0; w < words; ++w) {
        columns[w] |= row[w];
      }
      for (std::size_t k = 0; k < rows_.size(); ++k) {
        const std::uint64_t lines = row[k * together / 64] >> (k * together % 64);
        if ((lines & ((std::uint64_t{1} << together) - 1)) != 0) {
          rows_[k].push_back(static_cast<std::uint32_t>(y));
        }
      }
    }
    columns_.clear();
    for_each_bit(columns.data(), words, 0, [&](std::size_t x) {
      columns_.push_back(static_cast<std::uint32_t>(x));
      return true;
    });
  }

  // Of a row of the slice that the first axis has come to. Lines to make up the number are like the last.
  void find_squares(std::size_t y, std::size_t row) {
    double* const squares = squares_.data() + row * stride_;
    first_axis_.squares(y, spacing_[0], squares);
    std::fill(squares + shape_.width, squares + stride_, squares[shape_.width - 1]);
  }

  void along_second_axis(Checkpoint& checkpoint) {
    unfinished_.resize(shape_.height);
    for (std::size_t x = 0; x < shape_.width; x += together) {
      const std::vector<std::uint32_t>& rows = rows_[x / together];
      if (rows.empty()) {
        leave_infinite(x);
        continue;
      }
      checkpoint();
      bool done = true;
      for (std::size_t y = 0; y < shape_.height; ++y) {
        const std::size_t at = y * stride_ + x;
        unfinished_[y] =
            second_axis_.look_around(squares_.data() + at, stride_, y, shape_.height - 1 - y, planar_.data() + at) ? 0
                                                                                                                   : 1;
        done = done && unfinished_[y] == 0;
      }
      if (!done) {
        second_axis_.look_far({squares_.data() + x, stride_}, std::min(together, shape_.width - x), rows, unfinished_,
                              {planar_.data() + x, stride_}, checkpoint);
      }
    }
  }

  void leave_infinite(std::size_t x) {
    for (std::size_t y = 0; y < shape_.height; ++y) {
      std::fill_n(planar_.data() + y * stride_ + x, together, infinite);
    }
  }

  // For rows side by side.
  void along_third_axis(std::size_t first, Checkpoint& checkpoint) {
    if (columns_.empty()) {
      return;
    }
    const std::vector<double>& planar = shape_.height > 1 ? planar_ : squares_;
    const std::size_t rows = std::min(side_by_side_, held_rows() - first);
    unfinished_.assign(shape_.width, 0);
    bool done = true;
    for (std::size_t row = first; row < first + rows; ++row) {
      done = look_around(planar.data() + row * stride_, least_.data() + row * stride_) && done;
      checkpoint();
    }
    if (!done) {
      look_far(planar.data() + first * stride_, rows, least_.data() + first * stride_, checkpoint);
    }
  }

  [[nodiscard]] std::size_t held_rows() const {
    return shape_.height > 1 ? shape_.height : std::min(n_rows_, shape_.depth - slice_);
  }

  // Looks around from each x of a row, so that x are what lie side by side.
  bool look_around(const double* planar, double* least) {
    double* const here = line_.data() + LeastSums::reach;
    std::copy_n(planar, shape_.width, here);
    bool done = true;
    for (std::size_t x = 0; x < shape_.width; x += together) {
      const std::size_t at = std::min(x, std::max(shape_.width, together) - together);
      if (!third_axis_.look_around(here + at, 1, LeastSums::reach, LeastSums::reach, least + at)) {
        std::fill_n(unfinished_.begin() + static_cast<std::ptrdiff_t>(at), together, std::uint8_t{1});
        done = false;
      }
    }
    return done;
  }

  void look_far(const double* planar, std::size_t rows, double* least, Checkpoint& checkpoint) {
    if (side_by_side_ == 1) {
      third_axis_.look_far({planar, 1}, 1, columns_, unfinished_, {least, 1}, checkpoint);
    } else {
      look_far_in_turned(planar, rows, least, checkpoint);
    }
  }

  // Turns rows so that they lie side by side.
  void look_far_in_turned(const double* planar, std::size_t rows, double* least, Checkpoint& checkpoint) {
    turned_.resize(2 * together * shape_.width, infinite);
    double* const f = turned_.data();
    double* const turned_least = f + together * shape_.width;
    for (std::size_t row = 0; row < together; ++row) {
      for (std::size_t x = 0; x < shape_.width; ++x) {
        f[x * together + row] = row < rows ? planar[row * stride_ + x] : infinite;
      }
    }
    third_axis_.look_far({f, together}, rows, columns_, unfinished_, {turned_least, together}, checkpoint);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t x = 0; x < shape_.width; ++x) {
        least[row * stride_ + x] = unfinished_[x] != 0 ? turned_least[x * together + row] : least[row * stride_ + x];
      }
    }
  }

  const BitGrid* grid_ = nullptr;
  GridShape shape_;
  Spacing spacing_{};
  std::size_t side_by_side_ = 1;  // so many rows are finished together
  std::size_t n_rows_ = 0;        // that are held
  std::size_t stride_ = 0;        // from a held row to the next
  std::size_t slice_ = none;      // that the first of the held rows is of
  std::size_t z_ = 0;
  std::size_t block_ = none;  // of the rows that are finished
  FirstAxis first_axis_;
  LeastSums second_axis_;
  LeastSums third_axis_;
  std::vector<std::vector<std::uint32_t>> rows_;  // per lines side by side, where any is finite
  std::vector<std::uint32_t> columns_;            // where distances over two axes are finite
  std::vector<double> squares_;                   // along the first axis
  std::vector<double> planar_;                    // over the first two axes
  std::vector<double> least_;                     // over all
  std::vector<double> line_;                      // a row with nothing on both sides
  std::vector<double> turned_;
  std::vector<std::uint8_t> unfinished_;
};

}  // namespace labelgauge
