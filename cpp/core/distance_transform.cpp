#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/bit_grid.hpp"
#include "core/distance_sweep.hpp"
#include "core/nearest_sweep.hpp"
#include "core/surface.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

// The voxels that are 0.
BitGrid background(In<std::uint8_t> volume, const ImageShape& shape, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const GridShape grid_shape{shape.depth, shape.height, shape.width};
  require_working_memory(grid_shape.words(), sizeof(std::uint64_t));
  BitGrid grid;
  grid.reset(grid_shape);
  parallel_for(grid_shape.rows(), 64, execution, [&](std::size_t k) {
    std::uint64_t* const row = grid.row(k / shape.height, k % shape.height);
    loops.pack_lines[0](volume.data() + k * shape.width, 0, shape.width, 1, row);
    for (std::size_t w = 0; w < grid.row_words(); ++w) {
      row[w] = ~row[w];
    }
    row[grid.row_words() - 1] &= ~std::uint64_t{0} >> (63 - (shape.width - 1) % 64);
  });
  return grid;
}

// Sweeps slices in blocks, a few for each thread: body(sweep, z, checkpoint).
template <class Sweep, class Body>
void for_each_slice(In<std::uint8_t> volume, const ImageShape& shape, const Spacing& spacing,
                    const Execution& execution, Body&& body) {
  const BitGrid grid = background(volume, shape, execution);
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  const auto threads = static_cast<std::size_t>(std::max(execution.threads, 1));
  const std::size_t block = std::max<std::size_t>(1, shape.depth / (threads == 1 ? 1 : 4 * threads));
  const std::size_t blocks = (shape.depth + block - 1) / block;
  parallel_for<Sweep>(blocks, 1, execution, [&](Sweep& sweep, std::size_t part, Checkpoint& checkpoint) {
    sweep.begin(grid, spacing, part * block, loops);
    for (std::size_t z = part * block; z < std::min(shape.depth, (part + 1) * block); ++z) {
      sweep.move_to(z, checkpoint);
      body(sweep, z, checkpoint);
    }
  });
}

}  // namespace

void distance_transform(In<std::uint8_t> volume, const ImageShape& shape, const Spacing& spacing, Out<double> distances,
                        const Execution& execution) {
  if (volume.empty()) {
    return;
  }
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  for_each_slice<DistanceSweep>(volume, shape, spacing, execution,
                                [&](DistanceSweep& sweep, std::size_t z, Checkpoint& checkpoint) {
                                  for (std::size_t y = 0; y < shape.height; ++y) {
                                    checkpoint();
                                    double* const row = distances.data() + (z * shape.height + y) * shape.width;
                                    loops.square_roots(sweep.row(y, checkpoint), shape.width, row);
                                  }
                                });
}

void nearest_background(In<std::uint8_t> volume, const ImageShape& shape, const Spacing& spacing,
                        Out<std::int32_t> indices, const Execution& execution) {
  if (volume.empty()) {
    return;
  }
  const std::size_t voxels = shape.voxels();
  for_each_slice<NearestSweep>(
      volume, shape, spacing, execution, [&](NearestSweep& sweep, std::size_t z, Checkpoint& checkpoint) {
        const std::size_t slice = z * shape.height * shape.width;
        for (std::size_t k = 0; k < indices.size(); k += voxels) {
          std::fill_n(indices.data() + k + slice, shape.height * shape.width, -1);
        }
        for (std::size_t y = 0; y < shape.height; ++y) {
          checkpoint();
          std::int32_t* const at = indices.data() + slice + y * shape.width;
          sweep.row(y, [&](std::size_t x, std::size_t near_z, std::size_t near_y, std::size_t near_x) {
            at[x] = static_cast<std::int32_t>(near_z);
            if (!shape.flat) {
              at[x + voxels] = static_cast<std::int32_t>(near_y);
            }
            at[x + (shape.flat ? 1 : 2) * voxels] = static_cast<std::int32_t>(near_x);
          });
        }
      });
}

}  // namespace labelgauge
