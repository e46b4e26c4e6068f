// Which boxes of one cell overlap enough to matter. A cell is what one image has of one category.
#pragma once

#include <cstdint>
#include <vector>

#include "core/box.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// One side of all cells: its boxes, and which of them each cell has.
struct CellSide {
  BoxBatch boxes;
  In<std::int64_t> rows;     // of the boxes, cell after cell
  In<std::int64_t> offsets;  // cells + 1, in places of `rows`
};

struct CellEdges {
  std::vector<std::int64_t> offsets;  // candidate places + 1
  std::vector<std::int64_t> gold;     // places of gold, ascending for each candidate
  std::vector<double> ratio;
};

// What a ratio is of: the boxes themselves, or anything that has their areas and lies within them, which then has that
// ratio at most. The numbers are part of the Python interface.
enum class RatioOf : int { boxes = 0, contents = 1 };

// All pairs of a cell whose IoU is at least `least`, above 0; of a crowd, the share of the candidate that it covers.
// `crowd` is empty or has an entry per gold box. Preconditions: rows lie within the boxes, offsets within the rows.
CellEdges cell_edges(const CellSide& gold, const CellSide& candidate, In<std::uint8_t> crowd, double least,
                     RatioOf ratio_of, const Execution& execution);

}  // namespace labelgauge
