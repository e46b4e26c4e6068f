#include "core/volume_bits.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/bit_transpose.hpp"

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

// Packs one row of every slice of an array in reverse, [width][height][depth], into such a grid: lines of voxels along
// the first axis are packed, and squares of them turned.
void fill_rows(In<std::uint8_t> volume, const Frame& frame, std::size_t y, const simd::Loops& loops, Words& words,
               BitGrid& mask) {
  const VoxelBox& box = frame.box;
  const std::size_t depth = box.end[0] - box.begin[0];
  const std::size_t width = box.end[2] - box.begin[2];
  const std::size_t line_words = (depth + 63) / 64;
  const std::size_t step = frame.image.height * frame.image.depth;  // from column to column
  words.resize(64 * line_words);
  for (std::size_t w = 0; w < mask.row_words(); ++w) {
    // Bit 0 of a row is margin: voxel x of the box is bit x + 1.
    const std::size_t first = std::max<std::size_t>(64 * w, 1);
    const std::size_t end = std::min(64 * w + 64, width + 1);
    if (first >= end) {
      continue;
    }
    const std::size_t column = box.begin[2] + first - 1;
    loops.pack_lines[0](volume.data() + column * step + y * frame.image.depth + box.begin[0],
                        static_cast<std::ptrdiff_t>(step), depth, end - first, words.data());
    for (std::size_t part = 0; part < line_words; ++part) {
      BitSquare square{};
      for (std::size_t bit = first; bit < end; ++bit) {
        square[bit % 64] = words[(bit - first) * line_words + part];
      }
      transpose(square);
      for (std::size_t z = 64 * part; z < std::min(depth, 64 * part + 64); ++z) {
        mask.row(frame.z(box.begin[0] + z), frame.y(y))[w] = square[z % 64];
      }
    }
  }
}

// The shape as memory has it: the slowest axis first.
ImageShape in_memory(const VolumePair& volumes) {
  ImageShape shape = volumes.shape;
  if (volumes.reversed) {
    std::swap(shape.depth, shape.width);
  }
  return shape;
}

}  // namespace

std::size_t n_parts(const VolumePair& volumes) { return in_memory(volumes).depth; }

VoxelBox part_bounds(const VolumePair& volumes, std::size_t part, const simd::Loops& loops, Words& words) {
  const ImageShape shape = in_memory(volumes);
  VoxelBox box = slice_bounds(volumes.gold, shape, part, loops, words);
  box.include(slice_bounds(volumes.candidate, shape, part, loops, words));
  if (volumes.reversed) {
    std::swap(box.begin[0], box.begin[2]);
    std::swap(box.end[0], box.end[2]);
  }
  return box;
}

Places parts_to_fill(const VolumePair& volumes, const VoxelBox& box) {
  const std::size_t axis = volumes.reversed ? 1 : 0;
  return {box.begin[axis], box.end[axis]};
}

void fill_part(const VolumePair& volumes, std::size_t part, const simd::Loops& loops, Words& words, SurfacePair& pair) {
  const std::array<In<std::uint8_t>, 2> sides{volumes.gold, volumes.candidate};
  for (std::size_t side = 0; side < 2; ++side) {
    if (volumes.reversed) {
      fill_rows(sides[side], pair.frame(), part, loops, words, pair.mask(side));
    } else {
      fill_slice(sides[side], pair.frame(), part, loops, words, pair.mask(side));
    }
  }
}

}  // namespace labelgauge
