"""Photos as they are kept: drawn anew, upright, no larger than a screen shows, without what the camera wrote beside."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from pmo.files import formats
from pmo.files.errors import TooLarge, UnsafeFile

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
SIDE = 1600
QUALITY = 82
ACCEPTED = frozenset({"jpg", "png", "webp"})
READ_AS = ["JPEG", "PNG", "WEBP"]


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int


def redrawn(upload: Any) -> Picture:
    """The picture in `upload` as a JPEG of its own. Raises TooLarge, WrongType or UnsafeFile.

    Neither name nor place, time or device of the original are in it.
    """
    if upload.size > MAX_BYTES:
        raise TooLarge(_("The photo is larger than %(limit)s MB. Take it again with less resolution."),
                       params={"limit": MAX_BYTES // 2**20}, field="photo")  # fmt: skip
    formats.identify(upload.name or "", upload, ACCEPTED)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(upload, formats=READ_AS) as found:
                # The header alone is read until here.
                if found.width * found.height > MAX_PIXELS:
                    raise _too_many()
                return _drawn(found)
    except Image.DecompressionBombError as error:
        raise _too_many() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnsafeFile(
            _("The photo is damaged or incomplete. Take it again."), code="damaged", field="photo"
        ) from error


def _too_many() -> TooLarge:
    return TooLarge(
        _("The photo has more than %(limit)s megapixels."), params={"limit": MAX_PIXELS // 10**6}, field="photo"
    )


def _drawn(found: Image.Image) -> Picture:
    found.draft("RGB", (SIDE * 2, SIDE * 2))
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((SIDE, SIDE))
    flat = Image.new("RGB", upright.size, "white")
    layer = upright.convert("RGBA")
    flat.paste(layer, mask=layer.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), flat.width, flat.height)
