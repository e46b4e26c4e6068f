// Scores of detections against gold objects: whom each detection finds, and how precision falls as recall grows.
//
// Detections lie category after category, in a category image after image, and those of one image and category (a
// cell) by falling score. Preconditions: offsets ascend from 0 to what they divide; indices are in range; scores,
// overlaps and thresholds are finite; a gold is met in one cell only, by a detection once; recalls lie within [0, 1];
// golds number 2^53 at most, detections of a draw fewer than 2^31.
#pragma once

#include <cstdint>
#include <vector>

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// The order in which detections are to lie: by category, image and falling score, equals as they came.
std::vector<std::int64_t> score_order(In<std::int64_t> category, In<std::int64_t> image, In<double> score);

// Golds that detections overlap, as far as that may count.
struct DetectionEdges {
  In<std::int64_t> cell_offsets;  // cells + 1, in detections
  In<std::int64_t> edge_offsets;  // detections + 1, in edges
  In<std::int64_t> gold;          // 1 per edge, ascending within a detection
  In<double> overlap;             // 1 per edge
};

// What judging asks of golds and detections, for each of some ranges of area.
struct DetectionFlags {
  std::size_t n_ranges;
  std::size_t n_gold;
  In<std::uint8_t> crowd;    // n_gold: may be found by any number of detections
  In<std::uint8_t> ignored;  // ranges × n_gold: finding it is neither right nor wrong
  In<std::uint8_t> outside;  // ranges × detections: finding nothing is neither right nor wrong
};

// The numbers are part of the Python interface.
enum class Outcome : std::uint8_t { wrong = 0, right = 1, ignored = 2 };

// Whom every detection finds: the gold, or -1; ranges × thresholds × detections. In order of score each takes, of the
// golds that nobody took and that it overlaps by the threshold at least, the one it overlaps most, the last of equals;
// ignored golds only where there is no other.
void match_detections(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds,
                      Out<std::int64_t> match, const Execution& execution);

// The same as outcomes.
void judge_detections(const DetectionEdges& edges, const DetectionFlags& flags, In<double> thresholds,
                      Out<std::uint8_t> outcome, const Execution& execution);

// Judged detections of all categories.
struct JudgedDetections {
  In<std::int64_t> category_offsets;  // categories + 1, in detections
  In<std::int64_t> rank;              // place of each in its cell, from 0
  In<double> score;
  In<std::uint8_t> outcome;  // ranges × thresholds × detections
  std::size_t n_ranges;
  In<std::int64_t> n_gold;   // categories × ranges, golds that are not ignored; not for precision_draws
  In<double> recall_levels;  // ascending
  In<std::int64_t> most;     // most detections of a cell that count
  std::size_t n_thresholds;

  [[nodiscard]] std::size_t n_categories() const { return category_offsets.size() - 1; }
};

// For categories × ranges × most × thresholds × levels, so that what belongs together lies together: the greatest
// precision at this recall or more, and the score at which the recall is reached (0 if never); for thresholds ×
// categories × ranges × most the last recall. All are -1 where there is no gold.
struct PrecisionRecall {
  Out<double> precision;
  Out<double> recall;
  Out<double> score;
};

// What of it resampling by image asks for: every image counts as often as a draw has drawn it.
struct Resampling {
  In<std::int64_t> image;                  // of each detection
  In<std::int64_t> gold_category_offsets;  // categories + 1, in golds
  In<std::int64_t> gold_image;             // of each gold
  In<std::uint8_t> gold_ignored;           // ranges × golds
  In<std::uint8_t> weights;                // images × draws
  std::size_t n_draws;
};

// Means of every draw, with the last of `most` but for recall by threshold; NaN where no gold is left.
struct DrawnScores {
  Out<double> precision_by_threshold;  // draws × thresholds × ranges, over categories and levels
  Out<double> recall_by_threshold;     // draws × thresholds × ranges × most, over categories
  Out<double> precision_by_category;   // draws × categories × ranges, over thresholds and levels
  Out<double> recall_by_category;      // draws × categories × ranges, over thresholds
};

void precision_draws(const JudgedDetections& judged, const Resampling& resampling, const DrawnScores& out,
                     const Execution& execution);

void precision_recall(const JudgedDetections& judged, const PrecisionRecall& out, const Execution& execution);

}  // namespace labelgauge
