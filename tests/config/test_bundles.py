"""How much script a screen loads before it stands, packed as it is sent: donors 180 kB, groups 220 kB."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

DIST = Path(settings.SCREENS_DIR)
START = "src/app/main.tsx"
KB = 1000
DONORS, GROUPS, READING = 180 * KB, 220 * KB, 6 * KB
FEATURE = re.compile(r"src/features/([\w-]+)/")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    built: dict[str, Any] = json.loads((DIST / ".vite" / "manifest.json").read_text())
    return built


def needed(manifest: dict[str, Any], entry: str) -> set[str]:
    """The files that `entry` cannot do without."""
    found: set[str] = set()
    waiting = [entry]
    while waiting:
        key = waiting.pop()
        if manifest[key]["file"] not in found:
            found.add(manifest[key]["file"])
            waiting += manifest[key].get("imports", [])
    return found


def packed(files: set[str]) -> int:
    return sum(len(gzip.compress((DIST / name).read_bytes(), 6)) for name in files if name.endswith(".js"))


def screens(manifest: dict[str, Any]) -> list[str]:
    return [key for key in manifest[START]["dynamicImports"] if FEATURE.match(key)]


def test_every_first_screen_is_light(manifest: dict[str, Any]) -> None:
    start = needed(manifest, START)
    sizes = {key: packed(start | needed(manifest, key)) for key in screens(manifest)}
    assert len(sizes) >= 3
    heavy = {
        key: size
        for key, size in sizes.items()
        if size > (DONORS if key.startswith("src/features/donations/") else GROUPS)
    }
    assert heavy == {}


def test_reading_pages_have_next_to_no_script(manifest: dict[str, Any]) -> None:
    entries = [key for key in manifest if key.startswith("src/pages/") and manifest[key].get("isEntry")]
    assert entries
    assert {
        key: packed(needed(manifest, key)) for key in entries if packed(needed(manifest, key)) > READING
    } == {}


def test_readings_come_when_they_are_wanted(manifest: dict[str, Any]) -> None:
    readings = "src/lib/furigana/furigana.ts"
    assert manifest[readings]["isDynamicEntry"]
    assert all(readings not in closure(manifest, key) for key in (START, *screens(manifest)))


def test_no_screen_carries_another_rooms_code(manifest: dict[str, Any]) -> None:
    """What a screen needs at once comes from its own feature and from what all share."""
    strangers = {}
    for key in screens(manifest):
        own = FEATURE.match(key)
        assert own
        imported = {name for name in closure(manifest, key) if FEATURE.match(name)}
        other = {name for name in imported if not name.startswith(f"src/features/{own[1]}/")}
        if other:
            strangers[key] = other
    assert strangers == {}


def closure(manifest: dict[str, Any], entry: str) -> set[str]:
    found: set[str] = set()
    waiting = [entry]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += manifest[key].get("imports", [])
    return found
