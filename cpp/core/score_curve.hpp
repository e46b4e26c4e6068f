// What curves of precision by recall have in common, drawn or not: the order of detections, how many golds a recall
// asks for, and what keeps precision defined.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/radix_sort.hpp"
#include "core/types.hpp"

namespace labelgauge {

// Keeps COCO's precision from dividing by 0.
constexpr double precision_epsilon = std::numeric_limits<double>::epsilon();

struct Scored {
  double score;
  std::int64_t detection;
};

// Puts a category's detections in order.
class ScoreOrder {
 public:
  // The detections from `begin` to before `end` by falling score, equals as they lie; until the next call.
  const std::vector<Scored>& operator()(In<double> score, std::int64_t begin, std::int64_t end) {
    keyed_.clear();
    for (std::int64_t i = begin; i < end; ++i) {
      keyed_.push_back({falling_key(score[static_cast<std::size_t>(i)]), i});
    }
    radix_sort(keyed_, room_);
    order_.clear();
    for (const Keyed& item : keyed_) {
      order_.push_back({score[static_cast<std::size_t>(item.value)], item.value});
    }
    return order_;
  }

 private:
  std::vector<Keyed> keyed_;
  std::vector<Keyed> room_;
  std::vector<Scored> order_;
};

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
