#include "core/annotation_scan.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/json_cursor.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t typical_records = 256;  // enough to tell how long the others are
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

constexpr std::uint8_t has_id = 1;
constexpr std::uint8_t has_box = 2;
constexpr std::uint8_t is_crowd = 4;

struct Record {
  std::array<std::int64_t, 3> ids{};  // image, category, annotation
  std::array<double, 6> numbers = {absent, absent, absent, absent, absent, absent};
  std::uint8_t flags = 0;
  std::array<std::int64_t, 2> segmentation{};  // begin, end
  bool has_image = false;
  bool has_category = false;
};

bool mentions_surrogate(std::string_view text) {
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

void set(std::uint8_t& flags, std::uint8_t flag, bool on) {
  flags = static_cast<std::uint8_t>(on ? flags | flag : flags & ~flag);
}

class Scanner {
 public:
  Scanner(In<std::uint8_t> text, const Execution& execution) : cursor_(text), interrupted_(execution) {}

  bool scan(AnnotationScan& result) {
    return (cursor_.peek() == '[' ? list(result) : document(result)) && cursor_.at_end();
  }

 private:
  bool document(AnnotationScan& result) {
    bool found = false;
    if (!cursor_.take('{')) {
      return false;
    }
    do {
      if (!key()) {
        return false;
      }
      const bool here = is("annotations");
      if (here ? found || !list(result) : !cursor_.pass()) {
        return false;
      }
      found = found || here;
    } while (cursor_.take(','));
    return found && cursor_.take('}');
  }

  bool list(AnnotationScan& result) {
    if (cursor_.peek() != '[') {
      return false;
    }
    result.begin = static_cast<std::int64_t>(cursor_.position());
    if (!cursor_.take('[')) {
      return false;
    }
    if (!cursor_.take(']')) {
      do {
        Record record;
        if (!read(record) || !record.has_image || !record.has_category) {
          return false;
        }
        append(record, result);
        if (result.flags.size() == typical_records) {
          reserve(result);
        }
        if (interrupted_()) {
          throw Interrupted();
        }
      } while (cursor_.take(','));
      if (!cursor_.take(']')) {
        return false;
      }
    }
    result.end = static_cast<std::int64_t>(cursor_.position());
    return true;
  }

  bool read(Record& record) {
    if (!cursor_.take('{')) {
      return false;
    }
    do {
      if (!key() || !field(record)) {
        return false;
      }
    } while (cursor_.take(','));
    return cursor_.take('}');
  }

  bool field(Record& record) {
    if (is("segmentation")) {
      return segmentation(record.segmentation);
    }
    if (is("image_id")) {
      record.has_image = true;
      return cursor_.whole(record.ids[0]);
    }
    if (is("category_id")) {
      record.has_category = true;
      return cursor_.whole(record.ids[1]);
    }
    if (is("id")) {
      const bool there = !cursor_.literal("null");
      set(record.flags, has_id, there);
      record.ids[2] = 0;
      return !there || cursor_.whole(record.ids[2]);
    }
    if (is("bbox")) {
      return box(record);
    }
    if (is("area")) {
      return number_or_null(record.numbers[4]);
    }
    if (is("score")) {
      return number_or_null(record.numbers[5]);
    }
    if (is("iscrowd")) {
      return crowd(record);
    }
    std::string_view value;
    return cursor_.skip(deepest, value) && !mentions_surrogate(value);
  }

  bool segmentation(std::array<std::int64_t, 2>& place) {
    const char next = cursor_.peek();
    place[0] = static_cast<std::int64_t>(cursor_.position());
    const bool regular = next == '[' || next == '{' ? cursor_.pass() : cursor_.literal("null");
    place[1] = static_cast<std::int64_t>(cursor_.position());
    return regular;
  }

  bool box(Record& record) {
    const bool null = cursor_.literal("null");
    bool there = false;
    if (!null) {
      if (!cursor_.take('[')) {
        return false;
      }
      there = cursor_.peek() != ']';
    }
    for (std::size_t k = 0; k < 4; ++k) {
      record.numbers[k] = absent;
      if (there && ((k != 0 && !cursor_.take(',')) || !finite(record.numbers[k]))) {
        return false;
      }
    }
    set(record.flags, has_box, there);
    return null || cursor_.take(']');
  }

  bool crowd(Record& record) {
    double value = cursor_.literal("true") ? 1.0 : 0.0;
    if (value == 0.0 && !cursor_.literal("false") && !cursor_.literal("null") && !finite(value)) {
      return false;
    }
    set(record.flags, is_crowd, value != 0.0);
    return true;
  }

  bool number_or_null(double& value) {
    value = absent;
    return cursor_.literal("null") || finite(value);
  }

  bool finite(double& value) { return cursor_.number(value) && std::isfinite(value); }

  bool key() { return cursor_.key(key_, escaped_); }

  [[nodiscard]] bool is(std::string_view name) const { return key_ == name; }

  // Room for as many records as there will be if all are as long as those so far: columns grow without being copied,
  // and room that is not needed takes no memory.
  void reserve(AnnotationScan& result) const {
    const std::size_t n = result.flags.size();
    const auto begin = static_cast<std::size_t>(result.begin);
    const std::size_t expected = n + n * (cursor_.size() - begin) / (cursor_.position() - begin);
    for (auto* const ids : {&result.image_ids, &result.category_ids, &result.ids}) {
      ids->reserve(expected);
    }
    result.boxes.reserve(4 * expected);
    result.areas.reserve(expected);
    result.scores.reserve(expected);
    result.flags.reserve(expected);
    result.segmentations.reserve(2 * expected);
  }

  static void append(const Record& record, AnnotationScan& result) {
    result.image_ids.push_back(record.ids[0]);
    result.category_ids.push_back(record.ids[1]);
    result.ids.push_back(record.ids[2]);
    for (std::size_t k = 0; k < 4; ++k) {
      result.boxes.push_back(record.numbers[k]);
    }
    result.areas.push_back(record.numbers[4]);
    result.scores.push_back(record.numbers[5]);
    result.flags.push_back(record.flags);
    result.segmentations.push_back(record.segmentation[0]);
    result.segmentations.push_back(record.segmentation[1]);
  }

  JsonCursor cursor_;
  std::string_view key_;
  std::vector<std::uint8_t> escaped_;  // room for a key that has escapes
  detail::InterruptPoll interrupted_;
};

}  // namespace

AnnotationScan scan_annotations(In<std::uint8_t> text, const Execution& execution) {
  AnnotationScan result;
  if (!Scanner(text, execution).scan(result)) {
    result = {};
  }
  return result;
}

}  // namespace labelgauge
