#include <algorithm>

#include "core/detection.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t cells_together = 256;
constexpr std::int64_t nobody = -1;

// COCO's: an overlap of 1 is enough for any threshold, however it was rounded.
constexpr double most_threshold = 1 - 1e-10;

// Which golds are taken at one threshold and range. Beginning anew costs nothing.
class Taken {
 public:
  void begin(std::size_t n_gold) {
    when_.resize(n_gold, 0);
    ++now_;
  }
  void take(std::size_t gold) { when_[gold] = now_; }
  [[nodiscard]] bool operator()(std::size_t gold) const { return when_[gold] == now_; }

 private:
  std::vector<std::uint64_t> when_;
  std::uint64_t now_ = 0;
};

// One range of area: what holds for golds and detections there.
struct Range {
  In<std::uint8_t> crowd;
  In<std::uint8_t> ignored;
  In<std::uint8_t> outside;
};

Range range_of(const DetectionFlags& flags, std::size_t range) {
  const std::size_t n = flags.n_ranges == 0 ? 0 : flags.outside.size() / flags.n_ranges;
  return {flags.crowd, flags.ignored.subspan(range * flags.n_gold, flags.n_gold), flags.outside.subspan(range * n, n)};
}

std::int64_t best_gold(const DetectionEdges& edges, std::size_t detection, const Range& range, bool ignored,
                       double threshold, const Taken& taken) {
  std::int64_t best = nobody;
  double most = std::min(threshold, most_threshold);
  for (auto k = static_cast<std::size_t>(edges.edge_offsets[detection]);
       k < static_cast<std::size_t>(edges.edge_offsets[detection + 1]); ++k) {
    const auto gold = static_cast<std::size_t>(edges.gold[k]);
    const bool there = (range.ignored[gold] != 0) == ignored && (range.crowd[gold] != 0 || !taken(gold));
    if (there && edges.overlap[k] >= most) {
      most = edges.overlap[k];
      best = static_cast<std::int64_t>(gold);
    }
  }
  return best;
}

// Calls take(range, threshold, detection, gold or nobody) for everything that is to be decided.
template <class Take>
void decide(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds, const Execution& execution,
            Take&& take) {
  const std::size_t n_cells = edges.cell_offsets.size() - 1;
  const auto decide_cell = [&](Taken& taken, std::size_t cell, const Range& range, std::size_t r) {
    const auto end = static_cast<std::size_t>(edges.cell_offsets[cell + 1]);
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
      taken.begin(flags.n_gold);
      for (auto detection = static_cast<std::size_t>(edges.cell_offsets[cell]); detection < end; ++detection) {
        std::int64_t gold = best_gold(edges, detection, range, false, thresholds[t], taken);
        if (gold == nobody) {
          gold = best_gold(edges, detection, range, true, thresholds[t], taken);
        }
        if (gold != nobody) {
          taken.take(static_cast<std::size_t>(gold));
        }
        take(range, r * thresholds.size() + t, detection, gold);
      }
    }
  };
  parallel_for<Taken>(n_cells, cells_together, execution, [&](Taken& taken, std::size_t cell) {
    for (std::size_t r = 0; r < flags.n_ranges; ++r) {
      decide_cell(taken, cell, range_of(flags, r), r);
    }
  });
}

Outcome outcome_of(const Range& range, std::size_t detection, std::int64_t gold) {
  const bool ignored =
      gold == nobody ? range.outside[detection] != 0 : range.ignored[static_cast<std::size_t>(gold)] != 0;
  if (ignored) {
    return Outcome::ignored;
  }
  return gold == nobody ? Outcome::wrong : Outcome::right;
}

}  // namespace

void match_detections(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds,
                      Out<std::int64_t> match, const Execution& execution) {
  const std::size_t n = edges.edge_offsets.size() - 1;
  decide(edges, flags, thresholds, execution,
         [&](const Range& /*range*/, std::size_t row, std::size_t detection, std::int64_t gold) {
           match[row * n + detection] = gold;
         });
}

void judge_detections(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds,
                      Out<std::uint8_t> outcome, const Execution& execution) {
  const std::size_t n = edges.edge_offsets.size() - 1;
  decide(edges, flags, thresholds, execution,
         [&](const Range& range, std::size_t row, std::size_t detection, std::int64_t gold) {
           outcome[row * n + detection] = static_cast<std::uint8_t>(outcome_of(range, detection, gold));
         });
}

}  // namespace labelgauge
