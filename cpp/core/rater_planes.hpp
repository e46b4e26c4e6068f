// What each rater said as planes of bits, a bit per unit, so that pairs of raters are compared 64 units or more at
// once.
//
// Preconditions: as those of rater_pairs.hpp; at most most_plane_categories categories.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/types.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

// Categories and "did not rate" fit so many planes of one bit each.
inline constexpr std::size_t most_plane_categories = (std::size_t{1} << simd::most_planes) - 1;

// Ratings of n units, borrowed: unit u has those from offsets[u] to offsets[u + 1], by raters in ascending order.
struct RatedUnits {
  In<std::int64_t> offsets;
  In<std::int32_t> rater;
  In<std::int32_t> code;
  std::size_t n_raters;
  std::size_t n_categories;

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] std::size_t begin(std::size_t unit) const { return static_cast<std::size_t>(offsets[unit]); }
};

// The binary digits of category + 1, or of 0 where a rater has not rated, a plane for each digit. A rater's planes lie
// together, plane after plane, each of words() words; bits beyond the last unit are 0.
class RaterPlanes {
 public:
  RaterPlanes(const RatedUnits& units, const Execution& execution);

  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t planes() const { return planes_; }
  [[nodiscard]] const std::uint64_t* of(std::size_t rater) const { return bits_.data() + rater * planes_ * words_; }
  // Which units a rater put into a category; words() words.
  void fill_category(std::size_t rater, std::size_t category, Out<std::uint64_t> plane) const;

 private:
  std::size_t words_;
  std::size_t planes_;
  std::vector<std::uint64_t> bits_;
};

// Which units raters put into each category, and then which they rated at all: q + 1 planes of words() words each.
class CategoryPlanes {
 public:
  CategoryPlanes(const RaterPlanes& planes, std::size_t n_raters, std::size_t n_categories, const Execution& execution);

  [[nodiscard]] const std::uint64_t* of(std::size_t rater, std::size_t category) const {
    return bits_.data() + (rater * (n_categories_ + 1) + category) * words_;
  }
  [[nodiscard]] const std::uint64_t* rated(std::size_t rater) const { return of(rater, n_categories_); }

 private:
  std::size_t words_;
  std::size_t n_categories_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace labelgauge
