#include "core/rle.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "core/merge.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

std::uint64_t pixels(In<std::int64_t> sizes, std::size_t i) {
  const auto height = static_cast<std::uint64_t>(sizes[2 * i]);
  const auto width = static_cast<std::uint64_t>(sizes[2 * i + 1]);
  // Of an image without pixels, too, neither side may be so long that arithmetic on it could overflow.
  if (height > max_pixels || width > max_pixels / std::max<std::uint64_t>(height, 1)) {
    return max_pixels + 1;
  }
  return height * width;
}

// One number of COCO's variable-length code: five bits a character, least significant first, bit 0x20 = more to come,
// bit 0x10 of the last character = sign. Moves `position` past it.
Status next_number(In<std::uint8_t> text, std::size_t& position, std::int64_t& number) {
  std::uint64_t bits = 0;
  for (unsigned shift = 0;; shift += 5) {
    if (position == text.size()) {
      return Status::truncated;
    }
    const unsigned code = text[position] - 48U;
    if (code > 63U) {
      return Status::bad_character;
    }
    if (shift > 55) {
      return Status::too_large;  // 12 characters hold any legal count with room to spare
    }
    ++position;
    bits |= static_cast<std::uint64_t>(code & 0x1FU) << shift;
    if ((code & 0x20U) == 0) {
      if ((code & 0x10U) != 0) {
        bits |= ~std::uint64_t{0} << (shift + 5);
      }
      number = static_cast<std::int64_t>(bits);
      return Status::ok;
    }
  }
}

// Checks raw counts one at a time and appends them as canonical runs.
class RunCollector {
 public:
  RunCollector(std::vector<std::uint32_t>& out, std::uint64_t pixel_count) : runs_(out), pixels_(pixel_count) {}

  Status add(std::int64_t count) {
    if (count < 0) {
      return Status::negative;
    }
    const auto length = static_cast<std::uint64_t>(count);
    if (length > pixels_ - sum_) {
      return length > max_pixels ? Status::too_large : Status::wrong_sum;
    }
    sum_ += length;
    runs_.add(length, (seen_++ & 1U) != 0);
    return Status::ok;
  }

  [[nodiscard]] Status finish() const {
    if (sum_ != pixels_) {
      return Status::wrong_sum;
    }
    return Status::ok;
  }

 private:
  RunWriter runs_;
  std::uint64_t pixels_;
  std::uint64_t sum_ = 0;
  std::size_t seen_ = 0;
};

// Runs `decode(collector)` for one item and takes back what it appended if it failed.
template <class Decode>
Status decode_item(std::vector<std::uint32_t>& out, std::uint64_t pixel_count, Decode&& decode) {
  if (pixel_count > max_pixels) {
    return Status::too_large;
  }
  const std::size_t before = out.size();
  RunCollector collector(out, pixel_count);
  Status status = decode(collector);
  if (status == Status::ok) {
    status = collector.finish();
  }
  if (status != Status::ok) {
    out.resize(before);
  }
  return status;
}

// Counts are stored as differences to the count before the last one, from the fourth on.
Status decode_string(In<std::uint8_t> text, RunCollector& collector) {
  std::array<std::int64_t, 2> previous{};  // the last two counts, older first
  std::size_t position = 0;
  for (std::size_t i = 0; position < text.size(); ++i) {
    std::int64_t count = 0;
    if (const Status status = next_number(text, position, count); status != Status::ok) {
      return status;
    }
    if (i > 2) {
      count += previous[0];  // |count| < 2^60 and previous < 2^32: no overflow
    }
    if (const Status status = collector.add(count); status != Status::ok) {
      return status;
    }
    previous = {previous[1], count};
  }
  return Status::ok;
}

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

void encode_number(std::int64_t number, std::vector<std::uint8_t>& out) {
  for (bool more = true; more;) {
    auto code = static_cast<std::uint8_t>(number & 0x1F);
    number >>= 5;
    more = (code & 0x10U) != 0 ? number != -1 : number != 0;
    if (more) {
      code |= 0x20U;
    }
    out.push_back(static_cast<std::uint8_t>(code + 48U));
  }
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

DecodedRuns decode_strings(In<std::uint8_t> text, In<std::int64_t> text_offsets, In<std::int64_t> sizes,
                           const Execution& execution) {
  DecodedRuns result;
  const std::size_t n = text_offsets.size() - 1;
  result.status.resize(n);
  result.runs = build_ragged<std::uint32_t, NoScratch>(
      n, execution, [&](NoScratch&, std::size_t i, std::vector<std::uint32_t>& out) {
        const auto begin = static_cast<std::size_t>(text_offsets[i]);
        const auto item = text.subspan(begin, static_cast<std::size_t>(text_offsets[i + 1]) - begin);
        result.status[i] = static_cast<std::uint8_t>(decode_item(
            out, pixels(sizes, i), [&](RunCollector& collector) { return decode_string(item, collector); }));
      });
  return result;
}

Ragged<std::uint8_t> encode_strings(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint8_t, NoScratch>(
      masks.size(), execution, [&](NoScratch&, std::size_t i, std::vector<std::uint8_t>& out) {
        const auto runs = masks.runs(i);
        for (std::size_t k = 0; k < runs.size(); ++k) {
          encode_number(static_cast<std::int64_t>(runs[k]) - (k > 2 ? static_cast<std::int64_t>(runs[k - 2]) : 0), out);
        }
      });
}

DecodedRuns normalize_runs(In<std::int64_t> counts, In<std::int64_t> offsets, In<std::int64_t> sizes,
                           const Execution& execution) {
  DecodedRuns result;
  const std::size_t n = offsets.size() - 1;
  result.status.resize(n);
  result.runs = build_ragged<std::uint32_t, NoScratch>(
      n, execution, [&](NoScratch&, std::size_t i, std::vector<std::uint32_t>& out) {
        const auto begin = static_cast<std::size_t>(offsets[i]);
        const auto item = counts.subspan(begin, static_cast<std::size_t>(offsets[i + 1]) - begin);
        result.status[i] = static_cast<std::uint8_t>(decode_item(out, pixels(sizes, i), [&](RunCollector& collector) {
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
    status[i] = static_cast<std::uint8_t>(run_status(runs, masks.sizes.empty() ? total(runs) : pixels(masks.sizes, i)));
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
