// Distance histograms of listed pairs of run-length masks.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pair_counter.hpp"
#include "core/runs.hpp"
#include "core/surface.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

// Runs lie along columns: slices of the frame are columns of the image, and voxels of a row are its rows. Sums of two
// squares do not depend on which is first.
VoxelBox turned_bounds(In<std::uint32_t> runs, std::int64_t height) {
  const PixelBox box = bounds(runs, height);
  if (box.empty()) {
    return {};
  }
  const auto at = [](std::int64_t place) { return static_cast<std::size_t>(place); };
  return {{at(box.x0), 0, at(box.y0)}, {at(box.x1), 1, at(box.y1)}};
}

void fill_turned(In<std::uint32_t> runs, std::int64_t height, const Frame& frame, BitGrid& mask) {
  for_each_stretch(runs, height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    mask.set(frame.z(static_cast<std::size_t>(column)), 0, frame.x(static_cast<std::size_t>(begin)),
             frame.x(static_cast<std::size_t>(end)));
  });
}

}  // namespace

DistanceHistograms mask_distance_histograms(const MaskBatch& gold, const MaskBatch& candidate,
                                            In<std::int64_t> gold_index, In<std::int64_t> candidate_index,
                                            In<double> spacing, const SurfaceQuery& query, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  return build_ragged<DistanceCount, PairCounter>(
      gold_index.size(), execution,
      [&](PairCounter& scratch, std::size_t k, std::vector<DistanceCount>& out, Checkpoint& checkpoint) {
        const auto g = static_cast<std::size_t>(gold_index[k]);
        const auto c = static_cast<std::size_t>(candidate_index[k]);
        const std::int64_t height = gold.height(g);
        const auto columns = static_cast<std::size_t>(gold.width(g));
        VoxelBox box = turned_bounds(gold.runs(g), height);
        box.include(turned_bounds(candidate.runs(c), height));
        if (box.empty()) {
          return;
        }
        scratch.pair.begin({box, {columns, 1, static_cast<std::size_t>(height), true}}, query.rule, true);
        fill_turned(gold.runs(g), height, scratch.pair.frame(), scratch.pair.mask(0));
        fill_turned(candidate.runs(c), height, scratch.pair.frame(), scratch.pair.mask(1));
        scratch.count(query, {spacing[2 * k + 1], 1, spacing[2 * k]}, loops, out, checkpoint);
      });
}

}  // namespace labelgauge
