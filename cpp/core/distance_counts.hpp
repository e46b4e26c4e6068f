// Counts of surface elements by kind and squared distance, in an open-addressing table that is cleared at the cost of
// what it holds.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/surface.hpp"

namespace labelgauge {

// Direction, code and sign of an element in one number, which orders kinds as histograms do.
class ElementKind {
 public:
  ElementKind(unsigned direction, unsigned code, int sign)
      : bits_(direction << 16U | code << 8U | static_cast<unsigned>(sign + 1)) {}

  [[nodiscard]] std::uint32_t bits() const { return bits_; }
  [[nodiscard]] bool is_on_surface() const { return (bits_ & 0xFFU) == 1; }  // of the other mask
  [[nodiscard]] static DistanceCount named(std::uint32_t bits, double distance, std::int64_t count) {
    return {static_cast<std::uint8_t>(bits >> 16U), static_cast<std::uint8_t>(bits >> 8U & 0xFFU),
            static_cast<std::int8_t>(static_cast<int>(bits & 0xFFU) - 1), distance, count};
  }

 private:
  std::uint32_t bits_;
};

class DistanceCounts {
 public:
  void clear() {
    for (const std::size_t slot : used_) {
      slots_[slot].count = 0;
    }
    used_.clear();
  }

  void add(ElementKind kind, double squared, std::int64_t count = 1) { add(kind.bits(), squared, count); }

  void add(const DistanceCounts& other) {
    for (const std::size_t slot : other.used_) {
      add(other.slots_[slot].kind, other.slots_[slot].squared, other.slots_[slot].count);
    }
  }

  // Calls body(row) for what is counted, in no order; rows of different squares may have one distance.
  template <class Body>
  void for_each(Body&& body) const {
    for (const std::size_t slot : used_) {
      const Slot& counted = slots_[slot];
      body(ElementKind::named(counted.kind, std::sqrt(counted.squared), counted.count));
    }
  }

  // Appends what is counted, sorted, and clears. Different squares may have one root: those become one.
  void write(std::vector<DistanceCount>& out) {
    sorted_.clear();
    for (const std::size_t slot : used_) {
      sorted_.push_back(slots_[slot]);
      sorted_.back().squared = std::sqrt(sorted_.back().squared);
    }
    std::sort(sorted_.begin(), sorted_.end(),
              [](const Slot& a, const Slot& b) { return std::tie(a.kind, a.squared) < std::tie(b.kind, b.squared); });
    const Slot* last = nullptr;
    for (const Slot& slot : sorted_) {
      if (last != nullptr && last->kind == slot.kind && last->squared == slot.squared) {
        out.back().count += slot.count;
      } else {
        out.push_back(ElementKind::named(slot.kind, slot.squared, slot.count));
      }
      last = &slot;
    }
    clear();
  }

 private:
  struct Slot {
    double squared = 0;
    std::int64_t count = 0;  // 0 = free
    std::uint32_t kind = 0;
  };

  void add(std::uint32_t kind, double squared, std::int64_t count) {
    if (2 * used_.size() >= slots_.size()) {
      grow();
    }
    const std::size_t slot = find(kind, squared);
    if (slots_[slot].count == 0) {
      slots_[slot] = {squared, 0, kind};
      used_.push_back(slot);
    }
    slots_[slot].count += count;
  }

  // Where this is counted, or the free slot where it will be.
  [[nodiscard]] std::size_t find(std::uint32_t kind, double squared) const {
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
    const std::uint64_t mixed = (std::bit_cast<std::uint64_t>(squared) ^ std::uint64_t{kind} * golden) * golden;
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = static_cast<std::size_t>(mixed >> 32U) & mask;
    while (slots_[slot].count != 0 && (slots_[slot].squared != squared || slots_[slot].kind != kind)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void grow() {
    std::vector<Slot> kept;
    kept.swap(slots_);
    slots_.resize(std::max<std::size_t>(256, 2 * kept.size()));
    for (std::size_t& slot : used_) {
      const Slot& moved = kept[slot];
      slot = find(moved.kind, moved.squared);
      slots_[slot] = moved;
    }
  }

  std::vector<Slot> slots_;
  std::vector<std::size_t> used_;
  std::vector<Slot> sorted_;
};

}  // namespace labelgauge
