"""Batches of masks, boxes and polygons: frozen and columnar."""

from __future__ import annotations
