"""labelgauge measures the quality of labels."""

from __future__ import annotations

from labelgauge._table import Table
from labelgauge._version import __version__

__all__ = ["Table", "__version__"]
