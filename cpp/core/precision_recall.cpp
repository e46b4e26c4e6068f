#include <algorithm>
#include <bit>
#include <cstring>

#include "core/detection.hpp"
#include "core/score_curve.hpp"

namespace labelgauge {

namespace {

// Thresholds as bits, so many at a time.
constexpr std::size_t thresholds_together = 64;
using Bits = std::uint64_t;

// A detection, and at which thresholds it is right, and right or ignored.
struct Scored {
  double score;
  std::size_t detection;
  std::int64_t rank;
  Bits right;
  Bits not_wrong;
};

// The right ones among some detections at one threshold: how many wrong ones are before each, how precise it is to stop
// there or at a later one, and with which score. Between them precision only falls.
struct Curve {
  std::vector<std::int64_t> wrong;
  std::vector<double> precision;
  std::vector<double> score;
  std::int64_t not_wrong = 0;  // of the detections so far that count at any threshold

  void clear() {
    wrong.clear();
    score.clear();
    not_wrong = 0;
  }
};

struct Scratch {
  std::vector<std::int64_t> by_score;  // a category's detections by falling score
  std::vector<Scored> order;           // the same, with what is known of each
  std::vector<Bits> right;             // of each, as they lie
  std::vector<Bits> not_wrong;
  std::vector<std::size_t> needed;  // golds, for each recall level
  std::vector<double> precision;    // thresholds × levels × ranges × most
  std::vector<double> score;
  std::vector<Curve> curves = std::vector<Curve>(thresholds_together);
};

// Calls body(i) for the bytes that are not 0; where these are few, eight are passed over at a time.
template <class Body>
void for_each_not_zero(In<std::uint8_t> bytes, Body&& body) {
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + sizeof(word) <= bytes.size(); i += sizeof(word)) {
    std::memcpy(&word, &bytes[i], sizeof(word));
    for (std::size_t k = i; word != 0 && k < i + sizeof(word); ++k) {
      if (bytes[k] != 0) {
        body(k);
      }
    }
  }
  for (; i < bytes.size(); ++i) {
    if (bytes[i] != 0) {
      body(i);
    }
  }
}

static_assert(static_cast<std::uint8_t>(Outcome::wrong) == 0);

class Category {
 public:
  Category(const JudgedDetections& judged, const PrecisionRecall& out, std::size_t category, Scratch& scratch)
      : judged_(judged),
        out_(out),
        category_(category),
        begin_(static_cast<std::size_t>(judged.category_offsets[category])),
        end_(static_cast<std::size_t>(judged.category_offsets[category + 1])),
        scratch_(scratch) {
    order_by_score(judged.score, judged.category_offsets[category], judged.category_offsets[category + 1],
                   scratch_.by_score);
    scratch_.order.clear();
    for (const std::int64_t detection : scratch_.by_score) {
      const auto i = static_cast<std::size_t>(detection);
      scratch_.order.push_back({judged.score[i], i, judged.rank[i], 0, 0});
    }
  }

  void write(Checkpoint& checkpoint) {
    scratch_.precision.resize(judged_.n_thresholds * judged_.recall_levels.size() * judged_.n_ranges *
                              judged_.most.size());
    scratch_.score.resize(scratch_.precision.size());
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
    copy_out(scratch_.precision, out_.precision);
    copy_out(scratch_.score, out_.score);
  }

 private:
  // A category's numbers lie far apart in the answer, so that they are gathered first.
  void copy_out(const std::vector<double>& of_category, Out<double> out) const {
    const std::size_t together = judged_.n_ranges * judged_.most.size();
    for (std::size_t row = 0; row < judged_.n_thresholds * judged_.recall_levels.size(); ++row) {
      const auto* first = of_category.data() + row * together;
      std::copy(first, first + together, out.data() + (row * judged_.n_categories() + category_) * together);
    }
  }

  void read_outcomes(std::size_t range, std::size_t first, std::size_t n) {
    scratch_.right.assign(end_ - begin_, 0);
    scratch_.not_wrong.assign(end_ - begin_, 0);
    for (std::size_t t = 0; t < n; ++t) {
      const std::size_t row = range * judged_.n_thresholds + first + t;
      const In<std::uint8_t> outcome = judged_.outcome.subspan(row * judged_.score.size() + begin_, end_ - begin_);
      for_each_not_zero(outcome, [&](std::size_t i) {
        scratch_.right[i] |= static_cast<Bits>(outcome[i] == static_cast<std::uint8_t>(Outcome::right)) << t;
        scratch_.not_wrong[i] |= Bits{1} << t;
      });
    }
    for (Scored& scored : scratch_.order) {
      scored.right = scratch_.right[scored.detection - begin_];
      scored.not_wrong = scratch_.not_wrong[scored.detection - begin_];
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
    follow(n, judged_.most[m]);
    for (std::size_t t = 0; t < n; ++t) {
      write_curve(scratch_.curves[t], first + t, range, m, static_cast<double>(n_gold));
    }
  }

  // Makes the curves of all thresholds at once. Most detections are wrong at all of them and are only counted.
  void follow(std::size_t n, std::int64_t most) {
    for (std::size_t t = 0; t < n; ++t) {
      scratch_.curves[t].clear();
    }
    const Bits all = n == thresholds_together ? ~Bits{0} : (Bits{1} << n) - 1;
    std::int64_t before = 0;
    bool any = false;
    first_score_ = 0;
    for (const Scored& scored : scratch_.order) {
      if (scored.rank >= most) {
        continue;
      }
      first_score_ = any ? first_score_ : scored.score;
      any = true;
      if (scored.not_wrong == all && scored.right == 0) {
        continue;  // ignored throughout
      }
      for (Bits here = scored.not_wrong; here != 0; here &= here - 1) {
        const auto t = static_cast<std::size_t>(std::countr_zero(here));
        Curve& curve = scratch_.curves[t];
        if ((scored.right >> t & 1U) != 0) {
          curve.wrong.push_back(before - curve.not_wrong);
          curve.score.push_back(scored.score);
        }
        ++curve.not_wrong;
      }
      ++before;
    }
    for (std::size_t t = 0; t < n; ++t) {
      fill_precision(scratch_.curves[t]);
    }
  }

  static void fill_precision(Curve& curve) {
    curve.precision.resize(curve.wrong.size());
    for (std::size_t k = 0; k < curve.precision.size(); ++k) {
      const auto right = static_cast<double>(k + 1);
      curve.precision[k] = right / (static_cast<double>(curve.wrong[k]) + right + precision_epsilon);
    }
    for (std::size_t k = curve.precision.size(); k-- > 1;) {
      curve.precision[k - 1] = std::max(curve.precision[k - 1], curve.precision[k]);
    }
  }

  void write_curve(const Curve& curve, std::size_t t, std::size_t range, std::size_t m, double n_gold) const {
    const std::size_t n_right = curve.precision.size();
    for (std::size_t level = 0; level < scratch_.needed.size(); ++level) {
      const std::size_t k = scratch_.needed[level];
      const std::size_t at = place(t, level, range, m);
      const std::size_t found = k == 0 ? 0 : k - 1;
      const bool reached = found < n_right;
      scratch_.precision[at] = reached ? curve.precision[found] : 0;
      scratch_.score[at] = reached ? curve.score[found] : 0;
      if (k == 0) {
        scratch_.score[at] = first_score_;
      }
    }
    out_.recall[recall_place(t, range, m)] = static_cast<double>(n_right) / n_gold;
  }

  void write_nothing(std::size_t t, std::size_t range, std::size_t m) const {
    for (std::size_t level = 0; level < judged_.recall_levels.size(); ++level) {
      const std::size_t at = place(t, level, range, m);
      scratch_.precision[at] = -1;
      scratch_.score[at] = -1;
    }
    out_.recall[recall_place(t, range, m)] = -1;
  }

  [[nodiscard]] std::size_t place(std::size_t t, std::size_t level, std::size_t range, std::size_t m) const {
    return ((t * judged_.recall_levels.size() + level) * judged_.n_ranges + range) * judged_.most.size() + m;
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
  double first_score_ = 0;  // of the detections that count, 0 without any
};

}  // namespace

void precision_recall(const JudgedDetections& judged, const PrecisionRecall& out, const Execution& execution) {
  parallel_for<Scratch>(judged.n_categories(), 1, execution,
                        [&](Scratch& scratch, std::size_t category, Checkpoint& checkpoint) {
                          Category(judged, out, category, scratch).write(checkpoint);
                        });
}

}  // namespace labelgauge
