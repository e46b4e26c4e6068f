"""The face of ``lvis``, the LVIS API: `LVIS`, `LVISResults` and `LVISEval`, over labelgauge's engine.

Change one import, ``from lvis import LVIS`` to ``from labelgauge.compat.lvis import LVIS``. Names, signatures,
attributes and numbers are those of the LVIS API. It prints only what is asked for (`LVISEval.print_results`), never
changes annotation dictionaries, and answers bad input with labelgauge's errors.
"""

from __future__ import annotations

from labelgauge.compat.lvis.eval import LVISEval as LVISEval
from labelgauge.compat.lvis.lvis import LVIS as LVIS
from labelgauge.compat.lvis.results import LVISResults as LVISResults
