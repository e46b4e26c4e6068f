"""Batches of masks, boxes, polygons and poses: frozen and columnar."""

from __future__ import annotations
