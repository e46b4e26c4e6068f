// Numbers side by side, two in a register of SSE2, which every x86-64 CPU has. Included once per level, like loops.inl;
// see there.

static constexpr std::size_t lane_count = 2;
using Lanes = __m128d;

static Lanes load(const double* numbers) { return _mm_loadu_pd(numbers); }
static void store(double* numbers, Lanes a) { _mm_storeu_pd(numbers, a); }
static Lanes everywhere(double number) { return _mm_set1_pd(number); }
static Lanes sum(Lanes a, Lanes b) { return _mm_add_pd(a, b); }
static Lanes lesser(Lanes a, Lanes b) { return _mm_min_pd(a, b); }
static Lanes greater(Lanes a, Lanes b) { return _mm_max_pd(a, b); }
static Lanes root(Lanes a) { return _mm_sqrt_pd(a); }
static bool any_below(Lanes a, Lanes b) { return _mm_movemask_pd(_mm_cmplt_pd(a, b)) != 0; }

// Per lane, `yes` where a < b, else `no`.
static Lanes where_below(Lanes a, Lanes b, Lanes yes, Lanes no) {
  const Lanes below = _mm_cmplt_pd(a, b);
  return _mm_or_pd(_mm_and_pd(below, yes), _mm_andnot_pd(below, no));
}

// Per lane, `yes` where a == b, else `no`; NaN equals nothing.
static Lanes where_equal(Lanes a, Lanes b, Lanes yes, Lanes no) {
  const Lanes equal = _mm_cmpeq_pd(a, b);
  return _mm_or_pd(_mm_and_pd(equal, yes), _mm_andnot_pd(equal, no));
}
