#include "core/raster.hpp"

#include <cstddef>
#include <vector>

#include "core/center_edges.hpp"
#include "core/coco_edges.hpp"
#include "core/crossings.hpp"
#include "core/image_size.hpp"
#include "core/ring_union.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

struct Scratch {
  std::vector<coco::GridPoint> vertices;
  Crossings crossings;
  RingUnion rings;
};

void write_flips(Crossings& crossings, ImageSize image, std::vector<std::uint32_t>& out) {
  FlipWriter flips(out);
  crossings.for_each(image.height, [&](std::uint64_t position) { flips.flip(position); });
  flips.finish(image.pixels());
}

// Calls body(scratch, image, first ring, end ring, out) for every mask that has pixels and rings.
template <class Body>
RunLists rasterize(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution, Body&& body) {
  return build_ragged<std::uint32_t, Scratch>(polygons.size(), execution,
                                              [&](Scratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
                                                const ImageSize image{sizes[2 * i], sizes[2 * i + 1]};
                                                const std::size_t first = polygons.first_ring(i);
                                                const std::size_t end = polygons.first_ring(i + 1);
                                                if (image.pixels() == 0 || first == end) {
                                                  out.push_back(static_cast<std::uint32_t>(image.pixels()));
                                                } else {
                                                  body(scratch, image, first, end, out);
                                                }
                                              });
}

}  // namespace

RunLists rasterize_coco(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution) {
  return rasterize(
      polygons, sizes, execution,
      [&](Scratch& scratch, ImageSize image, std::size_t first, std::size_t end, std::vector<std::uint32_t>& out) {
        if (end - first == 1) {
          coco::cross_ring(polygons.ring(first), image, scratch.vertices, scratch.crossings);
          write_flips(scratch.crossings, image, out);
          return;
        }
        scratch.rings.clear();
        for (std::size_t ring = first; ring < end; ++ring) {
          coco::cross_ring(polygons.ring(ring), image, scratch.vertices, scratch.crossings);
          scratch.rings.add_ring(scratch.crossings, image.height);
        }
        scratch.rings.write(image.pixels(), out);
      });
}

RunLists rasterize_center(const PolygonBatch& polygons, In<std::int64_t> sizes, const Execution& execution) {
  return rasterize(
      polygons, sizes, execution,
      [&](Scratch& scratch, ImageSize image, std::size_t first, std::size_t end, std::vector<std::uint32_t>& out) {
        scratch.crossings.start(0, image.width);
        for (std::size_t ring = first; ring < end; ++ring) {
          center::cross_ring(polygons.ring(ring), image, scratch.crossings);
        }
        write_flips(scratch.crossings, image, out);
      });
}

}  // namespace labelgauge
