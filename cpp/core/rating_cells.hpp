// Ratings of a table as bytes: a row for each rater, 0 where there is no rating, else the category's position + 1.
#pragma once

#include <cstdint>
#include <vector>

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Most categories that a byte tells apart from each other and from nothing.
inline constexpr std::size_t most_cell_categories = 255;

// A table of numbers, rater by rater or, `by_unit`, unit by unit.
template <class Number>
struct RatingTable {
  In<Number> numbers;  // n_raters * n_units
  std::size_t n_raters = 0;
  std::size_t n_units = 0;
  bool by_unit = false;
};

// Cells of a table, given or to be filled.
struct RatingCells {
  In<std::uint8_t> cells;  // n_raters * n_units
  std::size_t n_raters = 0;
  std::size_t n_units = 0;
};

struct SmallCells {
  std::vector<std::int64_t> categories;  // ascending
  std::int64_t n_others = 0;             // numbers that are neither missing nor whole from -126 to 127
};

// Fills cells with the positions of the numbers among those that occur. NaN and the numbers of `missing` are no
// ratings. If there are others than whole numbers from -126 to 127, cells are of no use and there are no categories.
template <class Number>
SmallCells fill_small_cells(const RatingTable<Number>& table, In<double> missing, Out<std::uint8_t> cells,
                            const Execution& execution);

// Ratings in order of unit, then rater.
struct RatingColumns {
  std::vector<std::int64_t> offsets;  // n_units + 1
  std::vector<std::int32_t> rater;
  std::vector<std::int32_t> code;
};

RatingColumns rating_columns(const RatingCells& table, const Execution& execution);

}  // namespace labelgauge
