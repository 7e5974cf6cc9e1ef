"""What differs between calls is in their files: the code knows no town, and branches on no call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
TOWNS = (ROOT / "tests/data/real_calls/names.txt").read_text(encoding="utf-8").split()
KINDS = (".py", ".html", ".txt", ".js", ".css", ".po", ".json")


def code() -> list[Path]:
    found = [path for room in ROOMS for path in room.rglob("*") if path.suffix in KINDS]
    return [path for path in found if "examples" not in path.parts]


def text_of(path: Path) -> str:
    """The file's text; a bank's file among the demo's data is not UTF-8, and names no town either."""
    return path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("town", TOWNS)
def test_the_code_knows_no_town(town: str) -> None:
    pattern = re.compile(re.escape(town), re.IGNORECASE)
    for path in code():
        assert not pattern.search(text_of(path)), path


def test_the_search_reads_the_code() -> None:
    files = code()
    assert len(files) > 200
    assert any("みはらし" in text_of(path) for path in files), "the demo's own name is there"


def test_no_rule_asks_which_call_or_fund_it_is() -> None:
    """Codes of calls, departments and funds are never compared with a text in the rules."""
    asks = re.compile(r"(?:round|call|department|fund)[._]code\s*(?:==|!=|in)\s*[\(\[\"']")
    for room in ("applications", "reviews", "awards", "fund", "transparency"):
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                assert not asks.search(path.read_text(encoding="utf-8")), path
