#include "simd/levels.hpp"
#include "simd/target.hpp"

#if LABELGAUGE_X86
#include <emmintrin.h>

// The target begins after every include, so that shared inline functions stay at the baseline.
LABELGAUGE_TARGET_BEGIN("popcnt,sse4.2")
namespace labelgauge::simd::popcnt {
#include "simd/lanes_sse2.inl"
#include "simd/nonzero_sse2.inl"
#include "simd/popcount_builtin.inl"

#include "simd/popcount_words.inl"

#include "simd/cells.inl"
#include "simd/distances.inl"
#include "simd/loops.inl"
}  // namespace labelgauge::simd::popcnt
LABELGAUGE_TARGET_END
#endif
