#include "core/segmentation.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

Arrays<std::uint8_t, std::uint8_t, double, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::uint8_t,
       std::int64_t, std::int64_t>
parse_segmentations_binding(const Array<std::uint8_t>& text, const Array<std::int64_t>& text_offsets, int threads,
                            int isa) {
  Segmentations parsed = run(threads, isa, [t = view(text), o = view(text_offsets)](const Execution& execution) {
    return parse_segmentations(t, o, execution);
  });
  const auto n = static_cast<py::ssize_t>(parsed.kind.size());
  const auto n_points = static_cast<py::ssize_t>(parsed.points.size() / 2);
  return py::make_tuple(take(std::move(parsed.kind)), take(std::move(parsed.status)),
                        take(std::move(parsed.points)).reshape({n_points, py::ssize_t{2}}),
                        take(std::move(parsed.ring_offsets)), take(std::move(parsed.polygon_offsets)),
                        take(std::move(parsed.run_counts)), take(std::move(parsed.run_offsets)),
                        take(std::move(parsed.strings)), take(std::move(parsed.string_offsets)),
                        take(std::move(parsed.sizes)).reshape({n, py::ssize_t{2}}));
}

Arrays<double, double> ring_measures_binding(const Array<double>& points, const Array<std::int64_t>& ring_offsets,
                                             int threads, int isa) {
  const auto n = static_cast<std::int64_t>(ring_offsets.size()) - 1;
  auto extents = empty<double>({n, 4});
  auto areas = empty<double>({n});
  run(threads, isa,
      [p = view(points), o = view(ring_offsets), e = fill(extents), a = fill(areas)](const Execution& execution) {
        ring_measures(p, o, e, a, execution);
      });
  return py::make_tuple(extents, areas);
}

}  // namespace

void bind_segmentation(py::module_ m) {
  m.def("parse_segmentations", &parse_segmentations_binding, py::arg("text").noconvert(),
        py::arg("text_offsets").noconvert(), py::arg("threads"), py::arg("isa"));
  m.def("ring_measures", &ring_measures_binding, py::arg("points").noconvert(), py::arg("ring_offsets").noconvert(),
        py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
