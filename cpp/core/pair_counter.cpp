#include "core/pair_counter.hpp"

namespace labelgauge {

void PairCounter::count(const Spacing& spacing, const Places& places, const simd::Loops& loops,
                        std::vector<DistanceCount>& out, Checkpoint& checkpoint) {
  const Places voxels = pair.voxel_slices(places);
  faces.within_slices(pair, spacing, voxels, counts, checkpoint);
  faces.across_slices(pair, spacing, voxels, 0, pair.frame().shape().height, counts, checkpoint);
  for (std::size_t side = 0; side < 2; ++side) {
    pair.find_surface_of(side);
  }
  const Places slices = pair.element_slices(places);
  for (std::size_t side = 0; side < 2; ++side) {
    direction.begin(pair, side, spacing);
    direction.search(slices.begin, slices.end, search, counts, checkpoint);
    if (!direction.is_done()) {
      direction.sweep(slices.begin, slices.end, loops, sweep, counts, checkpoint);
    }
  }
  counts.write(out);
}

}  // namespace labelgauge
