// Patterns of units of which it is known how often each was given each category.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/agreement.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// A table of numbers, unit by unit or, `by_category`, category by category.
template <class Number>
struct CountTable {
  In<Number> numbers;  // n_units * n_categories
  std::size_t n_units = 0;
  std::size_t n_categories = 0;
  bool by_category = false;
};

struct CountPatterns {
  UnitPatterns patterns;         // none if a unit is wrong
  std::int64_t wrong_unit = -1;  // the first whose numbers are not all whole numbers from 0 to 2^31 - 1
};

// Each unit's pattern is written to `of_unit`, unless that is empty.
template <class Number>
CountPatterns count_patterns(const CountTable<Number>& table, Out<std::int32_t> of_unit, const Execution& execution);

}  // namespace labelgauge
