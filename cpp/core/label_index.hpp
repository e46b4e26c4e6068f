// Positions of wanted labels, by label.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "core/types.hpp"

namespace labelgauge {

// Position of a label that nobody wants.
inline constexpr std::uint32_t unwanted = 0xFFFFFFFF;

// Position of a label among the wanted ones.
class LabelIndex {
 public:
  explicit LabelIndex(In<std::int64_t> ids) : ids_(ids), order_(ids.size()) {
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; });
    if (ids.empty()) {
      return;
    }
    lowest_ = ids[order_.front()];
    const std::uint64_t range = static_cast<std::uint64_t>(ids[order_.back()]) - static_cast<std::uint64_t>(lowest_);
    if (range < widest_table) {
      table_.assign(static_cast<std::size_t>(range) + 1, unwanted);
      for (const std::uint32_t position : order_) {
        table_[static_cast<std::size_t>(ids[position] - lowest_)] = position;
      }
    }
  }

  [[nodiscard]] std::uint32_t operator()(std::int64_t label) const {
    if (!table_.empty()) {
      const std::uint64_t i = static_cast<std::uint64_t>(label) - static_cast<std::uint64_t>(lowest_);
      return i < table_.size() ? table_[static_cast<std::size_t>(i)] : unwanted;
    }
    const auto found =
        std::lower_bound(order_.begin(), order_.end(), label,
                         [&](std::uint32_t position, std::int64_t value) { return ids_[position] < value; });
    return found != order_.end() && ids_[*found] == label ? *found : unwanted;
  }

 private:
  static constexpr std::uint64_t widest_table = std::uint64_t{1} << 20U;
  In<std::int64_t> ids_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> table_;  // by label - lowest_, where the labels lie close together
  std::int64_t lowest_ = 0;
};

}  // namespace labelgauge
