// A cursor over JSON text: the tokens a bounded parser needs, none of which allocates or recurses.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/types.hpp"

namespace labelgauge {

class JsonCursor {
 public:
  explicit JsonCursor(In<std::uint8_t> text)
      : begin_(reinterpret_cast<const char*>(text.data())), now_(begin_), end_(begin_ + text.size()) {}
  explicit JsonCursor(std::string_view text) : begin_(text.data()), now_(begin_), end_(begin_ + text.size()) {}

  // The next character that is not white space, or 0 at the end.
  [[nodiscard]] char peek() {
    while (now_ != end_) {
      const char c = *now_;
      if (static_cast<unsigned char>(c) > ' ' || (c != ' ' && c != '\n' && c != '\t' && c != '\r')) {
        return c;
      }
      ++now_;
    }
    return '\0';
  }

  // Takes `wanted` if it is next.
  [[nodiscard]] bool take(char wanted) {
    if (peek() != wanted || now_ == end_) {
      return false;
    }
    ++now_;
    return true;
  }

  [[nodiscard]] bool at_end() {
    static_cast<void>(peek());
    return now_ == end_;
  }

  // Takes a literal such as null if it is next.
  [[nodiscard]] bool literal(std::string_view word) {
    static_cast<void>(peek());
    if (!std::string_view(now_, static_cast<std::size_t>(end_ - now_)).starts_with(word)) {
      return false;
    }
    now_ += word.size();
    return true;
  }

  // A number, correctly rounded; NaN, Infinity, -Infinity and numbers beyond the range of double give something that
  // is not finite. False if there is no number here.
  [[nodiscard]] bool number(double& value) {
    const char first = peek();
    if ((first < '0' || first > '9') && first != '-') {
      value = std::numeric_limits<double>::quiet_NaN();
      return literal("NaN") || literal("Infinity");
    }
    const char* const start = now_;
    const bool negative = first == '-';
    now_ += negative ? 1 : 0;
    if (negative && now_ != end_ && *now_ == 'I') {
      value = -std::numeric_limits<double>::infinity();
      return literal("Infinity");
    }
    if (seven_characters(value) || short_number(value)) {
      value = negative ? -value : value;
      return true;
    }
    Decimal decimal;
    if (!digits_before_point(decimal) || !digits_after_point(decimal) || !exponent(decimal)) {
      return false;
    }
    value = decimal.is_exact() ? decimal.exact(negative) : rounded(start, decimal, negative);
    return true;
  }

  // A string; its decoded characters are appended to `out`, unless it is null. `ascii` turns false if any character is
  // beyond ASCII; such characters are left out.
  [[nodiscard]] bool string(std::vector<std::uint8_t>* out, bool& ascii) {
    if (!take('"')) {
      return false;
    }
    while (true) {
      const char* const plain = now_;
      now_ = past_plain(plain);
      if (out != nullptr) {
        out->insert(out->end(), plain, now_);
      }
      if (now_ == end_) {
        return false;
      }
      const auto c = static_cast<unsigned char>(*now_++);
      if (c == '"') {
        return true;
      }
      unsigned code = c;
      if (c < 0x20 || (c == '\\' && !escape(code))) {
        return false;
      }
      if (code > 0x7F) {
        ascii = false;
      } else if (out != nullptr) {
        out->push_back(static_cast<std::uint8_t>(code));
      }
    }
  }

  // A string of ASCII characters without escapes, the commonest kind; its characters are left in `text`. Takes nothing
  // if it is another.
  [[nodiscard]] bool plain_string(std::string_view& text) {
    if (peek() != '"' || now_ == end_) {
      return false;
    }
    const char* const start = now_ + 1;
    const char* const last = past_plain(start);
    if (last == end_ || *last != '"') {
      return false;
    }
    text = {start, static_cast<std::size_t>(last - start)};
    now_ = last + 1;
    return true;
  }

  // The key of an object's member and the colon behind it. Its characters are left in `name`, which refers to the text
  // or to `room`; no characters if any is beyond ASCII.
  [[nodiscard]] bool key(std::string_view& name, std::vector<std::uint8_t>& room) {
    if (!plain_string(name)) {
      room.clear();
      bool ascii = true;
      if (!string(&room, ascii)) {
        return false;
      }
      name = {reinterpret_cast<const char*>(room.data()), ascii ? room.size() : 0};
    }
    return take(':');
  }

  // Appends the characters that stand for the rest of the text, which is the inside of a string. An escape that is not
  // legal, and one beyond ASCII, becomes 0xFF.
  void unescape(std::vector<std::uint8_t>& out) {
    while (true) {
      const char* const plain = now_;
      const void* const found =
          plain == end_ ? nullptr : std::memchr(plain, '\\', static_cast<std::size_t>(end_ - plain));
      now_ = found == nullptr ? end_ : static_cast<const char*>(found);
      out.insert(out.end(), plain, now_);
      if (now_ == end_) {
        return;
      }
      const char* const behind = ++now_;
      unsigned code = 0;
      if (!escape(code)) {
        now_ = behind;
        code = 0xFF;
      }
      out.push_back(static_cast<std::uint8_t>(code > 0x7F ? 0xFF : code));
    }
  }

  // Passes over one value of any kind whose brackets nest at most `depth_left` deep; its text is left in `value`.
  [[nodiscard]] bool skip(std::size_t depth_left, std::string_view& value) {
    static_cast<void>(peek());
    const char* const start = now_;
    if (!skip(depth_left)) {
      return false;
    }
    value = {start, static_cast<std::size_t>(now_ - start)};
    return true;
  }

  // A whole number of at most 18 digits, written without point or exponent.
  [[nodiscard]] bool whole(std::int64_t& value) {
    const bool negative = take('-');
    const char* const start = now_;
    std::int64_t digits = 0;
    for (; is_digit(); ++now_) {
      if (now_ - start == 18) {
        return false;
      }
      digits = digits * 10 + (*now_ - '0');
    }
    const bool stops_here = now_ == end_ || (*now_ != '.' && *now_ != 'e' && *now_ != 'E');
    value = negative ? -digits : digits;
    return now_ != start && stops_here && (*start != '0' || now_ - start == 1);
  }

  // Passes over one value without checking what its brackets hold, only that as many close as open.
  [[nodiscard]] bool pass() {
    const char first = peek();
    if (first != '[' && first != '{') {
      return scalar();
    }
    std::size_t depth = 0;
    bool ascii = true;
    while (now_ != end_) {
      now_ = past_numbers();
      if (now_ == end_) {
        return false;
      }
      const char c = *now_;
      if (c == '"') {
        if (!string(nullptr, ascii)) {
          return false;
        }
        continue;
      }
      ++now_;
      depth += c == '[' || c == '{' ? 1 : 0;
      if ((c == ']' || c == '}') && --depth == 0) {
        return true;
      }
    }
    return false;
  }

  // Where the next character stands.
  [[nodiscard]] const char* here() const { return now_; }

  // How many bytes there are.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }

  // How many bytes lie behind.
  [[nodiscard]] std::size_t position() const { return static_cast<std::size_t>(now_ - begin_); }

 private:
  // Powers of ten and whole numbers that are exact doubles.
  static constexpr std::array<double, 23> tens = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  static constexpr std::uint64_t largest_exact = std::uint64_t{1} << 53;

  // What the digits of a number say, as far as 64 bits can hold them.
  struct Decimal {
    std::uint64_t digits = 0;
    int n_digits = 0;                // significant ones, leading zeros not counted
    std::int64_t power = 0;          // value = digits × 10^power while n_digits <= 19
    std::int64_t leading_power = 0;  // power of ten of the first digit that is not zero

    void add(char c) {
      if (n_digits == 0 && c == '0') {
        return;
      }
      ++n_digits;
      if (n_digits <= 19) {
        digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
      }
    }
    // Both factors are exact doubles, so one multiplication or division rounds correctly.
    [[nodiscard]] bool is_exact() const { return n_digits <= 15 && power >= -22 && power <= 22; }
    [[nodiscard]] double exact(bool negative) const {
      const auto whole = static_cast<double>(digits);
      const double value =
          power < 0 ? whole / tens[static_cast<std::size_t>(-power)] : whole * tens[static_cast<std::size_t>(power)];
      return negative ? -value : value;
    }
  };

  // The first character from here on that can be more than part of a number or white space: brackets and letters have
  // the bit 0x40; a quote has not, but matters too. Eight characters are one word; in it, subtraction sets the high bit
  // of the first quote, and borrows only from bytes behind it.
  [[nodiscard]] const char* past_numbers() const {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    const char* p = now_;
    for (; end_ - p >= 8; p += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, p, 8);
      const std::uint64_t others = word ^ (ones * '"');
      const std::uint64_t found = ((word << 1U) | ((others - ones) & ~others)) & (ones * 0x80);
      if (found != 0) {
        if constexpr (std::endian::native == std::endian::little) {
          return p + std::countr_zero(found) / 8;
        }
        break;
      }
    }
    return std::find_if(p, end_, [](char c) { return (c & 0x40) != 0 || c == '"'; });
  }

  // The first character from `p` on that is not a plain one of a string: a quote, a backslash, a control character or
  // one beyond ASCII. Eight characters are one word; in it, subtraction sets the high bit of the first such byte, and
  // borrows only from bytes behind it.
  [[nodiscard]] const char* past_plain(const char* p) const {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    for (; end_ - p >= 8; p += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, p, 8);
      const std::uint64_t quotes = (word ^ (ones * '"')) - ones;
      const std::uint64_t backslashes = (word ^ (ones * '\\')) - ones;
      const std::uint64_t special = (quotes | backslashes | (word - ones * 0x20) | word) & (ones * 0x80);
      if (special != 0) {
        if constexpr (std::endian::native == std::endian::little) {
          return p + std::countr_zero(special) / 8;
        }
        break;
      }
    }
    return std::find_if(p, end_, [](char c) {
      const auto code = static_cast<unsigned char>(c);
      return code == '"' || code == '\\' || code < 0x20 || code > 0x7F;
    });
  }

  // The commonest case, at most seven characters of digits and a point, without a branch per character: the eight
  // bytes here are one word (first character lowest), the point is shifted out of it, and its digits become a whole
  // number two, four and eight at a time. Takes nothing if it is another case.
  [[nodiscard]] bool seven_characters(double& value) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    if (std::endian::native != std::endian::little || end_ - now_ < 8) {
      return false;
    }
    std::uint64_t word = 0;
    std::memcpy(&word, now_, 8);
    word ^= ones * '0';  // digits are now 0 to 9
    // High bit of every byte that is no digit; a carry can only disturb bytes behind one that is none.
    std::uint64_t others = ((word + ones * 0x76) | word) & (ones * 0x80);
    if (others == 0) {
      return false;
    }
    const int whole = std::countr_zero(others) / 8;  // digits before the point
    int length = whole;
    std::uint64_t digits = word & below(whole);
    if (now_[whole] == '.') {
      others &= others - 1;
      if (others == 0) {
        return false;
      }
      length = std::countr_zero(others) / 8;
      digits |= ((word & below(length)) >> 8) & ~below(whole);
    }
    const int decimals = length - whole - (length != whole ? 1 : 0);
    const bool zero_leads = (word & 0xFF) == 0 && whole != 1;
    const bool point_ends = length != whole && decimals == 0;
    const char next = now_[length];
    if (whole == 0 || zero_leads || point_ends || next == '.' || next == 'e' || next == 'E') {
      return false;
    }
    digits <<= 8 * (8 - whole - decimals);  // as if it had leading zeros
    digits = digits * 10 + (digits >> 8);
    digits = ((digits & 0x000000FF000000FFULL) * 0x000F424000000064ULL +
              ((digits >> 16) & 0x000000FF000000FFULL) * 0x0000271000000001ULL) >>
             32;
    value = static_cast<double>(static_cast<std::int32_t>(digits)) / tens[static_cast<std::size_t>(decimals)];
    now_ += length;
    return true;
  }

  // The low `n` < 8 bytes of a word.
  static std::uint64_t below(int n) { return (std::uint64_t{1} << (8 * n)) - 1; }

  // The common case, a number of few digits without an exponent; takes nothing if it is another.
  [[nodiscard]] bool short_number(double& value) {
    const char* p = now_;
    std::uint64_t digits = 0;
    const char* const last = end_ - p > 17 ? p + 17 : end_;  // at most 16 digits, and a point
    for (; p != last && *p >= '0' && *p <= '9'; ++p) {
      digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
    }
    const auto whole = p - now_;
    if (whole == 0 || (whole > 1 && *now_ == '0')) {
      return false;
    }
    std::size_t decimals = 0;
    if (p != last && *p == '.') {
      const char* const point = p++;
      for (; p != last && *p >= '0' && *p <= '9'; ++p) {
        digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
      }
      decimals = static_cast<std::size_t>(p - point - 1);
      if (decimals == 0) {
        return false;
      }
    }
    const bool ends_here = p != end_ && *p != '.' && (*p | 0x20) != 'e' && (*p < '0' || *p > '9');
    if (!ends_here || digits > largest_exact) {
      return false;
    }
    value = static_cast<double>(digits) / tens[decimals];
    now_ = p;
    return true;
  }

  [[nodiscard]] bool is_digit() const { return now_ != end_ && *now_ >= '0' && *now_ <= '9'; }

  [[nodiscard]] bool digits_before_point(Decimal& decimal) {
    if (!is_digit()) {
      return false;
    }
    if (*now_ == '0') {
      ++now_;
      return !is_digit();
    }
    for (; is_digit(); ++now_) {
      decimal.add(*now_);
    }
    decimal.leading_power = decimal.n_digits - 1;
    return true;
  }

  [[nodiscard]] bool digits_after_point(Decimal& decimal) {
    if (now_ == end_ || *now_ != '.') {
      return true;
    }
    ++now_;
    if (!is_digit()) {
      return false;
    }
    for (; is_digit(); ++now_) {
      const bool was_zero = decimal.n_digits == 0;
      decimal.add(*now_);
      --decimal.power;
      if (was_zero) {
        decimal.leading_power = decimal.power;
      }
    }
    return true;
  }

  [[nodiscard]] bool exponent(Decimal& decimal) {
    if (now_ == end_ || (*now_ != 'e' && *now_ != 'E')) {
      return true;
    }
    ++now_;
    bool negative = false;
    if (now_ != end_ && (*now_ == '+' || *now_ == '-')) {
      negative = *now_++ == '-';
    }
    if (!is_digit()) {
      return false;
    }
    std::int64_t power = 0;
    for (; is_digit(); ++now_) {
      power = std::min<std::int64_t>(power * 10 + (*now_ - '0'), std::int64_t{1} << 40);
    }
    decimal.power += negative ? -power : power;
    decimal.leading_power += negative ? -power : power;
    return true;
  }

  [[nodiscard]] double rounded(const char* start, const Decimal& decimal, bool negative) const {
    double value = 0;
    if (decimal.n_digits != 0) {
      const auto result = std::from_chars(start, now_, value);
      if (result.ec == std::errc()) {
        return value;
      }
      // Beyond the range of double: too large, or so small that it rounds to zero.
      value = decimal.leading_power > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    }
    return negative ? -value : value;
  }

  // The rest of an escape sequence; its character is left in `code`.
  [[nodiscard]] bool escape(unsigned& code) {
    if (now_ == end_) {
      return false;
    }
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char name = *now_++;
    if (const auto position = names.find(name); position != std::string_view::npos) {
      code = static_cast<unsigned char>(meanings[position]);
      return true;
    }
    if (name != 'u' || end_ - now_ < 4) {
      return false;
    }
    const auto result = std::from_chars(now_, now_ + 4, code, 16);
    if (result.ec != std::errc() || result.ptr != now_ + 4) {
      return false;
    }
    now_ += 4;
    return true;
  }

  [[nodiscard]] bool scalar() {
    bool ascii = true;
    double value = 0;
    switch (peek()) {
      case '"':
        return string(nullptr, ascii);
      case 'n':
        return literal("null");
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      default:
        return number(value);
    }
  }

  [[nodiscard]] bool key() {
    bool ascii = true;
    return string(nullptr, ascii) && take(':');
  }

  [[nodiscard]] bool skip(std::size_t depth_left) {
    std::bitset<64> is_object;  // of the brackets that are open
    std::size_t depth = 0;
    while (true) {
      const char opening = peek();
      bool complete = false;  // a whole value lies behind us
      if (opening == '[' || opening == '{') {
        if (depth == depth_left || depth == is_object.size()) {
          return false;
        }
        ++now_;
        const bool object = opening == '{';
        is_object[depth++] = object;
        if (take(object ? '}' : ']')) {
          --depth;
          complete = true;
        } else if (object && !key()) {
          return false;
        }
      } else if (scalar()) {
        complete = true;
      } else {
        return false;
      }
      while (complete) {
        if (depth == 0) {
          return true;
        }
        const bool object = is_object[depth - 1];
        if (take(',')) {
          if (object && !key()) {
            return false;
          }
          complete = false;
        } else if (take(object ? '}' : ']')) {
          --depth;
        } else {
          return false;
        }
      }
    }
  }

  const char* begin_;
  const char* now_;
  const char* end_;
};

}  // namespace labelgauge
