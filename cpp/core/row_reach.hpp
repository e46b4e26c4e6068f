// The voxels within a tolerance of a voxel, as stretches of the rows around it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/squared_steps.hpp"
#include "core/surface.hpp"

namespace labelgauge {

class RowReach {
 public:
  // Rows so many slices and rows off, to either side, have the voxels up to `along` steps off within.
  struct Step {
    std::size_t z;
    std::size_t y;
    std::size_t along;
  };

  static constexpr std::size_t most_along = 63;

  // Steps of a grid that has one row a slice, if `flat`. Returns false, the steps being of no use then, where the
  // tolerance reaches so far that searching is quicker than looking at all it reaches.
  bool make(double tolerance, const Spacing& spacing, bool flat) {
    constexpr std::size_t most_steps = 48;
    steps_.clear();
    for (std::size_t z = 0; std::sqrt(squared_steps(z, spacing[0])) <= tolerance; ++z) {
      for (std::size_t y = 0; y == 0 || !flat; ++y) {
        const double squared = squared_steps(z, spacing[0]) + squared_steps(y, spacing[1]);
        if (std::sqrt(squared) > tolerance) {
          break;
        }
        std::size_t along = 0;
        while (along <= most_along && std::sqrt(squared + squared_steps(along + 1, spacing[2])) <= tolerance) {
          ++along;
        }
        if (along > most_along || steps_.size() == most_steps) {
          return false;
        }
        steps_.push_back({z, y, along});
      }
    }
    std::sort(steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.along > b.along; });
    return true;
  }

  // Those that reach furthest along their row first.
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  std::vector<Step> steps_;
};

}  // namespace labelgauge
