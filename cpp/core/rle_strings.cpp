// COCO's compressed strings: numbers of a variable-length code, most of them differences to an earlier run.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/json_cursor.hpp"
#include "core/rle.hpp"
#include "core/run_collector.hpp"
#include "core/runs.hpp"
#include "parallel/ragged.hpp"

namespace labelgauge {

namespace {

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

// Counts are stored as differences to the count before the last one, from the fourth on.
Status decode_carefully(In<std::uint8_t> text, RunCollector& collector) {
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

constexpr std::uint64_t every_byte = 0x0101010101010101ULL;

// Whether all eight bytes are characters of the code, '0' to 'o'.
bool all_legal(std::uint64_t word) {
  const std::uint64_t at_least_0 = word + every_byte * (0x80 - '0');
  const std::uint64_t beyond_o = word + every_byte * (0x7F - 'o');
  return (at_least_0 & ~(beyond_o | word) & (every_byte * 0x80)) == every_byte * 0x80;
}

// The number that the lowest bytes hold, five bits in each, its sign in the highest of them; 1 <= bytes <= 8.
std::int64_t signed_number(std::uint64_t word, unsigned bytes) {
  word = (word & 0x001F001F001F001FULL) | ((word & 0x1F001F001F001F00ULL) >> 3U);
  if (bytes > 2) {  // seldom
    word = (word & 0x000003FF000003FFULL) | ((word & 0x03FF000003FF0000ULL) >> 6U);
    word = (word & 0x00000000000FFFFFULL) | ((word & 0x000FFFFF00000000ULL) >> 12U);
  }
  const unsigned above = 64 - 5 * bytes;  // what follows the number is shifted out, then its sign comes in
  return static_cast<std::int64_t>(word << above) >> above;
}

// Takes the numbers of a regular string one word of eight characters after the other (the first is its lowest byte),
// without a branch per character or per run.
class WordReader {
 public:
  explicit WordReader(std::uint32_t* runs) : run_(runs) {}

  // Takes the numbers that end within the first `characters` of the word, at most 8; returns how many characters they
  // have, 0 if one is not legal or none ends here.
  std::size_t take(std::uint64_t word, std::size_t characters) {
    if (!all_legal(word)) {
      return 0;
    }
    word -= every_byte * '0';
    const std::uint64_t going_on = word & (every_byte * 0x20);
    if (going_on == 0 && characters == 8 && not_first_ < 0) {
      short_numbers(word);
      return 8;
    }
    std::uint64_t ends = (going_on ^ (every_byte * 0x20)) & (~std::uint64_t{0} >> (64 - 8 * characters));
    unsigned taken = 0;
    for (; ends != 0; ends &= ends - 1) {
      const unsigned end = static_cast<unsigned>(std::countr_zero(ends)) / 8 + 1;
      add(signed_number(word >> (8 * taken), end - taken));
      taken = end;
    }
    return taken;
  }

  // Whether no count was negative, and none after the first 0.
  [[nodiscard]] bool regular() const { return irregular_ >= 0; }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  [[nodiscard]] const std::uint32_t* end() const { return run_; }

 private:
  void add(std::int64_t number) {
    const std::int64_t count = number + before_last_;
    irregular_ |= count + not_first_;
    before_last_ = last_;
    last_ = count & not_first_;
    not_first_ = -1;
    sum_ += static_cast<std::uint64_t>(count);
    *run_++ = static_cast<std::uint32_t>(count);
  }

  // Eight numbers of one character each, none of them the first.
  void short_numbers(std::uint64_t word) {
    word |= (word & (every_byte * 0x10)) * 14;  // the sign bit in the three bits above, too
    for (std::size_t k = 0; k < 8; k += 2) {
      before_last_ += static_cast<std::int8_t>(word >> (8 * k));
      last_ += static_cast<std::int8_t>(word >> (8 * k + 8));
      irregular_ |= (before_last_ - 1) | (last_ - 1);
      sum_ += static_cast<std::uint64_t>(before_last_ + last_);
      run_[k] = static_cast<std::uint32_t>(before_last_);
      run_[k + 1] = static_cast<std::uint32_t>(last_);
    }
    run_ += 8;
  }

  std::uint32_t* run_;
  std::uint64_t sum_ = 0;
  std::int64_t before_last_ = 0;  // what the next number is a difference to; the first run is nothing's base
  std::int64_t last_ = 0;
  std::int64_t not_first_ = 0;  // 0 at the first number, then -1: all bits
  std::int64_t irregular_ = 0;  // negative once a count was, or was 0 after the first
};

// The commonest case. Appends the runs if the string is legal and no run after the first is empty; any other string is
// left to the careful reader, which can say what is wrong with it.
bool decode_regular(In<std::uint8_t> text, std::uint64_t pixels, std::vector<std::uint32_t>& out) {
  if (std::endian::native != std::endian::little || text.empty()) {
    return false;
  }
  const std::size_t before = out.size();
  out.resize(before + text.size());  // a number has at least one character
  WordReader reader(out.data() + before);
  std::size_t position = 0;
  std::size_t taken = 1;
  while (text.size() - position >= 8 && taken != 0 && reader.regular() && reader.sum() <= pixels) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + position, 8);
    taken = reader.take(word, 8);
    position += taken;
  }
  while (position < text.size() && taken != 0 && reader.regular() && reader.sum() <= pixels) {
    const std::size_t characters = std::min<std::size_t>(text.size() - position, 8);
    std::uint64_t word = every_byte * '0';
    std::memcpy(&word, text.data() + position, characters);
    taken = reader.take(word, characters);
    position += taken;
  }
  const bool decoded = position == text.size() && reader.regular() && reader.sum() == pixels;
  out.resize(decoded ? static_cast<std::size_t>(reader.end() - out.data()) : before);
  return decoded;
}

// Canonical runs of one string, or what is wrong with it; then nothing is appended.
Status decode(In<std::uint8_t> text, std::uint64_t pixels, std::vector<std::uint32_t>& out) {
  if (pixels <= max_pixels && decode_regular(text, pixels, out)) {
    return Status::ok;
  }
  return decode_item(out, pixels, [&](RunCollector& collector) { return decode_carefully(text, collector); });
}

// The characters of an item, in `room` if any is escaped.
In<std::uint8_t> unescaped(In<std::uint8_t> item, std::vector<std::uint8_t>& room) {
  if (item.empty() || std::memchr(item.data(), '\\', item.size()) == nullptr) {
    return item;
  }
  room.clear();
  JsonCursor(item).unescape(room);
  return room;
}

// One number to at most `longest` characters; returns where the next one goes.
std::uint8_t* encode_number(std::int64_t number, std::uint8_t* at) {
  for (bool more = true; more;) {
    auto code = static_cast<std::uint8_t>(number & 0x1F);
    number >>= 5;
    more = (code & 0x10U) != 0 ? number != -1 : number != 0;
    if (more) {
      code |= 0x20U;
    }
    *at++ = static_cast<std::uint8_t>(code + '0');
  }
  return at;
}

// Characters that a difference of two 32-bit runs takes at most: 33 bits, five in each.
constexpr std::size_t longest = 7;

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
        result.status[i] = static_cast<std::uint8_t>(decode(item, pixel_count(sizes, i), out));
      });
  return result;
}

DecodedRuns decode_json_strings(const JsonStrings& strings, const Execution& execution) {
  DecodedRuns result;
  const std::size_t n = strings.size();
  result.status.resize(n);
  using Characters = std::vector<std::uint8_t>;
  // Room for somewhat more than a block of items as long as its first, if that is one of many and not a giant.
  constexpr std::size_t similar_items = 40;
  constexpr std::size_t longest_similar = 4096;
  result.runs = build_ragged<std::uint32_t, Characters>(
      n, execution, [&](Characters& room, std::size_t i, std::vector<std::uint32_t>& out) {
        const In<std::uint8_t> item = unescaped(strings.characters(i), room);
        if (out.empty() && item.size() <= longest_similar) {
          out.reserve(std::min(similar_items, n - i) * item.size());
        }
        result.status[i] = static_cast<std::uint8_t>(decode(item, pixel_count(strings.sizes, i), out));
      });
  return result;
}

Status decode_json_string(const JsonStrings& strings, std::size_t i, std::vector<std::uint8_t>& room,
                          std::vector<std::uint32_t>& runs) {
  return decode(unescaped(strings.characters(i), room), pixel_count(strings.sizes, i), runs);
}

void measure_json_strings(const JsonStrings& strings, const StringMeasures& measures, const Execution& execution) {
  struct Scratch {
    std::vector<std::uint8_t> characters;
    std::vector<std::uint32_t> runs;
  };
  parallel_for<Scratch>(measures.status.size(), 64, execution, [&](Scratch& scratch, std::size_t i) {
    scratch.runs.clear();
    const Status status = decode_json_string(strings, i, scratch.characters, scratch.runs);
    measures.status[i] = static_cast<std::uint8_t>(status);
    measures.lengths[i] = static_cast<std::int64_t>(scratch.runs.size());
    const auto [area, box] = extent(scratch.runs, strings.height(i));
    measures.areas[i] = area;
    std::ranges::copy(std::array{box.x0, box.y0, box.x1, box.y1}, &measures.boxes[4 * i]);
  });
}

Ragged<std::uint8_t> encode_strings(const MaskBatch& masks, const Execution& execution) {
  return build_ragged<std::uint8_t, NoScratch>(
      masks.size(), execution, [&](NoScratch&, std::size_t i, std::vector<std::uint8_t>& out) {
        const auto runs = masks.runs(i);
        const std::size_t before = out.size();
        out.resize(before + longest * runs.size());
        std::uint8_t* at = out.data() + before;
        for (std::size_t k = 0; k < runs.size(); ++k) {
          at = encode_number(static_cast<std::int64_t>(runs[k]) - (k > 2 ? static_cast<std::int64_t>(runs[k - 2]) : 0),
                             at);
        }
        out.resize(static_cast<std::size_t>(at - out.data()));
      });
}

}  // namespace labelgauge
