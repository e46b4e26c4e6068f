// Discs of real radius on a grid of pixels that need not be square.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace labelgauge {

// Distance of two pixel centres so many rows and columns apart, in the order of arithmetic that is promised.
[[nodiscard]] inline double distance(double rows, double columns, double row_spacing, double column_spacing) {
  const double down = rows * row_spacing;
  const double across = columns * column_spacing;
  return std::sqrt(down * down + across * across);
}

// How many half-heights a disc has at most: see below.
[[nodiscard]] inline std::uint64_t disc_columns(double radius, double column_spacing, std::int64_t most_columns) {
  return static_cast<std::uint64_t>(std::min(radius / column_spacing, static_cast<double>(most_columns))) + 1;
}

// Half-heights of a disc: entry c is the largest number of rows, at most `most_rows`, that a pixel c columns from the
// centre may be off and still lie within the radius; entries end where even 0 rows are too many or after
// `most_columns`.
inline void disc_half_heights(double radius, double row_spacing, double column_spacing, std::int64_t most_rows,
                              std::int64_t most_columns, std::vector<std::size_t>& half_heights) {
  half_heights.clear();
  std::int64_t rows = most_rows;
  for (std::int64_t c = 0; c <= most_columns; ++c) {
    const auto within = [&](std::int64_t r) {
      return distance(static_cast<double>(r), static_cast<double>(c), row_spacing, column_spacing) <= radius;
    };
    if (c == 0) {  // afterwards each entry is near the one before
      const double estimate = std::floor(radius / row_spacing);
      rows = estimate < static_cast<double>(most_rows) ? static_cast<std::int64_t>(estimate) : most_rows;
      while (rows < most_rows && within(rows + 1)) {
        ++rows;
      }
    }
    while (rows >= 0 && !within(rows)) {
      --rows;
    }
    if (rows < 0) {
      return;
    }
    half_heights.push_back(static_cast<std::size_t>(rows));
  }
}

}  // namespace labelgauge
