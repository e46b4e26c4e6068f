"""What is timed: our call beside its peers', what their answers must have in common, and what memory alone takes."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Call = Callable[[], Any]

COCO_LIKE = {
    "pycocotools": "pycocotools.mask",
    "faster-coco-eval": "faster_coco_eval.core.mask",
    "ultrafast-pycocotools": "ultrafast_pycocotools.mask",
    "hotcoco": "hotcoco.mask",
}
"""Libraries with the functions of pycocotools' `mask` module, and where they have them."""

OTHERS = {
    "OpenCV": "cv2",
    "OpenCV as boundary-iou-api": "cv2",
    "NumPy": "numpy",
    "NumPy by category": "numpy",
    "SciPy": "scipy.ndimage",
    "MONAI": "monai.metrics",
    "MedPy": "medpy.metric.binary",
    "SimpleITK": "SimpleITK",
    "edt": "edt",
    "surface-distance": "surface_distance",
    "scikit-learn": "sklearn.metrics",
    "statsmodels": "statsmodels.stats.inter_rater",
    "krippendorff": "krippendorff",
    "krippendorff on counts": "krippendorff",
    "irrCAC": "irrCAC.raw",
    "Shapely": "shapely",
    "hotcoco's COCO": "hotcoco",
    "pycocotools' COCO": "pycocotools.coco",
    "pycocotools' COCOeval": "pycocotools.cocoeval",
    "supervision": "supervision",
    "vernier": "vernier.semantic",
    "vernier's Evaluator": "vernier.instance",
    "hotcoco's COCOeval": "hotcoco",
    "ultrafast-pycocotools' COCOeval": "ultrafast_pycocotools",
    "faster-coco-eval's COCOeval": "faster_coco_eval",
}

MODULES = COCO_LIKE | OTHERS

DISTRIBUTIONS = {
    "hotcoco's COCO": "hotcoco",
    "hotcoco's COCOeval": "hotcoco",
    "pycocotools' COCO": "pycocotools",
    "pycocotools' COCOeval": "pycocotools",
    "faster-coco-eval's COCOeval": "faster-coco-eval",
    "ultrafast-pycocotools' COCOeval": "ultrafast-pycocotools",
    "vernier's Evaluator": "vernier",
    "OpenCV": "opencv-python-headless",
    "OpenCV as boundary-iou-api": "opencv-python-headless",
    "NumPy": "numpy",
    "NumPy by category": "numpy",
    "SciPy": "scipy",
    "krippendorff on counts": "krippendorff",
    "Shapely": "shapely",
    "MONAI": "monai",
    "MedPy": "medpy",
}
"""Names under which peers are installed, where they differ."""


@dataclass(frozen=True)
class Field:
    """Those who compete on one input.

    Every call begins with what its user has in hand (COCO dictionaries, arrays in the order that library wants) and
    ends with what that user wants. `same` compares our answer with a peer's. `floor` only touches memory: it reads the
    input once and fills an output of the answer's size. `ours` and `floor` may be given a number of `threads`.
    Where a peer's call does a part of the work, since all of it would take minutes, `times` says how many such calls
    all of it is.
    """

    ours: Callable[..., Any]
    peers: dict[str, Call]
    same: Callable[[Any, Any], bool]
    floor: Callable[..., None]
    times: Mapping[str, float] = field(default_factory=dict)


def installed(peer: str) -> bool:
    """Whether a peer can be imported here."""
    return importlib.util.find_spec(MODULES[peer].partition(".")[0]) is not None


def module(peer: str) -> Any:
    """The module that holds a peer's functions."""
    return importlib.import_module(MODULES[peer])


def entered(calls: dict[str, Callable[[Any], Call]]) -> dict[str, Call]:
    """The calls of the peers that are installed; each is made from its peer's module."""
    return {peer: make(module(peer)) for peer, make in calls.items() if installed(peer)}


def quiet(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call answers, without what it prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        return call(*arguments)


def coco_like(make: Callable[[Any], Call], *names: str) -> dict[str, Callable[[Any], Call]]:
    """One call for each library that is like pycocotools, or for those named."""
    return dict.fromkeys(names or COCO_LIKE, make)


def memory_floor(read: Sequence[NDArray[Any]], written: int = 0) -> Callable[..., None]:
    """Reads arrays once, each by NumPy's fastest pass over bytes, and writes so many bytes of fresh memory."""
    flat = [array.ravel(order="K").view(np.uint8) for array in read if array.size]

    def call(threads: int = 1) -> None:
        if threads == 1:
            for array in flat:
                array.max()
        else:
            parts = [part for array in flat for part in np.array_split(array, threads) if part.size]
            shares = [parts[t::threads] for t in range(threads)]
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(lambda share: [part.max() for part in share], shares))  # which lets go of the GIL
        np.ones(written, np.uint8)

    return call
