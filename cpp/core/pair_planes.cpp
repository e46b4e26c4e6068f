#include "core/pair_planes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/pair_sums.hpp"
#include "core/rated_margins.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

// Words of a plane that pairs of a square are compared on before the next ones, so that they stay in the cache.
constexpr std::size_t words_together = 64;
constexpr std::size_t square_raters = 8;

// Ratings of each rater, in all and by category.
class Totals {
 public:
  Totals(const RatingCells& table, std::size_t n_categories, const RaterPlanes& planes, const simd::Loops& loops,
         const Execution& execution)
      : q_(n_categories), n_(table.n_raters), margins_(table.n_raters * q_) {
    using Plane = std::vector<std::uint64_t>;
    parallel_for<Plane>(table.n_raters, 1, execution, [&](Plane& plane, std::size_t rater) {
      plane.resize(planes.words());
      for (std::size_t category = 0; category < q_; ++category) {
        planes.fill_category(rater, category, plane);
        margins_[rater * q_ + category] = static_cast<std::int64_t>(loops.popcount(plane.data(), plane.size()));
        n_[rater] += margins_[rater * q_ + category];
      }
    });
  }

  [[nodiscard]] std::int64_t n(std::size_t rater) const { return n_[rater]; }
  [[nodiscard]] std::int64_t of(std::size_t rater, std::size_t category) const {
    return margins_[rater * q_ + category];
  }
  [[nodiscard]] bool all_are(std::size_t n) const {
    return std::all_of(n_.begin(), n_.end(), [n](std::int64_t rated) { return static_cast<std::size_t>(rated) == n; });
  }

 private:
  std::size_t q_;
  std::vector<std::int64_t> n_;
  std::vector<std::int64_t> margins_;
};

// All that pairs are counted from.
struct PlaneCounts {
  const RatingCells& table;
  std::size_t n_categories;
  const simd::Loops& loops;
  RaterPlanes planes;
  Totals totals;
  std::optional<RatedTogether> rated;  // only where a rater has not rated all units

  PlaneCounts(const RatingCells& given, std::size_t q, const simd::Loops& given_loops, const Execution& execution)
      : table(given),
        n_categories(q),
        loops(given_loops),
        planes(given, q, execution),
        totals(given, q, planes, loops, execution) {
    if (!totals.all_are(table.n_units)) {
      rated.emplace(planes, table.n_raters, table.n_units, execution);
    }
  }
};

// The raters of a group against those of the same or of a later one.
class Tile {
 public:
  void count(const PlaneCounts& counts, std::size_t group, std::size_t others, Checkpoint& checkpoint) {
    group_ = group;
    others_ = others;
    same_.assign(raters_together * raters_together, 0);
    const std::size_t end_a = end_of(counts, group);
    const std::size_t end_b = end_of(counts, others);
    for (std::size_t a = group * raters_together; a < end_a; a += square_raters) {
      for (std::size_t b = others * raters_together; b < end_b; b += square_raters) {
        count_same(counts, {a, std::min(a + square_raters, end_a)}, {b, std::min(b + square_raters, end_b)});
        checkpoint();
      }
    }
    if (counts.rated) {
      mine_.count(counts.table, counts.n_categories, *counts.rated, {group, others}, counts.loops, checkpoint);
      if (group != others) {
        theirs_.count(counts.table, counts.n_categories, *counts.rated, {others, group}, counts.loops, checkpoint);
      }
    }
  }

  // Calls with both raters, the first before the second, and their sums.
  template <class Take>
  void finish(const PlaneCounts& counts, Take&& take) const {
    const std::size_t from_a = group_ * raters_together;
    const std::size_t from_b = others_ * raters_together;
    const auto bits = static_cast<std::int64_t>(64 * counts.planes.words());
    const RatedMargins& turned = group_ == others_ ? mine_ : theirs_;
    for (std::size_t a = from_a; a < end_of(counts, group_); ++a) {
      for (std::size_t b = std::max(a + 1, from_b); b < end_of(counts, others_); ++b) {
        PairSums sums;
        for (std::size_t k = 0; k < counts.n_categories; ++k) {
          const std::int64_t mine = counts.rated ? mine_.of(a - from_a, k, b - from_b) : counts.totals.of(a, k);
          const std::int64_t theirs = counts.rated ? turned.of(b - from_b, k, a - from_a) : counts.totals.of(b, k);
          sums.n += mine;
          sums.cross += mine * theirs;
          sums.squares += mine * mine + theirs * theirs;
        }
        // Planes are the same also where neither has rated, bits beyond the last unit among them.
        sums.agreed = same_[(a - from_a) * raters_together + b - from_b] -
                      (bits - counts.totals.n(a) - counts.totals.n(b) + sums.n);
        take(a, b, sums);
      }
    }
  }

 private:
  struct Raters {
    std::size_t begin;
    std::size_t end;
  };

  static std::size_t end_of(const PlaneCounts& counts, std::size_t group) {
    return std::min((group + 1) * raters_together, counts.table.n_raters);
  }

  void count_same(const PlaneCounts& counts, Raters first, Raters second) {
    const simd::PopcountSame popcount_same = counts.loops.popcount_same[counts.planes.planes() - 1];
    const std::size_t words = counts.planes.words();
    for (std::size_t begin = 0; begin < words; begin += words_together) {
      const std::size_t n = std::min(words_together, words - begin);
      for (std::size_t a = first.begin; a < first.end; ++a) {
        for (std::size_t b = std::max(a + 1, second.begin); b < second.end; ++b) {
          same_[(a - group_ * raters_together) * raters_together + b - others_ * raters_together] +=
              static_cast<std::int64_t>(
                  popcount_same(counts.planes.of(a) + begin, counts.planes.of(b) + begin, words, n));
        }
      }
    }
  }

  std::size_t group_ = 0;
  std::size_t others_ = 0;
  std::vector<std::int64_t> same_;
  RatedMargins mine_;
  RatedMargins theirs_;
};

// Leaves out raters that there is no unit in common with; sums are of all later raters.
void keep_compared(std::size_t rater, RaterRow& row) {
  std::size_t kept = 0;
  for (std::size_t k = 0; k < row.sums.size(); ++k) {
    if (row.sums[k].n > 0) {
      row.second.push_back(static_cast<std::int32_t>(rater + 1 + k));
      row.sums[kept++] = row.sums[k];
    }
  }
  row.sums.resize(kept);
}

}  // namespace

PairCounts counts_by_planes(const RatingCells& table, std::size_t n_categories, const Execution& execution) {
  const PlaneCounts counts(table, n_categories, simd::loops(static_cast<simd::Isa>(execution.isa)), execution);
  const std::size_t n_groups = (table.n_raters + raters_together - 1) / raters_together;
  std::vector<RaterRow> rows(table.n_raters);
  for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
    rows[rater].sums.resize(table.n_raters - rater - 1);
  }
  parallel_for<Tile>(n_groups * n_groups, 1, execution, [&](Tile& tile, std::size_t item, Checkpoint& checkpoint) {
    const std::size_t group = item / n_groups;
    const std::size_t others = item % n_groups;
    if (group > others) {
      return;
    }
    tile.count(counts, group, others, checkpoint);
    tile.finish(counts, [&](std::size_t a, std::size_t b, const PairSums& sums) { rows[a].sums[b - a - 1] = sums; });
  });
  for (std::size_t rater = 0; rater < table.n_raters; ++rater) {
    keep_compared(rater, rows[rater]);
  }
  return joined(rows);
}

void tables_by_planes(const RatingCells& table, std::size_t n_categories, const RaterPairs& pairs,
                      Out<std::int64_t> tables, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const RaterPlanes planes(table, n_categories, execution);
  const CategoryPlanes by_category(planes, table.n_raters, n_categories, execution);
  const std::size_t q = n_categories;
  parallel_for<NoScratch>(pairs.first.size(), 1, execution, [&](NoScratch&, std::size_t pair, Checkpoint& checkpoint) {
    const Out<std::int64_t> found = tables.subspan(pair * q * q, q * q);
    std::fill(found.begin(), found.end(), 0);
    const auto first = static_cast<std::size_t>(pairs.first[pair]);
    const auto second = static_cast<std::size_t>(pairs.second[pair]);
    for (std::size_t begin = 0; begin < planes.words(); begin += words_together) {
      const std::size_t n = std::min(words_together, planes.words() - begin);
      for (std::size_t row = 0; row < q; ++row) {
        loops.popcount_and_planes(by_category.of(first, row) + begin, by_category.of(second, 0) + begin, planes.words(),
                                  q, n, found.data() + row * q);
      }
      checkpoint();
    }
  });
}

}  // namespace labelgauge
