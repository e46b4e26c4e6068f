// Bands along the boundary of masks.
//
// Preconditions: masks are canonical and fill their image; every width is at least 1.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Foreground pixels whose square neighbourhood of 2 * width + 1 pixels a side is not all foreground; what lies outside
// the image is background.
RunLists boundary_band(const MaskBatch& masks, In<std::int64_t> width, const Execution& execution);

}  // namespace labelgauge
