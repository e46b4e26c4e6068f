#include "core/bootstrap.hpp"

#include <algorithm>
#include <array>

namespace labelgauge {

namespace {

// floor(2^64 * P(X <= k)) for X ~ Poisson(1).
constexpr std::array<std::uint64_t, 20> thresholds = {
    0x5E2D58D8B3BCDF1AULL, 0xBC5AB1B16779BE35ULL, 0xEB715E1DC1582DC2ULL, 0xFB23979734A252F1ULL, 0xFF1025F59174DC3DULL,
    0xFFD90F3BA4055E19ULL, 0xFFFA8B71FC72C913ULL, 0xFFFF540C0914B3C9ULL, 0xFFFFED1F4AA8F120ULL, 0xFFFFFE216E641462ULL,
    0xFFFFFFD4D85D3183ULL, 0xFFFFFFFC6DA262B4ULL, 0xFFFFFFFFBA12D178ULL, 0xFFFFFFFFFB07C64CULL, 0xFFFFFFFFFFAB8EA5ULL,
    0xFFFFFFFFFFFABE22ULL, 0xFFFFFFFFFFFFB11AULL, 0xFFFFFFFFFFFFFBA1ULL, 0xFFFFFFFFFFFFFFC5ULL, 0xFFFFFFFFFFFFFFFDULL,
};

constexpr std::size_t draw_block = 256;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::vector<std::uint64_t> salts(std::uint64_t seed, std::size_t n_draws) {
  std::vector<std::uint64_t> result(n_draws);
  for (std::size_t d = 0; d < n_draws; ++d) {
    result[d] = mix(mix(seed) + (d + 1) * 0x9E3779B97F4A7C15ULL);
  }
  return result;
}

unsigned weight(std::uint64_t key, std::uint64_t salt) {
  const std::uint64_t hash = mix(key ^ salt);
  // The first four without branches: 98 % of all weights are at most 3.
  unsigned count = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    count += static_cast<unsigned>(hash >= thresholds[k]);
  }
  if (count == 4) {
    while (count < thresholds.size() && hash >= thresholds[count]) {
      ++count;
    }
  }
  return count;
}

// Products of 32 by 32 bits are what every x86-64 multiplies in one vector instruction; most values have no high half.
void add(Out<std::uint64_t> total, In<std::uint32_t> weights, std::uint64_t value) {
  const auto low = static_cast<std::uint32_t>(value);
  const auto high = static_cast<std::uint32_t>(value >> 32);
  for (std::size_t d = 0; d < weights.size(); ++d) {
    total[d] += std::uint64_t{weights[d]} * low;
  }
  if (high != 0) {
    for (std::size_t d = 0; d < weights.size(); ++d) {
      total[d] += (std::uint64_t{weights[d]} * high) << 32;
    }
  }
}

}  // namespace

void poisson_weights(In<std::uint64_t> keys, std::uint64_t seed, std::size_t n_draws, Out<std::uint8_t> weights,
                     const Execution& execution) {
  const std::vector<std::uint64_t> salt = salts(seed, n_draws);
  parallel_for(keys.size(), 16, execution, [&](std::size_t i) {
    for (std::size_t d = 0; d < n_draws; ++d) {
      weights[i * n_draws + d] = static_cast<std::uint8_t>(weight(keys[i], salt[d]));
    }
  });
}

void weighted_sums(In<std::uint64_t> keys, In<std::int64_t> group, In<std::int64_t> values, std::size_t n_stats,
                   std::uint64_t seed, std::size_t n_draws, Out<std::int64_t> sums, const Execution& execution) {
  const std::vector<std::uint64_t> salt = salts(seed, n_draws);
  // Sums are kept modulo 2^64, so they are added as unsigned numbers of the same memory.
  const Out<std::uint64_t> totals(reinterpret_cast<std::uint64_t*>(sums.data()), sums.size());
  std::fill(totals.begin(), totals.end(), std::uint64_t{0});
  const std::size_t blocks = (n_draws + draw_block - 1) / draw_block;
  // A block of draws is one thread's alone, over a chunk of rows after the other so that Ctrl-C is noticed in between.
  constexpr std::size_t row_chunk = 4096;
  for (std::size_t first = 0; first < keys.size(); first += row_chunk) {
    const std::size_t last = std::min(first + row_chunk, keys.size());
    parallel_for<std::vector<std::uint32_t>>(
        blocks, 1, execution, [&](std::vector<std::uint32_t>& weights, std::size_t block) {
          const std::size_t begin = block * draw_block;
          weights.resize(std::min(draw_block, n_draws - begin));
          for (std::size_t i = first; i < last; ++i) {
            if (i == first || keys[i] != keys[i - 1]) {
              for (std::size_t d = 0; d < weights.size(); ++d) {
                weights[d] = weight(keys[i], salt[begin + d]);
              }
            }
            for (std::size_t s = 0; s < n_stats; ++s) {
              const std::int64_t value = values[i * n_stats + s];
              if (value != 0) {
                const std::size_t row = static_cast<std::size_t>(group[i]) * n_stats + s;
                add(totals.subspan(row * n_draws + begin, weights.size()), weights, static_cast<std::uint64_t>(value));
              }
            }
          }
        });
  }
}

}  // namespace labelgauge
