#include "core/rater_pairs.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "core/pair_planes.hpp"
#include "core/pair_sums.hpp"

namespace labelgauge {

namespace {

// Whether planes of bits take no more memory than ratings do of eight bytes each, so that most of them are of units
// that were rated.
bool suits_planes(std::size_t n_units, std::size_t n_raters, std::size_t n_ratings, std::size_t n_categories) {
  constexpr std::size_t bytes_per_rating = 8;
  if (n_ratings == 0 || n_categories == 0 || n_categories > most_plane_categories) {
    return false;
  }
  const std::size_t bytes_per_rater = (n_units + 63) / 64 * 8 * std::max<std::size_t>(n_categories, 8);
  return bytes_per_rater <= n_ratings * bytes_per_rating / std::max<std::size_t>(n_raters, 1);
}

bool suits_planes(const RatedUnits& units) {
  return suits_planes(units.size(), units.n_raters, units.code.size(), units.n_categories);
}

// Some cells at a time, so few that a byte counts them and all lanes of a register add bytes.
std::int64_t n_rated(In<std::uint8_t> cells) {
  constexpr std::size_t together = 240;
  std::int64_t total = 0;
  for (std::size_t begin = 0; begin < cells.size(); begin += together) {
    std::uint8_t here = 0;
    for (const std::uint8_t cell : cells.subspan(begin, std::min(together, cells.size() - begin))) {
      here = static_cast<std::uint8_t>(here + (cell != 0 ? 1 : 0));
    }
    total += here;
  }
  return total;
}

bool suits_planes(const RatingCells& table, std::size_t n_categories, const Execution& execution) {
  std::vector<std::int64_t> rated(table.n_raters);
  parallel_for(table.n_raters, 1, execution, [&](std::size_t rater) {
    rated[rater] = n_rated(table.cells.subspan(rater * table.n_units, table.n_units));
  });
  const auto n_ratings = static_cast<std::size_t>(std::accumulate(rated.begin(), rated.end(), std::int64_t{0}));
  return suits_planes(table.n_units, table.n_raters, n_ratings, n_categories);
}

// Ratings laid out as bytes, which the planes are made from.
class Laid {
 public:
  Laid(const RatedUnits& units, const Execution& execution) : cells_(units.n_raters * units.size()) {
    constexpr std::size_t block_units = 256;  // rows of so many units stay in the cache
    table_ = {cells_, units.n_raters, units.size()};
    parallel_for((units.size() + block_units - 1) / block_units, 1, execution, [&](std::size_t block) {
      const std::size_t end = std::min(units.size(), (block + 1) * block_units);
      for (std::size_t unit = block * block_units; unit < end; ++unit) {
        for (std::size_t k = units.begin(unit); k < units.begin(unit + 1); ++k) {
          cells_[static_cast<std::size_t>(units.rater[k]) * units.size() + unit] =
              static_cast<std::uint8_t>(units.code[k] + 1);
        }
      }
    });
  }

  [[nodiscard]] const RatingCells& table() const { return table_; }

 private:
  std::vector<std::uint8_t> cells_;
  RatingCells table_;
};

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
  PairSums count(In<Both> both) {
    PairSums sums;
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

// Both raters' ratings lie in the order of units.
void tables_unit_by_unit(const RatedUnits& units, const RaterPairs& pairs, Out<std::int64_t> tables,
                         const Execution& execution) {
  const RatingsByRater by_rater(units);
  const std::size_t q = units.n_categories;
  parallel_for(pairs.first.size(), 1, execution, [&](std::size_t pair) {
    const Out<std::int64_t> table = tables.subspan(pair * q * q, q * q);
    std::fill(table.begin(), table.end(), 0);
    const auto mine = by_rater.of(static_cast<std::size_t>(pairs.first[pair]));
    const auto others = by_rater.of(static_cast<std::size_t>(pairs.second[pair]));
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

// Ratings of a table, borrowed.
RatedUnits rated_units(const RatingColumns& columns, std::size_t n_raters, std::size_t n_categories) {
  return {columns.offsets, columns.rater, columns.code, n_raters, n_categories};
}

}  // namespace

PairCounts joined(const std::vector<RaterRow>& rows) {
  PairCounts counts;
  for (std::size_t a = 0; a < rows.size(); ++a) {
    for (std::size_t k = 0; k < rows[a].second.size(); ++k) {
      const PairSums& sums = rows[a].sums[k];
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
  if (suits_planes(units)) {
    return counts_by_planes(Laid(units, execution).table(), units.n_categories, execution);
  }
  return counts_unit_by_unit(units, execution);
}

PairCounts cell_pair_counts(const RatingCells& table, std::size_t n_categories, const Execution& execution) {
  if (suits_planes(table, n_categories, execution)) {
    return counts_by_planes(table, n_categories, execution);
  }
  const RatingColumns columns = rating_columns(table, execution);
  return counts_unit_by_unit(rated_units(columns, table.n_raters, n_categories), execution);
}

void pair_tables(const RatedUnits& units, const RaterPairs& pairs, Out<std::int64_t> tables,
                 const Execution& execution) {
  if (suits_planes(units)) {
    tables_by_planes(Laid(units, execution).table(), units.n_categories, pairs, tables, execution);
  } else {
    tables_unit_by_unit(units, pairs, tables, execution);
  }
}

void cell_pair_tables(const RatingCells& table, std::size_t n_categories, const RaterPairs& pairs,
                      Out<std::int64_t> tables, const Execution& execution) {
  if (suits_planes(table, n_categories, execution)) {
    tables_by_planes(table, n_categories, pairs, tables, execution);
    return;
  }
  const RatingColumns columns = rating_columns(table, execution);
  tables_unit_by_unit(rated_units(columns, table.n_raters, n_categories), pairs, tables, execution);
}

}  // namespace labelgauge
