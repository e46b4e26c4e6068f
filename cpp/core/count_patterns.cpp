#include "core/count_patterns.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <exception>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/pattern_blocks.hpp"
#include "core/positions.hpp"

namespace labelgauge {

namespace {

constexpr std::uint64_t most_count = 0x7FFFFFFF;
constexpr std::uint64_t no_count = ~std::uint64_t{0};
constexpr std::size_t most_unwatched = 4096;  // units
constexpr std::size_t fetched_ahead = 512;    // units

constexpr std::size_t bytes_of_word = 8;
constexpr unsigned bits_of_byte = 8;
constexpr unsigned most_small_bits = 16;  // so that the table stays in the cache

// A number as a count; more than most_count if it is none.
template <class Number>
std::uint64_t count_of(Number number) {
  if constexpr (std::is_floating_point_v<Number>) {
    const Number inside = number >= 0 && number <= static_cast<Number>(most_count) ? number : Number{-1};
    const auto whole = static_cast<std::int64_t>(inside);
    return static_cast<Number>(whole) == number ? static_cast<std::uint64_t>(whole) : no_count;
  } else {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
  }
}

class WrongUnit : public std::exception {
 public:
  explicit WrongUnit(std::size_t unit) : unit_(unit) {}
  [[nodiscard]] std::size_t unit() const { return unit_; }

 private:
  std::size_t unit_;
};

// The patterns of a block, each by the first unit that has it.
struct Block : PatternBlock {
  std::vector<std::size_t> first;

  [[nodiscard]] std::size_t size() const { return first.size(); }
  void add_pattern(std::size_t unit) {
    first.push_back(unit);
    times.push_back(0);
  }
};

template <class Number>
class Counts {
 public:
  explicit Counts(const CountTable<Number>& table)
      : numbers_(table.numbers.data()),
        n_units_(table.n_units),
        n_categories_(table.n_categories),
        unit_stride_(table.by_category ? 1 : table.n_categories),
        category_stride_(table.by_category ? table.n_units : 1) {}

  [[nodiscard]] std::size_t n_units() const { return n_units_; }
  [[nodiscard]] std::size_t n_categories() const { return n_categories_; }
  [[nodiscard]] Number number(std::size_t unit, std::size_t category) const {
    return numbers_[unit * unit_stride_ + category * category_stride_];
  }
  [[nodiscard]] std::uint64_t count(std::size_t unit, std::size_t category) const {
    return count_of(number(unit, category));
  }
  [[nodiscard]] std::uint64_t most(std::size_t unit) const {
    std::uint64_t found = 0;
    for (std::size_t k = 0; k < n_categories_; ++k) {
      found = std::max(found, count(unit, k));
    }
    return found;
  }
  [[nodiscard]] bool same(std::size_t unit, std::size_t other) const {
    for (std::size_t k = 0; k < n_categories_; ++k) {
      if (number(unit, k) != number(other, k)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] std::uint64_t hash(std::size_t unit) const {
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < n_categories_; ++k) {
      sum = (sum + count(unit, k)) * golden;
    }
    return sum;
  }

  // The order of ascending codes: where two units differ first, fewer of that category come before the end of the
  // codes, and after all other categories.
  [[nodiscard]] bool less(std::size_t unit, std::size_t other) const {
    for (std::size_t k = 0; k < n_categories_; ++k) {
      if (number(unit, k) < number(other, k)) {
        return !any_from(unit, k + 1);
      }
      if (number(unit, k) > number(other, k)) {
        return any_from(other, k + 1);
      }
    }
    return false;
  }

  // Units' counts as words, so many bits for each of N categories; numbers of units that come soon are fetched
  // meanwhile. Returns whether all counts fit.
  template <std::size_t N, unsigned bits>
  [[nodiscard]] bool pack(UnitRange range, std::uint64_t* words) const {
    // Copies, as what is written might be these members.
    const Number* row = numbers_ + range.begin * unit_stride_;
    const std::size_t row_stride = unit_stride_;
    const std::size_t stride = category_stride_;
    const std::size_t n_ahead = range.end + fetched_ahead <= n_units_ ? fetched_ahead : 0;
    std::uint64_t all = 0;
    for (std::size_t unit = range.begin; unit < range.end; ++unit, row += row_stride) {
#if defined(__GNUC__)
      __builtin_prefetch(row + n_ahead * row_stride);
#endif
      std::uint64_t word = 0;
      for (std::size_t k = 0; k < N; ++k) {
        const std::uint64_t count = count_of(row[k * stride]);
        all |= count;
        word |= count << (bits * k);
      }
      *words++ = word;
    }
    return all >> bits == 0;
  }

 private:
  [[nodiscard]] bool any_from(std::size_t unit, std::size_t category) const {
    for (std::size_t k = category; k < n_categories_; ++k) {
      if (number(unit, k) != 0) {
        return true;
      }
    }
    return false;
  }

  const Number* numbers_;
  std::size_t n_units_;
  std::size_t n_categories_;
  std::size_t unit_stride_;
  std::size_t category_stride_;
};

// Returns whether all counts fit so many bits; else what it has found is of no use.
template <std::size_t N, unsigned bits, class Number, class Known>
bool find_words(const Counts<Number>& counts, UnitRange range, Known known, Block& block, Out<std::int32_t> of_unit,
                Checkpoint& checkpoint) {
  std::array<std::uint64_t, WordPositions::together> words;
  std::array<std::int32_t, WordPositions::together> positions;
  for (std::size_t first = range.begin; first < range.end; first += words.size()) {
    const std::size_t n = std::min(words.size(), range.end - first);
    if (!counts.template pack<N, bits>({first, first + n}, words.data())) {
      return false;
    }
    known.find(words.data(), n, positions.data(), [&](std::size_t i) { block.add_pattern(first + i); });
    count_units(positions.data(), n, block, of_unit.empty() ? nullptr : &of_unit[first]);
    if ((first - range.begin) % most_unwatched == 0) {
      checkpoint();
    }
  }
  return true;
}

// As most counts are small, a place for each word is tried first, if the table is no larger than what else there is to
// do.
template <std::size_t N, class Number>
bool find_packed(const Counts<Number>& counts, UnitRange range, Block& block, Out<std::int32_t> of_unit,
                 Checkpoint& checkpoint) {
  constexpr unsigned bits =
      std::min(bits_of_byte, most_small_bits / static_cast<unsigned>(std::max<std::size_t>(N, 1)));
  constexpr std::size_t n_places = std::size_t{1} << bits * N;
  if (n_places <= 4 * (range.end - range.begin)) {
    if (find_words<N, bits>(counts, range, SmallWordPositions(n_places), block, of_unit, checkpoint)) {
      return true;
    }
    block = Block();
  }
  return find_words<N, bits_of_byte>(counts, range, WordPositions(), block, of_unit, checkpoint);
}

template <class Number, std::size_t... N>
bool find_packed(const Counts<Number>& counts, UnitRange range, Block& block, Out<std::int32_t> of_unit,
                 Checkpoint& checkpoint, std::index_sequence<N...> /*sizes*/) {
  return ((counts.n_categories() == N && find_packed<N>(counts, range, block, of_unit, checkpoint)) || ...);
}

template <class Number>
void find_any(const Counts<Number>& counts, UnitRange range, Block& block, Out<std::int32_t> of_unit,
              Checkpoint& checkpoint) {
  Positions known;
  for (std::size_t unit = range.begin; unit < range.end; ++unit) {
    if (counts.most(unit) > most_count) {
      throw WrongUnit(unit);
    }
    const std::uint32_t position =
        known.find_or_add(counts.hash(unit), [&](std::uint32_t k) { return counts.same(unit, block.first[k]); });
    if (position == block.size()) {
      block.add_pattern(unit);
    }
    const auto found = static_cast<std::int32_t>(position);
    count_units(&found, 1, block, of_unit.empty() ? nullptr : &of_unit[unit]);
    if (unit % most_unwatched == 0) {
      checkpoint();
    }
  }
}

template <class Number>
void write(const Counts<Number>& counts, std::size_t unit, UnitPatterns& out) {
  for (std::size_t k = 0; k < counts.n_categories(); ++k) {
    if (const std::uint64_t count = counts.count(unit, k); count != 0) {
      out.codes.push_back(static_cast<std::int32_t>(k));
      out.counts.push_back(static_cast<std::int32_t>(count));
    }
  }
  out.offsets.push_back(static_cast<std::int64_t>(out.codes.size()));
}

}  // namespace

template <class Number>
CountPatterns count_patterns(const CountTable<Number>& table, Out<std::int32_t> of_unit, const Execution& execution) {
  const Counts<Number> counts(table);
  const auto find = [&](Block& block, UnitRange range, Out<std::int32_t> positions, Checkpoint& checkpoint) {
    if (!find_packed(counts, range, block, positions, checkpoint, std::make_index_sequence<bytes_of_word + 1>())) {
      block = Block();
      find_any(counts, range, block, positions, checkpoint);
    }
  };
  const auto hash = [&](const Block& block, std::size_t k) { return counts.hash(block.first[k]); };
  const auto less = [&](const Block& a, std::size_t i, const Block& b, std::size_t j) {
    return counts.less(a.first[i], b.first[j]);
  };
  CountPatterns found;
  try {
    found.patterns = patterns_by_block<Block>(
        table.n_units, of_unit, execution, find, hash, less,
        [&](const Block& block, std::size_t k, UnitPatterns& out) { write(counts, block.first[k], out); });
  } catch (const WrongUnit& wrong) {
    found.wrong_unit = static_cast<std::int64_t>(wrong.unit());
  }
  return found;
}

template CountPatterns count_patterns(const CountTable<std::int8_t>&, Out<std::int32_t>, const Execution&);
template CountPatterns count_patterns(const CountTable<std::uint8_t>&, Out<std::int32_t>, const Execution&);
template CountPatterns count_patterns(const CountTable<std::int16_t>&, Out<std::int32_t>, const Execution&);
template CountPatterns count_patterns(const CountTable<std::int32_t>&, Out<std::int32_t>, const Execution&);
template CountPatterns count_patterns(const CountTable<std::int64_t>&, Out<std::int32_t>, const Execution&);
template CountPatterns count_patterns(const CountTable<float>&, Out<std::int32_t>, const Execution&);
template CountPatterns count_patterns(const CountTable<double>&, Out<std::int32_t>, const Execution&);

}  // namespace labelgauge
