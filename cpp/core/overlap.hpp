// Overlap of masks and of boxes: every pair (a matrix, gold rows × candidate columns) or listed pairs.
//
// A ratio whose intersection is empty is 0, also where its denominator is 0 (pycocotools' rule); what an undefined
// ratio should be is decided by the caller, who knows the areas.
// Preconditions: masks as in rle.hpp; all masks of one matrix, and the two masks of one pair, have one size; crowd is
// empty or has one entry per gold; index entries are in range; corners and areas are finite or NaN (NaN never
// overlaps).
#pragma once

#include "core/box.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

void mask_overlap(const MaskBatch& gold, const MaskBatch& candidate, In<std::uint8_t> crowd, Measure measure,
                  Out<double> ratios, const Execution& execution);

struct IndexPairs {
  std::vector<std::int64_t> gold;
  std::vector<std::int64_t> candidate;
};

struct SparseRatios {
  IndexPairs pairs;
  std::vector<double> ratios;
};

// The entries of mask_overlap's matrix that are above 0 and at least `threshold`, ordered by gold, then candidate, in
// memory that grows with the masks and the result only.
SparseRatios mask_overlap_sparse(const MaskBatch& gold, const MaskBatch& candidate, In<std::uint8_t> crowd,
                                 Measure measure, double threshold, const Execution& execution);

// Pixels shared by masks gold_index[k] and candidate_index[k].
void mask_intersection(const MaskBatch& gold, const MaskBatch& candidate, In<std::int64_t> gold_index,
                       In<std::int64_t> candidate_index, Out<std::int64_t> pixels, const Execution& execution);

// The same where the candidates are strings: each is decoded when its first pair is met, and nothing of it kept, so
// that pairs of one candidate had better stand together. -1 where one does not decode.
void json_string_intersection(const MaskBatch& gold, const JsonStrings& candidate, In<std::int64_t> gold_index,
                              In<std::int64_t> candidate_index, Out<std::int64_t> pixels, const Execution& execution);

void box_overlap(const BoxBatch& gold, const BoxBatch& candidate, In<std::uint8_t> crowd, Measure measure,
                 Out<double> ratios, const Execution& execution);

void box_overlap_pairs(const BoxBatch& gold, const BoxBatch& candidate, In<std::int64_t> gold_index,
                       In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                       const Execution& execution);

// All pairs of boxes of one image that share positive area, ordered by gold, then candidate. Image i owns boxes
// image_offsets[i] .. image_offsets[i + 1] of either side.
IndexPairs touching_boxes(In<double> gold_corners, In<std::int64_t> gold_image_offsets, In<double> candidate_corners,
                          In<std::int64_t> candidate_image_offsets, const Execution& execution);

}  // namespace labelgauge
