"""Awards over HTTP: the desk, the offer, changes, cancellations, reports, refunds, and what stays hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from rest_framework.test import APIClient

from awards import services
from awards.models import Award, Cancellation, ChangeRequest, Promotion, Refund, Report
from ledger.models import JournalEntry
from people.models import Membership, User
from tests import factories as make
from tests.awards.scene_awards import (
    C_BUDGET,
    DECISION,
    SUMMER,
    Stage,
    at,
    everything,
    queries,
    score,
    stage,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1/"
_keys = count(1)


@pytest.fixture
def scene() -> Stage:
    return stage()


def client(user: User | None) -> APIClient:
    made = APIClient()
    if user is not None:
        made.force_authenticate(user)
    return made


def get(user: User | None, path: str, **query: Any) -> Any:
    return client(user).get(BASE + path, query)


def post(user: User | None, path: str, body: Any = None, key: str = "", version: int = 1) -> Any:
    headers = {"Idempotency-Key": key or f"key-{next(_keys)}", "If-Match": f'"{version}"'}
    return client(user).post(BASE + path, body or {}, format="json", headers=headers)


def patch(user: User | None, path: str, body: Any, version: int) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return client(user).patch(BASE + path, body, format="json", headers=headers)


def allowed(answer: Any, name: str = "actions") -> dict[str, bool]:
    return {row["verb"]: row["allowed"] for row in answer.json()[name]}


def desk(scene: Stage, verb: str = "") -> str:
    return f"rounds/{scene.call.pk}/decisions/{verb and verb + '/'}"


def test_the_desk_from_the_ranking_to_the_release(scene: Stage) -> None:
    with at(DECISION):
        before = get(scene.endo, desk(scene))
        assert (before.json()["state"], allowed(before)) == ("draft", {"prepare": True})
        assert [row["rows"] for row in before.json()["departments"]] == [[], []]
        prepared = post(scene.endo, desk(scene, "prepare"))
        start, collab = prepared.json()["departments"]
        assert (start["awarded"], start["left"]) == (100_000, 200_000)
        assert (collab["awarded"], collab["left"]) == (2_100_000, 0)
        b = collab["rows"][0]
        assert (b["application"]["number"], b["outcome"], b["amount"]) == ("R7-05-002", "approved", 397_000)
        assert (b["terms"]["shortfall"], b["binding"], b["score"]) == (397_000, ["shortfall"], "80.4")
        assert b["funding"] == [
            {"sub_fund": "GRN", "amount": 161_500},
            {"sub_fund": "MATCH", "amount": 235_500},
        ]
        # The maker sees why approving is not for them.
        refused = {row["verb"]: row["reason"] for row in prepared.json()["actions"] if not row["allowed"]}
        assert set(refused) == {"send_back", "approve"}
        assert allowed(get(scene.fukuda, desk(scene))) == {"send_back": True, "approve": True}

        one = f"applications/{scene.applications['B'].pk}/conditions/"
        assert post(scene.endo, one, {"conditions": "許可を得ること"}).status_code == 200
        sent_back = post(scene.fukuda, desk(scene, "send-back"), {"reason": "確認"})
        assert sent_back.json()["state"] == "draft"
        post(scene.endo, desk(scene, "prepare"))
        approved = post(scene.fukuda, desk(scene, "approve"))
        assert (approved.json()["state"], approved.json()["round"]["state"]) == ("approved", "decided")
        row = approved.json()["departments"][1]["rows"][0]
        assert row["award"] == scene.award("B").pk
        released = post(scene.endo, desk(scene, "release"))
    assert released.json()["round"]["released_at"] == "2025-07-01T10:00:00+09:00"
    assert released.json()["actions"] == []


def test_the_desk_is_the_offices(scene: Stage) -> None:
    scene.prepared()
    before = everything()
    for person in (scene.voices["A"], scene.fujii):
        assert get(person, desk(scene)).status_code == 404
        for verb in ("prepare", "send-back", "approve", "release"):
            assert post(person, desk(scene, verb)).status_code == 404, verb
        assert get(person, f"rounds/{scene.call.pk}/waitlist/").status_code == 404
    assert get(None, desk(scene)).status_code in (401, 403)
    assert get(scene.ikeda, desk(scene)).status_code == 200
    assert post(scene.ikeda, desk(scene, "approve")).status_code == 403
    assert everything() == before


def test_who_is_excluded_finds_no_row_at_the_desk(scene: Stage) -> None:
    """R8: an auditor who once belonged to B's group."""
    scene.prepared()
    Membership.objects.create(
        group=scene.groups["B"], user=scene.ikeda, role="viewer", ended_on=date(2020, 3, 31)
    )
    shown = get(scene.ikeda, desk(scene)).json()["departments"][1]
    assert [row["application"]["number"] for row in shown["rows"]] == ["R7-05-003"]


def test_a_money_request_is_answered_once(scene: Stage) -> None:
    scene.prepared()
    with at(DECISION):
        path = BASE + desk(scene, "approve")
        assert client(scene.fukuda).post(path, {}, format="json").status_code == 428
        first = post(scene.fukuda, desk(scene, "approve"), key="once")
        again = post(scene.fukuda, desk(scene, "approve"), key="once")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again["Idempotent-Replay"] == "true"
    assert again.json() == first.json()
    assert JournalEntry.objects.filter(kind="award").count() == 3


def test_before_the_release_nothing_shows(scene: Stage) -> None:
    """Neither in lists, counts, filters and figures nor in errors: a decided award looks like none."""
    scene.approved()
    award = scene.award("B")
    verbs = (
        "accept", "decline", "activate", "changes", "cancellations", "report/start",
        "fixing/prepare", "fixing/approve", "approve-designated", "drop-designated",
    )  # fmt: skip
    bodies: dict[str, Any] = {
        "changes": {"kind": "change", "reason": "x"},
        "cancellations": {"kind": "breach", "reason": "x"},
    }
    with at(DECISION):
        for person in (scene.voices["B"], scene.viewer, scene.fujii):
            listed = get(person, "awards/").json()
            assert (listed["results"], listed["counts"]) == ([], {})
            assert get(person, "awards/", state="offered", q="R7-05").json()["results"] == []
            assert get(person, "reports/").json()["results"] == []
            shown = get(person, f"awards/{award.pk}/")
            missing = get(person, "awards/999999/")
            assert (shown.status_code, shown.json()) == (404, missing.json())
            for verb in verbs:
                real = post(person, f"awards/{award.pk}/{verb}/", bodies.get(verb))
                none = post(person, f"awards/999999/{verb}/", bodies.get(verb))
                assert (real.status_code, real.json()) == (404, none.json()), (verb, real.json())
    assert [row["number"] for row in get(scene.endo, "awards/").json()["results"]] == [
        "R7-05-003",
        "R7-05-002",
        "R7-05-001",
    ]


def test_the_offer_walked_by_its_people(scene: Stage) -> None:
    scene.released()
    with at(DECISION):
        c = scene.award("C")
        seen = get(scene.voices["C"], f"awards/{c.pk}/")
        assert allowed(seen) == {"accept": True, "decline": True}
        body = seen.json()
        assert (body["state"], body["amount"], body["accept_by"]) == ("offered", 1_703_000, "2025-07-15")
        assert body["decision"]["binding"] == ["remaining_budget"]
        # The call publishes neither rank nor score, and the sub-funds are the office's.
        assert (body["decision"]["rank"], body["decision"]["score"], body["decision"]["funding"]) == (
            None,
            "",
            [],
        )
        assert body["prepared_by"] is None
        lacking = post(scene.voices["C"], f"awards/{c.pk}/accept/")
        assert (lacking.status_code, lacking.json()["code"], lacking.json()["gap"]) == (
            422,
            "awards.budget_needed",
            297_000,
        )
        taken = post(scene.voices["C"], f"awards/{c.pk}/accept/", {"revised_budget": C_BUDGET})
        assert taken.json()["accepted_budget"] == C_BUDGET
        office = get(scene.fukuda, f"awards/{c.pk}/")
        assert allowed(office) == {"activate": True}
        assert (office.json()["decision"]["score"], office.json()["prepared_by"]["name"]) == ("79.3", "endo")
        assert allowed(get(scene.endo, f"awards/{c.pk}/")) == {"activate": False}
        active = post(scene.fukuda, f"awards/{c.pk}/activate/")
        assert (active.json()["state"], len(active.json()["reports"])) == ("active", 1)
        # Who may see it but not do it is told so.
        assert post(scene.endo, f"awards/{c.pk}/decline/").status_code == 403
        b = scene.award("B")
        assert post(scene.viewer, f"awards/{b.pk}/accept/").status_code == 403
        declined = post(scene.voices["B"], f"awards/{b.pk}/decline/", {"reason": "人手不足"})
        assert declined.json()["state"] == "declined_by_group"
    counts = get(scene.endo, "awards/").json()["counts"]
    assert counts == {"active": 1, "declined_by_group": 1, "offered": 1}
    assert len(get(scene.endo, "awards/", state="active").json()["results"]) == 1
    wrong = get(scene.endo, "awards/", state="moon")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/state")


def test_bodies_are_read_strictly(scene: Stage) -> None:
    scene.released()
    path = f"awards/{scene.award('C').pk}/accept/"
    voice = scene.voices["C"]
    unknown = post(voice, path, {"revised_budget": C_BUDGET, "amount": 1})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "common.unknown_key")
    faulty = post(voice, path, {"revised_budget": {"total": "二百万", "other_income": -1}})
    assert faulty.status_code == 422
    assert {row["pointer"] for row in faulty.json()["errors"]} == {
        "/revised_budget/total",
        "/revised_budget/other_income",
    }
    with at(DECISION):
        typed = post(
            voice, path, {"revised_budget": {"total": "２,７６０,０００円", "other_income": "1057000"}}
        )
    assert typed.status_code == 200


def test_the_waitlist_over_http(scene: Stage) -> None:
    collab = scene.call.departments.get(code="COLLAB")
    collab.budget = 397_000
    collab.save()
    scene.released()
    with at(DECISION):
        post(scene.voices["B"], f"awards/{scene.award('B').pk}/decline/")
        shown = get(scene.endo, f"rounds/{scene.call.pk}/waitlist/").json()
        assert (shown[1]["free_yen"], shown[1]["promotion"]) == (397_000, None)
        assert [row["number"] for row in shown[1]["waiting"]] == ["R7-05-003"]
        promoted = post(scene.endo, f"departments/{collab.pk}/promote/")
        assert (promoted.status_code, promoted.json()["amount"]) == (200, 397_000)
        pk = promoted.json()["id"]
        assert allowed(get(scene.fukuda, f"rounds/{scene.call.pk}/waitlist/").json() and promoted) == {
            "approve": False,
            "drop": True,
        }
        assert get(scene.voices["C"], "promotions/").json()["results"] == []
        assert post(scene.voices["C"], f"promotions/{pk}/approve/").status_code == 404
        award = post(scene.fukuda, f"promotions/{pk}/approve/")
    assert (award.json()["state"], award.json()["amount"]) == ("offered", 397_000)
    # The award bears the working under which it was made, not that of the waitlist.
    decision = award.json()["decision"]
    assert (decision["outcome"], decision["amount"]) == ("approved_remainder", 397_000)
    assert decision["binding"] == ["remaining_budget"]
    assert get(scene.endo, "promotions/", state="approved").json()["results"][0]["id"] == pk
    assert Promotion.objects.get().state == "approved"


def test_a_designated_award_over_http(scene: Stage) -> None:
    sub_fund = scene.fund.sub_funds.get(code="NGO")
    sub_fund.target_group = scene.groups["B"]
    sub_fund.save()
    with at(SUMMER):
        path = f"sub-funds/{sub_fund.pk}/designate/"
        assert post(scene.voices["B"], path).status_code == 404
        made = post(scene.endo, path, {"amount": 60_000})
        assert (made.status_code, made.json()["kind"], made.json()["round"]) == (201, "designated", None)
        one = f"awards/{made.json()['id']}/"
        assert get(scene.voices["B"], one).status_code == 404
        assert allowed(get(scene.fukuda, one)) == {"approve_designated": True, "drop_designated": True}
        done = post(scene.fukuda, f"{one}approve-designated/")
        assert done.json()["state"] == "active"
        assert get(scene.voices["B"], one).json()["title"] == "みはらし緑地を守る会"


def test_a_change_over_http(scene: Stage) -> None:
    scene.active()
    award = scene.award("B")
    one = f"awards/{award.pk}/"
    with at(SUMMER):
        asked = post(
            scene.voices["B"],
            f"{one}changes/",
            {"kind": "change", "reason": "会場の変更", "new_amount": "300,000"},
        )
        assert (asked.status_code, asked.json()["state"]) == (201, "change_pending")
        change = asked.json()["changes"][0]
        assert [row["verb"] for row in change["actions"] if row["allowed"]] == ["withdraw"]
        rising = post(
            scene.voices["B"],
            f"awards/{scene.award('C').pk}/changes/",
            {"kind": "change", "reason": "x", "new_amount": 9_000_000},
        )
        assert rising.status_code == 404
        path = f"award-changes/{change['id']}/"
        assert post(scene.voices["B"], f"{path}prepare/").status_code == 403
        assert post(scene.fujii, f"{path}prepare/").status_code == 404
        post(scene.endo, f"{path}prepare/")
        done = post(scene.fukuda, f"{path}approve/")
        assert (done.json()["amount"], done.json()["version"], done.json()["state"]) == (
            300_000,
            2,
            "active",
        )
        again = post(scene.voices["B"], f"{one}changes/", {"kind": "abolition", "reason": "解散"})
        second = again.json()["changes"][1]["id"]
        post(scene.endo, f"award-changes/{second}/prepare/")
        refused = post(scene.fukuda, f"award-changes/{second}/refuse/", {"reason": "続けられます"})
        assert refused.json()["changes"][1]["state"] == "refused"
        third = post(scene.voices["B"], f"{one}changes/", {"kind": "change", "reason": "x"})
        back = post(scene.voices["B"], f"award-changes/{third.json()['changes'][2]['id']}/withdraw/")
        assert (back.json()["state"], ChangeRequest.objects.latest("pk").state) == ("active", "withdrawn")


def test_a_cancellation_over_http_stays_hidden_until_it_is_decided(scene: Stage) -> None:
    award = scene.paid("B")
    one = f"awards/{award.pk}/"
    with at("2026-02-01 10:00"):
        body = {"kind": "false_statement", "reason": "領収書の偽造"}
        assert post(scene.voices["B"], f"{one}cancellations/", body).status_code == 403
        made = post(scene.fukuda, f"{one}cancellations/", body)
        assert made.status_code == 201
        pk = made.json()["cancellations"][0]["id"]
        assert get(scene.voices["B"], one).json()["cancellations"] == []
        assert post(scene.fukuda, f"cancellations/{pk}/approve/").status_code == 403
        done = post(scene.hoshi, f"cancellations/{pk}/approve/", {"refund_due_on": "2026-02-28"})
        assert done.json()["state"] == "cancelled"
        told = get(scene.voices["B"], one).json()
        assert [row["state"] for row in told["cancellations"]] == ["approved"]
        assert told["cancellations"][0]["release"] == []
        assert told["refunds"][0]["due_on"] == "2026-02-28"
        money = {row["name"]: row["value"] for row in told["money"]}
        assert (money["paid"], money["payable"], money["receivable"]) == (317_000, 0, 317_000)
    assert Cancellation.objects.get().state == "approved"


def test_dropping_a_cancellation(scene: Stage) -> None:
    scene.active()
    with at("2026-02-01 10:00"):
        made = post(
            scene.fukuda,
            f"awards/{scene.award('B').pk}/cancellations/",
            {"kind": "breach", "reason": "x"},
        )
        pk = made.json()["cancellations"][0]["id"]
        assert post(scene.hoshi, f"cancellations/{pk}/drop/").json()["state"] == "active"


def test_from_the_report_to_the_refund(scene: Stage) -> None:
    """A of domain.md §8: fixed 87,000 of 100,000; 13,000 come back late, 延滞金 on them."""
    award = scene.paid("A", 100_000)
    voice, one = scene.voices["A"], f"awards/{award.pk}/"
    with at("2026-02-10 10:00"):
        services.start_reports()
        started = post(voice, f"{one}report/start/")
        assert (started.status_code, started.json()["state"]) == (201, "draft")
        pk = started.json()["id"]
        path = f"reports/{pk}/"
        rows = [
            {"category": "報償費", "amount": "87,650", "paid_on": "2025-09-01"},
            {"category": "消耗品費", "amount": 9_200, "paid_on": "2025-09-02"},
            {"category": "その他", "amount": 6_500, "paid_on": "2025-09-03"},
        ]
        typed = patch(voice, f"{path}draft/", {"rows": [{"amount": "いくら?"}]}, version=1)
        assert (typed.status_code, typed.json()["version"]) == (200, 2)
        assert typed.json()["draft"] == {"rows": [{"amount": "いくら?"}]}
        assert [fault["pointer"] for fault in typed.json()["faults"]] == [
            "/rows/0/amount",
            "/rows/0/category",
        ]
        fields = {"rows": rows, "other_income": 14_000, "text": "終わりました。"}
        stale = patch(voice, f"{path}draft/", fields, version=1)
        assert (stale.status_code, stale.json()["current"], stale.json()["draft"]) == (
            412,
            2,
            typed.json()["draft"],
        )
        saved = patch(voice, f"{path}draft/", fields, version=2)
        assert (saved.status_code, saved.json()["faults"], saved.json()["total"]) == (200, [], 103_350)
        # The office sees nothing of it before it is handed in.
        assert get(scene.endo, path).json()["rows"] == []
        assert get(scene.endo, f"{path}draft/").status_code == 404
        assert get(scene.voices["B"], path).status_code == 404
        assert post(scene.endo, f"{path}submit/").status_code == 403
        assert post(voice, f"{path}submit/", version=2).status_code == 412
        assert post(voice, f"{path}submit/", version=3).json()["state"] == "submitted"
        verdicts = [
            {"position": 0, "verdict": "accepted"},
            {"position": 1, "verdict": "cut", "accepted": 0, "reason": "対象になりません"},
            {"position": 2, "verdict": "ineligible", "reason": "対象外"},
        ]
        assert post(voice, f"{path}judge/", {"verdicts": verdicts}).status_code == 403
        judged = post(scene.endo, f"{path}judge/", {"verdicts": verdicts})
        assert judged.json()["sums"] == {
            "accepted": 87_650,
            "disallowed": 9_200,
            "ineligible": 6_500,
            "total": 103_350,
        }
        # What the office thinks of a row is not told before it is done.
        hidden = get(voice, path).json()
        assert [(row["verdict"], row["accepted"]) for row in hidden["rows"]] == [("", None)] * 3
        assert hidden["sums"] is None
        returned = post(scene.endo, f"{path}return/", {"rows": [1], "message": "内訳を書いてください"})
        assert (returned.json()["state"], returned.json()["opened"]) == ("returned", [1])
        assert allowed(get(voice, path))["resubmit"]
        assert post(voice, f"{path}resubmit/", version=3).json()["state"] == "submitted"
        post(scene.endo, f"{path}judge/", {"verdicts": verdicts})
        assert post(scene.endo, f"{path}accept/").json()["state"] == "accepted"
    with at("2026-03-13 10:00"):
        prepared = post(scene.endo, f"{one}fixing/prepare/")
        assert prepared.json()["fixing"]["fixed"] == 87_000
        assert get(voice, one).json()["fixing"] is None
        back = post(scene.fukuda, f"{one}fixing/send-back/", {"reason": "確認"})
        assert back.json()["fixing"]["state"] == "sent_back"
        post(scene.endo, f"{one}fixing/prepare/")
        assert allowed(get(scene.fukuda, one))["approve_fixing"]
        fixed = post(scene.fukuda, f"{one}fixing/approve/", {"refund_due_on": "2026-03-20"})
        assert (fixed.json()["state"], fixed.json()["refunds"][0]["left"]) == ("fixed", 13_000)
        assert get(voice, one).json()["fixing"]["terms"]["rate_term"] == 87_000
        refund = f"refunds/{fixed.json()['refunds'][0]['id']}/"
        waiver = post(scene.endo, f"{refund}waivers/", {"kind": "late", "reason": "災害のため"})
        assert waiver.status_code == 201
        assert get(voice, refund).json()["waivers"] == []
        pk = waiver.json()["waivers"][0]["id"]
        assert post(scene.endo, f"interest-waivers/{pk}/drop/").json()["waivers"][0]["state"] == "dropped"
    with at("2026-03-27 10:00"):
        assert get(scene.endo, "refunds/", state="open").json()["results"][0]["left"] == 13_000
        assert post(voice, f"{refund}receive/", {"amount": 13_000}).status_code == 403
        paid = post(scene.endo, f"{refund}receive/", {"amount": 13_000, "on": "2026-03-27"})
    # 13,000 × 0.1095 × 7 / 365 = 27.3
    assert [(row["kind"], row["days"], row["amount"]) for row in paid.json()["receipts"][0]["interest"]] == [
        ("late", 7, 27)
    ]
    assert (paid.json()["state"], paid.json()["award"]["state"]) == ("paid", "settled")


def test_an_approved_waiver_is_told(scene: Stage) -> None:
    scene.fixed("A")
    refund = Refund.objects.get()
    with at("2026-03-14 10:00"):
        made = post(scene.endo, f"refunds/{refund.pk}/waivers/", {"kind": "late", "reason": "災害"})
        pk = made.json()["waivers"][0]["id"]
        assert post(scene.fujii, f"interest-waivers/{pk}/approve/").status_code == 404
        post(scene.fukuda, f"interest-waivers/{pk}/approve/")
        told = get(scene.voices["A"], f"refunds/{refund.pk}/").json()
    assert [row["state"] for row in told["waivers"]] == ["approved"]


def test_the_end_of_a_round_over_http(scene: Stage) -> None:
    scene.released()
    with at("2025-07-02 10:00"):
        services.start_projects()
    with at("2026-03-31 10:00"):
        left = post(scene.endo, f"rounds/{scene.call.pk}/settle/")
        assert (left.status_code, left.json()["code"]) == (409, "awards.awards_unsettled")
        assert allowed(get(scene.endo, desk(scene)), "round_actions") == {"settle": False}
        Award.objects.update(state="settled")
        settled = post(scene.endo, f"rounds/{scene.call.pk}/settle/")
        assert settled.json()["round"]["state"] == "settled"
    with at("2026-04-02 10:00"):
        assert post(scene.endo, f"rounds/{scene.call.pk}/prepare-archive/").status_code == 200
        assert allowed(get(scene.fukuda, desk(scene)), "round_actions") == {
            "prepare_archive": False,
            "archive": True,
        }
        done = post(scene.fukuda, f"rounds/{scene.call.pk}/archive/")
    assert done.json()["round"]["state"] == "archived"


def more_awards(scene: Stage, number: int) -> list[Award]:
    """So many further awards of other groups in force, each with a report and an open refund."""
    made = []
    for _ in range(number):
        voice = make.user()
        group = make.group("", {voice: "representative"})
        application = make.application(
            scene.call.departments.get(code="START"), group, state="approved", requested=10_000
        )
        award = Award.objects.create(
            fund=scene.fund,
            fiscal_year=scene.call.fiscal_year,
            number=application.number,
            application=application,
            group=group,
            amount=10_000,
            state="active",
            decided_on=date(2025, 7, 1),
        )
        Report.objects.create(award=award, due_on=date(2026, 3, 2))
        Refund.objects.create(
            award=award,
            reason="fixing",
            principal=1_000,
            due_on=date(2026, 4, 1),
            ordered_on=date(2026, 3, 1),
        )
        made.append(award)
    return made


@pytest.mark.parametrize("path", ["awards/", "reports/", "refunds/"])
def test_a_list_costs_the_same_for_3_and_for_30(scene: Stage, path: str) -> None:
    scene.active()
    costs: list[int] = []
    sizes: list[int] = []
    for number in (3, 27):
        more_awards(scene, number)
        costs.append(queries(lambda: get(scene.endo, path)))
        sizes.append(len(get(scene.endo, path).json()["results"]))
    assert sizes[1] - sizes[0] == 27
    assert costs[0] == costs[1]


def test_details_cost_the_same_however_much_there_is(scene: Stage) -> None:
    award = scene.fixed("A")
    report, refund = Report.objects.get(award=award), Refund.objects.get(award=award)
    paths = (f"awards/{award.pk}/", f"reports/{report.pk}/", f"refunds/{refund.pk}/")

    def costs() -> list[int]:
        return [queries(lambda path=path: get(scene.endo, path)) for path in paths]

    def receive(days: range) -> None:
        for day in days:
            with at(f"2026-03-{day} 10:00"):
                services.receive_refund(refund_id=refund.pk, amount=100, on=date(2026, 3, day), by=scene.endo)

    receive(range(14, 16))
    before = costs()
    receive(range(16, 30))
    ChangeRequest.objects.bulk_create(
        ChangeRequest(
            award=award,
            kind="change",
            reason="x",
            state="refused",
            asked_by=scene.voices["A"],
            asked_at=SUMMER,
        )
        for _ in range(20)
    )
    report.rows.bulk_create(
        type(report.rows.first())(report=report, position=9 + n, category="旅費", amount=1)  # type: ignore[misc]
        for n in range(30)
    )
    assert costs() == before


def test_the_desk_costs_the_same_for_any_number_of_applications(scene: Stage) -> None:
    collab = scene.call.departments.get(code="COLLAB")
    path = f"rounds/{scene.call.pk}/waitlist/"
    views: list[Callable[[], Any]] = [
        lambda: get(scene.endo, desk(scene)),
        lambda: get(scene.endo, path),
    ]
    costs = []
    for number in (3, 27):
        for _ in range(number):
            score(make.application(collab, state="under_review", requested=200_000), "61", scene.endo)
            collab.budget = None
            collab.save()
        with at(DECISION):
            services.prepare_decisions(round_id=scene.call.pk, by=scene.endo)
            costs.append([queries(view) for view in views])
            services.send_back_decisions(round_id=scene.call.pk, by=scene.fukuda, reason="x")
    assert costs[0] == costs[1]
