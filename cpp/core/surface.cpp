#include "core/surface.hpp"

#include <algorithm>
#include <bit>

#include "core/surface_pair.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

const simd::Loops& loops_of(const Execution& execution) { return simd::loops(static_cast<simd::Isa>(execution.isa)); }

using Words = std::vector<std::uint64_t>;

const std::uint8_t* row_of(In<std::uint8_t> volume, const ImageShape& shape, std::size_t z, std::size_t y) {
  return volume.data() + (z * shape.height + y) * shape.width;
}

// Box of the foreground of one slice.
VoxelBox slice_bounds(In<std::uint8_t> volume, const ImageShape& shape, std::size_t z, const simd::Loops& loops,
                      Words& words) {
  const std::size_t row_words = (shape.width + 63) / 64;
  words.resize(2 * row_words);
  std::uint64_t* const row = words.data();
  std::uint64_t* const columns = row + row_words;
  std::fill(columns, columns + row_words, 0);
  VoxelBox box;
  for (std::size_t y = 0; y < shape.height; ++y) {
    loops.pack_lines[0](row_of(volume, shape, z, y), 0, shape.width, 1, row);
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < row_words; ++w) {
      any |= row[w];
      columns[w] |= row[w];
    }
    if (any != 0) {
      box.begin[1] = box.empty() ? y : box.begin[1];
      box.begin[0] = z;
      box.end[0] = z + 1;
      box.end[1] = y + 1;
    }
  }
  if (!box.empty()) {
    std::size_t first = 0;
    while (columns[first] == 0) {
      ++first;
    }
    std::size_t last = row_words - 1;
    while (columns[last] == 0) {
      --last;
    }
    box.begin[2] = 64 * first + static_cast<std::size_t>(std::countr_zero(columns[first]));
    box.end[2] = 64 * (last + 1) - static_cast<std::size_t>(std::countl_zero(columns[last]));
  }
  return box;
}

VoxelBox bounds_of_both(In<std::uint8_t> gold, In<std::uint8_t> candidate, const ImageShape& shape,
                        const Execution& execution) {
  const simd::Loops& loops = loops_of(execution);
  std::vector<VoxelBox> boxes(shape.depth);
  parallel_for<Words>(shape.depth, 16, execution, [&](Words& words, std::size_t z) {
    boxes[z] = slice_bounds(gold, shape, z, loops, words);
    boxes[z].include(slice_bounds(candidate, shape, z, loops, words));
  });
  VoxelBox all;
  for (const VoxelBox& box : boxes) {
    all.include(box);
  }
  return all;
}

// Packs one slice of an array into a grid that has a margin of one voxel around the box.
void fill_slice(In<std::uint8_t> volume, const Frame& frame, std::size_t z, const simd::Loops& loops, Words& words,
                BitGrid& mask) {
  const std::size_t length = frame.box.end[2] - frame.box.begin[2];
  words.resize((length + 63) / 64);
  for (std::size_t y = frame.box.begin[1]; y < frame.box.end[1]; ++y) {
    loops.pack_lines[0](row_of(volume, frame.image, z, y) + frame.box.begin[2], 0, length, 1, words.data());
    std::uint64_t* const row = mask.row(frame.z(z), frame.y(y));
    std::uint64_t carry = 0;
    for (std::size_t w = 0; w < words.size(); ++w) {
      row[w] = words[w] << 1U | carry;
      carry = words[w] >> 63U;
    }
    if (carry != 0) {
      row[words.size()] = carry;
    }
  }
}

// Has blocks of these slices counted, each into counts of its own, and adds those up.
template <class Scratch, class Method>
void count_blocks(Direction& direction, Method method, const Places& slices, const Execution& execution,
                  DistanceCounts& counts) {
  const std::size_t n = slices.end - slices.begin;
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block = std::max<std::size_t>(1, n / (threads == 1 ? 1 : 8 * threads));
  std::vector<DistanceCounts> parts((n + block - 1) / block);
  parallel_for<Scratch>(parts.size(), 1, execution, [&](Scratch& scratch, std::size_t part, Checkpoint& checkpoint) {
    const std::size_t first = slices.begin + part * block;
    (direction.*method)(first, std::min(slices.end, first + block), scratch, parts[part], checkpoint);
  });
  for (const DistanceCounts& part : parts) {
    counts.add(part);
  }
}

// Counts a pair by as many threads as there are, slice by slice.
std::vector<DistanceCount> count_by_slices(SurfacePair& pair, const Spacing& spacing, const Places& places,
                                           const Execution& execution) {
  parallel_for(2, 1, execution, [&](std::size_t side) { pair.find_surface_of(side); });
  const Places slices = pair.slices(places);
  DistanceCounts counts;
  for (std::size_t side = 0; side < 2; ++side) {
    Direction direction;
    direction.begin(pair, side, spacing);
    count_blocks<RowSearch>(direction, &Direction::search, slices, execution, counts);
    if (!direction.is_done()) {
      count_blocks<DistanceSweep>(direction, &Direction::sweep, slices, execution, counts);
    }
  }
  std::vector<DistanceCount> histogram;
  counts.write(histogram);
  return histogram;
}

}  // namespace

DistanceHistograms distance_histograms(In<std::uint8_t> gold, In<std::uint8_t> candidate, const ImageShape& shape,
                                       const Spacing& spacing, SurfaceRule rule, const Places& places,
                                       const Execution& execution) {
  const VoxelBox box = bounds_of_both(gold, candidate, shape, execution);
  if (box.empty()) {
    return {{}, {0, 0}};
  }
  const simd::Loops& loops = loops_of(execution);
  SurfacePair pair;
  pair.begin({box, shape}, rule, false);
  const std::size_t first = box.begin[0];
  parallel_for<Words>(box.end[0] - first, 16, execution, [&](Words& words, std::size_t k) {
    fill_slice(gold, pair.frame(), first + k, loops, words, pair.mask(0));
    fill_slice(candidate, pair.frame(), first + k, loops, words, pair.mask(1));
  });
  DistanceHistograms histograms;
  histograms.values = count_by_slices(pair, spacing, places, execution);
  histograms.offsets = {0, static_cast<std::int64_t>(histograms.values.size())};
  return histograms;
}

}  // namespace labelgauge
