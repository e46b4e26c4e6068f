"""Records the thirteen numbers of the LVIS API, and its tensors by their digests."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from federated_cases import FederatedCase, federated_cases
from recording import write_lines

vars(np)["float"] = float  # the LVIS API uses a name that NumPy no longer has
warnings.simplefilter("ignore")
from lvis import LVIS, LVISEval  # noqa: E402 - needs that name

logging.disable(logging.CRITICAL)


def ask(case: FederatedCase) -> dict[str, Any]:
    """Numbers by name, and the SHA-256 of both tensors' bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "gold.json")
        path.write_text(json.dumps(case.gold))
        evaluation = LVISEval(LVIS(str(path)), copy.deepcopy(case.found), case.task)
    evaluation.run()
    digests = {name: hashlib.sha256(evaluation.eval[name].tobytes()).hexdigest() for name in ("precision", "recall")}
    return {"stats": {name: float(value) for name, value in evaluation.results.items()}, "tensors": digests}


if __name__ == "__main__":
    asked = {case.name: {"digest": case.digest, "values": ask(case)} for case in federated_cases()}
    write_lines("lvis", ["lvis", "pycocotools", "numpy"], asked)
