// Reads COCO's `segmentation` values (JSON text) into columns: polygons, run counts, compressed strings.
//
// A value is null, a list of rings (each flat x, y, x, y, ...) or {"size": [height, width], "counts": list or string}.
// The parser is total: any bytes give a status, never a crash, and nesting is bounded without recursion on the input.
// Numbers are correctly rounded. Compressed strings stay where they are, as JSON writes them; they are legal and ASCII.
// Precondition: spans (begin, end per item) lie within the text.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// The numbers are part of the Python interface.
enum class SegmentationKind : std::uint8_t { none = 0, polygon = 1, counts = 2, string = 3 };

// Why a value could not be used. few_points is the only one whose geometry is delivered all the same.
enum class SegmentationStatus : std::uint8_t {
  ok = 0,
  not_json = 1,
  too_deep = 2,
  not_finite = 3,
  odd_coordinates = 4,
  few_points = 5,
  nested_points = 6,
  not_rings = 7,
  not_a_number = 8,
  no_counts = 9,
  bad_size = 10,
  bad_counts = 11,
  wrong_type = 12,
};

// Brackets may be nested this deep; a legal value needs two.
inline constexpr std::size_t max_segmentation_depth = 64;

struct Segmentations {
  std::vector<std::uint8_t> kind;    // a SegmentationKind per item
  std::vector<std::uint8_t> status;  // a SegmentationStatus per item
  std::vector<double> points;        // x, y of all points of all rings
  std::vector<std::int64_t> ring_offsets;
  std::vector<std::int64_t> polygon_offsets;  // which rings belong to an item
  std::vector<std::int64_t> run_counts;
  std::vector<std::int64_t> run_offsets;
  std::vector<std::int64_t> string_spans;  // 2n: where the characters of a compressed string begin and end in the text
  std::vector<std::int64_t> sizes;         // 2n: height, width as an RLE states them, else 0
};

// An item without text is a missing value and reads as null.
Segmentations parse_segmentations(In<std::uint8_t> text, In<std::int64_t> spans, const Execution& execution);

// Of each ring: x0, y0, x1, y1 around its points (NaN without points), and its signed area by the shoelace formula,
// summed in order. extents.size() == 4 * rings, areas.size() == rings.
void ring_measures(In<double> points, In<std::int64_t> ring_offsets, Out<double> extents, Out<double> areas,
                   const Execution& execution);

}  // namespace labelgauge
