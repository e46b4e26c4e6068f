// A stable sort by whole numbers that compares nothing: one pass over the items for every byte in which they differ.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace labelgauge {

struct Keyed {
  std::uint64_t key;
  std::int64_t value;
};

// A key that ascends as a number falls; equal for 0 and -0. Precondition: the number is not NaN.
[[nodiscard]] inline std::uint64_t falling_key(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0);
  const std::uint64_t sign = bits >> 63U;
  return ~(bits ^ ((0 - sign) | (std::uint64_t{1} << 63U)));
}

// Puts items in the order of their keys, equals as they came. `room` is for half of the passes.
inline void radix_sort(std::vector<Keyed>& items, std::vector<Keyed>& room) {
  constexpr std::size_t n_bytes = sizeof(Keyed::key);
  std::array<std::array<std::size_t, 256>, n_bytes> counts{};
  for (const Keyed& item : items) {
    for (std::size_t b = 0; b < n_bytes; ++b) {
      ++counts[b][item.key >> (8 * b) & 0xFFU];
    }
  }
  room.resize(items.size());
  for (std::size_t b = 0; b < n_bytes && !items.empty(); ++b) {
    if (counts[b][items.front().key >> (8 * b) & 0xFFU] == items.size()) {
      continue;  // all have the same
    }
    std::size_t before = 0;
    for (std::size_t& count : counts[b]) {
      before += std::exchange(count, before);
    }
    for (const Keyed& item : items) {
      room[counts[b][item.key >> (8 * b) & 0xFFU]++] = item;
    }
    items.swap(room);
  }
}

}  // namespace labelgauge
