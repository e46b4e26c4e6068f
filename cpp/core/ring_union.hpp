// The union of several rings' foreground.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/crossings.hpp"
#include "core/runs.hpp"

namespace labelgauge {

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

  void write(FlipWriter& flips) {
    merge_rings();
    std::uint64_t done = 0;
    for (const Interval& interval : intervals_) {
      const std::uint64_t begin = std::max(interval.begin, done);
      if (interval.end > begin) {
        flips.flip(begin);
        flips.flip(interval.end);
        done = interval.end;
      }
    }
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

}  // namespace labelgauge
