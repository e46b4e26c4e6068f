#include "core/keypoint.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Doubles = Array<double>;
using Ints = Array<std::int64_t>;
using Bytes = Array<std::uint8_t>;

Doubles keypoint_similarity_binding(const Doubles& gold_points, const Bytes& visible, const Doubles& areas,
                                    const Doubles& bounds, const Doubles& candidate_points, const Doubles& sigmas,
                                    int threads, int isa) {
  const GoldPoses gold = {view(gold_points), view(visible), view(areas), view(bounds)};
  auto similarity = empty<double>({areas.size(), candidate_points.shape(0)});
  run(threads, isa,
      [&, c = view(candidate_points), s = view(sigmas), out = fill(similarity)](const Execution& execution) {
        keypoint_similarity(gold, c, s, out, execution);
      });
  return similarity;
}

Doubles keypoint_similarity_pairs_binding(const Doubles& gold_points, const Bytes& visible, const Doubles& areas,
                                          const Doubles& bounds, const Doubles& candidate_points, const Doubles& sigmas,
                                          const Ints& gold_index, const Ints& candidate_index, int threads, int isa) {
  const GoldPoses gold = {view(gold_points), view(visible), view(areas), view(bounds)};
  auto similarity = empty<double>({gold_index.size()});
  run(threads, isa,
      [&, c = view(candidate_points), s = view(sigmas), gi = view(gold_index), ci = view(candidate_index),
       out = fill(similarity)](const Execution& execution) {
        keypoint_similarity_pairs(gold, c, s, gi, ci, out, execution);
      });
  return similarity;
}

}  // namespace

void bind_keypoint(py::module_ m) {
  const auto gold_points = py::arg("gold_points").noconvert();
  const auto visible = py::arg("visible").noconvert();
  const auto areas = py::arg("areas").noconvert();
  const auto bounds = py::arg("bounds").noconvert();
  const auto candidate_points = py::arg("candidate_points").noconvert();
  const auto sigmas = py::arg("sigmas").noconvert();
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("keypoint_similarity", &keypoint_similarity_binding, gold_points, visible, areas, bounds, candidate_points,
        sigmas, threads, isa);
  m.def("keypoint_similarity_pairs", &keypoint_similarity_pairs_binding, gold_points, visible, areas, bounds,
        candidate_points, sigmas, py::arg("gold_index").noconvert(), py::arg("candidate_index").noconvert(), threads,
        isa);
}

}  // namespace labelgauge::bindings
