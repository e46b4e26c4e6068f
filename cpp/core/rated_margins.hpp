// How often a rater used each category where another one has rated too, for all pairs of some raters with some others.
//
// Raters are taken 64 at a time. What 64 raters rated of a unit is a row of 64 marks, which is added to the sums of the
// category that a rater put the unit into: so all 64 are served by one addition of a row, whatever they rated.
//
// Preconditions: as those of rater_planes.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/rater_planes.hpp"
#include "core/rating_cells.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

inline constexpr std::size_t raters_together = simd::marks_together;

// Which of 64 raters rated each unit, a bit for each rater: one word per unit and group of 64 raters.
class RatedTogether {
 public:
  RatedTogether(const RaterPlanes& planes, std::size_t n_raters, std::size_t n_units, const Execution& execution);

  // The words of all units, of raters from 64 * group on.
  [[nodiscard]] const std::uint64_t* of(std::size_t group) const { return words_.data() + group * n_units_; }

 private:
  std::size_t n_units_;
  std::vector<std::uint64_t> words_;
};

// Groups of 64 raters each, by their positions.
struct RaterGroups {
  std::size_t counted;
  std::size_t others;
};

// Sums of up to 64 raters with up to 64 others.
class RatedMargins {
 public:
  void count(const RatingCells& table, std::size_t n_categories, const RatedTogether& rated, RaterGroups groups,
             const simd::Loops& loops, Checkpoint& checkpoint);

  // How often a rater of the group put a unit into a category that a rater of the others rated; both from 0.
  [[nodiscard]] std::int64_t of(std::size_t rater, std::size_t category, std::size_t other) const {
    return sums_[(rater * n_cells_ + category + 1) * raters_together + other];
  }

 private:
  std::size_t n_cells_ = 0;  // categories, and before them what was not rated
  std::vector<std::uint8_t> marks_;
  std::vector<std::uint8_t> bytes_;  // sums of as many units as a byte can count
  std::vector<std::uint32_t> sums_;
};

}  // namespace labelgauge
