// The hot loops of the distance transform. Included once per level, like loops.inl; see there. What lanes are is in
// lanes_<how>.inl, of which a level includes one before this file.

static constexpr std::size_t registers = lines_together / lane_count;
static constexpr double infinite = __builtin_inf();

static void count_steps(const std::uint64_t* bits, std::size_t n, std::uint32_t* steps) {
  for (std::size_t first = 0; first < n; first += 32) {
    const auto set = static_cast<std::uint32_t>(bits[first / 64] >> (first % 64));
    const std::size_t here = n - first < 32 ? n - first : 32;
    for (std::uint32_t k = 0; k < here; ++k) {
      const std::uint32_t further = steps[first + k] + (steps[first + k] < no_steps ? 1 : 0);
      steps[first + k] = (set & (std::uint32_t{1} << k)) != 0 ? 0 : further;
    }
  }
}

// Adding a number that is 0 or infinite leaves compilers no branch to make.
static void square_steps(const std::uint32_t* before, const std::uint32_t* after, std::size_t n, double spacing,
                         double* squares) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t steps = before[i] < after[i] ? before[i] : after[i];
    const double length = static_cast<double>(static_cast<std::int32_t>(steps)) * spacing;
    const double nowhere = steps == no_steps ? infinite : 0;
    squares[i] = length * length + nowhere;
  }
}

static void square_roots(const double* squares, std::size_t n, double* roots) {
  std::size_t i = 0;
  for (; i + lane_count <= n; i += lane_count) {
    store(roots + i, root(load(squares + i)));
  }
  for (; i < n; ++i) {
    roots[i] = __builtin_sqrt(squares[i]);
  }
}

static void load_all(const double* numbers, Lanes* a) {
  for (std::size_t j = 0; j < registers; ++j) {
    a[j] = load(numbers + j * lane_count);
  }
}

static void store_all(double* numbers, const Lanes* a) {
  for (std::size_t j = 0; j < registers; ++j) {
    store(numbers + j * lane_count, a[j]);
  }
}

static Lanes least_of(const Lanes* a) {
  Lanes least = a[0];
  for (std::size_t j = 1; j < registers; ++j) {
    least = lesser(least, a[j]);
  }
  return least;
}

static Lanes greatest_of(const Lanes* a) {
  Lanes most = a[0];
  for (std::size_t j = 1; j < registers; ++j) {
    most = greater(most, a[j]);
  }
  return most;
}

// Where a line ends, its last number is taken once more with a longer way, which is never less.
static bool least_nearby(const double* here, std::ptrdiff_t stride, std::size_t before, std::size_t after,
                         Squares squares, std::size_t reach, double hopeless, double* least) {
  Lanes best[registers];
  load_all(least, best);
  if (!any_below(least_of(best), everywhere(hopeless))) {
    return false;
  }
  load_all(here, best);
  const double* up = here;
  const double* down = here;
  std::size_t k = 1;
  for (; k <= reach && any_below(everywhere(squares[k]), greatest_of(best)); ++k) {
    up -= k <= before ? stride : 0;
    down += k <= after ? stride : 0;
    const Lanes square = everywhere(squares[k]);
    for (std::size_t j = 0; j < registers; ++j) {
      const Lanes nearer = lesser(load(up + j * lane_count), load(down + j * lane_count));
      best[j] = lesser(best[j], sum(nearer, square));
    }
  }
  store_all(least, best);
  return k <= reach || !any_below(everywhere(squares[k]), greatest_of(best));
}

// The lines' places, which lanes hold as numbers, as a range.
static PlaceRange range_of(const Lanes* places, const Lanes* least) {
  Lanes lowest = everywhere(infinite);
  Lanes highest = everywhere(-1);
  for (std::size_t j = 0; j < registers; ++j) {
    const Lanes most = everywhere(infinite);
    lowest = lesser(lowest, where_below(least[j], most, places[j], most));
    highest = greater(highest, where_below(least[j], most, places[j], highest));
  }
  double low[lane_count];
  double high[lane_count];
  store(low, lowest);
  store(high, highest);
  for (std::size_t k = 1; k < lane_count; ++k) {
    low[0] = low[k] < low[0] ? low[k] : low[0];
    high[0] = high[k] > high[0] ? high[k] : high[0];
  }
  if (high[0] < 0) {
    return {1, 0};
  }
  return {static_cast<std::uint32_t>(low[0]), static_cast<std::uint32_t>(high[0])};
}

static PlaceRange least_of_places(const double* f, std::size_t stride, const std::uint32_t* positions, PlaceRange range,
                                  std::size_t x, Squares squares, double* least) {
  Lanes best[registers];
  Lanes places[registers];
  for (std::size_t j = 0; j < registers; ++j) {
    best[j] = everywhere(infinite);
    places[j] = everywhere(0);
  }
  for (std::uint32_t place = range.first; place <= range.last; ++place) {
    const std::size_t i = positions[place];
    const Lanes square = everywhere(squares[i < x ? x - i : i - x]);
    const Lanes this_place = everywhere(static_cast<double>(static_cast<std::int32_t>(place)));
    for (std::size_t j = 0; j < registers; ++j) {
      const Lanes total = sum(load(f + i * stride + j * lane_count), square);
      places[j] = where_below(total, best[j], this_place, places[j]);
      best[j] = lesser(total, best[j]);
    }
  }
  store_all(least, best);
  return range_of(places, best);
}
