// The hot loops, written once as plain C++. Each level_<name>.cpp includes this file inside its own namespace, under
// that level's target options; the compiler turns the same loops into that level's instructions. What compilers do not
// find by themselves, bytes to bits, counts of bits and numbers side by side, is in nonzero_<how>.inl,
// popcount_<how>.inl and lanes_<how>.inl, which a level includes before this file. No include here, and no
// function of the standard library: an inline function compiled under a stronger target could be picked by the linker
// for everyone.

// In two steps: the first is vectorised also where counts of bits are of single words.
template <std::size_t Planes>
static std::uint64_t popcount_same(const std::uint64_t* a, const std::uint64_t* b, std::size_t stride, std::size_t n) {
  constexpr std::size_t most = 64;
  std::uint64_t same[most];
  std::uint64_t total = 0;
  for (std::size_t begin = 0; begin < n; begin += most, a += most, b += most) {
    const std::size_t words = n - begin < most ? n - begin : most;
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t differ = 0;
      for (std::size_t plane = 0; plane < Planes; ++plane) {
        differ |= a[plane * stride + i] ^ b[plane * stride + i];
      }
      same[i] = ~differ;
    }
    total += popcount(same, words);
  }
  return total;
}

static void pack_planes(const std::uint8_t* bytes, std::size_t planes, std::size_t stride, std::uint64_t* words) {
  for (std::size_t plane = 0; plane < planes; ++plane) {
    std::uint8_t part[64];
    for (std::size_t i = 0; i < 64; ++i) {
      part[i] = static_cast<std::uint8_t>(bytes[i] & (1U << plane));
    }
    words[plane * stride] = nonzero_64<std::uint8_t>(part);
  }
}

// Fewer than 64 pixels at the end of a line. In a long line the last 64 are looked at and those seen before are shifted
// out; a short line is looked at in a copy, so that nothing is read that does not belong to it.
template <class Pixel>
static std::uint64_t nonzero_rest(const std::uint8_t* line, std::size_t columns) {
  const std::size_t rest = columns % 64;
  if (columns > 64) {
    return nonzero_64<Pixel>(line + (columns - 64) * sizeof(Pixel)) >> (64 - rest);
  }
  std::uint8_t copy[64 * sizeof(Pixel)] = {};
  __builtin_memcpy(copy, line, rest * sizeof(Pixel));
  return nonzero_64<Pixel>(copy);
}

template <class Pixel>
static void pack_lines(const std::uint8_t* pixels, std::ptrdiff_t stride, std::size_t columns, std::size_t lines,
                       std::uint64_t* words) {
  // Memory is the limit. Asking for a page ahead keeps it busy across lines, but only where lines follow each other.
  const std::size_t ahead = stride == static_cast<std::ptrdiff_t>(columns * sizeof(Pixel)) ? 4096 : 0;
  for (std::size_t k = 0; k < lines; ++k) {
    const std::uint8_t* line = pixels + static_cast<std::ptrdiff_t>(k) * stride;
    for (std::size_t column = 0; column + 64 <= columns; column += 64) {
      for (std::size_t byte = 0; byte < 64 * sizeof(Pixel); byte += 64) {
        __builtin_prefetch(line + column * sizeof(Pixel) + byte + ahead, 0, 2);
      }
      *words++ = nonzero_64<Pixel>(line + column * sizeof(Pixel));
    }
    if (columns % 64 != 0) {
      *words++ = nonzero_rest<Pixel>(line, columns);
    }
  }
}

// min and max of unsigned numbers compile to single instructions only where the target has them, so the loop is left
// plain; a column without foreground is the empty interval 0, 0 and adds nothing.
static std::uint64_t interval_overlap(const std::uint32_t* a_begin, const std::uint32_t* a_end,
                                      const std::uint32_t* b_begin, const std::uint32_t* b_end, std::size_t n) {
  std::uint32_t total = 0;  // at most the pixels of one image, which fit 32 bits
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t begin = a_begin[i] > b_begin[i] ? a_begin[i] : b_begin[i];
    const std::uint32_t end = a_end[i] < b_end[i] ? a_end[i] : b_end[i];
    total += end > begin ? end - begin : 0;
  }
  return total;
}

static std::uint64_t popcount_and_columns(const std::uint64_t* a, std::size_t a_stride, const std::uint64_t* b,
                                          std::size_t b_stride, std::size_t words, std::size_t columns) {
  std::uint64_t total = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    total += popcount_and(a + column * a_stride, b + column * b_stride, words);
  }
  return total;
}

static void or_lines(const std::uint64_t* words, std::size_t width, std::size_t lines, std::uint64_t* __restrict sums) {
  for (std::size_t line = 0; line < lines; ++line, words += width) {
    for (std::size_t i = 0; i < width; ++i) {
      sums[i] |= words[i];
    }
  }
}

// Parities of bits 0 to r are summed by doubling, all columns of a plane side by side.
static void fill_down(std::uint64_t* words, std::size_t stride, std::size_t planes, std::size_t columns) {
  for (std::size_t plane = 0; plane < planes; ++plane) {
    std::uint64_t* row = words + plane * stride;
    const std::uint64_t* above = row - (plane == 0 ? 0 : stride);
    const std::uint64_t carried = plane == 0 ? 0 : 1;
    for (std::size_t column = 0; column < columns; ++column) {
      std::uint64_t word = row[column] ^ ((above[column] >> 63U) & carried);
      word ^= word << 1U;
      word ^= word << 2U;
      word ^= word << 4U;
      word ^= word << 8U;
      word ^= word << 16U;
      word ^= word << 32U;
      row[column] = word;
    }
  }
}

// The lowest n bits, 0 <= n <= 64.
static std::uint64_t lowest_bits(std::uint64_t n) { return n < 64 ? (std::uint64_t{1} << n) - 1 : ~std::uint64_t{0}; }

// Rows from `top` on that lie above row `end`, of 64.
static std::uint64_t rows_above(std::uint32_t end, std::uint32_t top) {
  const std::uint32_t rows = end > top ? end - top : 0;
  return lowest_bits(rows < 64 ? rows : 64);
}

static std::uint64_t popcount_inside(const std::uint64_t* words, const std::uint32_t* begins, const std::uint32_t* ends,
                                     std::uint32_t top, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t inside = rows_above(ends[i], top) & ~rows_above(begins[i], top);
    total += bits_set(words[i] & inside);
  }
  return total;
}

template <class Label>
static void mark_differences(const void* a_labels, const void* b_labels, std::size_t n, std::uint8_t* marks) {
  const auto* a = static_cast<const Label*>(a_labels);
  const auto* b = static_cast<const Label*>(b_labels);
  for (std::size_t i = 0; i < n; ++i) {
    marks[i] = static_cast<std::uint8_t>(marks[i] | static_cast<std::uint8_t>(a[i] != b[i]));
  }
}

template <class Label>
static void encode_labels(const void* given, std::size_t n, std::uint64_t n_classes, std::uint64_t ignored,
                          std::uint8_t ignore_code, std::uint8_t other_code, std::uint8_t* codes) {
  const auto* labels = static_cast<const Label*>(given);
  const auto classes = static_cast<Label>(n_classes);
  const auto ignore = static_cast<Label>(ignored);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint8_t code = labels[i] < classes ? static_cast<std::uint8_t>(labels[i]) : other_code;
    codes[i] = labels[i] == ignore ? ignore_code : code;
  }
}

// Marks are few and lie anywhere, so a branch per mark would be foretold badly: four positions of every 64 marks are
// written whether there are so many or not, and only the count says which ones hold.
static std::size_t mark_positions(const std::uint8_t* marks, std::size_t n, std::uint16_t* positions) {
  std::size_t count = 0;
  for (std::size_t block = 0; block < n; block += 64) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 64; i += 8) {
      std::uint64_t eight = 0;
      __builtin_memcpy(&eight, marks + block + i, 8);
      if constexpr (std::endian::native == std::endian::big) {
        eight = __builtin_bswap64(eight);
      }
      word |= ((eight * 0x0102040810204080ULL) >> 56U) << i;
    }
    for (int k = 0; k < 4; ++k) {
      positions[count] =
          static_cast<std::uint16_t>(block + static_cast<std::size_t>(__builtin_ctzll(word | 1ULL << 63U)));
      count += word != 0;
      word &= word - 1;
    }
    for (; word != 0; word &= word - 1) {
      positions[count++] = static_cast<std::uint16_t>(block + static_cast<std::size_t>(__builtin_ctzll(word)));
    }
  }
  return count;
}

// In blocks short enough for a byte to count them, so that all lanes add bytes.
static std::uint64_t sum_marks(const std::uint8_t* marks, std::size_t n) {
  std::uint64_t total = 0;
  std::size_t i = 0;
  while (n - i >= 64) {
    std::uint8_t lanes[64] = {};
    const std::size_t rows = (n - i) / 64 < 255 ? (n - i) / 64 : 255;
    for (std::size_t row = 0; row < rows; ++row, i += 64) {
      for (std::size_t lane = 0; lane < 64; ++lane) {
        lanes[lane] = static_cast<std::uint8_t>(lanes[lane] + marks[i + lane]);
      }
    }
    for (const std::uint8_t lane : lanes) {
      total += lane;
    }
  }
  for (; i < n; ++i) {
    total += marks[i];
  }
  return total;
}

static void pair_cells(const std::uint8_t* rows, const std::uint8_t* columns, std::size_t n, std::uint16_t n_columns,
                       std::uint16_t* cells) {
  for (std::size_t i = 0; i < n; ++i) {
    cells[i] = static_cast<std::uint16_t>(static_cast<std::uint32_t>(rows[i]) * n_columns + columns[i]);
  }
}

const Loops loops = {
    popcount,
    popcount_and,
    popcount_and_planes,
    {{popcount_same<1>, popcount_same<2>, popcount_same<3>, popcount_same<4>, popcount_same<5>, popcount_same<6>}},
    pack_planes,
    small_cells,
    count_cells,
    weigh_cells,
    add_marks,
    add_bytes,
    popcount_and_columns,
    interval_overlap,
    popcount_inside,
    fill_down,
    or_lines,
    {{pack_lines<std::uint8_t>, pack_lines<std::uint16_t>, pack_lines<std::uint32_t>, pack_lines<std::uint64_t>}},
    {{mark_differences<std::uint8_t>, mark_differences<std::uint16_t>, mark_differences<std::uint32_t>,
      mark_differences<std::uint64_t>}},
    {{encode_labels<std::uint8_t>, encode_labels<std::uint16_t>, encode_labels<std::uint32_t>,
      encode_labels<std::uint64_t>}},
    mark_positions,
    sum_marks,
    pair_cells,
    count_steps,
    square_steps,
    square_roots,
    least_nearby,
    least_of_places,
    lane_count,
};
