#include "core/pair_counter.hpp"

namespace labelgauge {

void PairCounter::count(const SurfaceQuery& query, const Spacing& spacing, const simd::Loops& loops,
                        std::vector<DistanceCount>& out, Checkpoint& checkpoint) {
  if (query.tolerances.empty()) {
    count_faces(query, spacing, checkpoint);
  }
  for (std::size_t side = 0; side < 2; ++side) {
    pair.find_surface_of(side);
  }
  if (query.tolerances.empty()) {
    search(pair.element_slices(query.places), spacing, loops, checkpoint);
    counts_.write(out);
  } else {
    count_within(query, spacing, loops, checkpoint);
    within_counts_.write(out);
  }
}

void PairCounter::count_faces(const SurfaceQuery& query, const Spacing& spacing, Checkpoint& checkpoint) {
  const Places voxels = pair.voxel_slices(query.places);
  faces_.within_slices(pair, spacing, voxels, counts_, checkpoint);
  faces_.across_slices(pair, spacing, voxels, 0, pair.frame().shape().height, counts_, checkpoint);
}

void PairCounter::count_within(const SurfaceQuery& query, const Spacing& spacing, const simd::Loops& loops,
                               Checkpoint& checkpoint) {
  const bool flat = pair.frame().image.flat;
  const Places slices = pair.element_slices(query.places);
  within_counts_.begin(query.tolerances, query.rule, flat);
  if (within_.begin(query.tolerances, spacing, flat)) {
    for (std::size_t side = 0; side < 2; ++side) {
      within_.count(pair, side, slices.begin, slices.end, within_counts_, checkpoint);
    }
  } else {
    search(slices, spacing, loops, checkpoint);
    within_counts_.add(counts_);
    counts_.clear();
  }
}

void PairCounter::search(const Places& slices, const Spacing& spacing, const simd::Loops& loops,
                         Checkpoint& checkpoint) {
  for (std::size_t side = 0; side < 2; ++side) {
    direction_.begin(pair, side, spacing);
    direction_.search(slices.begin, slices.end, search_, counts_, checkpoint);
    if (!direction_.is_done()) {
      direction_.sweep(slices.begin, slices.end, loops, sweep_, counts_, checkpoint);
    }
  }
}

}  // namespace labelgauge
