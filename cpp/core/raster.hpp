// Polygons to masks and back.
//
// Preconditions everywhere: offsets start at 0, never decrease and end at the length of what they divide; coordinates
// are finite; heights and widths are >= 0 and height * width <= max_pixels. Coordinates may be of any size: an edge
// costs no more than the columns of the image that it crosses.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Coordinates further from 0 than this are taken as this, so that nothing below overflows.
inline constexpr double farthest_px = 137438953472.0;  // 2^37

// COCO's rule, ring by ring; the rings of a mask are united. sizes: 2 per mask, height and width.
RunLists rasterize_coco(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution);

}  // namespace labelgauge
