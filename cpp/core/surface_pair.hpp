// Two masks in one frame, their surfaces, and the counting of distances from each surface to the other.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/bit_grid.hpp"
#include "core/distance_counts.hpp"
#include "core/distance_sweep.hpp"
#include "core/element_row.hpp"
#include "core/row_search.hpp"
#include "core/surface.hpp"
#include "core/surface_elements.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

class SurfacePair {
 public:
  // Both masks empty, in the frame of this box, which is not empty. `turned` = rows and columns of the image have
  // changed places. Throws TooLarge.
  void begin(const Frame& frame, SurfaceRule rule, bool turned);
  // The same, but for the masks, each of which is to be cleared.
  void begin_uncleared(const Frame& frame, SurfaceRule rule, bool turned);
  void clear_mask(std::size_t side) { masks_[side].reset(frame_.shape()); }

  // To be filled in the frame's coordinates. Side 0 is gold, side 1 the candidate.
  [[nodiscard]] BitGrid& mask(std::size_t side) { return masks_[side]; }
  [[nodiscard]] const BitGrid& mask(std::size_t side) const { return masks_[side]; }
  [[nodiscard]] const Frame& frame() const { return frame_; }
  // The bits of face codes for the low and the high face along an axis of the frame.
  [[nodiscard]] unsigned face_before(std::size_t axis) const { return 2 * face_behind(axis); }
  [[nodiscard]] unsigned face_behind(std::size_t axis) const;
  // Slices of the frame whose elements have these places in the image, and those whose voxels have.
  [[nodiscard]] Places element_slices(const Places& places) const {
    return slices(places, rule_ == SurfaceRule::corner ? 0 : 1);  // lattice points stand before their voxels
  }
  [[nodiscard]] Places voxel_slices(const Places& places) const { return slices(places, 1); }

  // Once a mask is filled; changes its margin by the rule `full`.
  void find_surface_of(std::size_t side);

  [[nodiscard]] const BitGrid& surface(std::size_t side) const {
    return rule_ == SurfaceRule::filled ? masks_[side] : surfaces_[side];
  }
  // What the elements of the surface of `side` in a row are like.
  [[nodiscard]] ElementRow elements(std::size_t side, std::size_t z, std::size_t y) const {
    return {static_cast<unsigned>(side),
            masks_[side],
            masks_[1 - side],
            surface(1 - side),
            rule_,
            frame_.image.flat,
            turned_,
            z,
            y};
  }

 private:
  [[nodiscard]] Places slices(const Places& places, std::size_t first_slice) const;

  Frame frame_;
  SurfaceRule rule_ = SurfaceRule::corner;
  bool turned_ = false;
  std::array<BitGrid, 2> masks_;
  std::array<BitGrid, 2> surfaces_;
};

// Counts the elements of one surface by their distance to the other. Slices can be counted in any order and by several
// threads, each with a search, a sweep and counts of its own; first all are searched, then, if the work has run out on
// the way, all are swept.
class Direction {
 public:
  void begin(const SurfacePair& pair, std::size_t side, const Spacing& spacing);

  // Slices [first, end), as far as the work allows.
  void search(std::size_t first, std::size_t end, RowSearch& search, DistanceCounts& counts, Checkpoint& checkpoint);
  [[nodiscard]] bool is_done() const { return !ran_out_.load(); }
  // What the search has left of slices [first, end).
  void sweep(std::size_t first, std::size_t end, const simd::Loops& loops, DistanceSweep& sweep, DistanceCounts& counts,
             Checkpoint& checkpoint);

 private:
  // Returns the work it took; `untold` is what this thread has done and not yet added to work_.
  std::uint64_t search_row(std::size_t z, std::size_t y, std::uint64_t untold, RowSearch& search,
                           DistanceCounts& counts);
  [[nodiscard]] std::size_t& resume(std::size_t z, std::size_t y) { return resume_[z * from_->shape().height + y]; }

  const SurfacePair* pair_ = nullptr;
  std::size_t side_ = 0;
  Spacing spacing_{};
  const BitGrid* from_ = nullptr;
  const BitGrid* to_ = nullptr;
  bool reachable_ = false;              // whether the other surface has any elements
  std::atomic<std::uint64_t> work_{0};  // rows and work of all threads
  std::uint64_t most_work_ = 0;
  std::atomic<bool> ran_out_{false};
  std::vector<std::size_t> resume_;  // per row, the first element that the search has not done
};

}  // namespace labelgauge
