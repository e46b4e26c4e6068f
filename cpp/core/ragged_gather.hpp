// Items of a ragged column picked out in any order.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Where the items at `index` begin and end once they lie one after the other: index.size() + 1 offsets.
std::vector<std::int64_t> gathered_offsets(In<std::int64_t> offsets, In<std::int64_t> index);

// Copies those items. Each value has `width` bytes; to.size() == width * the last of `new_offsets`. Preconditions:
// index entries are in range, offsets start at 0, never decrease and end at values.size() / width.
void gather(In<std::uint8_t> values, std::size_t width, In<std::int64_t> offsets, In<std::int64_t> index,
            In<std::int64_t> new_offsets, Out<std::uint8_t> to, const Execution& execution);

}  // namespace labelgauge
