// Overlap of rotated boxes in the plane, and of upright boxes in space that are turned about the vertical.
//
// Ratios are as in overlap.hpp: 0 where nothing is shared. Equal boxes give exactly 1, and exchanging the two sides
// changes no bit of an intersection.
// Preconditions: values are at most 1e150 (in space 1e100) from 0, so that no area and no volume overflows; sizes are
// not negative; crowd is empty or has one entry per gold; index entries are in range.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// boxes: 5 per box: centre x, centre y, width, height, angle in radians from the x axis towards the y axis.
void rotated_overlap(In<double> gold_boxes, In<double> candidate_boxes, In<std::uint8_t> crowd, Measure measure,
                     Out<double> ratios, const Execution& execution);

void rotated_overlap_pairs(In<double> gold_boxes, In<double> candidate_boxes, In<std::int64_t> gold_index,
                           In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                           const Execution& execution);

// boxes: 7 per box: centre x, y, z, length along x, width along y, height along z, yaw in radians from x towards y.
void upright_overlap(In<double> gold_boxes, In<double> candidate_boxes, In<std::uint8_t> crowd, Measure measure,
                     Out<double> ratios, const Execution& execution);

void upright_overlap_pairs(In<double> gold_boxes, In<double> candidate_boxes, In<std::int64_t> gold_index,
                           In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                           const Execution& execution);

}  // namespace labelgauge
