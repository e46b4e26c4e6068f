"""The face of ``pycocotools``: ``coco.COCO``, ``cocoeval.COCOeval`` and ``mask``, over labelgauge's engine.

Change one import, ``from pycocotools.coco import COCO`` to ``from labelgauge.compat.pycocotools.coco import COCO``.
Names, signatures, attributes and numbers are pycocotools'. It prints only what is asked for (`COCO.info`,
`COCOeval.summarize`), never changes annotation dictionaries, and answers bad input with labelgauge's errors.
"""

from __future__ import annotations

from labelgauge.compat.pycocotools import coco as coco
from labelgauge.compat.pycocotools import cocoeval as cocoeval
from labelgauge.compat.pycocotools import mask as mask
