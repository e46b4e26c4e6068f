// Part of an image, one bit a pixel: what bands, erosion, dilation and contours are computed on.
//
// A window of rows × columns pixels; every column is a row of 64-bit words, bit r of word w = row 64w + r of the
// window. What lies outside the window is background, and so are the bits of the last word beyond the last row.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/image_size.hpp"
#include "core/runs.hpp"
#include "core/types.hpp"
#include "core/working_memory.hpp"

namespace labelgauge {

class PackedColumns {
 public:
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t words() const { return words_; }  // per column
  [[nodiscard]] std::uint64_t* column(std::size_t c) { return bits_.data() + c * words_; }
  [[nodiscard]] const std::uint64_t* column(std::size_t c) const { return bits_.data() + c * words_; }
  [[nodiscard]] std::vector<std::uint64_t>& bits() { return bits_; }
  [[nodiscard]] const std::vector<std::uint64_t>& bits() const { return bits_; }

  // All background. Throws TooLarge.
  void reset(std::size_t rows, std::size_t columns) {
    rows_ = rows;
    columns_ = columns;
    words_ = (rows + 63) / 64;
    require_working_memory(words_ * columns_, sizeof(std::uint64_t));
    bits_.assign(words_ * columns_, 0);
  }

  // A mask seen through a window, with every stretch of foreground in a column first made longer by `margin` rows at
  // both ends, or shorter if it is negative: dilation and erosion up and down. The window holds all of what results; it
  // may reach beyond the image.
  void pack(In<std::uint32_t> runs, std::int64_t image_height, const PixelBox& window, std::int64_t margin = 0) {
    reset(static_cast<std::size_t>(window.height()), static_cast<std::size_t>(window.width()));
    for_each_stretch(runs, image_height, [&](std::int64_t x, std::int64_t begin, std::int64_t end) {
      begin -= margin;
      end += margin;
      if (begin < end) {
        set(column(static_cast<std::size_t>(x - window.x0)), static_cast<std::size_t>(begin - window.y0),
            static_cast<std::size_t>(end - window.y0));
      }
    });
  }

  // Every pixel becomes the AND of those of its row up to so many columns away.
  void erode_along_rows(std::size_t columns) { over_columns<And>(columns); }

  // The same with OR. The window must have room for what grows.
  void dilate_along_rows(std::size_t columns) { over_columns<Or>(columns); }

  // Every pixel becomes the AND of itself and those `step` rows above and below.
  void erode_both_ways(std::size_t step, std::vector<std::uint64_t>& scratch) { both_ways<And>(step, scratch); }

  // The same with OR.
  void dilate_both_ways(std::size_t step, std::vector<std::uint64_t>& scratch) { both_ways<Or>(step, scratch); }

  // Calls flip(column, row) where a column changes colour, in linear order; row = rows() where one ends in foreground.
  template <class Flip>
  void for_each_flip(std::size_t first_column, std::size_t end_column, Flip&& flip) const {
    for (std::size_t c = first_column; c < end_column; ++c) {
      const std::uint64_t* stored = column(c);
      std::uint64_t above = 0;  // the pixel above the word
      for (std::size_t w = 0; w < words_; ++w) {
        for (std::uint64_t changes = stored[w] ^ ((stored[w] << 1U) | above); changes != 0; changes &= changes - 1) {
          flip(c, 64 * w + static_cast<std::size_t>(std::countr_zero(changes)));
        }
        above = stored[w] >> 63U;
      }
      if (above != 0) {
        flip(c, 64 * words_);
      }
    }
  }

  // Writes the part that lies inside an image as runs; the window's first pixel is at row y0 and column x0 of it.
  void write(std::int64_t y0, std::int64_t x0, ImageSize image, std::vector<std::uint32_t>& out) const {
    FlipWriter flips(out);
    const auto first = static_cast<std::size_t>(std::max<std::int64_t>(-x0, 0));
    const std::int64_t end = std::min(static_cast<std::int64_t>(columns_), image.width - x0);
    for_each_flip(first, static_cast<std::size_t>(std::max<std::int64_t>(end, 0)), [&](std::size_t c, std::size_t r) {
      const std::int64_t row = std::clamp<std::int64_t>(y0 + static_cast<std::int64_t>(r), 0, image.height);
      flips.flip(static_cast<std::uint64_t>((x0 + static_cast<std::int64_t>(c)) * image.height + row));
    });
    flips.finish(image.pixels());
  }

 private:
  struct And {
    static std::uint64_t of(std::uint64_t a, std::uint64_t b) { return a & b; }
    static constexpr bool clears = true;  // what meets the outside becomes background
  };
  struct Or {
    static std::uint64_t of(std::uint64_t a, std::uint64_t b) { return a | b; }
    static constexpr bool clears = false;
  };

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

  // A stretch of any length is two overlapping ones of half of it or more, so the steps grow with its logarithm only:
  // they look ahead until a pixel knows itself and `columns` ahead, and a last one looks as far back.
  template <class Combine>
  void over_columns(std::size_t columns) {
    for (std::size_t known = 1; known < columns + 1;) {
      const std::size_t step = std::min(known, columns + 1 - known);
      with_columns_right<Combine>(step);
      known += step;
    }
    if (columns != 0) {
      with_columns_left<Combine>(columns);
    }
  }

  template <class Combine>
  void with_columns_right(std::size_t step) {
    const std::size_t distance = std::min(step, columns_) * words_;
    const std::size_t kept = bits_.size() - distance;
    for (std::size_t k = 0; k < kept; ++k) {
      bits_[k] = Combine::of(bits_[k], bits_[k + distance]);
    }
    if constexpr (Combine::clears) {
      std::fill(bits_.begin() + static_cast<std::ptrdiff_t>(kept), bits_.end(), std::uint64_t{0});
    }
  }

  // Backwards in pieces no longer than the distance, so that no piece reads what it writes.
  template <class Combine>
  void with_columns_left(std::size_t step) {
    const std::size_t distance = std::min(step, columns_) * words_;
    for (std::size_t end = bits_.size(); end > distance;) {
      const std::size_t begin = std::max(distance, end - std::min(end, distance));
      for (std::size_t k = begin; k < end; ++k) {
        bits_[k] = Combine::of(bits_[k], bits_[k - distance]);
      }
      end = begin;
    }
    if constexpr (Combine::clears) {
      std::fill(bits_.begin(), bits_.begin() + static_cast<std::ptrdiff_t>(distance), std::uint64_t{0});
    }
  }

  template <class Combine>
  void both_ways(std::size_t step, std::vector<std::uint64_t>& scratch) {
    const std::size_t skip = step / 64;
    const std::size_t shift = step % 64;
    scratch.assign(words_ + 2 * (skip + 1), 0);  // a column between margins of background
    std::uint64_t* const middle = scratch.data() + skip + 1;
    for (std::size_t c = 0; c < columns_; ++c) {
      std::uint64_t* stored = column(c);
      std::copy(stored, stored + words_, middle);
      for (std::size_t w = 0; w < words_; ++w) {
        const std::uint64_t* const below = middle + w + skip;
        const std::uint64_t* const above = middle + w - skip;
        const std::uint64_t up = shift == 0 ? below[0] : (below[0] >> shift) | (below[1] << (64 - shift));
        const std::uint64_t down = shift == 0 ? above[0] : (above[0] << shift) | (*(above - 1) >> (64 - shift));
        stored[w] = Combine::of(Combine::of(stored[w], up), down);
      }
    }
  }

  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t words_ = 0;
  std::vector<std::uint64_t> bits_;
};

}  // namespace labelgauge
