#!/usr/bin/env bash
# Writes the stubs of labelgauge._native from the installed module; with --check it only compares and fails on drift.
set -euo pipefail
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
python -m pybind11_stubgen --exit-code --output-dir "$made" labelgauge._native >"$made/log" 2>&1 || { cat "$made/log" >&2; exit 1; }
ruff format --quiet --no-cache --config pyproject.toml --isolated "$made" 2>/dev/null || ruff format --quiet "$made"
if [ "${1:-}" = "--check" ]; then
  diff -ru src/labelgauge/_native "$made/labelgauge/_native" || {
    echo "The stubs differ from the module: run scripts/stubs.sh and commit what it writes." >&2
    exit 1
  }
else
  rm -rf src/labelgauge/_native
  cp -r "$made/labelgauge/_native" src/labelgauge/_native
fi
