// Bands along the boundary of masks and volumes, how much bands share, and contours between pixels.
//
// Preconditions: masks are canonical and fill their image; what lies outside an image or volume is background.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Foreground pixels whose square neighbourhood of 2 * width + 1 pixels a side is not all foreground; every width is at
// least 1.
RunLists boundary_band(const MaskBatch& masks, In<std::int64_t> width, const Execution& execution);

// One side of a comparison of bands. radius: 2 per mask, how many rows and columns a band is wide; at least 0.
struct Banded {
  MaskBatch masks;
  In<std::int64_t> radius;
};

// For pairs of masks of one size: pixels that both bands have, pixels of the gold band, of the candidate band; 3 a
// pair.
void band_overlap(const Banded& gold, const Banded& candidate, In<std::int64_t> gold_index,
                  In<std::int64_t> candidate_index, Out<std::int64_t> pixels, const Execution& execution);

// Pixels that differ from their neighbour to the right, below, or diagonally below to the right, as far as the image
// has one.
RunLists contour(const MaskBatch& masks, const Execution& execution);

// Bytes [depth][height][width], 0 or 1: foreground voxels whose surroundings hold background. By boxes of 2 * radius +
// 1 voxels a side (3 radii, at least 0), or by `radius[0]` steps from face to face.
struct VolumeShape {
  std::int64_t depth;
  std::int64_t height;
  std::int64_t width;
};
void volume_band(In<std::uint8_t> volume, VolumeShape shape, In<std::int64_t> radius, bool by_faces,
                 Out<std::uint8_t> band, const Execution& execution);

}  // namespace labelgauge
