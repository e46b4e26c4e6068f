// Counts of bits, a word at a time. Included once per level, like loops.inl, after the file that defines bits_set; see
// there.

static std::uint64_t popcount(const std::uint64_t* words, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += bits_set(words[i]);
  }
  return total;
}

static std::uint64_t popcount_and(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += bits_set(a[i] & b[i]);
  }
  return total;
}

// Four planes at a time, so that a word of the mask is loaded once for all of them.
static void popcount_and_planes(const std::uint64_t* mask, const std::uint64_t* planes, std::size_t stride,
                                std::size_t n_planes, std::size_t n, std::int64_t* sums) {
  std::size_t plane = 0;
  for (; plane + 4 <= n_planes; plane += 4) {
    const std::uint64_t* first = planes + plane * stride;
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::uint64_t c = 0;
    std::uint64_t d = 0;
    for (std::size_t i = 0; i < n; ++i) {
      a += bits_set(mask[i] & first[i]);
      b += bits_set(mask[i] & first[stride + i]);
      c += bits_set(mask[i] & first[2 * stride + i]);
      d += bits_set(mask[i] & first[3 * stride + i]);
    }
    sums[plane] += static_cast<std::int64_t>(a);
    sums[plane + 1] += static_cast<std::int64_t>(b);
    sums[plane + 2] += static_cast<std::int64_t>(c);
    sums[plane + 3] += static_cast<std::int64_t>(d);
  }
  for (; plane < n_planes; ++plane) {
    sums[plane] += static_cast<std::int64_t>(popcount_and(mask, planes + plane * stride, n));
  }
}
