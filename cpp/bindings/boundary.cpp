#include "core/boundary.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

Arrays<std::uint32_t, std::int64_t> boundary_band_binding(const Array<std::uint32_t>& counts,
                                                          const Array<std::int64_t>& offsets,
                                                          const Array<std::int64_t>& sizes,
                                                          const Array<std::int64_t>& width, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa,
                  [&, w = view(width)](const Execution& execution) { return boundary_band(batch, w, execution); }));
}

}  // namespace

void bind_boundary(py::module_ m) {
  m.def("boundary_band", &boundary_band_binding, py::arg("counts").noconvert(), py::arg("offsets").noconvert(),
        py::arg("sizes").noconvert(), py::arg("width").noconvert(), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
