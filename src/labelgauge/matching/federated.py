"""Federated labelling (LVIS): on each image, only some classes were labelled exhaustively.

An image of a federated dataset lists the classes known to be absent (``neg_category_ids``) and those labelled only in
part (``not_exhaustive_category_ids``). A class was labelled exhaustively on an image if the image has an annotation of
it or lists it as absent, and does not list it as labelled in part. What the other side marks of any other class there
can be right or wrong, nobody knows: it is judged only if it finds a partner. The federated side's own annotations are
there for certain, so they are always judged.

Source: Gupta, Dollár, Girshick, LVIS (CVPR 2019), section 2.2; ``lvis-api``, ``LVISEval``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exhaustive:
    """Which classes one side labelled exhaustively on which images.

    Parameters
    ----------
    is_federated
        bool (images,), whether the image says anything about it; if not, all classes count as exhaustive.
    absent
        int64 (a, 2), pairs of image and class known to be absent.
    partial
        int64 (p, 2), pairs of image and class labelled only in part.
    """

    is_federated: NDArray[np.bool_]
    absent: Ints
    partial: Ints

    def judges(self, own: tuple[Ints, Ints], other: tuple[Ints, Ints], n_classes: int) -> NDArray[np.bool_]:
        """Whether this side can judge the other side's annotations.

        Parameters
        ----------
        own
            Image and class of every annotation of this side; int64.
        other
            Image and class of every annotation of the other side; int64 (m,).
        n_classes
            Number of classes.

        Returns
        -------
        bool (m,)
            True where this side labelled the annotation's class exhaustively on its image.
        """
        image, class_index = other
        if not self.is_federated[image].any():
            return np.ones(len(image), dtype=np.bool_)
        key = image * n_classes + class_index
        present = own[0] * n_classes + own[1]
        known = np.concatenate((present, self.absent[:, 0] * n_classes + self.absent[:, 1]))
        exhaustive = np.isin(key, known) & ~np.isin(key, self.partial[:, 0] * n_classes + self.partial[:, 1])
        return exhaustive | ~self.is_federated[image]
