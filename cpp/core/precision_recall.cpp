#include <algorithm>
#include <cmath>
#include <limits>

#include "core/detection.hpp"

namespace labelgauge {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();  // keeps COCO's precision from dividing by 0

// How many golds must be found for a recall: the least number k with k / n_gold >= recall.
std::size_t needed(double recall, std::int64_t n_gold) {
  const auto all = static_cast<double>(n_gold);
  if (recall > 1) {
    return std::numeric_limits<std::size_t>::max();
  }
  auto k = std::max(std::int64_t{0}, static_cast<std::int64_t>(std::ceil(recall * all)));
  while (k > 0 && static_cast<double>(k - 1) / all >= recall) {
    --k;
  }
  while (static_cast<double>(k) / all < recall) {
    ++k;
  }
  return static_cast<std::size_t>(k);
}

// The right ones among some detections: how precise it is to stop there, and with which score. Between them precision
// only falls.
struct Curve {
  std::vector<double> precision;
  std::vector<std::size_t> detection;
};

struct Scored {
  double score;
  std::size_t detection;
};

struct Scratch {
  std::vector<Scored> order;         // a category's detections by falling score
  std::vector<std::size_t> counted;  // of these, those whose rank is low enough
  std::vector<std::size_t> needed;   // for each recall level
  std::vector<std::size_t> wrong;    // before each right one
  Curve curve;
};

class Category {
 public:
  Category(const JudgedDetections& judged, const PrecisionRecall& out, std::size_t category, Scratch& scratch)
      : judged_(judged), out_(out), category_(category), scratch_(scratch) {
    scratch_.order.clear();
    for (auto i = static_cast<std::size_t>(judged.category_offsets[category]);
         i < static_cast<std::size_t>(judged.category_offsets[category + 1]); ++i) {
      scratch_.order.push_back({judged.score[i], i});
    }
    std::stable_sort(scratch_.order.begin(), scratch_.order.end(),
                     [](const Scored& a, const Scored& b) { return a.score > b.score; });
  }

  void write() {
    for (std::size_t m = 0; m < judged_.most.size(); ++m) {
      scratch_.counted.clear();
      for (const Scored& scored : scratch_.order) {
        if (judged_.rank[scored.detection] < judged_.most[m]) {
          scratch_.counted.push_back(scored.detection);
        }
      }
      for (std::size_t range = 0; range < judged_.n_ranges(); ++range) {
        write(range, m);
      }
    }
  }

 private:
  void write(std::size_t range, std::size_t m) {
    const std::int64_t n_gold = judged_.n_gold[category_ * judged_.n_ranges() + range];
    scratch_.needed.clear();
    for (const double level : judged_.recall_levels) {
      scratch_.needed.push_back(n_gold == 0 ? 0 : needed(level, n_gold));
    }
    for (std::size_t t = 0; t < judged_.n_thresholds; ++t) {
      if (n_gold == 0) {
        write_nothing(t, range, m);
      } else {
        follow(range * judged_.n_thresholds + t);
        write_curve(t, range, m, static_cast<double>(n_gold));
      }
    }
  }

  // Makes the curve of one row of outcomes. What a detection is cannot be foretold, so nothing is decided by it: every
  // one is written down as the next right one, and stays if it is.
  void follow(std::size_t row) {
    const In<std::uint8_t> outcome = judged_.outcome.subspan(row * judged_.score.size(), judged_.score.size());
    const std::size_t n = scratch_.counted.size();
    Curve& curve = scratch_.curve;
    curve.detection.resize(n + 1);
    scratch_.wrong.resize(n + 1);
    std::size_t right = 0;
    std::size_t wrong = 0;
    for (const std::size_t i : scratch_.counted) {
      curve.detection[right] = i;
      scratch_.wrong[right] = wrong;
      right += static_cast<std::size_t>(outcome[i] == static_cast<std::uint8_t>(Outcome::right));
      wrong += static_cast<std::size_t>(outcome[i] == static_cast<std::uint8_t>(Outcome::wrong));
    }
    curve.precision.resize(right);
    for (std::size_t k = 0; k < right; ++k) {
      const auto found = static_cast<double>(k + 1);
      curve.precision[k] = found / (static_cast<double>(scratch_.wrong[k]) + found + epsilon);
    }
    for (std::size_t k = right; k-- > 1;) {
      curve.precision[k - 1] = std::max(curve.precision[k - 1], curve.precision[k]);
    }
  }

  void write_curve(std::size_t t, std::size_t range, std::size_t m, double n_gold) const {
    const Curve& curve = scratch_.curve;
    const std::size_t n_right = curve.precision.size();
    for (std::size_t level = 0; level < scratch_.needed.size(); ++level) {
      const std::size_t k = scratch_.needed[level];
      const std::size_t at = place(t, level, range, m);
      const bool reached = k <= n_right && !scratch_.counted.empty();
      const std::size_t found = k == 0 ? 0 : k - 1;
      out_.precision[at] = reached && found < n_right ? curve.precision[found] : 0;
      out_.score[at] = reached ? judged_.score[k == 0 ? scratch_.counted.front() : curve.detection[found]] : 0;
    }
    out_.recall[recall_place(t, range, m)] = static_cast<double>(n_right) / n_gold;
  }

  void write_nothing(std::size_t t, std::size_t range, std::size_t m) const {
    for (std::size_t level = 0; level < scratch_.needed.size(); ++level) {
      const std::size_t at = place(t, level, range, m);
      out_.precision[at] = -1;
      out_.score[at] = -1;
    }
    out_.recall[recall_place(t, range, m)] = -1;
  }

  [[nodiscard]] std::size_t place(std::size_t t, std::size_t level, std::size_t range, std::size_t m) const {
    const std::size_t row = t * judged_.recall_levels.size() + level;
    return ((row * judged_.n_categories() + category_) * judged_.n_ranges() + range) * judged_.most.size() + m;
  }
  [[nodiscard]] std::size_t recall_place(std::size_t t, std::size_t range, std::size_t m) const {
    return ((t * judged_.n_categories() + category_) * judged_.n_ranges() + range) * judged_.most.size() + m;
  }

  const JudgedDetections& judged_;
  const PrecisionRecall& out_;
  std::size_t category_;
  Scratch& scratch_;
};

}  // namespace

void precision_recall(const JudgedDetections& judged, const PrecisionRecall& out, const Execution& execution) {
  parallel_for<Scratch>(judged.n_categories(), 1, execution, [&](Scratch& scratch, std::size_t category) {
    Category(judged, out, category, scratch).write();
  });
}

}  // namespace labelgauge
