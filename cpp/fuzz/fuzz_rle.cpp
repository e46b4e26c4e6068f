// Any bytes as a compressed string, and any numbers as counts: what decodes must fill its image and survive encoding.
#include <cstdint>
#include <vector>

#include "core/rle.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

void check_string(In<std::uint8_t> text, const std::vector<std::int64_t>& sizes) {
  const Execution execution;
  const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(text.size())};
  const DecodedRuns decoded = decode_strings(text, offsets, sizes, execution);
  fuzz::require_masks(decoded.runs, sizes, decoded.status);
  if (decoded.status[0] != 0) {
    return;
  }
  const auto encoded = encode_strings({decoded.runs.values, decoded.runs.offsets, sizes}, execution);
  const DecodedRuns again = decode_strings(encoded.values, encoded.offsets, sizes, execution);
  fuzz::require(again.status[0] == 0 && again.runs.values == decoded.runs.values, "decode(encode(runs)) == runs");
}

void check_counts(fuzz::Bytes bytes, const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> counts;
  while (!bytes.empty()) {
    counts.push_back((bytes.take<std::uint8_t>() & 1U) != 0 ? bytes.take<std::int64_t>() : bytes.take<std::uint8_t>());
  }
  const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(counts.size())};
  const DecodedRuns normal = normalize_runs(counts, offsets, sizes, {});
  fuzz::require_masks(normal.runs, sizes, normal.status);
  if (normal.status[0] == 0) {
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
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const bool any_size = bytes.up_to(3) == 0;
  const std::vector<std::int64_t> sizes = {any_size ? bytes.take<std::uint32_t>() : bytes.up_to(40),
                                           any_size ? bytes.take<std::uint32_t>() : bytes.up_to(40)};
  check_string(bytes.rest(), sizes);
  check_counts(bytes, sizes);
  return 0;
}
