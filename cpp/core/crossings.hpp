// Where outlines cross the centre lines of an image's pixel columns. By the even-odd rule the crossings of a column,
// taken from top to bottom, are where the colour changes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace labelgauge {

class Crossings {
 public:
  // Forgets all crossings; from now on columns lie in [first_column, end_column).
  void start(std::int64_t first_column, std::int64_t end_column) {
    first_column_ = first_column;
    crossings_.clear();
    ends_.assign(static_cast<std::size_t>(end_column - first_column), 0);
  }

  // The first pixel below the crossing is `row`, 0 <= row <= height.
  void add(std::int64_t column, std::int64_t row) {
    const auto place = static_cast<std::uint32_t>(column - first_column_);
    crossings_.push_back({place, static_cast<std::uint32_t>(row)});
    ++ends_[place];
  }

  // Calls flip(linear position) for every crossing in ascending order. May be called once after each start.
  template <class Flip>
  void for_each(std::int64_t height, Flip&& flip) {
    group_by_column();
    std::size_t begin = 0;
    std::int64_t column_start = first_column_ * height;
    for (const std::size_t end : ends_) {
      sort_few(&rows_[begin], end - begin);
      for (; begin < end; ++begin) {
        flip(static_cast<std::uint64_t>(column_start + rows_[begin]));
      }
      column_start += height;
    }
  }

 private:
  struct Crossing {
    std::uint32_t place;  // column less the first one
    std::uint32_t row;
  };

  // A counting sort: outlines give few crossings to each of many columns.
  void group_by_column() {
    rows_.resize(crossings_.size() + 1);  // one to spare, so that the address of the end can be taken
    std::size_t begin = 0;
    for (std::size_t& count : ends_) {
      begin += std::exchange(count, begin);
    }
    for (const Crossing& crossing : crossings_) {
      rows_[ends_[crossing.place]++] = crossing.row;
    }
  }

  static void sort_few(std::uint32_t* rows, std::size_t n) {
    if (n == 2) {
      if (rows[1] < rows[0]) {
        std::swap(rows[0], rows[1]);
      }
    } else if (n > 2) {
      std::sort(rows, rows + n);
    }
  }

  std::int64_t first_column_ = 0;
  std::vector<Crossing> crossings_;
  std::vector<std::size_t> ends_;  // crossings of each column; in the end, where its rows end in rows_
  std::vector<std::uint32_t> rows_;
};

}  // namespace labelgauge
