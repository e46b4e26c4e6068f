#include "core/rated_margins.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/bit_transpose.hpp"

namespace labelgauge {

namespace {

// So many units are added up in bytes, and their marks stay in the cache.
constexpr std::size_t units_together = 192;

// Bit k of a word becomes byte k, 0 or 1. Eight bits at a time: a byte is repeated, each copy keeps a bit of its own,
// and what is not 0 carries into the highest bit.
void spread(std::uint64_t word, std::uint8_t* marks) {
  for (std::size_t k = 0; k < 64; k += 8) {
    const std::uint64_t copies = (word >> k & 0xFFU) * 0x0101010101010101;
    std::uint64_t eight = ((copies & 0x8040201008040201) + 0x7F7F7F7F7F7F7F7F) >> 7U & 0x0101010101010101;
    if constexpr (std::endian::native == std::endian::big) {
      eight = __builtin_bswap64(eight);
    }
    std::memcpy(marks + k, &eight, sizeof(eight));
  }
}

}  // namespace

RatedTogether::RatedTogether(const RaterPlanes& planes, std::size_t n_raters, std::size_t n_units,
                             const Execution& execution)
    : n_units_(n_units), words_((n_raters + raters_together - 1) / raters_together * n_units) {
  const std::size_t n_words = planes.words();
  parallel_for((n_raters + raters_together - 1) / raters_together, 1, execution, [&](std::size_t group) {
    const std::size_t first = group * raters_together;
    const std::size_t n = std::min(raters_together, n_raters - first);
    std::vector<std::uint64_t> rated(n * n_words);
    for (std::size_t k = 0; k < n; ++k) {
      planes.fill_rated(first + k, Out<std::uint64_t>(rated).subspan(k * n_words, n_words));
    }
    for (std::size_t word = 0; word < n_words; ++word) {
      BitSquare square{};
      for (std::size_t k = 0; k < n; ++k) {
        square[k] = rated[k * n_words + word];
      }
      transpose(square);
      const std::size_t begin = word * 64;
      std::copy_n(square.begin(), std::min<std::size_t>(64, n_units - begin),
                  words_.begin() + static_cast<std::ptrdiff_t>(group * n_units + begin));
    }
  });
}

void RatedMargins::count(const RatingCells& table, std::size_t n_categories, const RatedTogether& rated,
                         RaterGroups groups, const simd::Loops& loops, Checkpoint& checkpoint) {
  n_cells_ = n_categories + 1;
  const std::size_t first = groups.counted * raters_together;
  const std::size_t n = std::min(raters_together, table.n_raters - first);
  const std::size_t per_rater = n_cells_ * raters_together;
  marks_.resize(units_together * raters_together);
  bytes_.assign(per_rater, 0);
  sums_.assign(n * per_rater, 0);
  for (std::size_t begin = 0; begin < table.n_units; begin += units_together) {
    const std::size_t here = std::min(units_together, table.n_units - begin);
    for (std::size_t unit = 0; unit < here; ++unit) {
      spread(rated.of(groups.others)[begin + unit], marks_.data() + unit * raters_together);
    }
    for (std::size_t rater = 0; rater < n; ++rater) {
      const std::uint8_t* cells = table.cells.data() + (first + rater) * table.n_units + begin;
      loops.add_marks(cells, marks_.data(), here, bytes_.data());
      loops.add_bytes(bytes_.data(), per_rater, sums_.data() + rater * per_rater);
    }
    checkpoint();
  }
}

}  // namespace labelgauge
