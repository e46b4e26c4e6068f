// Which of 64 pixels are not 0, by SSE2, which every x86-64 CPU has. Included once per level, like loops.inl; see
// there.

static __m128i sixteen_bytes(const std::uint8_t* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

// Lane k is 0 exactly if the eight bytes of pixel k of four are.
static __m128i fold_wide_pixels(const std::uint8_t* pixels) {
  const __m128 first = _mm_castsi128_ps(sixteen_bytes(pixels));
  const __m128 second = _mm_castsi128_ps(sixteen_bytes(pixels + 16));
  return _mm_or_si128(_mm_castps_si128(_mm_shuffle_ps(first, second, 0x88)),
                      _mm_castps_si128(_mm_shuffle_ps(first, second, 0xDD)));
}

// Byte k is 0xFF if pixel k of sixteen is 0, else 0. Packing with saturation keeps "all bits set" as it narrows.
template <class Pixel>
static __m128i sixteen_are_zero(const std::uint8_t* pixels) {
  const __m128i zero = _mm_setzero_si128();
  if constexpr (sizeof(Pixel) == 1) {
    return _mm_cmpeq_epi8(sixteen_bytes(pixels), zero);
  } else if constexpr (sizeof(Pixel) == 2) {
    return _mm_packs_epi16(_mm_cmpeq_epi16(sixteen_bytes(pixels), zero),
                           _mm_cmpeq_epi16(sixteen_bytes(pixels + 16), zero));
  } else {
    __m128i fours[4];
    for (std::size_t k = 0; k < 4; ++k) {
      const __m128i four = sizeof(Pixel) == 4 ? sixteen_bytes(pixels + 16 * k) : fold_wide_pixels(pixels + 32 * k);
      fours[k] = _mm_cmpeq_epi32(four, zero);
    }
    return _mm_packs_epi16(_mm_packs_epi32(fours[0], fours[1]), _mm_packs_epi32(fours[2], fours[3]));
  }
}

template <class Pixel>
static std::uint64_t nonzero_64(const std::uint8_t* pixels) {
  std::uint64_t zeros = 0;
  for (std::size_t i = 0; i < 64; i += 16) {
    const int sixteen = _mm_movemask_epi8(sixteen_are_zero<Pixel>(pixels + i * sizeof(Pixel)));
    zeros |= static_cast<std::uint64_t>(static_cast<unsigned>(sixteen)) << i;
  }
  return ~zeros;
}
