// Any bytes as a COCO file: the scan finds regular records or nothing, its columns fit together and stay inside the
// text, and spaces around the document change only where things stand.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/annotation_scan.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

void require_columns_fit(const AnnotationScan& scan, std::int64_t size) {
  const std::size_t n = scan.flags.size();
  fuzz::require(scan.image_ids.size() == n && scan.category_ids.size() == n && scan.ids.size() == n &&
                    scan.boxes.size() == 4 * n && scan.areas.size() == n && scan.scores.size() == n &&
                    scan.segmentations.size() == 2 * n,
                "one row per record");
  if (scan.begin == -1) {
    fuzz::require(n == 0 && scan.end == -1, "nothing is kept of what is irregular");
    return;
  }
  fuzz::require(0 <= scan.begin && scan.begin < scan.end && scan.end <= size, "the list lies in the text");
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t begin = scan.segmentations[2 * i];
    const std::int64_t end = scan.segmentations[2 * i + 1];
    fuzz::require(begin <= end && (begin == end || (scan.begin < begin && end < scan.end)),
                  "segmentations lie in the list");
  }
  for (const auto* const numbers : {&scan.boxes, &scan.areas, &scan.scores}) {
    for (const double number : *numbers) {
      fuzz::require(!std::isinf(number), "numbers are finite or absent");
    }
  }
}

bool equal_or_absent(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same_numbers(const std::vector<double>& one, const std::vector<double>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), equal_or_absent);
}

void require_same_records(const AnnotationScan& one, const AnnotationScan& moved, std::int64_t by) {
  fuzz::require(one.image_ids == moved.image_ids && one.category_ids == moved.category_ids && one.ids == moved.ids &&
                    one.flags == moved.flags,
                "spaces change no id and no flag");
  fuzz::require(same_numbers(one.boxes, moved.boxes) && same_numbers(one.areas, moved.areas) &&
                    same_numbers(one.scores, moved.scores),
                "spaces change no number");
  for (std::size_t i = 0; i < one.flags.size(); ++i) {
    const std::int64_t length = one.segmentations[2 * i + 1] - one.segmentations[2 * i];
    fuzz::require(moved.segmentations[2 * i + 1] - moved.segmentations[2 * i] == length &&
                      (length == 0 || moved.segmentations[2 * i] == one.segmentations[2 * i] + by),
                  "spaces move segmentations");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> text(data, data + size);
  const AnnotationScan scan = scan_annotations(text, {});
  require_columns_fit(scan, static_cast<std::int64_t>(size));
  std::vector<std::uint8_t> spaced = {' ', '\n'};
  spaced.insert(spaced.end(), text.begin(), text.end());
  spaced.push_back('\t');
  const AnnotationScan moved = scan_annotations(spaced, {});
  require_columns_fit(moved, static_cast<std::int64_t>(spaced.size()));
  require_same_records(scan, moved, 2);
  return 0;
}
