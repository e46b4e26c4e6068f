"""What evaluations by score have in common, whatever library they look like."""

from __future__ import annotations
