// Distances between surfaces straight from their definition: every element of one against every element of the other,
// and every face of a mask's voxels against the other mask's along its axis.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "core/surface.hpp"

namespace labelgauge::fuzz {

using Place = std::array<int, 3>;

// What an element or a face is like, in the order of histograms: direction, code, sign, distance.
using Kind = std::tuple<int, unsigned, int, double>;
using Counted = std::map<Kind, std::int64_t>;

inline Place beside(Place voxel, std::size_t axis, int steps) {
  voxel[axis] += steps;
  return voxel;
}

inline double squared_distance(const Place& a, const Place& b, const Spacing& spacing) {
  const double z = (b[0] - a[0]) * spacing[0];
  const double y = (b[1] - a[1]) * spacing[1];
  const double x = (b[2] - a[2]) * spacing[2];
  return z * z + y * y + x * x;
}

inline double nearest(const Place& place, const std::vector<Place>& others, const Spacing& spacing) {
  double least = std::numeric_limits<double>::infinity();
  for (const Place& other : others) {
    least = std::min(least, squared_distance(place, other, spacing));
  }
  return std::sqrt(least);
}

// Calls body(place) for the places of a box from the origin on, in memory order.
template <class Body>
void for_each_place(const Place& end, Body&& body) {
  for (int z = 0; z < end[0]; ++z) {
    for (int y = 0; y < end[1]; ++y) {
      for (int x = 0; x < end[2]; ++x) {
        body(Place{z, y, x});
      }
    }
  }
}

class NaiveMask {
 public:
  NaiveMask(const ImageShape& shape, std::vector<std::uint8_t> voxels, SurfaceRule rule)
      : sides_{static_cast<int>(shape.depth), static_cast<int>(shape.height), static_cast<int>(shape.width)},
        flat_(shape.flat),
        voxels_(std::move(voxels)),
        rule_(rule) {}

  [[nodiscard]] const std::vector<std::uint8_t>& voxels() const { return voxels_; }

  // Places of the surface's elements.
  [[nodiscard]] std::vector<Place> surface() const {
    const int more = rule_ == SurfaceRule::corner ? 1 : 0;  // lattice points than voxels
    std::vector<Place> found;
    for_each_place({sides_[0] + more, sides_[1] + (flat_ ? 0 : more), sides_[2] + more}, [&](const Place& place) {
      if (is_element(place)) {
        found.push_back(place);
      }
    });
    return found;
  }

  [[nodiscard]] bool is_element(const Place& place) const {
    switch (rule_) {
      case SurfaceRule::corner:
        return code(place) != 0 && code(place) != (flat_ ? 0xFU : 0xFFU);
      case SurfaceRule::cross:
        return foreground(place) && code(place) != 0;
      case SurfaceRule::full:
        return foreground(place) && meets_background(place);
      default:
        return foreground(place);
    }
  }

  // Which voxels around a lattice point are foreground, or across which faces of a voxel background lies.
  [[nodiscard]] unsigned code(const Place& place) const {
    unsigned bits = 0;
    if (rule_ == SurfaceRule::corner) {
      around(place, -1, 0, [&](const Place& voxel) { bits = 2 * bits + (foreground(voxel) ? 1 : 0); });
      return bits;
    }
    for (std::size_t axis = 0; axis < 3; axis += flat_ ? 2 : 1) {
      for (const int step : {-1, 1}) {
        bits = 2 * bits + (background(beside(place, axis, step)) ? 1 : 0);
      }
    }
    return bits;
  }

  [[nodiscard]] const Place& sides() const { return sides_; }
  [[nodiscard]] bool flat() const { return flat_; }

  [[nodiscard]] bool foreground(const Place& voxel) const {
    return inside_image(voxel) &&
           voxels_[static_cast<std::size_t>((voxel[0] * sides_[1] + voxel[1]) * sides_[2] + voxel[2])] != 0;
  }

  // Whether an element of another surface lies inside.
  [[nodiscard]] bool holds(const Place& place) const {
    return rule_ == SurfaceRule::corner ? code(place) != 0 : foreground(place);
  }

 private:
  [[nodiscard]] bool inside_image(const Place& voxel) const {
    bool inside = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      inside = inside && voxel[axis] >= 0 && voxel[axis] < sides_[axis];
    }
    return inside;
  }

  [[nodiscard]] bool background(const Place& voxel) const {
    return inside_image(voxel) ? !foreground(voxel) : rule_ != SurfaceRule::full;
  }

  [[nodiscard]] bool meets_background(const Place& place) const {
    bool meets = false;
    around(place, -1, 1, [&](const Place& voxel) { meets = meets || background(voxel); });
    return meets;
  }

  // Calls body(voxel) for the voxels from `first` to `last` steps off along each axis.
  template <class Body>
  void around(const Place& place, int first, int last, Body&& body) const {
    for (int z = first; z <= last; ++z) {
      for (int y = flat_ ? 0 : first; y <= (flat_ ? 0 : last); ++y) {
        for (int x = first; x <= last; ++x) {
          body(Place{place[0] + z, place[1] + y, place[2] + x});
        }
      }
    }
  }

  Place sides_;
  bool flat_;
  std::vector<std::uint8_t> voxels_;
  SurfaceRule rule_;
};

inline bool is_counted(const Place& place, const Places& places) {
  const auto slice = static_cast<std::size_t>(place[0]);
  return slice >= places.begin && slice < places.end;
}

// How far the other mask goes on beyond a face of a mask (sign -1 unless it ends there), or begins within it (1).
inline std::pair<int, double> shift(const NaiveMask& mask, const NaiveMask& other, const Place& voxel, std::size_t axis,
                                    int outward) {
  int steps = 0;
  if (other.foreground(voxel)) {
    while (other.foreground(beside(voxel, axis, outward * (steps + 1)))) {
      ++steps;
    }
    return {steps == 0 ? 0 : -1, steps};
  }
  for (; mask.foreground(beside(voxel, axis, -outward * steps)); ++steps) {
    if (other.foreground(beside(voxel, axis, -outward * steps))) {
      return {1, steps};
    }
  }
  return {1, std::numeric_limits<double>::infinity()};
}

inline void count_faces(int direction, const NaiveMask& mask, const NaiveMask& other, const Spacing& spacing,
                        const Places& places, Counted& counted) {
  for_each_place(mask.sides(), [&](const Place& voxel) {
    unsigned face = mask.flat() ? 8 : 32;  // before, then after the voxel, first axis first
    for (std::size_t axis = 0; axis < 3; axis += mask.flat() ? 2 : 1) {
      for (const int outward : {-1, 1}) {
        if (is_counted(voxel, places) && mask.foreground(voxel) && !mask.foreground(beside(voxel, axis, outward))) {
          const auto [sign, steps] = shift(mask, other, voxel, axis, outward);
          ++counted[{direction, face, sign, steps * spacing[axis]}];
        }
        face /= 2;
      }
    }
  });
}

// The histogram of a pair.
inline Counted count_distances(const NaiveMask& gold, const NaiveMask& candidate, const Spacing& spacing,
                               const Places& places) {
  const std::array<const NaiveMask*, 2> masks = {&gold, &candidate};
  const std::array<std::vector<Place>, 2> surfaces = {gold.surface(), candidate.surface()};
  Counted counted;
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    const NaiveMask& other = *masks[1 - side];
    for (const Place& place : surfaces[side]) {
      if (is_counted(place, places)) {
        const int off_surface = other.holds(place) ? -1 : 1;
        const int sign = other.is_element(place) ? 0 : off_surface;
        ++counted[{static_cast<int>(side), masks[side]->code(place), sign,
                   nearest(place, surfaces[1 - side], spacing)}];
      }
    }
  }
  count_faces(2, gold, candidate, spacing, places, counted);
  count_faces(3, candidate, gold, spacing, places, counted);
  return counted;
}

}  // namespace labelgauge::fuzz
