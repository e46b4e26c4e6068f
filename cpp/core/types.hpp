// Types that cross from bindings to core. The core never includes Python: spans in, caller-owned memory or vectors out.
//
//   mask batch   counts uint32[total], offsets int64[n+1], sizes int64[n][2] = (height, width)
//                runs are column-major and alternate background, foreground, background, ...; mask i owns
//                counts[offsets[i] .. offsets[i+1]) and they sum to height*width
//   polygons     points float64[p][2] = (x, y), ring_offsets int64[r+1], mask_offsets int64[n+1] (rings of a mask)
//   boxes        corners float64[n][4] = x0, y0, x1, y1; areas float64[n]
//   strings      text uint8[total], text_offsets int64[n+1]
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace labelgauge {

template <class T>
using In = std::span<const T>;
template <class T>
using Out = std::span<T>;

// Why one item of a batch could not be decoded or used; 0 is success. The numbers are part of the Python interface.
enum class Status : std::uint8_t {
  ok = 0,
  truncated = 1,
  bad_character = 2,
  negative = 3,
  wrong_sum = 4,
  too_large = 5,
  no_runs = 6,
  empty_run = 7
};

// How an intersection becomes a ratio. The numbers are part of the Python interface.
enum class Measure : int { iou = 0, dice = 1, gold = 2, candidate = 3, giou = 4, diou = 5, ciou = 6 };

// A batch of run-length encoded masks, borrowed from the caller.
struct MaskBatch {
  In<std::uint32_t> counts;
  In<std::int64_t> offsets;  // n + 1
  In<std::int64_t> sizes;    // 2n: height, width

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] In<std::uint32_t> runs(std::size_t i) const {
    const auto begin = static_cast<std::size_t>(offsets[i]);
    return counts.subspan(begin, static_cast<std::size_t>(offsets[i + 1]) - begin);
  }
  [[nodiscard]] std::int64_t height(std::size_t i) const { return sizes[2 * i]; }
  [[nodiscard]] std::int64_t width(std::size_t i) const { return sizes[2 * i + 1]; }
};

// A batch of masks as JSON writes COCO's compressed strings, without their quotes, borrowed from the caller.
struct JsonStrings {
  In<std::uint8_t> text;
  In<std::int64_t> spans;  // 2n: where each begins and ends in the text
  In<std::int64_t> sizes;  // 2n: height, width

  [[nodiscard]] std::size_t size() const { return spans.size() / 2; }
  [[nodiscard]] In<std::uint8_t> characters(std::size_t i) const {
    const auto begin = static_cast<std::size_t>(spans[2 * i]);
    return text.subspan(begin, static_cast<std::size_t>(spans[2 * i + 1]) - begin);
  }
  [[nodiscard]] std::int64_t height(std::size_t i) const { return sizes[2 * i]; }
  [[nodiscard]] std::int64_t width(std::size_t i) const { return sizes[2 * i + 1]; }
};

// A batch of polygons, each of any number of rings that close themselves, borrowed from the caller.
struct PolygonBatch {
  In<double> points;              // 2 per vertex: x, y
  In<std::int64_t> ring_offsets;  // rings + 1, in vertices
  In<std::int64_t> mask_offsets;  // n + 1, in rings

  [[nodiscard]] std::size_t size() const { return mask_offsets.size() - 1; }
  [[nodiscard]] std::size_t first_ring(std::size_t i) const { return static_cast<std::size_t>(mask_offsets[i]); }
  [[nodiscard]] In<double> ring(std::size_t r) const {
    const auto begin = static_cast<std::size_t>(ring_offsets[r]);
    return points.subspan(2 * begin, 2 * (static_cast<std::size_t>(ring_offsets[r + 1]) - begin));
  }
};

// A ragged result: every item's values one after the other, with n + 1 offsets.
template <class T>
struct Ragged {
  std::vector<T> values;
  std::vector<std::int64_t> offsets;
};

using RunLists = Ragged<std::uint32_t>;

}  // namespace labelgauge
