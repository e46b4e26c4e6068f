#include "core/cell_edges.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/ratio.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

struct Edge {
  std::int64_t gold;
  double ratio;
};

// The gold boxes of one cell in order of where they begin.
class CellGolds {
 public:
  void assign(const CellSide& gold, std::size_t cell) {
    golds_.clear();
    widest_ = 0;
    const auto end = static_cast<std::size_t>(gold.offsets[cell + 1]);
    for (auto place = static_cast<std::size_t>(gold.offsets[cell]); place < end; ++place) {
      const auto row = static_cast<std::size_t>(gold.rows[place]);
      const Box box = gold.boxes.at(row);
      if (box.x0 < box.x1 && box.y0 < box.y1) {  // not if a corner is NaN
        golds_.push_back({box, static_cast<std::int64_t>(place), row});
        widest_ = std::max(widest_, box.x1 - box.x0);
      }
    }
    std::sort(golds_.begin(), golds_.end(), [](const Gold& a, const Gold& b) { return a.box.x0 < b.box.x0; });
  }

  // Calls body(box, place, row) for those that may share area with a box: that begin before it ends, and no further
  // left than the widest reaches.
  template <class Body>
  void for_each_near(const Box& box, Body&& body) const {
    auto now = std::lower_bound(golds_.begin(), golds_.end(), box.x0 - widest_,
                                [](const Gold& gold, double x) { return gold.box.x0 < x; });
    for (; now != golds_.end() && now->box.x0 < box.x1; ++now) {
      body(now->box, now->place, now->row);
    }
  }

 private:
  struct Gold {
    Box box;
    std::int64_t place;
    std::size_t row;
  };
  std::vector<Gold> golds_;
  double widest_ = 0;
};

double ratio_of_boxes(const Box& gold, const Box& candidate, bool crowd, RatioOf ratio_of) {
  double shared = shared_area(gold, candidate);
  if (ratio_of == RatioOf::contents) {
    shared = std::min({shared, gold.area, candidate.area});
  }
  return shared > 0 ? ratio(Measure::iou, shared, gold.area, candidate.area, crowd) : 0;
}

// The cell that has each candidate.
std::vector<std::size_t> cells_of(const CellSide& side) {
  std::vector<std::size_t> cells(side.rows.size());
  for (std::size_t cell = 0; cell + 1 < side.offsets.size(); ++cell) {
    std::fill(cells.begin() + side.offsets[cell], cells.begin() + side.offsets[cell + 1], cell);
  }
  return cells;
}

// Boxes of a cell lie anywhere, so that each would be waited for.
void fetch_ahead(const CellSide& side, std::size_t place) {
  constexpr std::size_t ahead = 8;
  if (place + ahead < side.rows.size()) {
    const auto row = static_cast<std::size_t>(side.rows[place + ahead]);
    __builtin_prefetch(&side.boxes.corners[4 * row]);
    __builtin_prefetch(&side.boxes.areas[row]);
  }
}

struct Scratch {
  std::size_t cell = std::numeric_limits<std::size_t>::max();
  CellGolds golds;
};

}  // namespace

CellEdges cell_edges(const CellSide& gold, const CellSide& candidate, In<std::uint8_t> crowd, double least,
                     RatioOf ratio_of, const Execution& execution) {
  const std::vector<std::size_t> cells = cells_of(candidate);
  auto edges = build_ragged<Edge, Scratch>(
      cells.size(), execution, [&](Scratch& scratch, std::size_t place, std::vector<Edge>& out) {
        if (scratch.cell != cells[place]) {
          scratch.cell = cells[place];
          scratch.golds.assign(gold, scratch.cell);
        }
        fetch_ahead(candidate, place);
        const Box box = candidate.boxes.at(static_cast<std::size_t>(candidate.rows[place]));
        const std::size_t before = out.size();
        scratch.golds.for_each_near(box, [&](const Box& other, std::int64_t gold_place, std::size_t row) {
          const double found = ratio_of_boxes(other, box, is_crowd(crowd, row), ratio_of);
          if (found >= least) {
            out.push_back({gold_place, found});
          }
        });
        std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                  [](const Edge& a, const Edge& b) { return a.gold < b.gold; });
      });
  CellEdges result;
  result.offsets = std::move(edges.offsets);
  result.gold.reserve(edges.values.size());
  result.ratio.reserve(edges.values.size());
  for (const Edge& edge : edges.values) {
    result.gold.push_back(edge.gold);
    result.ratio.push_back(edge.ratio);
  }
  return result;
}

}  // namespace labelgauge
