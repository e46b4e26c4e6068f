"""Which images and classes of two datasets are the same, and what has no counterpart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.dataset import Dataset
from labelgauge.errors import InputError, check_instance

Ints = NDArray[np.int64]
ClassReference = int | str
Rule = Literal["name", "id", "map"]

_SHOWN = 10


@dataclass(frozen=True, eq=False)
class Alignment:
    """The shared images and the common classes of two datasets. Made by `labelgauge.align`.

    Attributes
    ----------
    gold_image, candidate_image : int64 (k,)
        Rows of the k shared images in each dataset, ordered by `image_key`.
    image_key : list of str
        What each pair of images was recognised by: its file name, or its id as text.
    gold_only_images, candidate_only_images : int64
        Rows of the images without a counterpart.
    classes : list of str
        Names of all classes of both datasets, sorted.
    gold_class, candidate_class : int64 (n_categories,)
        Position in `classes` of each category of a dataset.
    gold_only_classes, candidate_only_classes : list of str
        Classes that only one dataset has.
    same_size : bool (k,)
        Whether both datasets give a shared image the same height and width, or one gives none.
    images_by : str
        ``"name"`` or ``"id"``.
    classes_by : str
        ``"name"``, ``"id"``, or ``"map"`` (the map, and names where it is silent).
    """

    gold_image: Ints
    candidate_image: Ints
    image_key: list[str]
    gold_only_images: Ints
    candidate_only_images: Ints
    classes: list[str]
    gold_class: Ints
    candidate_class: Ints
    gold_only_classes: list[str]
    candidate_only_classes: list[str]
    same_size: NDArray[np.bool_]
    images_by: str
    classes_by: str

    def report(self) -> list[str]:
        """What was paired how, and everything that has no counterpart, as plain sentences.

        Returns
        -------
        list of str
            At least one sentence on images and one on classes.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_reviewed"
        >>> gold = lg.read(folder / "reviewed.json.gz")
        >>> candidate = lg.read(folder / "original.json.gz")
        >>> lg.align(gold, candidate).report()[0]
        'Images are paired by file name: 158 in both, 0 only in gold, 0 only in candidate.'
        """
        how = {"name": "file name", "id": "id (no file name is in both, or names are missing or repeated)"}
        sentences = [
            f"Images are paired by {how[self.images_by]}: {len(self.image_key)} in both, "
            f"{len(self.gold_only_images)} only in gold, {len(self.candidate_only_images)} only in candidate."
        ]
        how = {
            "name": "name",
            "id": "id (no name is in both, or names are repeated)",
            "map": "the map given, and by name where it is silent",
        }
        n_shared = len(self.classes) - len(self.gold_only_classes) - len(self.candidate_only_classes)
        sentences.append(
            f"Classes are compared by {how[self.classes_by]}: {n_shared} in both"
            f"{_listed(self.gold_only_classes, 'only in gold')}"
            f"{_listed(self.candidate_only_classes, 'only in candidate')}."
        )
        n_differ = int(np.count_nonzero(~self.same_size))
        if n_differ:
            sentences.append(f"{n_differ} of the shared images differ in size between the two files.")
        return sentences


def align(
    gold: Dataset, candidate: Dataset, *, class_map: Mapping[ClassReference, ClassReference] | None = None
) -> Alignment:
    """Find the images and classes that two datasets share.

    Images are paired by file name as it stands in the files; if no name is in both, or names are missing or repeated
    on a side, by id. Classes are compared by name; if no name is in both or names are repeated, by id.

    Parameters
    ----------
    gold, candidate
        The two datasets.
    class_map
        Renames classes: from a class of `candidate` to a class of `gold`, each given by name or id (ids may be text,
        as in JSON keys; a name is looked for first). Candidate classes that are not in the map are compared by name
        only. Several may go to one gold class.

    Returns
    -------
    Alignment
        The pairs, and what has no counterpart.

    Raises
    ------
    InputError
        If a side is not a `Dataset`, the two have no image in common, or the map names a class that its side does not
        have; the message says so if the map is the wrong way round.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_reviewed"
    >>> gold = lg.read(folder / "reviewed.json.gz")
    >>> candidate = lg.read(folder / "original.json.gz")
    >>> len(lg.align(gold, candidate).gold_image)
    158
    """
    for name, side in (("gold", gold), ("candidate", candidate)):
        check_instance(side, Dataset, name, fix="Read a file with labelgauge.read.")
    by, gold_keys, candidate_keys = _image_keys(gold.images, candidate.images)
    gold_row = {key: row for row, key in enumerate(gold_keys)}
    candidate_row = {key: row for row, key in enumerate(candidate_keys)}
    shared = sorted(gold_row.keys() & candidate_row.keys())
    if not shared and gold_keys and candidate_keys:
        example = f"for example {gold_keys[0]!r} and {candidate_keys[0]!r}"
        what = f"{gold.name} and {candidate.name} have no image in common ({example})"
        raise InputError(what, where="align", fix="Give both files the same file names or the same image ids.")
    gold_image = np.array([gold_row[key] for key in shared], dtype=np.int64)
    candidate_image = np.array([candidate_row[key] for key in shared], dtype=np.int64)
    classes_by, gold_labels, candidate_labels = _class_labels(gold, candidate, class_map)
    classes = sorted({*gold_labels, *candidate_labels})
    position = {name: i for i, name in enumerate(classes)}
    return Alignment(
        gold_image=gold_image,
        candidate_image=candidate_image,
        image_key=shared,
        gold_only_images=np.setdiff1d(np.arange(gold.n_images), gold_image),
        candidate_only_images=np.setdiff1d(np.arange(candidate.n_images), candidate_image),
        classes=classes,
        gold_class=np.array([position[label] for label in gold_labels], dtype=np.int64),
        candidate_class=np.array([position[label] for label in candidate_labels], dtype=np.int64),
        gold_only_classes=sorted(set(gold_labels) - set(candidate_labels)),
        candidate_only_classes=sorted(set(candidate_labels) - set(gold_labels)),
        same_size=_same_size(gold.images, candidate.images, gold_image, candidate_image),
        images_by=by,
        classes_by=classes_by,
    )


def _image_keys(gold: Table, candidate: Table) -> tuple[Rule, list[str], list[str]]:
    names: tuple[list[str], list[str]] = gold["file_name"], candidate["file_name"]
    if _comparable(*names) and all(all(side) for side in names):
        return "name", *names
    return "id", _id_texts(gold), _id_texts(candidate)


def _comparable(gold: Sequence[str], candidate: Sequence[str]) -> bool:
    """Whether keys are distinct on each side, and at least one is on both."""
    return len(set(gold)) == len(gold) and len(set(candidate)) == len(candidate) and not set(gold).isdisjoint(candidate)


def _id_texts(table: Table) -> list[str]:
    return [str(value) for value in _plain(table["id"])]


def _plain(column: Any) -> list[Any]:
    return column.tolist() if isinstance(column, np.ndarray) else list(column)


def _same_size(gold: Table, candidate: Table, gold_image: Ints, candidate_image: Ints) -> NDArray[np.bool_]:
    same = np.ones(len(gold_image), dtype=np.bool_)
    for side in ("height", "width"):
        a, b = gold[side][gold_image], candidate[side][candidate_image]
        same &= (a == b) | (a == 0) | (b == 0)
    return same


def _class_labels(
    gold: Dataset, candidate: Dataset, class_map: Mapping[ClassReference, ClassReference] | None
) -> tuple[Rule, list[str], list[str]]:
    """One label per category of each side; equal labels are one class."""
    gold_names: list[str] = gold.categories["name"]
    candidate_names: list[str] = candidate.categories["name"]
    if class_map is not None:
        return "map", *_mapped_labels(gold.categories, candidate.categories, class_map)
    if _comparable(gold_names, candidate_names) or not (gold_names and candidate_names):
        return "name", gold_names, candidate_names
    return "id", *_labels_by_id(gold.categories, candidate.categories)


def _labels_by_id(gold: Table, candidate: Table) -> tuple[list[str], list[str]]:
    """Names, gold's first, with the id behind every name that stands for more than one id."""
    gold_ids, candidate_ids = _id_texts(gold), _id_texts(candidate)
    name_of = dict(zip(candidate_ids, candidate["name"], strict=True)) | dict(zip(gold_ids, gold["name"], strict=True))
    uses = Counter(name_of.values())
    label = {key: name if uses[name] == 1 else f"{name} (id {key})" for key, name in name_of.items()}
    return [label[key] for key in gold_ids], [label[key] for key in candidate_ids]


def _mapped_labels(
    gold: Table, candidate: Table, class_map: Mapping[ClassReference, ClassReference]
) -> tuple[list[str], list[str]]:
    gold_labels, candidate_labels = _own_labels(gold, "gold"), _own_labels(candidate, "candidate")
    for source, target in class_map.items():
        row, gold_row = _category_row(candidate, source), _category_row(gold, target)
        if row is None or gold_row is None:
            _refuse_map(gold, candidate, class_map, source if row is None else target, in_gold=row is not None)
        candidate_labels[row] = gold_labels[gold_row]
    return gold_labels, candidate_labels


def _own_labels(categories: Table, side: str) -> list[str]:
    """Names, with side and id behind those that this side uses more than once."""
    uses = Counter(categories["name"])
    return [
        name if uses[name] == 1 else f"{name} ({side} id {key})"
        for key, name in zip(_id_texts(categories), categories["name"], strict=True)
    ]


def _category_row(categories: Table, reference: ClassReference) -> int | None:
    """Row of the category of this name, or else of this id; None if there is none or several share the name."""
    names: list[str] = categories["name"]
    if names.count(str(reference)) == 1:
        return names.index(str(reference))
    ids = _id_texts(categories)
    return ids.index(str(reference)) if str(reference) in ids else None


def _refuse_map(
    gold: Table,
    candidate: Table,
    class_map: Mapping[ClassReference, ClassReference],
    unknown: ClassReference,
    *,
    in_gold: bool,
) -> NoReturn:
    side, role = ("gold", "value") if in_gold else ("candidate", "key")
    what = f"the {role} {unknown!r} of the class map is not a class of the {side} dataset, by name or id"
    fits_reversed = all(
        _category_row(gold, source) is not None and _category_row(candidate, target) is not None
        for source, target in class_map.items()
    )
    fix = "A map goes from candidate classes to gold classes."
    if fits_reversed:
        fix += " This one goes the other way: swap its keys and values, or swap gold and candidate."
    raise InputError(what, where="class_map", fix=fix)


def _listed(names: list[str], what: str) -> str:
    if not names:
        return f", none {what}"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f", {len(names)} {what} ({', '.join(names[:_SHOWN])}{more})"
