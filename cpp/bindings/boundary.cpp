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

// A volume's shape and voxels, and a fresh volume of its shape to be filled.
struct Volume {
  explicit Volume(const Array<bool>& given) : result(shape_of(given)) {
    const auto size = static_cast<std::size_t>(given.size());
    shape = {given.shape(0), given.shape(1), given.shape(2)};
    in = {reinterpret_cast<const std::uint8_t*>(given.data()), size};
    out = {reinterpret_cast<std::uint8_t*>(result.mutable_data()), size};
  }

  VolumeShape shape{};
  In<std::uint8_t> in;
  Out<std::uint8_t> out;
  py::array_t<bool> result;

 private:
  static std::vector<py::ssize_t> shape_of(const Array<bool>& given) {
    if (given.ndim() != 3) {
      throw py::type_error("a volume is a 3-D array");
    }
    return {given.shape(0), given.shape(1), given.shape(2)};
  }
};

py::array_t<bool> volume_band_binding(const Array<bool>& volume, const Ints& radius, bool by_faces, int threads,
                                      int isa) {
  if (radius.size() != 3) {
    throw py::type_error("volume_band takes 3 radii");
  }
  Volume v(volume);
  run(threads, isa,
      [&, r = view(radius)](const Execution& execution) { volume_band(v.in, v.shape, r, by_faces, v.out, execution); });
  return v.result;
}

py::array_t<bool> volume_ball_band_binding(const Array<bool>& volume, double radius, const Array<double>& spacing,
                                           int threads, int isa) {
  if (spacing.size() != 3) {
    throw py::type_error("volume_ball_band takes 3 spacings");
  }
  Volume v(volume);
  run(threads, isa, [&, s = view(spacing)](const Execution& execution) {
    volume_ball_band(v.in, v.shape, radius, s, v.out, execution);
  });
  return v.result;
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
  m.def("volume_ball_band", &volume_ball_band_binding, py::arg("volume").noconvert(), py::arg("radius"),
        py::arg("spacing").noconvert(), threads, isa);
}

}  // namespace labelgauge::bindings
