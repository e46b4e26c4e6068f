// Run-length codec, areas, boxes and set operations of masks (spec: COCO's RLE, column-major, background first).
//
// Canonical runs: at least one; no run of length zero except possibly the first. An item that failed to decode has no
// runs at all. Preconditions everywhere: offsets start at 0, never decrease and end at the length of their values;
// masks given to anything but the decoders are canonical and fill their image; heights and widths are >= 0.
#pragma once

#include "core/pixels.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// An image may have at most this many pixels, so that every run fits 32 bits.
inline constexpr std::uint64_t max_pixels = 0xFFFFFFFFULL;

struct DecodedRuns {
  RunLists runs;
  std::vector<std::uint8_t> status;  // a Status per mask
};

// COCO's compressed strings to canonical runs.
DecodedRuns decode_strings(In<std::uint8_t> text, In<std::int64_t> text_offsets, In<std::int64_t> sizes,
                           const Execution& execution);

// Compressed strings as JSON writes them; spans lie within the text. An escape that is not legal, or stands for a
// character beyond ASCII, is a character that no string may have.
DecodedRuns decode_json_strings(const JsonStrings& strings, const Execution& execution);

// The runs of one of them, appended to `runs`; nothing is if it does not decode. `room` is for the characters of one
// with escapes.
Status decode_json_string(const JsonStrings& strings, std::size_t i, std::vector<std::uint8_t>& room,
                          std::vector<std::uint32_t>& runs);

// What those strings hold, without keeping it: per string the number of its canonical runs, their foreground pixels,
// and the box of these as bounding_box has it; all 0 where it does not decode.
struct StringMeasures {
  Out<std::uint8_t> status;  // a Status
  Out<std::int64_t> lengths;
  Out<std::int64_t> areas;
  Out<std::int64_t> boxes;  // 4n
};
void measure_json_strings(const JsonStrings& strings, const StringMeasures& measures, const Execution& execution);

// Canonical runs to COCO's compressed strings.
Ragged<std::uint8_t> encode_strings(const MaskBatch& masks, const Execution& execution);

// Any runs (zero lengths in the middle are legal) to canonical runs.
DecodedRuns normalize_runs(In<std::int64_t> counts, In<std::int64_t> offsets, In<std::int64_t> sizes,
                           const Execution& execution);

// Whether each mask is canonical and fills its image: ok, no_runs, empty_run or wrong_sum. Nothing is assumed of the
// runs; without sizes, sums are not looked at.
void check_runs(const MaskBatch& masks, Out<std::uint8_t> status, const Execution& execution);

// Foreground pixels of each mask.
void area(const MaskBatch& masks, Out<std::int64_t> areas, const Execution& execution);

// Half-open pixel box x0, y0, x1, y1 of each mask's foreground; an empty mask has 0, 0, 0, 0.
void bounding_box(const MaskBatch& masks, Out<std::int64_t> boxes, const Execution& execution);

// Masks of one size to bytes [n][height][width], 0 or 1. dense.size() == n * height * width, and all of it is 0.
void decode_dense(const MaskBatch& masks, std::int64_t height, std::int64_t width, Out<std::uint8_t> dense,
                  const Execution& execution);

// Pixels to canonical runs.
RunLists encode_dense(const PixelBatch& images, const Execution& execution);

// One mask per group: masks group_offsets[g] .. group_offsets[g+1], at least one, all of one size.
RunLists unite(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution);
RunLists intersect(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution);

}  // namespace labelgauge
