#include "core/rle.hpp"

#include "core/merge.hpp"
#include "core/run_collector.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

std::uint64_t total(In<std::uint32_t> runs) {
  std::uint64_t sum = 0;
  for (const std::uint32_t run : runs) {
    sum += run;
  }
  return sum;
}

Status run_status(In<std::uint32_t> runs, std::uint64_t pixel_count) {
  if (runs.empty()) {
    return Status::no_runs;
  }
  unsigned any_empty = 0;
  for (std::size_t k = 1; k < runs.size(); ++k) {
    any_empty |= static_cast<unsigned>(runs[k] == 0);
  }
  if (any_empty != 0) {
    return Status::empty_run;
  }
  return total(runs) == pixel_count ? Status::ok : Status::wrong_sum;
}

struct Unite {
  bool operator()(bool a, bool b) const { return a || b; }
};
struct Intersect {
  bool operator()(bool a, bool b) const { return a && b; }
};

struct MergeScratch {
  std::vector<std::uint32_t> now;
  std::vector<std::uint32_t> next;
};

template <class Combine>
RunLists merge_groups(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution) {
  return build_ragged<std::uint32_t, MergeScratch>(
      group_offsets.size() - 1, execution,
      [&](MergeScratch& scratch, std::size_t group, std::vector<std::uint32_t>& out) {
        const auto begin = static_cast<std::size_t>(group_offsets[group]);
        const auto end = static_cast<std::size_t>(group_offsets[group + 1]);
        const auto first = masks.runs(begin);
        scratch.now.assign(first.begin(), first.end());
        for (std::size_t i = begin + 1; i < end; ++i) {
          scratch.next.clear();
          merge_runs(scratch.now, masks.runs(i), scratch.next, Combine());
          scratch.now.swap(scratch.next);
        }
        out.insert(out.end(), scratch.now.begin(), scratch.now.end());
      });
}

}  // namespace

DecodedRuns normalize_runs(In<std::int64_t> counts, In<std::int64_t> offsets, In<std::int64_t> sizes,
                           const Execution& execution) {
  DecodedRuns result;
  const std::size_t n = offsets.size() - 1;
  result.status.resize(n);
  result.runs = build_ragged<std::uint32_t, NoScratch>(
      n, execution, [&](NoScratch&, std::size_t i, std::vector<std::uint32_t>& out) {
        const auto begin = static_cast<std::size_t>(offsets[i]);
        const auto item = counts.subspan(begin, static_cast<std::size_t>(offsets[i + 1]) - begin);
        result.status[i] =
            static_cast<std::uint8_t>(decode_item(out, pixel_count(sizes, i), [&](RunCollector& collector) {
              for (const std::int64_t count : item) {
                if (const Status status = collector.add(count); status != Status::ok) {
                  return status;
                }
              }
              return Status::ok;
            }));
      });
  return result;
}

void check_runs(const MaskBatch& masks, Out<std::uint8_t> status, const Execution& execution) {
  parallel_for(masks.size(), 256, execution, [&](std::size_t i) {
    const auto runs = masks.runs(i);
    status[i] =
        static_cast<std::uint8_t>(run_status(runs, masks.sizes.empty() ? total(runs) : pixel_count(masks.sizes, i)));
  });
}

void area(const MaskBatch& masks, Out<std::int64_t> areas, const Execution& execution) {
  parallel_for(masks.size(), 256, execution, [&](std::size_t i) { areas[i] = foreground(masks.runs(i)); });
}

void bounding_box(const MaskBatch& masks, Out<std::int64_t> boxes, const Execution& execution) {
  parallel_for(masks.size(), 256, execution, [&](std::size_t i) {
    const PixelBox box = bounds(masks.runs(i), masks.height(i));
    boxes[4 * i] = box.x0;
    boxes[4 * i + 1] = box.y0;
    boxes[4 * i + 2] = box.x1;
    boxes[4 * i + 3] = box.y1;
  });
}

RunLists unite(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution) {
  return merge_groups<Unite>(masks, group_offsets, execution);
}

RunLists intersect(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution) {
  return merge_groups<Intersect>(masks, group_offsets, execution);
}

}  // namespace labelgauge
