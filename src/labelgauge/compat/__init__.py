"""Faces that look like other libraries, over this one's engine. Import the one you want; nothing is patched."""

from __future__ import annotations
