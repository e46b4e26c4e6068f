// How far, along an axis, the candidate's mask begins or ends beyond or within each face of gold's.
//
// A face of gold is where a run of its voxels along an axis begins or ends. If the voxel inside it is the candidate's
// too, its shift is how far the candidate goes on beyond the face; else how far within gold's run, going inward, the
// candidate's first voxel is, or infinite if there is none. Time is linear in the words of the masks and in faces.
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
  // `side` is the bit of a face code: kernels/surface.py says which is which. Empties the counts.
  void begin(unsigned side, double spacing);
  void add_unmoved(std::int64_t faces) { near_[1][0] += faces; }
  // sign is -1 where the candidate goes on beyond the face, 1 where it begins within gold.
  void add(int sign, std::size_t steps, DistanceCounts& counts);
  // Of two places along the axis, how far the first lies beyond the second: what the candidate has more than gold.
  void add_beyond(std::size_t further, std::size_t nearer, DistanceCounts& counts);
  void add_missing() { ++missing_; }
  void write(DistanceCounts& counts) const;

 private:
  static constexpr std::size_t most_near = 64;

  unsigned side_ = 0;
  double spacing_ = 1;
  std::int64_t missing_ = 0;
  std::array<std::array<std::int64_t, most_near>, 3> near_{};
};

class FaceShifts {
 public:
  // Faces along the last axis and, in space, the second, of these slices of the frame.
  void within_slices(const SurfacePair& pair, const Spacing& spacing, const Places& slices, DistanceCounts& counts,
                     Checkpoint& checkpoint);
  // Faces along the first axis, those of voxels of these slices, in rows [first, end) of all slices.
  void across_slices(const SurfacePair& pair, const Spacing& spacing, const Places& slices, std::size_t first,
                     std::size_t end, DistanceCounts& counts, Checkpoint& checkpoint);

 private:
  void along_row(const std::uint64_t* gold, const std::uint64_t* candidate, std::size_t words, DistanceCounts& counts);
  // Both ends of runs along an axis of n places, at each of which `words_at(side, place)` has so many words of a mask.
  template <class WordsAt>
  void along_places(const Places& counted, std::size_t n, std::size_t words, const WordsAt& words_at,
                    DistanceCounts& counts);
  // Where runs begin; a few words at a time.
  template <class WordsAt>
  void begins(FaceCounts& faces, const Places& counted, std::size_t n, std::size_t words, const WordsAt& words_at,
              DistanceCounts& counts);
  void start(unsigned low_side, unsigned high_side, double spacing);
  void finish(DistanceCounts& counts) const;

  FaceCounts low_;
  FaceCounts high_;
  std::vector<std::uint64_t> waiting_;  // lines whose run of gold has begun without the candidate
  std::vector<std::uint32_t> gold_begin_;
  std::vector<std::uint32_t> candidate_begin_;
};

}  // namespace labelgauge
