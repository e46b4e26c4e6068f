// Patterns of units, found block by block and put together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/agreement.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

struct UnitRange {
  std::size_t begin;
  std::size_t end;
};

// What every block knows of its patterns; what they are, the kinds of blocks that are made of this know.
struct PatternBlock {
  std::vector<std::uint32_t> times;           // units of each pattern
  std::vector<std::int32_t> final_positions;  // of its patterns among those of all blocks
};

// Counts some more units, whose patterns are at these positions.
inline void count_times(const std::int32_t* positions, std::size_t n, PatternBlock& block) {
  for (std::size_t i = 0; i < n; ++i) {
    ++block.times[static_cast<std::size_t>(positions[i])];
  }
}

// Units of a block are at least so many, as what blocks have in common is found anew in each.
inline constexpr std::size_t least_block_units = std::size_t{1} << 15U;
inline constexpr std::size_t blocks_per_thread = 4;

// find(block, range, of_unit, checkpoint) finds the patterns of a block, and the position there of each of its units'
// pattern; less(block, position, other block, other position) compares two of them, and write(block, position, out)
// appends one to the codes, counts and offsets of `out`.
template <class Block, class Find, class Less, class Write>
UnitPatterns patterns_by_block(std::size_t n_units, const Execution& execution, Find&& find, Less&& less,
                               Write&& write) {
  UnitPatterns out;
  out.of_unit.resize(n_units);
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block_units = std::max(least_block_units, n_units / (blocks_per_thread * threads) + 1);
  std::vector<Block> blocks((n_units + block_units - 1) / block_units);
  const auto range_of = [&](std::size_t b) {
    return UnitRange{b * block_units, std::min(n_units, (b + 1) * block_units)};
  };
  parallel_for<NoScratch>(blocks.size(), 1, execution, [&](NoScratch&, std::size_t b, Checkpoint& checkpoint) {
    find(blocks[b], range_of(b), Out<std::int32_t>(out.of_unit), checkpoint);
  });

  struct Origin {
    std::uint32_t block;
    std::uint32_t position;
  };
  std::vector<Origin> order;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    blocks[b].final_positions.resize(blocks[b].times.size());
    for (std::size_t k = 0; k < blocks[b].times.size(); ++k) {
      order.push_back({static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(k)});
    }
  }
  const auto comes_before = [&](const Origin& a, const Origin& b) {
    return less(blocks[a.block], a.position, blocks[b.block], b.position);
  };
  std::sort(order.begin(), order.end(), comes_before);
  out.offsets.push_back(0);
  for (std::size_t k = 0; k < order.size(); ++k) {
    Block& block = blocks[order[k].block];
    if (k == 0 || comes_before(order[k - 1], order[k])) {
      write(block, order[k].position, out);
      out.n_units.push_back(0);
    }
    out.n_units.back() += block.times[order[k].position];
    block.final_positions[order[k].position] = static_cast<std::int32_t>(out.n_units.size() - 1);
  }

  parallel_for(blocks.size(), 1, execution, [&](std::size_t b) {
    const UnitRange range = range_of(b);
    for (std::size_t unit = range.begin; unit < range.end; ++unit) {
      out.of_unit[unit] = blocks[b].final_positions[static_cast<std::size_t>(out.of_unit[unit])];
    }
  });
  return out;
}

}  // namespace labelgauge
