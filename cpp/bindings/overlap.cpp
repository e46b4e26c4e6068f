#include "core/overlap.hpp"

#include <utility>

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "core/cell_edges.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Ints = Array<std::int64_t>;
using Bytes = Array<std::uint8_t>;
using Doubles = Array<double>;

Doubles mask_overlap_binding(const Counts& gold_counts, const Ints& gold_offsets, const Ints& gold_sizes,
                             const Counts& candidate_counts, const Ints& candidate_offsets, const Ints& candidate_sizes,
                             const Bytes& crowd, int measure, int threads, int isa) {
  const MaskBatch gold = masks(gold_counts, gold_offsets, gold_sizes);
  const MaskBatch candidate = masks(candidate_counts, candidate_offsets, candidate_sizes);
  auto ratios = empty<double>({static_cast<std::int64_t>(gold.size()), static_cast<std::int64_t>(candidate.size())});
  run(threads, isa, [&, flags = view(crowd), out = fill(ratios)](const Execution& execution) {
    mask_overlap(gold, candidate, flags, static_cast<Measure>(measure), out, execution);
  });
  return ratios;
}

Arrays<std::int64_t, std::int64_t, double> mask_overlap_sparse_binding(
    const Counts& gold_counts, const Ints& gold_offsets, const Ints& gold_sizes, const Counts& candidate_counts,
    const Ints& candidate_offsets, const Ints& candidate_sizes, const Bytes& crowd, int measure, double threshold,
    int threads, int isa) {
  const MaskBatch gold = masks(gold_counts, gold_offsets, gold_sizes);
  const MaskBatch candidate = masks(candidate_counts, candidate_offsets, candidate_sizes);
  auto found = run(threads, isa, [&, flags = view(crowd)](const Execution& execution) {
    return mask_overlap_sparse(gold, candidate, flags, static_cast<Measure>(measure), threshold, execution);
  });
  return py::make_tuple(take(std::move(found.pairs.gold)), take(std::move(found.pairs.candidate)),
                        take(std::move(found.ratios)));
}

Ints mask_intersection_binding(const Counts& gold_counts, const Ints& gold_offsets, const Ints& gold_sizes,
                               const Counts& candidate_counts, const Ints& candidate_offsets,
                               const Ints& candidate_sizes, const Ints& gold_index, const Ints& candidate_index,
                               int threads, int isa) {
  const MaskBatch gold = masks(gold_counts, gold_offsets, gold_sizes);
  const MaskBatch candidate = masks(candidate_counts, candidate_offsets, candidate_sizes);
  auto pixels = empty<std::int64_t>({gold_index.size()});
  run(threads, isa,
      [&, g = view(gold_index), c = view(candidate_index), out = fill(pixels)](const Execution& execution) {
        mask_intersection(gold, candidate, g, c, out, execution);
      });
  return pixels;
}

Ints json_string_intersection_binding(const Counts& gold_counts, const Ints& gold_offsets, const Ints& gold_sizes,
                                      const Bytes& text, const Ints& spans, const Ints& candidate_sizes,
                                      const Ints& gold_index, const Ints& candidate_index, int threads, int isa) {
  const MaskBatch gold = masks(gold_counts, gold_offsets, gold_sizes);
  const JsonStrings candidate = {view(text), view(spans), view(candidate_sizes)};
  auto pixels = empty<std::int64_t>({gold_index.size()});
  run(threads, isa,
      [&, g = view(gold_index), c = view(candidate_index), out = fill(pixels)](const Execution& execution) {
        json_string_intersection(gold, candidate, g, c, out, execution);
      });
  return pixels;
}

Doubles box_overlap_binding(const Doubles& gold_corners, const Doubles& gold_areas, const Doubles& candidate_corners,
                            const Doubles& candidate_areas, const Bytes& crowd, int measure, int threads, int isa) {
  const BoxBatch gold = {view(gold_corners), view(gold_areas)};
  const BoxBatch candidate = {view(candidate_corners), view(candidate_areas)};
  auto ratios = empty<double>({gold_areas.size(), candidate_areas.size()});
  run(threads, isa, [&, flags = view(crowd), out = fill(ratios)](const Execution& execution) {
    box_overlap(gold, candidate, flags, static_cast<Measure>(measure), out, execution);
  });
  return ratios;
}

Doubles box_overlap_pairs_binding(const Doubles& gold_corners, const Doubles& gold_areas,
                                  const Doubles& candidate_corners, const Doubles& candidate_areas,
                                  const Ints& gold_index, const Ints& candidate_index, int measure, int threads,
                                  int isa) {
  const BoxBatch gold = {view(gold_corners), view(gold_areas)};
  const BoxBatch candidate = {view(candidate_corners), view(candidate_areas)};
  auto ratios = empty<double>({gold_index.size()});
  run(threads, isa,
      [&, g = view(gold_index), c = view(candidate_index), out = fill(ratios)](const Execution& execution) {
        box_overlap_pairs(gold, candidate, g, c, static_cast<Measure>(measure), out, execution);
      });
  return ratios;
}

Arrays<std::int64_t, std::int64_t, double> cell_edges_binding(
    const Doubles& gold_corners, const Doubles& gold_areas, const Ints& gold_rows, const Ints& gold_offsets,
    const Doubles& candidate_corners, const Doubles& candidate_areas, const Ints& candidate_rows,
    const Ints& candidate_offsets, const Bytes& crowd, double least, int ratio_of, int threads, int isa) {
  const CellSide gold = {{view(gold_corners), view(gold_areas)}, view(gold_rows), view(gold_offsets)};
  const CellSide candidate = {
      {view(candidate_corners), view(candidate_areas)}, view(candidate_rows), view(candidate_offsets)};
  auto edges = run(threads, isa, [&, flags = view(crowd)](const Execution& execution) {
    return cell_edges(gold, candidate, flags, least, static_cast<RatioOf>(ratio_of), execution);
  });
  return py::make_tuple(take(std::move(edges.offsets)), take(std::move(edges.gold)), take(std::move(edges.ratio)));
}

Arrays<std::int64_t, std::int64_t> touching_boxes_binding(const Doubles& gold_corners, const Ints& gold_image_offsets,
                                                          const Doubles& candidate_corners,
                                                          const Ints& candidate_image_offsets, int threads, int isa) {
  auto pairs = run(threads, isa,
                   [g = view(gold_corners), gi = view(gold_image_offsets), c = view(candidate_corners),
                    ci = view(candidate_image_offsets)](const Execution& execution) {
                     return touching_boxes(g, gi, c, ci, execution);
                   });
  return py::make_tuple(take(std::move(pairs.gold)), take(std::move(pairs.candidate)));
}

}  // namespace

void bind_overlap(py::module_ m) {
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  const auto measure = py::arg("measure");
  m.def("mask_overlap", &mask_overlap_binding, array("gold_counts"), array("gold_offsets"), array("gold_sizes"),
        array("candidate_counts"), array("candidate_offsets"), array("candidate_sizes"), array("crowd"), measure,
        threads, isa);
  m.def("mask_overlap_sparse", &mask_overlap_sparse_binding, array("gold_counts"), array("gold_offsets"),
        array("gold_sizes"), array("candidate_counts"), array("candidate_offsets"), array("candidate_sizes"),
        array("crowd"), measure, py::arg("threshold"), threads, isa);
  m.def("mask_intersection", &mask_intersection_binding, array("gold_counts"), array("gold_offsets"),
        array("gold_sizes"), array("candidate_counts"), array("candidate_offsets"), array("candidate_sizes"),
        array("gold_index"), array("candidate_index"), threads, isa);
  m.def("json_string_intersection", &json_string_intersection_binding, array("gold_counts"), array("gold_offsets"),
        array("gold_sizes"), array("text"), array("spans"), array("candidate_sizes"), array("gold_index"),
        array("candidate_index"), threads, isa);
  m.def("box_overlap", &box_overlap_binding, array("gold_corners"), array("gold_areas"), array("candidate_corners"),
        array("candidate_areas"), array("crowd"), measure, threads, isa);
  m.def("box_overlap_pairs", &box_overlap_pairs_binding, array("gold_corners"), array("gold_areas"),
        array("candidate_corners"), array("candidate_areas"), array("gold_index"), array("candidate_index"), measure,
        threads, isa);
  m.def("cell_edges", &cell_edges_binding, array("gold_corners"), array("gold_areas"), array("gold_rows"),
        array("gold_offsets"), array("candidate_corners"), array("candidate_areas"), array("candidate_rows"),
        array("candidate_offsets"), array("crowd"), py::arg("least"), py::arg("ratio_of"), threads, isa);
  m.def("touching_boxes", &touching_boxes_binding, array("gold_corners"), array("gold_image_offsets"),
        array("candidate_corners"), array("candidate_image_offsets"), threads, isa);
}

}  // namespace labelgauge::bindings
