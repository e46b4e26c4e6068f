// Any bytes as a compressed string: what decodes must fill its image, survive encoding, and have an area and a box. As
// JSON writes them, the same, and measures are those of what decodes.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/rle.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

void require_json_measured(In<std::uint8_t> text, const std::vector<std::int64_t>& sizes, const DecodedRuns& plain) {
  const std::vector<std::int64_t> span = {0, static_cast<std::int64_t>(text.size())};
  const DecodedRuns decoded = decode_json_strings({text, span, sizes}, {});
  fuzz::require_masks(decoded.runs, sizes, decoded.status);
  if (std::find(text.begin(), text.end(), '\\') == text.end()) {
    fuzz::require(decoded.status == plain.status && decoded.runs.values == plain.runs.values,
                  "without escapes JSON changes nothing");
  }
  std::vector<std::uint8_t> status(1);
  std::vector<std::int64_t> length(1);
  std::vector<std::int64_t> pixels(1);
  std::vector<std::int64_t> box(4);
  measure_json_strings({text, span, sizes}, {status, length, pixels, box}, {});
  fuzz::require(status == decoded.status, "what is measured is what decodes");
  fuzz::require(length[0] == decoded.runs.offsets[1], "as many runs");
  if (status[0] == 0) {
    const MaskBatch mask = {decoded.runs.values, decoded.runs.offsets, sizes};
    std::vector<std::int64_t> expected_pixels(1);
    std::vector<std::int64_t> expected_box(4);
    area(mask, expected_pixels, {});
    bounding_box(mask, expected_box, {});
    fuzz::require(pixels == expected_pixels && box == expected_box, "the same area and box");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::vector<std::int64_t> sizes = {bytes.take<std::uint32_t>(), bytes.take<std::uint32_t>()};
  const In<std::uint8_t> text = bytes.rest();
  const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(text.size())};
  const DecodedRuns decoded = decode_strings(text, offsets, sizes, {});
  fuzz::require_masks(decoded.runs, sizes, decoded.status);
  require_json_measured(text, sizes, decoded);
  if (decoded.status[0] != 0) {
    return 0;
  }
  const MaskBatch mask = {decoded.runs.values, decoded.runs.offsets, sizes};
  const auto encoded = encode_strings(mask, {});
  const DecodedRuns again = decode_strings(encoded.values, encoded.offsets, sizes, {});
  fuzz::require(again.status[0] == 0 && again.runs.values == decoded.runs.values, "decode(encode(runs)) == runs");
  std::vector<std::int64_t> pixels(1);
  std::vector<std::int64_t> box(4);
  area(mask, pixels, {});
  bounding_box(mask, box, {});
  fuzz::require(pixels[0] <= (box[2] - box[0]) * (box[3] - box[1]), "foreground lies in its box");
  fuzz::require(box[2] <= sizes[1] && box[3] <= sizes[0], "the box lies in the image");
  return 0;
}
