#include "core/bootstrap.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"

namespace labelgauge::bindings {

namespace {

using Keys = Array<std::uint64_t>;
using Ints = Array<std::int64_t>;

Array<std::uint8_t> poisson_weights_binding(const Keys& keys, std::uint64_t seed, std::int64_t n_draws, int threads,
                                            int isa) {
  auto weights = empty<std::uint8_t>({keys.size(), n_draws});
  run(threads, isa, [&, k = view(keys), out = fill(weights)](const Execution& execution) {
    poisson_weights(k, seed, static_cast<std::size_t>(n_draws), out, execution);
  });
  return weights;
}

Ints weighted_sums_binding(const Keys& keys, const Ints& group, const Ints& values, std::int64_t n_groups,
                           std::uint64_t seed, std::int64_t n_draws, int threads, int isa) {
  if (values.ndim() != 2) {
    throw py::type_error("weighted_sums takes 2-D values");
  }
  auto sums = empty<std::int64_t>({n_groups, values.shape(1), n_draws});
  run(threads, isa,
      [&, k = view(keys), g = view(group), v = view(values), n_stats = static_cast<std::size_t>(values.shape(1)),
       out = fill(sums)](const Execution& execution) {
        weighted_sums(k, g, v, n_stats, seed, static_cast<std::size_t>(n_draws), out, execution);
      });
  return sums;
}

}  // namespace

void bind_bootstrap(py::module_ m) {
  const auto keys = py::arg("keys").noconvert();
  const auto seed = py::arg("seed");
  const auto n_draws = py::arg("n_draws");
  const auto threads = py::arg("threads");
  const auto isa = py::arg("isa");
  m.def("poisson_weights", &poisson_weights_binding, keys, seed, n_draws, threads, isa);
  m.def("weighted_sums", &weighted_sums_binding, keys, py::arg("group").noconvert(), py::arg("values").noconvert(),
        py::arg("n_groups"), seed, n_draws, threads, isa);
}

}  // namespace labelgauge::bindings
