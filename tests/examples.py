"""Fewer Hypothesis examples, where each is dear."""

from __future__ import annotations

import os

from hypothesis import settings


def one_of(n: int) -> settings:
    """So many times fewer examples than the profile has, but ten at least; all of them in a long run."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "long":
        return settings()
    return settings(max_examples=max(settings.default.max_examples // n, 10))
