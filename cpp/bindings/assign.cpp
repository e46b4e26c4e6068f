#include "core/assign.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Ints = Array<std::int64_t>;

Ints assign_pairs_binding(const Ints& gold_index, const Ints& candidate_index, const Ints& weight, std::int64_t n_gold,
                          std::int64_t n_candidate, int threads, int isa) {
  auto partner = empty<std::int64_t>({n_gold});
  run(threads, isa,
      [&, g = view(gold_index), c = view(candidate_index), w = view(weight),
       out = fill(partner)](const Execution& execution) {
        assign_pairs(g, c, w, static_cast<std::size_t>(n_candidate), out, execution);
      });
  return partner;
}

}  // namespace

void bind_assign(py::module_ m) {
  m.def("assign_pairs", &assign_pairs_binding, py::arg("gold_index").noconvert(),
        py::arg("candidate_index").noconvert(), py::arg("weight").noconvert(), py::arg("n_gold"),
        py::arg("n_candidate"), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
