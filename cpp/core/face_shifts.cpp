#include "core/face_shifts.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/squared_steps.hpp"

namespace labelgauge {

namespace {

constexpr std::size_t words_together = 512;  // what is kept of their lines stays in L2
constexpr std::size_t rows_together = 64;

template <class Body>
void for_each_line(std::uint64_t bits, std::size_t word, Body&& body) {
  for (; bits != 0; bits &= bits - 1) {
    body(64 * word + static_cast<std::size_t>(std::countr_zero(bits)));
  }
}

// The runs of a row of words, one after the other; at the end an empty one beyond all.
class RowRuns {
 public:
  RowRuns(const std::uint64_t* row, std::size_t words) : row_(row), words_(words) { next(); }

  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] bool done() const { return begin_ == end_; }

  void next() {
    begin_ = find(end_, 0);
    end_ = find(begin_, ~std::uint64_t{0});
  }

 private:
  // The first voxel from x on that differs from those of the word `flipped`; the row's length if there is none.
  [[nodiscard]] std::size_t find(std::size_t x, std::uint64_t flipped) const {
    std::uint64_t mask = ~std::uint64_t{0} << (x % 64);
    for (std::size_t w = x / 64; w < words_; ++w) {
      const std::uint64_t found = (row_[w] ^ flipped) & mask;
      if (found != 0) {
        return 64 * w + static_cast<std::size_t>(std::countr_zero(found));
      }
      mask = ~std::uint64_t{0};
    }
    return 64 * words_;
  }

  const std::uint64_t* row_;
  std::size_t words_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace

void FaceCounts::begin(unsigned direction, unsigned face, double spacing) {
  direction_ = direction;
  face_ = face;
  spacing_ = spacing;
  missing_ = 0;
  near_ = {};
}

void FaceCounts::add(int sign, std::size_t steps, DistanceCounts& counts) {
  if (steps < most_near) {
    ++near_[static_cast<std::size_t>(sign) + 1][steps];
  } else {
    counts.add({direction_, face_, sign}, squared_steps(steps, spacing_));
  }
}

void FaceCounts::add_beyond(std::size_t further, std::size_t nearer, DistanceCounts& counts) {
  if (further == nearer) {
    add_unmoved(1);
  } else {
    add(further > nearer ? -1 : 1, apart(further, nearer), counts);
  }
}

void FaceCounts::write(DistanceCounts& counts) const {
  for (std::size_t sign = 0; sign < near_.size(); ++sign) {
    for (std::size_t steps = 0; steps < most_near; ++steps) {
      if (near_[sign][steps] != 0) {
        const ElementKind kind(direction_, face_, static_cast<int>(sign) - 1);
        counts.add(kind, squared_steps(steps, spacing_), near_[sign][steps]);
      }
    }
  }
  if (missing_ != 0) {
    counts.add({direction_, face_, 1}, std::numeric_limits<double>::infinity(), missing_);
  }
}

void FaceShifts::start(const SurfacePair& pair, std::size_t side, std::size_t axis, const Spacing& spacing) {
  const auto direction = static_cast<unsigned>(2 + side);  // faces of gold are counted under 2, the candidate's under 3
  low_.begin(direction, pair.face_before(axis), spacing[axis]);
  high_.begin(direction, pair.face_behind(axis), spacing[axis]);
}

void FaceShifts::finish(DistanceCounts& counts) const {
  low_.write(counts);
  high_.write(counts);
}

void FaceShifts::within_slices(const SurfacePair& pair, const Spacing& spacing, const Places& slices,
                               DistanceCounts& counts, Checkpoint& checkpoint) {
  const GridShape& shape = pair.frame().shape();
  for (std::size_t side = 0; side < 2; ++side) {
    start(pair, side, 2, spacing);
    for (std::size_t z = slices.begin; z < slices.end; ++z) {
      checkpoint();
      for (std::size_t y = 0; y < shape.height; ++y) {
        along_row(pair.mask(side).row(z, y), pair.mask(1 - side).row(z, y), shape.row_words(), counts);
      }
    }
    finish(counts);
    if (pair.frame().image.flat) {
      continue;
    }
    start(pair, side, 1, spacing);
    for (std::size_t z = slices.begin; z < slices.end; ++z) {
      checkpoint();
      along_places(
          {}, shape.height, shape.row_words(),
          [&](std::size_t which, std::size_t y) { return pair.mask(side ^ which).row(z, y); }, counts);
    }
    finish(counts);
  }
}

void FaceShifts::across_slices(const SurfacePair& pair, const Spacing& spacing, const Places& slices, std::size_t first,
                               std::size_t end, DistanceCounts& counts, Checkpoint& checkpoint) {
  const GridShape& shape = pair.frame().shape();
  for (std::size_t side = 0; side < 2; ++side) {
    start(pair, side, 0, spacing);
    for (std::size_t y = first; y < end; y += rows_together) {
      checkpoint();
      // The rows of a slice follow each other, a word of zeros after each.
      const std::size_t rows = std::min(rows_together, end - y);
      along_places(
          slices, shape.depth, rows * (shape.row_words() + 1),
          [&](std::size_t which, std::size_t z) { return pair.mask(side ^ which).row(z, y); }, counts);
    }
    finish(counts);
  }
}

void FaceShifts::along_row(const std::uint64_t* mask, const std::uint64_t* other, std::size_t words,
                           DistanceCounts& counts) {
  RowRuns run(other, words);
  for (RowRuns own(mask, words); !own.done(); own.next()) {
    while (!run.done() && run.end() <= own.begin()) {
      run.next();
    }
    if (run.done() || run.begin() >= own.end()) {
      low_.add_missing();
      high_.add_missing();
      continue;
    }
    low_.add_beyond(own.begin(), run.begin(), counts);
    std::size_t end = run.end();
    while (run.end() < own.end()) {
      run.next();
      if (run.done() || run.begin() >= own.end()) {
        break;
      }
      end = run.end();
    }
    high_.add_beyond(end, own.end(), counts);
  }
}

template <class WordsAt>
void FaceShifts::along_places(const Places& counted, std::size_t n, std::size_t words, const WordsAt& words_at,
                              DistanceCounts& counts) {
  for (std::size_t w = 0; w < words; w += words_together) {
    const std::size_t some = std::min(words_together, words - w);
    begins(
        low_, counted, n, some, [&](std::size_t which, std::size_t place) { return words_at(which, place) + w; },
        counts);
    // What ends forward begins backward.
    const Places backward{n - std::min(counted.end, n), n - std::min(counted.begin, n)};
    begins(
        high_, backward, n, some,
        [&](std::size_t which, std::size_t place) { return words_at(which, n - 1 - place) + w; }, counts);
  }
}

template <class WordsAt>
void FaceShifts::begins(FaceCounts& faces, const Places& counted, std::size_t n, std::size_t words,
                        const WordsAt& words_at, DistanceCounts& counts) {
  waiting_.assign(words, 0);
  own_begin_.resize(64 * words);
  other_begin_.resize(64 * words);
  const auto is_counted = [&](std::size_t place) { return place >= counted.begin && place < counted.end; };
  for (std::size_t place = 1; place < n; ++place) {  // the frame's first place is margin
    const std::uint64_t* const own = words_at(0, place);
    const std::uint64_t* const own_before = words_at(0, place - 1);
    const std::uint64_t* const other = words_at(1, place);
    const std::uint64_t* const other_before = words_at(1, place - 1);
    for (std::size_t w = 0; w < words; ++w) {
      const std::uint64_t own_on = own[w] & ~own_before[w];
      const std::uint64_t own_off = own_before[w] & ~own[w];
      const std::uint64_t other_on = other[w] & ~other_before[w];
      if ((own_on | own_off | other_on) == 0) {
        continue;
      }
      for_each_line(own_off & waiting_[w], w, [&](std::size_t line) {
        if (is_counted(own_begin_[line])) {
          faces.add_missing();
        }
      });
      waiting_[w] &= ~own_off;
      for_each_line(other_on & waiting_[w], w, [&](std::size_t line) {
        if (is_counted(own_begin_[line])) {
          faces.add(1, place - own_begin_[line], counts);
        }
      });
      waiting_[w] &= ~other_on;
      for_each_line(other_on, w, [&](std::size_t line) { other_begin_[line] = static_cast<std::uint32_t>(place); });
      if (is_counted(place)) {
        if ((own_on & other_on) != 0) {
          faces.add_unmoved(std::popcount(own_on & other_on));
        }
        for_each_line(own_on & other[w] & ~other_on, w,
                      [&](std::size_t line) { faces.add(-1, place - other_begin_[line], counts); });
      }
      const std::uint64_t waits = own_on & ~other[w];
      for_each_line(waits, w, [&](std::size_t line) { own_begin_[line] = static_cast<std::uint32_t>(place); });
      waiting_[w] |= waits;
    }
  }
}

}  // namespace labelgauge
