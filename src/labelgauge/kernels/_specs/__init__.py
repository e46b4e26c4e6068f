"""One file of KernelSpecs per kernel family."""

from __future__ import annotations
