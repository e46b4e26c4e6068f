// An image cut into strips of columns, so that what is held at once does not grow with the image.
#pragma once

#include <cstdint>

namespace labelgauge {

// All rows of columns [first, end).
struct Strip {
  std::int64_t height;
  std::int64_t first;
  std::int64_t end;

  [[nodiscard]] std::int64_t width() const { return end - first; }
};

// Halves a strip until weight(strip) is at most `heaviest`, or it is one column wide, and calls body(strip) from left
// to right for what results; strips without weight are left out.
template <class Weight, class Body>
void for_each_strip(const Strip& strip, std::int64_t heaviest, Weight&& weight, Body&& body) {
  const std::int64_t here = weight(strip);
  if (here == 0) {
    return;
  }
  if (here <= heaviest || strip.width() == 1) {
    body(strip);
    return;
  }
  const std::int64_t middle = strip.first + strip.width() / 2;
  for_each_strip({strip.height, strip.first, middle}, heaviest, weight, body);
  for_each_strip({strip.height, middle, strip.end}, heaviest, weight, body);
}

}  // namespace labelgauge
