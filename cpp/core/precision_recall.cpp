#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

#include "core/detection.hpp"
#include "core/score_curve.hpp"

namespace labelgauge {

namespace {

// Thresholds as bits, so many at a time.
constexpr std::size_t thresholds_together = 64;
using Bits = std::uint64_t;

// At which thresholds a detection is right, and right or ignored.
struct Flags {
  Bits right = 0;
  Bits not_wrong = 0;
};

// The right ones among some detections at one threshold: how precise it is to stop at each or at a later one, and with
// which score. Between them precision only falls.
struct Curve {
  std::vector<double> precision;
  std::vector<double> score;
  std::int64_t not_wrong = 0;  // of the detections so far that count at any threshold

  void clear() {
    precision.clear();
    score.clear();
    not_wrong = 0;
  }

  void add_right(double of_score, std::int64_t wrong_before) {
    const auto right = static_cast<double>(precision.size() + 1);
    precision.push_back(right / (static_cast<double>(wrong_before) + right + precision_epsilon));
    score.push_back(of_score);
  }

  void take_the_best_further_on() {
    for (std::size_t k = precision.size(); k-- > 1;) {
      precision[k - 1] = std::max(precision[k - 1], precision[k]);
    }
  }
};

struct Scratch {
  ScoreOrder order;
  std::vector<std::vector<Scored>> counted;  // of these, those that count by each number of most detections
  std::vector<Flags> flags;                  // of each, as they lie
  std::vector<std::size_t> needed;           // golds, for each recall level
  std::vector<Curve> curves = std::vector<Curve>(thresholds_together);
};

constexpr std::size_t thresholds_a_byte = 8;
constexpr std::size_t detections_together = 64;

// At which of some thresholds, up to eight, so many detections are right, and right or ignored.
struct ByteFlags {
  std::array<std::uint8_t, detections_together> right{};
  std::array<std::uint8_t, detections_together> not_wrong{};

  // Always as many, and all of it in bytes, so that the compiler makes vectors of it.
  void add(In<std::uint8_t> outcomes, std::size_t threshold) {
    const auto bit = static_cast<std::uint8_t>(1U << threshold);
    std::array<std::uint8_t, detections_together> outcome{};
    std::copy(outcomes.begin(), outcomes.end(), outcome.begin());
    for (std::size_t i = 0; i < detections_together; ++i) {
      right[i] |= outcome[i] == static_cast<std::uint8_t>(Outcome::right) ? bit : std::uint8_t{0};
      not_wrong[i] |= outcome[i] != static_cast<std::uint8_t>(Outcome::wrong) ? bit : std::uint8_t{0};
    }
  }
};

class Category {
 public:
  Category(const JudgedDetections& judged, const PrecisionRecall& out, std::size_t category, Scratch& scratch)
      : judged_(judged),
        out_(out),
        category_(category),
        begin_(static_cast<std::size_t>(judged.category_offsets[category])),
        end_(static_cast<std::size_t>(judged.category_offsets[category + 1])),
        scratch_(scratch) {
    const std::vector<Scored>& by_score =
        scratch_.order(judged.score, judged.category_offsets[category], judged.category_offsets[category + 1]);
    scratch_.counted.resize(judged.most.size());
    for (std::size_t m = 0; m < judged.most.size(); ++m) {
      scratch_.counted[m].clear();
      std::copy_if(by_score.begin(), by_score.end(), std::back_inserter(scratch_.counted[m]),
                   [&](const Scored& scored) {
                     return judged.rank[static_cast<std::size_t>(scored.detection)] < judged.most[m];
                   });
    }
  }

  void write(Checkpoint& checkpoint) {
    for (std::size_t range = 0; range < judged_.n_ranges; ++range) {
      for (std::size_t first = 0; first < judged_.n_thresholds; first += thresholds_together) {
        const std::size_t n = std::min(thresholds_together, judged_.n_thresholds - first);
        read_outcomes(range, first, n);
        for (std::size_t m = 0; m < judged_.most.size(); ++m) {
          write(range, first, n, m);
          checkpoint();
        }
      }
    }
  }

 private:
  void read_outcomes(std::size_t range, std::size_t first, std::size_t n) {
    scratch_.flags.assign(end_ - begin_, {});
    for (std::size_t t = 0; t < n; t += thresholds_a_byte) {
      const std::size_t row = range * judged_.n_thresholds + first + t;
      for (std::size_t i = begin_; i < end_; i += detections_together) {
        read_some(row, std::min(thresholds_a_byte, n - t), i, t);
      }
    }
  }

  // Of some thresholds, whose outcomes begin with a row, and some detections from i on.
  void read_some(std::size_t row, std::size_t n_rows, std::size_t i, std::size_t first_bit) {
    const std::size_t n = std::min(detections_together, end_ - i);
    ByteFlags bytes;
    for (std::size_t t = 0; t < n_rows; ++t) {
      bytes.add(judged_.outcome.subspan((row + t) * judged_.score.size() + i, n), t);
    }
    for (std::size_t k = 0; k < n; ++k) {
      Flags& flags = scratch_.flags[i - begin_ + k];
      flags.right |= Bits{bytes.right[k]} << first_bit;
      flags.not_wrong |= Bits{bytes.not_wrong[k]} << first_bit;
    }
  }

  void write(std::size_t range, std::size_t first, std::size_t n, std::size_t m) {
    const std::int64_t n_gold = judged_.n_gold[category_ * judged_.n_ranges + range];
    if (n_gold == 0) {
      for (std::size_t t = first; t < first + n; ++t) {
        write_nothing(t, range, m);
      }
      return;
    }
    scratch_.needed.clear();
    for (const double level : judged_.recall_levels) {
      scratch_.needed.push_back(static_cast<std::size_t>(golds_needed(level, n_gold)));
    }
    follow(n, scratch_.counted[m]);
    for (std::size_t t = 0; t < n; ++t) {
      write_curve(scratch_.curves[t], first + t, range, m, static_cast<double>(n_gold));
    }
  }

  // Makes the curves of all thresholds at once. Most detections are wrong at all of them and are only counted.
  void follow(std::size_t n, const std::vector<Scored>& counted) {
    for (std::size_t t = 0; t < n; ++t) {
      scratch_.curves[t].clear();
    }
    const Bits all = n == thresholds_together ? ~Bits{0} : (Bits{1} << n) - 1;
    std::int64_t before = 0;
    for (const Scored& scored : counted) {
      const Flags& flags = scratch_.flags[static_cast<std::size_t>(scored.detection) - begin_];
      if (flags.not_wrong == all && flags.right == 0) {
        continue;  // ignored throughout
      }
      for (Bits here = flags.not_wrong; here != 0; here &= here - 1) {
        const auto t = static_cast<std::size_t>(std::countr_zero(here));
        Curve& curve = scratch_.curves[t];
        if ((flags.right >> t & 1U) != 0) {
          curve.add_right(scored.score, before - curve.not_wrong);
        }
        ++curve.not_wrong;
      }
      ++before;
    }
    for (std::size_t t = 0; t < n; ++t) {
      scratch_.curves[t].take_the_best_further_on();
    }
  }

  void write_curve(const Curve& curve, std::size_t t, std::size_t range, std::size_t m, double n_gold) const {
    const std::size_t n_right = curve.precision.size();
    const std::vector<Scored>& counted = scratch_.counted[m];
    std::size_t at = place(t, range, m);
    for (const std::size_t needed : scratch_.needed) {
      const std::size_t found = needed == 0 ? 0 : needed - 1;
      const bool reached = found < n_right;
      out_.precision[at] = reached ? curve.precision[found] : 0;
      out_.score[at] = reached ? curve.score[found] : 0;
      if (needed == 0) {
        out_.score[at] = counted.empty() ? 0 : counted.front().score;
      }
      ++at;
    }
    out_.recall[recall_place(t, range, m)] = static_cast<double>(n_right) / n_gold;
  }

  void write_nothing(std::size_t t, std::size_t range, std::size_t m) const {
    const std::size_t n_levels = judged_.recall_levels.size();
    std::ranges::fill(out_.precision.subspan(place(t, range, m), n_levels), -1);
    std::ranges::fill(out_.score.subspan(place(t, range, m), n_levels), -1);
    out_.recall[recall_place(t, range, m)] = -1;
  }

  // Of the first level.
  [[nodiscard]] std::size_t place(std::size_t t, std::size_t range, std::size_t m) const {
    const std::size_t cell = (category_ * judged_.n_ranges + range) * judged_.most.size() + m;
    return (cell * judged_.n_thresholds + t) * judged_.recall_levels.size();
  }
  [[nodiscard]] std::size_t recall_place(std::size_t t, std::size_t range, std::size_t m) const {
    return ((t * judged_.n_categories() + category_) * judged_.n_ranges + range) * judged_.most.size() + m;
  }

  const JudgedDetections& judged_;
  const PrecisionRecall& out_;
  std::size_t category_;
  std::size_t begin_;
  std::size_t end_;
  Scratch& scratch_;
};

}  // namespace

void precision_recall(const JudgedDetections& judged, const PrecisionRecall& out, const Execution& execution) {
  parallel_for<Scratch>(judged.n_categories(), 1, execution,
                        [&](Scratch& scratch, std::size_t category, Checkpoint& checkpoint) {
                          Category(judged, out, category, scratch).write(checkpoint);
                        });
}

}  // namespace labelgauge
