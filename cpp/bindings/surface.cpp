#include "core/surface.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <array>
#include <vector>

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "bindings/label_arrays.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Doubles = Array<double>;
using Ints = Array<std::int64_t>;
using Columns = Arrays<std::uint8_t, std::uint8_t, std::int8_t, double, std::int64_t, std::int64_t>;

// An image of the plane is a volume of as many slices as it has rows, one row each.
ImageShape shape_of(const py::array& array) {
  const auto side = [&](py::ssize_t axis) { return static_cast<std::size_t>(array.shape(axis)); };
  if (array.ndim() == 2) {
    return {side(0), 1, side(1), true};
  }
  if (array.ndim() != 3) {
    throw py::type_error("surfaces need 2 or 3 dimensions");
  }
  return {side(0), side(1), side(2), false};
}

void require_one_shape(const py::array& gold, const py::array& candidate) {
  if (candidate.ndim() != gold.ndim() || !std::equal(gold.shape(), gold.shape() + gold.ndim(), candidate.shape())) {
    throw py::type_error("gold and candidate must have one shape");
  }
}

Spacing spacing_of(In<double> steps, const ImageShape& shape) {
  if (steps.size() != (shape.flat ? 2 : 3)) {
    throw py::type_error("one spacing per axis");
  }
  return shape.flat ? Spacing{steps[0], 1, steps[1]} : Spacing{steps[0], steps[1], steps[2]};
}

Places places_of(std::int64_t begin, std::int64_t end) {
  if (begin < 0 || end < begin) {
    throw py::type_error("places run upward from 0");
  }
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

In<std::uint8_t> bytes(const Array<bool>& array) {
  return {reinterpret_cast<const std::uint8_t*>(array.data()), static_cast<std::size_t>(array.size())};
}

template <class T, class Member>
std::vector<T> column(const std::vector<DistanceCount>& rows, Member member) {
  std::vector<T> values;
  values.reserve(rows.size());
  for (const DistanceCount& row : rows) {
    values.push_back(row.*member);
  }
  return values;
}

Columns columns(DistanceHistograms&& histograms) {
  const std::vector<DistanceCount>& rows = histograms.values;
  return py::make_tuple(take(column<std::uint8_t>(rows, &DistanceCount::direction)),
                        take(column<std::uint8_t>(rows, &DistanceCount::code)),
                        take(column<std::int8_t>(rows, &DistanceCount::sign)),
                        take(column<double>(rows, &DistanceCount::distance)),
                        take(column<std::int64_t>(rows, &DistanceCount::count)), take(std::move(histograms.offsets)));
}

// The axes of arrays that lie in reverse come in reverse, those of the spacing do not.
VolumePair volume_pair(const Array<bool>& gold, const Array<bool>& candidate, const Doubles& spacing, bool reversed) {
  ImageShape shape = shape_of(gold);
  require_one_shape(gold, candidate);
  if (reversed) {
    std::swap(shape.depth, shape.width);
  }
  return {bytes(gold), bytes(candidate), shape, spacing_of(view(spacing), shape), reversed};
}

Columns distance_histograms_binding(const Array<bool>& gold, const Array<bool>& candidate, const Doubles& spacing,
                                    bool reversed, int rule, std::int64_t begin, std::int64_t end,
                                    const Doubles& tolerances, int threads, int isa) {
  const std::array<VolumePair, 1> pair{volume_pair(gold, candidate, spacing, reversed)};
  const SurfaceQuery query{static_cast<SurfaceRule>(rule), places_of(begin, end), view(tolerances)};
  return columns(
      run(threads, isa, [&](const Execution& execution) { return distance_histograms(pair, query, execution); }));
}

Columns list_distance_histograms_binding(const std::vector<Array<bool>>& gold,
                                         const std::vector<Array<bool>>& candidate, const std::vector<Doubles>& spacing,
                                         const std::vector<bool>& reversed, int rule, const Doubles& tolerances,
                                         int threads, int isa) {
  if (candidate.size() != gold.size() || spacing.size() != gold.size() || reversed.size() != gold.size()) {
    throw py::type_error("lists of one length, a spacing and an order for each pair");
  }
  std::vector<VolumePair> pairs;
  pairs.reserve(gold.size());
  for (std::size_t k = 0; k < gold.size(); ++k) {
    pairs.push_back(volume_pair(gold[k], candidate[k], spacing[k], reversed[k]));
  }
  const SurfaceQuery query{static_cast<SurfaceRule>(rule), {}, view(tolerances)};
  return columns(
      run(threads, isa, [&](const Execution& execution) { return distance_histograms(pairs, query, execution); }));
}

Columns mask_distance_histograms_binding(const Counts& gold_counts, const Ints& gold_offsets, const Ints& gold_sizes,
                                         const Counts& candidate_counts, const Ints& candidate_offsets,
                                         const Ints& candidate_sizes, const Ints& gold_index,
                                         const Ints& candidate_index, const Doubles& spacing, int rule,
                                         const Doubles& tolerances, int threads, int isa) {
  const MaskBatch gold = masks(gold_counts, gold_offsets, gold_sizes);
  const MaskBatch candidate = masks(candidate_counts, candidate_offsets, candidate_sizes);
  const SurfaceQuery query{static_cast<SurfaceRule>(rule), {}, view(tolerances)};
  return columns(
      run(threads, isa,
          [&, g = view(gold_index), c = view(candidate_index), steps = view(spacing)](const Execution& execution) {
            return mask_distance_histograms(gold, candidate, g, c, steps, query, execution);
          }));
}

Columns label_distance_histograms_binding(const py::array& gold, const py::array& candidate, const Ints& wanted,
                                          const Doubles& spacing, int rule, std::int64_t begin, std::int64_t end,
                                          const Doubles& tolerances, int threads, int isa) {
  const ImageShape shape = shape_of(gold);
  require_one_shape(gold, candidate);
  const SurfaceQuery query{static_cast<SurfaceRule>(rule), places_of(begin, end), view(tolerances)};
  return columns(run(threads, isa,
                     [&, g = labels(gold), c = labels(candidate), ids = view(wanted),
                      steps = spacing_of(view(spacing), shape)](const Execution& execution) {
                       return label_distance_histograms(g, c, shape, ids, steps, query, execution);
                     }));
}

Doubles distance_transform_binding(const Array<bool>& mask, const Doubles& spacing, int threads, int isa) {
  const ImageShape shape = shape_of(mask);
  Doubles distances(std::vector<py::ssize_t>(mask.shape(), mask.shape() + mask.ndim()));
  run(threads, isa,
      [&, in = bytes(mask), out = fill(distances), steps = spacing_of(view(spacing), shape)](
          const Execution& execution) { distance_transform(in, shape, steps, out, execution); });
  return distances;
}

Array<std::int32_t> nearest_background_binding(const Array<bool>& mask, const Doubles& spacing, int threads, int isa) {
  const ImageShape shape = shape_of(mask);
  std::vector<py::ssize_t> sides{mask.ndim()};
  sides.insert(sides.end(), mask.shape(), mask.shape() + mask.ndim());
  Array<std::int32_t> indices(sides);
  run(threads, isa,
      [&, in = bytes(mask), out = fill(indices), steps = spacing_of(view(spacing), shape)](const Execution& execution) {
        nearest_background(in, shape, steps, out, execution);
      });
  return indices;
}

}  // namespace

void bind_surface(py::module_ m) {
  const auto spacing = py::arg("spacing").noconvert();
  const auto rule = py::arg("rule");
  const auto begin = py::arg("begin");
  const auto end = py::arg("end");
  const auto tolerances = py::arg("tolerances").noconvert();
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("distance_histograms", &distance_histograms_binding, py::arg("gold").noconvert(),
        py::arg("candidate").noconvert(), spacing, py::arg("reversed"), rule, begin, end, tolerances, threads, isa);
  m.def("list_distance_histograms", &list_distance_histograms_binding, py::arg("gold").noconvert(),
        py::arg("candidate").noconvert(), spacing, py::arg("reversed"), rule, tolerances, threads, isa);
  m.def("mask_distance_histograms", &mask_distance_histograms_binding, py::arg("gold_counts").noconvert(),
        py::arg("gold_offsets").noconvert(), py::arg("gold_sizes").noconvert(), py::arg("candidate_counts").noconvert(),
        py::arg("candidate_offsets").noconvert(), py::arg("candidate_sizes").noconvert(),
        py::arg("gold_index").noconvert(), py::arg("candidate_index").noconvert(), spacing, rule, tolerances, threads,
        isa);
  m.def("label_distance_histograms", &label_distance_histograms_binding, py::arg("gold"), py::arg("candidate"),
        py::arg("labels").noconvert(), spacing, rule, begin, end, tolerances, threads, isa);
  m.def("distance_transform", &distance_transform_binding, py::arg("mask").noconvert(), spacing, threads, isa);
  m.def("nearest_background", &nearest_background_binding, py::arg("mask").noconvert(), spacing, threads, isa);
}

}  // namespace labelgauge::bindings
