#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "core/ragged_gather.hpp"

namespace labelgauge::bindings {

namespace {

using Bytes = Array<std::uint8_t>;
using Ints = Array<std::int64_t>;

Arrays<std::uint8_t, std::int64_t> gather_binding(const Bytes& values, std::int64_t width, const Ints& offsets,
                                                  const Ints& index, int threads, int isa) {
  std::vector<std::int64_t> new_offsets = gathered_offsets(view(offsets), view(index));
  auto gathered = empty<std::uint8_t>({width * new_offsets.back()});
  run(threads, isa,
      [&, v = view(values), o = view(offsets), i = view(index), to = fill(gathered)](const Execution& execution) {
        gather(v, static_cast<std::size_t>(width), o, i, new_offsets, to, execution);
      });
  return py::make_tuple(gathered, take(std::move(new_offsets)));
}

}  // namespace

void bind_ragged(py::module_ m) {
  m.def("gather", &gather_binding, array("values"), py::arg("width"), array("offsets"), array("index"),
        py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
