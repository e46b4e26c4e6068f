"""Fewer Hypothesis examples, where each is dear."""

from __future__ import annotations

from hypothesis import settings


def one_of(n: int) -> settings:
    """So many times fewer examples than the profile has, but ten at least."""
    return settings(max_examples=max(settings.default.max_examples // n, 10))
