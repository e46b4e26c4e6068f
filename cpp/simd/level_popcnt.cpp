#include "simd/levels.hpp"
#include "simd/target.hpp"

#if LABELGAUGE_X86
// The target begins after every include, so that shared inline functions stay at the baseline.
LABELGAUGE_TARGET_BEGIN("popcnt,sse4.2")
namespace labelgauge::simd::popcnt {
#include "simd/loops.inl"
}
LABELGAUGE_TARGET_END
#endif
