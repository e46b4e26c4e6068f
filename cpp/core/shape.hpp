// Measures of single masks: outline length, moments, convex hull, Euler number.
//
// Preconditions everywhere: masks are canonical and fill their image; spacings are > 0 and finite.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Length of the outline by the corner rule: every lattice point whose four pixels are not alike adds a length that
// depends on which of them are inside. spacing: 2 per mask, of rows and of columns.
void perimeter(const MaskBatch& masks, In<double> spacing, Out<double> lengths, const Execution& execution);

// Sums over the pixels' centres (x, y) = (column + 1/2, row + 1/2): of 1, x, y, x², xy, y²; 6 per mask. Each is exact
// before it is rounded once.
void raw_moments(const MaskBatch& masks, Out<double> moments, const Execution& execution);

// Sums of dx², dx dy, dy² about the centroid; 3 per mask, 0 for an empty one. Numerators are exact.
void central_moments(const MaskBatch& masks, Out<double> moments, const Execution& execution);

// Area of the convex hull of all corners of a mask's pixels, exact.
void hull_area(const MaskBatch& masks, Out<double> areas, const Execution& execution);

// Components less holes, from the patterns of 2 × 2 pixels. Connectivity is 4 or 8.
void euler_number(const MaskBatch& masks, int connectivity, Out<std::int64_t> numbers, const Execution& execution);

}  // namespace labelgauge
