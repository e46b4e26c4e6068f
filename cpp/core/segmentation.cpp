#include "core/segmentation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>

#include "core/json_cursor.hpp"

namespace labelgauge {

namespace {

using Kind = SegmentationKind;
using Reason = SegmentationStatus;

// Whole numbers up to here are exact in a double.
constexpr double largest_whole = 9007199254740992.0;

// Coordinates are most of a file, so they are written where they will stay, into room counted beforehand.
struct Coordinates {
  double* begin = nullptr;
  std::size_t size = 0;

  void push_back(double value) { begin[size++] = value; }
};

// What the items of one block gave, in order.
struct Parts {
  Coordinates points;
  std::vector<std::int64_t> ring_lengths;  // in points
  std::vector<std::int64_t> run_counts;
};

// How much of each part an item gave, and what it is.
struct Item {
  Kind kind = Kind::none;
  Reason status = Reason::ok;
  std::int64_t n_rings = 0;
  std::int64_t n_runs = 0;
  std::string_view characters;  // of a compressed string, as JSON writes them
  std::int64_t height = 0;
  std::int64_t width = 0;
};

// One flat ring; appends its points.
Reason read_ring(JsonCursor& cursor, Parts& parts) {
  if (!cursor.take('[')) {
    return Reason::not_rings;
  }
  const std::size_t before = parts.points.size;
  if (!cursor.take(']')) {
    do {
      double value = 0;
      if (!cursor.number(value)) {
        return cursor.peek() == '[' ? Reason::nested_points : Reason::not_a_number;
      }
      if (!std::isfinite(value)) {
        return Reason::not_finite;
      }
      parts.points.push_back(value);
    } while (cursor.take(','));
    if (!cursor.take(']')) {
      return Reason::not_json;
    }
  }
  const std::size_t coordinates = parts.points.size - before;
  if (coordinates % 2 != 0) {
    return Reason::odd_coordinates;
  }
  parts.ring_lengths.push_back(static_cast<std::int64_t>(coordinates / 2));
  return coordinates < 6 ? Reason::few_points : Reason::ok;
}

// A list of rings after its opening bracket.
Reason read_polygon(JsonCursor& cursor, Parts& parts, Item& item) {
  if (cursor.take(']')) {
    return Reason::ok;
  }
  item.kind = Kind::polygon;
  Reason status = Reason::ok;
  do {
    const Reason ring = read_ring(cursor, parts);
    if (ring != Reason::ok && ring != Reason::few_points) {
      return ring;
    }
    ++item.n_rings;
    status = std::max(status, ring);
  } while (cursor.take(','));
  return cursor.take(']') ? status : Reason::not_json;
}

// A whole number that may be written as a float; `reason` if it is something else.
Reason read_whole(JsonCursor& cursor, std::int64_t& whole, Reason reason) {
  double value = 0;
  if (!cursor.number(value)) {
    return reason;
  }
  if (!std::isfinite(value)) {
    return Reason::not_finite;
  }
  if (std::abs(value) > largest_whole || value != std::floor(value)) {
    return reason;
  }
  whole = static_cast<std::int64_t>(value);
  return Reason::ok;
}

Reason read_size(std::string_view text, Item& item) {
  JsonCursor cursor(text);
  if (!cursor.take('[')) {
    return Reason::bad_size;
  }
  for (std::int64_t* const side : {&item.height, &item.width}) {
    if (side == &item.width && !cursor.take(',')) {
      return Reason::bad_size;
    }
    if (const Reason status = read_whole(cursor, *side, Reason::bad_size); status != Reason::ok) {
      return status;
    }
    if (*side < 0) {
      return Reason::bad_size;
    }
  }
  return cursor.take(']') ? Reason::ok : Reason::bad_size;
}

// A compressed string; the characters between its quotes are left in `item`.
bool read_string(JsonCursor& cursor, Item& item) {
  const char* const quote = cursor.here();
  bool ascii = true;
  if (!cursor.string(nullptr, ascii) || !ascii) {
    return false;
  }
  item.characters = {quote + 1, static_cast<std::size_t>(cursor.here() - quote) - 2};
  return true;
}

Reason read_counts(std::string_view text, Parts& parts, Item& item) {
  JsonCursor cursor(text);
  if (cursor.peek() == '"') {
    item.kind = Kind::string;
    return read_string(cursor, item) ? Reason::ok : Reason::bad_counts;
  }
  item.kind = Kind::counts;
  if (!cursor.take('[')) {
    return Reason::bad_counts;
  }
  if (cursor.take(']')) {
    return Reason::ok;
  }
  do {
    std::int64_t count = 0;
    if (const Reason status = read_whole(cursor, count, Reason::bad_counts); status != Reason::ok) {
      return status;
    }
    parts.run_counts.push_back(count);
    ++item.n_runs;
  } while (cursor.take(','));
  return Reason::ok;  // the closing bracket was seen when the value was passed over
}

bool read_sides(JsonCursor& cursor, Item& item) {
  return cursor.take('[') && cursor.whole(item.height) && cursor.take(',') && cursor.whole(item.width) &&
         cursor.take(']') && item.height >= 0 && item.width >= 0 &&
         std::max(item.height, item.width) <= static_cast<std::int64_t>(largest_whole);
}

// The commonest run-length dictionary after its opening brace: a size and a compressed string, nothing else. Any other
// is left to a reader that can say what is wrong with it.
bool read_common_run_lengths(JsonCursor& cursor, Item& item) {
  bool has_size = false;
  bool has_string = false;
  do {
    std::string_view name;
    if (!cursor.plain_string(name) || !cursor.take(':')) {
      return false;
    }
    if (name == "size" && !has_size) {
      has_size = read_sides(cursor, item);
    } else if (name == "counts" && !has_string && cursor.peek() == '"') {
      has_string = read_string(cursor, item);
    } else {
      return false;
    }
  } while (cursor.take(','));
  item.kind = Kind::string;
  return has_size && has_string && cursor.take('}');
}

// A run-length dictionary after its opening brace. As everywhere in JSON, the last of several equal keys counts.
Reason read_run_lengths(JsonCursor& cursor, Parts& parts, Item& item) {
  JsonCursor ahead = cursor;
  if (read_common_run_lengths(ahead, item)) {
    cursor = ahead;
    return Reason::ok;
  }
  item = {};
  std::string_view size;
  std::string_view counts;
  std::string_view name;
  std::vector<std::uint8_t> room;
  if (!cursor.take('}')) {
    do {
      std::string_view value;
      if (!cursor.key(name, room) || !cursor.skip(max_segmentation_depth - 1, value)) {
        return Reason::not_json;
      }
      if (name == "size") {
        size = value;
      } else if (name == "counts") {
        counts = value;
      }
    } while (cursor.take(','));
    if (!cursor.take('}')) {
      return Reason::not_json;
    }
  }
  if (size.empty() || counts.empty()) {
    return Reason::no_counts;
  }
  const Reason status = read_size(size, item);
  return status == Reason::ok ? read_counts(counts, parts, item) : status;
}

Reason read_value(JsonCursor& cursor, Parts& parts, Item& item) {
  if (cursor.at_end()) {
    return Reason::not_json;
  }
  Reason status = Reason::wrong_type;
  if (cursor.take('[')) {
    status = read_polygon(cursor, parts, item);
  } else if (cursor.take('{')) {
    status = read_run_lengths(cursor, parts, item);
  } else if (cursor.literal("null")) {
    status = Reason::ok;
  }
  const bool usable = status == Reason::ok || status == Reason::few_points;
  return usable && !cursor.at_end() ? Reason::not_json : status;
}

// How deep brackets nest, strings left out; defined for any text.
bool nests_too_deep(In<std::uint8_t> text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = static_cast<char>(text[i]);
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > max_segmentation_depth) {
        return true;
      }
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

// Text that is not JSON at all is called that, whatever else was seen before its first fault.
Reason explain(In<std::uint8_t> text, Reason status) {
  if (nests_too_deep(text)) {
    return Reason::too_deep;
  }
  JsonCursor cursor(text);
  std::string_view value;
  return cursor.skip(max_segmentation_depth, value) && cursor.at_end() ? status : Reason::not_json;
}

Item read_item(In<std::uint8_t> text, Parts& parts) {
  const std::size_t points = parts.points.size;
  const std::size_t rings = parts.ring_lengths.size();
  const std::size_t runs = parts.run_counts.size();
  Item item;
  JsonCursor cursor(text);
  item.status = read_value(cursor, parts, item);
  if (item.status == Reason::ok || item.status == Reason::few_points) {
    return item;
  }
  parts.points.size = points;  // an item that cannot be used leaves nothing behind
  parts.ring_lengths.resize(rings);
  parts.run_counts.resize(runs);
  Item failed;
  failed.status = explain(text, item.status);
  return failed;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
  std::vector<T>().swap(from);  // give memory back as we go: peak stays near one copy
}

template <class T>
std::size_t total(const std::vector<Parts>& blocks, std::vector<T> Parts::* part) {
  std::size_t sum = 0;
  for (const Parts& block : blocks) {
    sum += (block.*part).size();
  }
  return sum;
}

void join_parts(std::vector<Parts>& blocks, Segmentations& result) {
  result.run_counts.reserve(total(blocks, &Parts::run_counts));
  result.ring_offsets.reserve(total(blocks, &Parts::ring_lengths) + 1);
  result.ring_offsets.push_back(0);
  for (Parts& block : blocks) {
    append(result.run_counts, block.run_counts);
    for (const std::int64_t length : block.ring_lengths) {
      result.ring_offsets.push_back(result.ring_offsets.back() + length);
    }
  }
}

// How many numbers the rings of an item can have: every number but the first comes after a comma.
std::size_t most_coordinates(In<std::uint8_t> text) {
  constexpr std::size_t block = 128;
  const std::size_t n = text.size();
  if (n == 0 || text[0] == '{') {
    return 0;
  }
  std::size_t commas = 0;
  for (std::size_t begin = 0; begin < n; begin += block) {
    std::uint8_t here = 0;  // blocks short enough for bytes to hold their sums become vector code
    const std::size_t end = std::min(begin + block, n);
    for (std::size_t i = begin; i < end; ++i) {
      here = static_cast<std::uint8_t>(here + (text[i] == ',' ? 1 : 0));
    }
    commas += here;
  }
  return commas + 1;
}

// Closes the gaps that blocks left because their text had more commas than coordinates.
void close_gaps(const std::vector<Parts>& blocks, std::vector<double>& points) {
  double* end = points.data();
  for (const Parts& block : blocks) {
    end = std::move(block.points.begin, block.points.begin + block.points.size, end);
  }
  points.resize(static_cast<std::size_t>(end - points.data()));
}

// Columns of n items; offsets hold lengths until all items are there.
void make_room(std::size_t n, Segmentations& result) {
  result.kind.resize(n);
  result.status.resize(n);
  result.sizes.resize(2 * n);
  result.string_spans.resize(2 * n);
  result.polygon_offsets.resize(n + 1);
  result.run_offsets.resize(n + 1);
}

void place(const Item& item, std::size_t i, In<std::uint8_t> text, Segmentations& result) {
  result.kind[i] = static_cast<std::uint8_t>(item.kind);
  result.status[i] = static_cast<std::uint8_t>(item.status);
  result.sizes[2 * i] = item.height;
  result.sizes[2 * i + 1] = item.width;
  result.polygon_offsets[i + 1] = item.n_rings;
  result.run_offsets[i + 1] = item.n_runs;
  if (item.kind == Kind::string) {
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(item.characters.data());
    result.string_spans[2 * i] = begin - text.data();
    result.string_spans[2 * i + 1] = result.string_spans[2 * i] + static_cast<std::int64_t>(item.characters.size());
  }
}

void add_up(std::vector<std::int64_t>& lengths) { std::partial_sum(lengths.begin(), lengths.end(), lengths.begin()); }

}  // namespace

Segmentations parse_segmentations(In<std::uint8_t> text, In<std::int64_t> spans, const Execution& execution) {
  constexpr std::size_t block_items = 64;
  const std::size_t n = spans.size() / 2;
  const auto item_text = [&](std::size_t i) {
    const auto begin = static_cast<std::size_t>(spans[2 * i]);
    return text.subspan(begin, static_cast<std::size_t>(spans[2 * i + 1]) - begin);
  };
  const auto block_end = [&](std::size_t block) { return std::min((block + 1) * block_items, n); };
  std::vector<Parts> blocks((n + block_items - 1) / block_items);
  std::vector<std::size_t> room(blocks.size() + 1);
  parallel_for(blocks.size(), 16, execution, [&](std::size_t block) {
    for (std::size_t i = block * block_items; i < block_end(block); ++i) {
      room[block + 1] += most_coordinates(item_text(i));
    }
  });
  std::partial_sum(room.begin(), room.end(), room.begin());
  Segmentations result;
  make_room(n, result);
  result.points.resize(room.back());
  parallel_for(blocks.size(), 1, execution, [&](std::size_t block) {
    blocks[block].points.begin = result.points.data() + room[block];
    for (std::size_t i = block * block_items; i < block_end(block); ++i) {
      if (!item_text(i).empty()) {
        place(read_item(item_text(i), blocks[block]), i, text, result);
      }
    }
  });
  close_gaps(blocks, result.points);
  join_parts(blocks, result);
  add_up(result.polygon_offsets);
  add_up(result.run_offsets);
  return result;
}

void ring_measures(In<double> points, In<std::int64_t> ring_offsets, Out<double> extents, Out<double> areas,
                   const Execution& execution) {
  parallel_for(areas.size(), 256, execution, [&](std::size_t ring) {
    const auto begin = static_cast<std::size_t>(ring_offsets[ring]);
    const auto n = static_cast<std::size_t>(ring_offsets[ring + 1]) - begin;
    const In<double> xy = points.subspan(2 * begin, 2 * n);
    const Out<double> box = extents.subspan(4 * ring, 4);
    std::fill(box.begin(), box.end(), std::numeric_limits<double>::quiet_NaN());
    double twice = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double x = xy[2 * k];
      const double y = xy[2 * k + 1];
      const std::size_t next = k + 1 == n ? 0 : k + 1;
      twice += x * xy[2 * next + 1] - xy[2 * next] * y;
      box[0] = k == 0 ? x : std::min(box[0], x);
      box[1] = k == 0 ? y : std::min(box[1], y);
      box[2] = k == 0 ? x : std::max(box[2], x);
      box[3] = k == 0 ? y : std::max(box[3], y);
    }
    areas[ring] = twice / 2;
  });
}

}  // namespace labelgauge
