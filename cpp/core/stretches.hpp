// The pixels of one colour of a mask as stretches within columns, and which stretches hang together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "core/runs.hpp"
#include "core/types.hpp"
#include "core/working_memory.hpp"

namespace labelgauge {

// Rows [begin, end) of a column.
struct Stretch {
  std::int64_t column;
  std::int64_t begin;
  std::int64_t end;
};

class Stretches {
 public:
  // The foreground. Throws TooLarge if runs pass through too many columns.
  void foreground(In<std::uint32_t> runs, std::int64_t height) {
    start(runs, bounds(runs, height));
    for_each_stretch(runs, height, [&](std::int64_t column, std::int64_t begin, std::int64_t end) {
      stretches_.push_back({column, begin, end});
    });
  }

  // The background inside the foreground's box. Throws TooLarge as `foreground` does.
  void background(In<std::uint32_t> runs, std::int64_t height, const PixelBox& box) {
    start(runs, box);
    std::int64_t column = box.x0;
    std::int64_t from = box.y0;  // first row of `column` not yet seen
    for_each_stretch(runs, height, [&](std::int64_t x, std::int64_t top, std::int64_t bottom) {
      for (; column < x; ++column, from = box.y0) {
        add(column, from, box.y1);
      }
      add(x, from, top);
      from = bottom;
    });
    for (; column < box.x1; ++column, from = box.y0) {
      add(column, from, box.y1);
    }
  }

  // Finds which stretches hang together, corners counting as contact or not.
  void connect(bool over_corners) {
    parent_.resize(stretches_.size());
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    const std::int64_t reach = over_corners ? 1 : 0;
    std::size_t left = 0;  // first stretch of the column before that may touch
    for (std::size_t k = 0; k < stretches_.size(); ++k) {
      const Stretch& here = stretches_[k];
      while (stretches_[left].column < here.column - 1 ||
             (stretches_[left].column == here.column - 1 && stretches_[left].end + reach <= here.begin)) {
        ++left;
      }
      for (std::size_t j = left; stretches_[j].column == here.column - 1 && stretches_[j].begin < here.end + reach;
           ++j) {
        unite(j, k);
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return stretches_.size(); }
  [[nodiscard]] const Stretch& operator[](std::size_t k) const { return stretches_[k]; }

  // The first stretch, in linear order, of the component that stretch k belongs to.
  [[nodiscard]] std::size_t root(std::size_t k) {
    while (parent_[k] != k) {
      parent_[k] = parent_[parent_[k]];
      k = parent_[k];
    }
    return k;
  }

  [[nodiscard]] std::int64_t n_components() {
    std::int64_t n = 0;
    for (std::size_t k = 0; k < parent_.size(); ++k) {
      n += static_cast<std::int64_t>(parent_[k] == k);
    }
    return n;
  }

 private:
  // Apart from one stretch per column there are no more than one per run, and memory may grow with the runs.
  void start(In<std::uint32_t> runs, const PixelBox& box) {
    stretches_.clear();
    if (const auto columns = static_cast<std::size_t>(box.width()); columns > runs.size()) {
      require_working_memory(columns, sizeof(Stretch) + sizeof(std::size_t));
    }
  }

  void add(std::int64_t column, std::int64_t begin, std::int64_t end) {
    if (begin < end) {
      stretches_.push_back({column, begin, end});
    }
  }

  void unite(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<Stretch> stretches_;
  std::vector<std::size_t> parent_;
};

}  // namespace labelgauge
