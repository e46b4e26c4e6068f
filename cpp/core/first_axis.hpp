// How far the set voxels of a grid are along its first axis, slice after slice.
//
// Held are, for every line along that axis, the steps to its last set voxel up to the slice and to its first from there
// on.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/bit_grid.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

class FirstAxis {
 public:
  static constexpr std::size_t bytes_per_pixel = 2 * sizeof(std::uint32_t);

  // Slices of this grid, which outlives this, come from now on in ascending order, `first` or a later one first.
  void begin(const BitGrid& grid, std::size_t first, const simd::Loops& loops) {
    loops_ = &loops;
    grid_ = &grid;
    width_ = grid.shape().width;
    before_.assign(grid.shape().height * width_, simd::no_steps);
    after_.assign(before_.size(), 0);
    passed_.assign(grid.shape().height * grid.row_words(), ~std::uint64_t{0});
    counted_ = first;
    at_ = first;
    for (std::size_t y = 0; y < grid.shape().height; ++y) {
      for (std::size_t w = 0; w < grid.row_words(); ++w) {
        find_before(first, y, w);
      }
    }
  }

  void move_to(std::size_t z) {
    for (std::size_t y = 0; y < grid_->shape().height; ++y) {
      for (std::size_t slice = counted_; slice <= z; ++slice) {
        loops_->count_steps(grid_->row(slice, y), width_, before_.data() + y * width_);
      }
      count_down(z, y);
      for (std::size_t w = 0; w < grid_->row_words(); ++w) {
        find_after(z, y, w);
      }
    }
    counted_ = z + 1;
    at_ = z;
  }

  // The squared distances of a row's voxels, infinite where a line has no set voxel.
  void squares(std::size_t y, double spacing, double* squares) const {
    loops_->square_steps(before_.data() + y * width_, after_.data() + y * width_, width_, spacing, squares);
  }

  // The nearest set voxel of a line, the first if there are two. Precondition: there is one.
  [[nodiscard]] std::size_t nearest(std::size_t y, std::size_t x) const {
    const std::size_t line = y * width_ + x;
    return before_[line] <= after_[line] ? at_ - before_[line] : at_ + after_[line];
  }

 private:
  // Lines of this word that are in the grid, a bit each.
  [[nodiscard]] std::uint64_t lines_of(std::size_t w) const {
    const std::size_t left = width_ - 64 * w;
    return left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
  }

  template <class Body>
  void for_each_line(std::uint64_t lines, std::size_t y, std::size_t w, Body&& body) const {
    for (; lines != 0; lines &= lines - 1) {
      body(y * width_ + 64 * w + static_cast<std::size_t>(std::countr_zero(lines)));
    }
  }

  // As seen from the slice before `first`.
  void find_before(std::size_t first, std::size_t y, std::size_t w) {
    std::uint64_t wanted = lines_of(w);
    for (std::size_t z = first; z-- > 0 && wanted != 0;) {
      const std::uint64_t found = grid_->row(z, y)[w] & wanted;
      for_each_line(found, y, w, [&](std::size_t line) { before_[line] = static_cast<std::uint32_t>(first - 1 - z); });
      wanted ^= found;
    }
  }

  // Goes on from slice at_ to slice z, noting which lines have passed what was their first.
  void count_down(std::size_t z, std::size_t y) {
    const auto steps = static_cast<std::uint32_t>(z - at_);
    std::uint32_t* const after = after_.data() + y * width_;
    for (std::size_t x = 0; x < width_; ++x) {
      after[x] -= after[x] == simd::no_steps ? 0 : steps;
    }
    for (std::size_t slice = at_; slice < z; ++slice) {
      for (std::size_t w = 0; w < grid_->row_words(); ++w) {
        passed_[y * grid_->row_words() + w] |= grid_->row(slice, y)[w];
      }
    }
  }

  // Only for lines that have passed what was their first, so that no line is gone along twice.
  void find_after(std::size_t first, std::size_t y, std::size_t w) {
    std::uint64_t& passed = passed_[y * grid_->row_words() + w];
    std::uint64_t wanted = passed & lines_of(w);
    passed = 0;
    for (std::size_t z = first; z < grid_->shape().depth && wanted != 0; ++z) {
      const std::uint64_t found = grid_->row(z, y)[w] & wanted;
      for_each_line(found, y, w, [&](std::size_t line) { after_[line] = static_cast<std::uint32_t>(z - first); });
      wanted ^= found;
    }
    for_each_line(wanted, y, w, [&](std::size_t line) { after_[line] = simd::no_steps; });
  }

  const simd::Loops* loops_ = nullptr;
  const BitGrid* grid_ = nullptr;
  std::size_t width_ = 0;
  std::size_t counted_ = 0;            // slices below it are in before_
  std::size_t at_ = 0;                 // the slice that after_ is seen from
  std::vector<std::uint32_t> before_;  // per line
  std::vector<std::uint32_t> after_;
  std::vector<std::uint64_t> passed_;  // per line a bit
};

}  // namespace labelgauge
