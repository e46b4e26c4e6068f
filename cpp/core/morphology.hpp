// Set operations of two masks, erosion and dilation, components and holes.
//
// Preconditions everywhere: masks are canonical and fill their image; two masks that are combined are of one size;
// radii are >= 0, spacings > 0, all finite. What lies outside an image is background.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Mask i of the first batch with mask i of the second.
RunLists difference(const MaskBatch& masks, const MaskBatch& others, const Execution& execution);
RunLists symmetric_difference(const MaskBatch& masks, const MaskBatch& others, const Execution& execution);
RunLists complement(const MaskBatch& masks, const Execution& execution);

// Rectangles of 2 * radius + 1 pixels a side; radius: 2 per mask, rows and columns.
RunLists erode_box(const MaskBatch& masks, In<std::int64_t> radius, const Execution& execution);
RunLists dilate_box(const MaskBatch& masks, In<std::int64_t> radius, const Execution& execution);

// Discs: the pixels whose centre is at most `radius` away. spacing: 2 per mask, of rows and of columns.
RunLists erode_disc(const MaskBatch& masks, In<double> radius, In<double> spacing, const Execution& execution);
RunLists dilate_disc(const MaskBatch& masks, In<double> radius, In<double> spacing, const Execution& execution);

// Connectivity is 4 or 8 and is that of the foreground; the background then has the other one.
struct Components {
  RunLists runs;
  std::vector<std::int64_t> owner_offsets;  // n + 1: which components belong to a mask, first pixel first
};
Components connected_components(const MaskBatch& masks, int connectivity, const Execution& execution);
RunLists fill_holes(const MaskBatch& masks, int connectivity, const Execution& execution);

// Components and holes of each mask: 2 per mask.
void count_components(const MaskBatch& masks, int connectivity, Out<std::int64_t> counts, const Execution& execution);

}  // namespace labelgauge
