// The nearest set voxel of a grid, sought row by row: rows are looked at in the order of how far they are off, and the
// search ends where a row alone is further off than the best voxel so far.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/bit_grid.hpp"
#include "core/squared_steps.hpp"
#include "core/surface.hpp"

namespace labelgauge {

// Steps from one row to another along the first two axes, nearest first; made as far as they are asked for.
class RowSteps {
 public:
  struct Step {
    double squared;  // distance
    std::size_t z;
    std::size_t y;
  };

  // Steps within a grid; those made before are kept if they serve.
  void reset(const GridShape& shape, double z_spacing, double y_spacing) {
    const bool same = z_spacing == z_spacing_ && y_spacing == y_spacing_;
    if (same && shape.depth <= depth_ && shape.height <= height_) {
      return;
    }
    depth_ = same ? std::max(depth_, std::bit_ceil(shape.depth)) : shape.depth;
    height_ = same && shape.height != 1 ? std::max(height_, std::bit_ceil(shape.height)) : shape.height;
    z_spacing_ = z_spacing;
    y_spacing_ = y_spacing;
    reach_ = 0;
    steps_.clear();
  }

  // Step k, or null where there are no more.
  [[nodiscard]] const Step* operator[](std::size_t k) {
    while (k >= steps_.size()) {
      if (steps_.size() == depth_ * height_) {
        return nullptr;
      }
      grow();
    }
    return &steps_[k];
  }

 private:
  // Doubles the reach and appends what comes into it.
  void grow() {
    const double nearest = height_ == 1 ? z_spacing_ : std::min(z_spacing_, y_spacing_);
    const double before = reach_;
    reach_ = before == 0 ? 16 * nearest * nearest : 4 * before;
    const auto first = static_cast<std::ptrdiff_t>(steps_.size());
    for (std::size_t z = 0; z < depth_ && squared_steps(z, z_spacing_) <= reach_; ++z) {
      for (std::size_t y = 0; y < height_; ++y) {
        const double squared = squared_steps(z, z_spacing_) + squared_steps(y, y_spacing_);
        if (squared > reach_) {
          break;
        }
        if (squared > before || before == 0) {
          steps_.push_back({squared, z, y});
        }
      }
    }
    std::sort(steps_.begin() + first, steps_.end(), [](const Step& a, const Step& b) { return a.squared < b.squared; });
  }

  std::size_t depth_ = 0;
  std::size_t height_ = 0;
  double z_spacing_ = 0;
  double y_spacing_ = 0;
  double reach_ = 0;  // squared; all steps up to it are made
  std::vector<Step> steps_;
};

class RowSearch {
 public:
  // Looks in this grid from now on, which outlives the search and has at least one voxel set.
  void begin(const BitGrid& grid, const Spacing& spacing) {
    grid_ = &grid;
    steps_.reset(grid.shape(), spacing[0], spacing[1]);
    if (spacing != spacing_) {
      spacing_ = spacing;
      for (std::size_t k = 0; k < near_.size(); ++k) {
        near_[k] = squared_steps(k, spacing[2]);
      }
    }
    has_found_ = false;
    work_ = 0;
  }

  // Squared distance of the nearest set voxel. Neighbours are best asked for one after the other: what was found for
  // one bounds the search for the next.
  [[nodiscard]] double nearest(std::size_t z, std::size_t y, std::size_t x) {
    best_ = has_found_ ? squared_distance_to_found(z, y, x) : std::numeric_limits<double>::infinity();
    const GridShape& shape = grid_->shape();
    const std::size_t row_stride = grid_->row_words() + 1;
    const std::size_t slice_stride = shape.height * row_stride;
    const std::uint64_t* const here = grid_->row(z, y) + x / word_bits;
    const RowSteps::Step* step = nullptr;
    for (std::size_t k = 0; (step = steps_[k]) != nullptr && step->squared < best_; ++k, ++work_) {
      const bool above = step->z <= z;
      const bool below = step->z != 0 && z + step->z < shape.depth;
      const std::size_t slices = step->z * slice_stride;
      const std::size_t rows = step->y * row_stride;
      if (step->y <= y) {
        if (above) {
          look(here - slices - rows, z - step->z, y - step->y, x, step->squared);
        }
        if (below) {
          look(here + slices - rows, z + step->z, y - step->y, x, step->squared);
        }
      }
      if (step->y != 0 && y + step->y < shape.height) {
        if (above) {
          look(here - slices + rows, z - step->z, y + step->y, x, step->squared);
        }
        if (below) {
          look(here + slices + rows, z + step->z, y + step->y, x, step->squared);
        }
      }
    }
    return best_;
  }

  // How many steps, rows and further words there were since `begin`.
  [[nodiscard]] std::uint64_t work() const { return work_; }

 private:
  static constexpr std::size_t word_bits = 64;

  [[nodiscard]] double squared_distance_to_found(std::size_t z, std::size_t y, std::size_t x) const {
    return squared_steps(apart(z, found_[0]), spacing_[0]) + squared_steps(apart(y, found_[1]), spacing_[1]) +
           squared_steps(apart(x, found_[2]), spacing_[2]);
  }

  // At row (z, y), whose word with voxel x is given, and which is so far off.
  void look(const std::uint64_t* word, std::size_t z, std::size_t y, std::size_t x, double squared) {
    ++work_;
    const std::size_t shift = x % word_bits;
    // 64 voxels from x on, and 64 up to x, in one word each.
    const std::uint64_t right = (word[0] >> shift) | (word[1] << 1U << (word_bits - 1 - shift));
    const std::uint64_t left = (word[0] << (word_bits - 1 - shift)) | (*(word - 1) >> 1U >> shift);
    const auto to_right = static_cast<std::size_t>(std::countr_zero(right));
    const auto to_left = static_cast<std::size_t>(std::countl_zero(left));
    const std::size_t distance = std::min(to_right, to_left);
    const double reached = squared + near_[distance];
    if (reached < best_) {
      if (distance == word_bits) {
        look_further(z, y, squared, x);
      } else {
        keep(z, y, to_right <= to_left ? x + distance : x - distance, reached);
      }
    }
  }

  // Word after word of a row that has no voxel within 64 of x.
  void look_further(std::size_t z, std::size_t y, double squared, std::size_t x) {
    const std::uint64_t* const row = grid_->row(z, y);
    const std::size_t here = x / word_bits;
    for (std::size_t w = here + 1; w < grid_->row_words(); ++w, ++work_) {
      const std::size_t at = w * word_bits + static_cast<std::size_t>(std::countr_zero(row[w] | last_bit));
      const double reached = squared + squared_steps(at - x, spacing_[2]);
      if (reached >= best_) {
        break;
      }
      if (row[w] != 0) {
        keep(z, y, at, reached);
        break;
      }
    }
    for (std::size_t w = here; w-- > 0; ++work_) {
      const std::size_t at = w * word_bits + word_bits - 1 - static_cast<std::size_t>(std::countl_zero(row[w] | 1U));
      const double reached = squared + squared_steps(x - at, spacing_[2]);
      if (reached >= best_) {
        break;
      }
      if (row[w] != 0) {
        keep(z, y, at, reached);
        break;
      }
    }
  }

  void keep(std::size_t z, std::size_t y, std::size_t x, double squared) {
    best_ = squared;
    found_ = {z, y, x};
    has_found_ = true;
  }

  static constexpr std::uint64_t last_bit = std::uint64_t{1} << 63U;

  const BitGrid* grid_ = nullptr;
  Spacing spacing_{};
  std::array<double, word_bits + 1> near_{};  // squared distances along a row
  RowSteps steps_;
  double best_ = 0;
  std::array<std::size_t, 3> found_{};
  bool has_found_ = false;
  std::uint64_t work_ = 0;
};

}  // namespace labelgauge
