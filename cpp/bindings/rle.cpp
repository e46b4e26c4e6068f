#include "core/rle.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "bindings/rle_items.hpp"

namespace labelgauge::bindings {

namespace {

using Counts = Array<std::uint32_t>;
using Ints = Array<std::int64_t>;
using Bytes = Array<std::uint8_t>;

Arrays<std::uint32_t, std::int64_t, std::uint8_t> decoded(DecodedRuns&& result) {
  return py::make_tuple(take(std::move(result.runs.values)), take(std::move(result.runs.offsets)),
                        take(std::move(result.status)));
}

Arrays<std::uint32_t, std::int64_t, std::uint8_t> decode_strings_binding(const Bytes& text, const Ints& text_offsets,
                                                                         const Ints& sizes, int threads, int isa) {
  return decoded(
      run(threads, isa, [&, t = view(text), o = view(text_offsets), s = view(sizes)](const Execution& execution) {
        return decode_strings(t, o, s, execution);
      }));
}

Arrays<std::uint32_t, std::int64_t, std::uint8_t> decode_json_strings_binding(const Bytes& text, const Ints& spans,
                                                                              const Ints& sizes, int threads, int isa) {
  return decoded(run(threads, isa, [t = view(text), p = view(spans), s = view(sizes)](const Execution& execution) {
    return decode_json_strings({t, p, s}, execution);
  }));
}

Arrays<std::uint8_t, std::int64_t, std::int64_t, std::int64_t> measure_json_strings_binding(const Bytes& text,
                                                                                            const Ints& spans,
                                                                                            const Ints& sizes,
                                                                                            int threads, int isa) {
  const auto n = static_cast<std::int64_t>(spans.shape(0));
  auto status = empty<std::uint8_t>({n});
  auto lengths = empty<std::int64_t>({n});
  auto areas = empty<std::int64_t>({n});
  auto boxes = empty<std::int64_t>({n, 4});
  const StringMeasures measures = {fill(status), fill(lengths), fill(areas), fill(boxes)};
  run(threads, isa, [&, t = view(text), p = view(spans), s = view(sizes)](const Execution& execution) {
    measure_json_strings({t, p, s}, measures, execution);
  });
  return py::make_tuple(status, lengths, areas, boxes);
}

Arrays<std::uint8_t, std::int64_t> encode_strings_binding(const Counts& counts, const Ints& offsets, int threads,
                                                          int isa) {
  const MaskBatch batch = {view(counts), view(offsets), {}};
  return take(run(threads, isa, [&](const Execution& execution) { return encode_strings(batch, execution); }));
}

Arrays<std::uint32_t, std::int64_t, std::uint8_t> normalize_runs_binding(const Ints& counts, const Ints& offsets,
                                                                         const Ints& sizes, int threads, int isa) {
  return decoded(run(threads, isa, [c = view(counts), o = view(offsets), s = view(sizes)](const Execution& execution) {
    return normalize_runs(c, o, s, execution);
  }));
}

Bytes check_runs_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto status = empty<std::uint8_t>({static_cast<std::int64_t>(batch.size())});
  run(threads, isa, [&, out = fill(status)](const Execution& execution) { check_runs(batch, out, execution); });
  return status;
}

Ints area_binding(const Counts& counts, const Ints& offsets, int threads, int isa) {
  const MaskBatch batch = {view(counts), view(offsets), {}};
  auto areas = empty<std::int64_t>({static_cast<std::int64_t>(batch.size())});
  run(threads, isa, [&, out = fill(areas)](const Execution& execution) { area(batch, out, execution); });
  return areas;
}

Ints bounding_box_binding(const Counts& counts, const Ints& offsets, const Ints& sizes, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  auto boxes = empty<std::int64_t>({static_cast<std::int64_t>(batch.size()), 4});
  run(threads, isa, [&, out = fill(boxes)](const Execution& execution) { bounding_box(batch, out, execution); });
  return boxes;
}

py::array_t<bool> decode_dense_binding(const Counts& counts, const Ints& offsets, const Ints& sizes,
                                       std::int64_t height, std::int64_t width, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  // NumPy asks the system for zeros, which takes no time for memory that no foreground is written to.
  const auto zeros = py::module_::import("numpy").attr("zeros");
  py::array_t<bool> dense(zeros(py::make_tuple(batch.size(), height, width), py::dtype::of<bool>()));
  const Out<std::uint8_t> out{reinterpret_cast<std::uint8_t*>(dense.mutable_data()),
                              static_cast<std::size_t>(dense.size())};
  run(threads, isa, [&](const Execution& execution) { decode_dense(batch, height, width, out, execution); });
  return dense;
}

// A bool or integer array as it lies in memory: any strides, alignment and byte order.
PixelBatch pixels(const py::array& dense) {
  const char kind = dense.dtype().kind();
  if (dense.ndim() != 3 || (kind != 'b' && kind != 'i' && kind != 'u')) {
    throw py::type_error("encode_dense takes a 3-D bool or integer array");
  }
  PixelBatch images;
  images.first = static_cast<const std::uint8_t*>(dense.data());
  images.pixel_bytes = static_cast<std::size_t>(dense.itemsize());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    images.shape[axis] = static_cast<std::size_t>(dense.shape(static_cast<py::ssize_t>(axis)));
    images.strides[axis] = dense.strides(static_cast<py::ssize_t>(axis));
  }
  return images;
}

Arrays<std::uint32_t, std::int64_t> encode_dense_binding(const py::array& dense, int threads, int isa) {
  return take(run(threads, isa,
                  [images = pixels(dense)](const Execution& execution) { return encode_dense(images, execution); }));
}

template <RunLists (*operation)(const MaskBatch&, In<std::int64_t>, const Execution&)>
Arrays<std::uint32_t, std::int64_t> merge_binding(const Counts& counts, const Ints& offsets, const Ints& sizes,
                                                  const Ints& group_offsets, int threads, int isa) {
  const MaskBatch batch = masks(counts, offsets, sizes);
  return take(run(threads, isa, [&, groups = view(group_offsets)](const Execution& execution) {
    return operation(batch, groups, execution);
  }));
}

}  // namespace

void bind_rle(py::module_ m) {
  const auto counts = py::arg("counts").noconvert();
  const auto offsets = py::arg("offsets").noconvert();
  const auto sizes = py::arg("sizes").noconvert();
  const auto groups = py::arg("group_offsets").noconvert();
  const auto text = py::arg("text").noconvert();
  const auto text_offsets = py::arg("text_offsets").noconvert();
  const auto spans = py::arg("spans").noconvert();
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("join_strings", &join_strings_binding, py::arg("items"), threads, isa);
  m.def("decode_strings", &decode_strings_binding, text, text_offsets, sizes, threads, isa);
  m.def("decode_json_strings", &decode_json_strings_binding, text, spans, sizes, threads, isa);
  m.def("measure_json_strings", &measure_json_strings_binding, text, spans, sizes, threads, isa);
  m.def("encode_strings", &encode_strings_binding, counts, offsets, threads, isa);
  m.def("normalize_runs", &normalize_runs_binding, counts, offsets, sizes, threads, isa);
  m.def("check_runs", &check_runs_binding, counts, offsets, sizes, threads, isa);
  m.def("area", &area_binding, counts, offsets, threads, isa);
  m.def("bounding_box", &bounding_box_binding, counts, offsets, sizes, threads, isa);
  m.def("decode_dense", &decode_dense_binding, counts, offsets, sizes, py::arg("height"), py::arg("width"), threads,
        isa);
  m.def("encode_dense", &encode_dense_binding, py::arg("dense").noconvert(), threads, isa);
  m.def("union", &merge_binding<&unite>, counts, offsets, sizes, groups, threads, isa);
  m.def("intersection", &merge_binding<&intersect>, counts, offsets, sizes, groups, threads, isa);
}

}  // namespace labelgauge::bindings
