// Any finite polygons: masks fill their image, do not depend on the direction of rings, and survive being traced; bands
// lie inside their mask and grow with their width.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/boundary.hpp"
#include "core/raster.hpp"
#include "core/rle.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

struct Polygons {
  std::vector<double> points;
  std::vector<std::int64_t> ring_offsets = {0};
  std::vector<std::int64_t> mask_offsets = {0};
  std::vector<std::int64_t> sizes;

  [[nodiscard]] PolygonBatch batch() const { return {points, ring_offsets, mask_offsets}; }
};

// Mostly coordinates on a fine grid around the image, now and then any double at all.
double coordinate(fuzz::Bytes& bytes) {
  const auto code = bytes.take<std::int16_t>();
  if (code % 61 == 0) {
    const auto any = bytes.take<double>();
    return std::isfinite(any) ? any : 0.0;
  }
  return code % 2 == 0 ? code / 100.0 : (code / 2 % 256) / 2.0;
}

Polygons polygons(fuzz::Bytes& bytes) {
  Polygons made;
  while (!bytes.empty() && made.mask_offsets.size() < 5) {
    made.sizes.push_back(bytes.up_to(130));
    made.sizes.push_back(bytes.up_to(130));
    for (std::int64_t ring = bytes.up_to(3); ring != 0; --ring) {
      for (std::int64_t vertex = bytes.up_to(12); vertex != 0; --vertex) {
        made.points.push_back(coordinate(bytes));
        made.points.push_back(coordinate(bytes));
      }
      made.ring_offsets.push_back(static_cast<std::int64_t>(made.points.size() / 2));
    }
    made.mask_offsets.push_back(static_cast<std::int64_t>(made.ring_offsets.size() - 1));
  }
  return made;
}

Polygons reversed(Polygons given) {
  for (std::size_t r = 0; r + 1 < given.ring_offsets.size(); ++r) {
    for (std::int64_t a = given.ring_offsets[r], b = given.ring_offsets[r + 1] - 1; a < b; ++a, --b) {
      std::swap_ranges(given.points.begin() + 2 * a, given.points.begin() + 2 * a + 2, given.points.begin() + 2 * b);
    }
  }
  return given;
}

bool equal(const RunLists& a, const RunLists& b) { return a.values == b.values && a.offsets == b.offsets; }

void check_outlines(const RunLists& masks, const Polygons& given) {
  const MaskBatch batch = {masks.values, masks.offsets, given.sizes};
  const Outlines outlines = trace_outlines(batch, {});
  const PolygonBatch traced = {outlines.rings.values, outlines.rings.offsets, outlines.mask_offsets};
  fuzz::require(equal(rasterize_center(traced, given.sizes, {}), masks),
                "rasterizing the outlines gives the mask back");
}

void check_bands(const RunLists& masks, const Polygons& given, std::int64_t width) {
  const std::size_t n = masks.offsets.size() - 1;
  const MaskBatch batch = {masks.values, masks.offsets, given.sizes};
  const RunLists narrow = boundary_band(batch, std::vector<std::int64_t>(n, width), {});
  const RunLists wide = boundary_band(batch, std::vector<std::int64_t>(n, width + 1), {});
  fuzz::require_masks(narrow, given.sizes);
  const auto lies_inside = [&](const RunLists& inner, const RunLists& outer) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::vector<std::int64_t> sizes = {batch.height(i), batch.width(i), batch.height(i), batch.width(i)};
      const auto a = MaskBatch{inner.values, inner.offsets, given.sizes}.runs(i);
      const auto b = MaskBatch{outer.values, outer.offsets, given.sizes}.runs(i);
      std::vector<std::uint32_t> both(a.begin(), a.end());
      both.insert(both.end(), b.begin(), b.end());
      const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(a.size()),
                                                 static_cast<std::int64_t>(both.size())};
      const RunLists shared = intersect({both, offsets, sizes}, std::vector<std::int64_t>{0, 2}, {});
      fuzz::require(std::equal(shared.values.begin(), shared.values.end(), a.begin(), a.end()), "bands are nested");
    }
  };
  lies_inside(narrow, wide);
  lies_inside(wide, masks);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::int64_t width = 1 + bytes.up_to(90);
  const Polygons given = polygons(bytes);
  const Polygons backwards = reversed(given);
  for (const auto rasterize : {&rasterize_coco, &rasterize_center}) {
    const RunLists masks = rasterize(given.batch(), given.sizes, {});
    fuzz::require_masks(masks, given.sizes);
    fuzz::require(equal(masks, rasterize(backwards.batch(), given.sizes, {})),
                  "the direction of rings does not matter");
    check_outlines(masks, given);
    check_bands(masks, given, width);
  }
  std::vector<std::uint8_t> crossing(given.ring_offsets.size() - 1);
  std::vector<std::uint8_t> crossing_backwards(crossing.size());
  self_intersections(given.points, given.ring_offsets, crossing, {});
  self_intersections(backwards.points, given.ring_offsets, crossing_backwards, {});
  fuzz::require(crossing == crossing_backwards, "a ring crosses itself in both directions or in none");
  return 0;
}
