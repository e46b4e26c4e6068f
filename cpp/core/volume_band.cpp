#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/boundary.hpp"

namespace labelgauge {

namespace {

// Lines of a volume along one axis: `length` voxels, `stride` bytes apart.
struct Lines {
  std::size_t n;
  std::size_t length;
  std::size_t stride;

  // Where line i begins: the axes inside this one come first, then those outside.
  [[nodiscard]] std::size_t begin(std::size_t i) const { return i / stride * stride * length + i % stride; }
};

Lines lines_along(VolumeShape shape, int axis) {
  const auto depth = static_cast<std::size_t>(shape.depth);
  const auto height = static_cast<std::size_t>(shape.height);
  const auto width = static_cast<std::size_t>(shape.width);
  switch (axis) {
    case 0:
      return {height * width, depth, height * width};
    case 1:
      return {depth * width, height, width};
    default:
      return {depth * height, width, 1};
  }
}

// Keeps the voxels of a line that have only foreground up to `radius` voxels before and after: run lengths, so that the
// radius costs nothing.
void erode_line(std::uint8_t* line, std::size_t length, std::size_t stride, std::size_t radius) {
  std::size_t run = 0;  // foreground voxels up to here
  for (std::size_t k = 0; k <= length; ++k) {
    if (k < length && line[k * stride] != 0) {
      ++run;
      continue;
    }
    const std::size_t begin = k - run;
    const std::size_t margin = std::min(radius, run);
    for (std::size_t j = 0; j < margin; ++j) {
      line[(begin + j) * stride] = 0;
      line[(k - 1 - j) * stride] = 0;
    }
    run = 0;
  }
}

void erode_by_box(Out<std::uint8_t> voxels, VolumeShape shape, In<std::int64_t> radius, const Execution& execution) {
  for (int axis = 0; axis < 3; ++axis) {
    const Lines lines = lines_along(shape, axis);
    const auto reach = static_cast<std::size_t>(radius[static_cast<std::size_t>(axis)]);
    parallel_for(lines.n, 64, execution,
                 [&](std::size_t i) { erode_line(voxels.data() + lines.begin(i), lines.length, lines.stride, reach); });
  }
}

// Steps to the nearest background, capped: how far each voxel is by steps from face to face, outside included.
class FaceDistance {
 public:
  FaceDistance(In<std::uint8_t> volume, VolumeShape shape, std::int64_t most) : distances_(volume.size()) {
    for (std::size_t k = 0; k < volume.size(); ++k) {
      distances_[k] = volume[k] != 0 ? most + 1 : 0;
    }
    shape_ = shape;
  }

  // The distance along a line is the smaller of a pass forwards and one backwards; by steps, axes follow one another.
  void relax(const Execution& execution) {
    for (int axis = 0; axis < 3; ++axis) {
      const Lines lines = lines_along(shape_, axis);
      parallel_for(lines.n, 64, execution, [&](std::size_t i) {
        std::int64_t* line = distances_.data() + lines.begin(i);
        std::int64_t last = 0;  // outside
        for (std::size_t k = 0; k < lines.length; ++k) {
          last = line[k * lines.stride] = std::min(line[k * lines.stride], last + 1);
        }
        last = 0;
        for (std::size_t k = lines.length; k-- > 0;) {
          last = line[k * lines.stride] = std::min(line[k * lines.stride], last + 1);
        }
      });
    }
  }

  [[nodiscard]] std::int64_t operator[](std::size_t k) const { return distances_[k]; }

 private:
  std::vector<std::int64_t> distances_;
  VolumeShape shape_{};
};

}  // namespace

void volume_band(In<std::uint8_t> volume, VolumeShape shape, In<std::int64_t> radius, bool by_faces,
                 Out<std::uint8_t> band, const Execution& execution) {
  if (volume.empty()) {
    return;
  }
  if (by_faces) {
    const std::int64_t most = std::min(radius[0], shape.depth + shape.height + shape.width);
    FaceDistance distance(volume, shape, most);
    distance.relax(execution);
    for (std::size_t k = 0; k < volume.size(); ++k) {
      band[k] = static_cast<std::uint8_t>(volume[k] != 0 && distance[k] <= most);
    }
    return;
  }
  std::copy(volume.begin(), volume.end(), band.begin());
  erode_by_box(band, shape, radius, execution);
  for (std::size_t k = 0; k < volume.size(); ++k) {
    band[k] = static_cast<std::uint8_t>(volume[k] != 0 && band[k] == 0);
  }
}

}  // namespace labelgauge
