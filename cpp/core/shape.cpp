#include "core/shape.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/corners.hpp"
#include "core/packed.hpp"
#include "core/runs.hpp"

namespace labelgauge {

namespace {

// An image has fewer than 2^32 pixels, so the sums below stay under 2^96 and products of two of them and of a sum with
// an area under 2^127.
using Wide = __int128;

// Sums over the pixels' columns x and rows y, counted from 0.
struct Sums {
  Wide n = 0;
  Wide x = 0;
  Wide y = 0;
  Wide xx = 0;
  Wide xy = 0;
  Wide yy = 0;
};

// 0 + 1 + … + (k - 1), and the same of squares.
Wide sum_below(Wide k) { return k * (k - 1) / 2; }
Wide sum_of_squares_below(Wide k) { return (k - 1) * k * (2 * k - 1) / 6; }

Sums sums_of(In<std::uint32_t> runs, std::int64_t height) {
  Sums sums;
  for_each_block(runs, height, [&](std::int64_t first, std::int64_t last, std::int64_t begin, std::int64_t end) {
    const bool single = last - first == 1;  // nearly always, which spares multiplications
    const Wide columns = last - first;
    const Wide rows = end - begin;
    const Wide x = single ? Wide{first} : sum_below(last) - sum_below(first);
    const Wide xx = single ? Wide{first} * first : sum_of_squares_below(last) - sum_of_squares_below(first);
    const Wide y = sum_below(end) - sum_below(begin);
    sums.n += columns * rows;
    sums.x += x * rows;
    sums.y += y * columns;
    sums.xx += xx * rows;
    sums.xy += x * y;
    sums.yy += (sum_of_squares_below(end) - sum_of_squares_below(begin)) * columns;
  });
  return sums;
}

// Rounds to the nearest double.
double rounded(Wide value) { return static_cast<double>(value); }

// Twice the area that lies right of the line from a to b, as seen on the image; negative on the other side.
struct Corner {
  std::int64_t x;
  std::int64_t y;
};

Wide cross(const Corner& a, const Corner& b, const Corner& c) {
  return Wide{b.x - a.x} * (c.y - a.y) - Wide{b.y - a.y} * (c.x - a.x);
}

// Appends a corner to a chain that bends one way only (sign = which), dropping those that no longer matter.
void extend(std::vector<Corner>& chain, const Corner& corner, int sign) {
  while (chain.size() > 1 && sign * cross(chain[chain.size() - 2], chain.back(), corner) <= 0) {
    chain.pop_back();
  }
  chain.push_back(corner);
}

struct Hull {
  std::vector<Corner> top;
  std::vector<Corner> bottom;

  // The outermost rows of lattice column x.
  void add(std::int64_t x, std::int64_t first, std::int64_t last) {
    extend(top, {x, first}, 1);
    extend(bottom, {x, last}, -1);
  }

  // Twice the area between the chains, which begin and end above each other.
  [[nodiscard]] Wide doubled_area() const { return doubled_area_under(bottom) - doubled_area_under(top); }

 private:
  static Wide doubled_area_under(const std::vector<Corner>& chain) {
    Wide sum = 0;
    for (std::size_t k = 1; k < chain.size(); ++k) {
      sum += Wide{chain[k].x - chain[k - 1].x} * (chain[k].y + chain[k - 1].y);
    }
    return sum;
  }
};

// Feeds a hull with the first and last corner of every lattice column; columns without pixels in between may be left
// out.
class HullFeeder {
 public:
  explicit HullFeeder(Hull& hull) : hull_(hull) {
    hull.top.clear();
    hull.bottom.clear();
  }

  // The column's outermost pixels: rows [first, last).
  void column(std::int64_t x, std::int64_t first, std::int64_t last) {
    if (pending_ && x_ == x) {  // this lattice column also bounds the pixel column before
      first_ = std::min(first_, first);
      last_ = std::max(last_, last);
      hull_.add(x, first_, last_);
    } else {
      finish();
      hull_.add(x, first, last);
    }
    pending_ = true;
    x_ = x + 1;
    first_ = first;
    last_ = last;
  }

  void finish() {
    if (pending_) {
      hull_.add(x_, first_, last_);
    }
    pending_ = false;
  }

 private:
  Hull& hull_;
  bool pending_ = false;  // lattice column x_, rows first_ and last_, is still to be added
  std::int64_t x_ = 0;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
};

Wide doubled_hull_area(In<std::uint32_t> runs, std::int64_t height, Hull& hull) {
  HullFeeder feeder(hull);
  std::int64_t column = -1;
  std::int64_t first = 0;
  std::int64_t last = 0;
  for_each_block(runs, height, [&](std::int64_t x, std::int64_t end_x, std::int64_t begin, std::int64_t end) {
    if (x != column) {
      if (column >= 0) {
        feeder.column(column, first, last);
      }
      column = x;
      first = begin;
    }
    last = end;
    if (end_x - x > 1) {  // of equal columns only the outermost have corners
      feeder.column(x, first, last);
      column = end_x - 1;
    }
  });
  if (column >= 0) {
    feeder.column(column, first, last);
  }
  feeder.finish();
  return hull.doubled_area();
}

}  // namespace

void perimeter(const MaskBatch& masks, In<double> spacing, Out<double> lengths, const Execution& execution) {
  parallel_for<PackedColumns>(masks.size(), 16, execution, [&](PackedColumns& packed, std::size_t i) {
    const CornerCounts counts = count_corners(masks.runs(i), masks.height(i), packed);
    const double row = spacing[2 * i];
    const double column = spacing[2 * i + 1];
    const double cut = 0.5 * std::sqrt(row * row + column * column);  // across the middle of a pixel's corner
    const auto cuts = static_cast<double>(counts.one + counts.three + 2 * counts.diagonal);
    lengths[i] =
        cuts * cut + static_cast<double>(counts.along_row) * column + static_cast<double>(counts.along_column) * row;
  });
}

void raw_moments(const MaskBatch& masks, Out<double> moments, const Execution& execution) {
  parallel_for(masks.size(), 64, execution, [&](std::size_t i) {
    const Sums s = sums_of(masks.runs(i), masks.height(i));
    double* const out = &moments[6 * i];
    out[0] = rounded(s.n);
    out[1] = rounded(2 * s.x + s.n) / 2;
    out[2] = rounded(2 * s.y + s.n) / 2;
    out[3] = rounded(4 * s.xx + 4 * s.x + s.n) / 4;
    out[4] = rounded(4 * s.xy + 2 * s.x + 2 * s.y + s.n) / 4;
    out[5] = rounded(4 * s.yy + 4 * s.y + s.n) / 4;
  });
}

void central_moments(const MaskBatch& masks, Out<double> moments, const Execution& execution) {
  parallel_for(masks.size(), 64, execution, [&](std::size_t i) {
    const Sums s = sums_of(masks.runs(i), masks.height(i));
    const double n = s.n == 0 ? 1.0 : rounded(s.n);
    moments[3 * i] = rounded(s.xx * s.n - s.x * s.x) / n;
    moments[3 * i + 1] = rounded(s.xy * s.n - s.x * s.y) / n;
    moments[3 * i + 2] = rounded(s.yy * s.n - s.y * s.y) / n;
  });
}

void hull_area(const MaskBatch& masks, Out<double> areas, const Execution& execution) {
  parallel_for<Hull>(masks.size(), 16, execution, [&](Hull& hull, std::size_t i) {
    areas[i] = rounded(doubled_hull_area(masks.runs(i), masks.height(i), hull)) / 2;
  });
}

void euler_number(const MaskBatch& masks, int connectivity, Out<std::int64_t> numbers, const Execution& execution) {
  parallel_for<PackedColumns>(masks.size(), 16, execution, [&](PackedColumns& packed, std::size_t i) {
    const CornerCounts counts = count_corners(masks.runs(i), masks.height(i), packed);
    const std::int64_t diagonal = connectivity == 4 ? 2 * counts.diagonal : -2 * counts.diagonal;
    numbers[i] = (counts.one - counts.three + diagonal) / 4;
  });
}

}  // namespace labelgauge
