"""Annotation files as columns."""

from __future__ import annotations
