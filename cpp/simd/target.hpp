// Opens and closes a region of code compiled for more than the baseline; GCC and clang spell it differently.
#pragma once

#define LABELGAUGE_PRAGMA(text) _Pragma(#text)
#if defined(__clang__)
#define LABELGAUGE_TARGET_BEGIN(options) \
  LABELGAUGE_PRAGMA(clang attribute push(__attribute__((target(options))), apply_to = function))
#define LABELGAUGE_TARGET_END _Pragma("clang attribute pop")
#define LABELGAUGE_WIDE  // clang ignores a whole target that names a tuning option
#else
#define LABELGAUGE_TARGET_BEGIN(options) _Pragma("GCC push_options") LABELGAUGE_PRAGMA(GCC target(options))
#define LABELGAUGE_TARGET_END _Pragma("GCC pop_options")
#define LABELGAUGE_WIDE ",prefer-vector-width=512"
#endif
