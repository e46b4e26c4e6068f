#include "core/detection.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Ints = Array<std::int64_t>;
using Floats = Array<double>;
using Bytes = Array<std::uint8_t>;

Ints score_order_binding(const Ints& category, const Ints& image, const Floats& score, int threads, int isa) {
  return take(run(threads, isa, [&, c = view(category), i = view(image), s = view(score)](const Execution&) {
    return score_order(c, i, s);
  }));
}

DetectionEdges edges_of(const Ints& cell_offsets, const Ints& edge_offsets, const Ints& gold, const Floats& overlap) {
  return {view(cell_offsets), view(edge_offsets), view(gold), view(overlap)};
}

DetectionFlags flags_of(const Bytes& crowd, const Bytes& ignored, const Bytes& outside) {
  return {static_cast<std::size_t>(ignored.shape(0)), static_cast<std::size_t>(crowd.size()), view(crowd),
          view(ignored), view(outside)};
}

Ints match_detections_binding(const Ints& cell_offsets, const Ints& edge_offsets, const Ints& edge_gold,
                              const Floats& edge_overlap, const Bytes& crowd, const Bytes& ignored,
                              const Bytes& outside, const Floats& thresholds, int threads, int isa) {
  auto match = empty<std::int64_t>({outside.shape(0), thresholds.size(), outside.shape(1)});
  run(threads, isa,
      [&, edges = edges_of(cell_offsets, edge_offsets, edge_gold, edge_overlap),
       flags = flags_of(crowd, ignored, outside), t = view(thresholds),
       out = fill(match)](const Execution& execution) { match_detections(edges, flags, t, out, execution); });
  return match;
}

Bytes judge_detections_binding(const Ints& cell_offsets, const Ints& edge_offsets, const Ints& edge_gold,
                               const Floats& edge_overlap, const Bytes& crowd, const Bytes& ignored,
                               const Bytes& outside, const Floats& thresholds, int threads, int isa) {
  auto outcome = empty<std::uint8_t>({outside.shape(0), thresholds.size(), outside.shape(1)});
  run(threads, isa,
      [&, edges = edges_of(cell_offsets, edge_offsets, edge_gold, edge_overlap),
       flags = flags_of(crowd, ignored, outside), t = view(thresholds),
       out = fill(outcome)](const Execution& execution) { judge_detections(edges, flags, t, out, execution); });
  return outcome;
}

Arrays<double, double, double> precision_recall_binding(const Ints& category_offsets, const Ints& rank,
                                                        const Floats& score, const Bytes& outcome, const Ints& n_gold,
                                                        const Floats& recall_levels, const Ints& most, int threads,
                                                        int isa) {
  const py::ssize_t n_thresholds = outcome.shape(1);
  const py::ssize_t n_categories = n_gold.shape(0);
  const py::ssize_t n_ranges = n_gold.shape(1);
  auto precision = empty<double>({n_categories, n_ranges, most.size(), n_thresholds, recall_levels.size()});
  auto recall = empty<double>({n_thresholds, n_categories, n_ranges, most.size()});
  auto scores = empty<double>({n_categories, n_ranges, most.size(), n_thresholds, recall_levels.size()});
  const JudgedDetections judged{view(category_offsets),
                                view(rank),
                                view(score),
                                view(outcome),
                                static_cast<std::size_t>(n_ranges),
                                view(n_gold),
                                view(recall_levels),
                                view(most),
                                static_cast<std::size_t>(n_thresholds)};
  run(threads, isa,
      [&, out = PrecisionRecall{fill(precision), fill(recall), fill(scores)}](const Execution& execution) {
        precision_recall(judged, out, execution);
      });
  // Views, whose axes are those of pycocotools.
  const auto turned = [](const Floats& cells) { return cells.attr("transpose")(3, 4, 0, 1, 2); };
  return py::make_tuple(turned(precision), recall, turned(scores));
}

Arrays<double, double, double, double> precision_draws_binding(const Ints& category_offsets, const Ints& image,
                                                               const Ints& rank, const Floats& score,
                                                               const Bytes& outcome, const Ints& gold_category_offsets,
                                                               const Ints& gold_image, const Bytes& gold_ignored,
                                                               const Floats& recall_levels, const Ints& most,
                                                               const Bytes& weights, int threads, int isa) {
  const py::ssize_t n_ranges = outcome.shape(0);
  const py::ssize_t n_thresholds = outcome.shape(1);
  const py::ssize_t n_categories = category_offsets.size() - 1;
  const py::ssize_t n_draws = weights.shape(1);
  auto precision_by_threshold = empty<double>({n_draws, n_thresholds, n_ranges});
  auto recall_by_threshold = empty<double>({n_draws, n_thresholds, n_ranges, most.size()});
  auto precision_by_category = empty<double>({n_draws, n_categories, n_ranges});
  auto recall_by_category = empty<double>({n_draws, n_categories, n_ranges});
  const JudgedDetections judged{view(category_offsets),
                                view(rank),
                                view(score),
                                view(outcome),
                                static_cast<std::size_t>(n_ranges),
                                {},
                                view(recall_levels),
                                view(most),
                                static_cast<std::size_t>(n_thresholds)};
  const Resampling resampling{view(image),   view(gold_category_offsets),      view(gold_image), view(gold_ignored),
                              view(weights), static_cast<std::size_t>(n_draws)};
  run(threads, isa,
      [&, out = DrawnScores{fill(precision_by_threshold), fill(recall_by_threshold), fill(precision_by_category),
                            fill(recall_by_category)}](const Execution& execution) {
        precision_draws(judged, resampling, out, execution);
      });
  return py::make_tuple(precision_by_threshold, recall_by_threshold, precision_by_category, recall_by_category);
}

}  // namespace

void bind_detection(py::module_ m) {
  m.def("score_order", &score_order_binding, array("category"), array("image"), array("score"), py::arg("threads"),
        py::arg("isa"));
  m.def("match_detections", &match_detections_binding, array("cell_offsets"), array("edge_offsets"), array("edge_gold"),
        array("edge_overlap"), array("crowd"), array("ignored"), array("outside"), array("thresholds"),
        py::arg("threads"), py::arg("isa"));
  m.def("judge_detections", &judge_detections_binding, array("cell_offsets"), array("edge_offsets"), array("edge_gold"),
        array("edge_overlap"), array("crowd"), array("ignored"), array("outside"), array("thresholds"),
        py::arg("threads"), py::arg("isa"));
  m.def("precision_recall", &precision_recall_binding, array("category_offsets"), array("rank"), array("score"),
        array("outcome"), array("n_gold"), array("recall_levels"), array("most"), py::arg("threads"), py::arg("isa"));
  m.def("precision_draws", &precision_draws_binding, array("category_offsets"), array("image"), array("rank"),
        array("score"), array("outcome"), array("gold_category_offsets"), array("gold_image"), array("gold_ignored"),
        array("recall_levels"), array("most"), array("weights"), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
