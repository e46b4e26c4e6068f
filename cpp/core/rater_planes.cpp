#include "core/rater_planes.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace labelgauge {

namespace {

constexpr std::size_t block_units = 64;

}  // namespace

RaterPlanes::RaterPlanes(const RatingCells& table, std::size_t n_categories, const Execution& execution)
    : words_((table.n_units + block_units - 1) / block_units),
      planes_(static_cast<std::size_t>(std::bit_width(n_categories))),
      bits_(table.n_raters * planes_ * words_) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  parallel_for(table.n_raters, 1, execution, [&](std::size_t rater) {
    const std::uint8_t* cells = table.cells.data() + rater * table.n_units;
    std::uint64_t* words = bits_.data() + rater * planes_ * words_;
    for (std::size_t block = 0; block < table.n_units / block_units; ++block) {
      loops.pack_planes(cells + block * block_units, planes_, words_, words + block);
    }
    if (const std::size_t rest = table.n_units % block_units; rest != 0) {
      std::array<std::uint8_t, block_units> last{};
      std::copy_n(cells + table.n_units - rest, rest, last.begin());
      loops.pack_planes(last.data(), planes_, words_, words + words_ - 1);
    }
  });
}

void RaterPlanes::fill_rated(std::size_t rater, Out<std::uint64_t> plane) const {
  std::fill(plane.begin(), plane.end(), 0);
  for (std::size_t digit = 0; digit < planes_; ++digit) {
    const std::uint64_t* bits = of(rater) + digit * words_;
    for (std::size_t word = 0; word < words_; ++word) {
      plane[word] |= bits[word];
    }
  }
}

void RaterPlanes::fill_category(std::size_t rater, std::size_t category, Out<std::uint64_t> plane) const {
  std::fill(plane.begin(), plane.end(), ~std::uint64_t{0});
  for (std::size_t digit = 0; digit < planes_; ++digit) {
    const std::uint64_t* bits = of(rater) + digit * words_;
    const std::uint64_t flip = ((category + 1) >> digit & 1U) != 0 ? 0 : ~std::uint64_t{0};
    for (std::size_t word = 0; word < words_; ++word) {
      plane[word] &= bits[word] ^ flip;
    }
  }
}

CategoryPlanes::CategoryPlanes(const RaterPlanes& planes, std::size_t n_raters, std::size_t n_categories,
                               const Execution& execution)
    : words_(planes.words()), n_categories_(n_categories), bits_(n_raters * n_categories * words_) {
  parallel_for(n_raters, 1, execution, [&](std::size_t rater) {
    const Out<std::uint64_t> all = Out<std::uint64_t>(bits_).subspan(rater * n_categories_ * words_);
    for (std::size_t category = 0; category < n_categories_; ++category) {
      planes.fill_category(rater, category, all.subspan(category * words_, words_));
    }
  });
}

}  // namespace labelgauge
