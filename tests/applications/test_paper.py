"""Applications on paper (N15): by the office's stamp, to the second; and what a pool leaves in a preview."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications import services
from applications.models import Application
from applications.queries.amounts import preview
from applications.rules import budget_at_hand, paper_arrival
from applications.services.common import RoundNotOpen, TooLate
from applications.services.paper import PaperNotTaken
from common.errors import FieldErrors, NotAllowed, NotFound
from fund.models import DocumentType
from fund.policy import BudgetPool
from notices.models import Notice
from tests import factories as make
from tests.applications.forms import form
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.people.http import faults as faults_of
from tests.people.http import get, post
from trail.queries import timeline

CLOSES = make.at("2025-05-16 17:00")
MORNING = "2025-05-19 09:30"
STAMP = make.at("2025-05-16 16:00")


@pytest.fixture
def stage(db: None) -> Any:
    with clock_at(DURING):
        made = scene(policy={"grace_minutes": 10})
        reception(made, channels=["online", "counter"])
        DocumentType.objects.create(round=made.call, code="RULES", label_ja="規約")
    with clock_at(MORNING):
        yield made


def reception(stage: Scene, **values: Any) -> None:
    stage.call.rules_data = {"reception": values}
    stage.call.save()


def typed(stage: Scene, stamp: Any = STAMP, **values: Any) -> Application:
    given: dict[str, Any] = {
        "department_id": stage.department.pk,
        "group_id": stage.group.pk,
        "data": form(documents=["RULES"]),
        "received_at": make.at(stamp) if isinstance(stamp, str) else stamp,
        "by": stage.endo,
        **values,
    }
    return services.file_on_paper(**given)


def pointers(stage: Scene, **values: Any) -> list[str]:
    with pytest.raises(FieldErrors) as refused:
        typed(stage, **values)
    assert not Application.objects.exists()
    return [fault.pointer for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("stamp", "postmark", "by_postmark", "wanted"),
    [
        ("2025-05-16 17:00:00", None, False, "in_time"),
        ("2025-05-16 17:00:01", None, False, "late"),
        ("2025-05-16 17:00:01", date(2025, 5, 15), False, "late"),
        ("2025-05-20 10:00:00", date(2025, 5, 16), True, "in_time"),
        ("2025-05-20 10:00:00", date(2025, 5, 17), True, "late"),
        ("2025-05-20 10:00:00", None, True, "no_postmark"),
        ("2025-05-16 12:00:00", None, True, "in_time"),
    ],
)
def test_arrival_by_the_stamp_or_the_postmark(
    stamp: str, postmark: date | None, by_postmark: bool, wanted: str
) -> None:
    assert paper_arrival(make.at(stamp), postmark, CLOSES, by_postmark=by_postmark) == wanted


def test_paper_is_filed_like_any_other_after_the_closing(stage: Scene) -> None:
    stage.call.state = "closed"
    stage.call.save()
    made = typed(stage, "2025-05-16 17:00:00")

    made.refresh_from_db()
    assert (made.state, made.number, made.channel) == ("submitted", "R7-05-001", "paper")
    assert (made.received_at, made.received_by, made.postmarked_on) == (CLOSES, stage.endo, None)
    assert (made.submitted_at, made.in_grace, made.requested) == (CLOSES, False, 80_000)
    assert made.budget_rows.count() == 3
    submission = made.submissions.get()
    assert submission.profile["name"] == "みどりの会"
    assert submission.data["documents"] == [{"type": "RULES", "on_paper": True}]
    assert set(made.consents.values_list("kind", flat=True)) == {"antisocial", "personal_data", "publication"}
    event = timeline(made).last()
    assert event is not None
    assert (event.verb, event.role, event.data["channel"]) == ("submit", "officer", "paper")
    assert event.data["received_at"].startswith("2025-05-16T17:00:00")
    letter = Notice.objects.filter(kind="application_submitted").first()
    assert letter is not None
    assert letter.context["submitted_at"].endswith("17:00")
    services.accept_application(application_id=made.pk, by=stage.endo)


def test_a_second_late_is_late_and_there_is_no_grace(stage: Scene) -> None:
    with pytest.raises(TooLate) as refused:
        typed(stage, "2025-05-16 17:00:01")
    assert refused.value.pointer == "/received_at"
    assert not Application.objects.exists()


def test_by_postmark_it_may_come_later(stage: Scene) -> None:
    reception(stage, channels=["post"], arrival="postmark")
    assert pointers(stage, stamp="2025-05-19 09:00") == ["/postmarked_on"]
    with pytest.raises(TooLate):
        typed(stage, "2025-05-19 09:00", postmarked_on=date(2025, 5, 17))
    made = typed(stage, "2025-05-19 09:00", postmarked_on=date(2025, 5, 16))
    assert made.postmarked_on == date(2025, 5, 16)


@pytest.mark.parametrize(
    ("channels", "postmark"),
    [(["online"], None), (None, None), (["online", "counter"], date(2025, 5, 15))],
)
def test_paper_comes_only_where_the_call_takes_it(stage: Scene, channels: Any, postmark: Any) -> None:
    stage.call.rules_data = {} if channels is None else {"reception": {"channels": channels}}
    stage.call.save()
    with pytest.raises(PaperNotTaken) as refused:
        typed(stage, postmarked_on=postmark)
    assert "オンライン" in refused.value.text()


@pytest.mark.parametrize("state", ["draft", "published", "reviewing", "deciding", "decided"])
def test_the_round_takes_it_until_the_review(stage: Scene, state: str) -> None:
    stage.call.state = state
    stage.call.save()
    with pytest.raises(RoundNotOpen):
        typed(stage)


def test_stamps_that_cannot_be(stage: Scene) -> None:
    assert pointers(stage, stamp="2025-05-19 09:30:01") == ["/received_at"]
    assert pointers(stage, stamp="2025-04-07 08:59") == ["/received_at"]
    reception(stage, channels=["counter", "post"])
    assert pointers(stage, postmarked_on=date(2025, 5, 17)) == ["/postmarked_on"]


def test_the_form_and_its_documents_are_checked_as_online(stage: Scene) -> None:
    assert pointers(stage, data=form(title="")) == ["/title", "/documents/RULES"]
    assert pointers(stage, data=form(documents=["RULES", "X"])) == ["/documents/1"]
    assert pointers(stage, data=form(documents="RULES")) == ["/documents"]
    stage.department.rules_data = {
        "eligibility": [{"code": "RULES", "must": {"fact": "document", "operator": "=", "value": True,
                                                   "of": "RULES"}}],
        "access": {"requires_award_in": ["X"]},
    }  # fmt: skip
    stage.department.save()
    assert pointers(stage) == ["/department"]


def test_age_goes_by_the_day_of_the_stamp(stage: Scene) -> None:
    age = {"fact": "age_years", "operator": "<", "value": 3, "base_date": "submitted_on"}
    stage.department.rules_data = {"eligibility": [{"code": "AGE", "must": age}]}
    stage.department.save()
    stage.group.founded_on = date(2022, 5, 17)
    stage.group.save()
    typed(stage)  # three years old when it is typed in, not when it came


def test_paper_is_the_officers(stage: Scene) -> None:
    for by, refusal in (
        (stage.fujii, NotFound),
        (stage.aoki, NotFound),
        (stage.fukuda, NotAllowed),
        (make.staff(make.fund(), "officer"), NotFound),
    ):
        with pytest.raises(refusal):
            typed(stage, by=by)
    for missing in ({"department_id": 0}, {"group_id": 0}, {"round_id": make.call(stage.fund).pk}):
        with pytest.raises(NotFound):
            typed(stage, **missing)


def test_a_paper_form_that_is_taken_back_comes_in_online(stage: Scene) -> None:
    with clock_at("2025-05-15 10:00"):
        made = typed(stage, "2025-05-15 09:00")
        services.take_back(application_id=made.pk, by=stage.aoki)
        again = services.submit_application(application_id=made.pk, by=stage.aoki)
    again.refresh_from_db()
    assert (again.number, again.channel, again.received_at) == (made.number, "online", None)
    assert [row["type"] for row in again.submissions.latest("number").data["documents"]] == ["RULES"]


def test_a_correction_of_paper_opens_the_named_fields_only(stage: Scene) -> None:
    made = typed(stage)
    services.ask_correction(
        application_id=made.pk,
        by=stage.endo,
        fields=["title"],
        message="題名",
        due_on=date(2025, 5, 30),
    )
    services.resubmit(application_id=made.pk, by=stage.aoki, data={"title": "みどり"})
    made.refresh_from_db()
    assert (made.state, made.channel, made.title) == ("submitted", "paper", "みどり")


def test_over_http(stage: Scene) -> None:
    path = f"rounds/{stage.call.pk}/paper-applications/"
    body = {
        "department": stage.department.pk,
        "group": stage.group.pk,
        "form": form(documents=["RULES"]),
        "received_at": "2025-05-16T17:00:00+09:00",
    }
    assert set(faults_of(post(stage.endo, path, {**body, "form": form()}))) == {"/documents/RULES"}
    answer = post(stage.endo, path, body)
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["channel"], shown["paper_documents"], shown["state"]) == ("paper", ["RULES"], "submitted")
    assert get(stage.aoki, f"applications/{shown['id']}/").json()["received_at"] == body["received_at"]
    late = post(stage.endo, path, {**body, "received_at": "2025-05-16T17:00:01+09:00"})
    assert late.json()["code"] == "applications.too_late"
    assert post(stage.fujii, path, body).status_code == 404


# The pool in a preview (N12)


@pytest.mark.parametrize(
    ("budget", "pools", "wanted"),
    [
        (None, [], None),
        (300_000, [], 300_000),
        (None, [BudgetPool(4_000_000, ("A", "B"))], 4_000_000),
        (None, [BudgetPool(4_000_000, ("A", "B"), (("A", 700_000),))], 700_000),
        (None, [BudgetPool(4_000_000, ("A", "B"), (("B", 700_000),))], 4_000_000),
        (None, [BudgetPool(4_000_000, ("A", "B"), (("B", 700_000),), spill=False)], 3_300_000),
        (500_000, [BudgetPool(4_000_000, ("A",))], 500_000),
        (None, [BudgetPool(4_000_000, ("B",))], None),
        (None, [BudgetPool(1_000_000, ("A",)), BudgetPool(200_000, ("B", "A"))], 1_200_000),
    ],
)
def test_what_a_department_has_at_hand(
    budget: int | None, pools: list[BudgetPool], wanted: int | None
) -> None:
    assert budget_at_hand("A", budget, pools) == wanted


def test_the_preview_counts_the_pool(stage: Scene) -> None:
    stage.department.budget = None
    stage.department.save()
    filed = make.application(stage.department, stage.group, state="submitted", requested=80_000)
    assert "remaining_budget" not in preview(filed).terms
    stage.call.budget_pools = [{"amount": 50_000, "departments": ["START"]}]
    stage.call.save()
    filed = Application.objects.get(pk=filed.pk)
    assert preview(filed).award == 50_000
    # Without a line there is nothing to share.
    filed.department.rules_data = {"line": {"limit": "none"}}
    filed.department.save()
    assert preview(Application.objects.get(pk=filed.pk)).award == 80_000
