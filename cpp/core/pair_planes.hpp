// What pairs of raters said, counted from planes of bits: for tables that most raters filled most of.
//
// Preconditions: as those of rater_planes.hpp and rater_pairs.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/rater_pairs.hpp"
#include "core/rater_planes.hpp"
#include "core/rating_cells.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

PairCounts counts_by_planes(const RatingCells& table, std::size_t n_categories, const Execution& execution);

void tables_by_planes(const RatingCells& table, std::size_t n_categories, const RaterPairs& pairs,
                      Out<std::int64_t> tables, const Execution& execution);

}  // namespace labelgauge
