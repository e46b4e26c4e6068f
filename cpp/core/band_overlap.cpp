#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/boundary.hpp"
#include "core/packed.hpp"
#include "core/runs.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

// The band of one mask, one bit a pixel. Its window begins at a row that is a multiple of 64, so that the words of two
// bands of one image cover the same rows.
class Band {
 public:
  void assign(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, const std::int64_t* radius,
              PackedColumns& eroded, const simd::Loops& loops) {
    const PixelBox box = bounds(runs, height);
    const std::int64_t rows = std::min(radius[0], height);
    const std::int64_t columns = std::min(radius[1], width);
    window_ = {box.x0, box.y0 - box.y0 % 64, box.x1, box.y1};
    bits_.pack(runs, height, window_);
    if (box.height() > 2 * rows && box.width() > 2 * columns) {
      eroded.pack(runs, height, window_, -rows);
      eroded.erode_along_rows(static_cast<std::size_t>(columns));
      for (std::size_t k = 0; k < bits_.bits().size(); ++k) {
        bits_.bits()[k] &= ~eroded.bits()[k];
      }
    }
    area_ = static_cast<std::int64_t>(loops.popcount(bits_.bits().data(), bits_.bits().size()));
  }

  [[nodiscard]] std::int64_t area() const { return area_; }

  [[nodiscard]] std::int64_t intersection(const Band& other, const simd::Loops& loops) const {
    const PixelBox common = labelgauge::intersection(window_, other.window_);
    if (common.empty()) {
      return 0;
    }
    const auto skip = [&](const Band& band) {
      return band.bits_.column(static_cast<std::size_t>(common.x0 - band.window_.x0)) +
             (common.y0 - band.window_.y0) / 64;
    };
    const auto words = static_cast<std::size_t>(common.height() + 63) / 64;
    return static_cast<std::int64_t>(loops.popcount_and_columns(
        skip(*this), bits_.words(), skip(other), other.bits_.words(), words, static_cast<std::size_t>(common.width())));
  }

 private:
  PixelBox window_;
  PackedColumns bits_;
  std::int64_t area_ = 0;
};

// The bands of one side that a block of pairs needs, each made once.
class Bands {
 public:
  void assign(const Banded& side, In<std::int64_t> index, PackedColumns& eroded, const simd::Loops& loops) {
    masks_.assign(index.begin(), index.end());
    std::sort(masks_.begin(), masks_.end());
    masks_.erase(std::unique(masks_.begin(), masks_.end()), masks_.end());
    if (bands_.size() < masks_.size()) {
      bands_.resize(masks_.size());
    }
    for (std::size_t k = 0; k < masks_.size(); ++k) {
      const auto i = static_cast<std::size_t>(masks_[k]);
      bands_[k].assign(side.masks.runs(i), side.masks.height(i), side.masks.width(i), &side.radius[2 * i], eroded,
                       loops);
    }
  }

  [[nodiscard]] const Band& of(std::int64_t mask) const {
    const auto place = std::lower_bound(masks_.begin(), masks_.end(), mask) - masks_.begin();
    return bands_[static_cast<std::size_t>(place)];
  }

 private:
  std::vector<std::int64_t> masks_;
  std::vector<Band> bands_;
};

// Pairs whose bands are held at once: few enough for some hundred megabytes.
std::size_t most_pairs(const MaskBatch& gold, const MaskBatch& candidate) {
  constexpr std::size_t bytes = std::size_t{1} << 28U;
  std::size_t largest = 1;
  for (const MaskBatch& side : {gold, candidate}) {
    for (std::size_t i = 0; i < side.size(); ++i) {
      largest = std::max(largest, static_cast<std::size_t>((side.height(i) / 64 + 1) * side.width(i)) * 8);
    }
  }
  return std::clamp<std::size_t>(bytes / (2 * largest), 1, 1024);
}

struct Scratch {
  Bands gold;
  Bands candidate;
  PackedColumns eroded;
};

}  // namespace

// Neighbouring pairs mostly share masks, so bands are kept for a block of pairs and no longer: memory does not grow
// with the number of masks.
void band_overlap(const Banded& gold, const Banded& candidate, In<std::int64_t> gold_index,
                  In<std::int64_t> candidate_index, Out<std::int64_t> pixels, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const std::size_t n = gold_index.size();
  const std::size_t block = std::clamp<std::size_t>(n / 16, 1, most_pairs(gold.masks, candidate.masks));
  parallel_for<Scratch>((n + block - 1) / block, 1, execution, [&](Scratch& scratch, std::size_t number) {
    const std::size_t begin = number * block;
    const std::size_t size = std::min(block, n - begin);
    scratch.gold.assign(gold, gold_index.subspan(begin, size), scratch.eroded, loops);
    scratch.candidate.assign(candidate, candidate_index.subspan(begin, size), scratch.eroded, loops);
    for (std::size_t k = begin; k < begin + size; ++k) {
      const Band& g = scratch.gold.of(gold_index[k]);
      const Band& c = scratch.candidate.of(candidate_index[k]);
      pixels[3 * k] = g.intersection(c, loops);
      pixels[3 * k + 1] = g.area();
      pixels[3 * k + 2] = c.area();
    }
  });
}

}  // namespace labelgauge
