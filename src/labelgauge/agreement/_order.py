"""What the order of categories says, where something depends on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import agreement_weights
from labelgauge.errors import InputError


def check_ordered(ratings: Ratings, what: str) -> None:
    """Refuse categories whose order says nothing, such as text that was merely sorted.

    Raises
    ------
    InputError
        If categories are not numbers, and it was not said that they are in order.
    """
    if ratings.scores is None and not ratings.ordered and ratings.n_categories > 0:
        message = f"{what} needs an order, and categories have none: {ratings.categories[:6].tolist()}"
        raise InputError(
            message, fix="Make the ratings with ordered=True and categories in their order, or with scores=."
        )


def weights_of(ratings: Ratings, weights: str | ArrayLike) -> NDArray[np.float64] | None:
    """A table of weights of these categories, as `agreement_weights` has it.

    Raises
    ------
    InputError
        As `agreement_weights`; also if weights are of places in an order that categories do not have.
    """
    if isinstance(weights, str) and weights != "identity":
        check_ordered(ratings, f"weights={weights!r}")
    return agreement_weights(weights, ratings.n_categories, ratings.scores)
