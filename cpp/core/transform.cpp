#include "core/transform.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "core/crossings.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

// Writes stretches, given in linear order, of an image of this height.
class StretchWriter {
 public:
  StretchWriter(std::int64_t height, std::vector<std::uint32_t>& out) : flips_(out), height_(height) {}

  void stretch(std::int64_t column, std::int64_t begin, std::int64_t end) {
    flips_.flip(static_cast<std::uint64_t>(column * height_ + begin));
    flips_.flip(static_cast<std::uint64_t>(column * height_ + end));
  }

  void finish(std::int64_t width) { flips_.finish(static_cast<std::uint64_t>(height_ * width)); }

 private:
  FlipWriter flips_;
  std::int64_t height_;
};

using Edges = std::vector<std::int64_t>;  // rows at which a column changes colour: begin, end, begin, end, …

// Calls body(column, edges) for every column that has foreground.
template <class Body>
void for_each_column(In<std::uint32_t> runs, std::int64_t height, Edges& edges, Body&& body) {
  edges.clear();
  std::int64_t column = 0;
  for_each_stretch(runs, height, [&](std::int64_t x, std::int64_t begin, std::int64_t end) {
    if (x != column && !edges.empty()) {
      body(column, edges);
      edges.clear();
    }
    column = x;
    edges.push_back(begin);
    edges.push_back(end);
  });
  if (!edges.empty()) {
    body(column, edges);
  }
}

void flip_rows_one(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, Edges& edges,
                   std::vector<std::uint32_t>& out) {
  StretchWriter writer(height, out);
  for_each_column(runs, height, edges, [&](std::int64_t column, const Edges& rows) {
    for (std::size_t k = rows.size(); k > 0; k -= 2) {
      writer.stretch(column, height - rows[k - 1], height - rows[k - 2]);
    }
  });
  writer.finish(width);
}

// The mask turned by half a turn: its runs backwards.
void reverse_runs(In<std::uint32_t> runs, std::vector<std::uint32_t>& reversed) {
  reversed.clear();
  if (runs.size() % 2 == 0) {
    reversed.push_back(0);
  }
  reversed.insert(reversed.end(), runs.rbegin(), runs.rend());
  if (reversed.size() > 1 && reversed.back() == 0) {
    reversed.pop_back();
  }
}

struct FlipScratch {
  Edges edges;
  std::vector<std::uint32_t> runs;
};

struct TransposeScratch {
  Crossings crossings;
  Edges edges;
  Edges before;   // of the column before
  Edges changes;  // between that one and the next
};

// Marks a crossing at `column` in every row in which it differs from the column before, then takes that one's place.
void cross_rows(std::int64_t column, const Edges& edges, TransposeScratch& scratch) {
  scratch.changes.clear();
  std::set_symmetric_difference(scratch.before.begin(), scratch.before.end(), edges.begin(), edges.end(),
                                std::back_inserter(scratch.changes));
  for (std::size_t k = 0; k < scratch.changes.size(); k += 2) {
    for (std::int64_t row = scratch.changes[k]; row < scratch.changes[k + 1]; ++row) {
      scratch.crossings.add(row, column);
    }
  }
  scratch.before = edges;
}

void transpose_one(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, TransposeScratch& scratch,
                   std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, height);
  scratch.crossings.start(box.y0, box.y1);
  scratch.before.clear();
  std::int64_t next = box.x0;
  for_each_column(runs, height, scratch.edges, [&](std::int64_t column, const Edges& edges) {
    if (column != next) {
      cross_rows(next, {}, scratch);
    }
    cross_rows(column, edges, scratch);
    next = column + 1;
  });
  cross_rows(next, {}, scratch);
  FlipWriter flips(out);
  scratch.crossings.for_each(width, [&](std::uint64_t position) { flips.flip(position); });
  flips.finish(static_cast<std::uint64_t>(height * width));
}

// Foreground pixels per block of one column of blocks.
class BlockColumn {
 public:
  void start(std::int64_t blocks) { changes_.assign(static_cast<std::size_t>(blocks) + 1, 0); }

  // Adds `value` to blocks [begin, end).
  void add(std::int64_t begin, std::int64_t end, std::int64_t value) {
    if (begin < end && value != 0) {
      changes_[static_cast<std::size_t>(begin)] += value;
      changes_[static_cast<std::size_t>(end)] -= value;
      first_ = std::min(first_, begin);
      last_ = std::max(last_, end);
    }
  }

  // Adds to every block the rows of [begin, end) that lie in it.
  void add_rows(std::int64_t begin, std::int64_t end, std::int64_t factor) {
    const std::int64_t top = begin / factor;
    const std::int64_t bottom = end / factor;
    if (top == bottom) {
      add(top, top + 1, end - begin);
      return;
    }
    add(top, top + 1, (top + 1) * factor - begin);
    add(top + 1, bottom, factor);
    add(bottom, bottom + 1, end - bottom * factor);
  }

  // Calls body(block, sum) for every block from the first to the last that was added to, and forgets all sums.
  template <class Body>
  void drain(Body&& body) {
    std::int64_t sum = 0;
    for (std::int64_t block = first_; block < last_; ++block) {
      sum += changes_[static_cast<std::size_t>(block)];
      changes_[static_cast<std::size_t>(block)] = 0;
      body(block, sum);
    }
    if (last_ > 0) {
      changes_[static_cast<std::size_t>(last_)] = 0;
    }
    first_ = none;
    last_ = 0;
  }

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

  std::vector<std::int64_t> changes_;
  std::int64_t first_ = none;
  std::int64_t last_ = 0;
};

constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return a / b + static_cast<std::int64_t>(a % b != 0);
}

struct Blocks {
  std::int64_t height;
  std::int64_t width;
  std::int64_t rows;     // of a block
  std::int64_t columns;  // of a block

  // Pixels of a block, of which those at the edges may have fewer.
  [[nodiscard]] std::int64_t pixels(std::int64_t down, std::int64_t across) const {
    return std::min(rows, height - down * rows) * std::min(columns, width - across * columns);
  }
};

void shrink_one(In<std::uint32_t> runs, const Blocks& blocks, Shrink rule, BlockColumn& sums,
                std::vector<std::uint32_t>& out) {
  const std::int64_t new_height = divide_up(blocks.height, blocks.rows);
  StretchWriter writer(new_height, out);
  sums.start(new_height);
  std::int64_t across = 0;  // column of blocks in progress
  const auto flush = [&] {
    sums.drain([&](std::int64_t down, std::int64_t sum) {
      if (rule == Shrink::majority ? 2 * sum > blocks.pixels(down, across) : sum > 0) {
        writer.stretch(across, down, down + 1);
      }
    });
  };
  for_each_stretch(runs, blocks.height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    if (column / blocks.columns != across) {
      flush();
      across = column / blocks.columns;
    }
    if (rule == Shrink::majority) {
      sums.add_rows(begin, end, blocks.rows);
    } else if (rule == Shrink::any) {
      sums.add(begin / blocks.rows, divide_up(end, blocks.rows), 1);
    } else if (column % blocks.columns == 0) {
      sums.add(divide_up(begin, blocks.rows), divide_up(end, blocks.rows), 1);
    }
  });
  flush();
  writer.finish(divide_up(blocks.width, blocks.columns));
}

void enlarge_one(In<std::uint32_t> runs, const Blocks& blocks, Edges& edges, std::vector<std::uint32_t>& out) {
  StretchWriter writer(blocks.height * blocks.rows, out);
  for_each_column(runs, blocks.height, edges, [&](std::int64_t column, const Edges& rows) {
    for (std::int64_t copy = 0; copy < blocks.columns; ++copy) {
      for (std::size_t k = 0; k < rows.size(); k += 2) {
        writer.stretch(column * blocks.columns + copy, rows[k] * blocks.rows, rows[k + 1] * blocks.rows);
      }
    }
  });
  writer.finish(blocks.width * blocks.columns);
}

void window_one(In<std::uint32_t> runs, std::int64_t height, const PixelBox& box, std::vector<std::uint32_t>& out) {
  StretchWriter writer(box.height(), out);
  for_each_stretch(runs, height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    begin = std::max(begin, box.y0);
    end = std::min(end, box.y1);
    if (begin < end && column >= box.x0 && column < box.x1) {
      writer.stretch(column - box.x0, begin - box.y0, end - box.y0);
    }
  });
  writer.finish(box.width());
}

}  // namespace

RunLists window(const MaskBatch& masks, In<std::int64_t> boxes, const Execution& execution) {
  return build_ragged<std::uint32_t, NoScratch>(
      masks.size(), execution, [&](NoScratch&, std::size_t i, std::vector<std::uint32_t>& out) {
        const PixelBox box{boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]};
        window_one(masks.runs(i), masks.height(i), box, out);
      });
}

RunLists flip_rows(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint32_t, Edges>(masks.size(), execution,
                                            [&](Edges& edges, std::size_t i, std::vector<std::uint32_t>& out) {
                                              flip_rows_one(masks.runs(i), masks.height(i), masks.width(i), edges, out);
                                            });
}

// Half a turn is both flips, so one flip is half a turn and the other flip.
RunLists flip_columns(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint32_t, FlipScratch>(
      masks.size(), execution, [&](FlipScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        reverse_runs(masks.runs(i), scratch.runs);
        flip_rows_one(scratch.runs, masks.height(i), masks.width(i), scratch.edges, out);
      });
}

RunLists transpose(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint32_t, TransposeScratch>(
      masks.size(), execution, [&](TransposeScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        transpose_one(masks.runs(i), masks.height(i), masks.width(i), scratch, out);
      });
}

RunLists enlarge(const MaskBatch& masks, In<std::int64_t> factors, const Execution& execution) {
  return build_ragged<std::uint32_t, Edges>(
      masks.size(), execution, [&](Edges& edges, std::size_t i, std::vector<std::uint32_t>& out) {
        enlarge_one(masks.runs(i), {masks.height(i), masks.width(i), factors[2 * i], factors[2 * i + 1]}, edges, out);
      });
}

RunLists shrink(const MaskBatch& masks, In<std::int64_t> factors, Shrink rule, const Execution& execution) {
  return build_ragged<std::uint32_t, BlockColumn>(
      masks.size(), execution, [&](BlockColumn& sums, std::size_t i, std::vector<std::uint32_t>& out) {
        shrink_one(masks.runs(i), {masks.height(i), masks.width(i), factors[2 * i], factors[2 * i + 1]}, rule, sums,
                   out);
      });
}

}  // namespace labelgauge
