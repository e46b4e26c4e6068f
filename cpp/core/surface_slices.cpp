#include "core/surface_slices.hpp"

#include <algorithm>
#include <cstddef>

#include "core/face_shifts.hpp"
#include "core/surface_pair.hpp"
#include "core/tolerance_counts.hpp"
#include "core/volume_bits.hpp"
#include "core/within_tolerances.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

const simd::Loops& loops_of(const Execution& execution) { return simd::loops(static_cast<simd::Isa>(execution.isa)); }

VoxelBox bounds(const VolumePair& volumes, const Execution& execution) {
  const simd::Loops& loops = loops_of(execution);
  std::vector<VoxelBox> boxes(volumes.shape.depth);
  parallel_for<Words>(boxes.size(), 16, execution,
                      [&](Words& words, std::size_t z) { boxes[z] = slice_bounds(volumes, z, loops, words); });
  VoxelBox all;
  for (const VoxelBox& box : boxes) {
    all.include(box);
  }
  return all;
}

void fill(const VolumePair& volumes, const Execution& execution, SurfacePair& pair) {
  const simd::Loops& loops = loops_of(execution);
  const VoxelBox& box = pair.frame().box;
  parallel_for<Words>(box.end[0] - box.begin[0], 16, execution,
                      [&](Words& words, std::size_t k) { fill_slice(volumes, box.begin[0] + k, loops, words, pair); });
}

// Calls body(scratch, block, counts of the block, checkpoint) for blocks of these places, and adds their counts up.
// Those of a block are `nothing` at first.
template <class Scratch, class Counts, class Body>
void for_each_block(const Places& places, const Execution& execution, const Counts& nothing, Counts& counts,
                    Body&& body) {
  const std::size_t n = places.end - places.begin;
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block = std::max<std::size_t>(1, n / (8 * threads));
  std::vector<Counts> parts((n + block - 1) / block, nothing);
  parallel_for<Scratch>(parts.size(), 1, execution, [&](Scratch& scratch, std::size_t part, Checkpoint& checkpoint) {
    const std::size_t first = places.begin + part * block;
    body(scratch, Places{first, std::min(places.end, first + block)}, parts[part], checkpoint);
  });
  for (const Counts& part : parts) {
    counts.add(part);
  }
}

// Has the faces along every axis counted, by slices, then by rows of all slices.
void count_faces(const SurfacePair& pair, const Spacing& spacing, const Places& slices, const Execution& execution,
                 DistanceCounts& counts) {
  for_each_block<FaceShifts>(slices, execution, DistanceCounts{}, counts,
                             [&](FaceShifts& faces, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
                               faces.within_slices(pair, spacing, block, part, checkpoint);
                             });
  const Places rows{0, pair.frame().shape().height};
  for_each_block<FaceShifts>(rows, execution, DistanceCounts{}, counts,
                             [&](FaceShifts& faces, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
                               faces.across_slices(pair, spacing, slices, block.begin, block.end, part, checkpoint);
                             });
}

void search(const SurfacePair& pair, const Spacing& spacing, const Places& slices, const Execution& execution,
            DistanceCounts& counts) {
  for (std::size_t side = 0; side < 2; ++side) {
    Direction direction;
    direction.begin(pair, side, spacing);
    for_each_block<RowSearch>(
        slices, execution, DistanceCounts{}, counts,
        [&](RowSearch& search, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
          direction.search(block.begin, block.end, search, part, checkpoint);
        });
    if (!direction.is_done()) {
      for_each_block<DistanceSweep>(
          slices, execution, DistanceCounts{}, counts,
          [&](DistanceSweep& sweep, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
            direction.sweep(block.begin, block.end, loops_of(execution), sweep, part, checkpoint);
          });
    }
  }
}

// Returns false where searching is quicker. Nothing is counted before.
bool count_within(const SurfacePair& pair, const SurfaceQuery& query, const Spacing& spacing, const Places& slices,
                  const Execution& execution, ToleranceCounts& counts) {
  const bool flat = pair.frame().image.flat;
  if (!WithinTolerances().begin(query.tolerances, spacing, flat)) {
    return false;
  }
  const ToleranceCounts nothing = counts;
  for_each_block<WithinTolerances>(
      slices, execution, nothing, counts,
      [&](WithinTolerances& within, const Places& block, ToleranceCounts& part, Checkpoint& checkpoint) {
        within.begin(query.tolerances, spacing, flat);
        for (std::size_t side = 0; side < 2; ++side) {
          within.count(pair, side, block.begin, block.end, part, checkpoint);
        }
      });
  return true;
}

}  // namespace

std::vector<DistanceCount> count_by_slices(const VolumePair& volumes, const SurfaceQuery& query,
                                           const Execution& execution) {
  std::vector<DistanceCount> histogram;
  const VoxelBox box = bounds(volumes, execution);
  if (box.empty()) {
    return histogram;
  }
  SurfacePair pair;
  pair.begin({box, volumes.shape}, query.rule, false);
  fill(volumes, execution, pair);
  DistanceCounts counts;
  if (query.tolerances.empty()) {
    count_faces(pair, volumes.spacing, pair.voxel_slices(query.places), execution, counts);
  }
  parallel_for(2, 1, execution, [&](std::size_t side) { pair.find_surface_of(side); });
  const Places slices = pair.element_slices(query.places);
  if (query.tolerances.empty()) {
    search(pair, volumes.spacing, slices, execution, counts);
    counts.write(histogram);
    return histogram;
  }
  ToleranceCounts within;
  within.begin(query.tolerances, query.rule, volumes.shape.flat);
  if (!count_within(pair, query, volumes.spacing, slices, execution, within)) {
    search(pair, volumes.spacing, slices, execution, counts);
    within.add(counts);
  }
  within.write(histogram);
  return histogram;
}

}  // namespace labelgauge
