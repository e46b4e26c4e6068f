#include "simd/levels.hpp"

#if LABELGAUGE_X86
#include <emmintrin.h>
#endif

namespace labelgauge::simd::baseline {
#if LABELGAUGE_X86
#include "simd/lanes_sse2.inl"
#include "simd/nonzero_sse2.inl"
#include "simd/popcount_sums.inl"
#else
#include "simd/lanes_portable.inl"
#include "simd/nonzero_portable.inl"
#include "simd/popcount_builtin.inl"
#endif
#include "simd/popcount_words.inl"

#include "simd/cells.inl"
#include "simd/distances.inl"
#include "simd/loops.inl"
}  // namespace labelgauge::simd::baseline
