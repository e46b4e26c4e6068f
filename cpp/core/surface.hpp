// Distances between the surfaces of masks, as histograms, and the exact Euclidean distance transform.
//
// A mask's surface elements are found on bits, by one of four rules; the nearest element of the other surface is sought
// row by row outward, so that the cost grows with how far surfaces are apart and not with the size of the image. Where
// they are far apart, a budget of work runs out and a distance transform goes over what is left: the time is then of
// the order of the voxels of the box that holds both masks. Where only what lies within some tolerances is asked, the
// other surface is made wider on bits instead. All ways give the same bits.
// Distances are sqrt(((dz * s0)^2 + (dy * s1)^2) + (dx * s2)^2) in float64, rounded after every operation in this
// order; the nearest element is the one for which this number is least. Preconditions: spacings are 1e-50 to 1e50;
// arrays of a pair have one shape, no side of 2^31 voxels or more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/labels.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Which elements make up a surface. The numbers are part of the Python interface.
//   corner  lattice points between voxels whose voxels around are neither all foreground nor all background
//   cross   foreground voxels with background across one of their faces, outside the image being background
//   full    foreground voxels with background across a face, an edge or a corner, within the image
//   filled  all foreground voxels
enum class SurfaceRule : int { corner = 0, cross = 1, full = 2, filled = 3 };

// An image of the plane has depth = its rows and height 1, and is flat.
struct ImageShape {
  std::size_t depth = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  bool flat = false;

  [[nodiscard]] std::size_t voxels() const { return depth * height * width; }
};

using Spacing = std::array<double, 3>;  // flat images have 1 in the middle

// Elements with these places along the first axis are counted; lattice points have places 0 to the number of slices.
struct Places {
  std::size_t begin = 0;
  std::size_t end = std::numeric_limits<std::size_t>::max();
};

// What is asked of pairs of masks. Tolerances are ascending and not below 0; if there are any, only elements are
// counted, by the first tolerance that they are within and that stands in place of their distance, which is infinite
// beyond all. They have no sign then (0), and by rules other than `corner` no code (0).
struct SurfaceQuery {
  SurfaceRule rule = SurfaceRule::corner;
  Places places;
  In<double> tolerances;
};

// Bytes of both sides, 0 or 1: [depth][height][width], or, if they lie in reverse, [width][height][depth].
struct VolumePair {
  In<std::uint8_t> gold;
  In<std::uint8_t> candidate;
  ImageShape shape;
  Spacing spacing{};
  bool reversed = false;
};

// So many elements of one surface, or faces of one mask's voxels, that are alike.
struct DistanceCount {
  std::uint8_t direction;  // 0 = from gold to candidate, 1 = back, 2 = faces of gold, 3 = faces of the candidate
  std::uint8_t code;       // which voxels around it are foreground (corner rule), or which faces meet background
  std::int8_t sign;        // where it lies: -1 inside the other mask, 0 on its surface, 1 outside
  double distance;         // to the other surface, of faces along their axis; infinite where there is none
  std::int64_t count;
};

using DistanceHistograms = Ragged<DistanceCount>;

// One histogram per pair of volumes.
DistanceHistograms distance_histograms(In<VolumePair> pairs, const SurfaceQuery& query, const Execution& execution);

// One histogram per listed pair of masks of one size; spacing has 2 numbers a pair, of rows and columns. Places are not
// asked for.
DistanceHistograms mask_distance_histograms(const MaskBatch& gold, const MaskBatch& candidate,
                                            In<std::int64_t> gold_index, In<std::int64_t> candidate_index,
                                            In<double> spacing, const SurfaceQuery& query, const Execution& execution);

// One histogram per wanted label of two label maps; wanted labels do not repeat.
DistanceHistograms label_distance_histograms(const Labels& gold, const Labels& candidate, const ImageShape& shape,
                                             In<std::int64_t> wanted, const Spacing& spacing, const SurfaceQuery& query,
                                             const Execution& execution);

// For every voxel that is not 0, the distance to the nearest voxel that is 0 (infinite if there is none); else 0.
void distance_transform(In<std::uint8_t> volume, const ImageShape& shape, const Spacing& spacing, Out<double> distances,
                        const Execution& execution);

// For every voxel the nearest voxel that is 0: indices[axis][voxel], -1 if there is none. Of several that tie, the
// column is chosen first, then the row, then the slice: along each axis the first with the least sum over this axis and
// those before, as the sum is before its last rounding.
void nearest_background(In<std::uint8_t> volume, const ImageShape& shape, const Spacing& spacing,
                        Out<std::int32_t> indices, const Execution& execution);

}  // namespace labelgauge
