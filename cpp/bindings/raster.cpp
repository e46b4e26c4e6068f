#include "core/raster.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Doubles = Array<double>;
using Ints = Array<std::int64_t>;

template <RunLists (*rasterize)(const PolygonBatch&, In<std::int64_t>, const Execution&)>
py::tuple rasterize_binding(const Doubles& points, const Ints& ring_offsets, const Ints& mask_offsets, const Ints& sizes, int threads, int isa) {
  const PolygonBatch polygons = {view(points), view(ring_offsets), view(mask_offsets)};
  return take(run(threads, isa, [&, s = view(sizes)](const Execution& execution) { return rasterize(polygons, s, execution); }));
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
}

}  // namespace labelgauge::bindings
