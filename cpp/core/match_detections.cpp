#include <algorithm>
#include <bit>

#include "core/detection.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t cells_together = 256;
constexpr std::int64_t nobody = -1;

// COCO's: an overlap of 1 is enough for any threshold, however it was rounded.
constexpr double most_threshold = 1 - 1e-10;

// Thresholds as bits, so many at a time.
constexpr std::size_t thresholds_together = 64;
using Bits = std::uint64_t;

struct Edge {
  double overlap;
  std::size_t gold;
  Bits reached;  // thresholds that the overlap reaches
};

// The detections of a cell that overlap any gold, by falling score, and whom each would rather take: the gold that it
// overlaps most, the last of equals.
class Cell {
 public:
  struct Detection {
    std::size_t detection;
    std::size_t begin;  // its edges
    std::size_t end;
  };

  void read(const DetectionEdges& edges, std::size_t cell) {
    detections_.clear();
    edges_.clear();
    for (auto detection = static_cast<std::size_t>(edges.cell_offsets[cell]);
         detection < static_cast<std::size_t>(edges.cell_offsets[cell + 1]); ++detection) {
      const auto begin = static_cast<std::size_t>(edges.edge_offsets[detection]);
      const auto end = static_cast<std::size_t>(edges.edge_offsets[detection + 1]);
      if (begin == end) {
        continue;
      }
      const auto first = static_cast<std::ptrdiff_t>(edges_.size());
      for (std::size_t k = begin; k < end; ++k) {
        edges_.push_back({edges.overlap[k], static_cast<std::size_t>(edges.gold[k]), 0});
      }
      std::sort(edges_.begin() + first, edges_.end(), [](const Edge& a, const Edge& b) {
        return a.overlap != b.overlap ? a.overlap > b.overlap : a.gold > b.gold;
      });
      detections_.push_back({detection, static_cast<std::size_t>(first), edges_.size()});
    }
  }

  void reach(In<double> thresholds) {
    for (Edge& edge : edges_) {
      edge.reached = 0;
      for (std::size_t t = 0; t < thresholds.size(); ++t) {
        edge.reached |= static_cast<Bits>(edge.overlap >= std::min(thresholds[t], most_threshold)) << t;
      }
    }
  }

  [[nodiscard]] const std::vector<Detection>& detections() const { return detections_; }
  [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

 private:
  std::vector<Detection> detections_;
  std::vector<Edge> edges_;
};

struct Scratch {
  Cell cell;
  std::vector<Bits> taken;  // of each gold, the thresholds at which somebody took it
};

// One range of area: what holds for golds there.
struct Range {
  In<std::uint8_t> crowd;
  In<std::uint8_t> ignored;
};

Range range_of(const DetectionFlags& flags, std::size_t range) {
  return {flags.crowd, flags.ignored.subspan(range * flags.n_gold, flags.n_gold)};
}

// Calls take(detection, gold, thresholds at which it finds it).
template <class Take>
void decide_cell(Scratch& scratch, const Range& range, Take&& take) {
  const std::vector<Edge>& edges = scratch.cell.edges();
  for (const Edge& edge : edges) {
    scratch.taken[edge.gold] = 0;
  }
  for (const Cell::Detection& here : scratch.cell.detections()) {
    Bits open = ~Bits{0};
    for (const bool ignored : {false, true}) {
      for (std::size_t k = here.begin; k < here.end; ++k) {
        const std::size_t gold = edges[k].gold;
        if ((range.ignored[gold] != 0) != ignored) {
          continue;
        }
        const Bits found = open & edges[k].reached & (range.crowd[gold] != 0 ? ~Bits{0} : ~scratch.taken[gold]);
        if (found != 0) {
          scratch.taken[gold] |= found;
          open &= ~found;
          take(here.detection, gold, found);
        }
      }
    }
  }
}

// Calls take(range, row of the answer, detection, gold) wherever a detection finds a gold.
template <class Take>
void decide(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds, const Execution& execution,
            Take&& take) {
  parallel_for<Scratch>(
      edges.cell_offsets.size() - 1, cells_together, execution, [&](Scratch& scratch, std::size_t cell) {
        scratch.cell.read(edges, cell);
        if (scratch.cell.edges().empty()) {
          return;
        }
        scratch.taken.resize(flags.n_gold);
        for (std::size_t first = 0; first < thresholds.size(); first += thresholds_together) {
          scratch.cell.reach(thresholds.subspan(first, std::min(thresholds_together, thresholds.size() - first)));
          for (std::size_t r = 0; r < flags.n_ranges; ++r) {
            const Range range = range_of(flags, r);
            decide_cell(scratch, range, [&](std::size_t detection, std::size_t gold, Bits found) {
              for (; found != 0; found &= found - 1) {
                const std::size_t t = first + static_cast<std::size_t>(std::countr_zero(found));
                take(range, r * thresholds.size() + t, detection, gold);
              }
            });
          }
        }
      });
}

constexpr auto code(Outcome outcome) { return static_cast<std::uint8_t>(outcome); }

}  // namespace

void match_detections(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds,
                      Out<std::int64_t> match, const Execution& execution) {
  const std::size_t n = edges.edge_offsets.size() - 1;
  std::fill(match.begin(), match.end(), nobody);
  decide(edges, flags, thresholds, execution,
         [&](const Range& /*range*/, std::size_t row, std::size_t detection, std::size_t gold) {
           match[row * n + detection] = static_cast<std::int64_t>(gold);
         });
}

void judge_detections(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds,
                      Out<std::uint8_t> outcome, const Execution& execution) {
  const std::size_t n = edges.edge_offsets.size() - 1;
  for (std::size_t row = 0; row < flags.n_ranges * thresholds.size(); ++row) {
    const In<std::uint8_t> outside = flags.outside.subspan(row / thresholds.size() * n, n);
    std::transform(outside.begin(), outside.end(), outcome.begin() + static_cast<std::ptrdiff_t>(row * n),
                   [](std::uint8_t flag) { return flag != 0 ? code(Outcome::ignored) : code(Outcome::wrong); });
  }
  decide(edges, flags, thresholds, execution,
         [&](const Range& range, std::size_t row, std::size_t detection, std::size_t gold) {
           outcome[row * n + detection] = range.ignored[gold] != 0 ? code(Outcome::ignored) : code(Outcome::right);
         });
}

}  // namespace labelgauge
