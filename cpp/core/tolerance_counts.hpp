// Counts of surface elements by direction, code and the first of some tolerances that they are within.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/distance_counts.hpp"
#include "core/surface.hpp"

namespace labelgauge {

class ToleranceCounts {
 public:
  // Nothing is counted. The tolerances outlive the counts. `flat` = of an image of the plane.
  void begin(In<double> tolerances, SurfaceRule rule, bool flat);

  // `within` is the place of the tolerance, or how many there are for what lies beyond all.
  void add(std::size_t direction, std::size_t code, std::size_t within, std::int64_t count = 1) {
    counts_[(direction * n_codes_ + code) * (tolerances_.size() + 1) + within] += count;
  }
  void add(const ToleranceCounts& other);
  void add(const DistanceCounts& counts);

  // Whether elements are told apart by their codes; otherwise all have code 0.
  [[nodiscard]] bool has_codes() const { return n_codes_ > 1; }

  // Appends what is counted, sorted.
  void write(std::vector<DistanceCount>& out) const;

 private:
  In<double> tolerances_;
  std::size_t n_codes_ = 0;
  std::vector<std::int64_t> counts_;
};

}  // namespace labelgauge
