"""The detection family at three sizes each."""

from __future__ import annotations

from typing import Any

from growth import of_family, run


@of_family("detection")
def bench(benchmark: Any, spec: Any, size: int) -> None:
    run(benchmark, spec, size)
