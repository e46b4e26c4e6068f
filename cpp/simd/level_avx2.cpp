#include "simd/levels.hpp"
#include "simd/target.hpp"

#if LABELGAUGE_X86
#include <immintrin.h>

// The target begins after every include, so that shared inline functions stay at the baseline.
LABELGAUGE_TARGET_BEGIN("popcnt,avx2,bmi,bmi2")
namespace labelgauge::simd::avx2 {
#include "simd/lanes_avx2.inl"
#include "simd/nonzero_avx2.inl"
#include "simd/popcount_builtin.inl"

#include "simd/popcount_avx2.inl"

#include "simd/cells.inl"
#include "simd/distances.inl"
#include "simd/loops.inl"
}  // namespace labelgauge::simd::avx2
LABELGAUGE_TARGET_END
#endif
