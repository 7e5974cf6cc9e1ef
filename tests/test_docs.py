"""The papers are true: rules name what exists, refusals are listed, links lead somewhere."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RULES = re.split(r"^## (?=R\d)", (DOCS / "rules.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def named(section: str, label: str) -> list[str]:
    """What a rule's section lists under `label`, a list item that may go on over lines."""
    [found] = re.findall(rf"^- {label}: ((?:.+\n?)(?:  .+\n?)*)", section, flags=re.MULTILINE)
    return re.findall(r"`([^`]+)`", found)


def test_the_rules_are_r1_to_r15() -> None:
    assert [section.split()[0] for section in RULES] == [f"R{n}" for n in range(1, 16)]


@pytest.mark.parametrize("section", RULES, ids=lambda section: section.split()[0])
def test_a_rule_leads_to_its_functions_and_tests(section: str) -> None:
    rule = section.split()[0]
    for name in named(section, "Function"):
        module, _, attribute = name.rpartition(".")
        assert callable(getattr(import_module(module), attribute)), name
    tests = [ROOT / name for name in named(section, "Tests")]
    assert tests
    assert all(path.is_file() for path in tests), tests
    cited = [path for path in tests if re.search(rf"\b{rule}\b", path.read_text(encoding="utf-8"))]
    assert cited, f"none of the tests of {rule} cites it"


def test_every_refusal_is_listed() -> None:
    call_command("list_errors", "--check")


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")], ids=str)
def test_links_between_papers_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
