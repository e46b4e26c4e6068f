// What curves of precision by recall have in common, drawn or not: the order of detections, how many golds a recall
// asks for, and what keeps precision defined.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/types.hpp"

namespace labelgauge {

// Keeps COCO's precision from dividing by 0.
constexpr double precision_epsilon = std::numeric_limits<double>::epsilon();

struct Scored {
  double score;
  std::int64_t detection;
};

// Makes `order` the detections from `begin` to before `end` by falling score, equals as they lie.
inline void order_by_score(In<double> score, std::int64_t begin, std::int64_t end, std::vector<Scored>& order) {
  order.clear();
  for (std::int64_t i = begin; i < end; ++i) {
    order.push_back({score[static_cast<std::size_t>(i)], i});
  }
  std::sort(order.begin(), order.end(), [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score > b.score : a.detection < b.detection;
  });
}

// How many golds must be found for a recall of at most 1: the least number k with k / n_gold >= recall. There are some
// golds, and so few (2^53) that each number of them is a double; then rounding is off by a few golds at most.
inline std::int64_t golds_needed(double recall, std::int64_t n_gold) {
  if (recall <= 0) {
    return 0;
  }
  const auto all = static_cast<double>(n_gold);
  auto k = static_cast<std::int64_t>(std::ceil(recall * all));
  while (k > 0 && static_cast<double>(k - 1) / all >= recall) {
    --k;
  }
  while (static_cast<double>(k) / all < recall) {
    ++k;
  }
  return k;
}

}  // namespace labelgauge
