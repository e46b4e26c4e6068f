// What the surface elements in one row of a frame are like.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/bit_grid.hpp"
#include "core/distance_counts.hpp"
#include "core/surface.hpp"

namespace labelgauge {

class ElementRow {
 public:
  // Elements of `mask` in row (z, y), where it has some, to be told from `other` and its surface. `turned` = rows and
  // columns of the image have changed places.
  ElementRow(unsigned direction, const BitGrid& mask, const BitGrid& other, const BitGrid& other_surface,
             SurfaceRule rule, bool flat, bool turned, std::size_t z, std::size_t y)
      : direction_(direction),
        is_corner_(rule == SurfaceRule::corner),
        flat_(flat),
        turned_(turned),
        own_(mask.row(z, y)),
        other_(other.row(z, y)),
        other_surface_(other_surface.row(z, y)) {
    if (is_corner_) {
      around_ = {own_, flat ? nullptr : mask.row(z, y + 1), mask.row(z + 1, y),
                 flat ? nullptr : mask.row(z + 1, y + 1)};
    } else {
      around_ = {mask.row(z - 1, y), mask.row(z + 1, y), flat ? nullptr : mask.row(z, y - 1),
                 flat ? nullptr : mask.row(z, y + 1)};
    }
  }

  [[nodiscard]] unsigned code(std::size_t x) const { return is_corner_ ? corner_code(x) : face_code(x); }

  [[nodiscard]] ElementKind kind(std::size_t x) const {
    if (voxel(other_surface_, x) != 0) {
      return {direction_, code(x), 0};
    }
    // All voxels around a lattice point that is not on a surface are alike.
    return {direction_, code(x), voxel(other_, x) != 0 ? -1 : 1};
  }

 private:
  [[nodiscard]] static unsigned voxel(const std::uint64_t* row, std::size_t x) {
    return static_cast<unsigned>(row[x / 64] >> (x % 64) & 1U);
  }

  // Voxels x and x + 1 of a row as a number of two bits.
  [[nodiscard]] static unsigned two_voxels(const std::uint64_t* row, std::size_t x) {
    const std::size_t shift = x % 64;
    const std::uint64_t bits = (row[x / 64] >> shift) | (row[x / 64 + 1] << 1U << (63 - shift));
    return static_cast<unsigned>((bits & 1U) << 1U | (bits >> 1U & 1U));
  }

  // Which voxels around a lattice point are foreground: kernels/surface.py says in which order its bits are.
  [[nodiscard]] unsigned corner_code(std::size_t x) const {
    if (!flat_) {
      return two_voxels(around_[0], x) << 6U | two_voxels(around_[1], x) << 4U | two_voxels(around_[2], x) << 2U |
             two_voxels(around_[3], x);
    }
    const unsigned code = two_voxels(around_[0], x) << 2U | two_voxels(around_[2], x);
    return turned_ ? (code & 9U) | (code & 4U) >> 1U | (code & 2U) << 1U : code;
  }

  // Across which faces of a voxel background lies; what `fill_outside` has set is no background.
  [[nodiscard]] unsigned face_code(std::size_t x) const {
    const unsigned across = voxel(around_[0], x) << 1U | voxel(around_[1], x);
    const unsigned along = voxel(own_, x - 1) << 1U | voxel(own_, x + 1);
    if (!flat_) {
      const unsigned within = voxel(around_[2], x) << 1U | voxel(around_[3], x);
      return ~(across << 4U | within << 2U | along) & 63U;
    }
    return ~(turned_ ? along << 2U | across : across << 2U | along) & 15U;
  }

  unsigned direction_;
  bool is_corner_;
  bool flat_;
  bool turned_;
  const std::uint64_t* own_;
  const std::uint64_t* other_;
  const std::uint64_t* other_surface_;
  std::array<const std::uint64_t*, 4> around_{};  // rows of voxels around the lattice points, or beside the voxels
};

}  // namespace labelgauge
