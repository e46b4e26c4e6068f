// Any numbers as run lengths: they become canonical runs that fill their image and keep the area, exactly if they are
// not negative and sum to the image's pixels.
#include <cstdint>
#include <vector>

#include "core/rle.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

// Mostly small numbers, now and then any at all.
std::vector<std::int64_t> numbers(fuzz::Bytes& bytes) {
  std::vector<std::int64_t> made;
  while (!bytes.empty()) {
    const auto code = bytes.take<std::uint8_t>();
    made.push_back(code == 0xFF ? bytes.take<std::int64_t>() : code);
  }
  return made;
}

bool fill_image(const std::vector<std::int64_t>& counts, std::uint64_t pixels) {
  for (const std::int64_t count : counts) {
    if (count < 0 || static_cast<std::uint64_t>(count) > pixels) {
      return false;
    }
    pixels -= static_cast<std::uint64_t>(count);
  }
  return pixels == 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::vector<std::int64_t> sizes = {bytes.take<std::uint32_t>(), bytes.take<std::uint32_t>()};
  const std::vector<std::int64_t> counts = numbers(bytes);
  const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(counts.size())};
  const DecodedRuns normal = normalize_runs(counts, offsets, sizes, {});
  fuzz::require_masks(normal.runs, sizes, normal.status);
  const std::uint64_t pixels = static_cast<std::uint64_t>(sizes[0]) * static_cast<std::uint64_t>(sizes[1]);
  fuzz::require((normal.status[0] == 0) == (pixels <= max_pixels && fill_image(counts, pixels)),
                "counts are accepted if they fill the image");
  if (normal.status[0] != 0) {
    return 0;
  }
  const std::vector<std::int64_t> runs(normal.runs.values.begin(), normal.runs.values.end());
  fuzz::require(normalize_runs(runs, normal.runs.offsets, sizes, {}).runs.values == normal.runs.values,
                "canonical runs stay as they are");
  std::int64_t foreground = 0;
  for (std::size_t k = 1; k < counts.size(); k += 2) {
    foreground += counts[k];
  }
  std::vector<std::int64_t> areas(1);
  area({normal.runs.values, normal.runs.offsets, sizes}, areas, {});
  fuzz::require(areas[0] == foreground, "merging runs keeps the area");
  return 0;
}
