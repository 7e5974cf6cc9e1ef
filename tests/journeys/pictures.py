"""`python -m tests.journeys.pictures`: the pictures of docs/walk.md, out of those that the journeys took.

Run the journeys first (`make test ARGS=tests/journeys`); what they saw lies in var/pictures.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "walk.md"
TALLEST: Final = 1_400
"""A picture goes on below; a reader of the page need not."""


def main() -> int:
    taken = ROOT / "var" / "pictures"
    for name in re.findall(r"\(pictures/([\w-]+\.png)\)", PAGE.read_text(encoding="utf-8")):
        if not (taken / name).exists():
            print(f"{name} was not taken", file=sys.stderr)  # noqa: T201
            return 1
        with Image.open(taken / name) as full:
            seen = full.convert("RGB").crop((0, 0, full.width, min(full.height, TALLEST)))
            seen.quantize(64, dither=Image.Dither.NONE).save(PAGE.parent / "pictures" / name, optimize=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
