// Object keypoint similarity (OKS).
//
// Preconditions: all poses have as many points as there are sigmas, at least one; points, areas and bounds are finite,
// areas are not negative, sigmas lie between 1e-100 and 1e100; index entries are in range.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

struct GoldPoses {
  In<double> points;         // 2 per keypoint: x, y
  In<std::uint8_t> visible;  // 1 per keypoint: whether it counts
  In<double> areas;          // 1 per pose: the object's area
  In<double> bounds;         // 4 per pose: x0, y0, x1, y1 of where points cost nothing if none is visible
};

void keypoint_similarity(const GoldPoses& gold, In<double> candidate_points, In<double> sigmas, Out<double> similarity,
                         const Execution& execution);

void keypoint_similarity_pairs(const GoldPoses& gold, In<double> candidate_points, In<double> sigmas,
                               In<std::int64_t> gold_index, In<std::int64_t> candidate_index, Out<double> similarity,
                               const Execution& execution);

}  // namespace labelgauge
