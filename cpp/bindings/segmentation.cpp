#include "core/segmentation.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "core/annotation_scan.hpp"

namespace labelgauge::bindings {

namespace {

Arrays<std::uint8_t, std::uint8_t, double, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
       std::int64_t>
parse_segmentations_binding(const Array<std::uint8_t>& text, const Array<std::int64_t>& spans, int threads, int isa) {
  Segmentations parsed = run(threads, isa, [t = view(text), s = view(spans)](const Execution& execution) {
    return parse_segmentations(t, s, execution);
  });
  const auto n = static_cast<py::ssize_t>(parsed.kind.size());
  const auto n_points = static_cast<py::ssize_t>(parsed.points.size() / 2);
  return py::make_tuple(take(std::move(parsed.kind)), take(std::move(parsed.status)),
                        take(std::move(parsed.points)).reshape({n_points, py::ssize_t{2}}),
                        take(std::move(parsed.ring_offsets)), take(std::move(parsed.polygon_offsets)),
                        take(std::move(parsed.run_counts)), take(std::move(parsed.run_offsets)),
                        take(std::move(parsed.string_spans)).reshape({n, py::ssize_t{2}}),
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

Arrays<std::int64_t, std::int64_t, std::int64_t, std::int64_t, double, double, double, std::uint8_t, std::int64_t>
scan_annotations_binding(const Array<std::uint8_t>& text, int threads, int isa) {
  AnnotationScan scan =
      run(threads, isa, [t = view(text)](const Execution& execution) { return scan_annotations(t, execution); });
  auto place = empty<std::int64_t>({2});
  const auto out = fill(place);
  out[0] = scan.begin;
  out[1] = scan.end;
  const auto n = static_cast<py::ssize_t>(scan.flags.size());
  return py::make_tuple(place, take(std::move(scan.image_ids)), take(std::move(scan.category_ids)),
                        take(std::move(scan.ids)), take(std::move(scan.boxes)).reshape({n, py::ssize_t{4}}),
                        take(std::move(scan.areas)), take(std::move(scan.scores)), take(std::move(scan.flags)),
                        take(std::move(scan.segmentations)).reshape({n, py::ssize_t{2}}));
}

}  // namespace

void bind_segmentation(py::module_ m) {
  m.def("parse_segmentations", &parse_segmentations_binding, py::arg("text").noconvert(), py::arg("spans").noconvert(),
        py::arg("threads"), py::arg("isa"));
  m.def("ring_measures", &ring_measures_binding, py::arg("points").noconvert(), py::arg("ring_offsets").noconvert(),
        py::arg("threads"), py::arg("isa"));
  m.def("scan_annotations", &scan_annotations_binding, py::arg("text").noconvert(), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
