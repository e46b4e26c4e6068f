// How far, along an axis, the other mask begins or ends beyond or within each face of a mask.
//
// A face is where a run of the mask's voxels along an axis begins or ends. If the voxel inside it is the other mask's
// too, its shift is how far the other goes on beyond the face; else how far within the run, going inward, the other's
// first voxel is, or infinite if there is none. Time is linear in the words of the masks and in faces.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/distance_counts.hpp"
#include "core/surface_pair.hpp"

namespace labelgauge {

// Counts of shifts in steps of an axis; small ones in an array, the others among the distances.
class FaceCounts {
 public:
  // Empties the counts. `face` is the bit of a face code: kernels/surface.py says which is which.
  void begin(unsigned direction, unsigned face, double spacing);
  void add_unmoved(std::int64_t faces) { near_[1][0] += faces; }
  // sign is -1 where the other mask goes on beyond the face, 1 where it begins within the run.
  void add(int sign, std::size_t steps, DistanceCounts& counts);
  // Of two places along the axis, how far the first lies beyond the second.
  void add_beyond(std::size_t further, std::size_t nearer, DistanceCounts& counts);
  void add_missing() { ++missing_; }
  void write(DistanceCounts& counts) const;

 private:
  static constexpr std::size_t most_near = 64;

  unsigned direction_ = 0;
  unsigned face_ = 0;
  double spacing_ = 1;
  std::int64_t missing_ = 0;
  std::array<std::array<std::int64_t, most_near>, 3> near_{};
};

class FaceShifts {
 public:
  // Both masks' faces along the last axis and, in space, the second, of these slices of the frame.
  void within_slices(const SurfacePair& pair, const Spacing& spacing, const Places& slices, DistanceCounts& counts,
                     Checkpoint& checkpoint);
  // Both masks' faces along the first axis, those of voxels of these slices, in rows [first, end) of all slices.
  void across_slices(const SurfacePair& pair, const Spacing& spacing, const Places& slices, std::size_t first,
                     std::size_t end, DistanceCounts& counts, Checkpoint& checkpoint);

 private:
  void along_row(const std::uint64_t* mask, const std::uint64_t* other, std::size_t words, DistanceCounts& counts);
  // Both ends of runs along an axis of n places, at each of which `words_at(which, place)` has so many words of the
  // mask (which = 0) or the other one.
  template <class WordsAt>
  void along_places(const Places& counted, std::size_t n, std::size_t words, const WordsAt& words_at,
                    DistanceCounts& counts);
  // Where runs begin; a few words at a time.
  template <class WordsAt>
  void begins(FaceCounts& faces, const Places& counted, std::size_t n, std::size_t words, const WordsAt& words_at,
              DistanceCounts& counts);
  void start(const SurfacePair& pair, std::size_t side, std::size_t axis, const Spacing& spacing);
  void finish(DistanceCounts& counts) const;

  FaceCounts low_;
  FaceCounts high_;
  std::vector<std::uint64_t> waiting_;  // lines whose run has begun without the other mask
  std::vector<std::uint32_t> own_begin_;
  std::vector<std::uint32_t> other_begin_;
};

}  // namespace labelgauge
