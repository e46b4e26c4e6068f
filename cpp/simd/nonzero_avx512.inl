// Which of 64 pixels are not 0, by AVX-512's tests into masks. Included once per level, like loops.inl; see there.

template <class Pixel>
static std::uint64_t nonzero_64(const std::uint8_t* pixels) {
  std::uint64_t word = 0;
  for (std::size_t k = 0; k < sizeof(Pixel); ++k) {
    const __m512i some = _mm512_loadu_si512(pixels + 64 * k);
    std::uint64_t mask = 0;
    if constexpr (sizeof(Pixel) == 1) {
      mask = _mm512_test_epi8_mask(some, some);
    } else if constexpr (sizeof(Pixel) == 2) {
      mask = _mm512_test_epi16_mask(some, some);
    } else if constexpr (sizeof(Pixel) == 4) {
      mask = _mm512_test_epi32_mask(some, some);
    } else {
      mask = _mm512_test_epi64_mask(some, some);
    }
    word |= mask << (k * 64 / sizeof(Pixel));
  }
  return word;
}
