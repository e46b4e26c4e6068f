// Poisson(1) bootstrap weights that depend on nothing but (key, draw, seed), and sums weighted by them.
//
//   mix(z)    the finalizer of SplitMix64 (Steele, Lea, Flood 2014): z ^= z >> 30; z *= 0xBF58476D1CE4E5B9;
//             z ^= z >> 27; z *= 0x94D049BB133111EB; z ^= z >> 31
//   salt(d)   mix(mix(seed) + (d + 1) * 0x9E3779B97F4A7C15)
//   hash      mix(key ^ salt(draw))
//   weight    how many k >= 0 have floor(2^64 * P(X <= k)) <= hash, X ~ Poisson(1), k < 20; so at most 20
//
// All arithmetic is modulo 2^64. The order of keys, their number and the shards they come in change nothing.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// weights[i][d] of keys[i] and draw d; weights.size() == keys.size() * n_draws.
void poisson_weights(In<std::uint64_t> keys, std::uint64_t seed, std::size_t n_draws, Out<std::uint8_t> weights,
                     const Execution& execution);

// sums[g][s][d] = sum over rows of group g of weight(key, d) * values[row][s], modulo 2^64; group entries are in
// range, values are [rows][n_stats], sums [n_groups][n_stats][n_draws].
void weighted_sums(In<std::uint64_t> keys, In<std::int64_t> group, In<std::int64_t> values, std::size_t n_stats,
                   std::uint64_t seed, std::size_t n_draws, Out<std::int64_t> sums, const Execution& execution);

}  // namespace labelgauge
