// Sums of a pair of raters, and how those of all pairs are put together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/rater_pairs.hpp"

namespace labelgauge {

struct PairSums {
  std::int64_t n = 0;
  std::int64_t agreed = 0;
  std::int64_t cross = 0;
  std::int64_t squares = 0;
};

// The sums of a rater with each later one that there is a unit in common with.
struct RaterRow {
  std::vector<std::int32_t> second;
  std::vector<PairSums> sums;
};

PairCounts joined(const std::vector<RaterRow>& rows);

}  // namespace labelgauge
