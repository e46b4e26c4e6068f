#include "core/transform.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Ints = Array<std::int64_t>;
using Runs = Arrays<std::uint32_t, std::int64_t>;

template <RunLists (*operation)(const MaskBatch&, const Execution&)>
Runs plain_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa, [&](const Execution& execution) { return operation(batch, execution); }));
}

template <RunLists (*operation)(const MaskBatch&, In<std::int64_t>, const Execution&)>
Runs numbers_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Ints& numbers, int threads,
                     int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(
      run(threads, isa, [&, n = view(numbers)](const Execution& execution) { return operation(batch, n, execution); }));
}

Runs shrink_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Ints& factors, int rule,
                    int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa, [&, f = view(factors)](const Execution& execution) {
    return shrink(batch, f, static_cast<Shrink>(rule), execution);
  }));
}

}  // namespace

void bind_transform(py::module_ m) {
  const auto counts = py::arg("counts").noconvert();
  const auto offsets = py::arg("offsets").noconvert();
  const auto sizes = py::arg("sizes").noconvert();
  const auto boxes = py::arg("boxes").noconvert();
  const auto factors = py::arg("factors").noconvert();
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("window", &numbers_binding<&window>, counts, offsets, sizes, boxes, threads, isa);
  m.def("flip_rows", &plain_binding<&flip_rows>, counts, offsets, sizes, threads, isa);
  m.def("flip_columns", &plain_binding<&flip_columns>, counts, offsets, sizes, threads, isa);
  m.def("transpose", &plain_binding<&transpose>, counts, offsets, sizes, threads, isa);
  m.def("enlarge", &numbers_binding<&enlarge>, counts, offsets, sizes, factors, threads, isa);
  m.def("shrink", &shrink_binding, counts, offsets, sizes, factors, py::arg("rule"), threads, isa);
}

}  // namespace labelgauge::bindings
