"""A final report: when it falls due, how its rows are written, handed in, judged, sent back and accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from awards.models import Award, ChangeRequest, Report, ReportRow
from awards.permissions import RelatedParty
from awards.services import judging, reporting
from common import clock, clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, StaleVersion, WrongState
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene import REPORTED, Hooks, Scene, hooks_off, queries, row, scene
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def above(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    return hooks_off(monkeypatch)


@pytest.fixture
def here() -> Scene:
    return scene("A")


def pointers(error: pytest.ExceptionInfo[FieldErrors]) -> list[str]:
    return [fault.pointer for fault in error.value.faults]


def states(here: Scene, name: str = "A") -> tuple[str, str]:
    return here.award(name).state, here.report(name).state


def stand(here: Scene, state: str) -> None:
    Award.objects.filter(pk=here.awards["A"].pk).update(state=state)


def abandon(here: Scene, on: str = "2025-10-15 12:00") -> None:
    """The project was given up on a day."""
    stand(here, "abolished")
    ChangeRequest.objects.create(
        award=here.awards["A"],
        kind="abolition",
        reason="担い手がいない",
        state="approved",
        asked_by=here.voices["A"],
        asked_at=make.at("2025-10-01 12:00"),
        decided_at=make.at(on),
    )


# Falling due


@pytest.mark.parametrize(
    ("today", "due_on", "count"),
    [
        (date(2026, 1, 31), date(2026, 3, 31), 0),  # the project's last day is still the project's
        (date(2026, 2, 1), date(2026, 3, 31), 1),
        (date(2025, 12, 31), date(2026, 1, 31), 0),  # 31 days before
        (date(2026, 1, 1), date(2026, 1, 31), 1),  # 30 days before
    ],
)
def test_a_report_falls_due_after_the_project_or_thirty_days_before_its_day(
    here: Scene, today: date, due_on: date, count: int
) -> None:
    Report.objects.update(due_on=due_on)
    with clock_control.on(today):
        assert reporting.start_reports() == count
        assert reporting.start_reports() == 0

    assert here.report().state == ("due" if count else "not_due")
    told = Notice.objects.filter(kind="report_due").values_list("recipient_id", flat=True)
    assert list(told) == [here.voices["A"].pk] * count


def test_a_project_given_up_is_reported_at_once_and_a_cancelled_one_never(here: Scene) -> None:
    here.decide("X", like="B")
    stand(here, "abolished")
    Award.objects.filter(pk=here.awards["X"].pk).update(state="cancelled")

    with clock_control.on(date(2025, 10, 15)):
        assert reporting.start_reports() == 1
    assert here.report("A").state == "due"
    with clock_control.on(REPORTED):
        assert reporting.start_reports() == 0
    assert here.report("X").state == "not_due"


# Writing


def test_a_writer_of_the_group_starts_the_report_once(here: Scene) -> None:
    with clock_control.on(REPORTED):
        with pytest.raises(WrongState):
            reporting.start_report(award_id=here.awards["A"].pk, by=here.voices["A"])
        reporting.start_reports()
        for person, error in (
            (here.fujii, NotFound),
            (here.viewers["A"], NotAllowed),
            (here.endo, NotAllowed),
        ):
            with pytest.raises(error):
                reporting.start_report(award_id=here.awards["A"].pk, by=person)
        assert here.report().state == "due"

        reporting.start_report(award_id=here.awards["A"].pk, by=here.voices["A"])
        with pytest.raises(WrongState):
            reporting.start_report(award_id=here.awards["A"].pk, by=here.voices["A"])
        with pytest.raises(NotFound):
            reporting.start_report(award_id=here.awards["A"].pk, by=here.voices["A"], kind="interim")
    assert states(here) == ("active", "draft")


def test_saving_takes_the_place_of_all_rows_and_keeps_half_finished_ones(here: Scene) -> None:
    here.started()
    with clock_control.on(REPORTED):
        here.save(rows=[row(1_000), row(2_000), row(3_000)], income=500)
        here.save(
            rows=[
                row(4_000, "2025/9/1", voucher=False, description="紙"),
                row(0, None, category=""),
            ],
            income=700,
            text="楽しかった",
        )

    report = here.report()
    assert [item["amount"] for item in report.draft["rows"]] == [4_000, 0]
    assert (report.draft["other_income"], report.draft["text"], report.version) == (700, "楽しかった", 3)
    # Nothing of it is the report before it is handed in.
    assert (report.other_income, report.text, report.rows.count()) == (0, "", 0)


def test_whatever_is_typed_is_kept_and_judged_when_handed_in(here: Scene) -> None:
    here.started()
    rows = [row(-1), row(1, "きのう", colour="red"), row(1, category="あ" * 61), "行ではない"]
    typed = {"rows": rows, "other_income": -5, "text": "い" * 4001, "people": "たくさん", "memo": 1}
    voice, pk = here.voices["A"], here.report().pk
    with clock_control.on(REPORTED):
        reporting.save_report(report_id=pk, by=voice, data=typed)
        assert here.report().draft == typed
        with pytest.raises(FieldErrors) as error:
            reporting.submit_report(report_id=pk, by=voice)

    assert pointers(error) == [
        "/memo", "/text", "/people", "/rows/0/amount", "/rows/1/colour", "/rows/1/paid_on",
        "/rows/2/category", "/rows/3", "/other_income",
    ]  # fmt: skip
    assert here.report().draft == typed
    assert states(here) == ("active", "draft")
    assert not here.report().rows.exists()


def test_a_second_tab_overwrites_nothing(here: Scene) -> None:
    here.started()
    voice, pk = here.voices["A"], here.report().pk
    with clock_control.on(REPORTED):
        reporting.save_report(report_id=pk, by=voice, data={"text": "一枚目"}, if_version=1)
        with pytest.raises(StaleVersion) as error:
            reporting.save_report(report_id=pk, by=voice, data={"text": "二枚目"}, if_version=1)
        assert error.value.extra == {
            "current": 2,
            "given": 1,
            "draft": {"text": "一枚目"},
            "saved_by": {"id": voice.pk, "name": voice.name},
            "saved_at": clock.now().isoformat(),
        }
        with pytest.raises(StaleVersion):
            reporting.submit_report(report_id=pk, by=voice, if_version=1)
    assert here.report().draft == {"text": "一枚目"}


def test_only_the_groups_writers_save_and_only_what_is_open(here: Scene) -> None:
    here.started()
    pk = here.report().pk
    for person, error in ((here.fujii, NotFound), (here.viewers["A"], NotAllowed), (here.endo, NotAllowed)):
        with clock_control.on(REPORTED), pytest.raises(error):
            reporting.save_report(report_id=pk, by=person, data={"rows": []})
    with clock_control.on(REPORTED):
        with pytest.raises(NotFound):
            reporting.save_report(report_id=pk + 99, by=here.voices["A"], data={"rows": []})
        here.save(rows=[row(5)])
        reporting.submit_report(report_id=pk, by=here.voices["A"])
        with pytest.raises(reporting.ReportNotEditable):
            here.save(rows=[])
    assert here.report().rows.count() == 1


# Handing in


@pytest.mark.parametrize(("on", "overdue"), [(date(2026, 3, 2), False), (date(2026, 3, 3), True)])
def test_a_report_is_taken_after_its_day_too_and_flagged(here: Scene, on: date, overdue: bool) -> None:
    here.submitted(on=on)

    assert states(here) == ("reported", "submitted")
    assert here.report().overdue is overdue
    assert here.report().submitted_by == here.voices["A"]
    assert Notice.objects.filter(kind="report_received", recipient=here.voices["A"]).count() == 1
    award_moves = Event.objects.filter(subject=f"award:{here.awards['A'].pk}", verb="report")
    assert [event.actor_id for event in award_moves] == [None]
    with clock_control.on(on), pytest.raises(WrongState):
        reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([], ["/rows"]),
        ([row(100, None)], ["/rows/0/paid_on"]),
        ([row(100), row(100, REPORTED.replace(day=21))], ["/rows/1/paid_on"]),
        ([row(100, category=" ")], ["/rows/0/category"]),
        ([row(0, None)], []),
    ],
)
def test_each_row_says_what_for_and_when(here: Scene, rows: list[dict[str, Any]], wrong: list[str]) -> None:
    here.started()
    with clock_control.on(REPORTED):
        here.save(rows=rows)
        if wrong:
            with pytest.raises(FieldErrors) as error:
                reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
            assert pointers(error) == wrong
            assert states(here) == ("active", "draft")
        else:
            reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
            assert states(here) == ("reported", "submitted")


def test_outsiders_and_viewers_hand_nothing_in(here: Scene) -> None:
    here.started()
    for person, error in ((here.fujii, NotFound), (here.viewers["A"], NotAllowed), (here.endo, NotAllowed)):
        with clock_control.on(REPORTED), pytest.raises(error):
            reporting.submit_report(report_id=here.report().pk, by=person)
    assert states(here) == ("active", "draft")


def test_an_open_change_is_decided_before_the_report(here: Scene) -> None:
    here.started()
    with clock_control.on(REPORTED):
        here.save(rows=[row(100)])
        stand(here, "change_pending")
        here.save(rows=[row(200)])
        with pytest.raises(reporting.ChangePending) as error:
            reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
    assert "変更の申請" in error.value.text("ja")
    assert states(here) == ("change_pending", "draft")


def test_nothing_is_reported_on_a_cancelled_award(here: Scene) -> None:
    here.started()
    stand(here, "cancelled")
    with clock_control.on(REPORTED):
        with pytest.raises(WrongState):
            here.save(rows=[row(100)])
        with pytest.raises(WrongState):
            reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])


def test_a_project_given_up_stays_so_and_may_have_spent_nothing(here: Scene) -> None:
    abandon(here)
    here.started(on=date(2025, 10, 20))
    with clock_control.on(date(2025, 10, 20)):
        reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
        assert states(here) == ("abolished", "submitted")
        judging.return_report(
            report_id=here.report().pk, by=here.endo, rows=[], fields=["text"], message="理由を書いてください"
        )
        assert states(here) == ("abolished", "returned")


# At the desk


def verdict(position: int, verdict: str, accepted: int | None = None, reason: str = "わけ") -> dict[str, Any]:
    return {"position": position, "verdict": verdict, "accepted": accepted, "reason": reason}


def judged(here: Scene) -> list[tuple[str, int]]:
    return list(ReportRow.objects.order_by("position").values_list("verdict", "accepted"))


def at_desk(here: Scene, *rows: dict[str, Any]) -> int:
    here.started()
    with clock_control.on(REPORTED):
        here.save(rows=list(rows))
        reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
    return here.report().pk


def test_verdicts_say_how_much_of_a_row_counts(here: Scene) -> None:
    pk = at_desk(here, row(1_000), row(2_000), row(3_000), row(4_000), row(0))
    with clock_control.on(REPORTED):
        judging.judge_rows(
            report_id=pk,
            by=here.endo,
            verdicts=[
                verdict(0, "accepted", reason=""),
                verdict(1, "cut", 500),
                verdict(2, "questioned"),
                verdict(3, "ineligible"),
                verdict(4, "cut", 0),
            ],
        )
        assert judged(here) == [
            ("accepted", 1_000),
            ("cut", 500),
            ("questioned", 0),
            ("ineligible", 0),
            ("cut", 0),
        ]
        judging.judge_rows(report_id=pk, by=here.endo, verdicts=[verdict(1, "accepted", 2_000)])
    assert judged(here)[1] == ("accepted", 2_000)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (verdict(9, "accepted"), "/verdicts/0/position"),
        (verdict(0, "perhaps"), "/verdicts/0/verdict"),
        (verdict(0, ""), "/verdicts/0/verdict"),
        (verdict(0, "accepted", 999), "/verdicts/0/accepted"),
        (verdict(0, "cut", 1_000), "/verdicts/0/accepted"),
        (verdict(0, "cut"), "/verdicts/0/accepted"),
        (verdict(0, "questioned", 1_001), "/verdicts/0/accepted"),
        (verdict(0, "ineligible", 1), "/verdicts/0/accepted"),
        (verdict(0, "cut", 0, reason=" "), "/verdicts/0/reason"),
        ({**verdict(0, "cut", 0), "colour": "red"}, "/verdicts/0/colour"),
    ],
)
def test_a_verdict_that_does_not_fit_changes_nothing(here: Scene, given: dict[str, Any], wrong: str) -> None:
    pk = at_desk(here, row(1_000), row(2_000))
    with clock_control.on(REPORTED), pytest.raises(FieldErrors) as error:
        judging.judge_rows(report_id=pk, by=here.endo, verdicts=[given, verdict(1, "accepted")])
    assert pointers(error) == [wrong]
    assert judged(here) == [("", 0), ("", 0)]


def test_rows_without_receipt_or_before_the_decision_never_count(here: Scene) -> None:
    pk = at_desk(
        here,
        row(1_000, date(2025, 6, 30)),
        row(2_000, date(2025, 7, 1)),
        row(3_000, voucher=False),
        row(4_000, date(2025, 6, 1)),
    )
    with clock_control.on(REPORTED):
        for wanted in (verdict(0, "accepted"), verdict(2, "questioned"), verdict(2, "cut", 1)):
            with pytest.raises(FieldErrors) as error:
                judging.judge_rows(report_id=pk, by=here.endo, verdicts=[wanted])
            assert pointers(error) == ["/verdicts/0/verdict"]
        judging.judge_rows(
            report_id=pk, by=here.endo, verdicts=[verdict(1, "accepted"), verdict(3, "ineligible")]
        )
    assert judged(here) == [("cut", 0), ("accepted", 2_000), ("cut", 0), ("ineligible", 0)]
    with clock_control.on(REPORTED):
        judging.accept_report(report_id=pk, by=here.endo)
    reasons = list(ReportRow.objects.order_by("position").values_list("verdict_reason", flat=True))
    assert "交付決定日より前" in reasons[0]
    assert "領収書がない" in reasons[2]


def test_what_was_spent_after_giving_up_never_counts(here: Scene) -> None:
    abandon(here, "2025-10-15 23:30")
    here.started(on=date(2025, 10, 20))
    with clock_control.on(date(2025, 10, 20)):
        here.save(rows=[row(1_000, date(2025, 10, 15)), row(2_000, date(2025, 10, 16))])
        reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
        judging.judge_rows(report_id=here.report().pk, by=here.endo, verdicts=[verdict(0, "accepted")])
        judging.accept_report(report_id=here.report().pk, by=here.endo)
    assert judged(here) == [("accepted", 1_000), ("cut", 0)]
    assert states(here) == ("abolished", "accepted")


DESK: dict[str, Callable[[Scene, Any], object]] = {
    "judge": lambda here, by: judging.judge_rows(
        report_id=here.report().pk, by=by, verdicts=[verdict(0, "accepted")]
    ),
    "return": lambda here, by: judging.return_report(
        report_id=here.report().pk, by=by, rows=[0], message="確かめてください"
    ),
    "accept": lambda here, by: judging.accept_report(report_id=here.report().pk, by=by),
}


@pytest.mark.parametrize("act", DESK.values(), ids=DESK)
def test_only_the_officer_without_ties_works_at_the_desk(
    here: Scene, act: Callable[[Scene, Any], object]
) -> None:
    here.submitted()
    here.judge()
    before = judged(here)
    Membership.objects.create(
        group=here.groups["A"], user=here.endo, role="viewer", ended_on=date(2024, 3, 31)
    )
    for person, error in (
        (here.fujii, NotFound),
        (here.fukuda, NotAllowed),
        (here.ikeda, NotAllowed),
        (here.voices["A"], NotAllowed),
        (here.endo, RelatedParty),
    ):
        with clock_control.on(REPORTED), pytest.raises(error):
            act(here, person)
    assert (states(here), judged(here)) == (("reported", "submitted"), before)


@pytest.mark.parametrize("act", DESK.values(), ids=DESK)
def test_the_desk_has_only_what_was_handed_in(here: Scene, act: Callable[[Scene, Any], object]) -> None:
    here.started()
    with clock_control.on(REPORTED):
        here.save(rows=[row(100)])
        with pytest.raises(WrongState):
            act(here, here.endo)
    assert states(here) == ("active", "draft")


def test_a_report_is_done_once_every_row_has_a_verdict(here: Scene) -> None:
    pk = at_desk(here, row(1_000), row(2_000), row(3_000))
    with clock_control.on(REPORTED):
        judging.judge_rows(report_id=pk, by=here.endo, verdicts=[verdict(1, "accepted")])
        with pytest.raises(judging.RowsNotJudged) as error:
            judging.accept_report(report_id=pk, by=here.endo)
        assert error.value.extra["rows"] == "1、3"
        assert states(here) == ("reported", "submitted")
        judging.judge_rows(
            report_id=pk, by=here.endo, verdicts=[verdict(0, "questioned", 10), verdict(2, "accepted")]
        )
        judging.accept_report(report_id=pk, by=here.endo)
        assert states(here) == ("reported", "accepted")
        assert here.report().accepted_by == here.endo
        with pytest.raises(WrongState):
            judging.accept_report(report_id=pk, by=here.endo)


# Back to the group


def test_a_returned_report_opens_the_named_rows_only(here: Scene) -> None:
    pk = at_desk(here, row(1_000), row(2_000))
    with clock_control.on(REPORTED):
        judging.judge_rows(
            report_id=pk, by=here.endo, verdicts=[verdict(0, "accepted"), verdict(1, "questioned")]
        )
        judging.return_report(report_id=pk, by=here.endo, rows=[1], message="領収書の額と違います")
    assert states(here) == ("active", "returned")
    letter = Notice.objects.get(kind="report_returned")
    assert (letter.recipient, letter.context["rows"]) == (here.voices["A"], "2行目")

    with clock_control.on(REPORTED.replace(day=25)):
        for rows, income, wrong in (
            ([row(999), row(1_900)], 0, "/rows/0"),
            ([row(1_000)], 0, "/rows"),
            ([row(1_000), row(1_900), row(5)], 0, "/rows"),
            ([row(1_000), row(1_900)], 10, "/other_income"),
        ):
            here.save(rows=rows, income=income)
            with pytest.raises(FieldErrors) as error:
                reporting.resubmit_report(report_id=pk, by=here.voices["A"])
            assert pointers(error) == [wrong]
        here.save(rows=[row(1_000), row(1_900)])
        # Until it comes back the office has what was handed in.
        assert judged(here) == [("accepted", 1_000), ("questioned", 0)]
        with pytest.raises(WrongState):
            reporting.submit_report(report_id=pk, by=here.voices["A"])
        reporting.resubmit_report(report_id=pk, by=here.voices["A"])
    assert states(here) == ("reported", "submitted")
    assert judged(here) == [("accepted", 1_000), ("", 0)]
    assert list(here.report().rows.values_list("amount", flat=True)) == [1_000, 1_900]
    assert Notice.objects.filter(kind="report_received").count() == 2


def test_income_and_text_can_be_opened_too(here: Scene) -> None:
    pk = at_desk(here, row(1_000))
    with clock_control.on(REPORTED):
        judging.return_report(
            report_id=pk, by=here.endo, rows=[], fields=["other_income"], message="参加費を入れてください"
        )
        here.save(rows=[row(1_000)], income=3_000, text="別の本文")
        with pytest.raises(FieldErrors) as error:
            reporting.resubmit_report(report_id=pk, by=here.voices["A"])
        assert pointers(error) == ["/text"]
        here.save(rows=[row(1_000)], income=3_000)
        reporting.resubmit_report(report_id=pk, by=here.voices["A"])
    assert here.report().other_income == 3_000


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"rows": []}, "/rows"),
        ({"rows": [7]}, "/rows/0"),
        ({"fields": ["due_on"]}, "/fields/0"),
        ({"message": " "}, "/message"),
    ],
)
def test_a_return_names_what_to_mend(here: Scene, changes: dict[str, Any], wrong: str) -> None:
    pk = at_desk(here, row(1_000))
    values: dict[str, Any] = {"rows": [0], "message": "確かめてください", **changes}
    with clock_control.on(REPORTED), pytest.raises(FieldErrors) as error:
        judging.return_report(report_id=pk, by=here.endo, **values)
    assert pointers(error) == [wrong]
    assert states(here) == ("reported", "submitted")


def test_a_late_report_stays_late_and_a_timely_one_timely_when_mended(here: Scene) -> None:
    pk = at_desk(here, row(1_000))
    with clock_control.on(date(2026, 3, 10)):
        judging.return_report(report_id=pk, by=here.endo, rows=[0], message="確かめてください")
        reporting.resubmit_report(report_id=pk, by=here.voices["A"])
        with pytest.raises(WrongState):
            reporting.resubmit_report(report_id=pk, by=here.voices["A"])
    assert here.report().overdue is False


def test_writing_and_judging_cost_the_same_for_three_and_for_thirty_rows(here: Scene) -> None:
    here.decide("X", like="A", paid=False)
    costs = []
    for name, count in (("A", 3), ("X", 30)):
        here.started(name)
        with clock_control.on(REPORTED):
            rows = [row(10) for _ in range(count)]
            here.save(name, rows=rows)
            pk = here.report(name).pk
            verdicts = [verdict(position, "accepted") for position in range(count)]
            costs.append(
                (
                    queries(lambda n=name, r=rows: here.save(n, rows=r)),
                    queries(lambda n=name, p=pk: reporting.submit_report(report_id=p, by=here.voices[n])),
                    queries(
                        lambda p=pk, v=verdicts: judging.judge_rows(report_id=p, by=here.endo, verdicts=v)
                    ),
                    queries(lambda p=pk: judging.accept_report(report_id=p, by=here.endo)),
                )
            )
    assert costs[0] == costs[1]
