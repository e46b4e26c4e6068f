// COCO's compressed strings: numbers of a variable-length code, most of them differences to an earlier run.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/rle.hpp"
#include "core/run_collector.hpp"
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

// The commonest case, without a branch per character or per run: eight characters are one word (the first is its lowest
// byte), of which all numbers that end in it are taken. Appends the runs if the string is legal and no run after the
// first is empty; any other string is left to the careful reader, which can say what is wrong with it.
bool decode_regular(In<std::uint8_t> text, std::uint64_t pixels, std::vector<std::uint32_t>& out) {
  if (std::endian::native != std::endian::little) {
    return false;
  }
  const std::size_t before = out.size();
  out.resize(before + text.size());  // a number has at least one character
  std::uint32_t* run = out.data() + before;
  std::uint64_t sum = 0;
  std::int64_t before_last = 0;  // what the next number is a difference to; the first run is nothing's base
  std::int64_t last = 0;
  std::int64_t not_first = 0;  // 0 at the first number, then -1: all bits
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t characters = std::min<std::size_t>(text.size() - position, 8);
    std::uint64_t word = every_byte * '0';
    std::memcpy(&word, text.data() + position, characters);
    const bool legal = all_legal(word);
    word -= every_byte * '0';
    std::uint64_t ends = ~word & (every_byte * 0x20) & (~std::uint64_t{0} >> (64 - 8 * characters));
    if (!legal || ends == 0) {
      break;
    }
    unsigned taken = 0;
    std::int64_t irregular = 0;  // negative once a count was, or was 0 after the first
    for (; ends != 0; ends &= ends - 1) {
      const unsigned end = static_cast<unsigned>(std::countr_zero(ends)) / 8 + 1;
      const std::int64_t count = signed_number(word >> (8 * taken), end - taken) + before_last;
      irregular |= count + not_first;
      before_last = last;
      last = count & not_first;
      not_first = -1;
      sum += static_cast<std::uint64_t>(count);
      *run++ = static_cast<std::uint32_t>(count);
      taken = end;
    }
    if (irregular < 0 || sum > pixels) {
      break;
    }
    position += taken;
  }
  const bool decoded = !text.empty() && position == text.size() && sum == pixels;
  out.resize(decoded ? static_cast<std::size_t>(run - out.data()) : before);
  return decoded;
}

// Canonical runs of one string, or what is wrong with it; then nothing is appended.
Status decode(In<std::uint8_t> text, std::uint64_t pixels, std::vector<std::uint32_t>& out) {
  if (pixels <= max_pixels && decode_regular(text, pixels, out)) {
    return Status::ok;
  }
  return decode_item(out, pixels, [&](RunCollector& collector) { return decode_carefully(text, collector); });
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
