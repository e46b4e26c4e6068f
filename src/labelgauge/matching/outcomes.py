"""The words for what became of an annotation."""

from __future__ import annotations

OUTCOMES = (
    "match",
    "location",
    "class",
    "both",
    "missing",
    "spurious",
    "duplicate",
    "split",
    "merge",
    "absorbed",
    "unjudged",
)
"""Names of the outcomes; their positions are the codes below. The first four are of pairs, the others of annotations
without a partner."""

MATCH, LOCATION, CLASS, BOTH, MISSING, SPURIOUS, DUPLICATE, SPLIT, MERGE, ABSORBED, UNJUDGED = range(len(OUTCOMES))

CROWD = 255
"""In place of an outcome: a crowd annotation, which takes no part except to absorb others."""
