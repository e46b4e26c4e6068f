#include "core/crops.hpp"

#include <algorithm>
#include <bit>

#include "core/merge.hpp"

namespace labelgauge {

namespace {

struct Summary {
  PixelBox box;
  std::int64_t area = 0;
  std::size_t most_stretches = 0;  // that any one column has
};

// One pass over the runs.
Summary summarize(In<std::uint32_t> runs, std::int64_t height) {
  Summary summary;
  PixelBox& box = summary.box;
  std::size_t here = 0;
  for_each_block(runs, height, [&](std::int64_t first, std::int64_t last, std::int64_t begin, std::int64_t end) {
    if (box.empty()) {
      box = {first, begin, last, end};
    }
    here = first < box.x1 ? here + 1 : 1;
    summary.most_stretches = std::max(summary.most_stretches, here);
    summary.area += (last - first) * (end - begin);
    box.y0 = std::min(box.y0, begin);
    box.y1 = std::max(box.y1, end);
    box.x1 = last;
  });
  return summary;
}

// The most memory that a form made of these runs may take.
std::size_t affordable_bytes(In<std::uint32_t> runs) {
  constexpr std::size_t always = std::size_t{1} << 16U;
  return std::max(always, 16 * runs.size_bytes());
}

}  // namespace

void Crop::assign(In<std::uint32_t> runs, std::int64_t image_height, const simd::Loops& loops, Partner partner) {
  const Summary summary = summarize(runs, image_height);
  runs_ = runs;
  box_ = summary.box;
  area_ = summary.area;
  layers_ = summary.most_stretches;
  first_plane_ = box_.y0 / 64;
  planes_ = (box_.y1 + 63) / 64 - first_plane_;
  const auto planes = static_cast<std::size_t>(planes_);
  // A pair of planes costs about half of what a pair of layers does, and every layer of one mask meets every layer of
  // the other. A run meets every layer once, which of one or two is sooner done than to count bits.
  const bool for_few_layers = partner == Partner::runs && layers_ <= 2;
  const bool as_bits = !for_few_layers && (layers_ > max_layers || planes <= 2 * layers_ * layers_);
  const std::size_t bytes =
      as_bits ? plane_words() * planes * sizeof(std::uint64_t) : columns() * 2 * layers_ * sizeof(std::uint32_t);
  if (bytes > affordable_bytes(runs)) {
    form_ = Form::runs;
  } else if (as_bits) {
    form_ = Form::bits;
    fill_bits(runs, image_height, loops);
  } else {
    form_ = Form::layers;
    fill_layers(runs, image_height);
  }
}

void Crop::fill_layers(In<std::uint32_t> runs, std::int64_t image_height) {
  const std::size_t width = columns();
  intervals_.assign(2 * layers_ * width, 0);
  spans_.fill({box_.x1, box_.x0});
  std::size_t layer = 0;
  std::int64_t last = -1;
  for_each_stretch(runs, image_height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    layer = column == last ? layer + 1 : 0;
    last = column;
    const std::size_t at = 2 * layer * width + static_cast<std::size_t>(column - box_.x0);
    intervals_[at] = static_cast<std::uint32_t>(begin);
    intervals_[at + width] = static_cast<std::uint32_t>(end);
    spans_[layer] = {std::min(spans_[layer].begin, column), column + 1};
  });
}

// Only the two ends of every stretch are written, as single bits; then every column is filled downward from one end to
// the next, many columns at a time.
void Crop::fill_bits(In<std::uint32_t> runs, std::int64_t image_height, const simd::Loops& loops) {
  const std::size_t stride = plane_words();
  const auto planes = static_cast<std::size_t>(planes_);
  bits_.assign(planes * stride, 0);
  const auto top = static_cast<std::uint64_t>(first_plane_) * 64;
  const auto flip = [&](std::size_t column, std::int64_t image_row) {
    const std::uint64_t row = static_cast<std::uint64_t>(image_row) - top;
    // Below the last plane nothing is left to be filled: a flip of no bit, to spare the branch.
    const std::uint64_t bit = std::uint64_t{row < 64 * planes} << (row % 64);
    bits_[std::min(row / 64, planes - 1) * stride + column] ^= bit;
  };
  for_each_stretch(runs, image_height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    const auto x = static_cast<std::size_t>(column - box_.x0);
    flip(x, begin);
    flip(x, end);
  });
  loops.fill_down(bits_.data(), stride, planes, columns());
}

std::int64_t Crop::intersection(const Crop& other, const simd::Loops& loops) const {
  const PixelBox common = labelgauge::intersection(box_, other.box_);
  if (common.empty()) {
    return 0;
  }
  if (form_ == Form::runs || other.form_ == Form::runs) {
    return static_cast<std::int64_t>(shared_pixels(runs_, other.runs_));
  }
  std::uint64_t total = 0;
  if (form_ == Form::bits) {
    total = other.form_ == Form::bits ? shared_bits(other, common, loops) : bits_inside(other, common, loops);
  } else {
    total = other.form_ == Form::bits ? other.bits_inside(*this, common, loops) : shared_intervals(other, loops);
  }
  return static_cast<std::int64_t>(total);
}

std::int64_t Crop::intersection(In<std::uint32_t> runs, std::int64_t image_height) const {
  if (form_ == Form::runs) {
    return static_cast<std::int64_t>(shared_pixels(runs_, runs));
  }
  std::int64_t total = 0;
  for_each_stretch(runs, image_height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    begin = std::max(begin, box_.y0);
    end = std::min(end, box_.y1);
    if (begin < end && column >= box_.x0 && column < box_.x1) {
      total += form_ == Form::bits ? bits_between(column, begin, end) : rows_between(column, begin, end);
    }
  });
  return total;
}

// Bits of column x in rows [begin, end), at least one, of the box.
std::int64_t Crop::bits_between(std::int64_t x, std::int64_t begin, std::int64_t end) const {
  std::int64_t total = 0;
  const std::int64_t last = (end - 1) / 64;
  for (std::int64_t p = begin / 64; p <= last; ++p) {
    std::uint64_t word = *plane(p, x);
    if (p == begin / 64) {
      word &= ~std::uint64_t{0} << (begin % 64);
    }
    if (p == last) {
      word &= ~std::uint64_t{0} >> (63 - (end - 1) % 64);
    }
    total += std::popcount(word);
  }
  return total;
}

// Rows of [begin, end) that the intervals of column x hold.
std::int64_t Crop::rows_between(std::int64_t x, std::int64_t begin, std::int64_t end) const {
  std::int64_t total = 0;
  for (std::size_t layer = 0; layer < layers_; ++layer) {
    const std::uint32_t* const interval = begins(layer, x);
    const auto from = std::max(begin, static_cast<std::int64_t>(interval[0]));
    const auto to = std::min(end, static_cast<std::int64_t>(interval[columns()]));
    total += std::max(to - from, std::int64_t{0});
  }
  return total;
}

std::uint64_t Crop::shared_bits(const Crop& other, const PixelBox& common, const simd::Loops& loops) const {
  const std::int64_t first = common.y0 / 64;
  const std::int64_t last = (common.y1 + 63) / 64;
  // Beyond the common columns one of the two masks has only empty ones, so that counting whole vectors adds nothing.
  const std::size_t whole = (static_cast<std::size_t>(common.width()) + vector_words - 1) / vector_words * vector_words;
  return loops.popcount_and_columns(plane(first, common.x0), plane_words(), other.plane(first, common.x0),
                                    other.plane_words(), whole, static_cast<std::size_t>(last - first));
}

std::uint64_t Crop::shared_intervals(const Crop& other, const simd::Loops& loops) const {
  std::uint64_t total = 0;
  for (std::size_t a = 0; a < layers_; ++a) {
    for (std::size_t b = 0; b < other.layers_; ++b) {
      const std::int64_t first = std::max(spans_[a].begin, other.spans_[b].begin);
      const std::int64_t last = std::min(spans_[a].end, other.spans_[b].end);
      if (first < last) {
        const std::uint32_t* mine = begins(a, first);
        const std::uint32_t* theirs = other.begins(b, first);
        total += loops.interval_overlap(mine, mine + columns(), theirs, theirs + other.columns(),
                                        static_cast<std::size_t>(last - first));
      }
    }
  }
  return total;
}

std::uint64_t Crop::bits_inside(const Crop& layered, const PixelBox& common, const simd::Loops& loops) const {
  std::uint64_t total = 0;
  for (std::size_t layer = 0; layer < layered.layers_; ++layer) {
    const std::int64_t first = std::max(layered.spans_[layer].begin, common.x0);
    const std::int64_t last = std::min(layered.spans_[layer].end, common.x1);
    if (first >= last) {
      continue;
    }
    const std::uint32_t* begins = layered.begins(layer, first);
    for (std::int64_t p = common.y0 / 64; p * 64 < common.y1; ++p) {
      total += loops.popcount_inside(plane(p, first), begins, begins + layered.columns(),
                                     static_cast<std::uint32_t>(p * 64), static_cast<std::size_t>(last - first));
    }
  }
  return total;
}

std::vector<Crop> make_crops(const MaskBatch& masks, const std::vector<bool>& wanted, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  std::vector<Crop> crops(masks.size());
  parallel_for(masks.size(), 16, execution, [&](std::size_t i) {
    if (wanted.empty() || wanted[i]) {
      crops[i].assign(masks.runs(i), masks.height(i), loops);
    }
  });
  return crops;
}

}  // namespace labelgauge
