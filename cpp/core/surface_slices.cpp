#include "core/surface_slices.hpp"

#include <algorithm>
#include <array>
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
  std::vector<VoxelBox> boxes(n_parts(volumes));
  parallel_for<Words>(boxes.size(), 16, execution,
                      [&](Words& words, std::size_t part) { boxes[part] = part_bounds(volumes, part, loops, words); });
  VoxelBox all;
  for (const VoxelBox& box : boxes) {
    all.include(box);
  }
  return all;
}

void fill(const VolumePair& volumes, const Execution& execution, SurfacePair& pair) {
  const simd::Loops& loops = loops_of(execution);
  const Places parts = parts_to_fill(volumes, pair.frame().box);
  parallel_for<Words>(parts.end - parts.begin, 16, execution,
                      [&](Words& words, std::size_t k) { fill_part(volumes, parts.begin + k, loops, words, pair); });
}

// Calls body(scratch, k, block, counts of the block, checkpoint) for blocks of each stretch k, of all of them side by
// side, and adds their counts up. Those of a block are `nothing` at first.
template <class Scratch, class Counts, class Body>
void for_each_block(const std::array<Places, 2>& stretches, const Execution& execution, const Counts& nothing,
                    Counts& counts, Body&& body) {
  struct Block {
    std::size_t stretch;
    Places places;
    Counts counts;
  };
  std::vector<Block> blocks;
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  for (std::size_t k = 0; k < stretches.size(); ++k) {
    const Places& all = stretches[k];
    const std::size_t length = std::max<std::size_t>(1, (all.end - all.begin) / (8 * threads));
    for (std::size_t first = all.begin; first < all.end; first += length) {
      blocks.push_back({k, {first, std::min(all.end, first + length)}, nothing});
    }
  }
  parallel_for<Scratch>(blocks.size(), 1, execution, [&](Scratch& scratch, std::size_t b, Checkpoint& checkpoint) {
    Block& block = blocks[b];
    body(scratch, block.stretch, block.places, block.counts, checkpoint);
  });
  for (const Block& block : blocks) {
    counts.add(block.counts);
  }
}

// Has the faces along every axis counted, by slices and, along the first axis, by rows of all slices.
void count_faces(const SurfacePair& pair, const Spacing& spacing, const Places& slices, const Execution& execution,
                 DistanceCounts& counts) {
  const Places rows{0, pair.frame().shape().height};
  for_each_block<FaceShifts>(
      {slices, rows}, execution, DistanceCounts{}, counts,
      [&](FaceShifts& faces, std::size_t stretch, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
        if (stretch == 0) {
          faces.within_slices(pair, spacing, block, part, checkpoint);
        } else {
          faces.across_slices(pair, spacing, slices, block.begin, block.end, part, checkpoint);
        }
      });
}

void search(const SurfacePair& pair, const Spacing& spacing, const Places& slices, const Execution& execution,
            DistanceCounts& counts) {
  std::array<Direction, 2> directions;
  for (std::size_t side = 0; side < 2; ++side) {
    directions[side].begin(pair, side, spacing);
  }
  for_each_block<RowSearch>(
      {slices, slices}, execution, DistanceCounts{}, counts,
      [&](RowSearch& search, std::size_t side, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
        directions[side].search(block.begin, block.end, search, part, checkpoint);
      });
  const auto left = [&](std::size_t side) { return directions[side].is_done() ? Places{0, 0} : slices; };
  for_each_block<DistanceSweep>(
      {left(0), left(1)}, execution, DistanceCounts{}, counts,
      [&](DistanceSweep& sweep, std::size_t side, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
        directions[side].sweep(block.begin, block.end, loops_of(execution), sweep, part, checkpoint);
      });
}

// Returns false where searching is quicker. Nothing is counted before.
bool count_within(const SurfacePair& pair, const SurfaceQuery& query, const Spacing& spacing, const Places& slices,
                  const Execution& execution, ToleranceCounts& counts) {
  const bool flat = pair.frame().image.flat;
  if (!WithinTolerances().begin(query.tolerances, spacing, flat)) {
    return false;
  }
  const ToleranceCounts nothing = counts;
  for_each_block<WithinTolerances>({slices, slices}, execution, nothing, counts,
                                   [&](WithinTolerances& within, std::size_t side, const Places& block,
                                       ToleranceCounts& part, Checkpoint& checkpoint) {
                                     within.begin(query.tolerances, spacing, flat);
                                     within.count(pair, side, block.begin, block.end, part, checkpoint);
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
  pair.begin_uncleared({box, volumes.shape}, query.rule, false);
  parallel_for(2, 1, execution, [&](std::size_t side) { pair.clear_mask(side); });
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
