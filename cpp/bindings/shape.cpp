#include "core/shape.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Ints = Array<std::int64_t>;
using Doubles = Array<double>;

Doubles perimeter_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Doubles& spacing,
                          int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto lengths = empty<double>({static_cast<std::int64_t>(batch.size())});
  run(threads, isa,
      [&, s = view(spacing), out = fill(lengths)](const Execution& execution) { perimeter(batch, s, out, execution); });
  return lengths;
}

template <void (*operation)(const MaskBatch&, Out<double>, const Execution&), std::int64_t columns>
Doubles moments_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto moments = empty<double>({static_cast<std::int64_t>(batch.size()), columns});
  run(threads, isa, [&, out = fill(moments)](const Execution& execution) { operation(batch, out, execution); });
  return moments;
}

Doubles hull_area_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto areas = empty<double>({static_cast<std::int64_t>(batch.size())});
  run(threads, isa, [&, out = fill(areas)](const Execution& execution) { hull_area(batch, out, execution); });
  return areas;
}

Ints euler_number_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int connectivity, int threads,
                          int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto numbers = empty<std::int64_t>({static_cast<std::int64_t>(batch.size())});
  run(threads, isa,
      [&, out = fill(numbers)](const Execution& execution) { euler_number(batch, connectivity, out, execution); });
  return numbers;
}

}  // namespace

void bind_shape(py::module_ m) {
  const auto counts = py::arg("counts").noconvert();
  const auto offsets = py::arg("offsets").noconvert();
  const auto sizes = py::arg("sizes").noconvert();
  const auto spacing = py::arg("spacing").noconvert();
  const auto connectivity = py::arg("connectivity");
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("perimeter", &perimeter_binding, counts, offsets, sizes, spacing, threads, isa);
  m.def("raw_moments", &moments_binding<&raw_moments, 6>, counts, offsets, sizes, threads, isa);
  m.def("central_moments", &moments_binding<&central_moments, 3>, counts, offsets, sizes, threads, isa);
  m.def("hull_area", &hull_area_binding, counts, offsets, sizes, threads, isa);
  m.def("euler_number", &euler_number_binding, counts, offsets, sizes, connectivity, threads, isa);
}

}  // namespace labelgauge::bindings
