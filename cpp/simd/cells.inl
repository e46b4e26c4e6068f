// The hot loops over cells: bytes that say what raters said, 0 for nothing. Included once per level, like loops.inl;
// see there. What lanes are is in lanes_<how>.inl, of which a level includes one before this file.

static constexpr std::size_t cells_together = 64;

// A number added to 1.5 * 2^52 and taken from the sum is rounded; it was whole if it comes back unchanged. Added to
// 2^52, a small whole number is in the last bits of the sum.
static void small_cells_together(const double* numbers, int least, std::uint8_t* cells) {
  constexpr double no_fraction = 6755399441055744;
  constexpr double last_bits = 4503599627370496;
  const Lanes other = everywhere(255);
  double sums[cells_together];
  for (std::size_t i = 0; i < cells_together; i += lane_count) {
    const Lanes number = load(numbers + i);
    const Lanes whole = sum(sum(number, everywhere(no_fraction)), everywhere(-no_fraction));
    Lanes cell = where_equal(whole, number, sum(whole, everywhere(1.0 - least)), other);
    cell = where_below(cell, everywhere(1), other, cell);
    cell = where_below(other, cell, other, cell);
    cell = where_equal(number, number, cell, everywhere(0));
    store(sums + i, sum(cell, everywhere(last_bits)));
  }
  for (std::size_t i = 0; i < cells_together; ++i) {
    std::uint64_t bits = 0;
    __builtin_memcpy(&bits, sums + i, sizeof(bits));
    cells[i] = static_cast<std::uint8_t>(bits & 255U);
  }
}

static void small_cells(const double* numbers, std::size_t n, int least, std::uint8_t* cells) {
  std::size_t i = 0;
  for (; i + cells_together <= n; i += cells_together) {
    small_cells_together(numbers + i, least, cells + i);
  }
  double rest[cells_together] = {};
  std::uint8_t cells_of_rest[cells_together];
  for (std::size_t k = i; k < n; ++k) {
    rest[k - i] = numbers[k];
  }
  small_cells_together(rest, least, cells_of_rest);
  for (std::size_t k = i; k < n; ++k) {
    cells[k] = cells_of_rest[k - i];
  }
}

// Of a cell that is 0, 0 is shifted by what 63 leaves of a number that means nothing.
static void count_cells(const std::uint8_t* cells, std::size_t stride, std::size_t rows, std::size_t n, unsigned bits,
                        std::uint64_t* counts) {
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] = 0;
  }
  for (std::size_t row = 0; row < rows; ++row, cells += stride) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t one = cells[i] != 0 ? 1 : 0;
      counts[i] += one << (bits * (cells[i] - 1U) & 63U);
    }
  }
}

// Cells of one category are counted in bytes, some columns at a time, which holds for so many rows.
static void weigh_cells_together(const std::uint8_t* cells, std::size_t stride, std::size_t rows,
                                 const std::uint32_t* weights, std::size_t categories, std::uint32_t* sums) {
  for (std::size_t k = 0; k < categories; ++k) {
    const auto cell = static_cast<std::uint8_t>(k + 1);
    const std::uint32_t weight = weights[k];
    std::uint8_t times[cells_together] = {};
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint8_t* here = cells + row * stride;
      for (std::size_t i = 0; i < cells_together; ++i) {
        times[i] = static_cast<std::uint8_t>(times[i] + (here[i] == cell ? 1 : 0));
      }
    }
    for (std::size_t i = 0; i < cells_together; ++i) {
      sums[i] += weight * times[i];
    }
  }
}

static void weigh_cells(const std::uint8_t* cells, std::size_t stride, std::size_t rows, std::size_t n,
                        const std::uint32_t* weights, std::size_t categories, std::uint32_t* sums) {
  constexpr std::size_t most_rows = 255;  // that a byte can count
  for (std::size_t i = 0; i < n; ++i) {
    sums[i] = 0;
  }
  const std::size_t whole = n / cells_together * cells_together;
  for (std::size_t row = 0; row < rows; row += most_rows) {
    const std::size_t some = rows - row < most_rows ? rows - row : most_rows;
    for (std::size_t i = 0; i < whole; i += cells_together) {
      weigh_cells_together(cells + row * stride + i, stride, some, weights, categories, sums + i);
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = whole; i < n; ++i) {
      const std::uint8_t cell = cells[row * stride + i];
      sums[i] += cell != 0 ? weights[cell - 1U] : 0;
    }
  }
}

static void add_marks(const std::uint8_t* cells, const std::uint8_t* __restrict marks, std::size_t n,
                      std::uint8_t* __restrict sums) {
  for (std::size_t i = 0; i < n; ++i) {
    std::uint8_t* row = sums + cells[i] * marks_together;
    for (std::size_t k = 0; k < marks_together; ++k) {
      row[k] = static_cast<std::uint8_t>(row[k] + marks[i * marks_together + k]);
    }
  }
}

static void add_bytes(std::uint8_t* __restrict bytes, std::size_t n, std::uint32_t* __restrict sums) {
  for (std::size_t i = 0; i < n; ++i) {
    sums[i] += bytes[i];
    bytes[i] = 0;
  }
}
