"""From datasets to a scorecard: shards, accumulators, executors."""

from __future__ import annotations
