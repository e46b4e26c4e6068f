#include "core/polygon.hpp"

#include <algorithm>
#include <vector>

#include "core/area_sweep.hpp"
#include "core/ratio.hpp"

namespace labelgauge {

namespace {

// A side with what all its comparisons need to know of each polygon.
struct Measured {
  const PolygonSide& side;
  std::vector<Extent> extents;
  std::vector<double> areas;

  Measured(const PolygonSide& polygons, const Execution& execution)
      : side(polygons), extents(polygons.polygons.size()), areas(polygons.polygons.size()) {
    parallel_for<AreaSweep>(areas.size(), 4, execution, [&](AreaSweep& sweep, std::size_t i, Checkpoint& checkpoint) {
      extents[i] = sweep.extent(side, i);
      areas[i] = sweep.area(side, i, extents[i], checkpoint);
    });
  }
};

// Whether two polygons are written alike.
bool same(const PolygonSide& gold, std::size_t i, const PolygonSide& candidate, std::size_t j) {
  const std::size_t first = gold.polygons.first_ring(i);
  const std::size_t other = candidate.polygons.first_ring(j);
  const std::size_t n = gold.polygons.first_ring(i + 1) - first;
  if (gold.fill != candidate.fill || candidate.polygons.first_ring(j + 1) - other != n) {
    return false;
  }
  for (std::size_t r = 0; r < n; ++r) {
    const In<double> a = gold.polygons.ring(first + r);
    const In<double> b = candidate.polygons.ring(other + r);
    if (!std::equal(a.begin(), a.end(), b.begin(), b.end())) {
      return false;
    }
  }
  return true;
}

double shared_area(AreaSweep& sweep, const Measured& gold, std::size_t i, const Measured& candidate, std::size_t j,
                   Checkpoint& checkpoint) {
  if (same(gold.side, i, candidate.side, j)) {
    return gold.areas[i];
  }
  const double shared =
      sweep.shared(gold.side, i, gold.extents[i], candidate.side, j, candidate.extents[j], checkpoint);
  return std::min({shared, gold.areas[i], candidate.areas[j]});
}

}  // namespace

void polygon_area(const PolygonSide& side, Out<double> areas, const Execution& execution) {
  const Measured measured(side, execution);
  std::copy(measured.areas.begin(), measured.areas.end(), areas.begin());
}

void polygon_overlap(const PolygonSide& gold, const PolygonSide& candidate, In<std::uint8_t> crowd, Measure measure,
                     Out<double> ratios, const Execution& execution) {
  const Measured g(gold, execution);
  const Measured c(candidate, execution);
  ratios_of_all<AreaSweep>({g.areas, c.areas}, crowd, measure, ratios, execution,
                           [&](AreaSweep& sweep, std::size_t i, std::size_t j, Checkpoint& checkpoint) {
                             return shared_area(sweep, g, i, c, j, checkpoint);
                           });
}

void polygon_overlap_pairs(const PolygonSide& gold, const PolygonSide& candidate, In<std::int64_t> gold_index,
                           In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                           const Execution& execution) {
  const Measured g(gold, execution);
  const Measured c(candidate, execution);
  ratios_of_pairs<AreaSweep>({g.areas, c.areas}, gold_index, candidate_index, measure, ratios, execution,
                             [&](AreaSweep& sweep, std::size_t i, std::size_t j, Checkpoint& checkpoint) {
                               return shared_area(sweep, g, i, c, j, checkpoint);
                             });
}

}  // namespace labelgauge
