#include "core/boundary.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/image_size.hpp"
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
  packed.pack(runs, height, box, -width);
  packed.erode_along_rows(static_cast<std::size_t>(width));
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

struct ContourScratch {
  PackedColumns mask;
  PackedColumns contour;
};

// One word of a column shifted by a row, so that every bit is the pixel below.
std::uint64_t below(const std::uint64_t* column, std::size_t word, std::size_t words) {
  return (column[word] >> 1U) | (word + 1 < words ? column[word + 1] << 63U : 0);
}

// The window has a row and a column of background around the foreground, where the image does.
void write_contour(In<std::uint32_t> runs, ImageSize image, ContourScratch& scratch, std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, image.height);
  const PixelBox window{std::max<std::int64_t>(box.x0 - 1, 0), std::max<std::int64_t>(box.y0 - 1, 0),
                        std::min(box.x1 + 1, image.width), std::min(box.y1 + 1, image.height)};
  scratch.mask.pack(runs, image.height, window);
  scratch.contour.reset(scratch.mask.rows(), scratch.mask.columns());
  const std::size_t words = scratch.mask.words();
  for (std::size_t c = 0; c < scratch.mask.columns(); ++c) {
    const std::uint64_t* here = scratch.mask.column(c);
    const std::uint64_t* right = c + 1 < scratch.mask.columns() ? scratch.mask.column(c + 1) : nullptr;
    std::uint64_t* result = scratch.contour.column(c);
    for (std::size_t w = 0; w < words; ++w) {
      const std::size_t rows_with_one_below = scratch.mask.rows() - 1 - std::min(scratch.mask.rows() - 1, 64 * w);
      const std::uint64_t has_below =
          rows_with_one_below >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rows_with_one_below) - 1;
      result[w] = (here[w] ^ below(here, w, words)) & has_below;
      if (right != nullptr) {
        result[w] |= (here[w] ^ right[w]) | ((here[w] ^ below(right, w, words)) & has_below);
      }
    }
  }
  scratch.contour.write(window.y0, window.x0, image, out);
}

}  // namespace

RunLists boundary_band(const MaskBatch& masks, In<std::int64_t> width, const Execution& execution) {
  return build_ragged<std::uint32_t, PackedColumns>(
      masks.size(), execution, [&](PackedColumns& packed, std::size_t i, std::vector<std::uint32_t>& out) {
        write_band(masks.runs(i), masks.height(i), std::min(width[i], masks.height(i)), packed, out);
      });
}

RunLists contour(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint32_t, ContourScratch>(
      masks.size(), execution, [&](ContourScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        write_contour(masks.runs(i), {masks.height(i), masks.width(i)}, scratch, out);
      });
}

}  // namespace labelgauge
