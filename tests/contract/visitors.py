"""Who asks: each role signed in with a session, and programs with tokens of one place."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.test import Client

from people.services import create_token
from tests.permissions.world import OFFICE, World

CSRF = "c" * 32
PEOPLE = ("stranger", "donor", "representative", "viewer", "other group", "reviewer", "chair", *OFFICE)
# A program's owner, its place, what it may.
PROGRAMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "reading program": ("auditor", "fund", ("read",)),
    "writing program": ("officer", "fund", ("read", "write")),
    "paying program": ("cashier", "fund", ("read", "write", "money")),
    "group's program": ("representative", "group", ("read", "write", "money")),
}
ROLES = ("anonymous", *PEOPLE, *PROGRAMS)


class Visitor(NamedTuple):
    """A role, and what it brings along."""

    role: str
    headers: dict[str, str]
    cookies: dict[str, str]


def visitors(world: World) -> dict[str, Visitor]:
    """One of each role."""
    found = {"anonymous": Visitor("anonymous", {}, {})}
    for role in PEOPLE:
        found[role] = Visitor(role, {"X-CSRFToken": CSRF}, session(world.people[role]))
    for role, (owner, kind, scopes) in PROGRAMS.items():
        place = f"{kind}:{(world.fund if kind == 'fund' else world.group).pk}"
        _, secret = create_token(by=world.people[owner], name=role, place=place, scopes=scopes, days=30)
        found[role] = Visitor(role, {"Authorization": f"Bearer {secret}"}, {})
    return found


def session(person: Any) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": CSRF}


def one_of(asked: str, luck: Random) -> str:
    """A role for one request: two times out of three one that may, where there is one."""
    able = _able().get(asked, ())
    return luck.choice(able if able and luck.random() < 2 / 3 else ROLES)


@cache
def _able() -> dict[str, tuple[str, ...]]:
    """Who may, by `GET address/` as docs/permissions.md has it; a program as its owner."""
    lines = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    found = {}
    for address, method, *signs in rows[2:]:
        people = {role for role, sign in zip(rows[0][2:], signs, strict=True) if sign == "○"}
        people |= {role for role, (owner, _, _) in PROGRAMS.items() if owner in people}
        found[f"{method} {address.strip('`')}"] = tuple(role for role in ROLES if role in people)
    return found
