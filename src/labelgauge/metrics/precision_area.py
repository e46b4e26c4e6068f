"""Average precision as the area under precision's envelope, with every recall that occurs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def precision_area(right: Bools, wrong: Bools, times: Ints, n_gold: Ints) -> Floats:
    r"""Area under precision's envelope over recall.

    .. math:: \frac{1}{g} \sum_{i \text{ right}} \max_{j \ge i} \frac{r_j}{r_j + w_j}

    Parameters
    ----------
    right, wrong
        bool (n,), what became of detections, by falling score; neither where ignored.
    times
        int64 (n, d), how often each counts, in each of d ways to count.
    n_gold
        int64 (d,), gold objects to be found, counted so.

    Returns
    -------
    float64 (d,)
        In [0, 1]; NaN where there is no gold object.

    Notes
    -----
    Everingham et al., "The PASCAL Visual Object Classes Challenge", 2010: ``VOCap.m`` of 2010 and later.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.metrics.precision_area import precision_area
    >>> right = np.array([True, False, True])
    >>> precision_area(right, ~right, np.ones((3, 1), np.int64), np.array([2])).round(4).tolist()
    [0.8333]
    """
    found = np.cumsum(np.where(right[:, np.newaxis], times, 0), axis=0)
    counted = found + np.cumsum(np.where(wrong[:, np.newaxis], times, 0), axis=0)
    precision = found / np.maximum(counted, 1)
    envelope = np.maximum.accumulate(precision[::-1], axis=0)[::-1]
    total = (envelope * np.where(right[:, np.newaxis], times, 0)).sum(axis=0)
    area = np.full(len(n_gold), np.nan)
    np.divide(total, n_gold, out=area, where=n_gold > 0)
    return area
