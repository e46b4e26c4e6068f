// Traces the edges between foreground and background. A column of a mask changes colour at some rows; such a change is
// a horizontal edge one pixel long. Where the columns left and right of a pixel column's border change at the same row
// in the same way, the edge goes on; everywhere else there is a corner. Corners on one border, taken two by two from
// top to bottom, are the ends of its vertical edges.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/raster.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

struct OutlineVertex {
  std::uint32_t x;
  std::uint32_t y;
  bool ends_ring;
};

class Tracer {
 public:
  void trace(In<std::uint32_t> runs, std::int64_t height, std::vector<OutlineVertex>& out) {
    corners_.clear();
    left_.clear();
    right_.clear();
    std::int64_t current = -1;
    for_each_block(runs, height, [&](std::int64_t first, std::int64_t last, std::int64_t begin, std::int64_t end) {
      if (first != current) {
        if (current >= 0) {
          finish_column(current);
          if (first != current + 1) {
            finish_column(current + 1);
          }
        }
        current = first;
      }
      add_changes(begin, end);
      if (last - first > 1) {  // equal columns have no corners between them: on to the last one
        finish_column(first);
        add_changes(begin, end);
        current = last - 1;
      }
    });
    if (current >= 0) {
      finish_column(current);
      finish_column(current + 1);
    }
    write_rings(out);
  }

 private:
  // A change of colour within a column.
  struct Change {
    std::uint32_t row;
    bool begins;         // foreground below it; else above it
    std::size_t corner;  // where its horizontal edge has its left end
  };

  struct Corner {
    std::uint32_t x;
    std::uint32_t y;
    std::size_t next;  // along the ring, foreground on the right-hand side
    bool written;
  };

  void add_changes(std::int64_t begin, std::int64_t end) {
    right_.push_back({static_cast<std::uint32_t>(begin), true, 0});
    right_.push_back({static_cast<std::uint32_t>(end), false, 0});
  }

  // Joins the columns left and right of border x, then steps to the next border.
  void finish_column(std::int64_t x) {
    std::size_t l = 0;
    std::size_t r = 0;
    open_ = false;
    while (l < left_.size() || r < right_.size()) {
      const bool same_row = l < left_.size() && r < right_.size() && left_[l].row == right_[r].row;
      if (same_row && left_[l].begins == right_[r].begins) {
        right_[r++].corner = left_[l++].corner;
      } else if (r == right_.size() ||
                 (l < left_.size() && (left_[l].row < right_[r].row || (same_row && !left_[l].begins)))) {
        end_edge(x, left_[l++]);
      } else {
        start_edge(x, right_[r++]);
      }
    }
    left_.swap(right_);
    right_.clear();
  }

  // Upper edges run to the right and lower edges to the left; whichever corner an edge does not lead away from is left
  // along the border.
  void end_edge(std::int64_t x, const Change& change) {
    const std::size_t corner = add_corner(x, change.row);
    if (change.begins) {
      corners_[change.corner].next = corner;
    } else {
      corners_[corner].next = change.corner;
    }
    join_vertically(corner, change.begins);
  }

  void start_edge(std::int64_t x, Change& change) {
    change.corner = add_corner(x, change.row);
    join_vertically(change.corner, !change.begins);
  }

  std::size_t add_corner(std::int64_t x, std::uint32_t row) {
    corners_.push_back({static_cast<std::uint32_t>(x), row, 0, false});
    return corners_.size() - 1;
  }

  void join_vertically(std::size_t corner, bool leaves) {
    if (open_) {
      if (leaves) {
        corners_[corner].next = corner - 1;
      } else {
        corners_[corner - 1].next = corner;
      }
    }
    open_ = !open_;
  }

  // Corners are in order of x, then y, so every ring starts at the leftmost of its corners, the topmost of those.
  void write_rings(std::vector<OutlineVertex>& out) {
    for (std::size_t first = 0; first < corners_.size(); ++first) {
      if (corners_[first].written) {
        continue;
      }
      for (std::size_t k = first; !corners_[k].written; k = corners_[k].next) {
        corners_[k].written = true;
        out.push_back({corners_[k].x, corners_[k].y, false});
      }
      out.back().ends_ring = true;
    }
  }

  std::vector<Change> left_;
  std::vector<Change> right_;
  std::vector<Corner> corners_;
  bool open_ = false;  // the last corner of the border in progress is the upper end of a vertical edge
};

}  // namespace

Outlines trace_outlines(const MaskBatch& masks, const Execution& execution) {
  const auto traced = build_ragged<OutlineVertex, Tracer>(
      masks.size(), execution, [&](Tracer& tracer, std::size_t i, std::vector<OutlineVertex>& out) {
        tracer.trace(masks.runs(i), masks.height(i), out);
      });
  Outlines outlines;
  outlines.rings.values.reserve(2 * traced.values.size());
  outlines.rings.offsets.push_back(0);
  outlines.mask_offsets.push_back(0);
  for (std::size_t i = 0; i < masks.size(); ++i) {
    for (auto k = static_cast<std::size_t>(traced.offsets[i]); k < static_cast<std::size_t>(traced.offsets[i + 1]);
         ++k) {
      outlines.rings.values.push_back(traced.values[k].x);
      outlines.rings.values.push_back(traced.values[k].y);
      if (traced.values[k].ends_ring) {
        outlines.rings.offsets.push_back(static_cast<std::int64_t>(k + 1));
      }
    }
    outlines.mask_offsets.push_back(static_cast<std::int64_t>(outlines.rings.offsets.size() - 1));
  }
  return outlines;
}

}  // namespace labelgauge
