// Which voxels, or lattice points between voxels, make up the surface of a mask, and what they are like.
//
// Masks stand in a frame: the box that holds both masks of a pair and a margin of one voxel around it (flat images have
// none along the middle axis). Lattice point (z, y, x) lies at the low corner of the frame's voxel (z + 1, y + 1, x +
// 1).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/bit_grid.hpp"
#include "core/surface.hpp"

namespace labelgauge {

// Half-open box of voxels.
struct VoxelBox {
  std::array<std::size_t, 3> begin{};
  std::array<std::size_t, 3> end{};

  [[nodiscard]] bool empty() const { return end[0] == begin[0]; }

  void include(const VoxelBox& other) {
    if (empty()) {
      *this = other;
    } else if (!other.empty()) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        begin[axis] = std::min(begin[axis], other.begin[axis]);
        end[axis] = std::max(end[axis], other.end[axis]);
      }
    }
  }
};

struct Frame {
  VoxelBox box;  // in the image, not empty
  ImageShape image;

  [[nodiscard]] GridShape shape() const {
    return {box.end[0] - box.begin[0] + 2, box.end[1] - box.begin[1] + (image.flat ? 0 : 2),
            box.end[2] - box.begin[2] + 2};
  }
  // Where a row of the image stands in the frame.
  [[nodiscard]] std::size_t z(std::size_t image_z) const { return image_z - box.begin[0] + 1; }
  [[nodiscard]] std::size_t y(std::size_t image_y) const { return image_y - box.begin[1] + (image.flat ? 0 : 1); }
  [[nodiscard]] std::size_t x(std::size_t image_x) const { return image_x - box.begin[2] + 1; }
};

// Sets the voxels of the margin that lie outside the image: neighbours that the `full` rule does not look at.
void fill_outside(const Frame& frame, BitGrid& mask);

// Finds the surface of a mask in its frame; not for the filled rule, whose elements are the mask.
void find_surface(const BitGrid& mask, SurfaceRule rule, bool flat, BitGrid& surface);

// Voxels x and x + 1 of a row as a number of two bits.
[[nodiscard]] inline unsigned two_voxels(const std::uint64_t* row, std::size_t x) {
  const std::size_t shift = x % 64;
  const std::uint64_t bits = (row[x / 64] >> shift) | (row[x / 64 + 1] << 1U << (63 - shift));
  return static_cast<unsigned>((bits & 1U) << 1U | (bits >> 1U & 1U));
}

// The corner code of a lattice point: kernels/surface.py says in which order its bits are.
[[nodiscard]] inline unsigned corner_code(const BitGrid& mask, bool flat, std::size_t z, std::size_t y, std::size_t x) {
  if (flat) {
    return two_voxels(mask.row(z, y), x) << 2U | two_voxels(mask.row(z + 1, y), x);
  }
  return two_voxels(mask.row(z, y), x) << 6U | two_voxels(mask.row(z, y + 1), x) << 4U |
         two_voxels(mask.row(z + 1, y), x) << 2U | two_voxels(mask.row(z + 1, y + 1), x);
}

// Across which faces of a voxel background lies, first axis first, and of each axis the face before it first:
// kernels/surface.py says which bit is which. What `fill_outside` has set is no background.
[[nodiscard]] inline unsigned face_code(const BitGrid& mask, bool flat, std::size_t z, std::size_t y, std::size_t x) {
  const auto background = [&](std::size_t k, std::size_t j, std::size_t i) { return mask.test(k, j, i) ? 0U : 1U; };
  unsigned code = background(z - 1, y, x) << 1U | background(z + 1, y, x);
  if (!flat) {
    code = code << 2U | background(z, y - 1, x) << 1U | background(z, y + 1, x);
  }
  return code << 2U | background(z, y, x - 1) << 1U | background(z, y, x + 1);
}

}  // namespace labelgauge
