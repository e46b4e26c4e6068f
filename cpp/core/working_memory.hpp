// A bound on the memory that one mask may take to work on, so that a mask of a few runs in a huge and thin image is an
// error rather than the end of the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace labelgauge {

struct TooLarge : std::length_error {
  using std::length_error::length_error;
};

// The bits of an image of the largest size that is not thin fit in twice.
inline constexpr std::uint64_t most_working_bytes = std::uint64_t{1} << 30U;

// Throws TooLarge unless so many items of so many bytes are few enough. To be called before they are allocated.
inline void require_working_memory(std::uint64_t items, std::size_t bytes_each) {
  if (items > most_working_bytes / bytes_each) {
    constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;
    throw TooLarge("a mask takes about " + std::to_string(items / mebibyte * bytes_each) +
                   " MiB to work on, and at most " + std::to_string(most_working_bytes / mebibyte) +
                   " MiB are used for one");
  }
}

}  // namespace labelgauge
