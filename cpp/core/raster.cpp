#include "core/raster.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/crossings.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

struct ImageSize {
  std::int64_t height;
  std::int64_t width;

  [[nodiscard]] std::uint64_t pixels() const { return static_cast<std::uint64_t>(height * width); }
};

// ---- COCO's rule -----------------------------------------------------------------------------------------------

// A vertex on COCO's grid, five times finer than the pixels.
struct GridPoint {
  std::int64_t x;
  std::int64_t y;
};

std::int64_t to_grid(double coordinate) {
  return static_cast<std::int64_t>(5.0 * std::clamp(coordinate, -farthest_px, farthest_px) + 0.5);  // towards zero
}

// Columns [first, end) whose centre line lies between grid columns `left` and `right`. The centre line of column c
// lies between grid columns 5c+2 and 5c+3.
struct Columns {
  Columns(std::int64_t left, std::int64_t right, std::int64_t width)
      : first(left <= 2 ? 0 : std::min(width, (left + 2) / 5)), end(right < 3 ? 0 : std::min(width, (right + 2) / 5)) {}

  std::int64_t first;
  std::int64_t end;
};

// The first row whose centre lies below grid row y.
std::int64_t row_below(std::int64_t y, std::int64_t height) { return y < 3 ? 0 : std::min(height, (y + 2) / 5); }

// An edge no steeper than the diagonal has one sample per grid column. Between two samples the upper one counts.
void cross_flat(GridPoint from, GridPoint to, ImageSize image, Crossings& crossings) {
  const double slope = static_cast<double>(to.y - from.y) / static_cast<double>(to.x - from.x);
  const auto start = static_cast<double>(from.y);
  const std::int64_t upper = (slope < 0 ? 3 : 2) - from.x;
  const Columns columns(from.x, to.x, image.width);
  for (std::int64_t column = columns.first; column < columns.end; ++column) {
    const double y = start + slope * static_cast<double>(5 * column + upper) + 0.5;
    crossings.add(column, row_below(static_cast<std::int64_t>(y), image.height));
  }
}

// A steeper edge has one sample per grid row; sample t has reached the far side of a centre line or not. Which sample
// is the first to do so is estimated, then settled with the samples themselves.
void cross_steep(GridPoint from, GridPoint to, ImageSize image, Crossings& crossings) {
  const std::int64_t last = to.y - from.y;
  const double slope = static_cast<double>(to.x - from.x) / static_cast<double>(last);
  const double steepness = static_cast<double>(last) / static_cast<double>(to.x - from.x);
  const auto start = static_cast<double>(from.x);
  const bool rightward = to.x > from.x;
  const Columns columns(std::min(from.x, to.x), std::max(from.x, to.x), image.width);
  for (std::int64_t column = columns.first; column < columns.end; ++column) {
    const auto right_of_line = static_cast<double>(5 * column + 3);
    const auto reached = [&](std::int64_t t) { return (start + slope * static_cast<double>(t) + 0.5 >= right_of_line) == rightward; };
    const double estimate = (right_of_line - 0.5 - start) * steepness;
    auto t = static_cast<std::int64_t>(std::clamp(estimate + 1, 1.0, static_cast<double>(last)));
    while (t > 1 && reached(t - 1)) {
      --t;
    }
    while (t < last && !reached(t)) {
      ++t;
    }
    crossings.add(column, row_below(from.y + t - 1, image.height));
  }
}

void cross_edge(GridPoint a, GridPoint b, ImageSize image, Crossings& crossings) {
  if (std::abs(b.x - a.x) >= std::abs(b.y - a.y)) {
    if (a.x != b.x) {
      a.x < b.x ? cross_flat(a, b, image, crossings) : cross_flat(b, a, image, crossings);
    }
  } else if (a.x != b.x) {
    a.y < b.y ? cross_steep(a, b, image, crossings) : cross_steep(b, a, image, crossings);
  }
}

void cross_ring(In<double> ring, ImageSize image, std::vector<GridPoint>& vertices, Crossings& crossings) {
  vertices.clear();
  std::int64_t left = to_grid(farthest_px);
  std::int64_t right = -left;
  for (std::size_t k = 0; k < ring.size(); k += 2) {
    vertices.push_back({to_grid(ring[k]), to_grid(ring[k + 1])});
    left = std::min(left, vertices.back().x);
    right = std::max(right, vertices.back().x);
  }
  const Columns columns(left, right, image.width);
  crossings.start(columns.first, std::max(columns.first, columns.end));
  for (std::size_t k = 0; k < vertices.size(); ++k) {
    cross_edge(vertices[k], vertices[k + 1 == vertices.size() ? 0 : k + 1], image, crossings);
  }
}

// ---- union of rings --------------------------------------------------------------------------------------------

// Foreground of a ring, linear positions [begin, end).
struct Interval {
  std::uint64_t begin;
  std::uint64_t end;
};

// Unites the foreground of several rings, each given as ascending intervals.
class RingUnion {
 public:
  void clear() {
    intervals_.clear();
    ring_begins_.clear();
  }

  void add_ring(Crossings& crossings, std::int64_t height) {
    ring_begins_.push_back(intervals_.size());
    bool inside = false;
    crossings.for_each(height, [&](std::uint64_t position) {
      if (inside) {
        intervals_.back().end = position;
      } else {
        intervals_.push_back({position, position});
      }
      inside = !inside;
    });
  }

  void write(std::uint64_t pixels, std::vector<std::uint32_t>& out) {
    merge_rings();
    RunWriter runs(out);
    std::uint64_t done = 0;
    for (const Interval& interval : intervals_) {
      const std::uint64_t begin = std::max(interval.begin, done);
      if (interval.end > begin) {
        runs.add(begin - done, false);
        runs.add(interval.end - begin, true);
        done = interval.end;
      }
    }
    runs.add(pixels - done, false);
  }

 private:
  // Merges neighbouring rings two by two until one ascending list is left.
  void merge_rings() {
    const auto earlier = [](const Interval& a, const Interval& b) { return a.begin < b.begin; };
    while (ring_begins_.size() > 1) {
      merged_.resize(intervals_.size());
      ring_begins_.push_back(intervals_.size());
      const auto at = [&](std::size_t ring) {
        return intervals_.begin() + static_cast<std::ptrdiff_t>(ring_begins_[std::min(ring, ring_begins_.size() - 1)]);
      };
      std::size_t kept = 0;
      auto out = merged_.begin();
      for (std::size_t ring = 0; ring + 1 < ring_begins_.size(); ring += 2) {
        const std::size_t begin = ring_begins_[ring];
        out = std::merge(at(ring), at(ring + 1), at(ring + 1), at(ring + 2), out, earlier);
        ring_begins_[kept++] = begin;
      }
      ring_begins_.resize(kept);
      intervals_.swap(merged_);
    }
  }

  std::vector<Interval> intervals_;
  std::vector<Interval> merged_;
  std::vector<std::size_t> ring_begins_;
};

struct Scratch {
  std::vector<GridPoint> vertices;
  Crossings crossings;
  RingUnion rings;
};

void write_flips(Crossings& crossings, ImageSize image, std::vector<std::uint32_t>& out) {
  FlipWriter flips(out);
  crossings.for_each(image.height, [&](std::uint64_t position) { flips.flip(position); });
  flips.finish(image.pixels());
}

// Calls body(scratch, image, first ring, end ring, out) for every mask that has pixels and rings.
template <class Body>
RunLists rasterize(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution, Body&& body) {
  return build_ragged<std::uint32_t, Scratch>(
      polygons.size(), execution, [&](Scratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        const ImageSize image{sizes[2 * i], sizes[2 * i + 1]};
        const std::size_t first = polygons.first_ring(i);
        const std::size_t end = polygons.first_ring(i + 1);
        if (image.pixels() == 0 || first == end) {
          out.push_back(static_cast<std::uint32_t>(image.pixels()));
        } else {
          body(scratch, image, first, end, out);
        }
      });
}

}  // namespace

RunLists rasterize_coco(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution) {
  return rasterize(polygons, sizes, execution,
                   [&](Scratch& scratch, ImageSize image, std::size_t first, std::size_t end, std::vector<std::uint32_t>& out) {
                     if (end - first == 1) {
                       cross_ring(polygons.ring(first), image, scratch.vertices, scratch.crossings);
                       write_flips(scratch.crossings, image, out);
                       return;
                     }
                     scratch.rings.clear();
                     for (std::size_t ring = first; ring < end; ++ring) {
                       cross_ring(polygons.ring(ring), image, scratch.vertices, scratch.crossings);
                       scratch.rings.add_ring(scratch.crossings, image.height);
                     }
                     scratch.rings.write(image.pixels(), out);
                   });
}

}  // namespace labelgauge
