#include "core/surface_pair.hpp"

#include <algorithm>
#include <limits>

#include "core/working_memory.hpp"

namespace labelgauge {

void SurfacePair::begin(const Frame& frame, SurfaceRule rule, bool turned) {
  begin_uncleared(frame, rule, turned);
  clear_mask(0);
  clear_mask(1);
}

void SurfacePair::begin_uncleared(const Frame& frame, SurfaceRule rule, bool turned) {
  frame_ = frame;
  rule_ = rule;
  turned_ = turned;
  const std::size_t grids = rule == SurfaceRule::filled ? 2 : 4;
  require_working_memory(frame.shape().words(), grids * sizeof(std::uint64_t));
}

void SurfacePair::find_surface_of(std::size_t side) {
  if (rule_ == SurfaceRule::full) {
    fill_outside(frame_, masks_[side]);
  }
  if (rule_ != SurfaceRule::filled) {
    find_surface(masks_[side], rule_, frame_.image.flat, surfaces_[side]);
  }
}

Places SurfacePair::slices(const Places& places, std::size_t first_slice) const {
  const std::size_t before = frame_.box.begin[0];
  const auto slice = [&](std::size_t place) {
    return place < before ? 0 : std::min(place - before, frame_.shape().depth - first_slice) + first_slice;
  };
  const std::size_t first = slice(places.begin);
  return {first, std::max(first, slice(places.end))};
}

unsigned SurfacePair::face_behind(std::size_t axis) const {
  if (frame_.image.flat) {
    return (axis == 0) != turned_ ? 4 : 1;
  }
  return 1U << 2U * (2U - static_cast<unsigned>(axis));
}

void Direction::begin(const SurfacePair& pair, std::size_t side, const Spacing& spacing) {
  // So much work of the search takes about as long as the sweep takes for a voxel.
  constexpr std::uint64_t work_per_voxel = 4;
  pair_ = &pair;
  side_ = side;
  spacing_ = spacing;
  from_ = &pair.surface(side);
  to_ = &pair.surface(1 - side);
  reachable_ = to_->any();
  work_.store(0);
  ran_out_.store(false);
  const GridShape& shape = from_->shape();
  most_work_ = work_per_voxel * shape.rows() * shape.width;
  resume_.assign(shape.rows(), shape.width);
}

void Direction::search(std::size_t first, std::size_t end, RowSearch& search, DistanceCounts& counts,
                       Checkpoint& checkpoint) {
  if (reachable_) {
    search.begin(*to_, spacing_);
  }
  constexpr std::uint64_t most_untold = 4096;
  std::uint64_t untold = 0;  // rows and work since the other threads were told of it and Ctrl-C was looked for
  for (std::size_t z = first; z < end; ++z) {
    for (std::size_t y = 0; y < from_->shape().height; ++y) {
      untold += 1 + search_row(z, y, untold, search, counts);
      if (untold > most_untold) {
        checkpoint();
        work_.fetch_add(untold, std::memory_order_relaxed);
        untold = 0;
      }
    }
  }
  work_.fetch_add(untold, std::memory_order_relaxed);
}

std::uint64_t Direction::search_row(std::size_t z, std::size_t y, std::uint64_t untold, RowSearch& search,
                                    DistanceCounts& counts) {
  const std::uint64_t* const words = from_->row(z, y);
  if (std::all_of(words, words + from_->row_words(), [](std::uint64_t word) { return word == 0; })) {
    return 0;
  }
  const std::uint64_t before = search.work();
  const std::uint64_t spent = work_.load(std::memory_order_relaxed) + untold;
  const std::uint64_t left = most_work_ - std::min(most_work_, spent);
  const ElementRow row = pair_->elements(side_, z, y);
  const bool done = for_each_bit(words, from_->row_words(), 0, [&](std::size_t x) {
    const ElementKind kind = row.kind(x);
    if (kind.is_on_surface()) {
      counts.add(kind, 0);
    } else if (!reachable_) {
      counts.add(kind, std::numeric_limits<double>::infinity());
    } else if (search.work() - before >= left) {
      resume(z, y) = x;
      return false;
    } else {
      counts.add(kind, search.nearest(z, y, x));
    }
    return true;
  });
  if (!done) {
    ran_out_.store(true);
  }
  return search.work() - before;
}

void Direction::sweep(std::size_t first, std::size_t end, const simd::Loops& loops, DistanceSweep& sweep,
                      DistanceCounts& counts, Checkpoint& checkpoint) {
  const GridShape& shape = from_->shape();
  bool begun = false;
  for (std::size_t z = first; z < end; ++z) {
    bool moved = false;
    for (std::size_t y = 0; y < shape.height; ++y) {
      const std::size_t left = resume(z, y);
      if (left == shape.width) {
        continue;
      }
      checkpoint();
      if (!begun) {
        sweep.begin(*to_, spacing_, z, loops);
        begun = true;
      }
      if (!moved) {
        sweep.move_to(z, checkpoint);
        moved = true;
      }
      const ElementRow row = pair_->elements(side_, z, y);
      const double* const squared = sweep.row(y, checkpoint);
      for_each_bit(from_->row(z, y), from_->row_words(), left, [&](std::size_t x) {
        counts.add(row.kind(x), squared[x]);
        return true;
      });
    }
  }
}

}  // namespace labelgauge
