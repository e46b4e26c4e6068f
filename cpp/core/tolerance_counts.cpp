#include "core/tolerance_counts.hpp"

#include <algorithm>
#include <limits>

namespace labelgauge {

void ToleranceCounts::begin(In<double> tolerances, SurfaceRule rule, bool flat) {
  tolerances_ = tolerances;
  const std::size_t corner_codes = flat ? 16 : 256;
  n_codes_ = rule == SurfaceRule::corner ? corner_codes : 1;
  counts_.assign(2 * n_codes_ * (tolerances.size() + 1), 0);
}

void ToleranceCounts::add(const ToleranceCounts& other) {
  for (std::size_t k = 0; k < counts_.size(); ++k) {
    counts_[k] += other.counts_[k];
  }
}

void ToleranceCounts::add(const DistanceCounts& counts) {
  counts.for_each([&](const DistanceCount& row) {
    const auto within = std::lower_bound(tolerances_.begin(), tolerances_.end(), row.distance) - tolerances_.begin();
    add(row.direction, has_codes() ? row.code : 0, static_cast<std::size_t>(within), row.count);
  });
}

void ToleranceCounts::write(std::vector<DistanceCount>& out) const {
  const std::int64_t* count = counts_.data();
  for (unsigned direction = 0; direction < 2; ++direction) {
    for (std::size_t code = 0; code < n_codes_; ++code) {
      for (std::size_t within = 0; within <= tolerances_.size(); ++within, ++count) {
        if (*count != 0) {
          const double distance =
              within < tolerances_.size() ? tolerances_[within] : std::numeric_limits<double>::infinity();
          out.push_back({static_cast<std::uint8_t>(direction), static_cast<std::uint8_t>(code), 0, distance, *count});
        }
      }
    }
  }
}

}  // namespace labelgauge
