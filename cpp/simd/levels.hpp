// One table per compiled instruction set; each is defined in level_<name>.cpp from the same source, loops.inl.
#pragma once

#include <bit>

#include "simd/dispatch.hpp"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define LABELGAUGE_X86 1
#else
#define LABELGAUGE_X86 0
#endif

namespace labelgauge::simd {
namespace baseline {
extern const Loops loops;
}
#if LABELGAUGE_X86
namespace popcnt {
extern const Loops loops;
}
namespace avx2 {
extern const Loops loops;
}
namespace avx512 {
extern const Loops loops;
}
#endif
}  // namespace labelgauge::simd
