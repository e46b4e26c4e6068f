#include "simd/levels.hpp"

#if LABELGAUGE_X86
#include <emmintrin.h>
#endif

namespace labelgauge::simd::baseline {
#if LABELGAUGE_X86
#include "simd/nonzero_sse2.inl"
#include "simd/popcount_sums.inl"
#else
#include "simd/nonzero_portable.inl"
#include "simd/popcount_builtin.inl"
#endif
#include "simd/loops.inl"
}  // namespace labelgauge::simd::baseline
