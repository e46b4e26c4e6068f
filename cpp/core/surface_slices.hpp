// One pair of volumes, counted by as many threads as there are, slice by slice.
#pragma once

#include <vector>

#include "core/surface.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

std::vector<DistanceCount> count_by_slices(const VolumePair& volumes, const SurfaceQuery& query,
                                           const Execution& execution);

}  // namespace labelgauge
