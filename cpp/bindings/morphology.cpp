#include "core/morphology.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Ints = Array<std::int64_t>;
using Doubles = Array<double>;
using Runs = Arrays<std::uint32_t, std::int64_t>;

template <RunLists (*operation)(const MaskBatch&, const MaskBatch&, const Execution&)>
Runs pair_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Counts& other_counts,
                  const Ints& other_offsets, const Ints& other_sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  const MaskBatch others = masks(other_counts, other_offsets, other_sizes);
  return take(run(threads, isa, [&](const Execution& execution) { return operation(batch, others, execution); }));
}

Runs complement_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa, [&](const Execution& execution) { return complement(batch, execution); }));
}

template <RunLists (*operation)(const MaskBatch&, In<std::int64_t>, const Execution&)>
Runs box_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Ints& radius, int threads,
                 int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(
      run(threads, isa, [&, r = view(radius)](const Execution& execution) { return operation(batch, r, execution); }));
}

template <RunLists (*operation)(const MaskBatch&, In<double>, In<double>, const Execution&)>
Runs disc_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Doubles& radius,
                  const Doubles& spacing, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa, [&, r = view(radius), s = view(spacing)](const Execution& execution) {
    return operation(batch, r, s, execution);
  }));
}

Runs fill_holes_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int connectivity, int threads,
                        int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(
      run(threads, isa, [&](const Execution& execution) { return fill_holes(batch, connectivity, execution); }));
}

Arrays<std::uint32_t, std::int64_t, std::int64_t> connected_components_binding(const Counts& counts,
                                                                               const Ints& offsets, const Ints& sizes,
                                                                               int connectivity, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto result = run(threads, isa,
                    [&](const Execution& execution) { return connected_components(batch, connectivity, execution); });
  return py::make_tuple(take(std::move(result.runs.values)), take(std::move(result.runs.offsets)),
                        take(std::move(result.owner_offsets)));
}

Ints count_components_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int connectivity,
                              int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto found = empty<std::int64_t>({static_cast<std::int64_t>(batch.size()), 2});
  run(threads, isa,
      [&, out = fill(found)](const Execution& execution) { count_components(batch, connectivity, out, execution); });
  return found;
}

}  // namespace

void bind_morphology(py::module_ m) {
  const auto counts = py::arg("counts").noconvert();
  const auto offsets = py::arg("offsets").noconvert();
  const auto sizes = py::arg("sizes").noconvert();
  const auto other_counts = py::arg("other_counts").noconvert();
  const auto other_offsets = py::arg("other_offsets").noconvert();
  const auto other_sizes = py::arg("other_sizes").noconvert();
  const auto radius = py::arg("radius").noconvert();
  const auto spacing = py::arg("spacing").noconvert();
  const auto connectivity = py::arg("connectivity");
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("difference", &pair_binding<&difference>, counts, offsets, sizes, other_counts, other_offsets, other_sizes,
        threads, isa);
  m.def("symmetric_difference", &pair_binding<&symmetric_difference>, counts, offsets, sizes, other_counts,
        other_offsets, other_sizes, threads, isa);
  m.def("complement", &complement_binding, counts, offsets, sizes, threads, isa);
  m.def("erode_box", &box_binding<&erode_box>, counts, offsets, sizes, radius, threads, isa);
  m.def("dilate_box", &box_binding<&dilate_box>, counts, offsets, sizes, radius, threads, isa);
  m.def("erode_disc", &disc_binding<&erode_disc>, counts, offsets, sizes, radius, spacing, threads, isa);
  m.def("dilate_disc", &disc_binding<&dilate_disc>, counts, offsets, sizes, radius, spacing, threads, isa);
  m.def("fill_holes", &fill_holes_binding, counts, offsets, sizes, connectivity, threads, isa);
  m.def("connected_components", &connected_components_binding, counts, offsets, sizes, connectivity, threads, isa);
  m.def("count_components", &count_components_binding, counts, offsets, sizes, connectivity, threads, isa);
}

}  // namespace labelgauge::bindings
