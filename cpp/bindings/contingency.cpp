#include "core/contingency.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "bindings/label_arrays.hpp"

namespace labelgauge::bindings {

namespace {

using Ints = Array<std::int64_t>;

py::typing::Tuple<Ints, std::int64_t> confusion_matrix_binding(const py::array& gold, const py::array& candidate,
                                                               std::int64_t n_classes,
                                                               std::optional<std::int64_t> ignore, int threads,
                                                               int isa) {
  auto matrix = empty<std::int64_t>({n_classes, n_classes + 1});
  const auto out = fill(matrix);
  std::fill(out.begin(), out.end(), 0);
  const auto first = run(threads, isa, [&, g = labels(gold), c = labels(candidate)](const Execution& execution) {
    return confusion_matrix(g, c, static_cast<std::size_t>(n_classes), ignore, out, execution);
  });
  return py::make_tuple(matrix, first);
}

Arrays<std::int64_t, std::int64_t, std::int64_t> contingency_table_binding(const py::array& gold,
                                                                           const py::array& candidate, int threads,
                                                                           int isa) {
  auto table = run(threads, isa, [&, g = labels(gold), c = labels(candidate)](const Execution& execution) {
    return contingency_table(g, c, execution);
  });
  return py::make_tuple(take(std::move(table.gold)), take(std::move(table.candidate)), take(std::move(table.count)));
}

Arrays<std::uint32_t, std::int64_t> label_map_runs_binding(const py::array& map, const Ints& ids, int threads,
                                                           int isa) {
  const auto height = static_cast<std::size_t>(map.shape(0));
  const auto width = static_cast<std::size_t>(map.shape(1));
  return take(run(threads, isa, [&, l = labels(map), wanted = view(ids)](const Execution& execution) {
    return label_map_runs(l, height, width, wanted, execution);
  }));
}

}  // namespace

void bind_contingency(py::module_ m) {
  m.def("confusion_matrix", &confusion_matrix_binding, py::arg("gold").noconvert(), py::arg("candidate").noconvert(),
        py::arg("n_classes"), py::arg("ignore"), py::arg("threads"), py::arg("isa"));
  m.def("contingency_table", &contingency_table_binding, py::arg("gold").noconvert(), py::arg("candidate").noconvert(),
        py::arg("threads"), py::arg("isa"));
  m.def("label_map_runs", &label_map_runs_binding, py::arg("labels").noconvert(), py::arg("ids").noconvert(),
        py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
