// Pixels as a caller has them in memory, in whatever order and of whatever integer type.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "simd/dispatch.hpp"

namespace labelgauge {

// Equally long lines of pixels, the rows or the columns of an image, borrowed from the caller. A pixel is foreground if
// any of its bytes is not 0.
struct PixelLines {
  const std::uint8_t* first = nullptr;
  std::size_t pixel_bytes = 1;  // 1, 2, 4 or 8
  std::size_t lines = 0;
  std::size_t length = 0;
  std::ptrdiff_t line_stride = 0;  // in bytes, of any sign
  std::ptrdiff_t pixel_stride = 0;

  [[nodiscard]] bool in_one_piece() const { return pixel_stride == static_cast<std::ptrdiff_t>(pixel_bytes); }
  [[nodiscard]] std::size_t words() const { return (length + 63) / 64; }  // of bits per line
  [[nodiscard]] const std::uint8_t* line(std::size_t k) const {
    return first + static_cast<std::ptrdiff_t>(k) * line_stride;
  }
};

// Images of one size, borrowed from the caller. Shape and strides (in bytes) are those of images, rows and columns.
struct PixelBatch {
  const std::uint8_t* first = nullptr;
  std::size_t pixel_bytes = 1;
  std::array<std::size_t, 3> shape{};
  std::array<std::ptrdiff_t, 3> strides{};

  [[nodiscard]] std::size_t size() const { return shape[0]; }
  [[nodiscard]] PixelLines rows(std::size_t i) const { return lines(i, 1, 2); }
  [[nodiscard]] PixelLines columns(std::size_t i) const { return lines(i, 2, 1); }

 private:
  [[nodiscard]] PixelLines lines(std::size_t i, std::size_t across, std::size_t along) const {
    const std::uint8_t* image = first + static_cast<std::ptrdiff_t>(i) * strides[0];
    return {image, pixel_bytes, shape[across], shape[along], strides[across], strides[along]};
  }
};

// Packs lines to bits, 64 pixels a word. Lines in one piece are read where they are; others are gathered one at a time.
class LinePacker {
 public:
  // Lines [begin, end) to (end - begin) * lines.words() words.
  void pack(const PixelLines& lines, std::size_t begin, std::size_t end, const simd::Loops& loops,
            std::uint64_t* words) {
    const auto kind = static_cast<std::size_t>(std::countr_zero(lines.pixel_bytes));
    if (lines.in_one_piece()) {
      loops.pack_lines[kind](lines.line(begin), lines.line_stride, lines.length, end - begin, words);
      return;
    }
    constexpr std::array gather = {&copy<std::uint8_t>, &copy<std::uint16_t>, &copy<std::uint32_t>,
                                   &copy<std::uint64_t>};
    gathered_.resize(lines.length * lines.pixel_bytes);
    for (; begin != end; ++begin, words += lines.words()) {
      gather[kind](lines.line(begin), lines.pixel_stride, lines.length, gathered_.data());
      loops.pack_lines[kind](gathered_.data(), 0, lines.length, 1, words);
    }
  }

 private:
  template <class Pixel>
  static void copy(const std::uint8_t* line, std::ptrdiff_t stride, std::size_t length, std::uint8_t* out) {
    for (std::size_t k = 0; k < length; ++k) {
      std::memcpy(out + k * sizeof(Pixel), line + static_cast<std::ptrdiff_t>(k) * stride, sizeof(Pixel));
    }
  }

  std::vector<std::uint8_t> gathered_;
};

}  // namespace labelgauge
