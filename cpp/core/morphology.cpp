#include "core/morphology.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/disc.hpp"
#include "core/image_size.hpp"
#include "core/merge.hpp"
#include "core/packed.hpp"
#include "core/runs.hpp"
#include "core/stretches.hpp"
#include "core/working_memory.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

template <class Combine>
RunLists combine_pairs(const MaskBatch& masks, const MaskBatch& others, const Execution& execution, Combine&& combine) {
  return build_ragged<std::uint32_t, NoScratch>(masks.size(), execution,
                                                [&](NoScratch&, std::size_t i, std::vector<std::uint32_t>& out) {
                                                  merge_runs(masks.runs(i), others.runs(i), out, combine);
                                                });
}

void write_empty(ImageSize image, std::vector<std::uint32_t>& out) {
  out.push_back(static_cast<std::uint32_t>(image.pixels()));
}

PixelBox grown(const PixelBox& box, std::int64_t rows, std::int64_t columns) {
  return {box.x0 - columns, box.y0 - rows, box.x1 + columns, box.y1 + rows};
}

void erode_box_one(In<std::uint32_t> runs, ImageSize image, std::int64_t rows, std::int64_t columns,
                   PackedColumns& packed, std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, image.height);
  rows = std::min(rows, image.height);
  columns = std::min(columns, image.width);
  if (box.height() <= 2 * rows || box.width() <= 2 * columns) {
    write_empty(image, out);
    return;
  }
  packed.pack(runs, image.height, box, -rows);
  packed.erode_along_rows(static_cast<std::size_t>(columns));
  packed.write(box.y0, box.x0, image, out);
}

void dilate_box_one(In<std::uint32_t> runs, ImageSize image, std::int64_t rows, std::int64_t columns,
                    PackedColumns& packed, std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, image.height);
  if (box.empty()) {
    write_empty(image, out);
    return;
  }
  rows = std::min(rows, image.height);
  columns = std::min(columns, image.width);
  packed.pack(runs, image.height, grown(box, rows, columns), rows);
  packed.dilate_along_rows(static_cast<std::size_t>(columns));
  packed.write(box.y0 - rows, box.x0 - columns, image, out);
}

struct DiscScratch {
  PackedColumns stretched;  // eroded or dilated up and down so far
  PackedColumns result;
  std::vector<std::size_t> half_heights;
  std::vector<std::uint64_t> column;
};

// Brings `stretched` from half-height `from` to `to`; a step of up to 2k + 1 leaves no gap.
template <class Step>
void stretch(std::size_t from, std::size_t to, Step&& step) {
  while (from < to) {
    const std::size_t more = std::min(to - from, 2 * from + 1);
    step(more);
    from += more;
  }
}

// target column c becomes combine(target column c, source column c + shift); a source column outside is background.
template <class Combine>
void with_shifted(PackedColumns& target, const PackedColumns& source, std::int64_t shift, Combine&& combine) {
  const auto n = static_cast<std::int64_t>(target.columns());
  const std::size_t words = target.words();
  for (std::int64_t c = 0; c < n; ++c) {
    std::uint64_t* into = target.column(static_cast<std::size_t>(c));
    if (c + shift < 0 || c + shift >= n) {
      for (std::size_t w = 0; w < words; ++w) {
        into[w] = combine(into[w], std::uint64_t{0});
      }
    } else {
      const std::uint64_t* from = source.column(static_cast<std::size_t>(c + shift));
      for (std::size_t w = 0; w < words; ++w) {
        into[w] = combine(into[w], from[w]);
      }
    }
  }
}

// The outermost columns of a disc are the lowest, so that going inwards each column's stretching goes on from the last.
template <class Step, class Combine>
void sweep_disc(DiscScratch& scratch, Step&& step, Combine&& combine) {
  std::size_t done = 0;
  for (std::size_t c = scratch.half_heights.size(); c-- > 0;) {
    stretch(done, scratch.half_heights[c], step);
    done = scratch.half_heights[c];
    if (c + 1 == scratch.half_heights.size()) {
      scratch.result = scratch.stretched;
      if (c == 0) {
        return;
      }
      // The copy stands for the middle; both sides follow, and the middle is combined again at its full height.
    }
    with_shifted(scratch.result, scratch.stretched, static_cast<std::int64_t>(c), combine);
    if (c != 0) {
      with_shifted(scratch.result, scratch.stretched, -static_cast<std::int64_t>(c), combine);
    }
  }
}

void erode_disc_one(In<std::uint32_t> runs, ImageSize image, DiscScratch& scratch, std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, image.height);
  const auto rows = static_cast<std::int64_t>(scratch.half_heights[0]);
  const auto columns = static_cast<std::int64_t>(scratch.half_heights.size()) - 1;
  if (box.height() <= 2 * rows || box.width() <= 2 * columns) {
    write_empty(image, out);
    return;
  }
  scratch.stretched.pack(runs, image.height, box);
  sweep_disc(
      scratch, [&](std::size_t more) { scratch.stretched.erode_both_ways(more, scratch.column); },
      [](std::uint64_t a, std::uint64_t b) { return a & b; });
  scratch.result.write(box.y0, box.x0, image, out);
}

void dilate_disc_one(In<std::uint32_t> runs, ImageSize image, DiscScratch& scratch, std::vector<std::uint32_t>& out) {
  const PixelBox box = bounds(runs, image.height);
  if (box.empty()) {
    write_empty(image, out);
    return;
  }
  const auto rows = static_cast<std::int64_t>(scratch.half_heights[0]);
  const auto columns = static_cast<std::int64_t>(scratch.half_heights.size()) - 1;
  scratch.stretched.pack(runs, image.height, grown(box, rows, columns));
  sweep_disc(
      scratch, [&](std::size_t more) { scratch.stretched.dilate_both_ways(more, scratch.column); },
      [](std::uint64_t a, std::uint64_t b) { return a | b; });
  scratch.result.write(box.y0 - rows, box.x0 - columns, image, out);
}

using BoxOperation = void (*)(In<std::uint32_t>, ImageSize, std::int64_t, std::int64_t, PackedColumns&,
                              std::vector<std::uint32_t>&);
using DiscOperation = void (*)(In<std::uint32_t>, ImageSize, DiscScratch&, std::vector<std::uint32_t>&);

RunLists with_boxes(const MaskBatch& masks, In<std::int64_t> radius, const Execution& execution,
                    BoxOperation operation) {
  return build_ragged<std::uint32_t, PackedColumns>(
      masks.size(), execution, [&](PackedColumns& packed, std::size_t i, std::vector<std::uint32_t>& out) {
        operation(masks.runs(i), {masks.height(i), masks.width(i)}, radius[2 * i], radius[2 * i + 1], packed, out);
      });
}

RunLists with_discs(const MaskBatch& masks, In<double> radius, In<double> spacing, const Execution& execution,
                    DiscOperation operation) {
  return build_ragged<std::uint32_t, DiscScratch>(
      masks.size(), execution, [&](DiscScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        const ImageSize image{masks.height(i), masks.width(i)};
        require_working_memory(disc_columns(radius[i], spacing[2 * i + 1], image.width), sizeof(std::size_t));
        disc_half_heights(radius[i], spacing[2 * i], spacing[2 * i + 1], image.height, image.width,
                          scratch.half_heights);
        operation(masks.runs(i), image, scratch, out);
      });
}

constexpr bool over_corners(int connectivity) { return connectivity == 8; }

// Stretches of background that no path of background leads out of, found per mask.
class Holes {
 public:
  void find(In<std::uint32_t> runs, std::int64_t height, bool background_over_corners) {
    const PixelBox box = bounds(runs, height);
    stretches_.background(runs, height, box);
    stretches_.connect(background_over_corners);
    open_.assign(stretches_.size(), 0);
    for (std::size_t k = 0; k < stretches_.size(); ++k) {
      const Stretch& s = stretches_[k];
      if (s.column == box.x0 || s.column == box.x1 - 1 || s.begin == box.y0 || s.end == box.y1) {
        open_[stretches_.root(k)] = 1;
      }
    }
  }

  [[nodiscard]] std::int64_t count() {
    std::int64_t n = 0;
    for (std::size_t k = 0; k < stretches_.size(); ++k) {
      n += static_cast<std::int64_t>(stretches_.root(k) == k && open_[k] == 0);
    }
    return n;
  }

  // Calls body(stretch) for every stretch of a hole, in linear order.
  template <class Body>
  void for_each(Body&& body) {
    for (std::size_t k = 0; k < stretches_.size(); ++k) {
      if (open_[stretches_.root(k)] == 0) {
        body(stretches_[k]);
      }
    }
  }

 private:
  Stretches stretches_;
  std::vector<std::uint8_t> open_;  // at a component's root: whether it leads out
};

void fill_one(In<std::uint32_t> runs, ImageSize image, bool background_over_corners, Holes& holes,
              std::vector<std::uint32_t>& out) {
  holes.find(runs, image.height, background_over_corners);
  FlipWriter flips(out);
  std::size_t k = 0;
  std::uint64_t end = runs[0];  // of run k
  const auto copy_up_to = [&](std::uint64_t position) {
    for (; end <= position && k + 1 < runs.size(); end += runs[++k]) {
      flips.flip(end);
    }
  };
  // A hole's stretch has foreground above and below it, so both of its flips meet the end of a run and cancel it.
  holes.for_each([&](const Stretch& hole) {
    const auto start = static_cast<std::uint64_t>(hole.column * image.height);
    for (const std::int64_t row : {hole.begin, hole.end}) {
      const std::uint64_t position = start + static_cast<std::uint64_t>(row);
      copy_up_to(position);
      flips.flip(position);
    }
  });
  copy_up_to(image.pixels());
  flips.finish(image.pixels());
}

struct SplitScratch {
  Stretches stretches;
  std::vector<std::size_t> order;    // stretches, component after component
  std::vector<std::size_t> ends;     // of each component in `order`
  std::vector<std::size_t> numbers;  // at a component's root: its number
};

// Sorts the stretches by component with a counting sort; components are numbered by their first pixel.
void group_by_component(SplitScratch& scratch) {
  Stretches& stretches = scratch.stretches;
  scratch.numbers.assign(stretches.size(), 0);
  scratch.ends.clear();
  for (std::size_t k = 0; k < stretches.size(); ++k) {
    const std::size_t root = stretches.root(k);
    if (root == k) {
      scratch.numbers[k] = scratch.ends.size();
      scratch.ends.push_back(0);
    }
    ++scratch.ends[scratch.numbers[root]];
  }
  std::size_t begin = 0;
  for (std::size_t& count : scratch.ends) {
    const std::size_t size = count;
    count = begin;
    begin += size;
  }
  scratch.order.resize(stretches.size());
  for (std::size_t k = 0; k < stretches.size(); ++k) {
    scratch.order[scratch.ends[scratch.numbers[stretches.root(k)]]++] = k;
  }
}

void split_one(In<std::uint32_t> runs, ImageSize image, bool corners, SplitScratch& scratch, RunLists& out) {
  scratch.stretches.foreground(runs, image.height);
  scratch.stretches.connect(corners);
  group_by_component(scratch);
  std::size_t begin = 0;
  for (const std::size_t end : scratch.ends) {
    const std::size_t before = out.values.size();
    FlipWriter flips(out.values);
    for (; begin < end; ++begin) {
      const Stretch& stretch = scratch.stretches[scratch.order[begin]];
      flips.flip(static_cast<std::uint64_t>(stretch.column * image.height + stretch.begin));
      flips.flip(static_cast<std::uint64_t>(stretch.column * image.height + stretch.end));
    }
    flips.finish(image.pixels());
    out.offsets.push_back(static_cast<std::int64_t>(out.values.size() - before));  // a length, for now
  }
}

}  // namespace

RunLists difference(const MaskBatch& masks, const MaskBatch& others, const Execution& execution) {
  return combine_pairs(masks, others, execution, [](bool a, bool b) { return a && !b; });
}

RunLists symmetric_difference(const MaskBatch& masks, const MaskBatch& others, const Execution& execution) {
  return combine_pairs(masks, others, execution, [](bool a, bool b) { return a != b; });
}

RunLists complement(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint32_t, NoScratch>(masks.size(), execution,
                                                [&](NoScratch&, std::size_t i, std::vector<std::uint32_t>& out) {
                                                  const auto runs = masks.runs(i);
                                                  if (masks.height(i) == 0 || masks.width(i) == 0) {
                                                    out.push_back(0);
                                                  } else if (runs[0] == 0) {
                                                    out.insert(out.end(), runs.begin() + 1, runs.end());
                                                  } else {
                                                    out.push_back(0);
                                                    out.insert(out.end(), runs.begin(), runs.end());
                                                  }
                                                });
}

RunLists erode_box(const MaskBatch& masks, In<std::int64_t> radius, const Execution& execution) {
  return with_boxes(masks, radius, execution, erode_box_one);
}

RunLists dilate_box(const MaskBatch& masks, In<std::int64_t> radius, const Execution& execution) {
  return with_boxes(masks, radius, execution, dilate_box_one);
}

RunLists erode_disc(const MaskBatch& masks, In<double> radius, In<double> spacing, const Execution& execution) {
  return with_discs(masks, radius, spacing, execution, erode_disc_one);
}

RunLists dilate_disc(const MaskBatch& masks, In<double> radius, In<double> spacing, const Execution& execution) {
  return with_discs(masks, radius, spacing, execution, dilate_disc_one);
}

RunLists fill_holes(const MaskBatch& masks, int connectivity, const Execution& execution) {
  return build_ragged<std::uint32_t, Holes>(
      masks.size(), execution, [&](Holes& holes, std::size_t i, std::vector<std::uint32_t>& out) {
        fill_one(masks.runs(i), {masks.height(i), masks.width(i)}, !over_corners(connectivity), holes, out);
      });
}

Components connected_components(const MaskBatch& masks, int connectivity, const Execution& execution) {
  std::vector<RunLists> parts(masks.size());
  parallel_for<SplitScratch>(masks.size(), 16, execution, [&](SplitScratch& scratch, std::size_t i) {
    split_one(masks.runs(i), {masks.height(i), masks.width(i)}, over_corners(connectivity), scratch, parts[i]);
  });
  Components result;
  result.runs.offsets.push_back(0);
  result.owner_offsets.push_back(0);
  for (RunLists& part : parts) {
    result.runs.values.insert(result.runs.values.end(), part.values.begin(), part.values.end());
    for (const std::int64_t length : part.offsets) {
      result.runs.offsets.push_back(result.runs.offsets.back() + length);
    }
    result.owner_offsets.push_back(static_cast<std::int64_t>(result.runs.offsets.size()) - 1);
    part = {};  // give memory back as we go
  }
  return result;
}

void count_components(const MaskBatch& masks, int connectivity, Out<std::int64_t> counts, const Execution& execution) {
  struct Scratch {
    Stretches stretches;
    Holes holes;
  };
  parallel_for<Scratch>(masks.size(), 16, execution, [&](Scratch& scratch, std::size_t i) {
    scratch.stretches.foreground(masks.runs(i), masks.height(i));
    scratch.stretches.connect(over_corners(connectivity));
    counts[2 * i] = scratch.stretches.n_components();
    scratch.holes.find(masks.runs(i), masks.height(i), !over_corners(connectivity));
    counts[2 * i + 1] = scratch.holes.count();
  });
}

}  // namespace labelgauge
