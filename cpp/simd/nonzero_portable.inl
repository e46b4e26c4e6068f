// Which of 64 pixels are not 0, in plain C++. Included once per level, like loops.inl; see there.

// Eight bytes to eight bits: first every byte that is not 0 becomes 1, then one multiplication gathers the eight ones
// in the top byte.
static std::uint64_t pack_eight(std::uint64_t bytes) {
  constexpr std::uint64_t low_bits = 0x7F7F7F7F7F7F7F7FULL;
  const std::uint64_t ones = ((((bytes & low_bits) + low_bits) | bytes) & ~low_bits) >> 7U;
  return (ones * 0x0102040810204080ULL) >> 56U;
}

template <class Pixel>
static std::uint64_t nonzero_64(const std::uint8_t* pixels) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 64; i += 8) {
    std::uint64_t eight = 0;
    if constexpr (sizeof(Pixel) == 1) {
      __builtin_memcpy(&eight, pixels + i, 8);
      if constexpr (std::endian::native == std::endian::big) {
        eight = __builtin_bswap64(eight);
      }
      eight = pack_eight(eight);
    } else {
      for (std::size_t k = 0; k < 8; ++k) {
        Pixel pixel = 0;
        __builtin_memcpy(&pixel, pixels + (i + k) * sizeof(Pixel), sizeof(Pixel));
        eight |= static_cast<std::uint64_t>(pixel != 0) << k;
      }
    }
    word |= eight << i;
  }
  return word;
}
