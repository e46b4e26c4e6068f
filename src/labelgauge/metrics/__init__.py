"""Definitions of the metrics over geometry."""

from __future__ import annotations
