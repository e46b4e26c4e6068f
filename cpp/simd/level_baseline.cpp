#include "simd/levels.hpp"

namespace labelgauge::simd::baseline {
#include "simd/loops.inl"
}
