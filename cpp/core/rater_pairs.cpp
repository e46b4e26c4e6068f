#include "core/rater_pairs.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace labelgauge {

namespace {

constexpr std::size_t bytes_per_rating = 8;
// Words of a plane that pairs of a tile are compared on before the next ones, so that they stay in the cache.
constexpr std::size_t words_together = 64;
constexpr std::size_t tile_raters = 8;

// Whether planes of bits take no more memory than the ratings do, so that most of them are of units that were rated.
bool suits_planes(const RatedUnits& units) {
  const std::size_t q = units.n_categories;
  if (q == 0 || q > most_plane_categories) {
    return false;
  }
  const std::size_t bytes_per_rater = (units.size() + 63) / 64 * 8 * std::max<std::size_t>(q, 8);
  return bytes_per_rater <= units.code.size() * bytes_per_rating / std::max<std::size_t>(units.n_raters, 1);
}

struct Sums {
  std::int64_t n = 0;
  std::int64_t agreed = 0;
  std::int64_t cross = 0;
  std::int64_t squares = 0;
};

// The sums of a rater with each later one that there is a unit in common with.
struct RaterRow {
  std::vector<std::int32_t> second;
  std::vector<Sums> sums;
};

PairCounts joined(const std::vector<RaterRow>& rows) {
  PairCounts counts;
  for (std::size_t a = 0; a < rows.size(); ++a) {
    for (std::size_t k = 0; k < rows[a].second.size(); ++k) {
      const Sums& sums = rows[a].sums[k];
      counts.first.push_back(static_cast<std::int32_t>(a));
      counts.second.push_back(rows[a].second[k]);
      counts.n.push_back(sums.n);
      counts.agreed.push_back(sums.agreed);
      counts.cross.push_back(sums.cross);
      counts.squares.push_back(sums.squares);
    }
  }
  return counts;
}

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

// Whether raters ascend within 0 to n_raters - 1. Without a way out in between, so that many are compared at once.
bool ascend(In<std::int32_t> raters, std::size_t n_raters) {
  if (raters.empty()) {
    return true;
  }
  std::int32_t wrong = 0;
  for (std::size_t k = 1; k < raters.size(); ++k) {
    wrong |= raters[k] <= raters[k - 1] ? 1 : 0;
  }
  return wrong == 0 && raters.front() >= 0 && static_cast<std::size_t>(raters.back()) < n_raters;
}

// ---- unit by unit ---------------------------------------------------------------------------------------------

// Where each rater's ratings are.
class RatingsByRater {
 public:
  struct Place {
    std::uint32_t unit;
    std::uint32_t rating;
  };

  explicit RatingsByRater(const RatedUnits& units) : offsets_(units.n_raters + 1), places_(units.rater.size()) {
    for (const std::int32_t rater : units.rater) {
      ++offsets_[static_cast<std::size_t>(rater) + 1];
    }
    for (std::size_t rater = 0; rater < units.n_raters; ++rater) {
      offsets_[rater + 1] += offsets_[rater];
    }
    std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
    for (std::size_t unit = 0; unit < units.size(); ++unit) {
      for (std::size_t rating = units.begin(unit); rating < units.begin(unit + 1); ++rating) {
        places_[next[static_cast<std::size_t>(units.rater[rating])]++] = {static_cast<std::uint32_t>(unit),
                                                                          static_cast<std::uint32_t>(rating)};
      }
    }
  }

  [[nodiscard]] In<Place> of(std::size_t rater) const {
    return In<Place>(places_).subspan(offsets_[rater], offsets_[rater + 1] - offsets_[rater]);
  }

 private:
  std::vector<std::size_t> offsets_;
  std::vector<Place> places_;
};

// Compares one rater with all later ones: what both said is brought together by the other rater, then counted.
class Comparer {
 public:
  void compare(const RatedUnits& units, In<RatingsByRater::Place> ratings, RaterRow& row) {
    ends_.resize(units.n_raters);
    uses_.resize(units.n_categories);
    bring_together(units, ratings, row.second);
    std::size_t begin = 0;
    for (const std::int32_t other : row.second) {
      const std::size_t end = ends_[static_cast<std::size_t>(other)];
      row.sums.push_back(count(In<Both>(both_).subspan(begin, end - begin)));
      ends_[static_cast<std::size_t>(other)] = 0;
      begin = end;
    }
  }

 private:
  struct Both {
    std::int32_t code;
    std::int32_t other;
  };
  // How often the two raters used a category.
  struct Uses {
    std::int64_t code = 0;
    std::int64_t other = 0;
  };

  void bring_together(const RatedUnits& units, In<RatingsByRater::Place> ratings, std::vector<std::int32_t>& others) {
    std::size_t total = 0;
    for (const auto& place : ratings) {
      for (std::size_t k = place.rating + std::size_t{1}; k < units.begin(place.unit + std::size_t{1}); ++k, ++total) {
        if (ends_[static_cast<std::size_t>(units.rater[k])]++ == 0) {
          others.push_back(units.rater[k]);
        }
      }
    }
    std::sort(others.begin(), others.end());
    std::size_t begin = 0;
    for (const std::int32_t other : others) {
      std::size_t& end = ends_[static_cast<std::size_t>(other)];
      const std::size_t length = end;
      end = begin;
      begin += length;
    }
    both_.resize(total);
    for (const auto& place : ratings) {
      const std::int32_t code = units.code[place.rating];
      for (std::size_t k = place.rating + std::size_t{1}; k < units.begin(place.unit + std::size_t{1}); ++k) {
        both_[ends_[static_cast<std::size_t>(units.rater[k])]++] = {code, units.code[k]};
      }
    }
  }

  // Sums of products grow with every use: (a + 1) * b is b more than a * b. So categories that nobody uses cost
  // nothing.
  Sums count(In<Both> both) {
    Sums sums;
    sums.n = static_cast<std::int64_t>(both.size());
    for (const Both& pair : both) {
      sums.agreed += pair.code == pair.other ? 1 : 0;
      Uses& mine = uses_[static_cast<std::size_t>(pair.code)];
      sums.squares += 2 * mine.code++ + 1;
      sums.cross += mine.other;
      Uses& others = uses_[static_cast<std::size_t>(pair.other)];
      sums.squares += 2 * others.other++ + 1;
      sums.cross += others.code;
    }
    for (const Both& pair : both) {
      uses_[static_cast<std::size_t>(pair.code)] = {};
      uses_[static_cast<std::size_t>(pair.other)] = {};
    }
    return sums;
  }

  std::vector<std::size_t> ends_;  // by rater; 0 between calls
  std::vector<Both> both_;
  std::vector<Uses> uses_;  // by category; 0 between calls
};

PairCounts counts_unit_by_unit(const RatedUnits& units, const Execution& execution) {
  const RatingsByRater by_rater(units);
  std::vector<RaterRow> rows(units.n_raters);
  parallel_for<Comparer>(units.n_raters, 1, execution, [&](Comparer& comparer, std::size_t rater) {
    comparer.compare(units, by_rater.of(rater), rows[rater]);
  });
  return joined(rows);
}

// ---- by planes of bits ----------------------------------------------------------------------------------------

// Ratings of each rater, in all and by category.
class Totals {
 public:
  Totals(const RatedUnits& units, const RaterPlanes& planes, const simd::Loops& loops, const Execution& execution)
      : q_(units.n_categories), n_(units.n_raters), margins_(units.n_raters * q_) {
    using Plane = std::vector<std::uint64_t>;
    parallel_for<Plane>(units.n_raters, 1, execution, [&](Plane& plane, std::size_t rater) {
      plane.resize(planes.words());
      for (std::size_t category = 0; category < q_; ++category) {
        planes.fill_category(rater, category, plane);
        margins_[rater * q_ + category] = static_cast<std::int64_t>(loops.popcount(plane.data(), plane.size()));
        n_[rater] += margins_[rater * q_ + category];
      }
    });
  }

  [[nodiscard]] std::int64_t n(std::size_t rater) const { return n_[rater]; }
  [[nodiscard]] In<std::int64_t> margins(std::size_t rater) const {
    return In<std::int64_t>(margins_).subspan(rater * q_, q_);
  }

 private:
  std::size_t q_;
  std::vector<std::int64_t> n_;
  std::vector<std::int64_t> margins_;
};

// All that pairs are counted from.
struct PlaneCounts {
  const RatedUnits& units;
  const simd::Loops& loops;
  RaterPlanes planes;
  Totals totals;
  std::optional<CategoryPlanes> by_category;  // only where a rater has not rated all units

  PlaneCounts(const RatedUnits& given, const simd::Loops& given_loops, const Execution& execution)
      : units(given), loops(given_loops), planes(given, execution), totals(given, planes, loops, execution) {
    for (std::size_t rater = 0; rater < units.n_raters; ++rater) {
      if (!complete(rater)) {
        by_category.emplace(planes, units.n_raters, units.n_categories, execution);
        return;
      }
    }
  }

  [[nodiscard]] bool complete(std::size_t rater) const {
    return totals.n(rater) == static_cast<std::int64_t>(units.size());
  }
};

// Some raters against some others: counts of all their pairs, a few words of the planes at a time.
class Tile {
 public:
  void count(const PlaneCounts& counts, std::size_t first, std::size_t second, Checkpoint& checkpoint) {
    first_ = first;
    second_ = second;
    q_ = counts.units.n_categories;
    same_.fill(0);
    mine_.assign(tile_raters * tile_raters * q_, 0);
    others_.assign(tile_raters * tile_raters * q_, 0);
    const std::size_t words = counts.planes.words();
    for (std::size_t begin = 0; begin < words; begin += words_together) {
      const std::size_t n = std::min(words_together, words - begin);
      each_pair(counts, [&](std::size_t a, std::size_t b, std::size_t place) {
        same_[place] += static_cast<std::int64_t>(counts.loops.popcount_same[counts.planes.planes() - 1](
            counts.planes.of(a) + begin, counts.planes.of(b) + begin, words, n));
        add_margins(counts, a, b, begin, n, Out<std::int64_t>(mine_).subspan(place * q_, q_));
        add_margins(counts, b, a, begin, n, Out<std::int64_t>(others_).subspan(place * q_, q_));
      });
      checkpoint();
    }
  }

  template <class Take>
  void finish(const PlaneCounts& counts, Take&& take) const {
    each_pair(counts, [&](std::size_t a, std::size_t b, std::size_t place) {
      const auto margins = [&](std::size_t rater, std::size_t other, const std::vector<std::int64_t>& counted) {
        return counts.complete(other) ? counts.totals.margins(rater)
                                      : In<std::int64_t>(counted).subspan(place * q_, q_);
      };
      const In<std::int64_t> mine = margins(a, b, mine_);
      const In<std::int64_t> others = margins(b, a, others_);
      Sums sums;
      for (std::size_t k = 0; k < q_; ++k) {
        sums.n += mine[k];
        sums.cross += mine[k] * others[k];
        sums.squares += mine[k] * mine[k] + others[k] * others[k];
      }
      // Planes are the same also where neither has rated, bits beyond the last unit among them.
      const auto bits = static_cast<std::int64_t>(64 * counts.planes.words());
      sums.agreed = same_[place] - (bits - counts.totals.n(a) - counts.totals.n(b) + sums.n);
      take(a, b, sums);
    });
  }

 private:
  // Calls with both raters, the first before the second, and their place in the tile.
  template <class Call>
  void each_pair(const PlaneCounts& counts, Call&& call) const {
    const std::size_t end_a = std::min(first_ + tile_raters, counts.units.n_raters);
    const std::size_t end_b = std::min(second_ + tile_raters, counts.units.n_raters);
    for (std::size_t a = first_; a < end_a; ++a) {
      for (std::size_t b = std::max(a + 1, second_); b < end_b; ++b) {
        call(a, b, (a - first_) * tile_raters + b - second_);
      }
    }
  }

  // How often a rater used each category, where the other has rated too; nothing where that is everywhere.
  void add_margins(const PlaneCounts& counts, std::size_t rater, std::size_t other, std::size_t begin, std::size_t n,
                   Out<std::int64_t> margins) const {
    if (!counts.by_category || counts.complete(other)) {
      return;
    }
    counts.loops.popcount_and_planes(counts.by_category->rated(other) + begin, counts.by_category->of(rater, 0) + begin,
                                     counts.planes.words(), q_, n, margins.data());
  }

  std::size_t first_ = 0;
  std::size_t second_ = 0;
  std::size_t q_ = 0;
  std::array<std::int64_t, tile_raters * tile_raters> same_{};
  std::vector<std::int64_t> mine_;
  std::vector<std::int64_t> others_;
};

PairCounts counts_by_planes(const RatedUnits& units, const Execution& execution) {
  const PlaneCounts counts(units, simd::loops(static_cast<simd::Isa>(execution.isa)), execution);
  const std::size_t n_tiles = (units.n_raters + tile_raters - 1) / tile_raters;
  std::vector<RaterRow> rows(units.n_raters);
  for (std::size_t rater = 0; rater < units.n_raters; ++rater) {
    rows[rater].sums.resize(units.n_raters - rater - 1);
  }
  parallel_for<Tile>(n_tiles * n_tiles, 1, execution, [&](Tile& tile, std::size_t item, Checkpoint& checkpoint) {
    const std::size_t first = item / n_tiles * tile_raters;
    const std::size_t second = item % n_tiles * tile_raters;
    if (first > second) {
      return;
    }
    tile.count(counts, first, second, checkpoint);
    tile.finish(counts, [&](std::size_t a, std::size_t b, const Sums& sums) { rows[a].sums[b - a - 1] = sums; });
  });
  for (std::size_t rater = 0; rater < units.n_raters; ++rater) {
    keep_compared(rater, rows[rater]);
  }
  return joined(rows);
}

// ---- tables -----------------------------------------------------------------------------------------------------

void tables_by_planes(const RatedUnits& units, In<std::int64_t> first, In<std::int64_t> second,
                      Out<std::int64_t> tables, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const RaterPlanes planes(units, execution);
  const CategoryPlanes by_category(planes, units.n_raters, units.n_categories, execution);
  const std::size_t q = units.n_categories;
  parallel_for<NoScratch>(first.size(), 1, execution, [&](NoScratch&, std::size_t pair, Checkpoint& checkpoint) {
    const Out<std::int64_t> table = tables.subspan(pair * q * q, q * q);
    std::fill(table.begin(), table.end(), 0);
    for (std::size_t begin = 0; begin < planes.words(); begin += words_together) {
      const std::size_t n = std::min(words_together, planes.words() - begin);
      for (std::size_t row = 0; row < q; ++row) {
        loops.popcount_and_planes(by_category.of(static_cast<std::size_t>(first[pair]), row) + begin,
                                  by_category.of(static_cast<std::size_t>(second[pair]), 0) + begin, planes.words(), q,
                                  n, table.data() + row * q);
      }
      checkpoint();
    }
  });
}

// Both raters' ratings lie in the order of units.
void tables_unit_by_unit(const RatedUnits& units, In<std::int64_t> first, In<std::int64_t> second,
                         Out<std::int64_t> tables, const Execution& execution) {
  const RatingsByRater by_rater(units);
  const std::size_t q = units.n_categories;
  parallel_for(first.size(), 1, execution, [&](std::size_t pair) {
    const Out<std::int64_t> table = tables.subspan(pair * q * q, q * q);
    std::fill(table.begin(), table.end(), 0);
    const auto mine = by_rater.of(static_cast<std::size_t>(first[pair]));
    const auto others = by_rater.of(static_cast<std::size_t>(second[pair]));
    for (std::size_t a = 0, b = 0; a < mine.size() && b < others.size();) {
      if (mine[a].unit == others[b].unit) {
        const auto row = static_cast<std::size_t>(units.code[mine[a].rating]);
        ++table[row * q + static_cast<std::size_t>(units.code[others[b].rating])];
      }
      const bool behind = mine[a].unit <= others[b].unit;
      b += others[b].unit <= mine[a].unit ? 1 : 0;
      a += behind ? 1 : 0;
    }
  });
}

}  // namespace

std::vector<std::int64_t> unordered_units(In<std::int64_t> offsets, In<std::int32_t> rater, std::size_t n_raters,
                                          const Execution& execution) {
  constexpr std::size_t block_units = std::size_t{1} << 14U;
  const std::size_t n_units = offsets.size() - 1;
  std::vector<std::vector<std::int64_t>> found((n_units + block_units - 1) / block_units);
  parallel_for(found.size(), 1, execution, [&](std::size_t block) {
    const std::size_t end = std::min(n_units, (block + 1) * block_units);
    for (std::size_t unit = block * block_units; unit < end; ++unit) {
      const auto from = static_cast<std::size_t>(offsets[unit]);
      if (!ascend(rater.subspan(from, static_cast<std::size_t>(offsets[unit + 1]) - from), n_raters)) {
        found[block].push_back(static_cast<std::int64_t>(unit));
      }
    }
  });
  std::vector<std::int64_t> all;
  for (const auto& of_block : found) {
    all.insert(all.end(), of_block.begin(), of_block.end());
  }
  return all;
}

PairCounts pair_counts(const RatedUnits& units, const Execution& execution) {
  return suits_planes(units) ? counts_by_planes(units, execution) : counts_unit_by_unit(units, execution);
}

void pair_tables(const RatedUnits& units, In<std::int64_t> first, In<std::int64_t> second, Out<std::int64_t> tables,
                 const Execution& execution) {
  if (suits_planes(units)) {
    tables_by_planes(units, first, second, tables, execution);
  } else {
    tables_unit_by_unit(units, first, second, tables, execution);
  }
}

}  // namespace labelgauge
