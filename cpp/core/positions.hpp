// Positions of items in the order in which they first came: open-addressing tables that tell them apart.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace labelgauge {

// An odd number whose multiples have well-mixed upper bits: 2^64 over the golden ratio.
inline constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

// Items that are told apart by a hash and a test.
class Positions {
 public:
  // The position of the item with this hash for which is_same(position) holds, or the next free position.
  template <class IsSame>
  std::uint32_t find_or_add(std::uint64_t hash, IsSame&& is_same) {
    if (2 * std::size_t{size_} >= slots_.size()) {
      grow();
    }
    std::size_t slot = place(hash);
    while (slots_[slot].position != free) {
      if (slots_[slot].hash == hash && is_same(slots_[slot].position)) {
        return slots_[slot].position;
      }
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = {hash, size_};
    return size_++;
  }

 private:
  static constexpr std::uint32_t free = std::numeric_limits<std::uint32_t>::max();

  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t position = free;
  };

  [[nodiscard]] std::size_t place(std::uint64_t hash) const {
    return static_cast<std::size_t>(hash * golden >> 32U) & (slots_.size() - 1);
  }

  void grow() {
    std::vector<Slot> kept(std::max<std::size_t>(64, 2 * slots_.size()));
    kept.swap(slots_);
    for (const Slot& moved : kept) {
      if (moved.position == free) {
        continue;
      }
      std::size_t slot = place(moved.hash);
      while (slots_[slot].position != free) {
        slot = (slot + 1) & (slots_.size() - 1);
      }
      slots_[slot] = moved;
    }
  }

  std::uint32_t size_ = 0;
  std::vector<Slot> slots_;
};

// Words of 64 bits, looked up some at a time: what a word's first slot holds is taken for its position, and words for
// which that was wrong are looked up again one by one. Of few words that are often there, these are so few that what
// the processor expects of the comparisons is right.
class WordPositions {
 public:
  static constexpr std::size_t together = 32;  // most words at a time

  // Writes the positions of n words; calls add(i) for each words[i] that is new, in order.
  template <class Add>
  void find(const std::uint64_t* words, std::size_t n, std::int32_t* positions, Add&& add) {
    std::array<std::uint32_t, together> missed;
    std::size_t n_missed = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Slot& slot = slots_[place(words[i])];
      positions[i] = slot.position;
      missed[n_missed] = static_cast<std::uint32_t>(i);
      n_missed += static_cast<std::size_t>(slot.word != words[i]) | static_cast<std::size_t>(slot.position == free);
    }
    for (std::size_t k = 0; k < n_missed; ++k) {
      const std::int32_t known = size_;
      positions[missed[k]] = find_or_add(words[missed[k]]);
      if (size_ != known) {
        add(missed[k]);
      }
    }
  }

 private:
  static constexpr std::int32_t free = -1;

  struct Slot {
    std::uint64_t word = 0;
    std::int32_t position = free;
  };

  [[nodiscard]] std::size_t place(std::uint64_t word) const {
    return static_cast<std::size_t>(word * golden >> 32U) & (slots_.size() - 1);
  }

  [[nodiscard]] Slot& slot_of(std::uint64_t word) {
    std::size_t slot = place(word);
    while (slots_[slot].position != free && slots_[slot].word != word) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slots_[slot];
  }

  std::int32_t find_or_add(std::uint64_t word) {
    if (const Slot& slot = slot_of(word); slot.position != free) {
      return slot.position;
    }
    if (4 * static_cast<std::size_t>(size_) >= slots_.size()) {
      grow();
    }
    slot_of(word) = {word, size_};
    return size_++;
  }

  void grow() {
    std::vector<Slot> kept(2 * slots_.size());
    kept.swap(slots_);
    for (const Slot& moved : kept) {
      if (moved.position != free) {
        slot_of(moved.word) = moved;
      }
    }
  }

  std::int32_t size_ = 0;
  std::vector<Slot> slots_ = std::vector<Slot>(64);
};

// The same for small numbers, each of which has a place of its own.
class SmallWordPositions {
 public:
  explicit SmallWordPositions(std::size_t n_places) : positions_(n_places, free) {}

  template <class Word, class Add>
  void find(const Word* words, std::size_t n, std::int32_t* positions, Add&& add) {
    std::int32_t least = 0;
    for (std::size_t i = 0; i < n; ++i) {
      positions[i] = positions_[words[i]];
      least = std::min(least, positions[i]);
    }
    for (std::size_t i = 0; i < n && least == free; ++i) {
      if (std::int32_t& position = positions_[words[i]]; position == free) {
        position = size_++;
        add(i);
      }
      positions[i] = positions_[words[i]];
    }
  }

 private:
  static constexpr std::int32_t free = -1;

  std::int32_t size_ = 0;
  std::vector<std::int32_t> positions_;
};

}  // namespace labelgauge
