// What each rater said as planes of bits, a bit per unit, so that pairs of raters are compared 64 units or more at
// once.
//
// Preconditions: at most most_plane_categories categories; cells are 0 to n_categories.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/rating_cells.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

// Categories and "did not rate" fit so many planes of one bit each.
inline constexpr std::size_t most_plane_categories = (std::size_t{1} << simd::most_planes) - 1;

// The binary digits of category + 1, or of 0 where a rater has not rated, a plane for each digit. A rater's planes lie
// together, plane after plane, each of words() words; bits beyond the last unit are 0.
class RaterPlanes {
 public:
  RaterPlanes(const RatingCells& table, std::size_t n_categories, const Execution& execution);

  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t planes() const { return planes_; }
  [[nodiscard]] const std::uint64_t* of(std::size_t rater) const { return bits_.data() + rater * planes_ * words_; }
  // Which units a rater rated at all; words() words.
  void fill_rated(std::size_t rater, Out<std::uint64_t> plane) const;
  // Which units a rater put into a category; words() words.
  void fill_category(std::size_t rater, std::size_t category, Out<std::uint64_t> plane) const;

 private:
  std::size_t words_;
  std::size_t planes_;
  std::vector<std::uint64_t> bits_;
};

// Which units raters put into each category: q planes of words() words each.
class CategoryPlanes {
 public:
  CategoryPlanes(const RaterPlanes& planes, std::size_t n_raters, std::size_t n_categories, const Execution& execution);

  [[nodiscard]] const std::uint64_t* of(std::size_t rater, std::size_t category) const {
    return bits_.data() + (rater * n_categories_ + category) * words_;
  }

 private:
  std::size_t words_;
  std::size_t n_categories_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace labelgauge
