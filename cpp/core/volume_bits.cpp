#include "core/volume_bits.hpp"

#include <algorithm>
#include <bit>

namespace labelgauge {

namespace {

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

}  // namespace

VoxelBox slice_bounds(const VolumePair& volumes, std::size_t z, const simd::Loops& loops, Words& words) {
  VoxelBox box = slice_bounds(volumes.gold, volumes.shape, z, loops, words);
  box.include(slice_bounds(volumes.candidate, volumes.shape, z, loops, words));
  return box;
}

void fill_slice(const VolumePair& volumes, std::size_t z, const simd::Loops& loops, Words& words, SurfacePair& pair) {
  fill_slice(volumes.gold, pair.frame(), z, loops, words, pair.mask(0));
  fill_slice(volumes.candidate, pair.frame(), z, loops, words, pair.mask(1));
}

}  // namespace labelgauge
