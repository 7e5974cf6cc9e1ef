"""Who acts when a year is replayed: stand-ins in the office, the committee, and one voice per group."""

from __future__ import annotations

from dataclasses import dataclass

from intake.cases.model import Case
from people.models import User


@dataclass(frozen=True)
class Cast:
    """Everybody a replay needs so that no one decides alone (R14).

    `maker` prepares and `approver` approves; `second` stands in where an approver already prepared (a
    cancellation) or did the approving; `cashier` hands the file to the bank and books what came in.
    `voices` are the groups' representatives by group id, `reviewers` the committee by code.
    """

    maker: User
    approver: User
    second: User
    cashier: User
    voices: dict[str, User]
    reviewers: dict[str, User]

    @property
    def roles(self) -> tuple[tuple[User, str], ...]:
        """Who holds which office role."""
        return (
            (self.maker, "administrator"),
            (self.maker, "officer"),
            (self.approver, "approver"),
            (self.second, "approver"),
            (self.cashier, "cashier"),
        )


def address(case: Case, name: str) -> str:
    """An address under the reserved domain, apart from those of people who join the fund later."""
    return f"intake-{name}@{case.fund.code.lower()}.example"


def make_cast(case: Case) -> Cast:
    """Make the people of a case, without a usable password. They sign in once the office gives them a way."""

    def person(name: str, display: str) -> User:
        return User.objects.create_user(email=address(case, name), name=display)

    return Cast(
        maker=person("maker", "取り込み 起案"),
        approver=person("approver", "取り込み 承認"),
        second=person("approver2", "取り込み 承認(二人目)"),
        cashier=person("cashier", "取り込み 出納"),
        # By place: short names of groups and reviewers may be the same, or differ by case alone.
        voices={
            group.id: person(f"group{place}", group.representative or group.name)
            for place, group in enumerate(case.groups, 1)
        },
        reviewers={
            reviewer.code: person(f"reviewer{place}", reviewer.name)
            for place, reviewer in enumerate(case.reviewers, 1)
        },
    )
