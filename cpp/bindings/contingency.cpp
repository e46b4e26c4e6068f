#include "core/contingency.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Ints = Array<std::int64_t>;

// Any integer or bool array, as it lies in memory; the facade has made it contiguous and of native byte order.
Labels labels(const py::array& array) {
  if ((array.flags() & py::array::c_style) == 0 ||
      (array.dtype().byteorder() != '=' && array.dtype().byteorder() != '|')) {
    throw py::type_error("labels must be C-contiguous and of native byte order");
  }
  const char kind = array.dtype().kind();
  if (kind != 'i' && kind != 'u' && kind != 'b') {
    throw py::type_error("labels must be integers");
  }
  return {static_cast<const std::byte*>(array.data()), static_cast<std::size_t>(array.size()),
          static_cast<std::size_t>(array.itemsize()), kind == 'i'};
}

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
