#include "core/agreement.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

Arrays<std::int64_t, std::int32_t, std::int32_t, std::int32_t> unit_patterns_binding(const Array<std::int64_t>& offsets,
                                                                                     const Array<std::int32_t>& codes,
                                                                                     std::int64_t n_categories,
                                                                                     int threads, int isa) {
  auto found = run(threads, isa, [&, o = view(offsets), c = view(codes)](const Execution& execution) {
    return unit_patterns(o, c, static_cast<std::size_t>(n_categories), execution);
  });
  return py::make_tuple(take(std::move(found.offsets)), take(std::move(found.codes)), take(std::move(found.counts)),
                        take(std::move(found.of_unit)));
}

}  // namespace

void bind_agreement(py::module_ m) {
  m.def("unit_patterns", &unit_patterns_binding, py::arg("offsets").noconvert(), py::arg("codes").noconvert(),
        py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
