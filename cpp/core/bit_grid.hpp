// Voxels of a box, one bit each: what surfaces are found on and nearest elements are sought in.
//
// Rows of voxels along the last axis are rows of 64-bit words, bit b of word w = voxel 64w + b. Before and after every
// row stands a word of zeros, so that a row may be read one word beyond either end.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/working_memory.hpp"

namespace labelgauge {

struct GridShape {
  std::size_t depth = 0;
  std::size_t height = 0;
  std::size_t width = 0;

  [[nodiscard]] std::size_t rows() const { return depth * height; }
  [[nodiscard]] std::size_t row_words() const { return (width + 63) / 64; }
  [[nodiscard]] std::size_t words() const { return 1 + rows() * (row_words() + 1); }
  friend bool operator==(const GridShape&, const GridShape&) = default;
};

class BitGrid {
 public:
  [[nodiscard]] const GridShape& shape() const { return shape_; }
  [[nodiscard]] std::size_t row_words() const { return row_words_; }
  [[nodiscard]] std::uint64_t* row(std::size_t z, std::size_t y) { return bits_.data() + at(z, y); }
  [[nodiscard]] const std::uint64_t* row(std::size_t z, std::size_t y) const { return bits_.data() + at(z, y); }
  [[nodiscard]] bool test(std::size_t z, std::size_t y, std::size_t x) const {
    return (row(z, y)[x / 64] >> (x % 64) & 1U) != 0;
  }

  // All zeros. The caller has seen to it that the memory can be had.
  void reset(const GridShape& shape) {
    shape_ = shape;
    row_words_ = shape.row_words();
    bits_.assign(shape.words(), 0);
  }

  // Sets voxels [begin, end) of a row; there is at least one.
  void set(std::size_t z, std::size_t y, std::size_t begin, std::size_t end) {
    std::uint64_t* const words = row(z, y);
    const std::size_t last = (end - 1) / 64;
    std::uint64_t mask = ~std::uint64_t{0} << (begin % 64);
    for (std::size_t w = begin / 64; w < last; ++w) {
      words[w] |= mask;
      mask = ~std::uint64_t{0};
    }
    words[last] |= mask & (~std::uint64_t{0} >> (63 - (end - 1) % 64));
  }

  [[nodiscard]] bool any() const {
    return std::any_of(bits_.begin(), bits_.end(), [](std::uint64_t word) { return word != 0; });
  }

 private:
  [[nodiscard]] std::size_t at(std::size_t z, std::size_t y) const {
    return 1 + (z * shape_.height + y) * (row_words_ + 1);
  }

  GridShape shape_;
  std::size_t row_words_ = 0;
  std::vector<std::uint64_t> bits_;
};

// Calls body(position) for every bit of a row of words, from position `first` on, in order; body returns whether to go
// on. Returns whether it went to the end.
template <class Body>
bool for_each_bit(const std::uint64_t* row, std::size_t words, std::size_t first, Body&& body) {
  std::uint64_t mask = ~std::uint64_t{0} << (first % 64);
  for (std::size_t w = first / 64; w < words; ++w) {
    for (std::uint64_t bits = row[w] & mask; bits != 0; bits &= bits - 1) {
      if (!body(64 * w + static_cast<std::size_t>(std::countr_zero(bits)))) {
        return false;
      }
    }
    mask = ~std::uint64_t{0};
  }
  return true;
}

}  // namespace labelgauge
