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

const Loops loops = {popcount, popcount_and, pack_bytes};
