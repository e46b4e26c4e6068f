#include "core/surface.hpp"

#include <algorithm>
#include <bit>

#include "core/pair_counter.hpp"
#include "core/surface_pair.hpp"
#include "core/surface_slices.hpp"
#include "core/volume_bits.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

// What one thread needs to count whole pairs of volumes.
struct VolumeCounter {
  PairCounter counter;
  Words words;

  // Appends the histogram of a pair.
  void count(const VolumePair& volumes, const SurfaceQuery& query, const simd::Loops& loops,
             std::vector<DistanceCount>& out, Checkpoint& checkpoint) {
    constexpr std::size_t most_unwatched = 64;  // parts; of images they are rows
    VoxelBox box;
    for (std::size_t part = 0; part < n_parts(volumes); ++part) {
      box.include(part_bounds(volumes, part, loops, words));
      if (part % most_unwatched == 0) {
        checkpoint();
      }
    }
    if (box.empty()) {
      return;
    }
    counter.pair.begin({box, volumes.shape}, query.rule, false);
    const Places parts = parts_to_fill(volumes, box);
    for (std::size_t part = parts.begin; part < parts.end; ++part) {
      fill_part(volumes, part, loops, words, counter.pair);
      if (part % most_unwatched == 0) {
        checkpoint();
      }
    }
    counter.count(query, volumes.spacing, loops, out, checkpoint);
  }
};

// Volumes of so many voxels are counted one after the other, each by all threads, so that few of them keep all threads
// at work, and that not as many of them as there are threads are in memory at once.
constexpr std::size_t least_shared = std::size_t{1} << 21U;

}  // namespace

DistanceHistograms distance_histograms(In<VolumePair> pairs, const SurfaceQuery& query, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  std::vector<std::vector<DistanceCount>> shared(pairs.size());
  const auto is_shared = [&](std::size_t k) {
    return execution.threads > 1 && (pairs.size() == 1 || pairs[k].shape.voxels() >= least_shared);
  };
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    if (is_shared(k)) {
      shared[k] = count_by_slices(pairs[k], query, execution);
    }
  }
  return build_ragged<DistanceCount, VolumeCounter>(
      pairs.size(), execution,
      [&](VolumeCounter& scratch, std::size_t k, std::vector<DistanceCount>& out, Checkpoint& checkpoint) {
        if (is_shared(k)) {
          out.insert(out.end(), shared[k].begin(), shared[k].end());
        } else {
          scratch.count(pairs[k], query, loops, out, checkpoint);
        }
      });
}

}  // namespace labelgauge
