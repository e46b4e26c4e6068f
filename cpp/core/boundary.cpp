#include "core/boundary.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/packed.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

// A band is a mask less its eroded self, which lies inside it: its colour changes where exactly one of the two does.
void write_band(In<std::uint32_t> runs, std::int64_t height, std::int64_t width, PackedColumns& packed,
                std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, height);
  if (std::min(box.width(), box.height()) <= 2 * width) {  // nothing is left after erosion
    out.insert(out.end(), runs.begin(), runs.end());
    return;
  }
  packed.pack(runs, height, box);
  packed.erode(static_cast<std::size_t>(width), static_cast<std::size_t>(width));
  FlipWriter flips(out);
  std::size_t k = 0;
  std::uint64_t end = runs[0];  // of run k
  const std::int64_t first = box.x0 * height + box.y0;
  packed.for_each_flip(0, packed.columns(), [&](std::size_t column, std::size_t row) {
    const auto position =
        static_cast<std::uint64_t>(first + static_cast<std::int64_t>(column) * height + static_cast<std::int64_t>(row));
    for (; end <= position && k + 1 < runs.size(); end += runs[++k]) {
      flips.flip(end);
    }
    flips.flip(position);
  });
  for (; k + 1 < runs.size(); end += runs[++k]) {
    flips.flip(end);
  }
  flips.finish(end);
}

}  // namespace

RunLists boundary_band(const MaskBatch& masks, In<std::int64_t> width, const Execution& execution) {
  return build_ragged<std::uint32_t, PackedColumns>(
      masks.size(), execution, [&](PackedColumns& packed, std::size_t i, std::vector<std::uint32_t>& out) {
        write_band(masks.runs(i), masks.height(i), std::min(width[i], masks.height(i)), packed, out);
      });
}

}  // namespace labelgauge
