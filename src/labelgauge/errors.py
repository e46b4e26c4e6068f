"""The errors labelgauge raises: each says what went wrong, where, and what to do."""

from __future__ import annotations


class LabelGaugeError(Exception):
    """Base class of every error this library raises on purpose.

    Parameters
    ----------
    what
        What went wrong, in one sentence without a final full stop.
    where
        The argument, file or place it went wrong in; empty when `what` already names it.
    fix
        What the caller can do about it; empty when nothing can be done.
    """

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what = what
        self.where = where
        self.fix = fix
        super().__init__(_join(what, where, fix))


class InputError(LabelGaugeError, ValueError):
    """An argument cannot be used: wrong type, shape, dtype or value."""


class GeometryError(InputError):
    """A mask, polygon or box cannot be used: it does not fill its image, sizes differ, numbers are not finite."""


class TooLargeError(GeometryError):
    """A mask, or the box that holds a pair of them, takes more memory than one may take to be worked on."""


class UndefinedError(LabelGaugeError, ArithmeticError):
    """A metric is undefined for its input and the caller asked for an error (``empty="raise"``)."""


class NotEnoughDataError(LabelGaugeError):
    """There is too little data to answer, and the caller asked to be told (``--strict``)."""


class MissingExtraError(LabelGaugeError, ImportError):
    """An optional dependency is not installed; the message names the extra that brings it."""


class FormatError(LabelGaugeError, ValueError):
    """A file cannot be read as what it claims to be.

    Parameters
    ----------
    what
        What is wrong, in one sentence without a final full stop.
    path
        The file's path as the user gave it.
    json_path
        Where in the file, for example ``$.annotations[5].segmentation``; empty when it is the file as a whole.
    annotation_id
        The id of the annotation concerned, if there is one.
    fix
        What the user can do about it.
    """

    def __init__(
        self, what: str, *, path: str, json_path: str = "", annotation_id: int | str | None = None, fix: str = ""
    ) -> None:
        self.path = path
        self.json_path = json_path
        self.annotation_id = annotation_id
        place = [path, json_path, "" if annotation_id is None else f"annotation id {annotation_id}"]
        super().__init__(what, where=", ".join(part for part in place if part), fix=fix)


def check_instance(value: object, kind: type, name: str, *, fix: str) -> None:
    """Refuse an argument of another class, saying which one it must be of and how to make one.

    Raises
    ------
    InputError
        If `value` is not an instance of `kind`.
    """
    if not isinstance(value, kind):
        what = f"{name} must be {kind.__name__}, not {type(value).__name__}"
        raise InputError(what, fix=fix)


def _join(what: str, where: str, fix: str) -> str:
    message = f"{where}: {what}" if where else what
    return f"{message}. {fix}" if fix else message
