#include "core/agreement.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <utility>

namespace labelgauge {

namespace {

using Code = std::int32_t;

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

// Units of a block, whose patterns are found together, are at least so many: what blocks have in common is found anew
// in each.
constexpr std::size_t least_block = std::size_t{1} << 15U;
constexpr std::size_t blocks_per_thread = 4;
constexpr std::size_t most_unwatched = 4096;  // units

// Positions of items that are told apart by a hash and a test, in an open-addressing table.
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

// The patterns of a block: ascending codes, repeats included, one pattern after the other.
struct Block {
  std::vector<Code> codes;
  std::vector<std::size_t> offsets{0};
  std::vector<std::uint32_t> final_position;  // among the patterns of all blocks

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] In<Code> pattern(std::size_t k) const {
    return In<Code>(codes).subspan(offsets[k], offsets[k + 1] - offsets[k]);
  }
  void add_pattern(In<Code> pattern) {
    codes.insert(codes.end(), pattern.begin(), pattern.end());
    offsets.push_back(codes.size());
  }
};

class Units {
 public:
  Units(In<std::int64_t> offsets, In<Code> codes) : offsets_(offsets), codes_(codes) {}

  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  [[nodiscard]] In<Code> codes(std::size_t unit) const {
    const auto begin = static_cast<std::size_t>(offsets_[unit]);
    return codes_.subspan(begin, static_cast<std::size_t>(offsets_[unit + 1]) - begin);
  }
  [[nodiscard]] std::size_t most_ratings() const {
    std::int64_t most = 0;
    for (std::size_t unit = 0; unit < size(); ++unit) {
      most = std::max(most, offsets_[unit + 1] - offsets_[unit]);
    }
    return static_cast<std::size_t>(most);
  }

 private:
  In<std::int64_t> offsets_;
  In<Code> codes_;
};

// Counts of all categories side by side in one number, `bits` each.
void find_packed(const Units& units, unsigned bits, std::size_t first, std::size_t end, Block& block, Out<Code> of_unit,
                 Checkpoint& checkpoint) {
  Positions known;
  std::array<std::uint64_t, 64> one{};  // of each category
  for (std::size_t k = 0; k * bits < one.size() && bits != 0; ++k) {
    one[k] = std::uint64_t{1} << (bits * k);
  }
  for (std::size_t unit = first; unit < end; ++unit) {
    std::uint64_t key = 0;
    for (const Code code : units.codes(unit)) {
      key += one[static_cast<std::size_t>(code)];
    }
    const std::uint32_t position = known.find_or_add(key, [](std::uint32_t) { return true; });
    if (position == block.size()) {
      const In<Code> given = units.codes(unit);
      std::vector<Code> sorted(given.begin(), given.end());
      std::sort(sorted.begin(), sorted.end());
      block.add_pattern(sorted);
    }
    of_unit[unit] = static_cast<Code>(position);
    if (unit % most_unwatched == 0) {
      checkpoint();
    }
  }
}

void find_sorted(const Units& units, std::size_t first, std::size_t end, Block& block, Out<Code> of_unit,
                 Checkpoint& checkpoint) {
  Positions known;
  std::vector<Code> sorted;
  for (std::size_t unit = first; unit < end; ++unit) {
    const In<Code> given = units.codes(unit);
    sorted.assign(given.begin(), given.end());
    std::sort(sorted.begin(), sorted.end());
    std::uint64_t hash = sorted.size();
    for (const Code code : sorted) {
      hash = (std::rotl(hash, 25) ^ static_cast<std::uint64_t>(code)) * golden;
    }
    const std::uint32_t position = known.find_or_add(hash, [&](std::uint32_t k) {
      return std::equal(sorted.begin(), sorted.end(), block.pattern(k).begin(), block.pattern(k).end());
    });
    if (position == block.size()) {
      block.add_pattern(sorted);
    }
    of_unit[unit] = static_cast<Code>(position);
    if (unit % most_unwatched == 0) {
      checkpoint();
    }
  }
}

// Appends a pattern's distinct codes and their counts.
void write(In<Code> pattern, UnitPatterns& out) {
  for (std::size_t k = 0; k < pattern.size();) {
    std::size_t end = k + 1;
    while (end < pattern.size() && pattern[end] == pattern[k]) {
      ++end;
    }
    out.codes.push_back(pattern[k]);
    out.counts.push_back(static_cast<std::int32_t>(end - k));
    k = end;
  }
  out.offsets.push_back(static_cast<std::int64_t>(out.codes.size()));
}

// Gives the patterns of all blocks their final positions and writes them down.
void join(std::vector<Block>& blocks, UnitPatterns& out) {
  struct Origin {
    std::uint32_t block;
    std::uint32_t position;
  };
  std::vector<Origin> order;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    blocks[b].final_position.resize(blocks[b].size());
    for (std::size_t k = 0; k < blocks[b].size(); ++k) {
      order.push_back({static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(k)});
    }
  }
  const auto pattern = [&](const Origin& origin) { return blocks[origin.block].pattern(origin.position); };
  std::sort(order.begin(), order.end(), [&](const Origin& a, const Origin& b) {
    const In<Code> left = pattern(a);
    const In<Code> right = pattern(b);
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
  });
  out.offsets.push_back(0);
  for (std::size_t k = 0; k < order.size(); ++k) {
    const In<Code> codes = pattern(order[k]);
    if (k == 0 || !std::equal(codes.begin(), codes.end(), pattern(order[k - 1]).begin(), pattern(order[k - 1]).end())) {
      write(codes, out);
    }
    blocks[order[k].block].final_position[order[k].position] = static_cast<std::uint32_t>(out.offsets.size() - 2);
  }
}

}  // namespace

UnitPatterns unit_patterns(In<std::int64_t> offsets, In<std::int32_t> codes, std::size_t n_categories,
                           const Execution& execution) {
  const Units units(offsets, codes);
  const auto bits = static_cast<unsigned>(std::bit_width(units.most_ratings()));
  const bool packs = n_categories * bits <= 64;
  UnitPatterns patterns;
  patterns.of_unit.resize(units.size());
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block_units = std::max(least_block, units.size() / (blocks_per_thread * threads) + 1);
  std::vector<Block> blocks((units.size() + block_units - 1) / block_units);
  const auto end_of = [&](std::size_t b) { return std::min(units.size(), (b + 1) * block_units); };
  parallel_for<NoScratch>(blocks.size(), 1, execution, [&](NoScratch&, std::size_t b, Checkpoint& checkpoint) {
    if (packs) {
      find_packed(units, bits, b * block_units, end_of(b), blocks[b], patterns.of_unit, checkpoint);
    } else {
      find_sorted(units, b * block_units, end_of(b), blocks[b], patterns.of_unit, checkpoint);
    }
  });
  join(blocks, patterns);
  parallel_for(blocks.size(), 1, execution, [&](std::size_t b) {
    for (std::size_t unit = b * block_units; unit < end_of(b); ++unit) {
      Code& position = patterns.of_unit[unit];
      position = static_cast<Code>(blocks[b].final_position[static_cast<std::size_t>(position)]);
    }
  });
  return patterns;
}

}  // namespace labelgauge
