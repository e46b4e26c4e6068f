// Counts of bits, four words at a time. Included once per level, like loops.inl, after popcount_builtin.inl; see there.
//
// W. Mula, N. Kurz, D. Lemire, "Faster Population Counts Using AVX2 Instructions", 2018: halves of bytes look up their
// counts in a register.

static __m256i four_words(const std::uint64_t* words) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
}

// How many bits of each of four words are set.
static __m256i bits_of_words(__m256i words) {
  const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                          0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i half = _mm256_set1_epi8(0x0F);
  const __m256i low = _mm256_shuffle_epi8(counts, _mm256_and_si256(words, half));
  const __m256i high = _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(words, 4), half));
  return _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256());
}

static std::uint64_t sum_of_words(__m256i words) {
  std::uint64_t parts[4];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(parts), words);
  return parts[0] + parts[1] + parts[2] + parts[3];
}

static std::uint64_t popcount_and(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
  __m256i sums = _mm256_setzero_si256();
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    sums = _mm256_add_epi64(sums, bits_of_words(_mm256_and_si256(four_words(a + i), four_words(b + i))));
  }
  std::uint64_t total = sum_of_words(sums);
  for (; i < n; ++i) {
    total += bits_set(a[i] & b[i]);
  }
  return total;
}

static std::uint64_t popcount(const std::uint64_t* words, std::size_t n) { return popcount_and(words, words, n); }

static void popcount_and_planes(const std::uint64_t* mask, const std::uint64_t* planes, std::size_t stride,
                                std::size_t n_planes, std::size_t n, std::int64_t* sums) {
  for (std::size_t plane = 0; plane < n_planes; ++plane) {
    sums[plane] += static_cast<std::int64_t>(popcount_and(mask, planes + plane * stride, n));
  }
}
