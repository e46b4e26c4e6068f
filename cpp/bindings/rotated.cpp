#include "core/rotated.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Doubles = Array<double>;
using Ints = Array<std::int64_t>;
using Matrix = void (*)(In<double>, In<double>, In<std::uint8_t>, Measure, Out<double>, const Execution&);
using Pairs = void (*)(In<double>, In<double>, In<std::int64_t>, In<std::int64_t>, Measure, Out<double>,
                       const Execution&);

template <Matrix overlap>
Doubles matrix_binding(const Doubles& gold_boxes, const Doubles& candidate_boxes, const Array<std::uint8_t>& crowd,
                       int measure, int threads, int isa) {
  auto ratios = empty<double>({gold_boxes.shape(0), candidate_boxes.shape(0)});
  run(threads, isa,
      [&, g = view(gold_boxes), c = view(candidate_boxes), flags = view(crowd), out = fill(ratios)](
          const Execution& execution) { overlap(g, c, flags, static_cast<Measure>(measure), out, execution); });
  return ratios;
}

template <Pairs overlap>
Doubles pairs_binding(const Doubles& gold_boxes, const Doubles& candidate_boxes, const Ints& gold_index,
                      const Ints& candidate_index, int measure, int threads, int isa) {
  auto ratios = empty<double>({gold_index.size()});
  run(threads, isa,
      [&, g = view(gold_boxes), c = view(candidate_boxes), gi = view(gold_index), ci = view(candidate_index),
       out = fill(ratios)](const Execution& execution) {
        overlap(g, c, gi, ci, static_cast<Measure>(measure), out, execution);
      });
  return ratios;
}

}  // namespace

void bind_rotated(py::module_ m) {
  const auto gold_boxes = py::arg("gold_boxes").noconvert();
  const auto candidate_boxes = py::arg("candidate_boxes").noconvert();
  const auto crowd = py::arg("crowd").noconvert();
  const auto gold_index = py::arg("gold_index").noconvert();
  const auto candidate_index = py::arg("candidate_index").noconvert();
  const auto measure = py::arg("measure");
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("rotated_overlap", &matrix_binding<&rotated_overlap>, gold_boxes, candidate_boxes, crowd, measure, threads,
        isa);
  m.def("rotated_overlap_pairs", &pairs_binding<&rotated_overlap_pairs>, gold_boxes, candidate_boxes, gold_index,
        candidate_index, measure, threads, isa);
  m.def("upright_overlap", &matrix_binding<&upright_overlap>, gold_boxes, candidate_boxes, crowd, measure, threads,
        isa);
  m.def("upright_overlap_pairs", &pairs_binding<&upright_overlap_pairs>, gold_boxes, candidate_boxes, gold_index,
        candidate_index, measure, threads, isa);
}

}  // namespace labelgauge::bindings
