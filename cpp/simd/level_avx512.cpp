#include "simd/levels.hpp"
#include "simd/target.hpp"

#if LABELGAUGE_X86
#include <immintrin.h>

// The target begins after every include, so that shared inline functions stay at the baseline.
LABELGAUGE_TARGET_BEGIN("popcnt,avx2,bmi,bmi2,avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq" LABELGAUGE_WIDE)
namespace labelgauge::simd::avx512 {
#include "simd/lanes_avx512.inl"
#include "simd/nonzero_avx512.inl"
#include "simd/popcount_builtin.inl"

#include "simd/popcount_words.inl"

#include "simd/cells.inl"
#include "simd/distances.inl"
#include "simd/loops.inl"
}  // namespace labelgauge::simd::avx512
LABELGAUGE_TARGET_END
#endif
