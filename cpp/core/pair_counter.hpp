// What one thread needs to count whole pairs of masks.
#pragma once

#include <vector>

#include "core/distance_counts.hpp"
#include "core/distance_sweep.hpp"
#include "core/face_shifts.hpp"
#include "core/row_search.hpp"
#include "core/surface.hpp"
#include "core/surface_pair.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

struct PairCounter {
  SurfacePair pair;
  Direction direction;
  RowSearch search;
  DistanceSweep sweep;
  FaceShifts faces;
  DistanceCounts counts;

  // Counts the pair as it stands, its masks filled: faces and both directions. Appends its histogram.
  void count(const Spacing& spacing, const Places& places, const simd::Loops& loops, std::vector<DistanceCount>& out,
             Checkpoint& checkpoint);
};

}  // namespace labelgauge
