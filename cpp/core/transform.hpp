// Masks moved, turned and resized, directly on their runs.
//
// Preconditions everywhere: masks are canonical and fill their image; every resulting image has at most max_pixels.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// What each mask's image shows through a window, half-open x0, y0, x1, y1 (4 per mask) with x0 <= x1 and y0 <= y1; what
// lies outside the image is background.
RunLists window(const MaskBatch& masks, In<std::int64_t> boxes, const Execution& execution);

// First row becomes last; first column becomes last.
RunLists flip_rows(const MaskBatch& masks, const Execution& execution);
RunLists flip_columns(const MaskBatch& masks, const Execution& execution);

// Rows become columns.
RunLists transpose(const MaskBatch& masks, const Execution& execution);

// Every pixel becomes a block of pixels. factors: 2 per mask, rows and columns, each at least 1.
RunLists enlarge(const MaskBatch& masks, In<std::int64_t> factors, const Execution& execution);

// How a block becomes one pixel. The numbers are part of the Python interface.
enum class Shrink : int { any = 0, majority = 1, first = 2 };

// Every block of pixels becomes one pixel; blocks at the right and bottom edges may be smaller.
RunLists shrink(const MaskBatch& masks, In<std::int64_t> factors, Shrink rule, const Execution& execution);

}  // namespace labelgauge
