"""Who may do what: every route and method × every role, on rows of one fund, held to docs/permissions.md.

`WRITE=1 make test ARGS=tests/permissions` writes the table anew; whoever does reads the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from rest_framework.test import APIClient

from awards.models import Report, ReportFile
from common import clock_control
from fund.models import Round
from tests import factories as make
from tests.applications.forms import PDF
from tests.permissions.routes import Route, body_of, routes
from tests.permissions.world import AT, OFFICE, World, world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
ROLES: Final = (
    "anonymous", "stranger", "donor", "representative", "viewer", "other group", "reviewer", "chair",
    *OFFICE, "other fund",
)  # fmt: skip
OUTSIDE: Final = ("stranger", "donor", "other group", "other fund")
SIGNS: Final = {401: "?", 403: "×", 404: "·"}
SKIPPED: Final = {"schema/", "docs/"}
HEAD: Final = """# Who may do what

Written by a test (`tests/permissions/test_matrix.py`) that takes every address and method of the API and
asks as every role, about rows of one fund whose round is being reviewed; the test holds this page equal to
what it finds.

- ○ may, as far as the role goes; the state of things may still refuse
- × sees it, but may not
- · for them it does not exist
- ? must sign in

"""


@pytest.fixture
def ours(settings: Any, tmp_path: Path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with clock_control.at(AT):
        # So that no id of ours is 1 by chance.
        make.call(make.fund("ZZZ"))
        found = world("AAA")
        found.people["other fund"] = world("BBB").people["officer"]
        yield found


def asked(route: Route, role: str, ours: World, query: str = "") -> Any:
    """The answer to one role; nothing of it is kept."""
    client = APIClient()
    if role != "anonymous":
        client.force_authenticate(ours.people[role])
    headers = {"Idempotency-Key": f"{role}-{route.address}", "If-Match": "1"}
    path = route.path(ours.ids) + query
    with transaction.atomic():
        send = getattr(client, route.method)
        if route.address.endswith("/documents/") and route.method == "post":
            upload = {
                "file": SimpleUploadedFile("規約.pdf", PDF, "application/pdf"),
                **({"kind": "rules"} if route.address.startswith("groups/") else {"document_type": "RULES"}),
            }
            answer = send(path, upload, format="multipart")
        elif route.address.endswith("/files/") and route.method == "post":
            picture = SimpleUploadedFile("領収書.pdf", PDF, "application/pdf")
            upload = {"kind": "receipt", "key": "k", "row": "r", "file": picture}
            answer = send(path, upload, format="multipart")
        elif (body := body_of(route, ours)) is not None:
            answer = send(path, body, headers=headers)
        else:
            answer = send(path, headers=headers)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.seen = text.decode("utf-8", "replace") + str(dict(answer.items()))
        transaction.set_rollback(True)
    return answer


def table(ours: World) -> dict[Route, tuple[int, ...]]:
    """Each route's status by role."""
    return {
        route: tuple(asked(route, role, ours).status_code for role in ROLES)
        for route in routes()
        if route.address not in SKIPPED
    }


def page(found: dict[Route, tuple[int, ...]]) -> str:
    lines = [
        "| address | method | " + " | ".join(ROLES) + " |",
        "|---|---|" + "---|" * len(ROLES),
    ]
    for route, statuses in found.items():
        signs = " | ".join(SIGNS.get(status, "○") for status in statuses)
        lines.append(f"| `{route.template.removeprefix('/api/v1/')}` | {route.method.upper()} | {signs} |")
    return HEAD + "\n".join(lines) + "\n"


def test_the_page_says_who_may_do_what(ours: World) -> None:
    found = table(ours)
    assert all(status < 500 for statuses in found.values() for status in statuses)
    told = page(found)
    if os.environ.get("WRITE"):
        PAGE.write_text(told, encoding="utf-8")
    kept = PAGE.read_text(encoding="utf-8").splitlines()
    assert told.splitlines() == kept, "WRITE=1 make test ARGS=tests/permissions, and read the difference"
    for route, statuses in found.items():
        # A form refused says nothing of the role: the body has to get as far as the permission.
        by_role = dict(zip(ROLES, statuses, strict=True))
        if "<" in route.address and not route.address.startswith(PUBLIC):
            for role in OUTSIDE:
                may = (route.address, role) in OWN or by_role[role] in (401, 403, 404)
                assert may, (route, role, by_role[role])


PUBLIC: Final = (
    "public/", "funds/<id:pk>/", "rounds/<id:pk>/", "explain/",
)  # fmt: skip
OWN: Final = {
    *((f"donations/<id:pk>/{verb}", "donor") for verb in ("", "journey/", "publicity/", "start-payment/")),
    ("donors/<id:pk>/", "donor"),
    *((f"receipts/<id:pk>/{paper}", "donor") for paper in ("", "pdf/", "ask-reissue/")),
    ("donations/own/<int:year>/pdf/", "donor"),
}
"""What is somebody's own although they stand outside the round."""
PUBLIC_READS: Final = {
    "funds/<id:pk>/", "rounds/<id:pk>/", "rounds/<id:pk>/explanation/", "rounds/<id:pk>/versions/",
    "rounds/<id:pk>/check/",
}  # fmt: skip


def test_outsiders_meet_nothing_of_a_fund_but_what_is_public(ours: World) -> None:
    for route in routes():
        if "<" not in route.address or not route.address.startswith(("funds/", "rounds/", "explain/")):
            continue
        if route.method == "get" and route.address in PUBLIC_READS:
            continue
        for role in OUTSIDE:
            assert asked(route, role, ours).status_code == 404, (route, role)


GROUP: Final = {"representative", "viewer"}
COMMITTEE: Final = {"reviewer", "chair"}
# Who comes across a text, over all addresses that are read, and nobody else.
READERS: Final[dict[str, set[str]]] = {
    "団体名": set(ROLES),  # of a running project: public
    "他団体名": {"other group", *OFFICE},  # blind: not the committee
    "電話": {*GROUP, *OFFICE},
    "団体の書類": GROUP,
    "口座番号": {"representative", *OFFICE},
    "トークン": {"representative"},
    "事業名": {*GROUP, *COMMITTEE, *OFFICE},
    "補正のお願い": {*GROUP, *OFFICE},
    "やりとり": {*GROUP, *OFFICE},
    "下書き": GROUP,
    "講評": set(),  # another reviewer's, before the close
    "変更の理由": {*GROUP, *OFFICE},
    "取消しの理由": set(OFFICE),  # before it is approved
    "報告": GROUP,  # before it is handed in
    "領収書": GROUP,
    "報告の下書き": GROUP,
    "領収書の画像": GROUP,
    "写真": GROUP,
    "写真の説明": GROUP,
    "免除の理由": set(OFFICE),
    "寄附者名": {"donor", *OFFICE},
    "寄附者の住所": {"donor", *OFFICE} - {"approver"},  # whoever keeps the donors
    "宛名": {"donor", *OFFICE},
    "通知": set(OFFICE),
    "決定の書面": {*GROUP, *OFFICE},
}


def met_in(ours: World) -> dict[str, set[str]]:
    """By sentinel, the roles that come across it in any body or header of what can be read."""
    met: dict[str, set[str]] = {name: set() for name in ours.sentinels}
    for route in routes():
        if route.method != "get" or route.address in SKIPPED:
            continue
        for role in ROLES:
            seen = asked(route, role, ours).seen
            for name, text in ours.sentinels.items():
                if text in seen:
                    met[name].add(role)
    return met


def test_nobody_comes_across_what_is_not_theirs(ours: World) -> None:
    assert met_in(ours) == READERS


def test_what_is_not_hidden_is_found(ours: World) -> None:
    """The control: where the round is not blind, the committee comes across the other group's name; and the
    office across a report that is handed in."""
    Round.objects.update(blind=False)
    Report.objects.update(state="submitted")
    met = met_in(ours)
    assert met["他団体名"] == {"other group", *COMMITTEE, *OFFICE}
    assert met["報告"] == met["領収書"] == {*GROUP, *OFFICE}
    assert met["報告の下書き"] == met["領収書の画像"] == met["写真"] == GROUP
    ReportFile.objects.update(filed_at=AT)
    met = met_in(ours)
    assert met["領収書の画像"] == met["写真"] == met["写真の説明"] == {*GROUP, *OFFICE}
