"""Changes and abolitions (§3): asked by the group, prepared and decided by two of the office."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards import hooks, services
from awards.models import Award, ChangeRequest, Refund, Report
from awards.permissions import RelatedParty
from awards.services.change_terms import ChangeTerms
from awards.services.changing import AwardNeverRises, ChangeOpen, NothingChanges
from awards.services.common import TransferUnderWay
from awards.services.offers import BudgetUnbalanced
from common.errors import DomainError, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from ledger import integrity
from ledger import queries as ledger
from ledger.lots import held_by
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene_awards import SUMMER, Stage, at, refused, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    made = stage()
    made.active()
    return made


def ask(scene: Stage, name: str = "B", kind: str = "change", **values: Any) -> ChangeRequest:
    with at(SUMMER):
        return services.ask_change(
            award_id=scene.award(name).pk,
            by=scene.voices[name],
            kind=kind,
            reason=values.pop("reason", "会場が変わります"),
            terms=ChangeTerms(**values),
        )


def prepared(scene: Stage, **values: Any) -> ChangeRequest:
    change = ask(scene, **values)
    with at(SUMMER):
        return services.prepare_change(change_id=change.pk, by=scene.endo)


def approve(scene: Stage, **values: Any) -> ChangeRequest:
    change = prepared(scene, **values)
    with at(SUMMER):
        return services.approve_change(change_id=change.pk, by=scene.fukuda)


def fresh(thing: Any) -> Any:
    thing.refresh_from_db()
    return thing


def test_a_lowered_award_goes_back_in_the_reverse_order_of_the_draw(scene: Stage) -> None:
    """B drew GRN 161,500, then MATCH 235,500. 97,000 less: MATCH gets them back (R12)."""
    change = ask(scene, new_amount=300_000, new_budget={"total": 543_000, "other_income": 243_000})
    award = scene.award("B")
    assert (award.state, change.state, award.amount) == ("change_pending", "asked", 397_000)
    with at(SUMMER):
        services.prepare_change(change_id=change.pk, by=scene.endo)
        services.approve_change(change_id=change.pk, by=scene.fukuda)

    award.refresh_from_db()
    assert (award.state, award.amount, award.version) == ("active", 300_000, 2)
    assert award.accepted_budget == {"total": 543_000, "other_income": 243_000}
    assert scene.lines("award_change") == [[("2010", "", 97_000, 0), ("5010", "MATCH", 0, 97_000)]]
    assert scene.balances()["MATCH"] == 97_000
    assert ledger.payable_for(award.reference) == 300_000
    assert held_by(scene.book, award.reference) == 300_000
    # R4 anew: 300,000 × 0.8 = 240,000.
    assert [(row.amount, row.state) for row in award.instalments.all()] == [(240_000, "planned")]
    assert fresh(change).decided_by_id == scene.fukuda.pk
    assert Notice.objects.get(kind="change_decided").context["amount"] == "300,000円"
    assert integrity.failures() == {}


def test_more_than_the_last_sub_fund_gave(scene: Stage) -> None:
    """297,000 less: all 235,500 of MATCH, then 61,500 of GRN."""
    approve(scene, new_amount=100_000)
    assert scene.lines("award_change") == [
        [("2010", "", 297_000, 0), ("5010", "MATCH", 0, 235_500), ("5010", "GRN", 0, 61_500)]
    ]


def test_what_was_paid_above_the_new_amount_is_asked_back(scene: Stage) -> None:
    """Paid 317,000 of 397,000; lowered to 300,000: 80,000 were never paid, 17,000 come back."""
    award = scene.paid("B")
    approve(scene, new_amount=300_000)

    assert scene.lines("award_change") == [
        [("1060", "", 17_000, 0), ("2010", "", 80_000, 0), ("5010", "MATCH", 0, 97_000)]
    ]
    refund = Refund.objects.get(award=award)
    assert (refund.reason, refund.principal, refund.state) == ("change", 17_000, "open")
    # An ordinary refund bears no surcharge (R6).
    assert (refund.surcharge_from, refund.due_on) == (None, date(2025, 8, 31))
    assert (ledger.payable_for(award.reference), ledger.receivable_for(award.reference)) == (0, 17_000)
    assert integrity.failures() == {}

    # Lowered once more: the one open refund grows.
    approve(scene, new_amount=290_000)
    assert fresh(refund).principal == 27_000
    assert scene.lines("award_change")[1] == [("1060", "", 10_000, 0), ("5010", "MATCH", 0, 10_000)]
    assert integrity.failures() == {}


def test_a_change_of_the_project_alone_moves_no_yen(scene: Stage) -> None:
    approve(scene)
    award = scene.award("B")
    assert (award.state, award.amount, award.version) == ("active", 397_000, 2)
    assert not scene.lines("award_change")


def test_the_award_never_rises(scene: Stage) -> None:
    for amount in (397_001, 0, -1):
        refused(AwardNeverRises, lambda amount=amount: ask(scene, new_amount=amount), SUMMER)


def test_a_new_budget_balances(scene: Stage) -> None:
    budget: dict[str, Any] = {"total": 640_000, "other_income": 242_999}
    assert refused(BudgetUnbalanced, lambda: ask(scene, new_budget=budget), SUMMER).extra["gap"] == 1
    rows = [{"category": "報償費", "amount": 600_000}, {"category": "旅費", "amount": 39_999}]
    budget = {"total": 640_000, "other_income": 243_000, "rows": rows}
    refused(BudgetUnbalanced, lambda: ask(scene, new_budget=budget), SUMMER)
    rows[1]["amount"] = 40_000
    assert ask(scene, new_budget=budget).new_budget == budget


def test_an_abolition_carries_no_amount_and_every_request_a_reason(scene: Stage) -> None:
    refused(NothingChanges, lambda: ask(scene, kind="abolition", new_amount=1), SUMMER)
    refused(ReasonMissing, lambda: ask(scene, reason="  "), SUMMER)


def test_one_request_at_a_time(scene: Stage) -> None:
    ask(scene)
    refused(ChangeOpen, lambda: ask(scene), SUMMER)
    refused(ChangeOpen, lambda: ask(scene, kind="abolition"), SUMMER)


def test_who_may_ask_and_withdraw(scene: Stage) -> None:
    award = scene.award("B")
    cases: list[tuple[Any, type[DomainError]]] = [
        (scene.fujii, NotFound),
        (scene.voices["A"], NotFound),
        (scene.viewer, NotAllowed),
        (scene.endo, NotAllowed),
    ]
    for person, error in cases:
        refused(
            error,
            lambda person=person: services.ask_change(
                award_id=award.pk, by=person, kind="change", reason="x"
            ),
            SUMMER,
        )
    change = prepared(scene)
    for person, error in cases:
        refused(error, lambda person=person: services.withdraw_change(change_id=change.pk, by=person), SUMMER)
    with at(SUMMER):
        services.withdraw_change(change_id=change.pk, by=scene.voices["B"])
    assert (fresh(change).state, fresh(award).state) == ("withdrawn", "active")
    assert (award.version, award.amount) == (1, 397_000)
    refused(WrongState, lambda: services.withdraw_change(change_id=change.pk, by=scene.voices["B"]), SUMMER)
    assert ask(scene).state == "asked"


def test_who_may_prepare_and_decide(scene: Stage) -> None:
    both = make.staff(scene.fund, "officer", "approver", name="both")
    change = ask(scene, new_amount=300_000)

    def prepare(by: Any) -> object:
        return services.prepare_change(change_id=change.pk, by=by)

    def decide(by: Any) -> object:
        return services.approve_change(change_id=change.pk, by=by)

    def refuse(by: Any) -> object:
        return services.refuse_change(change_id=change.pk, by=by, reason="理由")

    for person, error in (
        (scene.fujii, NotFound),
        (scene.voices["A"], NotFound),
        (scene.voices["B"], NotAllowed),
        (scene.fukuda, NotAllowed),
    ):
        refused(error, lambda person=person: prepare(person), SUMMER)
    refused(WrongState, lambda: decide(scene.fukuda), SUMMER)
    with at(SUMMER):
        prepare(both)
    for act in (decide, refuse):
        refused(SamePerson, lambda act=act: act(both), SUMMER)
        refused(NotAllowed, lambda act=act: act(scene.endo), SUMMER)
        refused(NotAllowed, lambda act=act: act(scene.voices["B"]), SUMMER)
        refused(NotFound, lambda act=act: act(scene.fujii), SUMMER)
    Membership.objects.create(group=scene.groups["B"], user=scene.fukuda, role="viewer")
    refused(RelatedParty, lambda: decide(scene.fukuda), SUMMER)
    with at(SUMMER):
        decide(scene.hoshi)
    refused(WrongState, lambda: decide(scene.hoshi), SUMMER)


def test_a_refused_request_leaves_the_award_as_it_was(scene: Stage) -> None:
    change = prepared(scene, new_amount=300_000)
    refused(
        ReasonMissing,
        lambda: services.refuse_change(change_id=change.pk, by=scene.fukuda, reason=" "),
        SUMMER,
    )
    with at(SUMMER):
        services.refuse_change(change_id=change.pk, by=scene.fukuda, reason="事業の目的が変わるため")
    award = scene.award("B")
    assert (award.state, award.amount, award.version) == ("active", 397_000, 1)
    assert (fresh(change).state, change.decision_reason) == ("refused", "事業の目的が変わるため")
    letter = Notice.objects.get(kind="change_decided")
    assert (letter.recipient_id, letter.context["reason"]) == (
        scene.voices["B"].pk,
        "事業の目的が変わるため",
    )


def test_nothing_is_lowered_while_a_transfer_is_under_way(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = prepared(scene, new_amount=300_000)
    monkeypatch.setattr(hooks, "transfer_under_way", [lambda award: True])
    refused(TransferUnderWay, lambda: services.approve_change(change_id=change.pk, by=scene.fukuda), SUMMER)


def test_an_abolished_project_is_reported_at_once_and_fixed_over_what_was_accepted(scene: Stage) -> None:
    """Paid 317,000; by 1 August 80,000 were accepted of 90,000 spent: R5 leaves min(397,000,
    80,000 × 3/4 = 60,000, 90,000 − 0) = 60,000, so 257,000 come back and 80,000 are never paid."""
    award = scene.paid("B")
    change = ask(scene, kind="abolition")
    assert scene.award("B").state == "active"
    with at(SUMMER):
        services.prepare_change(change_id=change.pk, by=scene.endo)
        services.approve_change(change_id=change.pk, by=scene.fukuda)

    award.refresh_from_db()
    report = Report.objects.get(award=award)
    assert (award.state, award.project_to, award.report_due_on) == (
        "abolished",
        date(2025, 8, 1),
        date(2025, 8, 31),
    )
    assert (report.state, report.due_on) == ("due", date(2025, 8, 31))
    assert not scene.lines("award_change")
    assert Notice.objects.filter(kind="abolition_approved", recipient=scene.voices["B"]).count() == 1

    voice = scene.voices["B"]
    with at("2025-08-20 10:00"):
        services.start_report(award_id=award.pk, by=voice)
        services.save_report(
            report_id=report.pk,
            by=voice,
            data={
                "other_income": 0,
                "text": "中止しました。",
                "rows": [
                    {"category": "報償費", "amount": 80_000, "paid_on": "2025-07-31"},
                    {"category": "報償費", "amount": 10_000, "paid_on": "2025-08-02"},
                ],
            },
        )
        services.submit_report(report_id=report.pk, by=voice)
        services.judge_rows(
            report_id=report.pk,
            by=scene.endo,
            verdicts=[{"position": 0, "verdict": "accepted", "accepted": 80_000}],
        )
        services.accept_report(report_id=report.pk, by=scene.endo)
        services.prepare_fixing(award_id=award.pk, by=scene.endo)
        services.approve_fixing(award_id=award.pk, by=scene.fukuda)
    assert scene.lines("fixing") == [
        [
            ("1060", "", 257_000, 0),
            ("2010", "", 80_000, 0),
            ("5010", "MATCH", 0, 235_500),
            ("5010", "GRN", 0, 101_500),
        ]
    ]
    refund = Refund.objects.get(award=award)
    assert (refund.reason, refund.principal) == ("abolition", 257_000)
    with at("2025-09-01 10:00"):
        services.receive_refund(refund_id=refund.pk, amount=257_000, on=date(2025, 9, 1), by=scene.endo)
    assert fresh(award).state == "settled"
    assert integrity.failures() == {}


def test_a_project_past_its_end_keeps_its_dates_when_given_up(scene: Stage) -> None:
    """Asked after 31 January 2026: the project's end and the report's day stay where they were."""
    Award.objects.filter(pk=scene.award("B").pk).update(project_to=date(2025, 7, 20))
    Report.objects.filter(award=scene.award("B")).update(due_on=date(2025, 8, 10), state="draft")
    approve(scene, kind="abolition")
    award = scene.award("B")
    assert (award.project_to, award.report_due_on) == (date(2025, 7, 20), date(2025, 8, 10))
    assert Report.objects.get(award=award).state == "draft"


@pytest.mark.parametrize("kind", ["change", "abolition"])
def test_a_reported_award_is_past_changing(scene: Stage, kind: str) -> None:
    Award.objects.filter(pk=scene.award("B").pk).update(state="reported")
    refused(WrongState, lambda: ask(scene, kind=kind), SUMMER)


def test_an_abolition_asked_before_the_report_came_in_is_past_deciding(scene: Stage) -> None:
    change = prepared(scene, kind="abolition")
    Award.objects.filter(pk=scene.award("B").pk).update(state="reported")
    refused(WrongState, lambda: services.approve_change(change_id=change.pk, by=scene.fukuda), SUMMER)


def test_a_refund_after_a_change_and_the_fixing_are_one_debt(scene: Stage) -> None:
    """Lowered to 300,000 with 17,000 to come back; fixed at 87,000 × … see below: all is one refund.

    Accepted 320,000 × 3/4 = 240,000; 400,000 − 100,000 = 300,000: fixed 240,000. Paid 317,000: 77,000
    come back, of which 17,000 were asked for before."""
    award = scene.paid("B")
    approve(scene, new_amount=300_000)
    voice = scene.voices["B"]
    with at("2026-02-20 10:00"):
        services.start_reports()
        report = services.start_report(award_id=award.pk, by=voice)
        services.save_report(
            report_id=report.pk,
            by=voice,
            data={
                "other_income": 100_000,
                "text": "終わりました。",
                "rows": [
                    {"category": "報償費", "amount": 320_000, "paid_on": "2025-09-01"},
                    {"category": "その他", "amount": 80_000, "paid_on": "2025-09-01"},
                ],
            },
        )
        services.submit_report(report_id=report.pk, by=voice)
        services.judge_rows(
            report_id=report.pk,
            by=scene.endo,
            verdicts=[
                {"position": 0, "verdict": "accepted", "accepted": 320_000},
                {"position": 1, "verdict": "ineligible", "accepted": 0, "reason": "対象外"},
            ],
        )
        services.accept_report(report_id=report.pk, by=scene.endo)
        services.prepare_fixing(award_id=award.pk, by=scene.endo)
        services.approve_fixing(award_id=award.pk, by=scene.fukuda)
    assert scene.lines("fixing") == [[("1060", "", 60_000, 0), ("5010", "MATCH", 0, 60_000)]]
    assert list(Refund.objects.order_by("pk").values_list("reason", "principal", "state")) == [
        ("change", 17_000, "void"),
        ("fixing", 77_000, "open"),
    ]
    assert ledger.receivable_for(award.reference) == 77_000
    assert integrity.failures() == {}
