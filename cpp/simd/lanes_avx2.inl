// Numbers side by side, four in a register of AVX2. Included once per level, like loops.inl; see there.

static constexpr std::size_t lane_count = 4;
using Lanes = __m256d;

static Lanes load(const double* numbers) { return _mm256_loadu_pd(numbers); }
static void store(double* numbers, Lanes a) { _mm256_storeu_pd(numbers, a); }
static Lanes everywhere(double number) { return _mm256_set1_pd(number); }
static Lanes sum(Lanes a, Lanes b) { return _mm256_add_pd(a, b); }
static Lanes lesser(Lanes a, Lanes b) { return _mm256_min_pd(a, b); }
static Lanes greater(Lanes a, Lanes b) { return _mm256_max_pd(a, b); }
static Lanes root(Lanes a) { return _mm256_sqrt_pd(a); }
static bool any_below(Lanes a, Lanes b) { return _mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_LT_OQ)) != 0; }

// Per lane, `yes` where a < b, else `no`.
static Lanes where_below(Lanes a, Lanes b, Lanes yes, Lanes no) {
  return _mm256_blendv_pd(no, yes, _mm256_cmp_pd(a, b, _CMP_LT_OQ));
}

// Per lane, `yes` where a == b, else `no`; NaN equals nothing.
static Lanes where_equal(Lanes a, Lanes b, Lanes yes, Lanes no) {
  return _mm256_blendv_pd(no, yes, _mm256_cmp_pd(a, b, _CMP_EQ_OQ));
}
