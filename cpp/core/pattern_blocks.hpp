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

// What every block comes to know of its patterns; what these are, the kinds of blocks know that are made of this one.
struct PatternBlock {
  std::vector<std::int32_t> final_positions;  // of its patterns among those of all blocks
  std::vector<std::uint32_t> times;           // units of each pattern
};

// Units of a block are at least so many, as what blocks have in common is found anew in each.
inline constexpr std::size_t least_block_units = std::size_t{1} << 15U;
inline constexpr std::size_t blocks_per_thread = 4;

// A block's size() is how many patterns it has. find(block, range, of_unit, checkpoint) finds the patterns of a block,
// and the position there of each of its units' pattern; less(block, position, other block, other position) compares two
// of them, and write(block, position, out) appends one to the codes, counts and offsets of `out`.
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
    blocks[b].final_positions.resize(blocks[b].size());
    for (std::size_t k = 0; k < blocks[b].size(); ++k) {
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
    }
    block.final_positions[order[k].position] = static_cast<std::int32_t>(out.offsets.size() - 2);
  }

  parallel_for(blocks.size(), 1, execution, [&](std::size_t b) {
    Block& block = blocks[b];
    block.times.resize(block.size());
    const UnitRange range = range_of(b);
    for (std::size_t unit = range.begin; unit < range.end; ++unit) {
      const auto position = static_cast<std::size_t>(out.of_unit[unit]);
      ++block.times[position];
      out.of_unit[unit] = block.final_positions[position];
    }
  });
  out.n_units.resize(out.offsets.size() - 1);
  for (const Block& block : blocks) {
    for (std::size_t k = 0; k < block.size(); ++k) {
      out.n_units[static_cast<std::size_t>(block.final_positions[k])] += block.times[k];
    }
  }
  return out;
}

}  // namespace labelgauge
