#include "core/agreement.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "core/pattern_blocks.hpp"
#include "core/positions.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

using Code = std::int32_t;

constexpr std::size_t most_unwatched = 4096;  // units
constexpr std::size_t words_together = 32 * WordPositions::together;

// The patterns of a block as packed counts.
struct PackedBlock : PatternBlock {
  std::vector<std::uint64_t> words;

  [[nodiscard]] std::size_t size() const { return words.size(); }
};

// The patterns of a block: ascending codes, repeats included, one pattern after the other.
struct SortedBlock : PatternBlock {
  std::vector<Code> codes;
  std::vector<std::size_t> offsets{0};

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
        all_bits_(fits_ ? static_cast<unsigned>(n_categories) * bits_ : 64),
        fits_half_((n_categories + 1) * bits_ <= 32) {
    for (std::size_t k = 0; k * bits_ < one_.size() && bits_ != 0; ++k) {
      one_[k] = std::uint64_t{1} << (bits_ * k);
    }
  }

  [[nodiscard]] bool fits() const { return fits_; }
  [[nodiscard]] unsigned all_bits() const { return all_bits_; }
  // Whether numbers have a place each in a table that is no larger than what else there is to do for so many units.
  [[nodiscard]] bool suit_table(std::size_t n_units) const {
    return all_bits_ <= SmallWordPositions::most_bits && std::size_t{1} << all_bits_ <= 4 * n_units;
  }
  // Whether 32 bits do, and hold how many raters have said nothing besides.
  [[nodiscard]] bool fits_half() const { return fits_half_; }
  [[nodiscard]] unsigned bits() const { return bits_; }
  // The order of ascending codes: where two differ first, fewer of that category come before the end of the codes, and
  // after all other categories.
  [[nodiscard]] bool less(std::uint64_t a, std::uint64_t b) const {
    if (a == b) {
      return false;
    }
    const unsigned first = static_cast<unsigned>(std::countr_zero(a ^ b)) / bits_ * bits_;
    a >>= first;
    b >>= first;
    const bool fewer = (a & mask()) < (b & mask());
    return fewer ? a >> bits_ == 0 : b >> bits_ != 0;
  }

  // Appends the distinct codes and their counts.
  void write(std::uint64_t counts, UnitPatterns& out) const {
    for (Code code = 0; counts != 0; ++code, counts >>= bits_) {
      if ((counts & mask()) != 0) {
        out.codes.push_back(code);
        out.counts.push_back(static_cast<std::int32_t>(counts & mask()));
      }
    }
    out.offsets.push_back(static_cast<std::int64_t>(out.codes.size()));
  }

  [[nodiscard]] std::uint64_t of(In<Code> codes) const {
    std::uint64_t counts = 0;
    for (const Code code : codes) {
      counts += one_[static_cast<std::size_t>(code)];
    }
    return counts;
  }

 private:
  [[nodiscard]] std::uint64_t mask() const { return (std::uint64_t{1} << bits_) - 1; }

  std::array<std::uint64_t, 64> one_{};  // of each category
  unsigned bits_;
  bool fits_;
  unsigned all_bits_;
  bool fits_half_;
};

void pack(const Units& units, const PackedCounts& packed, UnitRange range, std::uint64_t* words) {
  for (std::size_t unit = range.begin; unit < range.end; ++unit) {
    *words++ = packed.of(units.codes(unit));
  }
}

// For units that are so few that their counts stay in the cache.
void pack(const CellUnits& units, const PackedCounts& packed, UnitRange range, std::uint64_t* words) {
  const std::size_t n = range.end - range.begin;
  const std::uint8_t* cells = units.row(0) + range.begin;
  if (!packed.fits_half()) {
    units.loops().count_cells(cells, units.size(), units.n_raters(), n, packed.bits(), words);
    return;
  }
  std::array<std::uint32_t, words_together> halves;
  units.loops().count_few_cells(cells, units.size(), units.n_raters(), n, packed.bits(), halves.data());
  std::copy_n(halves.begin(), n, words);
}

template <class Units, class Known>
void find_packed(const Units& units, const PackedCounts& packed, UnitRange range, Known known, PackedBlock& block,
                 Out<Code> of_unit, Checkpoint& checkpoint) {
  std::array<std::uint64_t, words_together> words;
  for (std::size_t first = range.begin; first < range.end; first += words_together) {
    const std::size_t n = std::min(words_together, range.end - first);
    pack(units, packed, {first, first + n}, words.data());
    for (std::size_t k = 0; k < n; k += WordPositions::together) {
      known.find(&words[k], std::min(WordPositions::together, n - k), &of_unit[first + k],
                 [&](std::size_t i) { block.words.push_back(words[k + i]); });
    }
    checkpoint();
  }
}

std::uint64_t hash_of(In<Code> sorted) {
  std::uint64_t hash = sorted.size();
  for (const Code code : sorted) {
    hash = (std::rotl(hash, 25) ^ static_cast<std::uint64_t>(code)) * golden;
  }
  return hash;
}

template <class Units>
void find_sorted(const Units& units, UnitRange range, SortedBlock& block, Out<Code> of_unit, Checkpoint& checkpoint) {
  Positions known;
  for (std::size_t unit = range.begin; unit < range.end; ++unit) {
    std::vector<Code> sorted = units.copy(unit);
    std::sort(sorted.begin(), sorted.end());
    const std::uint32_t position = known.find_or_add(hash_of(sorted), [&](std::uint32_t k) {
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

template <class Units>
UnitPatterns packed_patterns(const Units& units, const PackedCounts& packed, const Execution& execution) {
  return patterns_by_block<PackedBlock>(
      units.size(), execution,
      [&](PackedBlock& block, UnitRange range, Out<Code> of_unit, Checkpoint& checkpoint) {
        if (packed.suit_table(range.end - range.begin)) {
          find_packed(units, packed, range, SmallWordPositions(packed.all_bits()), block, of_unit, checkpoint);
        } else {
          find_packed(units, packed, range, WordPositions(), block, of_unit, checkpoint);
        }
      },
      [](const PackedBlock& block, std::size_t k) { return block.words[k]; },
      [&](const PackedBlock& a, std::size_t i, const PackedBlock& b, std::size_t j) {
        return packed.less(a.words[i], b.words[j]);
      },
      [&](const PackedBlock& block, std::size_t k, UnitPatterns& out) { packed.write(block.words[k], out); });
}

template <class Units>
UnitPatterns sorted_patterns(const Units& units, const Execution& execution) {
  return patterns_by_block<SortedBlock>(
      units.size(), execution,
      [&](SortedBlock& block, UnitRange range, Out<Code> of_unit, Checkpoint& checkpoint) {
        find_sorted(units, range, block, of_unit, checkpoint);
      },
      [](const SortedBlock& block, std::size_t k) { return hash_of(block.pattern(k)); },
      [](const SortedBlock& a, std::size_t i, const SortedBlock& b, std::size_t j) {
        const In<Code> left = a.pattern(i);
        const In<Code> right = b.pattern(j);
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
      },
      [](const SortedBlock& block, std::size_t k, UnitPatterns& out) { write(block.pattern(k), out); });
}

template <class Units>
UnitPatterns patterns_of(const Units& units, std::size_t n_categories, const Execution& execution) {
  const PackedCounts packed(units.most_ratings(), n_categories);
  return packed.fits() ? packed_patterns(units, packed, execution) : sorted_patterns(units, execution);
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
