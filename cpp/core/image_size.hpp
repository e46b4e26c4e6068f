// Height and width of one image.
#pragma once

#include <cstdint>

namespace labelgauge {

struct ImageSize {
  std::int64_t height;
  std::int64_t width;

  [[nodiscard]] std::uint64_t pixels() const { return static_cast<std::uint64_t>(height * width); }
};

}  // namespace labelgauge
