#include "core/rating_cells.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <functional>
#include <limits>
#include <type_traits>

namespace labelgauge {

namespace {

constexpr std::size_t block_units = 4096;
constexpr int least_small = -126;
constexpr int most_small = 127;
constexpr int to_cell = 1 - least_small;  // a small number + this is its cell, before cells are counted from 1
constexpr std::size_t n_cells = 256;
constexpr std::uint8_t other = n_cells - 1;  // a number that is not small

std::size_t blocks_of(std::size_t n_units) { return (n_units + block_units - 1) / block_units; }

struct Found {
  std::array<bool, n_cells> occurs{};
  std::int64_t n_others = 0;
};

// All ones if a number is negative, else 0.
std::uint64_t sign(std::uint64_t number) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(number) >> 63U);
}

template <class Number>
std::uint8_t cell_of(Number number) {
  const bool small = (number >= least_small) & (number <= most_small);
  return small ? static_cast<std::uint8_t>(static_cast<int>(number) + to_cell) : other;
}

// Of NaN 0. Added to a number whose last bit counts ones, a whole number is in the bits of the sum, as far from those
// of that number, and comes out of it again unchanged. Signs of differences stand for comparisons, which would be
// branches that are as hard to predict as what is missing.
std::uint8_t cell_of(double number) {
  constexpr double ones = 6755399441055744;  // 1.5 * 2^52
  constexpr std::uint64_t infinite = 0x7FF0000000000000;
  const double given = number + 0.0;  // -0 is 0
  const double sum = given + ones;
  const auto bits = std::bit_cast<std::uint64_t>(given);
  const std::uint64_t whole = std::bit_cast<std::uint64_t>(sum) - std::bit_cast<std::uint64_t>(ones);
  const std::uint64_t changed = std::bit_cast<std::uint64_t>(sum - ones) ^ bits;
  const std::uint64_t cell = whole + static_cast<std::uint64_t>(to_cell);
  const std::uint64_t differs =
      sign((cell - 1) | (static_cast<std::uint64_t>(most_small + to_cell) - cell)) | sign(changed | (0 - changed));
  const std::uint64_t is_nan = sign(infinite - (bits & ~(std::uint64_t{1} << 63U)));
  return static_cast<std::uint8_t>(((cell & ~differs) | (other & differs)) & ~is_nan);
}

std::uint8_t cell_of(float number) { return cell_of(static_cast<double>(number)); }

// Empties the cells of numbers that are missing, of those that are not small.
template <class Number>
void empty(const Number* numbers, std::size_t stride, std::size_t n, double missing, std::uint8_t* cells) {
  for (std::size_t i = 0; i < n; ++i) {
    if (cells[i] == other && static_cast<double>(numbers[i * stride]) == missing) {
      cells[i] = 0;
    }
  }
}

bool any_other(const std::uint8_t* cells, std::size_t n, Found& found) {
  found.occurs[other] = false;
  for (std::size_t i = 0; i < n; ++i) {
    found.occurs[cells[i]] = true;
  }
  return found.occurs[other];
}

// What cells become: positions among those that occur + 1, or 0.
class Numbering {
 public:
  Numbering(const std::array<bool, n_cells>& occurs, In<double> missing, std::vector<std::int64_t>& categories) {
    std::array<bool, n_cells> counts = occurs;
    for (const double number : missing) {
      if (const std::uint8_t cell = cell_of(number); cell != other) {
        counts[cell] = false;
      }
    }
    for (std::size_t cell = 1; cell < other; ++cell) {
      if (counts[cell]) {
        categories.push_back(static_cast<std::int64_t>(cell) - to_cell);
        place_[cell] = static_cast<std::uint8_t>(categories.size());
      } else if (occurs[cell] && !categories.empty()) {
        shifts_ = false;  // a missing number above the first category
      }
    }
    const auto n = static_cast<std::int64_t>(categories.size());
    shifts_ = shifts_ && n > 0 && categories.back() - categories.front() + 1 == n;
    below_ = shifts_ ? static_cast<std::uint8_t>(categories.front() + to_cell - 1) : 0;
  }

  void operator()(std::uint8_t* cells, std::size_t n) const {
    if (shifts_) {
      for (std::size_t i = 0; i < n; ++i) {
        cells[i] = static_cast<std::uint8_t>(std::max(cells[i], below_) - below_);
      }
      return;
    }
    for (std::size_t i = 0; i < n; ++i) {
      cells[i] = place_[cells[i]];
    }
  }

 private:
  std::array<std::uint8_t, n_cells> place_{};
  bool shifts_ = true;  // whether all that is needed is to take off what is below the first category
  std::uint8_t below_ = 0;
};

}  // namespace

template <class Number>
SmallCells fill_small_cells(const RatingTable<Number>& table, In<double> missing, Out<std::uint8_t> cells,
                            const Execution& execution) {
  const std::size_t n_units = table.n_units;
  std::vector<Found> found(blocks_of(n_units));
  parallel_for(found.size(), 1, execution, [&](std::size_t block) {
    const std::size_t first = block * block_units;
    const std::size_t n = std::min(block_units, n_units - first);
    for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
      const Number* numbers =
          table.numbers.data() + (table.by_unit ? first * table.n_raters + rater : rater * n_units + first);
      const std::size_t stride = table.by_unit ? table.n_raters : 1;
      std::uint8_t* here = cells.data() + rater * n_units + first;
      for (std::size_t i = 0; i < n; ++i) {
        here[i] = cell_of(numbers[i * stride]);
      }
      if (!any_other(here, n, found[block])) {
        continue;
      }
      for (const double number : missing) {
        empty(numbers, stride, n, number, here);
      }
      found[block].n_others += std::count(here, here + n, other);
    }
  });
  SmallCells small;
  std::array<bool, n_cells> occurs{};
  for (const Found& of_block : found) {
    small.n_others += of_block.n_others;
    std::transform(occurs.begin(), occurs.end(), of_block.occurs.begin(), occurs.begin(), std::logical_or<>());
  }
  if (small.n_others > 0) {
    return small;
  }
  const Numbering renumber(occurs, missing, small.categories);
  parallel_for(found.size(), 1, execution, [&](std::size_t block) {
    const std::size_t first = block * block_units;
    for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
      renumber(cells.data() + rater * n_units + first, std::min(block_units, n_units - first));
    }
  });
  return small;
}

template SmallCells fill_small_cells(const RatingTable<std::int8_t>&, In<double>, Out<std::uint8_t>, const Execution&);
template SmallCells fill_small_cells(const RatingTable<std::uint8_t>&, In<double>, Out<std::uint8_t>, const Execution&);
template SmallCells fill_small_cells(const RatingTable<std::int16_t>&, In<double>, Out<std::uint8_t>, const Execution&);
template SmallCells fill_small_cells(const RatingTable<std::int32_t>&, In<double>, Out<std::uint8_t>, const Execution&);
template SmallCells fill_small_cells(const RatingTable<std::int64_t>&, In<double>, Out<std::uint8_t>, const Execution&);
template SmallCells fill_small_cells(const RatingTable<float>&, In<double>, Out<std::uint8_t>, const Execution&);
template SmallCells fill_small_cells(const RatingTable<double>&, In<double>, Out<std::uint8_t>, const Execution&);

RatingColumns rating_columns(const RatingCells& table, const Execution& execution) {
  const std::size_t n_units = table.n_units;
  const std::size_t n_blocks = blocks_of(n_units);
  RatingColumns columns;
  columns.offsets.assign(n_units + 1, 0);
  parallel_for(n_blocks, 1, execution, [&](std::size_t block) {
    const std::size_t end = std::min(n_units, (block + 1) * block_units);
    for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
      const std::uint8_t* cells = table.cells.data() + rater * n_units;
      for (std::size_t unit = block * block_units; unit < end; ++unit) {
        columns.offsets[unit + 1] += cells[unit] != 0 ? 1 : 0;
      }
    }
  });
  for (std::size_t unit = 0; unit < n_units; ++unit) {
    columns.offsets[unit + 1] += columns.offsets[unit];
  }
  columns.rater.resize(static_cast<std::size_t>(columns.offsets.back()));
  columns.code.resize(columns.rater.size());
  parallel_for(n_blocks, 1, execution, [&](std::size_t block) {
    const std::size_t end = std::min(n_units, (block + 1) * block_units);
    for (std::size_t unit = block * block_units; unit < end; ++unit) {
      auto place = static_cast<std::size_t>(columns.offsets[unit]);
      for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
        const std::uint8_t cell = table.cells[rater * n_units + unit];
        if (cell != 0) {
          columns.rater[place] = static_cast<std::int32_t>(rater);
          columns.code[place++] = cell - 1;
        }
      }
    }
  });
  return columns;
}

}  // namespace labelgauge
