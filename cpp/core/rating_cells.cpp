#include "core/rating_cells.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <type_traits>

#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t block_units = 4096;
constexpr int least_small = -126;
constexpr int most_small = 127;
constexpr int to_cell = 1 - least_small;  // a small number + this is its cell, before cells are counted from 1
constexpr std::size_t n_cells = 256;
constexpr std::uint8_t other = n_cells - 1;  // a number that is not small

std::size_t blocks_of(std::size_t n_units) { return (n_units + block_units - 1) / block_units; }

template <class Number>
std::uint8_t cell_of(Number number) {
  const bool small = (number >= least_small) & (number <= most_small);
  return small ? static_cast<std::uint8_t>(static_cast<int>(number) + to_cell) : other;
}

// The cells of numbers that lie `stride` after each other.
template <class Number>
void fill(const Number* numbers, std::size_t stride, std::size_t n, const simd::Loops& loops, std::uint8_t* cells) {
  if constexpr (std::is_integral_v<Number>) {
    if (stride == 1) {
      std::transform(numbers, numbers + n, cells, cell_of<Number>);
      return;
    }
    for (std::size_t i = 0; i < n; ++i) {
      cells[i] = cell_of(numbers[i * stride]);
    }
  } else {
    constexpr std::size_t together = 256;
    if constexpr (std::is_same_v<Number, double>) {
      if (stride == 1) {
        loops.small_cells(numbers, n, least_small, cells);
        return;
      }
    }
    std::array<double, together> part;
    for (std::size_t begin = 0; begin < n; begin += together) {
      const std::size_t here = std::min(together, n - begin);
      for (std::size_t i = 0; i < here; ++i) {
        part[i] = static_cast<double>(numbers[(begin + i) * stride]);
      }
      loops.small_cells(part.data(), here, least_small, cells + begin);
    }
  }
}

// The numbers that stand for "no rating": those that are small by their cells.
class Absent {
 public:
  Absent(In<double> missing, const simd::Loops& loops) {
    for (const double number : missing) {
      std::uint8_t cell = 0;
      loops.small_cells(&number, 1, least_small, &cell);
      if (cell == other) {
        others_.push_back(number);
      } else if (cell != 0) {
        cells_.push_back(cell);
      }
    }
  }

  void empty_small(std::uint8_t* cells, std::size_t n) const {
    for (const std::uint8_t absent : cells_) {
      std::transform(cells, cells + n, cells,
                     [absent](std::uint8_t cell) { return cell == absent ? std::uint8_t{0} : cell; });
    }
  }

  template <class Number>
  void empty_others(const Number* numbers, std::size_t stride, std::uint8_t* cells, std::size_t n) const {
    for (std::size_t i = 0; i < n; ++i) {
      if (cells[i] == other &&
          std::find(others_.begin(), others_.end(), static_cast<double>(numbers[i * stride])) != others_.end()) {
        cells[i] = 0;
      }
    }
  }

 private:
  std::vector<std::uint8_t> cells_;
  std::vector<double> others_;
};

struct Bounds {
  std::uint8_t lowest = n_cells - 1;  // of cells that are not 0
  std::uint8_t highest = 0;
};

Bounds bounds_of(const std::uint8_t* cells, std::size_t n) {
  Bounds bounds;
  std::uint8_t below = n_cells - 1;  // a cell - 1, so that 0 is above all others
  for (std::size_t i = 0; i < n; ++i) {
    below = std::min(below, static_cast<std::uint8_t>(cells[i] - 1));
    bounds.highest = std::max(bounds.highest, cells[i]);
  }
  bounds.lowest = static_cast<std::uint8_t>(below + 1);
  return bounds;
}

// What occurs in a block.
class Found {
 public:
  // Takes up cells. They are looked at one by one only where their bounds go beyond what is known to occur.
  void add(const std::uint8_t* cells, std::size_t n, Bounds bounds) {
    if (bounds.highest == 0 || (bounds.lowest >= known_.lowest && bounds.highest <= known_.highest)) {
      return;
    }
    for (std::size_t i = 0; i < n; ++i) {
      occurs_[cells[i]] = true;
    }
    if (std::all_of(occurs_.begin() + bounds.lowest, occurs_.begin() + bounds.highest + 1, std::identity())) {
      known_ = bounds;
    }
  }
  void add_others(std::int64_t n) { n_others_ += n; }

  [[nodiscard]] const std::array<bool, n_cells>& occurs() const { return occurs_; }
  [[nodiscard]] std::int64_t n_others() const { return n_others_; }

 private:
  std::array<bool, n_cells> occurs_{};
  Bounds known_;  // all cells from the lowest to the highest occur; none at first
  std::int64_t n_others_ = 0;
};

// What cells become: positions among those that occur + 1, or 0.
class Numbering {
 public:
  Numbering(const std::array<bool, n_cells>& occurs, std::vector<std::int64_t>& categories) {
    for (std::size_t cell = 1; cell < other; ++cell) {
      if (occurs[cell]) {
        categories.push_back(static_cast<std::int64_t>(cell) - to_cell);
        place_[cell] = static_cast<std::uint8_t>(categories.size());
      }
    }
    const auto n = static_cast<std::int64_t>(categories.size());
    shifts_ = n > 0 && categories.back() - categories.front() + 1 == n;
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
  bool shifts_;  // whether all that is needed is to take off what is below the first category
  std::uint8_t below_;
};

}  // namespace

template <class Number>
SmallCells fill_small_cells(const RatingTable<Number>& table, In<double> missing, Out<std::uint8_t> cells,
                            const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const std::size_t n_units = table.n_units;
  const Absent absent(missing, loops);
  std::vector<Found> found(blocks_of(n_units));
  parallel_for(found.size(), 1, execution, [&](std::size_t block) {
    const std::size_t first = block * block_units;
    const std::size_t n = std::min(block_units, n_units - first);
    for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
      const Number* numbers =
          table.numbers.data() + (table.by_unit ? first * table.n_raters + rater : rater * n_units + first);
      const std::size_t stride = table.by_unit ? table.n_raters : 1;
      std::uint8_t* here = cells.data() + rater * n_units + first;
      fill(numbers, stride, n, loops, here);
      absent.empty_small(here, n);
      Bounds bounds = bounds_of(here, n);
      if (bounds.highest == other) {
        absent.empty_others(numbers, stride, here, n);
        found[block].add_others(std::count(here, here + n, other));
        bounds = bounds_of(here, n);
      }
      found[block].add(here, n, bounds);
    }
  });
  SmallCells small;
  std::array<bool, n_cells> occurs{};
  for (const Found& of_block : found) {
    small.n_others += of_block.n_others();
    std::transform(occurs.begin(), occurs.end(), of_block.occurs().begin(), occurs.begin(), std::logical_or<>());
  }
  if (small.n_others > 0) {
    return small;
  }
  const Numbering renumber(occurs, small.categories);
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
