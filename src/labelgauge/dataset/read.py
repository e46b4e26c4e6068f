"""Reading annotation files."""

from __future__ import annotations

import os

from labelgauge.dataset.dataset import Dataset
from labelgauge.dataset.formats.format import Format, ReadOptions, find_format, format_names
from labelgauge.dataset.source import Source, open_source
from labelgauge.errors import FormatError, check_instance


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    lenient: bool = False,
    images_of: Dataset | None = None,
    threads: int = 1,
) -> Dataset:
    """Read an annotation file.

    Parameters
    ----------
    path
        The file, plain or gzip.
    format
        Name of its format, for example ``"coco"``; None to tell it from the content.
    lenient
        If true, annotations that cannot be used are left out and listed in `Dataset.findings`; if false, the first
        of them is an error. A file whose structure cannot be read at all is an error either way.
    images_of
        The dataset whose images and categories a result list (``[{"image_id": ...}, ...]``) refers to. A file that
        has its own images ignores it.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Dataset
        Images, categories, annotations and findings as columns. Segmentations are parsed and checked, and rasterized
        only when `Dataset.masks` asks for them.

    Raises
    ------
    FormatError
        If the file, or without `lenient` anything in it, cannot be used; it names the file, the JSON path, the
        annotation id and what to do.
    InputError
        If `format` or `threads` is not understood.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_reviewed"
    >>> lg.read(folder / "reviewed.json.gz").n_annotations
    1515
    """
    if images_of is not None:
        fix = "Pass what labelgauge.read returned for the file that has the images."
        check_instance(images_of, Dataset, "images_of", fix=fix)
    source = open_source(path)
    reader = find_format(format) if format is not None else _recognized(source)
    return reader.load(source, ReadOptions(lenient=lenient, images_of=images_of, threads=threads))


def _recognized(source: Source) -> Format:
    for name in format_names():
        candidate = find_format(name)
        if candidate.recognizes(source):
            return candidate
    what = "the file is of no format that is known here"
    raise FormatError(what, path=source.path, fix=f"Formats are: {', '.join(format_names())}.")
