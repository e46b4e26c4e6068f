// The few hot loops that gain from newer instructions, as a table of functions per instruction set. dispatch.cpp alone
// asks the CPU. Nothing is remembered between calls: the caller says which set it wants (see Execution::isa).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace labelgauge::simd {

enum class Isa : int { baseline = 0, popcnt = 1, avx512 = 2 };

struct Loops {
  // Number of set bits in n words.
  std::uint64_t (*popcount)(const std::uint64_t* words, std::size_t n);
  // Number of bits set in both of two arrays of n words.
  std::uint64_t (*popcount_and)(const std::uint64_t* a, const std::uint64_t* b, std::size_t n);
  // The same over `columns` columns of `words` words each, with a stride between columns.
  std::uint64_t (*popcount_and_columns)(const std::uint64_t* a, std::size_t a_stride, const std::uint64_t* b,
                                        std::size_t b_stride, std::size_t words, std::size_t columns);
  // Sum over i of the length that [a_begin[i], a_end[i]) and [b_begin[i], b_end[i]) share.
  std::uint64_t (*interval_overlap)(const std::uint32_t* a_begin, const std::uint32_t* a_end,
                                    const std::uint32_t* b_begin, const std::uint32_t* b_end, std::size_t n);
  // A strip of at most 64 columns of bytes to one word per row: bit c of words[r] = (bytes[r * stride + c] != 0), bits
  // from `columns` on are 0.
  void (*pack_strip)(const std::uint8_t* bytes, std::size_t stride, std::size_t columns, std::size_t rows,
                     std::uint64_t* words);
};

// Sets compiled into this build, weakest first.
[[nodiscard]] std::vector<Isa> compiled();
// Whether this CPU can run a set.
[[nodiscard]] bool supported(Isa isa);
[[nodiscard]] const char* name(Isa isa);
// The loops of a set. Precondition: supported(isa).
[[nodiscard]] const Loops& loops(Isa isa);

}  // namespace labelgauge::simd
