#include "core/raster.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/center_edges.hpp"
#include "core/coco_edges.hpp"
#include "core/crossings.hpp"
#include "core/ring_union.hpp"
#include "core/runs.hpp"
#include "core/strip.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

struct Scratch {
  std::vector<coco::GridPoint> vertices;
  Crossings crossings;
  RingUnion rings;
};

// The rings of one mask.
struct Rings {
  const PolygonBatch& polygons;
  std::size_t first;
  std::size_t end;

  [[nodiscard]] std::int64_t vertices() const { return polygons.ring_offsets[end] - polygons.ring_offsets[first]; }
};

using CountCrossings = std::int64_t (*)(In<double> ring, const Strip& strip);

// The weight of a strip that is drawn at once: a few megabytes, or a small multiple of the vertices, so that a strip
// costs less to set up than what is in it.
std::int64_t heaviest(const Rings& rings) {
  return std::max<std::int64_t>(std::int64_t{1} << 20U, 4 * rings.vertices());
}

// What a strip takes to draw: its columns and the crossings in them; 0 without any. Crossings are counted only where
// columns times vertices leaves doubt that they are few.
std::int64_t weight(const Rings& rings, const Strip& strip, CountCrossings of_ring) {
  if (strip.width() <= heaviest(rings) / std::max<std::int64_t>(rings.vertices(), 1)) {
    return strip.width() * rings.vertices();
  }
  std::int64_t count = 0;
  for (std::size_t ring = rings.first; ring < rings.end; ++ring) {
    count += of_ring(rings.polygons.ring(ring), strip);
  }
  return count == 0 ? 0 : count + strip.width();
}

void write_flips(Crossings& crossings, std::int64_t height, FlipWriter& flips) {
  crossings.for_each(height, [&](std::uint64_t position) { flips.flip(position); });
}

// Calls body(scratch, rings, strip, flips) for the strips of every mask that have crossings, from left to right.
template <class Body>
RunLists rasterize(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution,
                   CountCrossings of_ring, Body&& body) {
  return build_ragged<std::uint32_t, Scratch>(
      polygons.size(), execution,
      [&](Scratch& scratch, std::size_t i, std::vector<std::uint32_t>& out, Checkpoint& checkpoint) {
        const Rings rings{polygons, polygons.first_ring(i), polygons.first_ring(i + 1)};
        const Strip image{sizes[2 * i], 0, sizes[2 * i + 1]};
        FlipWriter flips(out);
        for_each_strip(
            image, heaviest(rings),
            [&](const Strip& strip) { return strip.height == 0 ? 0 : weight(rings, strip, of_ring); },
            [&](const Strip& strip) {
              checkpoint();
              body(scratch, rings, strip, flips);
            });
        flips.finish(static_cast<std::uint64_t>(image.height * image.width()));
      });
}

}  // namespace

RunLists rasterize_coco(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution) {
  return rasterize(polygons, sizes, execution, coco::count_crossings,
                   [](Scratch& scratch, const Rings& rings, const Strip& strip, FlipWriter& flips) {
                     if (rings.end - rings.first == 1) {
                       coco::cross_ring(rings.polygons.ring(rings.first), strip, scratch.vertices, scratch.crossings);
                       write_flips(scratch.crossings, strip.height, flips);
                       return;
                     }
                     scratch.rings.clear();
                     for (std::size_t ring = rings.first; ring < rings.end; ++ring) {
                       coco::cross_ring(rings.polygons.ring(ring), strip, scratch.vertices, scratch.crossings);
                       scratch.rings.add_ring(scratch.crossings, strip.height);
                     }
                     scratch.rings.write(flips);
                   });
}

RunLists rasterize_center(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution) {
  return rasterize(polygons, sizes, execution, center::count_crossings,
                   [](Scratch& scratch, const Rings& rings, const Strip& strip, FlipWriter& flips) {
                     scratch.crossings.start(strip.first, strip.end);
                     for (std::size_t ring = rings.first; ring < rings.end; ++ring) {
                       center::cross_ring(rings.polygons.ring(ring), strip, scratch.crossings);
                     }
                     write_flips(scratch.crossings, strip.height, flips);
                   });
}

}  // namespace labelgauge
