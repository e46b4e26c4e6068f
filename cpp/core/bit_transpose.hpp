// A square of 64 × 64 bits turned about its diagonal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace labelgauge {

using BitSquare = std::array<std::uint64_t, 64>;

// Bit j of word i becomes bit i of word j: halves change places, then halves of halves, and so on.
inline void transpose(BitSquare& square) {
  std::uint64_t low = 0x00000000FFFFFFFF;  // the lower half of every 2 * width bits
  for (std::size_t width = 32; width != 0; width /= 2, low ^= low << width) {
    for (std::size_t k = 0; k < square.size(); k = ((k | width) + 1) & ~width) {
      const std::uint64_t moved = ((square[k] >> width) ^ square[k | width]) & low;
      square[k] ^= moved << width;
      square[k | width] ^= moved;
    }
  }
}

}  // namespace labelgauge
