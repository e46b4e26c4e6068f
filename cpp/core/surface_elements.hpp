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

}  // namespace labelgauge
