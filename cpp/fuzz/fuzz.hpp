// What the fuzz targets share: values out of the fuzzer's bytes, and checks that stop it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge::fuzz {

// Ends the process, which the fuzzer takes for a crash and keeps the input of.
inline void require(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
  }
}

// Reads the fuzzer's bytes front to back; when they run out, everything is zero.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  template <class T>
  T take() {
    T value{};
    const std::size_t n = std::min(sizeof(T), rest_.size());
    if (n != 0) {
      std::memcpy(&value, rest_.data(), n);
      rest_ = rest_.subspan(n);
    }
    return value;
  }

  // A whole number from 0 to `most`.
  std::int64_t up_to(std::uint32_t most) {
    return static_cast<std::int64_t>(take<std::uint32_t>() % (std::uint64_t{most} + 1));
  }

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] In<std::uint8_t> rest() const { return rest_; }

 private:
  In<std::uint8_t> rest_;
};

// Whether each mask fills its image with canonical runs; masks without runs count only if `failed` says so.
inline void require_masks(const RunLists& masks, In<std::int64_t> sizes, In<std::uint8_t> failed = {}) {
  require(masks.offsets.front() == 0 && masks.offsets.back() == static_cast<std::int64_t>(masks.values.size()),
          "offsets span the runs");
  for (std::size_t i = 0; i + 1 < masks.offsets.size(); ++i) {
    const auto begin = static_cast<std::size_t>(masks.offsets[i]);
    const auto end = static_cast<std::size_t>(masks.offsets[i + 1]);
    if (!failed.empty() && failed[i] != 0) {
      require(begin == end, "a mask that failed has no runs");
      continue;
    }
    require(begin < end, "a mask has runs");
    std::uint64_t pixels = 0;
    for (std::size_t k = begin; k < end; ++k) {
      require(k == begin || masks.values[k] != 0, "only the first run may be empty");
      pixels += masks.values[k];
    }
    require(pixels == static_cast<std::uint64_t>(sizes[2 * i]) * static_cast<std::uint64_t>(sizes[2 * i + 1]),
            "runs fill the image");
  }
}

}  // namespace labelgauge::fuzz
