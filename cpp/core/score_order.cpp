#include <algorithm>
#include <numeric>
#include <utility>

#include "core/detection.hpp"
#include "core/radix_sort.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t most_keys_each = 8;  // keys for each item, up to which they are counted

std::vector<std::int64_t> sorted_by_far_apart(In<std::int64_t> key, std::vector<std::int64_t> order) {
  std::vector<Keyed> items;
  std::vector<Keyed> room;
  items.reserve(order.size());
  for (const std::int64_t i : order) {
    items.push_back({static_cast<std::uint64_t>(key[static_cast<std::size_t>(i)]), i});
  }
  radix_sort(items, room);
  std::ranges::transform(items, order.begin(), &Keyed::value);
  return order;
}

// Puts what comes in `order` into the order of its keys, equals as they came.
std::vector<std::int64_t> sorted_by(In<std::int64_t> key, std::vector<std::int64_t> order) {
  const auto last = static_cast<std::size_t>(key.empty() ? 0 : *std::max_element(key.begin(), key.end()));
  if (last / most_keys_each > key.size()) {
    return sorted_by_far_apart(key, std::move(order));
  }
  std::vector<std::size_t> next(last + 2, 0);
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

std::vector<std::int64_t> score_order(In<std::int64_t> category, In<std::int64_t> image, In<double> score) {
  std::vector<std::int64_t> order(score.size());
  std::iota(order.begin(), order.end(), 0);
  order = sorted_by(category, sorted_by(image, std::move(order)));
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
