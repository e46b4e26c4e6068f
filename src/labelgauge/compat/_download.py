"""What the faces say instead of fetching images."""

from __future__ import annotations

from labelgauge.errors import InputError


def refused() -> InputError:
    """The error of every ``download``."""
    what = "labelgauge opens no network, so it cannot download images"
    return InputError(what, fix="Fetch the 'coco_url' of each image with a tool of your own.")
