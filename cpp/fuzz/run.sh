#!/usr/bin/env bash
# Replays the corpus of every fuzz target and then fuzzes each for some seconds:
#
#   cpp/fuzz/run.sh [SECONDS, 30 unless given] [FOLDER of a build with -DLABELGAUGE_SANITIZE=address,undefined]
#
# With clang the targets are libFuzzer's. Without it the same targets run under a driver of our own with random changes
# from a seed (FUZZ_SEED, 1 unless set), linked to the core library of that build if there is one. New inputs are kept in
# build/fuzz/<target>, and the input of a crash in build/fuzz/<target>-crash-*.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-30}
sanitized=${2:-}
clang=${CLANGXX:-clang++}
build=build/fuzz
mkdir -p "$build/objects"

links_libfuzzer() {
  command -v "$clang" >/dev/null &&
    echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    "$clang" -fsanitize=fuzzer,address,undefined -x c++ - -o /dev/null 2>/dev/null
}

# All of the core but what no target calls. The rest is linked from an archive, where a file that is missing here costs
# time alone, also if it calls those.
uncalled='agreement|assign|band_overlap|bootstrap|contingency|count_patterns|keypoint|morphology|pair_planes|ragged_gather|rated_margins|rater_pairs|rater_planes|rating_cells|rotated|shape|transform|volume_band'
mapfile -t sources < <(ls cpp/core/*.cpp cpp/simd/*.cpp | grep -vE "/($uncalled)\.cpp$")
flags=(-std=c++20 -O1 -g1 -Icpp -Wall -Wextra -ffp-contract=off -fno-omit-frame-pointer -fno-sanitize-recover=all -pthread)
library=()
if links_libfuzzer; then
  compiler=$clang
  sanitized=  # that build is not instrumented for libFuzzer
  of_objects=-fsanitize=fuzzer-no-link,address,undefined
  of_targets=-fsanitize=fuzzer,address,undefined
else
  echo "no libFuzzer: $clang is missing or lacks its runtime library (Debian: clang and libclang-rt-dev); random changes instead"
  compiler=${CXX:-g++}
  of_objects=-fsanitize=address,undefined
  of_targets=$of_objects
  library=("$build/objects/driver.o")
  if [ -n "$sanitized" ] && [ -e "$sanitized/liblabelgauge_core.a" ]; then
    sources=()
  else
    sanitized=
  fi
fi

# Runs the commands on standard input, one a line, as many at a time as there are cores; fails if one fails.
in_parallel() { xargs -P "$(nproc)" -I {} bash -c {}; }
compile() { printf '%q ' "$compiler" "${flags[@]}" "$@"; echo; }

targets=()
for target in cpp/fuzz/fuzz_*.cpp; do
  targets+=("$(basename "$target" .cpp)")
done

{
  for source in "${sources[@]}"; do
    compile "$of_objects" -c "$source" -o "$build/objects/core_$(basename "$source" .cpp).o"
  done
  for target in "${targets[@]}"; do
    compile "$of_objects" -c "cpp/fuzz/$target.cpp" -o "$build/objects/$target.o"
  done
  [ ${#library[@]} -eq 0 ] || compile "$of_objects" -c cpp/fuzz/driver.cpp -o "${library[0]}"
} | in_parallel
if [ -n "$sanitized" ]; then
  library+=("$sanitized/liblabelgauge_core.a")
else
  rm -f "$build/core.a"
  ar rcs "$build/core.a" "$build"/objects/core_*.o
  library+=("$build/core.a")
fi
for target in "${targets[@]}"; do
  compile "$of_targets" "$build/objects/$target.o" "${library[@]}" -o "$build/$target.out"
done | in_parallel

fuzz_one() {
  local target=$1 found=$build/$1 corpus=cpp/fuzz/corpus/${1#fuzz_} log=$build/$1.log command
  mkdir -p "$found"
  if [ "$of_targets" != "$of_objects" ]; then
    "$build/$target.out" -runs=0 -timeout=10 -artifact_prefix="$found-" "$corpus" >"$log" 2>&1 || return 1
    command=("$build/$target.out" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048
      -print_final_stats=1 -artifact_prefix="$found-" "$found" "$corpus")
  else
    command=("$build/$target.out" "$seconds" "${FUZZ_SEED:-1}" "$found-crash-input" "$corpus")
  fi
  "${command[@]}" >>"$log" 2>&1 || return 1
  echo "$target: $(grep -E 'number_of_executed_units|inputs' "$log" | tail -n 1)"
}

# As many targets at a time as there are cores, so that each has its seconds to itself.
running=0
failed=()
for target in "${targets[@]}"; do
  rm -f "$build/$target.log" "$build/$target.failed"
  { fuzz_one "$target" || touch "$build/$target.failed"; } &
  running=$((running + 1))
  if [ "$running" -ge "$(nproc)" ]; then wait -n; running=$((running - 1)); fi
done
wait
for target in "${targets[@]}"; do
  if [ -e "$build/$target.failed" ]; then
    tail -40 "$build/$target.log" >&2
    failed+=("$target")
  fi
done
if [ ${#failed[@]} -ne 0 ]; then
  echo "faults found by ${failed[*]}; the inputs lie beside $build/<target>.out, which runs them again" >&2
  exit 1
fi
