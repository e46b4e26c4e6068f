#include "core/agreement.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <functional>

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
  using Word = std::uint64_t;

  PackedCounts(std::size_t most_ratings, std::size_t n_categories)
      : bits_(static_cast<unsigned>(std::bit_width(most_ratings))), fits_(bits_ == 0 || n_categories <= 64 / bits_) {
    if (!fits_ || bits_ == 0) {  // without any rating all categories fit no bits
      return;
    }
    for (std::size_t k = 0; k < n_categories; ++k) {
      one_[k & 63U] = std::uint64_t{1} << (bits_ * k & 63U);
    }
    if (n_categories * bits_ <= 32) {
      weights_.assign(one_.begin(), one_.begin() + static_cast<std::ptrdiff_t>(n_categories));
    }
  }

  [[nodiscard]] bool fits() const { return fits_; }
  [[nodiscard]] unsigned bits() const { return bits_; }
  // What each category adds; none where that takes more than 32 bits.
  [[nodiscard]] const std::vector<std::uint32_t>& weights() const { return weights_; }
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
  std::vector<std::uint32_t> weights_;
  unsigned bits_;
  bool fits_;
};

// Counts of all categories as the digits of a small number, where there are so few numbers that each can have a place
// in a table.
class CountDigits {
 public:
  using Word = std::uint32_t;

  CountDigits(std::size_t most_ratings, std::size_t n_categories) : base_(most_ratings + 1) {
    for (std::size_t k = 0; k < n_categories && base_ > 1 && n_numbers_ <= most_numbers; ++k) {
      weights_.push_back(static_cast<std::uint32_t>(n_numbers_));
      n_numbers_ *= base_;
    }
  }

  // Whether a table of all numbers is no larger than what else there is to do for so many units.
  [[nodiscard]] bool suit_table(std::size_t n_units) const {
    return base_ > 1 && n_numbers_ <= std::min(most_numbers, 4 * n_units);
  }
  [[nodiscard]] std::size_t n_numbers() const { return n_numbers_; }
  [[nodiscard]] const std::vector<std::uint32_t>& weights() const { return weights_; }
  [[nodiscard]] std::uint32_t of(In<Code> codes) const {
    std::uint32_t number = 0;
    for (const Code code : codes) {
      number += weights_[static_cast<std::size_t>(code)];
    }
    return number;
  }
  // The same counts, side by side.
  [[nodiscard]] std::uint64_t packed(std::uint32_t number, unsigned bits) const {
    std::uint64_t counts = 0;
    for (unsigned shift = 0; number != 0; shift += bits, number /= static_cast<std::uint32_t>(base_)) {
      counts |= static_cast<std::uint64_t>(number % base_) << shift;
    }
    return counts;
  }

 private:
  static constexpr std::size_t most_numbers = std::size_t{1} << 18U;

  std::size_t base_;
  std::size_t n_numbers_ = 1;
  std::vector<std::uint32_t> weights_;  // of each category
};

template <class Counts>
void pack(const Units& units, const Counts& counts, UnitRange range, typename Counts::Word* words) {
  for (std::size_t unit = range.begin; unit < range.end; ++unit) {
    *words++ = counts.of(units.codes(unit));
  }
}

// For units that are so few that their counts stay in the cache.
void pack(const CellUnits& units, const CountDigits& digits, UnitRange range, std::uint32_t* words) {
  units.loops().weigh_cells(units.row(0) + range.begin, units.size(), units.n_raters(), range.end - range.begin,
                            digits.weights().data(), digits.weights().size(), words);
}

// Cells are weighed where categories are few, as that is so much work for each of them.
void pack(const CellUnits& units, const PackedCounts& packed, UnitRange range, std::uint64_t* words) {
  const std::size_t n = range.end - range.begin;
  const std::uint8_t* cells = units.row(0) + range.begin;
  const std::vector<std::uint32_t>& weights = packed.weights();
  if (weights.empty() || weights.size() > units.n_raters()) {
    units.loops().count_cells(cells, units.size(), units.n_raters(), n, packed.bits(), words);
    return;
  }
  std::array<std::uint32_t, words_together> halves;
  units.loops().weigh_cells(cells, units.size(), units.n_raters(), n, weights.data(), weights.size(), halves.data());
  std::copy_n(halves.begin(), n, words);
}

// packed(word) is how a block has the pattern of a word.
template <class Units, class Counts, class Known, class Packed>
void find_words(const Units& units, const Counts& counts, UnitRange range, Known known, Packed&& packed,
                PackedBlock& block, Out<Code> of_unit, Checkpoint& checkpoint) {
  std::array<typename Counts::Word, words_together> words;
  std::array<Code, WordPositions::together> positions;
  for (std::size_t first = range.begin; first < range.end; first += words_together) {
    const std::size_t n = std::min(words_together, range.end - first);
    pack(units, counts, {first, first + n}, words.data());
    for (std::size_t k = 0; k < n; k += WordPositions::together) {
      const std::size_t some = std::min(WordPositions::together, n - k);
      known.find(&words[k], some, positions.data(), [&](std::size_t i) {
        block.words.push_back(packed(words[k + i]));
        block.times.push_back(0);
      });
      count_units(positions.data(), some, block, of_unit.empty() ? nullptr : &of_unit[first + k]);
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
      block.times.push_back(0);
    }
    const auto found = static_cast<Code>(position);
    count_units(&found, 1, block, of_unit.empty() ? nullptr : &of_unit[unit]);
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
UnitPatterns packed_patterns(const Units& units, const PackedCounts& packed, const CountDigits& digits,
                             Out<Code> of_unit, const Execution& execution) {
  return patterns_by_block<PackedBlock>(
      units.size(), of_unit, execution,
      [&](PackedBlock& block, UnitRange range, Out<Code> positions, Checkpoint& checkpoint) {
        if (digits.suit_table(range.end - range.begin)) {
          const auto words = [&](std::uint32_t number) { return digits.packed(number, packed.bits()); };
          find_words(units, digits, range, SmallWordPositions(digits.n_numbers()), words, block, positions, checkpoint);
        } else {
          find_words(units, packed, range, WordPositions(), std::identity(), block, positions, checkpoint);
        }
      },
      [](const PackedBlock& block, std::size_t k) { return block.words[k]; },
      [&](const PackedBlock& a, std::size_t i, const PackedBlock& b, std::size_t j) {
        return packed.less(a.words[i], b.words[j]);
      },
      [&](const PackedBlock& block, std::size_t k, UnitPatterns& out) { packed.write(block.words[k], out); });
}

template <class Units>
UnitPatterns sorted_patterns(const Units& units, Out<Code> of_unit, const Execution& execution) {
  return patterns_by_block<SortedBlock>(
      units.size(), of_unit, execution,
      [&](SortedBlock& block, UnitRange range, Out<Code> positions, Checkpoint& checkpoint) {
        find_sorted(units, range, block, positions, checkpoint);
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
UnitPatterns patterns_of(const Units& units, std::size_t n_categories, Out<Code> of_unit, const Execution& execution) {
  const std::size_t most_ratings = units.most_ratings();
  const PackedCounts packed(most_ratings, n_categories);
  if (!packed.fits()) {
    return sorted_patterns(units, of_unit, execution);
  }
  return packed_patterns(units, packed, CountDigits(most_ratings, n_categories), of_unit, execution);
}

}  // namespace

UnitPatterns unit_patterns(In<std::int64_t> offsets, In<std::int32_t> codes, std::size_t n_categories,
                           Out<std::int32_t> of_unit, const Execution& execution) {
  return patterns_of(Units(offsets, codes), n_categories, of_unit, execution);
}

UnitPatterns cell_patterns(const RatingCells& table, std::size_t n_categories, Out<std::int32_t> of_unit,
                           const Execution& execution) {
  return patterns_of(CellUnits(table, execution), n_categories, of_unit, execution);
}

}  // namespace labelgauge
