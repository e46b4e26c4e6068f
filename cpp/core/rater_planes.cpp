#include "core/rater_planes.hpp"

#include <algorithm>
#include <bit>

namespace labelgauge {

namespace {

constexpr std::size_t block_units = 64;
// So many words of each plane are made together: a cache line.
constexpr std::size_t blocks_together = 8;

// Codes of 64 units, a row of bytes for each rater: category + 1, or 0 where there is no rating.
class Rows {
 public:
  void assign(const RatedUnits& units, std::size_t first, std::size_t end) {
    bytes_.assign(units.n_raters * block_units, 0);
    for (std::size_t unit = first; unit < end; ++unit) {
      const std::size_t begin = units.begin(unit);
      const std::size_t n = units.begin(unit + 1) - begin;
      std::uint8_t* column = bytes_.data() + (unit - first);
      const std::int32_t* code = units.code.data() + begin;
      if (n == units.n_raters) {  // in ascending order these are all
        for (std::size_t k = 0; k < n; ++k) {
          column[k * block_units] = static_cast<std::uint8_t>(code[k] + 1);
        }
        continue;
      }
      const std::int32_t* rater = units.rater.data() + begin;
      for (std::size_t k = 0; k < n; ++k) {
        column[static_cast<std::size_t>(rater[k]) * block_units] = static_cast<std::uint8_t>(code[k] + 1);
      }
    }
  }
  [[nodiscard]] const std::uint8_t* of(std::size_t rater) const { return bytes_.data() + rater * block_units; }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

RaterPlanes::RaterPlanes(const RatedUnits& units, const Execution& execution)
    : words_((units.size() + block_units - 1) / block_units),
      planes_(static_cast<std::size_t>(std::bit_width(units.n_categories))),
      bits_(units.n_raters * planes_ * words_) {
  const simd::Loops& loops = simd::loops(static_cast<simd::Isa>(execution.isa));
  parallel_for<Rows>(words_, blocks_together, execution, [&](Rows& rows, std::size_t block) {
    rows.assign(units, block * block_units, std::min(units.size(), (block + 1) * block_units));
    for (std::size_t rater = 0; rater < units.n_raters; ++rater) {
      loops.pack_planes(rows.of(rater), planes_, words_, bits_.data() + rater * planes_ * words_ + block);
    }
  });
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
    : words_(planes.words()), n_categories_(n_categories), bits_(n_raters * (n_categories + 1) * words_) {
  parallel_for(n_raters, 1, execution, [&](std::size_t rater) {
    const Out<std::uint64_t> all = Out<std::uint64_t>(bits_).subspan(rater * (n_categories_ + 1) * words_);
    const Out<std::uint64_t> rated = all.subspan(n_categories_ * words_, words_);
    for (std::size_t category = 0; category < n_categories_; ++category) {
      const Out<std::uint64_t> plane = all.subspan(category * words_, words_);
      planes.fill_category(rater, category, plane);
      for (std::size_t word = 0; word < words_; ++word) {
        rated[word] |= plane[word];
      }
    }
  });
}

}  // namespace labelgauge
