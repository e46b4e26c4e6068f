#include "core/boundary.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Ints = Array<std::int64_t>;
using Runs = Arrays<std::uint32_t, std::int64_t>;

Runs boundary_band_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, const Ints& width, int threads,
                           int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa,
                  [&, w = view(width)](const Execution& execution) { return boundary_band(batch, w, execution); }));
}

Ints band_overlap_binding(const Counts& gold_counts, const Ints& gold_offsets, const Ints& gold_sizes,
                          const Counts& candidate_counts, const Ints& candidate_offsets, const Ints& candidate_sizes,
                          const Ints& gold_radius, const Ints& candidate_radius, const Ints& gold_index,
                          const Ints& candidate_index, int threads, int isa) {
  const Banded gold{masks(gold_counts, gold_offsets, gold_sizes), view(gold_radius)};
  const Banded candidate{masks(candidate_counts, candidate_offsets, candidate_sizes), view(candidate_radius)};
  auto pixels = empty<std::int64_t>({static_cast<std::int64_t>(gold_index.size()), 3});
  run(threads, isa,
      [&, g = view(gold_index), c = view(candidate_index), out = fill(pixels)](const Execution& execution) {
        band_overlap(gold, candidate, g, c, out, execution);
      });
  return pixels;
}

Runs contour_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa, [&](const Execution& execution) { return contour(batch, execution); }));
}

py::array_t<bool> volume_band_binding(const Array<bool>& volume, const Ints& radius, bool by_faces, int threads,
                                      int isa) {
  if (volume.ndim() != 3 || radius.size() != 3) {
    throw py::type_error("volume_band takes a 3-D array and 3 radii");
  }
  py::array_t<bool> band(std::vector<py::ssize_t>{volume.shape(0), volume.shape(1), volume.shape(2)});
  const auto size = static_cast<std::size_t>(volume.size());
  const In<std::uint8_t> in{reinterpret_cast<const std::uint8_t*>(volume.data()), size};
  const Out<std::uint8_t> out{reinterpret_cast<std::uint8_t*>(band.mutable_data()), size};
  run(threads, isa,
      [&, shape = VolumeShape{volume.shape(0), volume.shape(1), volume.shape(2)},
       r = view(radius)](const Execution& execution) { volume_band(in, shape, r, by_faces, out, execution); });
  return band;
}

}  // namespace

void bind_boundary(py::module_ m) {
  const auto counts = py::arg("counts").noconvert();
  const auto offsets = py::arg("offsets").noconvert();
  const auto sizes = py::arg("sizes").noconvert();
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("boundary_band", &boundary_band_binding, counts, offsets, sizes, py::arg("width").noconvert(), threads, isa);
  m.def("band_overlap", &band_overlap_binding, py::arg("gold_counts").noconvert(), py::arg("gold_offsets").noconvert(),
        py::arg("gold_sizes").noconvert(), py::arg("candidate_counts").noconvert(),
        py::arg("candidate_offsets").noconvert(), py::arg("candidate_sizes").noconvert(),
        py::arg("gold_radius").noconvert(), py::arg("candidate_radius").noconvert(), py::arg("gold_index").noconvert(),
        py::arg("candidate_index").noconvert(), threads, isa);
  m.def("contour", &contour_binding, counts, offsets, sizes, threads, isa);
  m.def("volume_band", &volume_band_binding, py::arg("volume").noconvert(), py::arg("radius").noconvert(),
        py::arg("by_faces"), threads, isa);
}

}  // namespace labelgauge::bindings
