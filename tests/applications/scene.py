"""One open call with its people: who applies, who looks on, who works at the desk, who has no part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import services
from applications.models import Application
from common import clock_control
from fund.models import Department, Fund, Round
from people.models import Group, Membership, User
from tests import factories as make
from tests.applications.forms import form

DURING = make.at("2025-05-01 10:00")
CLOSES = make.at("2025-05-16 17:00")


@dataclass
class Scene:
    fund: Fund
    call: Round
    department: Department
    group: Group
    aoki: User
    baba: User
    viewer: User
    endo: User
    fukuda: User
    fujii: User

    def draft(self, **changes: Any) -> Application:
        made = services.create_application(
            department_id=self.department.pk, group_id=self.group.pk, by=self.aoki
        )
        return services.save_draft(
            application_id=made.pk, by=self.aoki, data=form(**changes), if_version=made.version
        )

    def submitted(self, **changes: Any) -> Application:
        return services.submit_application(application_id=self.draft(**changes).pk, by=self.aoki)

    def accepted(self, **changes: Any) -> Application:
        return services.accept_application(application_id=self.submitted(**changes).pk, by=self.endo)

    def returned(self, *fields: str, due_on: Any = None, **changes: Any) -> Application:
        return services.ask_correction(
            application_id=self.submitted(**changes).pk,
            by=self.endo,
            fields=list(fields),
            message="数を確かめてください。",
            due_on=due_on or make.at("2025-05-20 00:00").date(),
        )

    def in_state(self, state: str) -> Application:
        """An application whose state is set by hand, for what this room cannot reach by itself."""
        made = make.application(self.department, self.group, state=state, created_by=self.aoki)
        made.refresh_from_db()
        return made


def scene(policy: dict[str, Any] | None = None, **rules: Any) -> Scene:
    fund = make.fund(policy=policy)
    call = make.call(fund, code="R7-05")
    department = make.department(call, "START", budget=300_000, **rules)
    aoki, baba, viewer = make.user("aoki"), make.user("baba"), make.user("viewer")
    group = make.group(
        "みどりの会", {aoki: "representative", baba: "treasurer", viewer: "viewer"}, name_kana="ミドリノカイ"
    )
    return Scene(
        fund,
        call,
        department,
        group,
        aoki,
        baba,
        viewer,
        make.staff(fund, "officer", name="endo"),
        make.staff(fund, "approver", name="fukuda"),
        make.user("fujii"),
    )


@contextmanager
def clock_at(moment: str | datetime) -> Iterator[None]:
    with clock_control.at(make.at(moment) if isinstance(moment, str) else moment):
        yield


def end_place(user: User, group: Group) -> None:
    Membership.objects.filter(user=user, group=group).update(ended_on=DURING.date())


def queries(act: Callable[[], object]) -> int:
    """How many queries `act` makes."""
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)
