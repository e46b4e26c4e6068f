// Two polygons with any coordinates that the kernels take: areas and ratios are numbers in their range, whichever side
// comes first, however the rings run, and a polygon covers itself.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/polygon.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

constexpr double most = 1e150;
constexpr double tolerance = 1e-9;

struct Polygon {
  std::vector<double> points;
  std::vector<std::int64_t> ring_offsets = {0};
  std::vector<std::int64_t> mask_offsets = {0};
  bool tame = true;  // all coordinates on the grid, where rounding is small

  [[nodiscard]] PolygonSide side(Fill fill) const { return {{points, ring_offsets, mask_offsets}, fill}; }
};

// Mostly half pixels, so that edges touch and overlap, now and then any double that is allowed.
double coordinate(fuzz::Bytes& bytes, bool& tame) {
  const auto code = bytes.take<std::uint8_t>();
  if (code != 0xFF) {
    return (code % 64) / 2.0;
  }
  tame = false;
  const auto any = bytes.take<double>();
  return std::isfinite(any) ? std::clamp(any, -most, most) : 0.0;
}

Polygon polygon(fuzz::Bytes& bytes) {
  Polygon made;
  for (std::int64_t ring = bytes.up_to(4); ring != 0; --ring) {
    for (std::int64_t vertex = bytes.up_to(10); vertex != 0; --vertex) {
      made.points.push_back(coordinate(bytes, made.tame));
      made.points.push_back(coordinate(bytes, made.tame));
    }
    made.ring_offsets.push_back(static_cast<std::int64_t>(made.points.size() / 2));
  }
  made.mask_offsets.push_back(static_cast<std::int64_t>(made.ring_offsets.size() - 1));
  return made;
}

double area_of(const Polygon& polygon, Fill fill) {
  std::array<double, 1> areas{};
  polygon_area(polygon.side(fill), areas, {});
  return areas[0];
}

double ratio_of(const Polygon& gold, const Polygon& candidate, Fill fill, Measure measure) {
  std::array<double, 1> ratios{};
  polygon_overlap(gold.side(fill), candidate.side(fill), {}, measure, ratios, {});
  return ratios[0];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const Fill fill = bytes.up_to(1) == 0 ? Fill::even_odd : Fill::united;
  const Polygon gold = polygon(bytes);
  const Polygon candidate = polygon(bytes);
  const double gold_area = area_of(gold, fill);
  fuzz::require(std::isfinite(gold_area) && gold_area >= 0, "an area is a number not below 0");
  std::vector<double> ratios;
  for (const Measure measure : {Measure::iou, Measure::dice, Measure::gold, Measure::candidate}) {
    ratios.push_back(ratio_of(gold, candidate, fill, measure));
    fuzz::require(ratios.back() >= 0 && ratios.back() <= 1, "a ratio lies between 0 and 1");
  }
  fuzz::require(ratios[0] <= ratios[1] + tolerance, "Dice is not below IoU");
  std::array<double, 1> paired{};
  const std::array<std::int64_t, 1> first = {0};
  polygon_overlap_pairs(gold.side(fill), candidate.side(fill), first, first, Measure::iou, paired, {});
  fuzz::require(paired[0] == ratios[0], "pairs are those of the matrix");
  if (gold.tame && candidate.tame) {
    fuzz::require(std::abs(ratio_of(candidate, gold, fill, Measure::iou) - ratios[0]) <= tolerance,
                  "IoU does not depend on which side comes first");
    fuzz::require(gold_area == 0 || ratio_of(gold, gold, fill, Measure::iou) == 1, "a polygon with area covers itself");
  }
  return 0;
}
