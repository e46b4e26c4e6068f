#include "core/rle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
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

constexpr std::size_t strip_columns = 64;

struct EncodeScratch {
  std::vector<std::uint64_t> rows;                              // one word per image row: 64 columns of it
  std::array<std::vector<std::size_t>, strip_columns> changes;  // per column: the rows whose pixel differs from above
};

// Turns the columns of an image, one after the other, into runs.
class ColumnReader {
 public:
  explicit ColumnReader(std::vector<std::uint32_t>& out) : flips_(out) {}

  void column(bool first_pixel, const std::vector<std::size_t>& changes, std::size_t height) {
    if (first_pixel != inside_) {
      change_at(start_);
    }
    for (const std::size_t row : changes) {
      change_at(start_ + row);
    }
    start_ += height;
  }

  void finish() { flips_.finish(start_); }

 private:
  void change_at(std::size_t position) {
    flips_.flip(position);
    inside_ = !inside_;
  }

  FlipWriter flips_;
  bool inside_ = false;
  std::size_t start_ = 0;  // linear position of the column's first pixel
};

// Works through strips of 64 columns. Within a strip rows are read in memory order, 64 pixels a word; a pixel that
// differs from the one above is noted under its column.
void encode_one(const std::uint8_t* dense, std::size_t height, std::size_t width, const simd::Loops& loops,
                EncodeScratch& scratch, std::vector<std::uint32_t>& out) {
  ColumnReader reader(out);
  scratch.rows.resize(height);
  for (std::size_t x = 0; x < width && height != 0; x += strip_columns) {
    const std::size_t columns = std::min(strip_columns, width - x);
    loops.pack_strip(dense + x, width, columns, height, scratch.rows.data());
    for (std::size_t row = 1; row < height; ++row) {
      std::uint64_t changed = scratch.rows[row] ^ scratch.rows[row - 1];
      for (; changed != 0; changed &= changed - 1) {
        scratch.changes[static_cast<std::size_t>(std::countr_zero(changed))].push_back(row);
      }
    }
    for (std::size_t c = 0; c < columns; ++c) {
      reader.column(((scratch.rows[0] >> c) & 1U) != 0, scratch.changes[c], height);
      scratch.changes[c].clear();
    }
  }
  reader.finish();
}

// Bytes of eight pixels for every value of eight bits, lowest bit first.
constexpr auto byte_table = [] {
  std::array<std::array<std::uint8_t, 8>, 256> table{};
  for (std::size_t bits = 0; bits < table.size(); ++bits) {
    for (std::size_t bit = 0; bit < 8; ++bit) {
      table[bits][bit] = static_cast<std::uint8_t>((bits >> bit) & 1U);
    }
  }
  return table;
}();

void write_pixels(std::uint64_t word, std::size_t columns, std::uint8_t* pixels) {
  for (std::size_t c = 0; c < columns; c += 8) {
    std::memcpy(pixels + c, byte_table[(word >> c) & 0xFFU].data(), std::min<std::size_t>(8, columns - c));
  }
}

// The inverse of encode_one: a strip of 64 columns is held as one word per row in which a set bit says that the pixel
// differs from the one above, so that a stretch of any length costs two bits; a running XOR then gives the pixels.
class StripWriter {
 public:
  StripWriter(std::vector<std::uint64_t>& toggles, std::size_t height, std::size_t width, std::uint8_t* dense)
      : toggles_(toggles), height_(height), width_(width), dense_(dense), first_(height) {
    toggles_.assign(height + 1, 0);
    std::fill_n(dense, height * width, std::uint8_t{0});
  }

  void stretch(std::int64_t column, std::int64_t begin, std::int64_t end) {
    const auto x = static_cast<std::size_t>(column);
    if (x - strip_ >= strip_columns) {
      flush();
      strip_ = x - x % strip_columns;
    }
    const std::uint64_t bit = std::uint64_t{1} << (x - strip_);
    toggles_[static_cast<std::size_t>(begin)] ^= bit;
    toggles_[static_cast<std::size_t>(end)] ^= bit;
    first_ = std::min(first_, static_cast<std::size_t>(begin));
    last_ = std::max(last_, static_cast<std::size_t>(end));
  }

  // Writes the strip in progress; rows outside [first_, last_) have no foreground.
  void flush() {
    const std::size_t columns = std::min(strip_columns, width_ - strip_);
    std::uint64_t word = 0;
    for (std::size_t row = first_; row < last_; ++row) {
      word ^= toggles_[row];
      toggles_[row] = 0;
      if (word != 0) {
        write_pixels(word, columns, dense_ + row * width_ + strip_);
      }
    }
    toggles_[last_] = 0;
    first_ = height_;
    last_ = 0;
  }

 private:
  std::vector<std::uint64_t>& toggles_;
  std::size_t height_;
  std::size_t width_;
  std::uint8_t* dense_;
  std::size_t strip_ = 0;  // first column of the strip in progress
  std::size_t first_;      // rows [first_, last_) of it have toggles
  std::size_t last_ = 0;
};

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
  using Toggles = std::vector<std::uint64_t>;
  parallel_for<Toggles>(masks.size(), 1, execution, [&](Toggles& toggles, std::size_t i) {
    StripWriter writer(toggles, h, w, dense.data() + i * h * w);
    for_each_stretch(masks.runs(i), height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
      writer.stretch(column, begin, end);
    });
    writer.flush();
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
  return merge_groups<Unite>(masks, group_offsets, execution);
}

RunLists intersect(const MaskBatch& masks, In<std::int64_t> group_offsets, const Execution& execution) {
  return merge_groups<Intersect>(masks, group_offsets, execution);
}

}  // namespace labelgauge
