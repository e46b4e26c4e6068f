#include "core/agreement.hpp"

#include "bindings/arrays.hpp"
#include "bindings/families.hpp"
#include "core/count_patterns.hpp"
#include "core/rater_pairs.hpp"

namespace labelgauge::bindings {

namespace {

using Patterns = Arrays<std::int64_t, std::int32_t, std::int32_t, std::int32_t, std::int64_t>;

Patterns patterns(UnitPatterns&& found, const Array<std::int32_t>& of_unit) {
  return py::make_tuple(take(std::move(found.offsets)), take(std::move(found.codes)), take(std::move(found.counts)),
                        of_unit, take(std::move(found.n_units)));
}

Patterns unit_patterns_binding(const Array<std::int64_t>& offsets, const Array<std::int32_t>& codes,
                               std::int64_t n_categories, bool find_of_unit, int threads, int isa) {
  Array<std::int32_t> of_unit = empty<std::int32_t>({find_of_unit ? offsets.size() - 1 : 0});
  auto found =
      run(threads, isa, [&, o = view(offsets), c = view(codes), out = fill(of_unit)](const Execution& execution) {
        return unit_patterns(o, c, static_cast<std::size_t>(n_categories), out, execution);
      });
  return patterns(std::move(found), of_unit);
}

using Ints = Array<std::int64_t>;
using Codes = Array<std::int32_t>;

Ints unordered_units_binding(const Ints& offsets, const Codes& raters, std::int64_t n_raters, int threads, int isa) {
  return take(run(threads, isa, [&, o = view(offsets), r = view(raters)](const Execution& execution) {
    return unordered_units(o, r, static_cast<std::size_t>(n_raters), execution);
  }));
}

RatedUnits rated_units(const Ints& offsets, const Codes& raters, const Codes& codes, std::int64_t n_raters,
                       std::int64_t n_categories) {
  return {view(offsets), view(raters), view(codes), static_cast<std::size_t>(n_raters),
          static_cast<std::size_t>(n_categories)};
}

using Pairs = Arrays<std::int32_t, std::int32_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

Pairs pairs_of(PairCounts&& found) {
  return py::make_tuple(take(std::move(found.first)), take(std::move(found.second)), take(std::move(found.n)),
                        take(std::move(found.agreed)), take(std::move(found.cross)), take(std::move(found.squares)));
}

Pairs pair_counts_binding(const Ints& offsets, const Codes& raters, const Codes& codes, std::int64_t n_raters,
                          std::int64_t n_categories, int threads, int isa) {
  const RatedUnits units = rated_units(offsets, raters, codes, n_raters, n_categories);
  return pairs_of(run(threads, isa, [&](const Execution& execution) { return pair_counts(units, execution); }));
}

Ints pair_tables_binding(const Ints& offsets, const Codes& raters, const Codes& codes, const Ints& first,
                         const Ints& second, std::int64_t n_raters, std::int64_t n_categories, int threads, int isa) {
  const RatedUnits units = rated_units(offsets, raters, codes, n_raters, n_categories);
  Ints tables = empty<std::int64_t>({first.size(), n_categories, n_categories});
  run(threads, isa, [&, a = view(first), b = view(second), out = fill(tables)](const Execution& execution) {
    pair_tables(units, {a, b}, out, execution);
  });
  return tables;
}

using Cells = Array<std::uint8_t>;

RatingCells rating_cells(const Cells& cells) {
  return {view(cells), static_cast<std::size_t>(cells.shape(0)), static_cast<std::size_t>(cells.shape(1))};
}

Pairs cell_pair_counts_binding(const Cells& cells, std::int64_t n_categories, int threads, int isa) {
  return pairs_of(run(threads, isa, [&, table = rating_cells(cells)](const Execution& execution) {
    return cell_pair_counts(table, static_cast<std::size_t>(n_categories), execution);
  }));
}

Ints cell_pair_tables_binding(const Cells& cells, const Ints& first, const Ints& second, std::int64_t n_categories,
                              int threads, int isa) {
  Ints tables = empty<std::int64_t>({first.size(), n_categories, n_categories});
  run(threads, isa,
      [&, table = rating_cells(cells), a = view(first), b = view(second),
       out = fill(tables)](const Execution& execution) {
        cell_pair_tables(table, static_cast<std::size_t>(n_categories), {a, b}, out, execution);
      });
  return tables;
}

template <class Number>
Arrays<std::uint8_t, std::int64_t, std::int64_t> small_cells_binding(const Array<Number>& table, bool by_unit,
                                                                     const Array<double>& missing, int threads,
                                                                     int isa) {
  const auto rows = table.shape(by_unit ? 1 : 0);
  const auto columns = table.shape(by_unit ? 0 : 1);
  const RatingTable<Number> given{view(table), static_cast<std::size_t>(rows), static_cast<std::size_t>(columns),
                                  by_unit};
  Cells cells = empty<std::uint8_t>({rows, columns});
  auto small = run(threads, isa, [&, m = view(missing), out = fill(cells)](const Execution& execution) {
    return fill_small_cells(given, m, out, execution);
  });
  if (small.n_others > 0) {
    cells = empty<std::uint8_t>({0, 0});
  }
  return py::make_tuple(cells, take(std::move(small.categories)), take(std::vector<std::int64_t>{small.n_others}));
}

template <class... Number>
void bind_small_cells(py::module_& m) {
  (m.def("small_cells", &small_cells_binding<Number>, array("table"), py::arg("by_unit"), array("missing"),
         py::arg("threads"), py::arg("isa")),
   ...);
}

Patterns cell_patterns_binding(const Cells& cells, std::int64_t n_categories, bool find_of_unit, int threads, int isa) {
  Array<std::int32_t> of_unit = empty<std::int32_t>({find_of_unit ? cells.shape(1) : 0});
  auto found = run(threads, isa, [&, table = rating_cells(cells), out = fill(of_unit)](const Execution& execution) {
    return cell_patterns(table, static_cast<std::size_t>(n_categories), out, execution);
  });
  return patterns(std::move(found), of_unit);
}

template <class Number>
py::typing::Tuple<Patterns, std::int64_t> count_patterns_binding(const Array<Number>& table, bool by_category,
                                                                 int threads, int isa) {
  const CountTable<Number> given{view(table), static_cast<std::size_t>(table.shape(by_category ? 1 : 0)),
                                 static_cast<std::size_t>(table.shape(by_category ? 0 : 1)), by_category};
  Array<std::int32_t> of_unit = empty<std::int32_t>({static_cast<std::int64_t>(given.n_units)});
  auto found = run(threads, isa, [&, out = fill(of_unit)](const Execution& execution) {
    return count_patterns(given, out, execution);
  });
  return py::make_tuple(patterns(std::move(found.patterns), of_unit), found.wrong_unit);
}

template <class... Number>
void bind_count_patterns(py::module_& m) {
  (m.def("count_patterns", &count_patterns_binding<Number>, array("table"), py::arg("by_category"), py::arg("threads"),
         py::arg("isa")),
   ...);
}

Arrays<std::int64_t, std::int32_t, std::int32_t> cell_columns_binding(const Cells& cells, int threads, int isa) {
  auto found = run(threads, isa, [&, table = rating_cells(cells)](const Execution& execution) {
    return rating_columns(table, execution);
  });
  return py::make_tuple(take(std::move(found.offsets)), take(std::move(found.rater)), take(std::move(found.code)));
}

}  // namespace

void bind_agreement(py::module_ m) {
  m.def("unit_patterns", &unit_patterns_binding, py::arg("offsets").noconvert(), py::arg("codes").noconvert(),
        py::arg("n_categories"), py::arg("find_of_unit"), py::arg("threads"), py::arg("isa"));
  m.def("unordered_units", &unordered_units_binding, array("offsets"), array("raters"), py::arg("n_raters"),
        py::arg("threads"), py::arg("isa"));
  m.def("pair_counts", &pair_counts_binding, array("offsets"), array("raters"), array("codes"), py::arg("n_raters"),
        py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
  m.def("pair_tables", &pair_tables_binding, array("offsets"), array("raters"), array("codes"), array("first"),
        array("second"), py::arg("n_raters"), py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
  bind_small_cells<std::int8_t, std::uint8_t, std::int16_t, std::int32_t, std::int64_t, float, double>(m);
  m.def("cell_patterns", &cell_patterns_binding, array("cells"), py::arg("n_categories"), py::arg("find_of_unit"),
        py::arg("threads"), py::arg("isa"));
  m.def("cell_pair_counts", &cell_pair_counts_binding, array("cells"), py::arg("n_categories"), py::arg("threads"),
        py::arg("isa"));
  m.def("cell_pair_tables", &cell_pair_tables_binding, array("cells"), array("first"), array("second"),
        py::arg("n_categories"), py::arg("threads"), py::arg("isa"));
  bind_count_patterns<std::int8_t, std::uint8_t, std::int16_t, std::int32_t, std::int64_t, float, double>(m);
  m.def("cell_columns", &cell_columns_binding, array("cells"), py::arg("threads"), py::arg("isa"));
}

}  // namespace labelgauge::bindings
