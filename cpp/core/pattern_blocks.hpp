// Patterns of units, found block by block and put together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "core/agreement.hpp"
#include "core/positions.hpp"
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

// Counts n units by the positions of their patterns, and writes these down unless there is nowhere to.
inline void count_units(const std::int32_t* positions, std::size_t n, PatternBlock& block, std::int32_t* of_unit) {
  for (std::size_t i = 0; i < n; ++i) {
    ++block.times[static_cast<std::size_t>(positions[i])];
  }
  if (of_unit != nullptr) {
    std::copy_n(positions, n, of_unit);
  }
}

// Units of a block are at least so many, as what blocks have in common is found anew in each.
inline constexpr std::size_t least_block_units = std::size_t{1} << 15U;
inline constexpr std::size_t blocks_per_thread = 4;

// A pattern by where it was found first.
struct Origin {
  std::uint32_t block;
  std::uint32_t position;
};

// Patterns of all blocks, each once, in the order in which they come. Final positions become positions among these.
template <class Block, class Hash, class Less>
std::vector<Origin> distinct_patterns(std::vector<Block>& blocks, Hash&& hash, Less&& less) {
  std::vector<Origin> distinct;
  Positions known;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t k = 0; k < blocks[b].size(); ++k) {
      const std::uint32_t position = known.find_or_add(hash(blocks[b], k), [&](std::uint32_t other) {
        const Block& first = blocks[distinct[other].block];
        return !less(first, distinct[other].position, blocks[b], k) &&
               !less(blocks[b], k, first, distinct[other].position);
      });
      if (position == distinct.size()) {
        distinct.push_back({static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(k)});
      }
      blocks[b].final_positions.push_back(static_cast<std::int32_t>(position));
    }
  }
  return distinct;
}

// A block's size() is how many patterns it has. find(block, range, of_unit, checkpoint) finds the patterns of a block
// and how many units have each, and writes the position there of each of its units' pattern to `of_unit` unless that is
// empty; hash(block, position) is the same for equal patterns of all blocks, less(block, position, other block, other
// position) compares two of them, and write(block, position, out) appends one to the codes, counts and offsets of
// `out`.
template <class Block, class Find, class Hash, class Less, class Write>
UnitPatterns patterns_by_block(std::size_t n_units, Out<std::int32_t> of_unit, const Execution& execution, Find&& find,
                               Hash&& hash, Less&& less, Write&& write) {
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t n_blocks = threads == 1 ? 1 : blocks_per_thread * threads;
  const std::size_t block_units = std::max(least_block_units, n_units / n_blocks + 1);
  std::vector<Block> blocks((n_units + block_units - 1) / block_units);
  const auto range_of = [&](std::size_t b) {
    return UnitRange{b * block_units, std::min(n_units, (b + 1) * block_units)};
  };
  parallel_for<NoScratch>(blocks.size(), 1, execution, [&](NoScratch&, std::size_t b, Checkpoint& checkpoint) {
    find(blocks[b], range_of(b), of_unit, checkpoint);
  });

  const std::vector<Origin> distinct = distinct_patterns(blocks, hash, less);
  std::vector<std::uint32_t> order(distinct.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return less(blocks[distinct[a].block], distinct[a].position, blocks[distinct[b].block], distinct[b].position);
  });
  UnitPatterns out;
  out.offsets.push_back(0);
  std::vector<std::int32_t> rank(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    write(blocks[distinct[order[k]].block], distinct[order[k]].position, out);
    rank[order[k]] = static_cast<std::int32_t>(k);
  }
  out.n_units.resize(order.size());
  for (Block& block : blocks) {
    for (std::size_t k = 0; k < block.size(); ++k) {
      std::int32_t& position = block.final_positions[k];
      position = rank[static_cast<std::size_t>(position)];
      out.n_units[static_cast<std::size_t>(position)] += block.times[k];
    }
  }

  parallel_for(of_unit.empty() ? 0 : blocks.size(), 1, execution, [&](std::size_t b) {
    const std::vector<std::int32_t>& final_positions = blocks[b].final_positions;
    const UnitRange range = range_of(b);
    for (std::size_t unit = range.begin; unit < range.end; ++unit) {
      of_unit[unit] = final_positions[static_cast<std::size_t>(of_unit[unit])];
    }
  });
  return out;
}

}  // namespace labelgauge
