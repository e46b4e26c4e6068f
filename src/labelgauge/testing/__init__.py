"""Hypothesis strategies and assertions users may import too."""

from __future__ import annotations
