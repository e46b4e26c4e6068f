"""The checked door to the kernels; each function calls native code, or its twin under LABELGAUGE_BACKEND=reference."""

from __future__ import annotations
