"""P2 gives blank forms (様式): two for each department, with their size, and none once the call is over."""

from __future__ import annotations

import pytest
from django.test import Client

from common import clock_control
from fund.models import Round
from tests import factories as make
from tests.transparency.pages.reading import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Round:
    made = make.call(
        make.fund(), state="open", opens_at=make.at("2026-04-07 09:00"), closes_at=make.at("2026-05-15 17:00")
    )
    for code in ("START", "COLLAB"):
        make.department(made, code)
    return made


def links(call: Round) -> dict[str, str]:
    """The forms on the call's page: address → what is said beside it."""
    page = get(f"/rounds/{call.code}")
    if 'id="forms"' not in page.html:
        return {}
    rows = [row for row in page.by_id("forms").iter() if row.tag.endswith("li")]
    found = {}
    for row in rows:
        [link] = [node for node in row.iter() if node.tag.endswith("}a")]
        found[link.get("href")] = page.text(row)
    return found


def test_a_call_that_takes_applications_gives_its_forms(call: Round) -> None:
    with clock_control.at(make.at("2026-05-01 10:00")):
        found = links(call)
        assert len(found) == 4
        for address, told in found.items():
            answer = Client().get(address)
            assert answer.status_code == 200
            kilobytes = max(round(len(b"".join(answer.streaming_content)) / 1024), 1)
            assert told.endswith(f"{kilobytes}KB")
            assert ("PDF" if "pdf" in address else "Excel") in told
        assert 'href="#forms"' in get(f"/rounds/{call.code}").html


def test_nobody_fills_in_a_form_of_a_call_that_is_over(call: Round) -> None:
    with clock_control.at(make.at("2026-06-01 10:00")):
        assert links(call) == {}
