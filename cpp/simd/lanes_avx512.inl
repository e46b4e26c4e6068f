// Numbers side by side, eight in a register of AVX-512. Included once per level, like loops.inl; see there. (Minimum,
// maximum and root are the masked ones, with all lanes on: GCC 12 warns of the others.)

static constexpr std::size_t lane_count = 8;
using Lanes = __m512d;

static Lanes load(const double* numbers) { return _mm512_loadu_pd(numbers); }
static void store(double* numbers, Lanes a) { _mm512_storeu_pd(numbers, a); }
static Lanes everywhere(double number) { return _mm512_set1_pd(number); }
static Lanes sum(Lanes a, Lanes b) { return _mm512_add_pd(a, b); }
static Lanes lesser(Lanes a, Lanes b) { return _mm512_maskz_min_pd(0xFF, a, b); }
static Lanes greater(Lanes a, Lanes b) { return _mm512_maskz_max_pd(0xFF, a, b); }
static Lanes root(Lanes a) { return _mm512_maskz_sqrt_pd(0xFF, a); }
static bool any_below(Lanes a, Lanes b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ) != 0; }

// Per lane, `yes` where a < b, else `no`.
static Lanes where_below(Lanes a, Lanes b, Lanes yes, Lanes no) {
  return _mm512_mask_mov_pd(no, _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ), yes);
}

// Per lane, `yes` where a == b, else `no`; NaN equals nothing.
static Lanes where_equal(Lanes a, Lanes b, Lanes yes, Lanes no) {
  return _mm512_mask_mov_pd(no, _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ), yes);
}
