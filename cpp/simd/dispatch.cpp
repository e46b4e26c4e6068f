#include "simd/dispatch.hpp"

#include "simd/levels.hpp"

namespace labelgauge::simd {

std::vector<Isa> compiled() {
#if LABELGAUGE_X86
  return {Isa::baseline, Isa::popcnt, Isa::avx2, Isa::avx512};
#else
  return {Isa::baseline};
#endif
}

bool supported(Isa isa) {
  switch (isa) {
    case Isa::baseline:
      return true;
#if LABELGAUGE_X86
    case Isa::popcnt:
      return __builtin_cpu_supports("popcnt") != 0 && __builtin_cpu_supports("sse4.2") != 0;
    case Isa::avx2:
      return __builtin_cpu_supports("popcnt") != 0 && __builtin_cpu_supports("avx2") != 0 &&
             __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
    case Isa::avx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0;
#endif
    default:
      return false;
  }
}

const char* name(Isa isa) {
  switch (isa) {
    case Isa::popcnt:
      return "popcnt";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    default:
      return "baseline";
  }
}

const Loops& loops(Isa isa) {
  switch (isa) {
#if LABELGAUGE_X86
    case Isa::popcnt:
      return popcnt::loops;
    case Isa::avx2:
      return avx2::loops;
    case Isa::avx512:
      return avx512::loops;
#endif
    default:
      return baseline::loops;
  }
}

}  // namespace labelgauge::simd
