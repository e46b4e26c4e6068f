// Areas of polygons and of what two of them share, without pixels.
//
// Rings close themselves and may cross, touch and repeat; a ring of fewer than three points has no area. Ratios are as
// in overlap.hpp: 0 where nothing is shared.
// Preconditions: offsets start at 0, never decrease and end at the length of what they divide; coordinates are at most
// 1e150 from 0, so that no area overflows; crowd is empty or has one entry per gold; index entries are in range.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// What is inside. The numbers are part of the Python interface.
enum class Fill : int {
  even_odd = 0,  // points that an odd number of rings goes around: rings in rings are holes
  united = 1     // points inside any ring, each ring by the even-odd rule
};

struct PolygonSide {
  PolygonBatch polygons;
  Fill fill;
};

void polygon_area(const PolygonSide& side, Out<double> areas, const Execution& execution);

void polygon_overlap(const PolygonSide& gold, const PolygonSide& candidate, In<std::uint8_t> crowd, Measure measure,
                     Out<double> ratios, const Execution& execution);

void polygon_overlap_pairs(const PolygonSide& gold, const PolygonSide& candidate, In<std::int64_t> gold_index,
                           In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                           const Execution& execution);

}  // namespace labelgauge
