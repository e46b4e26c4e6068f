"""Bootstrap by image with Poisson(1) weights that depend on (key, draw, seed) alone.

Every image is drawn Poisson(1) times in each bootstrap draw, so images can be visited in any order, in any shards,
and sums can be added up as they come (Hanley and MacGibbon 2006; Chamandy et al. 2012). The weight of an image:

- ``mix(z)`` is the finalizer of SplitMix64 (Steele, Lea, Flood 2014), modulo 2^64:
  ``z ^= z >> 30; z *= 0xBF58476D1CE4E5B9; z ^= z >> 27; z *= 0x94D049BB133111EB; z ^= z >> 31``
- ``salt(draw) = mix(mix(seed) + (draw + 1) * 0x9E3779B97F4A7C15)``
- ``hash = mix(key ^ salt(draw))``
- the weight is how many k in 0 … 19 have ``floor(2^64 * P(X <= k)) <= hash`` for X ~ Poisson(1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import bootstrap as reference

Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]


def poisson_weights(keys: Keys, seed: int, n_draws: int, *, threads: int = 1) -> NDArray[np.uint8]:
    """How often each key is drawn in each bootstrap draw.

    Parameters
    ----------
    keys
        uint64 (n,), for example a hash of each image's name.
    seed
        0 to 2^64 - 1.
    n_draws
        Number of bootstrap draws.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    uint8 (n, n_draws)
        Poisson(1) weights, at most 20.

    Raises
    ------
    InputError
        If `keys` has the wrong dtype or shape, or a number is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import bootstrap
    >>> bootstrap.poisson_weights(np.array([1, 2], np.uint64), 0, 6).tolist()
    [[1, 0, 1, 4, 1, 2], [0, 0, 0, 0, 2, 1]]
    """
    keys = _check.array(keys, "keys", np.uint64)
    seed, n_draws = _check.seed(seed), _check.count(n_draws, "n_draws")
    if use_reference():
        return reference.poisson_weights(keys, seed, n_draws)
    return _native.bootstrap.poisson_weights(keys, seed, n_draws, _check.threads(threads), isa())


def weighted_sums(
    keys: Keys, group: Ints, values: Ints, n_groups: int, seed: int, n_draws: int, *, threads: int = 1
) -> Ints:
    """Add up rows of statistics per group, each row times its key's weight, for every bootstrap draw.

    Parameters
    ----------
    keys
        uint64 (r,), the key of each row; rows of one key next to each other are fastest.
    group
        int64 (r,), the group of each row.
    values
        int64 (r, S), the statistics of each row.
    n_groups
        Number of groups.
    seed
        0 to 2^64 - 1.
    n_draws
        Number of bootstrap draws.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n_groups, S, n_draws)
        Σ over the rows of a group of weight(key, draw) × value. Sums are modulo 2^64: keep their size below 2^63.

    Raises
    ------
    InputError
        If an array has the wrong dtype or length, or a number is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import bootstrap
    >>> keys, group = np.array([1, 2], np.uint64), np.array([0, 0])
    >>> bootstrap.weighted_sums(keys, group, np.array([[10], [1]]), 1, 0, 6).tolist()
    [[[10, 0, 10, 40, 12, 21]]]
    """
    keys = _check.array(keys, "keys", np.uint64)
    n_groups = _check.count(n_groups, "n_groups")
    group = _check.index(group, "group", n_groups)
    values = _check.array(values, "values", np.int64, ndim=2)
    if not len(keys) == len(group) == len(values):
        what = f"keys, group and values must be equally long, not {len(keys)}, {len(group)} and {len(values)}"
        raise InputError(what)
    seed, n_draws = _check.seed(seed), _check.count(n_draws, "n_draws")
    if use_reference():
        return reference.weighted_sums(keys, group, values, n_groups, seed, n_draws)
    arguments = (keys, group, values, n_groups, seed, n_draws)
    return _native.bootstrap.weighted_sums(*arguments, _check.threads(threads), isa())
