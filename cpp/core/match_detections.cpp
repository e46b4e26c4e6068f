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

// One range of area: what holds for golds there.
struct Range {
  In<std::uint8_t> crowd;
  In<std::uint8_t> ignored;
};

Range range_of(const DetectionFlags& flags, std::size_t range) {
  return {flags.crowd, flags.ignored.subspan(range * flags.n_gold, flags.n_gold)};
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

// Calls take(range, row of the answer, detection, gold) wherever a detection finds a gold.
template <class Take>
void decide(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds, const Execution& execution,
            Take&& take) {
  struct Scratch {
    Taken taken;
    std::vector<std::size_t> overlapping;  // detections of the cell that overlap any gold
  };
  const auto decide_cell = [&](Scratch& scratch, const Range& range, std::size_t row, double threshold) {
    scratch.taken.begin(flags.n_gold);
    for (const std::size_t detection : scratch.overlapping) {
      std::int64_t gold = best_gold(edges, detection, range, false, threshold, scratch.taken);
      if (gold == nobody) {
        gold = best_gold(edges, detection, range, true, threshold, scratch.taken);
      }
      if (gold != nobody) {
        scratch.taken.take(static_cast<std::size_t>(gold));
        take(range, row, detection, static_cast<std::size_t>(gold));
      }
    }
  };
  parallel_for<Scratch>(edges.cell_offsets.size() - 1, cells_together, execution,
                        [&](Scratch& scratch, std::size_t cell) {
                          scratch.overlapping.clear();
                          for (auto detection = static_cast<std::size_t>(edges.cell_offsets[cell]);
                               detection < static_cast<std::size_t>(edges.cell_offsets[cell + 1]); ++detection) {
                            if (edges.edge_offsets[detection] != edges.edge_offsets[detection + 1]) {
                              scratch.overlapping.push_back(detection);
                            }
                          }
                          if (scratch.overlapping.empty()) {
                            return;
                          }
                          for (std::size_t r = 0; r < flags.n_ranges; ++r) {
                            const Range range = range_of(flags, r);
                            for (std::size_t t = 0; t < thresholds.size(); ++t) {
                              decide_cell(scratch, range, r * thresholds.size() + t, thresholds[t]);
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
