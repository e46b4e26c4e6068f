// Builds a ragged result in parallel: blocks of items append to a vector of their own, then the vectors are joined in
// order, so the answer does not depend on the thread count.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Calls body(scratch, i, out) or body(scratch, i, out, checkpoint) for i in [0, n); what it appends to `out` becomes
// item i of the result.
template <class T, class Scratch, class Body>
Ragged<T> build_ragged(std::size_t n, const Execution& execution, Body&& body) {
  // At least eight blocks per thread where there are so many items, so that threads end together.
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block_items = std::clamp<std::size_t>(n / (8 * threads), 1, 32);
  const std::size_t blocks = (n + block_items - 1) / block_items;
  std::vector<std::vector<T>> parts(blocks);
  Ragged<T> result;
  result.offsets.resize(n + 1);  // first used for the length of item i at i + 1
  parallel_for<Scratch>(
      blocks, 1, execution, [&](Scratch& scratch, std::size_t block, [[maybe_unused]] Checkpoint& checkpoint) {
        std::vector<T>& part = parts[block];
        const std::size_t end = std::min((block + 1) * block_items, n);
        for (std::size_t i = block * block_items; i < end; ++i) {
          const std::size_t before = part.size();
          if constexpr (std::is_invocable_v<Body&, Scratch&, std::size_t, std::vector<T>&, Checkpoint&>) {
            body(scratch, i, part, checkpoint);
          } else {
            body(scratch, i, part);
          }
          result.offsets[i + 1] = static_cast<std::int64_t>(part.size() - before);
        }
      });
  for (std::size_t i = 0; i < n; ++i) {
    result.offsets[i + 1] += result.offsets[i];
  }
  result.values.reserve(static_cast<std::size_t>(result.offsets[n]));
  for (auto& part : parts) {
    result.values.insert(result.values.end(), part.begin(), part.end());
    std::vector<T>().swap(part);  // give memory back as we go: peak stays near one copy
  }
  return result;
}

}  // namespace labelgauge
