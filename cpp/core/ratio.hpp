// From what two marks share to a ratio, for every kind of geometry: a matrix of all pairs, or listed pairs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// The ratio of an intersection that is not empty. pycocotools' order of operations, so that the last bit agrees.
inline double ratio(Measure measure, double intersection, double gold, double candidate, bool crowd) {
  switch (measure) {
    case Measure::dice:
      return 2 * intersection / (gold + candidate);
    case Measure::gold:
      return intersection / gold;
    case Measure::candidate:
      return intersection / candidate;
    default:
      return intersection / (crowd ? candidate : candidate + gold - intersection);
  }
}

inline bool is_crowd(In<std::uint8_t> crowd, std::size_t i) { return !crowd.empty() && crowd[i] != 0; }

// What both sides measure: areas or volumes, one per mark.
struct Extents {
  In<double> gold;
  In<double> candidate;
};

// Fills ratios[i][j] for every gold and candidate, row after row. shared(scratch, i, j, checkpoint) is the area or
// volume that gold i and candidate j have in common.
template <class Scratch, class Shared>
void ratios_of_all(const Extents& extents, In<std::uint8_t> crowd, Measure measure, Out<double> ratios,
                   const Execution& execution, Shared&& shared) {
  const std::size_t m = extents.candidate.size();
  parallel_for<Scratch>(
      extents.gold.size(), 1, execution, [&](Scratch& scratch, std::size_t i, Checkpoint& checkpoint) {
        for (std::size_t j = 0; j < m; ++j) {
          const double common = shared(scratch, i, j, checkpoint);
          ratios[i * m + j] =
              common > 0 ? ratio(measure, common, extents.gold[i], extents.candidate[j], is_crowd(crowd, i)) : 0;
          if (j % 1024 == 1023) {
            checkpoint();
          }
        }
      });
}

// Fills ratios[k] for gold gold_index[k] and candidate candidate_index[k].
template <class Scratch, class Shared>
void ratios_of_pairs(const Extents& extents, In<std::int64_t> gold_index, In<std::int64_t> candidate_index,
                     Measure measure, Out<double> ratios, const Execution& execution, Shared&& shared) {
  parallel_for<Scratch>(gold_index.size(), 16, execution, [&](Scratch& scratch, std::size_t k, Checkpoint& checkpoint) {
    const auto i = static_cast<std::size_t>(gold_index[k]);
    const auto j = static_cast<std::size_t>(candidate_index[k]);
    const double common = shared(scratch, i, j, checkpoint);
    ratios[k] = common > 0 ? ratio(measure, common, extents.gold[i], extents.candidate[j], false) : 0;
  });
}

}  // namespace labelgauge
