// Any bytes as a COCO segmentation value: the parser gives a status, its columns fit together, and a value reads the
// same wherever it stands in a batch.
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/segmentation.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

template <class T>
void require_offsets(const std::vector<std::int64_t>& offsets, std::size_t n, const std::vector<T>& of,
                     std::size_t per_item) {
  fuzz::require(offsets.size() == n + 1 && offsets.front() == 0, "one offset more than there are items");
  for (std::size_t i = 0; i < n; ++i) {
    fuzz::require(offsets[i] <= offsets[i + 1], "offsets never decrease");
  }
  fuzz::require(static_cast<std::size_t>(offsets.back()) * per_item == of.size(), "offsets end where the values do");
}

void require_columns_fit(const Segmentations& parsed, std::size_t n) {
  fuzz::require(parsed.kind.size() == n && parsed.status.size() == n && parsed.sizes.size() == 2 * n,
                "one row per item");
  const auto n_rings = static_cast<std::size_t>(parsed.polygon_offsets.back());
  require_offsets(parsed.ring_offsets, n_rings, parsed.points, 2);
  require_offsets(parsed.polygon_offsets, n, std::vector<char>(n_rings), 1);
  require_offsets(parsed.run_offsets, n, parsed.run_counts, 1);
  require_offsets(parsed.string_offsets, n, parsed.strings, 1);
  for (const double value : parsed.points) {
    fuzz::require(std::isfinite(value), "coordinates are finite");
  }
  for (const std::int64_t side : parsed.sizes) {
    fuzz::require(side >= 0, "sizes are not negative");
  }
}

// Two copies of a vector's values, one after the other.
template <class T>
std::vector<T> twice(const std::vector<T>& values) {
  std::vector<T> result = values;
  result.insert(result.end(), values.begin(), values.end());
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> text(data, data + size);
  const auto length = static_cast<std::int64_t>(size);
  const Segmentations one = parse_segmentations(text, std::vector<std::int64_t>{0, length}, {});
  const Segmentations two =
      parse_segmentations(twice(text), std::vector<std::int64_t>{0, length, length, 2 * length}, {});
  require_columns_fit(one, 1);
  require_columns_fit(two, 2);
  fuzz::require(two.kind == twice(one.kind) && two.status == twice(one.status) && two.sizes == twice(one.sizes) &&
                    two.points == twice(one.points) && two.run_counts == twice(one.run_counts) &&
                    two.strings == twice(one.strings),
                "a value reads the same wherever it stands");
  std::vector<double> extents(4 * (one.ring_offsets.size() - 1));
  std::vector<double> areas(one.ring_offsets.size() - 1);
  ring_measures(one.points, one.ring_offsets, extents, areas, {});
  return 0;
}
