#include "core/rle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "core/runs.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

std::uint64_t pixels(In<std::int64_t> sizes, std::size_t i) {
  const auto height = static_cast<std::uint64_t>(sizes[2 * i]);
  const auto width = static_cast<std::uint64_t>(sizes[2 * i + 1]);
  if (height != 0 && width > max_pixels / height) {
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

  Status finish() {
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

enum class SetOperation { unite, intersect };

// Merges two canonical masks of one size.
template <SetOperation operation>
void merge_two(In<std::uint32_t> a, In<std::uint32_t> b, std::vector<std::uint32_t>& out) {
  RunWriter writer(out);
  std::size_t i = 0;
  std::size_t j = 0;
  std::uint32_t left_a = a[0];
  std::uint32_t left_b = b[0];
  while (true) {  // both fill the same image, so they end together
    const bool in_a = (i & 1U) != 0;
    const bool in_b = (j & 1U) != 0;
    const std::uint32_t step = std::min(left_a, left_b);
    writer.add(step, operation == SetOperation::unite ? in_a || in_b : in_a && in_b);
    left_a -= step;
    left_b -= step;
    if (left_a == 0) {
      if (++i == a.size()) {
        break;
      }
      left_a = a[i];
    }
    if (left_b == 0) {
      if (++j == b.size()) {
        break;
      }
      left_b = b[j];
    }
  }
}

struct MergeScratch {
  std::vector<std::uint32_t> now;
  std::vector<std::uint32_t> next;
};

template <SetOperation operation>
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
          merge_two<operation>(scratch.now, masks.runs(i), scratch.next);
          scratch.now.swap(scratch.next);
        }
        out.insert(out.end(), scratch.now.begin(), scratch.now.end());
      });
}

// Transposes a 64 × 64 bit matrix in place: bit c of word r becomes bit r of word c.
void transpose_bits(std::array<std::uint64_t, 64>& words) {
  std::uint64_t mask = 0x00000000FFFFFFFFULL;
  for (unsigned width = 32; width != 0; width >>= 1U, mask ^= mask << width) {
    for (unsigned row = 0; row < 64; row = (row + width + 1) & ~width) {
      const std::uint64_t swap = ((words[row] >> width) ^ words[row + width]) & mask;
      words[row] ^= swap << width;
      words[row + width] ^= swap;
    }
  }
}

struct EncodeScratch {
  std::vector<std::uint64_t> rows;     // one word per image row: 64 columns of it
  std::vector<std::uint64_t> columns;  // 64 columns, each `words` words of rows
  std::array<std::uint64_t, 64> tile{};
};

// Emits where a column (as bits, row 0 = lowest bit) changes between background and foreground.
class ChangeScanner {
 public:
  explicit ChangeScanner(std::vector<std::uint32_t>& out) : writer_(out) {}

  void column(const std::uint64_t* words, std::uint64_t height) {
    for (std::uint64_t row = 0; row < height; row += 64) {
      const std::uint64_t rows_here = std::min<std::uint64_t>(64, height - row);
      const std::uint64_t word = words[row / 64];
      std::uint64_t changes = word ^ ((word << 1U) | static_cast<std::uint64_t>(inside_));
      if (rows_here < 64) {
        changes &= (std::uint64_t{1} << rows_here) - 1;
      }
      while (changes != 0) {
        const std::uint64_t position = start_ + row + static_cast<std::uint64_t>(std::countr_zero(changes));
        writer_.add(position - run_start_, inside_);
        inside_ = !inside_;
        run_start_ = position;
        changes &= changes - 1;
      }
    }
    start_ += height;
  }

  void finish() { writer_.add(start_ - run_start_, inside_); }

 private:
  RunWriter writer_;
  bool inside_ = false;
  std::uint64_t start_ = 0;      // linear position of the column's first pixel
  std::uint64_t run_start_ = 0;  // where the run in progress began
};

void encode_one(const std::uint8_t* dense, std::size_t height, std::size_t width, const simd::Loops& loops,
                EncodeScratch& scratch, std::vector<std::uint32_t>& out) {
  const std::size_t words = (height + 63) / 64;
  scratch.rows.assign(words * 64, 0);
  scratch.columns.resize(words * 64);
  ChangeScanner scanner(out);
  for (std::size_t x = 0; x < width; x += 64) {
    const std::size_t columns_here = std::min<std::size_t>(64, width - x);
    for (std::size_t y = 0; y < height; ++y) {
      loops.pack_bytes(dense + y * width + x, columns_here, &scratch.rows[y]);
    }
    for (std::size_t w = 0; w < words; ++w) {
      std::copy_n(&scratch.rows[64 * w], 64, scratch.tile.begin());
      transpose_bits(scratch.tile);
      for (std::size_t c = 0; c < columns_here; ++c) {
        scratch.columns[c * words + w] = scratch.tile[c];
      }
    }
    for (std::size_t c = 0; c < columns_here; ++c) {
      scanner.column(&scratch.columns[c * words], height);
    }
  }
  scanner.finish();
}

// Copies bytes [width][height] to [height][width] in tiles that stay in the first-level cache.
void transpose_bytes(const std::uint8_t* from, std::size_t height, std::size_t width, std::uint8_t* to) {
  constexpr std::size_t tile = 32;
  for (std::size_t y0 = 0; y0 < height; y0 += tile) {
    const std::size_t y1 = std::min(y0 + tile, height);
    for (std::size_t x0 = 0; x0 < width; x0 += tile) {
      const std::size_t x1 = std::min(x0 + tile, width);
      for (std::size_t y = y0; y < y1; ++y) {
        for (std::size_t x = x0; x < x1; ++x) {
          to[y * width + x] = from[x * height + y];
        }
      }
    }
  }
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

void decode_dense(const MaskBatch& masks, std::int64_t height, std::int64_t width, Out<std::uint8_t> dense,
                  const Execution& execution) {
  const auto h = static_cast<std::size_t>(height);
  const auto w = static_cast<std::size_t>(width);
  parallel_for<std::vector<std::uint8_t>>(masks.size(), 1, execution,
                                          [&](std::vector<std::uint8_t>& columns, std::size_t i) {
                                            columns.resize(h * w);
                                            std::size_t position = 0;
                                            bool inside = false;
                                            for (const std::uint32_t run : masks.runs(i)) {
                                              if (run != 0) {  // an empty image has no memory to name
                                                std::memset(columns.data() + position, inside ? 1 : 0, run);
                                              }
                                              position += run;
                                              inside = !inside;
                                            }
                                            transpose_bytes(columns.data(), h, w, dense.data() + i * h * w);
                                          });
}

RunLists encode_dense(In<std::uint8_t> dense, std::size_t n, std::int64_t height, std::int64_t width,
                      const Execution& execution) {
  const auto h = static_cast<std::size_t>(height);
  const auto w = static_cast<std::size_t>(width);
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  return build_ragged<std::uint32_t, EncodeScratch>(
      n, execution, [&](EncodeScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        encode_one(dense.data() + i * h * w, h, w, loops, scratch, out);
      });
}

RunLists unite(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution) {
  return merge_groups<SetOperation::unite>(masks, group_offsets, execution);
}

RunLists intersect(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution) {
  return merge_groups<SetOperation::intersect>(masks, group_offsets, execution);
}

}  // namespace labelgauge
