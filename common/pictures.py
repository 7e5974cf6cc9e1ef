"""Photos as they are kept and shown: turned upright, in sRGB, without what the camera wrote into them.

Where and when a photo was taken, and with whose phone, is in its EXIF block; none of it is kept. A photo
is drawn anew from its pixels in a few widths, so that nothing else of the file survives either.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms, ImageOps

from common.errors import DomainError
from common.files import FileBroken

WIDTHS: Final = (1600, 800, 400)
MOST_PIXELS: Final = 60_000_000
"""More than any phone takes; a small file can claim any size, and all of it would be unpacked."""
QUALITY: Final = 82


class PhotoTooLarge(DomainError):
    code = "common.photo_too_large"
    status = 422
    ja = "写真が大きすぎます(横{width}×縦{height})。小さくしてから、もう一度選んでください。"
    en = "The photo is too large ({width} × {height} pixels). Please make it smaller and choose it again."


@dataclass(frozen=True)
class Picture:
    """One size of a photo, as JPEG."""

    width: int
    height: int
    content: bytes


def redrawn(content: bytes, widths: Sequence[int] = WIDTHS) -> list[Picture]:
    """The photo in each of `widths`, the widest first and never wider than it is; at least one.

    Raises FileBroken, PhotoTooLarge.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoTooLarge(pointer="/file", width=opened.width, height=opened.height)
            upright = ImageOps.exif_transpose(opened)
            plain = _on_white(_in_srgb(upright))
    except DomainError:
        raise
    except Exception:  # whatever a broken picture leads its reader to: no list of that is complete
        raise FileBroken(pointer="/file") from None
    wanted = sorted({min(width, plain.width) for width in widths}, reverse=True)
    return [_sized(plain, width) for width in wanted]


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as a browser shows them without the profile, which is not kept."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, target) or image
        except ImageCms.PyCMSError:
            return image
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not know."""
    if image.mode == "RGB":
        return image
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _sized(image: Image.Image, width: int) -> Picture:
    height = max(round(image.height * width / image.width), 1)
    small = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    # A new image has pixels only: no EXIF, no thumbnail, no comment.
    bare = Image.new("RGB", small.size)
    bare.paste(small)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(small.width, small.height, out.getvalue())
