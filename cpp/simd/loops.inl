// The hot loops, written once as plain C++. Each level_<name>.cpp includes this file inside its own namespace, under
// that level's target options; the compiler turns the same loops into that level's instructions.
// No include here, and nothing from the standard library: an inline function compiled under a stronger target could
// be picked by the linker for everyone.

static std::uint64_t popcount(const std::uint64_t* words, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += static_cast<std::uint64_t>(__builtin_popcountll(words[i]));
  }
  return total;
}

static std::uint64_t popcount_and(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += static_cast<std::uint64_t>(__builtin_popcountll(a[i] & b[i]));
  }
  return total;
}

static void pack_bytes(const std::uint8_t* bytes, std::size_t n, std::uint64_t* words) {
  const std::size_t whole = n / 64;
  for (std::size_t w = 0; w < whole; ++w) {
    const std::uint8_t* chunk = bytes + 64 * w;
    std::uint64_t word = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {
      word |= static_cast<std::uint64_t>(chunk[bit] != 0) << bit;
    }
    words[w] = word;
  }
  if (n % 64 != 0) {
    std::uint64_t word = 0;
    for (unsigned bit = 0; bit < n % 64; ++bit) {
      word |= static_cast<std::uint64_t>(bytes[64 * whole + bit] != 0) << bit;
    }
    words[whole] = word;
  }
}

// min and max of unsigned numbers compile to single instructions only where the target has them, so the loop is left
// plain; a column without foreground is the empty interval 0, 0 and adds nothing.
static std::uint64_t interval_overlap(const std::uint32_t* a_begin, const std::uint32_t* a_end,
                                      const std::uint32_t* b_begin, const std::uint32_t* b_end, std::size_t n) {
  std::uint32_t total = 0;  // at most the pixels of one image, which fit 32 bits
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t begin = a_begin[i] > b_begin[i] ? a_begin[i] : b_begin[i];
    const std::uint32_t end = a_end[i] < b_end[i] ? a_end[i] : b_end[i];
    total += end > begin ? end - begin : 0;
  }
  return total;
}

static std::uint64_t popcount_and_columns(const std::uint64_t* a, std::size_t a_stride, const std::uint64_t* b,
                                          std::size_t b_stride, std::size_t words, std::size_t columns) {
  std::uint64_t total = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    total += popcount_and(a + column * a_stride, b + column * b_stride, words);
  }
  return total;
}

const Loops loops = {popcount, popcount_and, popcount_and_columns, interval_overlap, pack_bytes};
