// Any bytes as a compressed string: what decodes must fill its image, survive encoding, and have an area and a box.
#include <cstdint>
#include <vector>

#include "core/rle.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::vector<std::int64_t> sizes = {bytes.take<std::uint32_t>(), bytes.take<std::uint32_t>()};
  const In<std::uint8_t> text = bytes.rest();
  const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(text.size())};
  const DecodedRuns decoded = decode_strings(text, offsets, sizes, {});
  fuzz::require_masks(decoded.runs, sizes, decoded.status);
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
