#include <algorithm>
#include <numeric>

#include "core/detection.hpp"

namespace labelgauge {

namespace {

// Puts what comes in `order` into the order of its keys, equals as they came.
std::vector<std::int64_t> sorted_by(In<std::int64_t> key, std::size_t n_keys, const std::vector<std::int64_t>& order) {
  std::vector<std::size_t> next(n_keys + 1, 0);
  for (const std::int64_t k : key) {
    ++next[static_cast<std::size_t>(k) + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::int64_t> sorted(order.size());
  for (const std::int64_t i : order) {
    sorted[next[static_cast<std::size_t>(key[static_cast<std::size_t>(i)])]++] = i;
  }
  return sorted;
}

}  // namespace

std::vector<std::int64_t> score_order(In<std::int64_t> category, In<std::int64_t> image, In<double> score,
                                      std::size_t n_categories, std::size_t n_images) {
  std::vector<std::int64_t> order(score.size());
  std::iota(order.begin(), order.end(), 0);
  order = sorted_by(category, n_categories, sorted_by(image, n_images, order));
  const auto same_cell = [&](std::int64_t a, std::int64_t b) {
    const auto i = static_cast<std::size_t>(a);
    const auto j = static_cast<std::size_t>(b);
    return category[i] == category[j] && image[i] == image[j];
  };
  const auto before = [&](std::int64_t a, std::int64_t b) {
    const double of_a = score[static_cast<std::size_t>(a)];
    const double of_b = score[static_cast<std::size_t>(b)];
    return of_a != of_b ? of_a > of_b : a < b;
  };
  for (auto begin = order.begin(); begin != order.end();) {
    const auto end = std::find_if(begin, order.end(), [&](std::int64_t i) { return !same_cell(*begin, i); });
    if (!std::is_sorted(begin, end, before)) {
      std::sort(begin, end, before);
    }
    begin = end;
  }
  return order;
}

}  // namespace labelgauge
