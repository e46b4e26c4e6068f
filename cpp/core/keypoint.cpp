#include "core/keypoint.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/compensated.hpp"

namespace labelgauge {

namespace {

// How far outside [low, high] a coordinate lies.
double outside(double low, double high, double coordinate) {
  return std::max(0.0, low - coordinate) + std::max(0.0, coordinate - high);
}

class Similarity {
 public:
  Similarity(const GoldPoses& gold, In<double> candidate_points, In<double> sigmas)
      : gold_(gold), candidate_points_(candidate_points) {
    for (const double sigma : sigmas) {
      variances_.push_back((sigma * 2) * (sigma * 2));
    }
  }

  [[nodiscard]] std::size_t n_gold() const { return gold_.areas.size(); }
  [[nodiscard]] std::size_t n_candidate() const { return candidate_points_.size() / (2 * n_points()); }

  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const {
    const auto visible = gold_.visible.subspan(i * n_points(), n_points());
    const bool any_visible = std::any_of(visible.begin(), visible.end(), [](std::uint8_t v) { return v != 0; });
    const double* gold = &gold_.points[2 * i * n_points()];
    const double* candidate = &candidate_points_[2 * j * n_points()];
    const double* bounds = &gold_.bounds[4 * i];
    const double area = gold_.areas[i] + std::numeric_limits<double>::epsilon();
    CompensatedSum sum;
    std::size_t counted = 0;
    for (std::size_t p = 0; p < n_points(); ++p) {
      if (any_visible && visible[p] == 0) {
        continue;
      }
      const double x = candidate[2 * p];
      const double y = candidate[2 * p + 1];
      const double dx = any_visible ? x - gold[2 * p] : outside(bounds[0], bounds[2], x);
      const double dy = any_visible ? y - gold[2 * p + 1] : outside(bounds[1], bounds[3], y);
      sum.add(std::exp(-((dx * dx + dy * dy) / variances_[p] / area / 2)));  // pycocotools' order of operations
      ++counted;
    }
    return sum.value() / static_cast<double>(counted);
  }

 private:
  [[nodiscard]] std::size_t n_points() const { return variances_.size(); }

  const GoldPoses& gold_;
  In<double> candidate_points_;
  std::vector<double> variances_;
};

}  // namespace

void keypoint_similarity(const GoldPoses& gold, In<double> candidate_points, In<double> sigmas, Out<double> similarity,
                         const Execution& execution) {
  const Similarity of(gold, candidate_points, sigmas);
  const std::size_t m = of.n_candidate();
  parallel_for<NoScratch>(of.n_gold(), 1, execution, [&](NoScratch&, std::size_t i, Checkpoint& checkpoint) {
    for (std::size_t j = 0; j < m; ++j) {
      similarity[i * m + j] = of(i, j);
      if (j % 256 == 255) {
        checkpoint();
      }
    }
  });
}

void keypoint_similarity_pairs(const GoldPoses& gold, In<double> candidate_points, In<double> sigmas,
                               In<std::int64_t> gold_index, In<std::int64_t> candidate_index, Out<double> similarity,
                               const Execution& execution) {
  const Similarity of(gold, candidate_points, sigmas);
  parallel_for(gold_index.size(), 64, execution, [&](std::size_t k) {
    similarity[k] = of(static_cast<std::size_t>(gold_index[k]), static_cast<std::size_t>(candidate_index[k]));
  });
}

}  // namespace labelgauge
