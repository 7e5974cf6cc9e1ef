"""Photos are drawn anew: upright, in a few widths, and without what the camera wrote into them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from common import pictures
from common.files import FileBroken
from common.pictures import PhotoTooLarge, redrawn

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(width: int = 900, height: int = 600, **how: object) -> bytes:
    """A JPEG as a phone takes it: its maker, its place, and lying on its side."""
    image = Image.new("RGB", (width, height), "green")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SECRETPHONE", 6
    exif[GPS] = {1: "N", 2: (35.0, 36.0, 1.0), 3: "E", 4: (139.0, 37.0, 2.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"SECRETCOMMENT", **how)
    return out.getvalue()


def read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_what_the_camera_wrote_is_gone_and_the_photo_upright() -> None:
    taken = photo()
    # The control: it is there in what was sent.
    assert b"SECRETPHONE" in taken
    assert b"SECRETCOMMENT" in taken
    assert read(taken).getexif().get_ifd(GPS)
    for size in redrawn(taken):
        assert not read(size.content).getexif()
        assert b"SECRET" not in size.content
        assert b"Exif" not in size.content
    # Orientation 6: the left half of the sensor is the upper half of the picture.
    largest = redrawn(taken)[0]
    assert (largest.width, largest.height) == (600, 900)
    red, _, _ = read(largest.content).convert("RGB").getpixel((300, 100))  # type: ignore[misc]
    assert red > 200


def test_a_photo_comes_in_a_few_widths_and_is_never_made_wider() -> None:
    wide = redrawn(photo(3000, 4000))
    assert [(size.width, size.height) for size in wide] == [(1600, 1200), (800, 600), (400, 300)]
    assert [read(size.content).size for size in wide] == [(1600, 1200), (800, 600), (400, 300)]
    small = redrawn(photo(100, 320))
    assert [(size.width, size.height) for size in small] == [(320, 100)]


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    (only,) = redrawn(out.getvalue())
    assert read(only.content).getpixel((10, 10)) == (255, 255, 255)


def test_what_is_no_photo_or_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for broken in (b"", b"\xff\xd8\xff broken", photo()[:200]):
        with pytest.raises(FileBroken):
            redrawn(broken)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000)
    with pytest.raises(PhotoTooLarge) as refused:
        redrawn(photo())
    assert refused.value.extra["width"] == 900
