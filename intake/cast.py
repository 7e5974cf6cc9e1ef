"""Who acts when a year is replayed: two stand-ins in the office, the committee, and one voice per group."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.crypto import get_random_string

from intake.cases.model import Case
from people.models import User


@dataclass(frozen=True)
class Cast:
    """`maker` prepares, `approver` approves; `voices` are the groups' representatives by group id,
    `reviewers` the committee by code."""

    maker: User
    approver: User
    voices: dict[str, User]
    reviewers: dict[str, User]


def address(case: Case, name: str) -> str:
    """An address under the reserved domain, unique to the fund."""
    return f"{name.lower()}@{case.fund.code.lower()}.example"


def make_cast(case: Case) -> Cast:
    """Make the people of a case, without a usable password. They sign in once the office gives them a way."""

    def person(name: str, display: str) -> User:
        return User.objects.create_user(
            email=address(case, name), password=get_random_string(40), name=display
        )

    return Cast(
        maker=person("maker", "取り込み 起案"),
        approver=person("approver", "取り込み 承認"),
        voices={group.id: person(group.id, group.representative or group.name) for group in case.groups},
        reviewers={reviewer.code: person(reviewer.code, reviewer.name) for reviewer in case.reviewers},
    )
