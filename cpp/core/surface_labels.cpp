// Distance histograms of every wanted label of two label maps.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/label_index.hpp"
#include "core/labels.hpp"
#include "core/pair_counter.hpp"
#include "core/surface.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

// Voxels [begin, end) of a row have the wanted label at position `slot`.
struct Segment {
  std::size_t row;
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t slot;
};

using Segments = std::vector<Segment>;

// Appends the wanted runs of one row, a chunk at a time.
void find_segments(const Labels& labels, std::size_t row, std::size_t width, const LabelIndex& index,
                   const simd::Loops& loops, RunMarks& marks, Segments& out) {
  for (std::size_t chunk = 0; chunk < width; chunk += label_chunk) {
    const std::size_t n = std::min(label_chunk, width - chunk);
    const std::size_t first = row * width + chunk;
    marks.clear(n);
    if (n > 1) {
      loops.mark_differences[labels.kind()](labels.at(first + 1), labels.at(first), n - 1, marks.data() + 1);
    }
    marks.for_each_run(loops, n, [&](std::size_t begin, std::size_t end) {
      const std::uint32_t slot = index(labels[first + begin]);
      if (slot != unwanted) {
        out.push_back({row, static_cast<std::uint32_t>(chunk + begin), static_cast<std::uint32_t>(chunk + end), slot});
      }
    });
  }
}

// The segments of a map in the order of their labels, those of a label in the order of rows.
class SegmentTable {
 public:
  SegmentTable(const Labels& labels, const ImageShape& shape, const LabelIndex& index, std::size_t wanted,
               const Execution& execution)
      : offsets_(wanted + 1, 0) {
    const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
    constexpr std::size_t rows_together = 64;
    const std::size_t rows = shape.depth * shape.height;
    std::vector<Segments> parts((rows + rows_together - 1) / rows_together);
    parallel_for<RunMarks>(parts.size(), 1, execution, [&](RunMarks& marks, std::size_t part) {
      for (std::size_t row = part * rows_together; row < std::min(rows, (part + 1) * rows_together); ++row) {
        find_segments(labels, row, shape.width, index, loops, marks, parts[part]);
      }
    });
    sort(parts);
  }

  [[nodiscard]] In<Segment> of(std::size_t slot) const {
    return In<Segment>(segments_).subspan(offsets_[slot], offsets_[slot + 1] - offsets_[slot]);
  }

 private:
  void sort(std::vector<Segments>& parts) {
    for (const Segments& part : parts) {
      for (const Segment& segment : part) {
        ++offsets_[segment.slot + 1];
      }
    }
    for (std::size_t slot = 1; slot < offsets_.size(); ++slot) {
      offsets_[slot] += offsets_[slot - 1];
    }
    segments_.resize(offsets_.back());
    std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
    for (Segments& part : parts) {
      for (const Segment& segment : part) {
        segments_[next[segment.slot]++] = segment;
      }
      Segments().swap(part);
    }
  }

  std::vector<std::size_t> offsets_;
  Segments segments_;
};

VoxelBox segment_bounds(In<Segment> segments, std::size_t height) {
  VoxelBox box;
  for (const Segment& segment : segments) {
    const std::size_t z = segment.row / height;
    const std::size_t y = segment.row % height;
    box.include({{z, y, segment.begin}, {z + 1, y + 1, segment.end}});
  }
  return box;
}

void fill_segments(In<Segment> segments, const Frame& frame, BitGrid& mask) {
  const std::size_t height = frame.image.height;
  for (const Segment& segment : segments) {
    mask.set(frame.z(segment.row / height), frame.y(segment.row % height), frame.x(segment.begin),
             frame.x(segment.end));
  }
}

}  // namespace

DistanceHistograms label_distance_histograms(const Labels& gold, const Labels& candidate, const ImageShape& shape,
                                             In<std::int64_t> wanted, const Spacing& spacing, const SurfaceQuery& query,
                                             const Execution& execution) {
  const LabelIndex index(wanted);
  const std::array<SegmentTable, 2> tables{SegmentTable(gold, shape, index, wanted.size(), execution),
                                           SegmentTable(candidate, shape, index, wanted.size(), execution)};
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  return build_ragged<DistanceCount, PairCounter>(
      wanted.size(), execution,
      [&](PairCounter& scratch, std::size_t slot, std::vector<DistanceCount>& out, Checkpoint& checkpoint) {
        VoxelBox box = segment_bounds(tables[0].of(slot), shape.height);
        box.include(segment_bounds(tables[1].of(slot), shape.height));
        if (box.empty()) {
          return;
        }
        scratch.pair.begin({box, shape}, query.rule, false);
        for (std::size_t side = 0; side < 2; ++side) {
          fill_segments(tables[side].of(slot), scratch.pair.frame(), scratch.pair.mask(side));
        }
        scratch.count(query, spacing, loops, out, checkpoint);
      });
}

}  // namespace labelgauge
