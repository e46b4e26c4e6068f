// Masks from pixels and back to pixels.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/pixels.hpp"
#include "core/rle.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t strip_columns = 64;

// Turns the columns of an image, one after the other, into runs.
class ColumnReader {
 public:
  ColumnReader(std::vector<std::uint32_t>& out, std::size_t height) : flips_(out), height_(height) {}

  // A column whose first pixel is `first_pixel` and whose colour changes at these rows, all above 0.
  void column(bool first_pixel, In<std::uint32_t> changes) {
    if (first_pixel != inside_) {
      change_at(start_);
    }
    for (const std::uint32_t row : changes) {
      change_at(start_ + row);
    }
    start_ += height_;
  }

  // Columns of background, any number.
  void skip(std::size_t columns) {
    if (columns != 0 && inside_) {
      change_at(start_);
    }
    start_ += columns * height_;
  }

  void finish() { flips_.finish(start_); }

 private:
  void change_at(std::uint64_t position) {
    flips_.flip(position);
    inside_ = !inside_;
  }

  FlipWriter flips_;
  std::size_t height_;
  std::uint64_t start_ = 0;  // linear position of the column's first pixel
  bool inside_ = false;
};

// Where the colour changes within each of up to 64 columns, in lists of fixed room. Room is a little more than the
// height, so that the lists of an image whose height is a power of two do not all want the same lines of the cache.
class Changes {
 public:
  void reset(std::size_t height, std::size_t columns) {
    room_ = height + 16;
    rows_.resize(columns * room_);
    counts_.fill(0);
  }

  // The pixels of `row` whose bits are set differ from those above.
  void add(std::size_t row, std::uint64_t changed) {
    for (; changed != 0; changed &= changed - 1) {
      const auto column = static_cast<std::size_t>(std::countr_zero(changed));
      rows_[column * room_ + counts_[column]++] = static_cast<std::uint32_t>(row);
    }
  }

  [[nodiscard]] In<std::uint32_t> of(std::size_t column) const { return {&rows_[column * room_], counts_[column]}; }

 private:
  std::size_t room_ = 0;
  std::vector<std::uint32_t> rows_;
  std::array<std::size_t, strip_columns> counts_{};
};

struct EncodeScratch {
  LinePacker packer;
  std::vector<std::uint64_t> words;
  std::vector<std::uint64_t> used;  // per strip of 64 columns: the OR of its words
  Changes changes;
};

// Rows are packed in memory order. Runs go down columns, so the bits, an eighth of the image or less, are then read in
// strips of one word per row; a strip without foreground is not read at all.
void encode_rows(const PixelLines& rows, const simd::Loops& loops, EncodeScratch& scratch,
                 std::vector<std::uint32_t>& out) {
  const std::size_t strips = rows.words();
  scratch.words.resize(rows.lines * strips);
  scratch.packer.pack(rows, 0, rows.lines, loops, scratch.words.data());
  scratch.used.assign(strips, 0);
  loops.or_lines(scratch.words.data(), strips, rows.lines, scratch.used.data());
  ColumnReader reader(out, rows.lines);
  for (std::size_t strip = 0; strip < strips; ++strip) {
    const std::size_t columns = std::min(strip_columns, rows.length - strip * strip_columns);
    if (scratch.used[strip] == 0) {
      reader.skip(columns);
      continue;
    }
    scratch.changes.reset(rows.lines, columns);
    const std::uint64_t* word = &scratch.words[strip];
    for (std::size_t row = 1; row < rows.lines; ++row, word += strips) {
      scratch.changes.add(row, word[0] ^ word[strips]);
    }
    std::size_t next = 0;
    for (std::uint64_t left = scratch.used[strip]; left != 0; left &= left - 1) {
      const auto c = static_cast<std::size_t>(std::countr_zero(left));
      reader.skip(c - next);
      reader.column(((scratch.words[strip] >> c) & 1U) != 0, scratch.changes.of(c));
      next = c + 1;
    }
    reader.skip(columns - next);
  }
  reader.finish();
}

// Columns are the order of runs: the bits of one after the other say where colours change.
void encode_columns(const PixelLines& columns, const simd::Loops& loops, EncodeScratch& scratch,
                    std::vector<std::uint32_t>& out) {
  constexpr std::size_t words_at_once = std::size_t{1} << 14U;  // 128 KiB, which a second cache holds
  const std::size_t words = columns.words();
  const std::size_t block = std::max<std::size_t>(1, words_at_once / words);
  const std::uint64_t last_row = std::uint64_t{1} << ((columns.length - 1) % 64);
  FlipWriter flips(out);
  std::uint64_t before = 0;  // the pixel before the word, in its lowest bit
  for (std::size_t begin = 0; begin < columns.lines; begin += block) {
    const std::size_t end = std::min(begin + block, columns.lines);
    scratch.words.resize((end - begin) * words);
    scratch.packer.pack(columns, begin, end, loops, scratch.words.data());
    const std::uint64_t* word = scratch.words.data();
    for (std::size_t column = begin; column < end; ++column) {
      for (std::size_t w = 0; w < words; ++w, ++word) {
        std::uint64_t changed = *word ^ (*word << 1U | before);
        before = *word >> 63U;
        if (w + 1 == words) {
          changed &= last_row | (last_row - 1);
          before = static_cast<std::uint64_t>((*word & last_row) != 0);
        }
        for (; changed != 0; changed &= changed - 1) {
          flips.flip(column * columns.length + 64 * w + static_cast<std::size_t>(std::countr_zero(changed)));
        }
      }
    }
  }
  flips.finish(columns.lines * columns.length);
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

// In images this narrow, words of a row would take more memory than its pixels.
constexpr std::size_t narrow = 8;

void write_stretches(In<std::uint32_t> runs, std::size_t height, std::size_t width, std::uint8_t* dense) {
  for_each_stretch(runs, static_cast<std::int64_t>(height),
                   [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
                     for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end); ++row) {
                       dense[row * width + static_cast<std::size_t>(column)] = 1;
                     }
                   });
}

}  // namespace

void decode_dense(const MaskBatch& masks, std::int64_t height, std::int64_t width, Out<std::uint8_t> dense,
                  const Execution& execution) {
  const auto h = static_cast<std::size_t>(height);
  const auto w = static_cast<std::size_t>(width);
  using Toggles = std::vector<std::uint64_t>;
  parallel_for<Toggles>(masks.size(), 1, execution, [&](Toggles& toggles, std::size_t i) {
    if (w <= narrow) {
      write_stretches(masks.runs(i), h, w, dense.data() + i * h * w);
      return;
    }
    StripWriter writer(toggles, h, w, dense.data() + i * h * w);
    for_each_stretch(masks.runs(i), height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
      writer.stretch(column, begin, end);
    });
    writer.flush();
  });
}

RunLists encode_dense(const PixelBatch& images, const Execution& execution) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  return build_ragged<std::uint32_t, EncodeScratch>(
      images.size(), execution, [&](EncodeScratch& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        const PixelLines rows = images.rows(i);
        const PixelLines columns = images.columns(i);
        if (rows.lines * rows.length == 0) {
          FlipWriter(out).finish(0);
        } else if (columns.in_one_piece() && (!rows.in_one_piece() || rows.lines > rows.length)) {
          encode_columns(columns, loops, scratch, out);
        } else {
          encode_rows(rows, loops, scratch, out);
        }
      });
}

}  // namespace labelgauge
