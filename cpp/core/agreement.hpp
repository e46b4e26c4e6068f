// What units of ratings have in common: equal multisets of codes, which all coefficients of agreement treat alike.
//
// Preconditions: offsets ascend from 0 to the number of codes; codes are 0 to n_categories - 1; fewer than 2^31 units.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rating_cells.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// The distinct multisets of codes, in lexicographic order of their ascending codes (a shorter one before those that it
// begins). Codes of a pattern ascend without repeats, each with the number of times it is there.
struct UnitPatterns {
  std::vector<std::int64_t> offsets;  // patterns + 1
  std::vector<std::int32_t> codes;
  std::vector<std::int32_t> counts;
  std::vector<std::int64_t> n_units;  // of each pattern
};

// Where the counts of all categories fit 64 bits, a unit's multiset is one number and is found at the cost of an
// addition per rating; else its codes are sorted. Memory is of the order of the ratings at worst, and of the patterns
// where those are few.
//
// Each unit's pattern is written to `of_unit`, unless that is empty: nothing is then held per unit.
UnitPatterns unit_patterns(In<std::int64_t> offsets, In<std::int32_t> codes, std::size_t n_categories,
                           Out<std::int32_t> of_unit, const Execution& execution);

// The same of a table of cells, of at most most_cell_categories categories: cells are 0 to n_categories.
UnitPatterns cell_patterns(const RatingCells& table, std::size_t n_categories, Out<std::int32_t> of_unit,
                           const Execution& execution);

}  // namespace labelgauge
