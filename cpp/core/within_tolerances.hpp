// Which elements of a surface lie within some tolerances of another surface, 64 at a time: the other surface is made
// wider by all that a tolerance reaches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/row_reach.hpp"
#include "core/surface.hpp"
#include "core/surface_pair.hpp"
#include "core/tolerance_counts.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

class WithinTolerances {
 public:
  // Returns false where searching is quicker; nothing can be counted then.
  bool begin(In<double> tolerances, const Spacing& spacing, bool flat);

  // Counts elements of the surface of `side` in slices [first, end) of the frame.
  void count(const SurfacePair& pair, std::size_t side, std::size_t first, std::size_t end, ToleranceCounts& counts,
             Checkpoint& checkpoint);

 private:
  using Words = std::vector<std::uint64_t>;

  // Rows [first, end) of a plane. A grid with one row a slice is one plane, of which its slices are the rows.
  struct Rows {
    std::size_t plane;
    std::size_t first;
    std::size_t end;
  };

  [[nodiscard]] const std::uint64_t* plane_of(std::size_t side, std::size_t plane) const;
  void count_rows(Rows rows, ToleranceCounts& counts);
  // Makes left_ of the elements of these rows, less empty rows at either end; false if there are none.
  bool take_elements(Rows& rows);
  // Makes near_ of what a tolerance reaches from the other surface in these rows.
  void widen(const RowReach& reach, const Rows& rows);
  // Adds the rows so far off, to either side, of a plane of the other surface to near_.
  void add_plane(std::size_t plane, std::size_t rows_off, const Rows& rows);
  // Adds n rows to those of near_ from `first` on.
  void add_rows(const std::uint64_t* source, std::size_t first, std::size_t n);
  void widen_rows(std::size_t steps);
  // Counts those of left_ that are in near_ and takes them away.
  void take_within(const Rows& rows, std::size_t within, ToleranceCounts& counts);
  void tally(const Words& elements, const Rows& rows, std::size_t within, ToleranceCounts& counts);

  std::vector<double> tolerances_;
  Spacing spacing_{};
  bool flat_ = false;
  bool can_widen_ = false;
  std::vector<RowReach> reaches_;

  const SurfacePair* pair_ = nullptr;
  std::size_t side_ = 0;
  std::size_t planes_ = 0;
  std::size_t height_ = 0;  // rows of a plane
  std::size_t stride_ = 0;  // words of a row and the word of zeros behind it

  Words left_;  // elements that no tolerance so far reaches
  bool any_left_ = false;
  Words near_;
  Words wider_;
  Words hits_;
};

}  // namespace labelgauge
