// Which of 64 pixels are not 0, by AVX2. Included once per level, like loops.inl; see there.

static __m256i thirty_two_bytes(const std::uint8_t* bytes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
}

// Packing works in halves of registers: this puts the quarters of what was packed twice, or once, back into order.
static __m256i in_order_again(__m256i packed) { return _mm256_permute4x64_epi64(packed, 0xD8); }

// Lane k of eight is 0xFFFFFFFF if pixel k is 0, else 0.
template <class Pixel>
static __m256i eight_are_zero(const std::uint8_t* pixels) {
  const __m256i zero = _mm256_setzero_si256();
  if constexpr (sizeof(Pixel) == 4) {
    return _mm256_cmpeq_epi32(thirty_two_bytes(pixels), zero);
  } else {
    const __m256 first = _mm256_castsi256_ps(_mm256_cmpeq_epi64(thirty_two_bytes(pixels), zero));
    const __m256 second = _mm256_castsi256_ps(_mm256_cmpeq_epi64(thirty_two_bytes(pixels + 32), zero));
    return in_order_again(_mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88)));
  }
}

// Lane k of sixteen is 0xFFFF if pixel k is 0, else 0.
template <class Pixel>
static __m256i sixteen_are_zero(const std::uint8_t* pixels) {
  if constexpr (sizeof(Pixel) == 2) {
    return _mm256_cmpeq_epi16(thirty_two_bytes(pixels), _mm256_setzero_si256());
  } else {
    return in_order_again(
        _mm256_packs_epi32(eight_are_zero<Pixel>(pixels), eight_are_zero<Pixel>(pixels + 8 * sizeof(Pixel))));
  }
}

// Byte k is 0xFF if pixel k of 32 is 0, else 0. Packing with saturation keeps "all bits set" as it narrows.
template <class Pixel>
static __m256i thirty_two_are_zero(const std::uint8_t* pixels) {
  if constexpr (sizeof(Pixel) == 1) {
    return _mm256_cmpeq_epi8(thirty_two_bytes(pixels), _mm256_setzero_si256());
  } else {
    return in_order_again(
        _mm256_packs_epi16(sixteen_are_zero<Pixel>(pixels), sixteen_are_zero<Pixel>(pixels + 16 * sizeof(Pixel))));
  }
}

template <class Pixel>
static std::uint64_t nonzero_64(const std::uint8_t* pixels) {
  std::uint64_t zeros = 0;
  for (std::size_t i = 0; i < 64; i += 32) {
    const int some = _mm256_movemask_epi8(thirty_two_are_zero<Pixel>(pixels + i * sizeof(Pixel)));
    zeros |= static_cast<std::uint64_t>(static_cast<unsigned>(some)) << i;
  }
  return ~zeros;
}
