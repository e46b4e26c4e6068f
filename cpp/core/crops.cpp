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

// Bits [begin, end) of one word, 0 <= begin < end <= 64.
std::uint64_t bit_range(std::int64_t begin, std::int64_t end) {
  return (~std::uint64_t{0} >> (64 - (end - begin))) << begin;
}

// Calls body(word, mask) for every word that rows [begin, end) of a column touch.
template <class Body>
void for_each_word(std::int64_t begin, std::int64_t end, Body&& body) {
  for (std::int64_t word = begin / 64; word * 64 < end; ++word) {
    const std::int64_t first = std::max<std::int64_t>(begin - word * 64, 0);
    const std::int64_t last = std::min<std::int64_t>(end - word * 64, 64);
    body(static_cast<std::size_t>(word), bit_range(first, last));
  }
}

}  // namespace

void Crop::assign(In<std::uint32_t> runs, std::int64_t image_height) {
  const Summary summary = summarize(runs, image_height);
  runs_ = runs;
  box_ = summary.box;
  area_ = summary.area;
  layers_ = summary.most_stretches;
  first_word_ = static_cast<std::size_t>(box_.y0) / 64;
  words_ = static_cast<std::size_t>(box_.y1 + 63) / 64 - first_word_;
  const bool simple = layers_ <= max_layers;
  const std::size_t bytes = columns() * (simple ? 2 * layers_ * sizeof(std::uint32_t) : words_ * sizeof(std::uint64_t));
  if (bytes > affordable_bytes(runs)) {
    form_ = Form::runs;
  } else if (simple) {
    form_ = Form::layers;
    fill_layers(runs, image_height);
  } else {
    form_ = Form::bits;
    fill_bits(runs, image_height);
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

void Crop::fill_bits(In<std::uint32_t> runs, std::int64_t image_height) {
  bits_.assign(words_ * columns(), 0);
  for_each_stretch(runs, image_height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
    std::uint64_t* stored = &bits_[static_cast<std::size_t>(column - box_.x0) * words_];
    for_each_word(begin, end, [&](std::size_t word, std::uint64_t mask) { stored[word - first_word_] |= mask; });
  });
}

std::int64_t Crop::intersection(const Crop& other, const simd::Loops& loops) const {
  const PixelBox common = labelgauge::intersection(box_, other.box_);
  if (common.empty()) {
    return 0;
  }
  if (form_ == Form::runs || other.form_ == Form::runs) {
    return static_cast<std::int64_t>(shared_pixels(runs_, other.runs_));
  }
  const auto width = static_cast<std::size_t>(common.width());
  const auto skip = static_cast<std::size_t>(common.x0 - box_.x0);
  const auto other_skip = static_cast<std::size_t>(common.x0 - other.box_.x0);
  std::uint64_t total = 0;
  if (form_ == Form::layers && other.form_ == Form::layers) {
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
  } else if (form_ == Form::layers) {
    total = other.bits_inside(*this, common);
  } else if (other.form_ == Form::layers) {
    total = bits_inside(other, common);
  } else {
    const std::size_t first = std::max(first_word_, other.first_word_);
    const std::size_t last = std::min(first_word_ + words_, other.first_word_ + other.words_);
    total = loops.popcount_and_columns(&bits_[skip * words_ + first - first_word_], words_,
                                       &other.bits_[other_skip * other.words_ + first - other.first_word_],
                                       other.words_, last - first, width);
  }
  return static_cast<std::int64_t>(total);
}

std::uint64_t Crop::bits_inside(const Crop& simple_mask, const PixelBox& common) const {
  std::uint64_t total = 0;
  const std::size_t width = simple_mask.columns();
  for (std::int64_t x = common.x0; x < common.x1; ++x) {
    const std::uint64_t* stored = &bits_[static_cast<std::size_t>(x - box_.x0) * words_];
    for (std::size_t layer = 0; layer < simple_mask.layers_; ++layer) {
      const std::uint32_t* interval = simple_mask.begins(layer, x);
      const std::int64_t begin = std::max<std::int64_t>(interval[0], box_.y0);
      const std::int64_t end = std::min<std::int64_t>(interval[width], box_.y1);
      if (begin < end) {
        for_each_word(begin, end, [&](std::size_t word, std::uint64_t mask) {
          total += static_cast<std::uint64_t>(std::popcount(stored[word - first_word_] & mask));
        });
      }
    }
  }
  return total;
}

std::vector<Crop> make_crops(const MaskBatch& masks, const std::vector<bool>& wanted, const Execution& execution) {
  std::vector<Crop> crops(masks.size());
  parallel_for(masks.size(), 16, execution, [&](std::size_t i) {
    if (wanted.empty() || wanted[i]) {
      crops[i].assign(masks.runs(i), masks.height(i));
    }
  });
  return crops;
}

}  // namespace labelgauge
