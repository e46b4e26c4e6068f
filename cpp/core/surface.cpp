#include "core/surface.hpp"

#include <algorithm>
#include <bit>

#include "core/face_shifts.hpp"
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

// Calls body(scratch, block, counts of the block, checkpoint) for blocks of these places, and adds their counts up.
template <class Scratch, class Body>
void for_each_block(const Places& places, const Execution& execution, DistanceCounts& counts, Body&& body) {
  const std::size_t n = places.end - places.begin;
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block = std::max<std::size_t>(1, n / (threads == 1 ? 1 : 8 * threads));
  std::vector<DistanceCounts> parts((n + block - 1) / block);
  parallel_for<Scratch>(parts.size(), 1, execution, [&](Scratch& scratch, std::size_t part, Checkpoint& checkpoint) {
    const std::size_t first = places.begin + part * block;
    body(scratch, Places{first, std::min(places.end, first + block)}, parts[part], checkpoint);
  });
  for (const DistanceCounts& part : parts) {
    counts.add(part);
  }
}

// Has the faces along every axis counted, by slices, then by rows of all slices.
void count_faces(const SurfacePair& pair, const Spacing& spacing, const Places& slices, const Execution& execution,
                 DistanceCounts& counts) {
  for_each_block<FaceShifts>(slices, execution, counts,
                             [&](FaceShifts& faces, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
                               faces.within_slices(pair, spacing, block, part, checkpoint);
                             });
  const Places rows{0, pair.frame().shape().height};
  for_each_block<FaceShifts>(rows, execution, counts,
                             [&](FaceShifts& faces, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
                               faces.across_slices(pair, spacing, slices, block.begin, block.end, part, checkpoint);
                             });
}

// Counts a pair by as many threads as there are, slice by slice.
std::vector<DistanceCount> count_by_slices(SurfacePair& pair, const Spacing& spacing, const Places& places,
                                           const Execution& execution) {
  DistanceCounts counts;
  count_faces(pair, spacing, pair.voxel_slices(places), execution, counts);
  parallel_for(2, 1, execution, [&](std::size_t side) { pair.find_surface_of(side); });
  const Places slices = pair.element_slices(places);
  for (std::size_t side = 0; side < 2; ++side) {
    Direction direction;
    direction.begin(pair, side, spacing);
    for_each_block<RowSearch>(
        slices, execution, counts,
        [&](RowSearch& search, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
          direction.search(block.begin, block.end, search, part, checkpoint);
        });
    if (!direction.is_done()) {
      for_each_block<DistanceSweep>(
          slices, execution, counts,
          [&](DistanceSweep& sweep, const Places& block, DistanceCounts& part, Checkpoint& checkpoint) {
            direction.sweep(block.begin, block.end, loops_of(execution), sweep, part, checkpoint);
          });
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
