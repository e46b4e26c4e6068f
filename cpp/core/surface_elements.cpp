#include "core/surface_elements.hpp"

namespace labelgauge {

namespace {

// A word of a row, with every bit the voxel before or after.
std::uint64_t before(const std::uint64_t* row, std::size_t w) { return (row[w] << 1U) | (*(row + w - 1) >> 63U); }
std::uint64_t after(const std::uint64_t* row, std::size_t w) { return (row[w] >> 1U) | (row[w + 1] << 63U); }

// What 1, 2, 4 or 9 rows of voxels have in common.
struct Rows {
  std::array<const std::uint64_t*, 9> rows{};
  std::size_t n = 0;

  void add(const std::uint64_t* row) { rows[n++] = row; }
};

// Lattice points around which some voxel is foreground and some is not.
void find_corners(const BitGrid& mask, bool flat, BitGrid& surface) {
  const GridShape& shape = mask.shape();
  for (std::size_t z = 0; z + 1 < shape.depth; ++z) {
    for (std::size_t y = 0; y + (flat ? 0 : 1) < shape.height; ++y) {
      Rows around;
      around.add(mask.row(z, y));
      around.add(mask.row(z + 1, y));
      if (!flat) {
        around.add(mask.row(z, y + 1));
        around.add(mask.row(z + 1, y + 1));
      }
      std::uint64_t* const out = surface.row(z, y);
      for (std::size_t w = 0; w < mask.row_words(); ++w) {
        std::uint64_t any = 0;
        std::uint64_t all = ~std::uint64_t{0};
        for (std::size_t k = 0; k < around.n; ++k) {
          const std::uint64_t here = around.rows[k][w];
          const std::uint64_t next = after(around.rows[k], w);
          any |= here | next;
          all &= here & next;
        }
        out[w] = any & ~all;
      }
    }
  }
}

// Calls body(z, y) for the rows of a frame that are not in its margin.
template <class Body>
void for_each_inner_row(const GridShape& shape, bool flat, Body&& body) {
  const std::size_t margin = flat ? 0 : 1;
  for (std::size_t z = 1; z + 1 < shape.depth; ++z) {
    for (std::size_t y = margin; y + margin < shape.height; ++y) {
      body(z, y);
    }
  }
}

// Foreground with background across a face.
void find_faces(const BitGrid& mask, bool flat, BitGrid& surface) {
  for_each_inner_row(mask.shape(), flat, [&](std::size_t z, std::size_t y) {
    const std::uint64_t* const here = mask.row(z, y);
    Rows around;
    around.add(mask.row(z - 1, y));
    around.add(mask.row(z + 1, y));
    if (!flat) {
      around.add(mask.row(z, y - 1));
      around.add(mask.row(z, y + 1));
    }
    std::uint64_t* const out = surface.row(z, y);
    for (std::size_t w = 0; w < mask.row_words(); ++w) {
      std::uint64_t all = before(here, w) & after(here, w);
      for (std::size_t k = 0; k < around.n; ++k) {
        all &= around.rows[k][w];
      }
      out[w] = here[w] & ~all;
    }
  });
}

// Foreground with background across a face, an edge or a corner.
void find_touching(const BitGrid& mask, bool flat, BitGrid& surface) {
  for_each_inner_row(mask.shape(), flat, [&](std::size_t z, std::size_t y) {
    const std::uint64_t* const here = mask.row(z, y);
    Rows around;
    for (std::size_t i = z - 1; i <= z + 1; ++i) {
      for (std::size_t j = flat ? y : y - 1; j <= (flat ? y : y + 1); ++j) {
        around.add(mask.row(i, j));
      }
    }
    std::uint64_t* const out = surface.row(z, y);
    for (std::size_t w = 0; w < mask.row_words(); ++w) {
      std::uint64_t all = ~std::uint64_t{0};
      for (std::size_t k = 0; k < around.n; ++k) {
        all &= around.rows[k][w] & before(around.rows[k], w) & after(around.rows[k], w);
      }
      out[w] = here[w] & ~all;
    }
    // The margin is no foreground, even where it is filled.
    const std::size_t last = mask.shape().width - 1;
    out[0] &= ~std::uint64_t{1};
    out[last / 64] &= ~(std::uint64_t{1} << last % 64);
  });
}

}  // namespace

void fill_outside(const Frame& frame, BitGrid& mask) {
  const GridShape& shape = mask.shape();
  const std::array<std::size_t, 3> image{frame.image.depth, frame.image.height, frame.image.width};
  const auto outside = [&](std::size_t axis, std::size_t at, std::size_t length) {
    return (at == 0 && frame.box.begin[axis] == 0) || (at + 1 == length && frame.box.end[axis] == image[axis]);
  };
  for (std::size_t z = 0; z < shape.depth; ++z) {
    for (std::size_t y = 0; y < shape.height; ++y) {
      if (outside(0, z, shape.depth) || (!frame.image.flat && outside(1, y, shape.height))) {
        mask.set(z, y, 0, shape.width);
        continue;
      }
      if (outside(2, 0, shape.width)) {
        mask.set(z, y, 0, 1);
      }
      if (outside(2, shape.width - 1, shape.width)) {
        mask.set(z, y, shape.width - 1, shape.width);
      }
    }
  }
}

void find_surface(const BitGrid& mask, SurfaceRule rule, bool flat, BitGrid& surface) {
  surface.reset(mask.shape());
  switch (rule) {
    case SurfaceRule::corner:
      find_corners(mask, flat, surface);
      break;
    case SurfaceRule::cross:
      find_faces(mask, flat, surface);
      break;
    case SurfaceRule::full:
      find_touching(mask, flat, surface);
      break;
    case SurfaceRule::filled:
      break;
  }
}

}  // namespace labelgauge
