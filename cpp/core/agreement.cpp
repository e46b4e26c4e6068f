#include "core/agreement.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>

#include "simd/dispatch.hpp"

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
  std::vector<std::uint64_t> hashes;
  std::vector<std::uint32_t> final_position;  // among the patterns of all blocks

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] In<Code> pattern(std::size_t k) const {
    return In<Code>(codes).subspan(offsets[k], offsets[k + 1] - offsets[k]);
  }
  void add_pattern(In<Code> pattern, std::uint64_t hash) {
    hashes.push_back(hash);
    codes.insert(codes.end(), pattern.begin(), pattern.end());
    offsets.push_back(codes.size());
  }
};

struct Range {
  std::size_t begin;
  std::size_t end;
};

class Units {
 public:
  Units(In<std::int64_t> offsets, In<Code> codes) : offsets_(offsets), codes_(codes) {}

  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  [[nodiscard]] In<Code> codes(std::size_t unit) const {
    const auto begin = static_cast<std::size_t>(offsets_[unit]);
    return codes_.subspan(begin, static_cast<std::size_t>(offsets_[unit + 1]) - begin);
  }
  [[nodiscard]] std::vector<Code> copy(std::size_t unit) const {
    const In<Code> given = codes(unit);
    return {given.begin(), given.end()};
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

class CellUnits {
 public:
  CellUnits(const RatingCells& table, const Execution& execution)
      : table_(table), loops_(simd::loops(static_cast<simd::Isa>(execution.isa))) {}

  [[nodiscard]] std::size_t size() const { return table_.n_units; }
  [[nodiscard]] std::size_t n_raters() const { return table_.n_raters; }
  [[nodiscard]] std::size_t most_ratings() const { return table_.n_raters; }
  [[nodiscard]] const std::uint8_t* row(std::size_t rater) const {
    return table_.cells.data() + rater * table_.n_units;
  }
  [[nodiscard]] std::vector<Code> copy(std::size_t unit) const {
    std::vector<Code> codes;
    for (std::size_t rater = 0; rater < table_.n_raters; ++rater) {
      if (row(rater)[unit] != 0) {
        codes.push_back(row(rater)[unit] - 1);
      }
    }
    return codes;
  }
  [[nodiscard]] const simd::Loops& loops() const { return loops_; }

 private:
  const RatingCells& table_;
  const simd::Loops& loops_;
};

// Counts of all categories side by side in one number, `bits` each.
class PackedCounts {
 public:
  PackedCounts(std::size_t most_ratings, std::size_t n_categories)
      : bits_(static_cast<unsigned>(std::bit_width(most_ratings))),
        fits_(n_categories * bits_ <= 64),
        fits_half_((n_categories + 1) * bits_ <= 32) {
    for (std::size_t k = 0; k * bits_ < one_.size() && bits_ != 0; ++k) {
      one_[k] = std::uint64_t{1} << (bits_ * k);
    }
  }

  [[nodiscard]] bool fits() const { return fits_; }
  // Whether 32 bits do, and hold how many raters have said nothing besides.
  [[nodiscard]] bool fits_half() const { return fits_half_; }
  [[nodiscard]] unsigned bits() const { return bits_; }
  [[nodiscard]] std::uint64_t of(In<Code> codes) const {
    std::uint64_t counts = 0;
    for (const Code code : codes) {
      counts += one_[static_cast<std::size_t>(code)];
    }
    return counts;
  }

 private:
  std::array<std::uint64_t, 64> one_{};  // of each category
  unsigned bits_;
  bool fits_;
  bool fits_half_;
};

// The place of a unit's pattern among those of the block, given its packed counts; a new one is taken up.
template <class Units>
Code place_of_packed(const Units& units, std::size_t unit, std::uint64_t counts, Positions& known, Block& block) {
  const std::uint32_t position = known.find_or_add(counts, [](std::uint32_t) { return true; });
  if (position == block.size()) {
    std::vector<Code> sorted = units.copy(unit);
    std::sort(sorted.begin(), sorted.end());
    block.add_pattern(sorted, counts);
  }
  return static_cast<Code>(position);
}

void find_packed(const Units& units, const PackedCounts& packed, Range range, Block& block, Out<Code> of_unit,
                 Checkpoint& checkpoint) {
  Positions known;
  for (std::size_t unit = range.begin; unit < range.end; ++unit) {
    of_unit[unit] = place_of_packed(units, unit, packed.of(units.codes(unit)), known, block);
    if (unit % most_unwatched == 0) {
      checkpoint();
    }
  }
}

// Some units at a time, whose counts stay in the cache.
template <class Count, class CountCells>
void find_packed(const CellUnits& units, const PackedCounts& packed, Range range, Block& block, Out<Code> of_unit,
                 Checkpoint& checkpoint, CountCells count_cells) {
  constexpr std::size_t together = 1024;
  std::array<Count, together> counts;
  Positions known;
  for (std::size_t first = range.begin; first < range.end; first += together) {
    const std::size_t n = std::min(together, range.end - first);
    count_cells(units.row(0) + first, units.size(), units.n_raters(), n, packed.bits(), counts.data());
    for (std::size_t i = 0; i < n; ++i) {
      of_unit[first + i] = place_of_packed(units, first + i, counts[i], known, block);
    }
    checkpoint();
  }
}

void find_packed(const CellUnits& units, const PackedCounts& packed, Range range, Block& block, Out<Code> of_unit,
                 Checkpoint& checkpoint) {
  if (packed.fits_half()) {
    find_packed<std::uint32_t>(units, packed, range, block, of_unit, checkpoint, units.loops().count_few_cells);
  } else {
    find_packed<std::uint64_t>(units, packed, range, block, of_unit, checkpoint, units.loops().count_cells);
  }
}

template <class Units>
void find_sorted(const Units& units, Range range, Block& block, Out<Code> of_unit, Checkpoint& checkpoint) {
  Positions known;
  for (std::size_t unit = range.begin; unit < range.end; ++unit) {
    std::vector<Code> sorted = units.copy(unit);
    std::sort(sorted.begin(), sorted.end());
    std::uint64_t hash = sorted.size();
    for (const Code code : sorted) {
      hash = (std::rotl(hash, 25) ^ static_cast<std::uint64_t>(code)) * golden;
    }
    const std::uint32_t position = known.find_or_add(hash, [&](std::uint32_t k) {
      return std::equal(sorted.begin(), sorted.end(), block.pattern(k).begin(), block.pattern(k).end());
    });
    if (position == block.size()) {
      block.add_pattern(sorted, hash);
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
  std::vector<In<Code>> distinct;
  Positions known;
  for (Block& block : blocks) {
    for (std::size_t k = 0; k < block.size(); ++k) {
      const In<Code> pattern = block.pattern(k);
      const std::uint32_t position = known.find_or_add(block.hashes[k], [&](std::uint32_t other) {
        return std::equal(pattern.begin(), pattern.end(), distinct[other].begin(), distinct[other].end());
      });
      if (position == distinct.size()) {
        distinct.push_back(pattern);
      }
      block.final_position.push_back(position);
    }
  }
  std::vector<std::uint32_t> order(distinct.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::lexicographical_compare(distinct[a].begin(), distinct[a].end(), distinct[b].begin(), distinct[b].end());
  });
  out.offsets.push_back(0);
  std::vector<std::uint32_t> rank(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    write(distinct[order[k]], out);
    rank[order[k]] = static_cast<std::uint32_t>(k);
  }
  for (Block& block : blocks) {
    std::transform(block.final_position.begin(), block.final_position.end(), block.final_position.begin(),
                   [&](std::uint32_t position) { return rank[position]; });
  }
}

template <class Units>
UnitPatterns patterns_of(const Units& units, std::size_t n_categories, const Execution& execution) {
  const PackedCounts packed(units.most_ratings(), n_categories);
  UnitPatterns patterns;
  patterns.of_unit.resize(units.size());
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t n_blocks = threads == 1 ? 1 : blocks_per_thread * threads;
  const std::size_t block_units = std::max(least_block, units.size() / n_blocks + 1);
  std::vector<Block> blocks((units.size() + block_units - 1) / block_units);
  const auto range_of = [&](std::size_t b) {
    return Range{b * block_units, std::min(units.size(), (b + 1) * block_units)};
  };
  parallel_for<NoScratch>(blocks.size(), 1, execution, [&](NoScratch&, std::size_t b, Checkpoint& checkpoint) {
    if (packed.fits()) {
      find_packed(units, packed, range_of(b), blocks[b], patterns.of_unit, checkpoint);
    } else {
      find_sorted(units, range_of(b), blocks[b], patterns.of_unit, checkpoint);
    }
  });
  join(blocks, patterns);
  parallel_for(blocks.size(), 1, execution, [&](std::size_t b) {
    const Range range = range_of(b);
    for (std::size_t unit = range.begin; unit < range.end; ++unit) {
      Code& position = patterns.of_unit[unit];
      position = static_cast<Code>(blocks[b].final_position[static_cast<std::size_t>(position)]);
    }
  });
  return patterns;
}

}  // namespace

UnitPatterns unit_patterns(In<std::int64_t> offsets, In<std::int32_t> codes, std::size_t n_categories,
                           const Execution& execution) {
  return patterns_of(Units(offsets, codes), n_categories, execution);
}

UnitPatterns cell_patterns(const RatingCells& table, std::size_t n_categories, const Execution& execution) {
  return patterns_of(CellUnits(table, execution), n_categories, execution);
}

}  // namespace labelgauge
