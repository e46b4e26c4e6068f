#include "core/boundary.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

// A mask cropped to its bounding box, one bit a pixel: every column is a row of words, bit r of word w = row 64w + r of
// the box. What lies outside the box is background.
class PackedColumns {
 public:
  void pack(In<std::uint32_t> runs, std::int64_t image_height, const PixelBox& box) {
    words_ = static_cast<std::size_t>(box.height() + 63) / 64;
    columns_ = static_cast<std::size_t>(box.width());
    bits_.assign(words_ * columns_, 0);
    for_each_stretch(runs, image_height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
      set(&bits_[static_cast<std::size_t>(column - box.x0) * words_], static_cast<std::size_t>(begin - box.y0),
          static_cast<std::size_t>(end - box.y0));
    });
  }

  // Leaves the pixels from which a square of this side, growing down and to the right, is all foreground. A window of
  // any size is two overlapping windows of half of it or more, so the number of steps grows with log(side) only.
  void erode(std::size_t side) {
    for (std::size_t window = 1; window < side;) {
      const std::size_t step = std::min(window, side - window);
      for (std::size_t column = 0; column < columns_; ++column) {
        and_with_rows_below(&bits_[column * words_], step);
      }
      and_with_columns_right(step);
      window += step;
    }
  }

  // Calls flip(column, row) where a column of the box changes colour, in linear order. The last row must be background,
  // as it is after any erosion.
  template <class Flip>
  void for_each_flip(Flip&& flip) const {
    for (std::size_t column = 0; column < columns_; ++column) {
      std::uint64_t above = 0;  // the pixel above the word
      for (std::size_t w = 0; w < words_; ++w) {
        const std::uint64_t word = bits_[column * words_ + w];
        for (std::uint64_t changes = word ^ ((word << 1U) | above); changes != 0; changes &= changes - 1) {
          flip(column, 64 * w + static_cast<std::size_t>(std::countr_zero(changes)));
        }
        above = word >> 63U;
      }
    }
  }

 private:
  static void set(std::uint64_t* column, std::size_t begin, std::size_t end) {
    const std::uint64_t first_mask = ~std::uint64_t{0} << (begin % 64);
    const std::uint64_t last_mask = ~std::uint64_t{0} >> ((64 - end % 64) % 64);
    const std::size_t first = begin / 64;
    const std::size_t last = (end - 1) / 64;
    if (first == last) {
      column[first] |= first_mask & last_mask;
      return;
    }
    column[first] |= first_mask;
    std::fill(column + first + 1, column + last, ~std::uint64_t{0});
    column[last] |= last_mask;
  }

  void and_with_rows_below(std::uint64_t* column, std::size_t step) const {
    const std::size_t skip = std::min(step / 64, words_);
    const std::size_t shift = step % 64;
    const std::size_t kept = words_ - skip;
    if (shift == 0) {
      for (std::size_t w = 0; w < kept; ++w) {
        column[w] &= column[w + skip];
      }
    } else if (kept != 0) {
      for (std::size_t w = 0; w + 1 < kept; ++w) {
        column[w] &= (column[w + skip] >> shift) | (column[w + skip + 1] << (64 - shift));
      }
      column[kept - 1] &= column[words_ - 1] >> shift;
    }
    std::fill(column + kept, column + words_, std::uint64_t{0});
  }

  void and_with_columns_right(std::size_t step) {
    const std::size_t distance = std::min(step, columns_) * words_;
    const std::size_t kept = bits_.size() - distance;
    for (std::size_t k = 0; k < kept; ++k) {
      bits_[k] &= bits_[k + distance];
    }
    std::fill(bits_.begin() + static_cast<std::ptrdiff_t>(kept), bits_.end(), std::uint64_t{0});
  }

  std::size_t words_ = 0;  // per column
  std::size_t columns_ = 0;
  std::vector<std::uint64_t> bits_;
};

// A band is a mask less its eroded self, which lies inside it: its colour changes where exactly one of the two does.
void write_band(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, PackedColumns& packed,
                std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, height);
  if (std::min(box.width(), box.height()) <= 2 * width) {  // nothing is left after erosion
    out.insert(out.end(), runs.begin(), runs.end());
    return;
  }
  packed.pack(runs, height, box);
  packed.erode(static_cast<std::size_t>(2 * width + 1));
  FlipWriter flips(out);
  std::size_t k = 0;
  std::uint64_t end = runs[0];                                            // of run k
  const std::int64_t first = (box.x0 + width) * height + box.y0 + width;  // the square's centre, seen from its corner
  packed.for_each_flip([&](std::size_t column, std::size_t row) {
    const auto position =
        static_cast<std::uint64_t>(first + static_cast<std::int64_t>(column) * height + static_cast<std::int64_t>(row));
    for (; end <= position && k + 1 < runs.size(); end += runs[++k]) {
      flips.flip(end);
    }
    flips.flip(position);
  });
  for (; k + 1 < runs.size(); end += runs[++k]) {
    flips.flip(end);
  }
  flips.finish(end);
}

}  // namespace

RunLists boundary_band(const MaskBatch& masks, In<std::int64_t> width, const Execution& execution) {
  return build_ragged<std::uint32_t, PackedColumns>(
      masks.size(), execution, [&](PackedColumns& packed, std::size_t i, std::vector<std::uint32_t>& out) {
        write_band(masks.runs(i), masks.height(i), std::min(width[i], masks.height(i)), packed, out);
      });
}

}  // namespace labelgauge
