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

void require_columns_fit(const Segmentations& parsed, std::size_t n, std::size_t text_size) {
  fuzz::require(parsed.kind.size() == n && parsed.status.size() == n && parsed.sizes.size() == 2 * n &&
                    parsed.string_spans.size() == 2 * n,
                "one row per item");
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t begin = parsed.string_spans[2 * i];
    const std::int64_t end = parsed.string_spans[2 * i + 1];
    fuzz::require(0 <= begin && begin <= end && static_cast<std::size_t>(end) <= text_size, "strings lie in the text");
  }
  const auto n_rings = static_cast<std::size_t>(parsed.polygon_offsets.back());
  require_offsets(parsed.ring_offsets, n_rings, parsed.points, 2);
  require_offsets(parsed.polygon_offsets, n, std::vector<char>(n_rings), 1);
  require_offsets(parsed.run_offsets, n, parsed.run_counts, 1);
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

// Where a string stands in two copies of its text.
std::vector<std::int64_t> spans_of_both(const Segmentations& one, std::int64_t length) {
  std::vector<std::int64_t> spans = twice(one.string_spans);
  if (one.kind[0] == static_cast<std::uint8_t>(SegmentationKind::string)) {
    spans[2] += length;
    spans[3] += length;
  }
  return spans;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> text(data, data + size);
  const auto length = static_cast<std::int64_t>(size);
  const Segmentations one = parse_segmentations(text, std::vector<std::int64_t>{0, length}, {});
  const Segmentations two =
      parse_segmentations(twice(text), std::vector<std::int64_t>{0, length, length, 2 * length}, {});
  require_columns_fit(one, 1, size);
  require_columns_fit(two, 2, 2 * size);
  fuzz::require(two.kind == twice(one.kind) && two.status == twice(one.status) && two.sizes == twice(one.sizes) &&
                    two.points == twice(one.points) && two.run_counts == twice(one.run_counts) &&
                    two.string_spans == spans_of_both(one, length),
                "a value reads the same wherever it stands");
  std::vector<double> extents(4 * (one.ring_offsets.size() - 1));
  std::vector<double> areas(one.ring_offsets.size() - 1);
  ring_measures(one.points, one.ring_offsets, extents, areas, {});
  return 0;
}
