// The few hot loops that gain from newer instructions, as a table of functions per instruction set. dispatch.cpp alone
// asks the CPU. Nothing is remembered between calls: the caller says which set it wants (see Execution::isa).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace labelgauge::simd {

enum class Isa : int { baseline = 0, popcnt = 1, avx2 = 2, avx512 = 3 };

// marks[i] |= (a[i] != b[i]) for n labels; marks are 0 or 1.
using MarkDifferences = void (*)(const void* a, const void* b, std::size_t n, std::uint8_t* marks);
// codes[i] = ignore_code where the label is `ignore`, else the label if it is below `classes`, else other_code.
using EncodeLabels = void (*)(const void* labels, std::size_t n, std::uint64_t classes, std::uint64_t ignore,
                              std::uint8_t ignore_code, std::uint8_t other_code, std::uint8_t* codes);

// Pixels to bits: bit c of a line's words = pixel c is not 0. Lines begin `stride` bytes after each other and have
// (columns + 63) / 64 words each, in which bits from `columns` on are 0. Any alignment, any byte order.
using PackLines = void (*)(const std::uint8_t* pixels, std::ptrdiff_t stride, std::size_t columns, std::size_t lines,
                           std::uint64_t* words);

// In how many places of n words two things have the same bits on all planes, which begin `stride` words after each
// other.
using PopcountSame = std::uint64_t (*)(const std::uint64_t* a, const std::uint64_t* b, std::size_t stride,
                                       std::size_t n);
// Most planes of bits there are loops for.
inline constexpr std::size_t most_planes = 6;

// So many marks belong to a cell.
inline constexpr std::size_t marks_together = 64;

// Steps from where there is nothing to count from.
inline constexpr std::uint32_t no_steps = 0x7FFFFFFF;
// So many lines side by side the loops of the distance transform work on.
inline constexpr std::size_t lines_together = 16;
// Places of a list, both ends among them; none if first > last.
struct PlaceRange {
  std::uint32_t first;
  std::uint32_t last;
};
// Squared ways by numbers of steps, rounded as they are promised; from squares[k] to squares[k + 1] they do not fall.
using Squares = const double*;

struct Loops {
  // Number of set bits in n words.
  std::uint64_t (*popcount)(const std::uint64_t* words, std::size_t n);
  // Number of bits set in both of two arrays of n words.
  std::uint64_t (*popcount_and)(const std::uint64_t* a, const std::uint64_t* b, std::size_t n);
  // sums[p] += number of bits set both in a mask of n words and in plane p; planes begin `stride` words after each
  // other.
  void (*popcount_and_planes)(const std::uint64_t* mask, const std::uint64_t* planes, std::size_t stride,
                              std::size_t n_planes, std::size_t n, std::int64_t* sums);
  // One function per number of planes, 1 to most_planes.
  std::array<PopcountSame, most_planes> popcount_same;
  // 64 bytes to planes of bits: bit i of a plane's word = that digit of byte i. Planes' words lie `stride` apart.
  void (*pack_planes)(const std::uint8_t* bytes, std::size_t planes, std::size_t stride, std::uint64_t* words);
  // cells[i] = the number - least + 1 where it is whole and from least to least + 253, 0 where it is NaN, else 255.
  void (*small_cells)(const double* numbers, std::size_t n, int least, std::uint8_t* cells);
  // counts[i] = the sum of 1 << (bits * (cell - 1)) over the cells at i of all rows that are not 0; rows begin `stride`
  // bytes after each other. Precondition: that shift is below 64.
  void (*count_cells)(const std::uint8_t* cells, std::size_t stride, std::size_t rows, std::size_t n, unsigned bits,
                      std::uint64_t* counts);
  // sums[i] = the sum of weights[cell - 1] over the cells at i of all rows that are not 0, of so many categories; cells
  // lie as above. The work is that of rows times categories, on bytes.
  void (*weigh_cells)(const std::uint8_t* cells, std::size_t stride, std::size_t rows, std::size_t n,
                      const std::uint32_t* weights, std::size_t categories, std::uint32_t* sums);
  // sums[cells[i] * marks_together + k] += marks[i * marks_together + k] for n cells and all k.
  void (*add_marks)(const std::uint8_t* cells, const std::uint8_t* marks, std::size_t n, std::uint8_t* sums);
  // sums[i] += bytes[i], which becomes 0, for n bytes.
  void (*add_bytes)(std::uint8_t* bytes, std::size_t n, std::uint32_t* sums);
  // As popcount_and, over `columns` columns of `words` words each, with a stride between columns.
  std::uint64_t (*popcount_and_columns)(const std::uint64_t* a, std::size_t a_stride, const std::uint64_t* b,
                                        std::size_t b_stride, std::size_t words, std::size_t columns);
  // Sum over i of the length that [a_begin[i], a_end[i]) and [b_begin[i], b_end[i]) share.
  std::uint64_t (*interval_overlap)(const std::uint32_t* a_begin, const std::uint32_t* a_end,
                                    const std::uint32_t* b_begin, const std::uint32_t* b_end, std::size_t n);
  // Number of bits set inside the intervals: word i holds rows [top, top + 64) of a column, of which rows
  // [begins[i], ends[i]) count.
  std::uint64_t (*popcount_inside)(const std::uint64_t* words, const std::uint32_t* begins, const std::uint32_t* ends,
                                   std::uint32_t top, std::size_t n);
  // Turns flips into filled columns: bit r of a column's words, plane after plane, becomes the parity of bits 0 to r.
  // Planes begin `stride` words after each other.
  void (*fill_down)(std::uint64_t* words, std::size_t stride, std::size_t planes, std::size_t columns);
  // sums[i] |= every words[line * width + i].
  void (*or_lines)(const std::uint64_t* words, std::size_t width, std::size_t lines, std::uint64_t* sums);
  // One function per pixel width of 1, 2, 4 and 8 bytes.
  std::array<PackLines, 4> pack_lines;
  // Label maps, one function per label width of 1, 2, 4 and 8 bytes (as unsigned numbers of that width).
  std::array<MarkDifferences, 4> mark_differences;
  std::array<EncodeLabels, 4> encode_labels;
  // Writes where the marks of [0, n) are 1 and returns how many; marks up to the next multiple of 64 are 0, and
  // positions has room for four more than there are marks.
  std::size_t (*mark_positions)(const std::uint8_t* marks, std::size_t n, std::uint16_t* positions);
  // Sum of n bytes that are 0 or 1.
  std::uint64_t (*sum_marks)(const std::uint8_t* marks, std::size_t n);
  // cells[i] = rows[i] * n_columns + columns[i], which must fit 16 bits.
  void (*pair_cells)(const std::uint8_t* rows, const std::uint8_t* columns, std::size_t n, std::uint16_t n_columns,
                     std::uint16_t* cells);
  // steps[i] = 0 where bit i is set, else one more than it was, unless it was no_steps.
  void (*count_steps)(const std::uint64_t* bits, std::size_t n, std::uint32_t* steps);
  // The lesser number of steps times the spacing, squared; infinite if there are no steps.
  void (*square_steps)(const std::uint32_t* before, const std::uint32_t* after, std::size_t n, double spacing,
                       double* squares);
  void (*square_roots)(const double* squares, std::size_t n, double* roots);
  // For lines side by side, whose numbers f[x] are at `here` and whose others are `stride` after each other, so many of
  // them `before` and `after`: least[line] = the least f[i] + squares[|x - i|] where |x - i| <= reach. Returns whether
  // no i farther off can give less. Does nothing but return false where what stands in `least` is nowhere below
  // `hopeless`.
  bool (*least_nearby)(const double* here, std::ptrdiff_t stride, std::size_t before, std::size_t after,
                       Squares squares, std::size_t reach, double hopeless, double* least);
  // For lines side by side, with f[i] at f + i * stride: least[line] = the least f[i] + squares[|x - i|] where i is one
  // of positions[place] for the places of a range. Returns the range of the places where lines have it; a line whose
  // least is infinite has it nowhere. Precondition: fewer than 2^31 places.
  PlaceRange (*least_of_places)(const double* f, std::size_t stride, const std::uint32_t* positions, PlaceRange range,
                                std::size_t x, Squares squares, double* least);
  // So many numbers the last two take at once.
  std::size_t lanes;
};

// Sets compiled into this build, weakest first.
[[nodiscard]] std::vector<Isa> compiled();
// Whether this CPU can run a set.
[[nodiscard]] bool supported(Isa isa);
[[nodiscard]] const char* name(Isa isa);
// The loops of a set. Precondition: supported(isa).
[[nodiscard]] const Loops& loops(Isa isa);

}  // namespace labelgauge::simd
