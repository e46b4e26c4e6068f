#include "core/polygon.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "bindings/polygon_items.hpp"

namespace labelgauge::bindings {

namespace {

using Doubles = Array<double>;
using Ints = Array<std::int64_t>;

PolygonSide side(const Doubles& points, const Ints& ring_offsets, const Ints& mask_offsets, int fill) {
  return {{view(points), view(ring_offsets), view(mask_offsets)}, static_cast<Fill>(fill)};
}

Doubles polygon_area_binding(const Doubles& points, const Ints& ring_offsets, const Ints& mask_offsets, int rule,
                             int threads, int isa) {
  const PolygonSide polygons = side(points, ring_offsets, mask_offsets, rule);
  auto areas = empty<double>({static_cast<std::int64_t>(polygons.polygons.size())});
  run(threads, isa, [&, out = fill(areas)](const Execution& execution) { polygon_area(polygons, out, execution); });
  return areas;
}

Doubles polygon_overlap_binding(const Doubles& gold_points, const Ints& gold_ring_offsets,
                                const Ints& gold_mask_offsets, int gold_fill, const Doubles& candidate_points,
                                const Ints& candidate_ring_offsets, const Ints& candidate_mask_offsets,
                                int candidate_fill, const Array<std::uint8_t>& crowd, int measure, int threads,
                                int isa) {
  const PolygonSide gold = side(gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill);
  const PolygonSide candidate = side(candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill);
  auto ratios = empty<double>(
      {static_cast<std::int64_t>(gold.polygons.size()), static_cast<std::int64_t>(candidate.polygons.size())});
  run(threads, isa, [&, flags = view(crowd), out = fill(ratios)](const Execution& execution) {
    polygon_overlap(gold, candidate, flags, static_cast<Measure>(measure), out, execution);
  });
  return ratios;
}

Doubles polygon_overlap_pairs_binding(const Doubles& gold_points, const Ints& gold_ring_offsets,
                                      const Ints& gold_mask_offsets, int gold_fill, const Doubles& candidate_points,
                                      const Ints& candidate_ring_offsets, const Ints& candidate_mask_offsets,
                                      int candidate_fill, const Ints& gold_index, const Ints& candidate_index,
                                      int measure, int threads, int isa) {
  const PolygonSide gold = side(gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill);
  const PolygonSide candidate = side(candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill);
  auto ratios = empty<double>({gold_index.size()});
  run(threads, isa,
      [&, gi = view(gold_index), ci = view(candidate_index), out = fill(ratios)](const Execution& execution) {
        polygon_overlap_pairs(gold, candidate, gi, ci, static_cast<Measure>(measure), out, execution);
      });
  return ratios;
}

}  // namespace

void bind_polygon(py::module_ m) {
  const auto measure = py::arg("measure");
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("join_rings", &join_rings_binding, py::arg("items"), py::arg("threads"), py::arg("isa"));
  m.def("polygon_area", &polygon_area_binding, array("points"), array("ring_offsets"), array("mask_offsets"),
        py::arg("fill"), threads, isa);
  m.def("polygon_overlap", &polygon_overlap_binding, array("gold_points"), array("gold_ring_offsets"),
        array("gold_mask_offsets"), py::arg("gold_fill"), array("candidate_points"), array("candidate_ring_offsets"),
        array("candidate_mask_offsets"), py::arg("candidate_fill"), array("crowd"), measure, threads, isa);
  m.def("polygon_overlap_pairs", &polygon_overlap_pairs_binding, array("gold_points"), array("gold_ring_offsets"),
        array("gold_mask_offsets"), py::arg("gold_fill"), array("candidate_points"), array("candidate_ring_offsets"),
        array("candidate_mask_offsets"), py::arg("candidate_fill"), array("gold_index"), array("candidate_index"),
        measure, threads, isa);
}

}  // namespace labelgauge::bindings
