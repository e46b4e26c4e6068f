"""A file as bytes: read once, unpacked if it is gzip, named and digested."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from labelgauge.errors import FormatError

_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, repr=False)
class Source:
    """One file, read.

    Parameters
    ----------
    path
        Its path as the user gave it; for messages.
    stored
        Its bytes as they lie on disk.
    """

    path: str
    stored: bytes

    @property
    def name(self) -> str:
        """Base name of the file."""
        return Path(self.path).name

    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        return hashlib.sha256(self.stored).hexdigest()

    def text(self, *, most: int | None = None) -> bytes:
        """The content: unpacked if the file is gzip (told by its first bytes), without a UTF-8 byte order mark.

        Parameters
        ----------
        most
            Bytes that it may have; None for any number.

        Raises
        ------
        FormatError
            If the file is gzip but truncated or damaged, or is called .gz and is not gzip; or if there is too much.
        """
        if self.stored.startswith(_GZIP_MAGIC):
            content = self._unpacked(-1 if most is None else most + 1)
        elif self.path.endswith(".gz"):
            what = "the file is called .gz but is not gzip"
            raise FormatError(what, path=self.path, fix="Rename it, or compress it with gzip.")
        else:
            content = self.stored
        if most is not None and len(content) > most:
            what = f"the file has more than {most:,} bytes of text"
            raise FormatError(what, path=self.path, fix="Divide it, or store it as Parquet.")
        return content.removeprefix(_BYTE_ORDER_MARK)

    def _unpacked(self, most: int) -> bytes:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(self.stored)) as file:
                return file.read(most)
        except (EOFError, OSError, zlib.error) as error:
            what = f"the gzip data are truncated or damaged ({error})"
            raise FormatError(what, path=self.path, fix="Copy or download the file again.") from error


def open_source(path: str | os.PathLike[str]) -> Source:
    """Read a file.

    Raises
    ------
    FormatError
        If it does not exist, is a folder, or cannot be read.
    """
    text = os.fspath(path)
    try:
        return Source(text, Path(text).read_bytes())
    except FileNotFoundError as error:
        what = "there is no such file"
        raise FormatError(what, path=text, fix="Check the path.") from error
    except IsADirectoryError as error:
        what = "this is a folder, not a file"
        raise FormatError(what, path=text, fix="Give the annotation file inside it.") from error
    except (OSError, ValueError) as error:
        what = f"the file cannot be read ({getattr(error, 'strerror', None) or error})"
        raise FormatError(what, path=text, fix="Check its permissions.") from error
