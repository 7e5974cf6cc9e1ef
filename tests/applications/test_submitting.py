"""Submission, taking back, correction, withdrawal: what is kept, what is told, what is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from applications import services
from applications.models import Application, AwardHistory, BudgetRow, Consent, ReceiptCounter, Submission
from applications.services.common import RoundNotOpen, TooLate
from applications.services.filing import NumberTaken
from applications.services.submitting import AwardAccepted, CorrectionLate
from common.errors import DomainError, FieldErrors, NotAllowed, NotFound, SamePerson, StaleVersion, WrongState
from fund.models import DocumentType, FormQuestion
from notices.models import Notice
from tests import factories as make
from tests.applications.forms import PDF, form
from tests.applications.scene import DURING, Scene, clock_at, queries, scene
from trail.queries import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def submit(stage: Scene, application: Application, **more: Any) -> Application:
    return services.submit_application(application_id=application.pk, by=stage.aoki, **more)


def test_submission_keeps_exactly_what_was_filed(stage: Scene) -> None:
    application = submit(stage, stage.draft(title="か\u3099くふ 𠮷"))

    assert (application.state, application.number, application.title) == (
        "submitted",
        "R7-05-001",
        "か\u3099くふ 𠮷",
    )
    assert (application.requested, application.in_grace, application.submitted_at) == (80_000, False, DURING)
    submission = application.submissions.get()
    assert submission.number == 1
    assert submission.data["title"] == "か\u3099くふ 𠮷"
    assert submission.data["expenses"][1]["amount"] == 40_000
    assert submission.profile["name_kana"] == "ミドリノカイ"
    content = {"number": "R7-05-001", "data": submission.data, "profile": submission.profile}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert submission.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_submission_writes_the_budget_rows(stage: Scene) -> None:
    application = submit(stage, stage.draft())
    rows = BudgetRow.objects.filter(application=application).order_by("side", "position")
    assert list(rows.values_list("side", "position", "category", "unit_price", "quantity", "amount")) == [
        ("expense", 0, "報償費", 20_000, 3, 60_000),
        ("expense", 1, "消耗品費", 5_000, 8, 40_000),
        ("income", 0, "会費", None, None, 20_000),
    ]


def test_later_edits_of_the_profile_leave_the_snapshot_alone(stage: Scene) -> None:
    application = submit(stage, stage.draft())
    stage.group.name = "別の名"
    stage.group.save()
    assert application.submissions.get().profile["name"] == "みどりの会"


def test_submissions_are_append_only(stage: Scene) -> None:
    submission = submit(stage, stage.draft()).submissions.get()
    for change in (
        lambda: Submission.objects.filter(pk=submission.pk).update(sha256="x"),
        lambda: Submission.objects.filter(pk=submission.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_consents_carry_wording_version_and_time(stage: Scene) -> None:
    application = submit(stage, stage.draft())
    assert set(
        Consent.objects.filter(application=application).values_list("kind", "wording_version", "at")
    ) == {
        ("antisocial", "1", DURING),
        ("personal_data", "1", DURING),
        ("publication", "1", DURING),
    }


def test_group_gets_a_receipt_with_number_and_hash(stage: Scene) -> None:
    application = submit(stage, stage.draft())
    submission = application.submissions.get()
    notices = Notice.objects.filter(subject_key=f"application:{application.pk}")
    # Aoki and Baba write for the group; the viewer does not.
    assert {notice.recipient for notice in notices} == {stage.aoki, stage.baba}
    assert {notice.kind for notice in notices} == {"application_submitted"}
    for notice in notices:
        assert notice.context["number"] == "R7-05-001"
        assert notice.context["sha256"] == submission.sha256
        assert notice.context["submitted_at"] == "令和7年5月1日(木) 10:00"


def test_numbers_are_gapless_whatever_fails_between(stage: Scene) -> None:
    first = submit(stage, stage.draft())
    with pytest.raises(FieldErrors):
        submit(stage, stage.draft(title=""))
    second = submit(stage, stage.draft())
    services.take_back(application_id=second.pk, by=stage.aoki)
    third = submit(stage, stage.draft())
    again = submit(stage, second)

    assert [first.number, again.number, third.number] == ["R7-05-001", "R7-05-002", "R7-05-003"]
    other = scene()
    assert submit(other, other.draft()).number == "R7-05-001"


def test_number_given_elsewhere_is_kept_and_counted_on(stage: Scene) -> None:
    assert submit(stage, stage.draft(), number="R7-05-007").number == "R7-05-007"
    assert submit(stage, stage.draft(), number="旧-12").number == "旧-12"
    with pytest.raises(NumberTaken):
        submit(stage, stage.draft(), number="旧-12")
    assert submit(stage, stage.draft()).number == "R7-05-008"
    assert ReceiptCounter.objects.get(round=stage.call).last == 8


def test_every_fault_is_told_at_once_and_nothing_changes(stage: Scene) -> None:
    FormQuestion.objects.create(round=stage.call, code="why", label_ja="なぜ")
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約")
    application = stage.draft(title="字" * 41, tags="環境", consents=["antisocial"], income=[{"amount": "x"}])

    with pytest.raises(FieldErrors) as refused:
        submit(stage, application)

    assert {fault.pointer for fault in refused.value.faults} == {
        "/title",
        "/tags",
        "/income/0/category",
        "/income/0/amount",
        "/answers/why",
        "/consents",
        "/documents/rules",
    }
    application.refresh_from_db()
    assert (application.state, application.number) == ("draft", "")
    assert not Submission.objects.exists()
    assert not Notice.objects.exists()
    assert not ReceiptCounter.objects.exists()


def test_questions_and_documents_of_another_department_are_not_asked(stage: Scene) -> None:
    other = make.department(stage.call, "COLLAB")
    FormQuestion.objects.create(round=stage.call, department=other, code="why", label_ja="なぜ")
    DocumentType.objects.create(round=stage.call, department=other, code="rules", label_ja="規約")
    assert submit(stage, stage.draft()).state == "submitted"


def test_required_document_is_handed_in(stage: Scene) -> None:
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約")
    application = stage.draft()
    services.attach_document(
        application_id=application.pk, by=stage.aoki, name="規約.pdf", content=PDF, document_code="rules"
    )

    submission = submit(stage, application).submissions.get()

    assert submission.data["documents"] == [
        {
            "id": application.attachments.get().pk,
            "type": "rules",
            "name": "規約.pdf",
            "size": len(PDF),
            "sha256": hashlib.sha256(PDF).hexdigest(),
        }
    ]


def test_stale_version_is_not_submitted(stage: Scene) -> None:
    application = stage.draft()
    with pytest.raises(StaleVersion):
        submit(stage, application, if_version=1)
    assert submit(stage, application, if_version=2).state == "submitted"


def test_only_writers_of_the_group_submit(stage: Scene) -> None:
    application = stage.draft()
    for other, refusal in ((stage.viewer, NotAllowed), (stage.fujii, NotFound), (stage.endo, NotFound)):
        with pytest.raises(refusal):
            services.submit_application(application_id=application.pk, by=other)
    assert services.submit_application(application_id=application.pk, by=stage.baba).state == "submitted"


@pytest.mark.parametrize(
    ("now", "in_grace", "refusal"),
    [
        ("2025-05-16 17:00:00", False, None),
        ("2025-05-16 17:00:01", True, None),
        ("2025-05-16 17:10:00", True, None),
        ("2025-05-16 17:10:01", False, TooLate),
    ],
)
def test_deadline_and_grace(stage: Scene, now: str, in_grace: bool, refusal: type[Exception] | None) -> None:
    application = stage.draft()
    with clock_at(now):
        if refusal is not None:
            with pytest.raises(refusal) as refused:
                submit(stage, application)
            assert "令和7年5月16日(金) 17:00" in refused.value.text()
            return
        assert submit(stage, application).in_grace is in_grace
    assert application.submissions.get().in_grace is in_grace


@pytest.mark.parametrize("state", ["published", "reviewing", "decided", "cancelled"])
def test_only_an_open_call_takes_submissions(stage: Scene, state: str) -> None:
    application = stage.draft()
    stage.call.state = state
    stage.call.save()
    with pytest.raises(RoundNotOpen):
        submit(stage, application)


# Extension (R7)


def extend(stage: Scene, application: Application, until: str = "2025-05-18 12:00") -> None:
    services.extend_deadline(
        application_id=application.pk, by=stage.endo, until=make.at(until), reason="停電のため"
    )


def test_extension_holds_once_a_second_person_approved_it(stage: Scene) -> None:
    application, other = stage.draft(), stage.draft()
    extend(stage, application)
    stage.call.state = "closed"
    stage.call.save()
    with clock_at("2025-05-18 11:00"):
        with pytest.raises(TooLate):
            submit(stage, application)
        services.approve_extension(application_id=application.pk, by=stage.fukuda)
        assert submit(stage, application).in_grace is False
        with pytest.raises(TooLate):
            submit(stage, other)
    assert Notice.objects.filter(kind="deadline_extended").count() == 2


def test_extension_ends_too(stage: Scene) -> None:
    application = stage.draft()
    extend(stage, application)
    services.approve_extension(application_id=application.pk, by=stage.fukuda)
    with clock_at("2025-05-18 12:00:01"), pytest.raises(TooLate) as refused:
        submit(stage, application)
    assert "5月18日" in refused.value.text()


def test_extension_needs_two_people_and_a_later_time(stage: Scene) -> None:
    application = stage.draft()
    both = make.staff(stage.fund, "officer", "approver")
    with pytest.raises(FieldErrors):
        extend(stage, application, until="2025-05-16 17:00")
    with pytest.raises(NotAllowed):
        services.extend_deadline(
            application_id=application.pk, by=stage.fukuda, until=make.at("2025-05-18 12:00"), reason="x"
        )
    services.extend_deadline(
        application_id=application.pk, by=both, until=make.at("2025-05-18 12:00"), reason="x"
    )
    with pytest.raises(SamePerson):
        services.approve_extension(application_id=application.pk, by=both)
    assert services.approve_extension(application_id=application.pk, by=stage.fukuda).approved_at == DURING


# Taking back


def test_take_back_before_the_deadline_only(stage: Scene) -> None:
    application = submit(stage, stage.draft())
    with clock_at("2025-05-16 17:00:01"), pytest.raises(TooLate):
        services.take_back(application_id=application.pk, by=stage.aoki)
    services.take_back(application_id=application.pk, by=stage.aoki)
    services.save_draft(
        application_id=application.pk, by=stage.aoki, data={"title": "改めた題"}, if_version=None
    )
    submit(stage, application)

    assert [row.data["title"] for row in application.submissions.all()] == ["みどりの観察会", "改めた題"]
    assert Notice.objects.filter(kind="application_submitted", recipient=stage.aoki).count() == 2


# Correction (補正)


def test_correction_opens_the_named_fields_only(stage: Scene) -> None:
    application = stage.returned("summary", "outcome")
    notice = Notice.objects.get(kind="application_correction", recipient=stage.aoki)
    assert notice.context["fields"] == "概要、期待される効果"
    assert notice.context["due_on"] == "令和7年5月20日(火)"

    with pytest.raises(FieldErrors) as refused:
        services.resubmit(
            application_id=application.pk,
            by=stage.aoki,
            data={"summary": "直した概要", "title": "ついでに直した題", "requested": "80,000"},
        )
    # 80,000 typed in another way is no change.
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/title", "applications.not_open")]
    application.refresh_from_db()
    assert (application.state, application.draft["title"]) == ("returned", "みどりの観察会")

    services.resubmit(application_id=application.pk, by=stage.aoki, data={"summary": "直した概要"})

    application.refresh_from_db()
    assert (application.state, application.summary) == ("submitted", "直した概要")
    assert [row.number for row in application.submissions.all()] == [1, 2]
    assert application.corrections.get().state == "answered"
    assert application.number == "R7-05-001"


def test_correction_is_checked_like_a_submission(stage: Scene) -> None:
    application = stage.returned("expenses")
    data = form()["expenses"]
    data[0]["quantity"] = 4
    with pytest.raises(FieldErrors) as refused:
        services.resubmit(application_id=application.pk, by=stage.aoki, data={"expenses": data})
    # 20,000 × 4 + 40,000 = 120,000 against 100,000.
    assert [fault.extra["gap"] for fault in refused.value.faults] == [20_000]


def test_correction_may_be_drafted_first(stage: Scene) -> None:
    application = stage.returned("summary")
    services.save_draft(
        application_id=application.pk, by=stage.baba, data={"summary": "下書きの概要"}, if_version=2
    )
    services.resubmit(application_id=application.pk, by=stage.aoki, if_version=3)
    application.refresh_from_db()
    assert application.summary == "下書きの概要"


def test_documents_change_only_when_opened(stage: Scene) -> None:
    closed, opened = stage.returned("summary"), stage.returned("documents")
    with pytest.raises(services.documents.DocumentsNotOpen):
        services.attach_document(application_id=closed.pk, by=stage.aoki, name="a.pdf", content=PDF)
    services.attach_document(application_id=opened.pk, by=stage.aoki, name="a.pdf", content=PDF)
    services.resubmit(application_id=opened.pk, by=stage.aoki)
    assert len(opened.submissions.latest("number").data["documents"]) == 1


def test_correction_is_in_time_until_its_day_ends(stage: Scene) -> None:
    application = stage.returned("summary")
    with clock_at("2025-05-21 00:00"), pytest.raises(CorrectionLate):
        services.resubmit(application_id=application.pk, by=stage.aoki, data={"summary": "遅い"})
    with clock_at("2025-05-20 23:59:59"):
        services.resubmit(application_id=application.pk, by=stage.aoki, data={"summary": "間に合う"})


def test_correction_request_is_complete(stage: Scene) -> None:
    application = stage.submitted()
    with pytest.raises(FieldErrors) as refused:
        services.ask_correction(
            application_id=application.pk,
            by=stage.endo,
            fields=["summary", "state"],
            message=" ",
            due_on=make.at("2025-04-30 00:00").date(),
        )
    assert [f.pointer for f in refused.value.faults] == ["/fields/1", "/message", "/due_on"]


def test_expired_corrections_end_the_application_once(stage: Scene) -> None:
    late, answered = stage.returned("summary"), stage.returned("summary")
    services.resubmit(application_id=answered.pk, by=stage.aoki, data={"summary": "直した"})
    with clock_at("2025-05-20 23:59"):
        assert services.expire_corrections() == 0
    with clock_at("2025-05-21 00:00"):
        assert services.expire_corrections() == 1
        assert services.expire_corrections() == 0
    late.refresh_from_db()
    answered.refresh_from_db()
    assert (late.state, answered.state) == ("ineligible", "submitted")
    assert late.corrections.get().state == "expired"
    event = timeline(late).last()
    assert event is not None
    assert (event.verb, event.actor_id) == ("expire_correction", None)
    assert Notice.objects.filter(kind="application_ineligible").count() == 2


def test_expiry_costs_the_same_for_any_number(stage: Scene) -> None:
    made = []
    for number in (3, 30):
        for _ in range(number):
            stage.returned("summary")
        with clock_at("2025-05-21 00:00"):
            made.append(queries(services.expire_corrections))
    assert Application.objects.filter(state="ineligible").count() == 33
    # SQLite takes 999 values in one statement: the 60 letters need a second one.
    assert made[1] - made[0] <= 1


# Withdrawal (取下げ)


@pytest.mark.parametrize("state", ["submitted", "accepted", "under_review", "shortlisted", "approved"])
def test_withdrawal_until_the_award(stage: Scene, state: str) -> None:
    application = stage.in_state(state)
    stage.call.released_at = DURING
    stage.call.save()
    services.withdraw(application_id=application.pk, by=stage.aoki, reason="都合により")
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert Notice.objects.filter(kind="application_withdrawn").count() == 2


def test_withdrawal_drops_the_open_correction(stage: Scene) -> None:
    application = stage.returned("summary")
    services.withdraw(application_id=application.pk, by=stage.aoki)
    assert application.corrections.get().state == "dropped"


def test_accepted_award_is_not_withdrawn(stage: Scene) -> None:
    application = stage.in_state("approved")
    stage.call.released_at = DURING
    stage.call.save()
    services.record_award_history(
        fund=stage.fund,
        group_id=stage.group.pk,
        department_code="START",
        fiscal_year=2025,
        project_key=application.title,
        reference="award:1",
        application_id=application.pk,
    )
    with pytest.raises(AwardAccepted):
        services.withdraw(application_id=application.pk, by=stage.aoki)
    assert AwardHistory.objects.count() == 1


def test_no_refusal_tells_the_result_before_its_release(stage: Scene) -> None:
    """Whatever the group tries, the answer is the same for every decision."""
    tries: list[Callable[[int], Any]] = [
        lambda pk: services.withdraw(application_id=pk, by=stage.aoki),
        lambda pk: services.take_back(application_id=pk, by=stage.aoki),
        lambda pk: services.discard(application_id=pk, by=stage.aoki),
        lambda pk: services.submit_application(application_id=pk, by=stage.aoki),
        lambda pk: services.resubmit(application_id=pk, by=stage.aoki),
        lambda pk: services.save_draft(application_id=pk, by=stage.aoki, data={}, if_version=None),
        lambda pk: services.attach_document(application_id=pk, by=stage.aoki, name="a.pdf", content=PDF),
    ]
    for attempt in tries:
        answers = set()
        for state in ("approved", "waitlisted", "declined"):
            with pytest.raises(DomainError) as refused:
                attempt(stage.in_state(state).pk)
            answers.add((refused.value.code, str(refused.value.extra), refused.value.text("ja")))
        assert len(answers) == 1
        assert "採択" not in str(answers)


def test_office_and_outsiders_do_not_withdraw(stage: Scene) -> None:
    application = stage.submitted()
    for other, refusal in ((stage.endo, NotAllowed), (stage.viewer, NotAllowed), (stage.fujii, NotFound)):
        with pytest.raises(refusal):
            services.withdraw(application_id=application.pk, by=other)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_draft_is_not_withdrawn_nor_a_submission_discarded(stage: Scene) -> None:
    draft, filed = stage.draft(), stage.submitted()
    with pytest.raises(WrongState):
        services.withdraw(application_id=draft.pk, by=stage.aoki)
    with pytest.raises(WrongState):
        services.discard(application_id=filed.pk, by=stage.aoki)


def test_submission_costs_the_same_for_any_budget(stage: Scene) -> None:
    submit(stage, stage.draft())  # the round's counter is there
    made = []
    for rows in (3, 30):
        expenses = [{"category": "旅費", "unit_price": 1_000, "quantity": 1}] * rows
        application = stage.draft(expenses=expenses, income=[], requested=1_000 * rows)
        made.append(queries(lambda application=application: submit(stage, application)))
    assert BudgetRow.objects.filter(category="旅費").count() == 33
    assert made[0] == made[1]
