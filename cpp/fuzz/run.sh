#!/usr/bin/env bash
# Builds every fuzz target with clang and runs each for some seconds:  cpp/fuzz/run.sh [SECONDS, 30 unless given]
# Inputs that found something new are kept in build/fuzz/<target>, and so is the input of a crash.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-30}
clang=${CLANGXX:-clang++}

if ! command -v "$clang" >/dev/null; then
  echo "cpp/fuzz/run.sh needs clang++ and its runtime library. On Debian or Ubuntu: apt-get install clang libclang-rt-dev" >&2
  echo "(older ones: libclang-rt-14-dev, the number being that of clang). Another name than clang++: set CLANGXX." >&2
  exit 2
fi
if ! echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
  "$clang" -fsanitize=fuzzer,address,undefined -x c++ - -o /dev/null 2>/dev/null; then
  version=$("$clang" -dumpversion | cut -d. -f1)
  echo "$clang cannot link a fuzz target: its runtime library is missing (Debian: apt-get install libclang-rt-$version-dev)" >&2
  exit 2
fi

flags=(-std=c++20 -O1 -g -Icpp -Wall -Wextra -ffp-contract=off -fno-omit-frame-pointer -fno-sanitize-recover=all -pthread)
build=build/fuzz
mkdir -p "$build/objects"
compile() { "$clang" "${flags[@]}" -fsanitize=fuzzer-no-link,address,undefined -c "$1" -o "$build/objects/$(basename "$1").o"; }
for source in cpp/core/*.cpp cpp/simd/*.cpp; do
  compile "$source"
done

for target in cpp/fuzz/fuzz_*.cpp; do
  name=$(basename "$target" .cpp)
  corpus=$build/$name
  mkdir -p "$corpus"
  "$clang" "${flags[@]}" -fsanitize=fuzzer,address,undefined "$target" "$build"/objects/*.o -o "$build/$name.out"
  echo "-- $name, $seconds s"
  if ! "$build/$name.out" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$corpus-" "$corpus" >"$build/$name.log" 2>&1; then
    tail -40 "$build/$name.log" >&2
    echo "$name found a fault; run $build/$name.out with the input named above" >&2
    exit 1
  fi
  grep -E "number_of_executed_units" "$build/$name.log"
done
