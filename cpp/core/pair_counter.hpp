// What one thread needs to count whole pairs of masks.
#pragma once

#include <vector>

#include "core/distance_counts.hpp"
#include "core/distance_sweep.hpp"
#include "core/face_shifts.hpp"
#include "core/row_search.hpp"
#include "core/surface.hpp"
#include "core/surface_pair.hpp"
#include "core/tolerance_counts.hpp"
#include "core/within_tolerances.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

class PairCounter {
 public:
  // To be begun and filled before it is counted.
  SurfacePair pair;

  // Counts the pair as it stands. Appends its histogram.
  void count(const SurfaceQuery& query, const Spacing& spacing, const simd::Loops& loops,
             std::vector<DistanceCount>& out, Checkpoint& checkpoint);

 private:
  void count_faces(const SurfaceQuery& query, const Spacing& spacing, Checkpoint& checkpoint);
  void count_within(const SurfaceQuery& query, const Spacing& spacing, const simd::Loops& loops,
                    Checkpoint& checkpoint);
  void search(const Places& slices, const Spacing& spacing, const simd::Loops& loops, Checkpoint& checkpoint);

  Direction direction_;
  RowSearch search_;
  DistanceSweep sweep_;
  FaceShifts faces_;
  DistanceCounts counts_;
  WithinTolerances within_;
  ToleranceCounts within_counts_;
};

}  // namespace labelgauge
