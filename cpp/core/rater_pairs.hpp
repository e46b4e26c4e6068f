// What pairs of raters said about the units that both rated.
//
// Preconditions: offsets ascend from 0 to the number of ratings, fewer than 2^31; raters of a unit ascend without
// repeats, each 0 to n_raters - 1; codes are 0 to n_categories - 1; n_raters and n_categories are 2^31 at most.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rating_cells.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Ratings of n units, borrowed: unit u has those from offsets[u] to offsets[u + 1], by raters in ascending order.
struct RatedUnits {
  In<std::int64_t> offsets;
  In<std::int32_t> rater;
  In<std::int32_t> code;
  std::size_t n_raters;
  std::size_t n_categories;

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] std::size_t begin(std::size_t unit) const { return static_cast<std::size_t>(offsets[unit]); }
};

// Pairs of raters, any, in any order.
struct RaterPairs {
  In<std::int64_t> first;
  In<std::int64_t> second;
};

// Units whose raters do not ascend within 0 to n_raters - 1.
std::vector<std::int64_t> unordered_units(In<std::int64_t> offsets, In<std::int32_t> rater, std::size_t n_raters,
                                          const Execution& execution);

// Pairs with a unit in common, in order of first, then second; first < second.
struct PairCounts {
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> second;
  std::vector<std::int64_t> n;        // units that both rated
  std::vector<std::int64_t> agreed;   // of them, units that both put into one category
  std::vector<std::int64_t> cross;    // sum over categories of a * b, where a and b are how often each rater used it
  std::vector<std::int64_t> squares;  // sum over categories of a * a + b * b
};

// By planes of bits where most raters rated most units, at a cost of pairs × units / 64; else unit by unit, at the cost
// of the pairs of ratings. Memory is of the order of the ratings and of the pairs.
PairCounts pair_counts(const RatedUnits& units, const Execution& execution);
// The same of a table of cells, each 0 to n_categories.
PairCounts cell_pair_counts(const RatingCells& table, std::size_t n_categories, const Execution& execution);

// tables[(pair * q + i) * q + j] = units that the pair's first rater put into category i, and its second into j.
void pair_tables(const RatedUnits& units, const RaterPairs& pairs, Out<std::int64_t> tables,
                 const Execution& execution);
void cell_pair_tables(const RatingCells& table, std::size_t n_categories, const RaterPairs& pairs,
                      Out<std::int64_t> tables, const Execution& execution);

}  // namespace labelgauge
