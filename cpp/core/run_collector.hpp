// Raw run lengths of one mask, from a file or a string, checked and brought to canonical form.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/rle.hpp"
#include "core/runs.hpp"
#include "core/types.hpp"

namespace labelgauge {

// Pixels of image i; more than the most allowed if its sides are too long.
[[nodiscard]] inline std::uint64_t pixel_count(In<std::int64_t> sizes, std::size_t i) {
  const auto height = static_cast<std::uint64_t>(sizes[2 * i]);
  const auto width = static_cast<std::uint64_t>(sizes[2 * i + 1]);
  // Of an image without pixels, too, neither side may be so long that arithmetic on it could overflow.
  if (height > max_pixels || width > max_pixels / std::max<std::uint64_t>(height, 1)) {
    return max_pixels + 1;
  }
  return height * width;
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

}  // namespace labelgauge
