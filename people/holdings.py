"""What is on record about a person, room by room: for them to take along, and how long it must be kept.

Each room registers what is its own (`register`), so that this one need not know them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from people.models import AccessToken, Membership, User

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Holding:
    """One kind of record. `rows(user)` are plain values; `kept_until(user)` is the last day it must be kept,
    None where there is nothing that outlasts the account. Each makes a constant number of queries."""

    label_ja: str
    label_en: str
    rows: Callable[[User], Rows]
    kept_until: Callable[[User], date | None] = lambda user: None


HOLDINGS: dict[str, Holding] = {}
KEPT_YEARS = 5


def register(code: str, holding: Holding) -> None:
    HOLDINGS[code] = holding


def end_of_keeping(fiscal_year: int | None) -> date | None:
    """R15: five years from the end of the fiscal year in which a matter was settled."""
    return None if fiscal_year is None else date(fiscal_year + 1 + KEPT_YEARS, 3, 31)


def _person(user: User) -> Rows:
    return [
        {
            "email": user.email,
            "name": user.name,
            "name_kana": user.name_kana,
            "language": user.language,
            "mail_off": user.mail_off,
            "created_at": user.created_at.isoformat(),
        }
    ]


def _memberships(user: User) -> Rows:
    rows = Membership.objects.filter(user=user).select_related("group").order_by("pk")
    return [
        {
            "group": row.group.name,
            "role": row.role,
            "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        }
        for row in rows
    ]


def _tokens(user: User) -> Rows:
    rows = AccessToken.objects.filter(user=user).order_by("pk")
    return [
        {"name": row.name, "place": row.place, "scopes": row.scopes, "created_at": row.created_at.isoformat()}
        for row in rows
    ]


register("person", Holding("登録した内容", "What you registered", _person))
register("memberships", Holding("団体での役割", "Your places in groups", _memberships))
register("tokens", Holding("プログラム用のトークン", "Tokens for programs", _tokens))
