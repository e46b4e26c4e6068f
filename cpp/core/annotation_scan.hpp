// Reads the annotation records of a COCO file into columns in one pass, as long as they are regular. Whatever is not
// regular is left to a slower reader that can explain it.
//
// The document is an object with one key "annotations", or that list itself (a result list). A regular record is an
// object whose "image_id" and "category_id" are whole numbers, "id" too or null, "bbox" has four numbers or none or is
// null, "area" and "score" are numbers or null, "iscrowd" is a number, true, false or null, and "segmentation" is a
// list, an object or null. Other keys hold legal JSON without escaped surrogates, which would have to come in pairs.
// Whole numbers have at most 18 digits; numbers are finite. The text of segmentations, and whatever else the document
// holds, is passed over by matching brackets, not checked.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

struct AnnotationScan {
  std::int64_t begin = -1;  // the list in the text; -1 if anything is irregular, and then all columns are empty
  std::int64_t end = -1;
  std::vector<std::int64_t> image_ids;
  std::vector<std::int64_t> category_ids;
  std::vector<std::int64_t> ids;            // 0 where absent
  std::vector<double> boxes;                // 4n: x, y, width, height; NaN where absent
  std::vector<double> areas;                // NaN where absent
  std::vector<double> scores;               // NaN where absent
  std::vector<std::uint8_t> flags;          // n: 1 = has an id, 2 = has a box, 4 = is a crowd
  std::vector<std::int64_t> segmentations;  // 2n: where the segmentation begins and ends; equal where absent
};

AnnotationScan scan_annotations(In<std::uint8_t> text, const Execution& execution);

}  // namespace labelgauge
