#include "core/within_tolerances.hpp"

#include <algorithm>
#include <bit>

namespace labelgauge {

bool WithinTolerances::begin(In<double> tolerances, const Spacing& spacing, bool flat) {
  const bool same =
      spacing == spacing_ && std::equal(tolerances.begin(), tolerances.end(), tolerances_.begin(), tolerances_.end());
  if (!same || flat != flat_ || reaches_.empty()) {
    tolerances_.assign(tolerances.begin(), tolerances.end());
    spacing_ = spacing;
    flat_ = flat;
    reaches_.resize(tolerances.size());
    can_widen_ = true;
    for (std::size_t k = 0; k < tolerances.size() && can_widen_; ++k) {
      can_widen_ = reaches_[k].make(tolerances[k], spacing, flat);
    }
  }
  return can_widen_;
}

void WithinTolerances::count(const SurfacePair& pair, std::size_t side, std::size_t first, std::size_t end,
                             ToleranceCounts& counts, Checkpoint& checkpoint) {
  constexpr std::size_t most_words = 1024;  // a few such buffers fit the first cache
  pair_ = &pair;
  side_ = side;
  const GridShape& shape = pair.surface(side).shape();
  planes_ = flat_ ? 1 : shape.depth;
  height_ = flat_ ? shape.depth : shape.height;
  stride_ = shape.row_words() + 1;
  const std::size_t rows_together = std::max<std::size_t>(1, most_words / stride_);
  const Places planes = flat_ ? Places{0, 1} : Places{first, end};
  const Places rows = flat_ ? Places{first, end} : Places{0, height_};
  for (std::size_t plane = planes.begin; plane < planes.end; ++plane) {
    for (std::size_t row = rows.begin; row < rows.end; row += rows_together) {
      count_rows({plane, row, std::min(rows.end, row + rows_together)}, counts);
      checkpoint();
    }
  }
}

void WithinTolerances::count_rows(Rows rows, ToleranceCounts& counts) {
  if (!take_elements(rows)) {
    return;
  }
  // Elements that both surfaces have are within any tolerance.
  const std::uint64_t* const shared = plane_of(1 - side_, rows.plane) + rows.first * stride_;
  std::copy(shared, shared + left_.size(), near_.begin() + 1);
  take_within(rows, 0, counts);
  for (std::size_t k = 0; k < reaches_.size() && any_left_; ++k) {
    widen(reaches_[k], rows);
    take_within(rows, k, counts);
  }
  if (any_left_) {
    tally(left_, rows, reaches_.size(), counts);
  }
}

bool WithinTolerances::take_elements(Rows& rows) {
  const std::uint64_t* const plane = plane_of(side_, rows.plane);
  const auto is_empty = [&](std::size_t row) {
    const std::uint64_t* const words = plane + row * stride_;
    return std::all_of(words, words + stride_, [](std::uint64_t word) { return word == 0; });
  };
  while (rows.first < rows.end && is_empty(rows.first)) {
    ++rows.first;
  }
  while (rows.first < rows.end && is_empty(rows.end - 1)) {
    --rows.end;
  }
  left_.assign(plane + rows.first * stride_, plane + rows.end * stride_);
  // A word of zeros on either side, so that bits can be moved in from there.
  near_.assign(left_.size() + 2, 0);
  wider_.assign(left_.size() + 2, 0);
  return !left_.empty();
}

const std::uint64_t* WithinTolerances::plane_of(std::size_t side, std::size_t plane) const {
  return pair_->surface(side).row(plane, 0);
}

void WithinTolerances::widen(const RowReach& reach, const Rows& rows) {
  std::fill(near_.begin(), near_.end(), 0);
  std::size_t along = reach.steps().front().along;
  // What was moved in before moves on with every row that reaches less far: together as far as its own row reaches.
  for (const RowReach::Step& step : reach.steps()) {
    widen_rows(along - step.along);
    along = step.along;
    const std::size_t planes_off = flat_ ? 0 : step.z;
    const std::size_t rows_off = flat_ ? step.z : step.y;
    if (planes_off <= rows.plane) {
      add_plane(rows.plane - planes_off, rows_off, rows);
    }
    if (planes_off != 0 && rows.plane + planes_off < planes_) {
      add_plane(rows.plane + planes_off, rows_off, rows);
    }
  }
  widen_rows(along);
}

void WithinTolerances::add_plane(std::size_t plane, std::size_t rows_off, const Rows& rows) {
  const std::uint64_t* const source = plane_of(1 - side_, plane);
  if (rows.end > rows_off) {
    const std::size_t first = std::max(rows.first, rows_off);
    add_rows(source + (first - rows_off) * stride_, first - rows.first, rows.end - first);
  }
  if (rows_off != 0 && rows.first + rows_off < height_) {
    const std::size_t end = std::min(rows.end, height_ - rows_off);
    add_rows(source + (rows.first + rows_off) * stride_, 0, end - rows.first);
  }
}

void WithinTolerances::add_rows(const std::uint64_t* source, std::size_t first, std::size_t n) {
  std::uint64_t* const to = near_.data() + 1 + first * stride_;
  for (std::size_t w = 0; w < n * stride_; ++w) {
    to[w] |= source[w];
  }
}

// All steps of a tolerance together are fewer than the bits of the word between two rows: nothing gets across it.
void WithinTolerances::widen_rows(std::size_t steps) {
  static_assert(RowReach::most_along < 64);
  const std::size_t n = left_.size();
  for (std::size_t done = 0; done < steps;) {
    // What is solid over 2 * done + 1 voxels stays so when it is moved by one more than it is wide.
    const std::size_t by = std::min(2 * done + 1, steps - done);
    const std::uint64_t* const from = near_.data() + 1;
    std::uint64_t* const to = wider_.data() + 1;
    for (std::size_t w = 0; w < n; ++w) {
      to[w] = from[w] | from[w] << by | *(from + w - 1) >> (64 - by) | from[w] >> by | from[w + 1] << (64 - by);
    }
    near_.swap(wider_);
    done += by;
  }
}

void WithinTolerances::take_within(const Rows& rows, std::size_t within, ToleranceCounts& counts) {
  std::uint64_t any = 0;
  hits_.resize(left_.size());
  for (std::size_t w = 0; w < left_.size(); ++w) {
    hits_[w] = left_[w] & near_[w + 1];
    left_[w] &= ~near_[w + 1];
    any |= left_[w];
  }
  any_left_ = any != 0;
  tally(hits_, rows, within, counts);
}

void WithinTolerances::tally(const Words& elements, const Rows& rows, std::size_t within, ToleranceCounts& counts) {
  if (!counts.has_codes()) {
    std::int64_t n = 0;
    for (const std::uint64_t word : elements) {
      n += std::popcount(word);
    }
    counts.add(side_, 0, within, n);
    return;
  }
  for (std::size_t row = rows.first; row < rows.end; ++row) {
    const ElementRow kinds = flat_ ? pair_->elements(side_, row, 0) : pair_->elements(side_, rows.plane, row);
    for_each_bit(elements.data() + (row - rows.first) * stride_, stride_ - 1, 0, [&](std::size_t x) {
      counts.add(side_, kinds.code(x), within);
      return true;
    });
  }
}

}  // namespace labelgauge
