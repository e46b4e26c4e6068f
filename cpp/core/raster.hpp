// Polygons to masks and back, and whether rings cross themselves.
//
// Preconditions everywhere: offsets start at 0, never decrease and end at the length of what they divide; coordinates
// are finite; masks are canonical and fill their image; heights and widths are >= 0 and height * width <= max_pixels.
// Coordinates may be of any size: an edge costs no more than the columns of the image that it crosses.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// COCO's rule, ring by ring; the rings of a mask are united. sizes: 2 per mask, height and width.
RunLists rasterize_coco(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution);

// Pixels whose centre lies inside, by the even-odd rule over all rings of a mask.
RunLists rasterize_center(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution);

struct Outlines {
  Ragged<double> rings;                    // 2 values per vertex, x and y; offsets count vertices
  std::vector<std::int64_t> mask_offsets;  // n + 1, in rings
};

// The edges between foreground and background as rings of pixel corners; foreground is 4-connected.
Outlines trace_outlines(const MaskBatch& masks, const Execution& execution);

// Whether each ring crosses or touches itself; ring_offsets count vertices.
void self_intersections(In<double> points, In<std::int64_t> ring_offsets, Out<std::uint8_t> crossing,
                        const Execution& execution);

}  // namespace labelgauge
