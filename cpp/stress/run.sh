#!/usr/bin/env bash
# Builds the stress driver with ThreadSanitizer and runs it; a race ends it with an error.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(mktemp)
trap 'rm -f "$program"' EXIT
"${CXX:-g++}" -std=c++20 -O1 -g -Wall -Wextra -fsanitize=thread -I. -pthread stress/parallel_for.cpp -o "$program"
TSAN_OPTIONS=halt_on_error=1 "$program"
