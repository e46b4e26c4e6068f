#include "core/overlap.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/crops.hpp"
#include "core/merge.hpp"
#include "core/ratio.hpp"
#include "core/rle.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

// Masks in order of where they begin. Neighbours in it meet nearly the same candidates, which then are still in the
// cache.
std::vector<std::size_t> by_left_edge(const std::vector<Crop>& crops) {
  std::vector<std::size_t> order(crops.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return crops[a].box().x0 < crops[b].box().x0; });
  return order;
}

// The boxes of one side in order of where they begin, as columns so that a row of comparisons vectorises.
class BoxIndex {
 public:
  explicit BoxIndex(const std::vector<Crop>& crops) : order_(by_left_edge(crops)) {
    for (const std::size_t i : order_) {
      const PixelBox& box = crops[i].box();
      x0_.push_back(box.x0);
      y0_.push_back(box.y0);
      x1_.push_back(box.x1);
      y1_.push_back(box.y1);
      widest_ = std::max(widest_, box.width());
    }
  }

  // Writes the positions of the boxes that share pixels with `box`, in no particular order; returns how many.
  std::size_t overlapping(const PixelBox& box, std::vector<std::size_t>& found) const {
    if (box.empty()) {
      return 0;
    }
    // Only boxes that begin before this one ends, and no further left than the widest one reaches.
    const auto first = std::upper_bound(x0_.begin(), x0_.end(), box.x0 - widest_) - x0_.begin();
    const auto last = std::lower_bound(x0_.begin(), x0_.end(), box.x1) - x0_.begin();
    found.resize(order_.size() + 1);
    std::size_t count = 0;
    for (auto j = static_cast<std::size_t>(first); j < static_cast<std::size_t>(last); ++j) {
      found[count] = order_[j];  // no branch: the position is always written, kept only if it overlaps
      count +=
          static_cast<std::size_t>(static_cast<unsigned>(box.x0 < x1_[j]) & static_cast<unsigned>(y0_[j] < box.y1) &
                                   static_cast<unsigned>(box.y0 < y1_[j]));
    }
    return count;
  }

 private:
  std::vector<std::size_t> order_;
  std::vector<std::int64_t> x0_, y0_, x1_, y1_;
  std::int64_t widest_ = 0;
};

// The largest ratio that two masks can have, known from their areas and boxes alone.
double upper_bound(Measure measure, const Crop& gold, const Crop& candidate, bool crowd) {
  const PixelBox common = intersection(gold.box(), candidate.box());
  const std::int64_t most = std::min({gold.area(), candidate.area(), common.width() * common.height()});
  return ratio(measure, static_cast<double>(most), static_cast<double>(gold.area()),
               static_cast<double>(candidate.area()), crowd);
}

std::vector<bool> mentioned(In<std::int64_t> index, std::size_t n) {
  std::vector<bool> wanted(n, false);
  for (const std::int64_t i : index) {
    wanted[static_cast<std::size_t>(i)] = true;
  }
  return wanted;
}

// Whether a mask has so many more columns than runs that following its runs column by column would take far longer than
// the runs themselves.
bool is_sparse(std::int64_t width, std::size_t n_runs) {
  return static_cast<std::uint64_t>(width) > 4096 + 16 * std::uint64_t{n_runs};
}

// Which candidates are worth a crop: those of several pairs. Any other is followed run by run, which takes a step per
// column and run; where that could be far more steps than there are runs, a crop is made all the same.
std::vector<bool> worth_a_crop(const MaskBatch& masks, In<std::int64_t> index) {
  constexpr std::uint8_t several = 3;
  std::vector<std::uint8_t> pairs(masks.size());
  std::vector<bool> wanted(masks.size(), false);
  for (const std::int64_t k : index) {
    const auto i = static_cast<std::size_t>(k);
    pairs[i] = std::min<std::uint8_t>(static_cast<std::uint8_t>(pairs[i] + 1), several);
    wanted[i] = pairs[i] == several || is_sparse(masks.width(i), masks.runs(i).size());
  }
  return wanted;
}

// Keeps CIoU's trade-off defined for equal boxes; the value is torchvision's.
constexpr double epsilon = 1e-7;

// How far two boxes of equal IoU 0 are apart, and how their shapes differ: the penalties of GIoU, DIoU and CIoU.
double with_penalty(Measure measure, double iou, double union_area, const Box& a, const Box& b) {
  const double width = std::max(a.x1, b.x1) - std::min(a.x0, b.x0);
  const double height = std::max(a.y1, b.y1) - std::min(a.y0, b.y0);
  if (measure == Measure::giou) {
    const double hull = width * height;
    return hull > 0 ? iou - (hull - union_area) / hull : iou;
  }
  const double dx = (a.x0 + a.x1) / 2 - (b.x0 + b.x1) / 2;
  const double dy = (a.y0 + a.y1) / 2 - (b.y0 + b.y1) / 2;
  const double diou = iou - (dx * dx + dy * dy) / (width * width + height * height + epsilon);
  if (measure == Measure::diou) {
    return diou;
  }
  // atan2 equals atan(w / h) and stays defined for a box without height.
  const double angle = std::atan2(a.x1 - a.x0, a.y1 - a.y0) - std::atan2(b.x1 - b.x0, b.y1 - b.y0);
  const double v = 4 / (std::numbers::pi * std::numbers::pi) * angle * angle;
  return diou - v / (1 - iou + v + epsilon) * v;
}

double box_ratio(Measure measure, const Box& gold, const Box& candidate, bool crowd) {
  const double shared = shared_area(gold, candidate);
  if (measure < Measure::giou) {
    return shared > 0 ? ratio(measure, shared, gold.area, candidate.area, crowd) : 0;
  }
  const double iou = shared > 0 ? ratio(Measure::iou, shared, gold.area, candidate.area, false) : 0;
  return with_penalty(measure, iou, gold.area + candidate.area - shared, gold, candidate);
}

double mask_ratio(Measure measure, const Crop& gold, const Crop& candidate, bool crowd, const simd::Loops& loops) {
  const std::int64_t pixels = gold.intersection(candidate, loops);
  if (pixels == 0) {
    return 0;
  }
  return ratio(measure, static_cast<double>(pixels), static_cast<double>(gold.area()),
               static_cast<double>(candidate.area()), crowd);
}

struct SparseEntry {
  std::int64_t candidate;
  double ratio;
};

SparseRatios by_column(const Ragged<SparseEntry>& rows) {
  SparseRatios result;
  result.pairs.gold.reserve(rows.values.size());
  result.pairs.candidate.reserve(rows.values.size());
  result.ratios.reserve(rows.values.size());
  for (std::size_t i = 0; i + 1 < rows.offsets.size(); ++i) {
    for (auto k = static_cast<std::size_t>(rows.offsets[i]); k < static_cast<std::size_t>(rows.offsets[i + 1]); ++k) {
      result.pairs.gold.push_back(static_cast<std::int64_t>(i));
      result.pairs.candidate.push_back(rows.values[k].candidate);
      result.ratios.push_back(rows.values[k].ratio);
    }
  }
  return result;
}

struct Entry {
  double x0;
  std::int64_t index;
};

// The boxes of one image with positive area, by x0. A NaN corner fails the comparison and drops out here.
double sort_by_x0(In<double> corners, std::size_t begin, std::size_t end, std::vector<Entry>& entries) {
  double widest = 0;
  entries.clear();
  for (std::size_t i = begin; i < end; ++i) {
    const double* c = &corners[4 * i];
    if (c[0] < c[2] && c[1] < c[3]) {
      entries.push_back({c[0], static_cast<std::int64_t>(i)});
      widest = std::max(widest, c[2] - c[0]);
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.x0 < b.x0; });
  return widest;
}

// The string that was decoded last, and gold masks that were met lately.
struct StringScratch {
  std::vector<std::uint8_t> characters;
  std::vector<std::uint32_t> runs;
  std::int64_t candidate = -1;
  Status status = Status::ok;
  RecentCrops golds;

  void decode(const JsonStrings& strings, std::int64_t wanted) {
    if (candidate == wanted) {
      return;
    }
    candidate = wanted;
    runs.clear();
    status = decode_json_string(strings, static_cast<std::size_t>(wanted), characters, runs);
  }
};

struct TouchScratch {
  std::vector<Entry> candidates;
  std::vector<std::int64_t> partners;
};

}  // namespace

void mask_overlap(const MaskBatch& gold, const MaskBatch& candidate, In<std::uint8_t> crowd, Measure measure,
                  Out<double> ratios, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const std::vector<Crop> gold_crops = make_crops(gold, {}, execution);
  const std::vector<Crop> candidate_crops = make_crops(candidate, {}, execution);
  const BoxIndex boxes(candidate_crops);
  const std::size_t m = candidate_crops.size();
  using Found = std::vector<std::size_t>;
  const std::vector<std::size_t> order = by_left_edge(gold_crops);
  parallel_for<Found>(gold_crops.size(), 4, execution, [&](Found& found, std::size_t k_gold) {
    const std::size_t i = order[k_gold];
    const Crop& g = gold_crops[i];
    const auto row = ratios.subspan(i * m, m);
    std::fill(row.begin(), row.end(), 0.0);
    const std::size_t count = boxes.overlapping(g.box(), found);
    for (std::size_t k = 0; k < count; ++k) {
      row[found[k]] = mask_ratio(measure, g, candidate_crops[found[k]], is_crowd(crowd, i), loops);
    }
  });
}

SparseRatios mask_overlap_sparse(const MaskBatch& gold, const MaskBatch& candidate, In<std::uint8_t> crowd,
                                 Measure measure, double threshold, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const std::vector<Crop> gold_crops = make_crops(gold, {}, execution);
  const std::vector<Crop> candidate_crops = make_crops(candidate, {}, execution);
  const BoxIndex boxes(candidate_crops);
  using Found = std::vector<std::size_t>;
  const auto rows = build_ragged<SparseEntry, Found>(
      gold_crops.size(), execution, [&](Found& found, std::size_t i, std::vector<SparseEntry>& out) {
        const Crop& g = gold_crops[i];
        const std::size_t count = boxes.overlapping(g.box(), found);
        std::sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count));
        for (std::size_t k = 0; k < count; ++k) {
          const Crop& c = candidate_crops[found[k]];
          // Division rounds monotonically, so the bound is never below the ratio itself and nothing is lost.
          if (upper_bound(measure, g, c, is_crowd(crowd, i)) < threshold) {
            continue;
          }
          const double value = mask_ratio(measure, g, c, is_crowd(crowd, i), loops);
          if (value > 0 && value >= threshold) {
            out.push_back({static_cast<std::int64_t>(found[k]), value});
          }
        }
      });
  return by_column(rows);
}

void mask_intersection(const MaskBatch& gold, const MaskBatch& candidate, In<std::int64_t> gold_index,
                       In<std::int64_t> candidate_index, Out<std::int64_t> pixels, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const std::vector<Crop> gold_crops = make_crops(gold, mentioned(gold_index, gold.size()), execution);
  const std::vector<bool> cropped = worth_a_crop(candidate, candidate_index);
  const std::vector<Crop> candidate_crops = make_crops(candidate, cropped, execution);
  parallel_for(gold_index.size(), 64, execution, [&](std::size_t k) {
    const Crop& g = gold_crops[static_cast<std::size_t>(gold_index[k])];
    const auto i = static_cast<std::size_t>(candidate_index[k]);
    pixels[k] =
        cropped[i] ? g.intersection(candidate_crops[i], loops) : g.intersection(candidate.runs(i), candidate.height(i));
  });
}

void json_string_intersection(const MaskBatch& gold, const JsonStrings& candidate, In<std::int64_t> gold_index,
                              In<std::int64_t> candidate_index, Out<std::int64_t> pixels, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  parallel_for<StringScratch>(gold_index.size(), 64, execution, [&](StringScratch& scratch, std::size_t k) {
    scratch.decode(candidate, candidate_index[k]);
    const auto g = static_cast<std::size_t>(gold_index[k]);
    if (scratch.status != Status::ok) {
      pixels[k] = -1;
    } else if (is_sparse(gold.width(g), scratch.runs.size())) {
      pixels[k] = static_cast<std::int64_t>(shared_pixels(gold.runs(g), scratch.runs));
    } else {
      pixels[k] = scratch.golds.of(gold, g, loops).intersection(scratch.runs, gold.height(g));
    }
  });
}

void box_overlap(const BoxBatch& gold, const BoxBatch& candidate, In<std::uint8_t> crowd, Measure measure,
                 Out<double> ratios, const Execution& execution) {
  const std::size_t m = candidate.areas.size();
  parallel_for(gold.areas.size(), 16, execution, [&](std::size_t i) {
    const Box g = gold.at(i);
    for (std::size_t j = 0; j < m; ++j) {
      ratios[i * m + j] = box_ratio(measure, g, candidate.at(j), is_crowd(crowd, i));
    }
  });
}

void box_overlap_pairs(const BoxBatch& gold, const BoxBatch& candidate, In<std::int64_t> gold_index,
                       In<std::int64_t> candidate_index, Measure measure, Out<double> ratios,
                       const Execution& execution) {
  parallel_for(gold_index.size(), 1024, execution, [&](std::size_t k) {
    const Box g = gold.at(static_cast<std::size_t>(gold_index[k]));
    ratios[k] = box_ratio(measure, g, candidate.at(static_cast<std::size_t>(candidate_index[k])), false);
  });
}

IndexPairs touching_boxes(In<double> gold_corners, In<std::int64_t> gold_image_offsets, In<double> candidate_corners,
                          In<std::int64_t> candidate_image_offsets, const Execution& execution) {
  const auto pairs = build_ragged<std::int64_t, TouchScratch>(
      gold_image_offsets.size() - 1, execution,
      [&](TouchScratch& scratch, std::size_t image, std::vector<std::int64_t>& out) {
        const double widest =
            sort_by_x0(candidate_corners, static_cast<std::size_t>(candidate_image_offsets[image]),
                       static_cast<std::size_t>(candidate_image_offsets[image + 1]), scratch.candidates);
        for (std::int64_t g = gold_image_offsets[image]; g < gold_image_offsets[image + 1]; ++g) {
          const double* box = &gold_corners[4 * static_cast<std::size_t>(g)];
          if (!(box[0] < box[2] && box[1] < box[3])) {
            continue;
          }
          // Only candidates that begin before this box ends, and no further left than the widest one reaches.
          auto entry = std::lower_bound(scratch.candidates.begin(), scratch.candidates.end(), box[0] - widest,
                                        [](const Entry& e, double x) { return e.x0 < x; });
          scratch.partners.clear();
          for (; entry != scratch.candidates.end() && entry->x0 < box[2]; ++entry) {
            const double* other = &candidate_corners[4 * static_cast<std::size_t>(entry->index)];
            if (box[0] < other[2] && other[1] < box[3] && box[1] < other[3]) {
              scratch.partners.push_back(entry->index);
            }
          }
          std::sort(scratch.partners.begin(), scratch.partners.end());
          for (const std::int64_t c : scratch.partners) {
            out.push_back(g);
            out.push_back(c);
          }
        }
      });
  IndexPairs result;
  result.gold.reserve(pairs.values.size() / 2);
  result.candidate.reserve(pairs.values.size() / 2);
  for (std::size_t k = 0; k < pairs.values.size(); k += 2) {
    result.gold.push_back(pairs.values[k]);
    result.candidate.push_back(pairs.values[k + 1]);
  }
  return result;
}

}  // namespace labelgauge
