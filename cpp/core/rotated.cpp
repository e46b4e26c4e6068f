#include "core/rotated.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ratio.hpp"
#include "core/rectangles.hpp"

namespace labelgauge {

namespace {

struct FlatBox {
  static constexpr std::size_t columns = 5;

  explicit FlatBox(In<double> row) : base(row[0], row[1], row[2], row[3], row[4]) {}

  [[nodiscard]] double extent() const { return base.area(); }
  [[nodiscard]] double shared(const FlatBox& other) const { return shared_area(base, other.base); }

  Rectangle base;
};

struct UprightBox {
  static constexpr std::size_t columns = 7;

  explicit UprightBox(In<double> row) : base(row[0], row[1], row[3], row[4], row[6]), z(row[2]), height(row[5]) {}

  [[nodiscard]] double extent() const { return base.area() * height; }

  [[nodiscard]] double shared(const UprightBox& other) const {
    // Measured from centre to centre: ends computed on their own would differ from the height by rounding.
    const double reach = height / 2 + other.height / 2 - std::abs(other.z - z);
    const double common = std::min({height, other.height, reach});
    return common > 0 ? shared_area(base, other.base) * common : 0;
  }

  Rectangle base;
  double z;
  double height;
};

template <class Box>
struct Side {
  std::vector<Box> boxes;
  std::vector<double> extents;

  explicit Side(In<double> rows) {
    for (std::size_t begin = 0; begin < rows.size(); begin += Box::columns) {
      boxes.emplace_back(rows.subspan(begin, Box::columns));
      extents.push_back(boxes.back().extent());
    }
  }
};

template <class Box>
void overlap_of_all(In<double> gold_boxes, In<double> candidate_boxes, In<std::uint8_t> crowd, Measure measure,
                    Out<double> ratios, const Execution& execution) {
  const Side<Box> gold(gold_boxes);
  const Side<Box> candidate(candidate_boxes);
  ratios_of_all<NoScratch>(
      {gold.extents, candidate.extents}, crowd, measure, ratios, execution,
      [&](NoScratch&, std::size_t i, std::size_t j, Checkpoint&) { return gold.boxes[i].shared(candidate.boxes[j]); });
}

template <class Box>
void overlap_of_pairs(In<double> gold_boxes, In<double> candidate_boxes, In<std::int64_t> gold_index,
                      In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                      const Execution& execution) {
  const Side<Box> gold(gold_boxes);
  const Side<Box> candidate(candidate_boxes);
  ratios_of_pairs<NoScratch>(
      {gold.extents, candidate.extents}, gold_index, candidate_index, measure, ratios, execution,
      [&](NoScratch&, std::size_t i, std::size_t j, Checkpoint&) { return gold.boxes[i].shared(candidate.boxes[j]); });
}

}  // namespace

void rotated_overlap(In<double> gold_boxes, In<double> candidate_boxes, In<std::uint8_t> crowd, Measure measure,
                     Out<double> ratios, const Execution& execution) {
  overlap_of_all<FlatBox>(gold_boxes, candidate_boxes, crowd, measure, ratios, execution);
}

void rotated_overlap_pairs(In<double> gold_boxes, In<double> candidate_boxes, In<std::int64_t> gold_index,
                           In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                           const Execution& execution) {
  overlap_of_pairs<FlatBox>(gold_boxes, candidate_boxes, gold_index, candidate_index, measure, ratios, execution);
}

void upright_overlap(In<double> gold_boxes, In<double> candidate_boxes, In<std::uint8_t> crowd, Measure measure,
                     Out<double> ratios, const Execution& execution) {
  overlap_of_all<UprightBox>(gold_boxes, candidate_boxes, crowd, measure, ratios, execution);
}

void upright_overlap_pairs(In<double> gold_boxes, In<double> candidate_boxes, In<std::int64_t> gold_index,
                           In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                           const Execution& execution) {
  overlap_of_pairs<UprightBox>(gold_boxes, candidate_boxes, gold_index, candidate_index, measure, ratios, execution);
}

}  // namespace labelgauge
