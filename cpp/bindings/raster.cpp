#include "core/raster.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Doubles = Array<double>;
using Ints = Array<std::int64_t>;

template <RunLists (*rasterize)(const PolygonBatch&, In<std::int64_t>, const Execution&)>
Arrays<std::uint32_t, std::int64_t> rasterize_binding(const Doubles& points, const Ints& ring_offsets,
                                                      const Ints& mask_offsets, const Ints& sizes, int threads,
                                                      int isa) {
  const PolygonBatch polygons = {view(points), view(ring_offsets), view(mask_offsets)};
  return take(run(threads, isa,
                  [&, s = view(sizes)](const Execution& execution) { return rasterize(polygons, s, execution); }));
}

Arrays<double, std::int64_t, std::int64_t> trace_outlines_binding(const Array<std::uint32_t>& counts,
                                                                  const Ints& offsets, const Ints& sizes, int threads,
                                                                  int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  Outlines outlines = run(threads, isa, [&](const Execution& execution) { return trace_outlines(batch, execution); });
  const auto n_points = static_cast<py::ssize_t>(outlines.rings.values.size() / 2);
  return py::make_tuple(take(std::move(outlines.rings.values)).reshape({n_points, py::ssize_t{2}}),
                        take(std::move(outlines.rings.offsets)), take(std::move(outlines.mask_offsets)));
}

Array<std::uint8_t> self_intersections_binding(const Doubles& points, const Ints& ring_offsets, int threads, int isa) {
  auto crossing = empty<std::uint8_t>({static_cast<std::int64_t>(ring_offsets.size()) - 1});
  run(threads, isa, [p = view(points), r = view(ring_offsets), out = fill(crossing)](const Execution& execution) {
    self_intersections(p, r, out, execution);
  });
  return crossing;
}

}  // namespace

void bind_raster(py::module_ m) {
  const auto points = py::arg("points").noconvert();
  const auto ring_offsets = py::arg("ring_offsets").noconvert();
  const auto mask_offsets = py::arg("mask_offsets").noconvert();
  const auto sizes = py::arg("sizes").noconvert();
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("rasterize_coco", &rasterize_binding<&rasterize_coco>, points, ring_offsets, mask_offsets, sizes, threads, isa);
  m.def("rasterize_center", &rasterize_binding<&rasterize_center>, points, ring_offsets, mask_offsets, sizes, threads,
        isa);
  m.def("trace_outlines", &trace_outlines_binding, py::arg("counts").noconvert(), py::arg("offsets").noconvert(), sizes,
        threads, isa);
  m.def("self_intersections", &self_intersections_binding, points, ring_offsets, threads, isa);
}

}  // namespace labelgauge::bindings
