#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "core/detection.hpp"
#include "core/score_curve.hpp"

namespace labelgauge {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t lanes = 32;  // draws together

using Counts = std::array<std::int64_t, lanes>;
using Numbers = std::array<double, lanes>;

// What was found up to and including a right detection, in each draw.
struct Cut {
  std::array<std::int32_t, lanes> right;
  std::array<std::int32_t, lanes> wrong;
};

// A detection that counts: its image, and whether it is right.
struct Event {
  std::uint32_t image;
  bool right;
};

// How many levels each number of golds reaches, of each draw. However many golds there are, a table of few numbers says
// where to begin to count.
class Reached {
 public:
  void fill(const Counts& n_gold, In<double> levels) {
    needed_.clear();
    begun_.clear();
    n_levels_ = levels.size();
    for (std::size_t d = 0; d < lanes; ++d) {
      n_gold_[d] = static_cast<std::size_t>(n_gold[d]);
      list_needed(n_gold[d], levels);
      list_begun(d);
    }
  }
  // More golds than there are, which no judging gives, reach what all do.
  [[nodiscard]] std::size_t operator()(std::size_t draw, std::int32_t found) const {
    const std::size_t golds = std::min(static_cast<std::size_t>(found), n_gold_[draw]);
    std::size_t reached = begun_[begin_[draw] + (golds >> shift_[draw])];
    for (const std::size_t* needed = &needed_[draw * (n_levels_ + 1)]; needed[reached] <= golds;) {
      ++reached;
    }
    return reached;
  }

 private:
  static constexpr int table_bits = 10;

  void list_needed(std::int64_t n_gold, In<double> levels) {
    std::size_t needed = 0;
    double reached = 0;  // by so many
    for (const double level : levels) {
      if (n_gold != 0 && reached < level) {
        needed = static_cast<std::size_t>(golds_needed(level, n_gold));
        reached = static_cast<double>(needed) / static_cast<double>(n_gold);
      }
      needed_.push_back(needed);
    }
    needed_.push_back(std::numeric_limits<std::size_t>::max());  // there is no further level
  }

  void list_begun(std::size_t draw) {
    const std::size_t* needed = &needed_[draw * (n_levels_ + 1)];
    begin_[draw] = begun_.size();
    shift_[draw] = std::max(0, static_cast<int>(std::bit_width(n_gold_[draw])) - table_bits);
    std::size_t reached = 0;
    for (std::size_t k = 0; k <= n_gold_[draw] >> shift_[draw]; ++k) {
      while (needed[reached] <= k << shift_[draw]) {
        ++reached;
      }
      begun_.push_back(static_cast<std::uint32_t>(reached));
    }
  }

  std::vector<std::size_t> needed_;   // golds, for each level of each draw and one more
  std::vector<std::uint32_t> begun_;  // levels that k << shift golds reach, for each k of each draw
  std::array<std::size_t, lanes> begin_{};
  std::array<int, lanes> shift_{};
  std::array<std::size_t, lanes> n_gold_{};
  std::size_t n_levels_ = 0;
};

struct Scratch {
  ScoreOrder order;
  In<Scored> by_score;  // a category's detections
  std::vector<Event> events;
  std::vector<Cut> cuts;
  Reached reached;
};

// Sums over categories of what was defined, and how many those were.
struct Mean {
  double sum = 0;
  double n = 0;

  void add(double value) {
    if (!std::isnan(value)) {
      sum += value;
      n += 1;
    }
  }
  [[nodiscard]] double value() const { return n == 0 ? undefined : sum / n; }
};

// Some draws at once.
class Draws {
 public:
  Draws(const JudgedDetections& judged, const Resampling& resampling, const DrawnScores& out, std::size_t first,
        Scratch& scratch)
      : judged_(judged),
        resampling_(resampling),
        out_(out),
        first_(first),
        n_(std::min(lanes, resampling.n_draws - first)),
        scratch_(scratch),
        precision_(lanes * judged.n_thresholds * judged.n_ranges),
        recall_(precision_.size() * judged.most.size()) {}

  void take(Checkpoint& checkpoint) {
    for (std::size_t category = 0; category < judged_.n_categories(); ++category) {
      scratch_.by_score =
          scratch_.order(judged_.score, judged_.category_offsets[category], judged_.category_offsets[category + 1]);
      for (std::size_t range = 0; range < judged_.n_ranges; ++range) {
        take(category, range);
        checkpoint();
      }
    }
    write_by_threshold();
  }

 private:
  void take(std::size_t category, std::size_t range) {
    const Counts n_gold = golds(category, range);
    scratch_.reached.fill(n_gold, judged_.recall_levels);
    std::array<Mean, lanes> precision_of_category;
    std::array<Mean, lanes> recall_of_category;
    for (std::size_t t = 0; t < judged_.n_thresholds; ++t) {
      list_events(range * judged_.n_thresholds + t);
      const Numbers precision = mean_precision();
      for (std::size_t d = 0; d < n_; ++d) {
        const double value = n_gold[d] == 0 ? undefined : precision[d];
        precision_of_category[d].add(value);
        precision_[place(d, t, range)].add(value);
      }
      for (std::size_t m = 0; m < judged_.most.size(); ++m) {
        const Counts right = rights(range * judged_.n_thresholds + t, judged_.most[m]);
        for (std::size_t d = 0; d < n_; ++d) {
          const double value =
              n_gold[d] == 0 ? undefined : static_cast<double>(right[d]) / static_cast<double>(n_gold[d]);
          recall_[place(d, t, range) * judged_.most.size() + m].add(value);
          if (m + 1 == judged_.most.size()) {
            recall_of_category[d].add(value);
          }
        }
      }
    }
    for (std::size_t d = 0; d < n_; ++d) {
      const std::size_t at = ((first_ + d) * judged_.n_categories() + category) * judged_.n_ranges + range;
      out_.precision_by_category[at] = precision_of_category[d].value();
      out_.recall_by_category[at] = recall_of_category[d].value();
    }
  }

  // How often golds that are not ignored were drawn.
  [[nodiscard]] Counts golds(std::size_t category, std::size_t range) const {
    Counts drawn{};
    const std::size_t n_gold = resampling_.gold_image.size();
    for (auto g = static_cast<std::size_t>(resampling_.gold_category_offsets[category]);
         g < static_cast<std::size_t>(resampling_.gold_category_offsets[category + 1]); ++g) {
      if (resampling_.gold_ignored[range * n_gold + g] == 0) {
        add(static_cast<std::uint32_t>(resampling_.gold_image[g]), drawn);
      }
    }
    return drawn;
  }

  // What counts of the category's detections, up to the last right one: what comes later changes nothing.
  void list_events(std::size_t row) {
    const In<std::uint8_t> outcome = judged_.outcome.subspan(row * judged_.score.size(), judged_.score.size());
    scratch_.events.clear();
    std::size_t end = 0;
    for (const auto& [score, place] : scratch_.by_score) {
      const auto i = static_cast<std::size_t>(place);
      if (outcome[i] == static_cast<std::uint8_t>(Outcome::ignored) || judged_.rank[i] >= judged_.most.back()) {
        continue;
      }
      const bool right = outcome[i] == static_cast<std::uint8_t>(Outcome::right);
      scratch_.events.push_back({static_cast<std::uint32_t>(resampling_.image[i]), right});
      end = right ? scratch_.events.size() : end;
    }
    scratch_.events.resize(end);
  }

  // Means over levels: each level is reached by one right detection and has the best precision from there on.
  [[nodiscard]] Numbers mean_precision() {
    find_cuts();
    Numbers best{};
    Numbers sum{};
    std::array<std::size_t, lanes> reached{};  // levels, up to the cut
    for (std::size_t d = 0; d < lanes && !scratch_.cuts.empty(); ++d) {
      reached[d] = scratch_.reached(d, scratch_.cuts.back().right[d]);
    }
    for (std::size_t k = scratch_.cuts.size(); k-- > 0;) {
      const Cut& cut = scratch_.cuts[k];
      for (std::size_t d = 0; d < lanes; ++d) {
        const auto right = static_cast<double>(cut.right[d]);
        best[d] = std::max(best[d], right / (static_cast<double>(cut.wrong[d]) + right + precision_epsilon));
      }
      for (std::size_t d = 0; d < lanes; ++d) {
        const std::size_t before = k == 0 ? 0 : scratch_.reached(d, scratch_.cuts[k - 1].right[d]);
        sum[d] += best[d] * static_cast<double>(reached[d] - before);
        reached[d] = before;
      }
    }
    for (double& value : sum) {
      value /= static_cast<double>(judged_.recall_levels.size());
    }
    return sum;
  }

  void find_cuts() {
    scratch_.cuts.clear();
    Cut cut{};
    for (const Event& event : scratch_.events) {
      add(event.image, event.right ? cut.right : cut.wrong);
      if (event.right) {
        scratch_.cuts.push_back(cut);
      }
    }
  }

  [[nodiscard]] Counts rights(std::size_t row, std::int64_t most) const {
    const In<std::uint8_t> outcome = judged_.outcome.subspan(row * judged_.score.size(), judged_.score.size());
    Counts drawn{};
    for (const auto& [score, place] : scratch_.by_score) {
      const auto i = static_cast<std::size_t>(place);
      if (outcome[i] == static_cast<std::uint8_t>(Outcome::right) && judged_.rank[i] < most) {
        add(static_cast<std::uint32_t>(resampling_.image[i]), drawn);
      }
    }
    return drawn;
  }

  // Adds how often each draw has drawn an image.
  template <class Sums>
  void add(std::uint32_t image, Sums& sums) const {
    const std::uint8_t* weights = &resampling_.weights[image * resampling_.n_draws + first_];
    if (n_ == lanes) {
      for (std::size_t d = 0; d < lanes; ++d) {
        sums[d] += weights[d];
      }
      return;
    }
    for (std::size_t d = 0; d < n_; ++d) {
      sums[d] += weights[d];
    }
  }

  [[nodiscard]] std::size_t place(std::size_t draw, std::size_t t, std::size_t range) const {
    return (draw * judged_.n_thresholds + t) * judged_.n_ranges + range;
  }

  void write_by_threshold() const {
    const std::size_t n = judged_.n_thresholds * judged_.n_ranges;
    for (std::size_t k = 0; k < n_ * n; ++k) {
      out_.precision_by_threshold[first_ * n + k] = precision_[k].value();
    }
    for (std::size_t k = 0; k < n_ * n * judged_.most.size(); ++k) {
      out_.recall_by_threshold[first_ * n * judged_.most.size() + k] = recall_[k].value();
    }
  }

  const JudgedDetections& judged_;
  const Resampling& resampling_;
  const DrawnScores& out_;
  std::size_t first_;
  std::size_t n_;
  Scratch& scratch_;
  std::vector<Mean> precision_;  // draws × thresholds × ranges
  std::vector<Mean> recall_;     // the same × most
};

}  // namespace

void precision_draws(const JudgedDetections& judged, const Resampling& resampling, const DrawnScores& out,
                     const Execution& execution) {
  const std::size_t n_blocks = (resampling.n_draws + lanes - 1) / lanes;
  parallel_for<Scratch>(n_blocks, 1, execution, [&](Scratch& scratch, std::size_t block, Checkpoint& checkpoint) {
    Draws(judged, resampling, out, block * lanes, scratch).take(checkpoint);
  });
}

}  // namespace labelgauge
