// Masks brought into the form in which intersections are cheap, cropped to their bounding boxes.
//
// A mask that is low or ragged becomes bits: plane p holds rows [64·(first plane + p), + 64) of the image, a word per
// column of the box, so that two masks need no shifting and the columns they share lie next to each other. Behind every
// plane stand a few empty columns, so that pairs of planes are read in whole vectors.
// Any other mask becomes layers of column intervals: layer k holds the k-th stretch [begin, end) of every column of the
// box, rows counted from the image's top, empty = [0, 0). Two such masks intersect by one pass over their common
// columns per pair of layers; one such mask and one of bits by counting the bits inside each interval.
// A mask of which either would take far more memory than its runs stays as it is; it and any other mask intersect by
// walking along the runs of both.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/runs.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

// What a crop is for: meeting other crops, or runs that are followed one by one.
enum class Partner : std::uint8_t { crops, runs };

class Crop {
 public:
  // Preconditions: canonical runs of an image `image_height` rows high, which outlive the crop.
  void assign(In<std::uint32_t> runs, std::int64_t image_height, const simd::Loops& loops,
              Partner partner = Partner::crops);

  [[nodiscard]] const PixelBox& box() const { return box_; }
  [[nodiscard]] std::int64_t area() const { return area_; }

  // Pixels that both masks have. Both belong to images of one size.
  [[nodiscard]] std::int64_t intersection(const Crop& other, const simd::Loops& loops) const;

  // The same with a mask that is not worth a crop, as nothing else meets it: canonical runs of an image of that size.
  [[nodiscard]] std::int64_t intersection(In<std::uint32_t> runs, std::int64_t image_height) const;

 private:
  enum class Form : std::uint8_t { layers, bits, runs };
  static constexpr std::size_t max_layers = 6;
  static constexpr std::size_t vector_words = 8;  // of the widest instruction set

  void fill_layers(In<std::uint32_t> runs, std::int64_t image_height);
  void fill_bits(In<std::uint32_t> runs, std::int64_t image_height, const simd::Loops& loops);
  [[nodiscard]] std::uint64_t shared_bits(const Crop& other, const PixelBox& common, const simd::Loops& loops) const;
  [[nodiscard]] std::uint64_t shared_intervals(const Crop& other, const simd::Loops& loops) const;
  [[nodiscard]] std::uint64_t bits_inside(const Crop& layered, const PixelBox& common, const simd::Loops& loops) const;
  [[nodiscard]] std::int64_t bits_between(std::int64_t x, std::int64_t begin, std::int64_t end) const;
  [[nodiscard]] std::int64_t rows_between(std::int64_t x, std::int64_t begin, std::int64_t end) const;
  [[nodiscard]] std::size_t columns() const { return static_cast<std::size_t>(box_.width()); }
  [[nodiscard]] std::size_t plane_words() const { return columns() + vector_words - 1; }
  // Column x of a plane counted from the image's top.
  [[nodiscard]] const std::uint64_t* plane(std::int64_t p, std::int64_t x) const {
    return &bits_[static_cast<std::size_t>(p - first_plane_) * plane_words() + static_cast<std::size_t>(x - box_.x0)];
  }
  // Where the interval of a layer in column x begins; where it ends stands columns() further on.
  [[nodiscard]] const std::uint32_t* begins(std::size_t layer, std::int64_t x) const {
    return &intervals_[2 * layer * columns() + static_cast<std::size_t>(x - box_.x0)];
  }

  In<std::uint32_t> runs_;
  Form form_ = Form::layers;
  PixelBox box_;
  std::int64_t area_ = 0;
  std::size_t layers_ = 0;
  std::vector<std::uint32_t> intervals_;  // per layer: all begins, then all ends
  // Per layer, the columns from its first interval to its last: most columns have one interval, so that layers after
  // the first are short.
  struct Span {
    std::int64_t begin;
    std::int64_t end;
  };
  std::array<Span, max_layers> spans_{};
  std::int64_t first_plane_ = 0;  // counted from the image's top
  std::int64_t planes_ = 0;
  std::vector<std::uint64_t> bits_;
};

// Crops of all masks of a batch for which `wanted` is set (empty = all).
std::vector<Crop> make_crops(const MaskBatch& masks, const std::vector<bool>& wanted, const Execution& execution);

// Crops, to meet runs, of the masks that were asked for last. Those of neighbours are held together, few enough for the
// processor's caches.
class RecentCrops {
 public:
  // Precondition: always the same masks.
  const Crop& of(const MaskBatch& masks, std::size_t i, const simd::Loops& loops) {
    Slot& slot = slots_[i % slots_.size()];
    if (slot.mask != i) {
      slot.crop.assign(masks.runs(i), masks.height(i), loops, Partner::runs);
      slot.mask = i;
    }
    return slot.crop;
  }

 private:
  struct Slot {
    std::size_t mask = std::numeric_limits<std::size_t>::max();
    Crop crop;
  };
  std::array<Slot, 64> slots_;
};

}  // namespace labelgauge
