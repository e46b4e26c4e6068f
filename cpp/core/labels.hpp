// Label maps of any integer type, and the runs of equal labels in them.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "simd/dispatch.hpp"

namespace labelgauge {

// Labels in memory order, borrowed from the caller; `width` is 1, 2, 4 or 8 bytes.
struct Labels {
  const std::byte* data = nullptr;
  std::size_t size = 0;
  std::size_t width = 1;
  bool is_signed = false;

  [[nodiscard]] const void* at(std::size_t i) const { return data + i * width; }
  // Position of this width in the tables of simd::Loops.
  [[nodiscard]] std::size_t kind() const { return static_cast<std::size_t>(std::countr_zero(width)); }

  // The label as a number. Unsigned labels beyond the range of int64 are the caller's to exclude.
  [[nodiscard]] std::int64_t operator[](std::size_t i) const {
    switch (width) {
      case 1:
        return is_signed ? read<std::int8_t>(i) : read<std::uint8_t>(i);
      case 2:
        return is_signed ? read<std::int16_t>(i) : read<std::uint16_t>(i);
      case 4:
        return is_signed ? read<std::int32_t>(i) : std::int64_t{read<std::uint32_t>(i)};
      default:
        return read<std::int64_t>(i);
    }
  }
  [[nodiscard]] std::int64_t lowest() const {
    return is_signed ? std::numeric_limits<std::int64_t>::min() >> (64 - 8 * width) : 0;
  }
  [[nodiscard]] std::int64_t highest() const {
    return std::numeric_limits<std::int64_t>::max() >> (is_signed || width == 8 ? 64 - 8 * width : 63 - 8 * width);
  }

 private:
  template <class Label>
  [[nodiscard]] Label read(std::size_t i) const {
    Label label;
    std::memcpy(&label, at(i), sizeof label);
    return label;
  }
};

// How many labels are looked at together: their marks and codes stay in the first cache.
inline constexpr std::size_t label_chunk = 1024;

// One byte per label of a chunk, 1 where a run begins.
class RunMarks {
 public:
  // No marks on [0, n), nor up to where loops look past it.
  void clear(std::size_t n) { std::memset(bytes_.data(), 0, n + block); }
  [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
  [[nodiscard]] std::size_t count(const simd::Loops& loops, std::size_t n) const {
    return static_cast<std::size_t>(loops.sum_marks(bytes_.data(), n));
  }

  // Calls body(begin, end) for the runs of [0, n): one begins at 0 and at every mark.
  template <class Body>
  void for_each_run(const simd::Loops& loops, std::size_t n, Body&& body) {
    const std::size_t count = loops.mark_positions(bytes_.data(), n, positions_.data());
    std::size_t begin = 0;
    for (std::size_t k = count != 0 && positions_[0] == 0 ? 1 : 0; k < count; ++k) {
      body(begin, positions_[k]);
      begin = positions_[k];
    }
    body(begin, n);
  }

 private:
  static constexpr std::size_t block = 64;
  std::array<std::uint8_t, label_chunk + block> bytes_{};
  std::array<std::uint16_t, label_chunk + 4> positions_{};
};

}  // namespace labelgauge
