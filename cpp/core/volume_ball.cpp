// Bands of volumes by Euclidean distance.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/boundary.hpp"

namespace labelgauge {

namespace {

// A row of the ball around a voxel: so many slices and rows away, voxels up to `reach` along the row lie within.
struct BallRow {
  std::int64_t slices;
  std::int64_t rows;
  std::uint32_t reach;
  double distance;  // of its middle
};

// Distance of two voxel centres, in the order of arithmetic that is promised.
double distance(std::int64_t slices, std::int64_t rows, std::int64_t columns, In<double> spacing) {
  const double across = static_cast<double>(slices) * spacing[0];
  const double down = static_cast<double>(rows) * spacing[1];
  const double along = static_cast<double>(columns) * spacing[2];
  return std::sqrt(across * across + down * down + along * along);
}

// The ball's rows with slices and rows not below 0, nearest first, none further off than the volume is large.
std::vector<BallRow> rows_of_ball(VolumeShape shape, double radius, In<double> spacing) {
  std::vector<BallRow> ball;
  for (std::int64_t slices = 0; slices <= shape.depth && distance(slices, 0, 0, spacing) <= radius; ++slices) {
    std::int64_t reach = shape.width;
    for (std::int64_t rows = 0; rows <= shape.height && distance(slices, rows, 0, spacing) <= radius; ++rows) {
      while (distance(slices, rows, reach, spacing) > radius) {
        --reach;
      }
      ball.push_back({slices, rows, static_cast<std::uint32_t>(reach), distance(slices, rows, 0, spacing)});
    }
  }
  std::sort(ball.begin(), ball.end(), [](const BallRow& a, const BallRow& b) { return a.distance < b.distance; });
  return ball;
}

// Steps along the row from each voxel to the nearest background, which lies beyond both ends too.
void steps_to_background(const std::uint8_t* row, std::size_t width, std::uint32_t* steps) {
  std::uint32_t last = 0;
  for (std::size_t x = 0; x < width; ++x) {
    last = row[x] != 0 ? last + 1 : 0;
    steps[x] = last;
  }
  last = 0;
  for (std::size_t x = width; x-- > 0;) {
    last = row[x] != 0 ? last + 1 : 0;
    steps[x] = std::min(steps[x], last);
  }
}

// One row of the band: which of its voxels have background in the ball around them.
class BandRow {
 public:
  BandRow(const std::vector<std::uint32_t>& steps, VolumeShape shape, Out<std::uint8_t> near)
      : steps_(steps), shape_(shape), near_(near) {}

  // Looks at one row of the ball around each voxel.
  void look(std::int64_t slice, std::int64_t row, std::uint32_t reach) {
    if (slice < 0 || slice >= shape_.depth || row < 0 || row >= shape_.height) {
      std::fill(near_.begin(), near_.end(), std::uint8_t{1});  // all of that row is background
      return;
    }
    const std::uint32_t* steps = &steps_[static_cast<std::size_t>(slice * shape_.height + row) * near_.size()];
    for (std::size_t x = 0; x < near_.size(); ++x) {
      near_[x] = static_cast<std::uint8_t>(near_[x] | static_cast<std::uint8_t>(steps[x] <= reach));
    }
  }

  [[nodiscard]] bool complete() const {
    return std::all_of(near_.begin(), near_.end(), [](std::uint8_t flag) { return flag != 0; });
  }

 private:
  const std::vector<std::uint32_t>& steps_;
  VolumeShape shape_;
  Out<std::uint8_t> near_;
};

}  // namespace

void volume_ball_band(In<std::uint8_t> volume, VolumeShape shape, double radius, In<double> spacing,
                      Out<std::uint8_t> band, const Execution& execution) {
  if (volume.empty()) {
    return;
  }
  const auto width = static_cast<std::size_t>(shape.width);
  const std::size_t lines = volume.size() / width;
  std::vector<std::uint32_t> steps(volume.size());
  parallel_for(lines, 64, execution,
               [&](std::size_t i) { steps_to_background(&volume[i * width], width, &steps[i * width]); });
  const std::vector<BallRow> ball = rows_of_ball(shape, radius, spacing);
  parallel_for<NoScratch>(lines, 1, execution, [&](NoScratch&, std::size_t i, Checkpoint& checkpoint) {
    const auto inside = volume.subspan(i * width, width);
    const auto near = band.subspan(i * width, width);
    // Background is not in the band; taking it for decided lets rows that hold no other voxel end at once.
    std::transform(inside.begin(), inside.end(), near.begin(),
                   [](std::uint8_t voxel) { return static_cast<std::uint8_t>(voxel == 0); });
    BandRow row(steps, shape, near);
    const auto slice = static_cast<std::int64_t>(i) / shape.height;
    const auto line = static_cast<std::int64_t>(i) % shape.height;
    for (std::size_t k = 0; k < ball.size() && (k % 16 != 0 || !row.complete()); ++k) {
      const BallRow& b = ball[k];
      checkpoint();
      row.look(slice + b.slices, line + b.rows, b.reach);
      row.look(slice + b.slices, line - b.rows, b.reach);
      row.look(slice - b.slices, line + b.rows, b.reach);
      row.look(slice - b.slices, line - b.rows, b.reach);
    }
    std::transform(inside.begin(), inside.end(), near.begin(), near.begin(),
                   [](std::uint8_t voxel, std::uint8_t flag) { return static_cast<std::uint8_t>(voxel & flag); });
  });
}

}  // namespace labelgauge
