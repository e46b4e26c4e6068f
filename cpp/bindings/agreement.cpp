#include "core/agreement.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "core/rater_pairs.hpp"

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

using Ints = Array<std::int64_t>;
using Codes = Array<std::int32_t>;

Ints unordered_units_binding(const Ints& offsets, const Codes& raters, std::int64_t n_raters, int threads, int isa) {
  return take(run(threads, isa, [&, o = view(offsets), r = view(raters)](const Execution& execution) {
    return unordered_units(o, r, static_cast<std::size_t>(n_raters), execution);
  }));
}

RatedUnits rated_units(const Ints& offsets, const Codes& raters, const Codes& codes, std::int64_t n_raters,
                       std::int64_t n_categories) {
  return {view(offsets), view(raters), view(codes), static_cast<std::size_t>(n_raters),
          static_cast<std::size_t>(n_categories)};
}

Arrays<std::int32_t, std::int32_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t> pair_counts_binding(
    const Ints& offsets, const Codes& raters, const Codes& codes, std::int64_t n_raters, std::int64_t n_categories,
    int threads, int isa) {
  const RatedUnits units = rated_units(offsets, raters, codes, n_raters, n_categories);
  auto found = run(threads, isa, [&](const Execution& execution) { return pair_counts(units, execution); });
  return py::make_tuple(take(std::move(found.first)), take(std::move(found.second)), take(std::move(found.n)),
                        take(std::move(found.agreed)), take(std::move(found.cross)), take(std::move(found.squares)));
}

Ints pair_tables_binding(const Ints& offsets, const Codes& raters, const Codes& codes, const Ints& first,
                         const Ints& second, std::int64_t n_raters, std::int64_t n_categories, int threads, int isa) {
  const RatedUnits units = rated_units(offsets, raters, codes, n_raters, n_categories);
  Ints tables = empty<std::int64_t>({first.size(), n_categories, n_categories});
  run(threads, isa, [&, a = view(first), b = view(second), out = fill(tables)](const Execution& execution) {
    pair_tables(units, a, b, out, execution);
  });
  return tables;
}

}  // namespace

void bind_agreement(py::module_ m) {
  m.def("unit_patterns", &unit_patterns_binding, py::arg("offsets").noconvert(), py::arg("codes").noconvert(),
        py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
  m.def("unordered_units", &unordered_units_binding, array("offsets"), array("raters"), py::arg("n_raters"),
        py::arg("threads"), py::arg("isa"));
  m.def("pair_counts", &pair_counts_binding, array("offsets"), array("raters"), array("codes"), py::arg("n_raters"),
        py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
  m.def("pair_tables", &pair_tables_binding, array("offsets"), array("raters"), array("codes"), array("first"),
        array("second"), py::arg("n_raters"), py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
