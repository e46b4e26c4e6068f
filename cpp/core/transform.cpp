#include "core/transform.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "core/crossings.hpp"
#include "core/runs.hpp"
#include "core/strip.hpp"
#include "core/working_memory.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

// Writes blocks of foreground, given in linear order, of an image of this height.
class BlockWriter {
 public:
  BlockWriter(std::int64_t height, std::vector<std::uint32_t>& out) : flips_(out), height_(height) {}

  // Rows [begin, end) of columns [first, last).
  void block(std::int64_t first, std::int64_t last, std::int64_t begin, std::int64_t end) {
    if (begin == 0 && end == height_) {  // one run, however many columns
      flip(first, 0);
      flip(last, 0);
      return;
    }
    for (std::int64_t column = first; column < last; ++column) {
      flip(column, begin);
      flip(column, end);
    }
  }

  void finish(std::int64_t width) { flips_.finish(static_cast<std::uint64_t>(height_ * width)); }

 private:
  void flip(std::int64_t column, std::int64_t row) { flips_.flip(static_cast<std::uint64_t>(column * height_ + row)); }

  FlipWriter flips_;
  std::int64_t height_;
};

using Edges = std::vector<std::int64_t>;  // rows at which a column changes colour: begin, end, begin, end, …

// Calls body(first, last, edges) for every column that has foreground; whole columns in a row come together.
template <class Body>
void for_each_column(In<std::uint32_t> runs, std::int64_t height, Edges& edges, Body&& body) {
  edges.clear();
  std::int64_t first = 0;
  std::int64_t last = 0;
  for_each_block(runs, height, [&](std::int64_t x, std::int64_t end_x, std::int64_t begin, std::int64_t end) {
    if (x != first && !edges.empty()) {
      body(first, last, edges);
      edges.clear();
    }
    first = x;
    last = end_x;
    edges.push_back(begin);
    edges.push_back(end);
  });
  if (!edges.empty()) {
    body(first, last, edges);
  }
}

void flip_rows_one(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, Edges& edges,
                   std::vector<std::uint32_t>& out) {
  BlockWriter writer(height, out);
  for_each_column(runs, height, edges, [&](std::int64_t first, std::int64_t last, const Edges& rows) {
    for (std::size_t k = rows.size(); k > 0; k -= 2) {
      writer.block(first, last, height - rows[k - 1], height - rows[k - 2]);
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

// The weight of a strip that is transposed at once: some ten megabytes, or as many as the runs take themselves.
std::int64_t heaviest(In<std::uint32_t> runs) {
  return std::max(std::int64_t{1} << 20U, static_cast<std::int64_t>(4 * runs.size()));
}

struct TransposeScratch {
  Crossings crossings;
  Edges edges;
  Edges before;   // of the column before
  Edges changes;  // between that one and the next
};

// Calls body(column, begin, end) for the rows [begin, end) in which a column differs from the one before, and lets it
// take that one's place.
template <class Body>
void compare_column(std::int64_t column, const Edges& edges, TransposeScratch& scratch, Body&& body) {
  scratch.changes.clear();
  std::set_symmetric_difference(scratch.before.begin(), scratch.before.end(), edges.begin(), edges.end(),
                                std::back_inserter(scratch.changes));
  for (std::size_t k = 0; k < scratch.changes.size(); k += 2) {
    body(column, scratch.changes[k], scratch.changes[k + 1]);
  }
  scratch.before = edges;
}

// The same for every column of a mask, and the one after the last.
template <class Body>
void for_each_change(In<std::uint32_t> runs, std::int64_t height, TransposeScratch& scratch, Body&& body) {
  scratch.before.clear();
  std::int64_t next = 0;
  for_each_column(runs, height, scratch.edges, [&](std::int64_t first, std::int64_t last, const Edges& edges) {
    if (first != next) {
      compare_column(next, {}, scratch, body);
    }
    compare_column(first, edges, scratch, body);
    next = last;
  });
  compare_column(next, {}, scratch, body);
}

// What the crossings in a strip of rows, which are the columns of the result, take to hold.
std::int64_t crossings_weight(In<std::uint32_t> runs, std::int64_t height, const PixelBox& box, const Strip& rows,
                              TransposeScratch& scratch) {
  if (rows.width() <= heaviest(runs) / (box.width() + 1)) {  // so few that there is no need to count them
    return rows.width();
  }
  std::int64_t count = 0;
  for_each_change(runs, height, scratch, [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    count += std::max<std::int64_t>(std::min(end, rows.end) - std::max(begin, rows.first), 0);
  });
  return rows.width() + count;
}

void transpose_one(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, TransposeScratch& scratch,
                   Checkpoint& checkpoint, std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, height);
  FlipWriter flips(out);
  for_each_strip(
      {width, box.y0, box.y1}, heaviest(runs),
      [&](const Strip& rows) { return crossings_weight(runs, height, box, rows, scratch); },
      [&](const Strip& rows) {
        checkpoint();
        scratch.crossings.start(rows.first, rows.end);
        for_each_change(runs, height, scratch, [&](std::int64_t x, std::int64_t begin, std::int64_t end) {
          for (std::int64_t y = std::max(begin, rows.first); y < std::min(end, rows.end); ++y) {
            scratch.crossings.add(y, x);
          }
        });
        scratch.crossings.for_each(width, [&](std::uint64_t position) { flips.flip(position); });
      });
  flips.finish(static_cast<std::uint64_t>(height * width));
}

// Foreground pixels per block of one column of blocks.
class BlockColumn {
 public:
  void start(std::int64_t blocks) {
    require_working_memory(static_cast<std::uint64_t>(blocks) + 1, sizeof(std::int64_t));
    changes_.assign(static_cast<std::size_t>(blocks) + 1, 0);
  }

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

void shrink_one(In<std::uint32_t> runs, const Blocks& blocks, Shrink rule, BlockColumn& sums, Checkpoint& checkpoint,
                std::vector<std::uint32_t>& out) {
  const std::int64_t new_height = divide_up(blocks.height, blocks.rows);
  BlockWriter writer(new_height, out);
  if (runs.size() == 1) {  // nothing to sum up
    writer.finish(divide_up(blocks.width, blocks.columns));
    return;
  }
  sums.start(new_height);
  std::int64_t across = 0;  // column of blocks in progress
  const auto flush = [&] {
    if (across % 1024 == 0) {
      checkpoint();
    }
    sums.drain([&](std::int64_t down, std::int64_t sum) {
      if (rule == Shrink::majority ? 2 * sum > blocks.pixels(down, across) : sum > 0) {
        writer.block(across, across + 1, down, down + 1);
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
  BlockWriter writer(blocks.height * blocks.rows, out);
  for_each_column(runs, blocks.height, edges, [&](std::int64_t first, std::int64_t last, const Edges& rows) {
    if (rows.size() == 2) {
      writer.block(first * blocks.columns, last * blocks.columns, rows[0] * blocks.rows, rows[1] * blocks.rows);
      return;
    }
    for (std::int64_t column = first * blocks.columns; column < last * blocks.columns; ++column) {
      for (std::size_t k = 0; k < rows.size(); k += 2) {
        writer.block(column, column + 1, rows[k] * blocks.rows, rows[k + 1] * blocks.rows);
      }
    }
  });
  writer.finish(blocks.width * blocks.columns);
}

void window_one(In<std::uint32_t> runs, std::int64_t height, const PixelBox& box, std::vector<std::uint32_t>& out) {
  BlockWriter writer(box.height(), out);
  for_each_block(runs, height, [&](std::int64_t first, std::int64_t last, std::int64_t begin, std::int64_t end) {
    const PixelBox seen = intersection({first, begin, last, end}, box);
    if (!seen.empty()) {
      writer.block(seen.x0 - box.x0, seen.x1 - box.x0, seen.y0 - box.y0, seen.y1 - box.y0);
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
      masks.size(), execution,
      [&](TransposeScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out, Checkpoint& checkpoint) {
        transpose_one(masks.runs(i), masks.height(i), masks.width(i), scratch, checkpoint, out);
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
      masks.size(), execution,
      [&](BlockColumn& sums, std::size_t i, std::vector<std::uint32_t>& out, Checkpoint& checkpoint) {
        shrink_one(masks.runs(i), {masks.height(i), masks.width(i), factors[2 * i], factors[2 * i + 1]}, rule, sums,
                   checkpoint, out);
      });
}

}  // namespace labelgauge
