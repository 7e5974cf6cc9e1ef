"""The office over HTTP: sub-funds, staff, rules, years, groups' accounts, letters and the timeline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from common import clock_control
from fund import services
from fund.models import Fund, PolicyVersion, SubFund
from ledger import queries as ledger
from ledger.models import JournalEntry
from ledger.posting import Entry, cr, dr
from ledger.posting import post as book_entry
from notices.models import Notice
from notices.services import queue
from people import services as people
from people.models import BankAccount, User
from tests import factories as make
from tests.people.http import actions, faults, get, post, queries
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
NOON = make.at("2025-07-01 12:00")


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with clock_control.at(NOON):
        yield


@pytest.fixture
def fund() -> Fund:
    made = make.fund("HARA")
    services.open_year(fund_id=made.pk, year=2025, by=SYSTEM)
    return made


@pytest.fixture
def admin(fund: Fund) -> User:
    return make.staff(fund, "administrator", name="kano")


@pytest.fixture
def endo(fund: Fund) -> User:
    return make.staff(fund, "officer", name="endo")


@pytest.fixture
def fukuda(fund: Fund) -> User:
    return make.staff(fund, "approver", name="fukuda")


def opened(fund: Fund, endo: User) -> None:
    services.post_opening(fund_id=fund.pk, year=2025, amounts={"GEN": 300_000}, by=endo, on=date(2025, 4, 1))


def test_everybody_may_know_a_fund_and_the_office_sees_more(fund: Fund, endo: User) -> None:
    make.sub_fund(fund, "MATCH", "city_match")
    one = f"funds/{fund.pk}/"
    shown = get(None, one).json()
    assert [(row["code"], row["accepts_gifts"]) for row in shown["sub_funds"]] == [
        ("GEN", True), ("OPS", True), ("MATCH", False),
    ]  # fmt: skip
    assert (shown["roles"], shown["office"], shown["actions"]) == ([], None, [])
    assert shown["wording"]["grant"] == "助成金"
    assert get(None, one, **{"Accept-Language": "en"}).json()["wording"]["grant"] == "grant"
    own = get(endo, one).json()
    assert (own["roles"], own["office"]) == (["officer"], {"issuer": {}, "bank_account": {}})
    allowed = {verb for verb, (ok, _) in actions(get(endo, one)).items() if ok}
    assert allowed == {"create_round"}
    assert [row["code"] for row in get(None, "funds/?code=HARA").json()["results"]] == ["HARA"]
    assert get(None, f"funds/{10**12}/").status_code == 404


def test_sub_funds_with_what_they_hold(fund: Fund, admin: User, endo: User) -> None:
    opened(fund, endo)
    path = f"funds/{fund.pk}/sub-funds/"
    body = {"code": "GRN", "name": "緑", "kind": "theme", "fee_rate": "0.05", "payout_cap": "６０，０００"}
    made = post(admin, path, body)
    assert (made.status_code, made.json()["fee_rate"], made.json()["payout_cap"]) == (201, "1/20", 60_000)
    rows = {row["code"]: row for row in get(endo, path).json()}
    assert {code: row["balance"] for code, row in rows.items()} == {"GEN": 300_000, "OPS": 0, "GRN": 0}
    assert rows["GRN"]["figure"] == ""
    assert get(endo, f"explain/{rows['GEN']['figure']}/").json()["value"] == 300_000
    assert get(endo, f"{path}?year=2030").json()["code"] == "fund.no_book"

    found = faults(post(admin, path, {"code": "X", "name": "x", "kind": "moon", "fee_rate": "5"}))
    assert set(found) == {"/kind", "/fee_rate"}
    green = SubFund.objects.get(code="GRN")
    turn = f"sub-funds/{green.pk}/overflow/"
    assert post(admin, turn, {"overflow_to": green.pk}).json()["code"] == "fund.overflow_circle"
    general = SubFund.objects.get(fund=fund, code="GEN")
    assert post(admin, turn, {"overflow_to": general.pk}).status_code == 200
    assert {row["overflow_to"] for row in get(endo, path).json() if row["code"] == "GRN"} == {"GEN"}


def test_staff_come_and_go(fund: Fund, admin: User) -> None:
    goto, path = make.user("goto"), f"funds/{fund.pk}/staff/"
    assert post(admin, path, {"email": goto.email, "role": "cashier"}).json()["role_label"] == "出納"
    assert [(row["user"]["name"], row["role"]) for row in get(goto, path).json()] == [
        ("kano", "administrator"), ("goto", "cashier"),
    ]  # fmt: skip
    assert set(faults(post(admin, path, {"email": "x@example.jp", "role": "cashier"}))) == {"/email"}
    assert set(faults(post(admin, path, {"email": goto.email, "role": "king"}))) == {"/role"}
    # Whoever may not add anybody learns nothing of who has an account.
    assert post(goto, path, {"email": "x@example.jp", "role": "cashier"}).status_code == 403
    assert post(make.user(), path, {"email": "x@example.jp", "role": "cashier"}).status_code == 404
    assert post(admin, f"{path}end/", {"user": goto.pk, "role": "cashier"}).status_code == 204
    assert get(goto, path).status_code == 404


def test_policies_and_issuer(fund: Fund, admin: User, endo: User) -> None:
    path = f"funds/{fund.pk}/policies/"
    made = post(admin, path, {"effective_from": "R8.4.1", "data": {"transfer_fee": 440}})
    assert (made.status_code, made.json()["number"], made.json()["effective_from"]) == (201, 2, "2026-04-01")
    assert [row["number"] for row in get(endo, path).json()] == [2, 1]
    wrong = {"effective_from": "2026-04-01", "data": {"transfer_fee": -1, "colour": "red"}}
    assert set(faults(post(admin, path, wrong))) == {"/data/transfer_fee", "/data/colour"}
    assert PolicyVersion.objects.count() == 2
    one = f"funds/{fund.pk}/issuer/"
    issuer = {"kind": "plain", "name": "みはらし"}
    assert post(admin, one, {"issuer": issuer}).json()["roles"] == ["administrator"]
    assert set(faults(post(admin, one, {"issuer": {"kind": "moon"}}))) == {"/issuer/kind"}
    assert get(endo, f"funds/{fund.pk}/").json()["office"]["issuer"] == issuer


def test_an_opening_is_booked_once(fund: Fund, endo: User) -> None:
    path = f"funds/{fund.pk}/years/2025/opening/"
    body = {"amounts": {"GEN": "３００，０００", "OPS": 50_000}, "on": "2025-04-01"}
    missing = post(endo, path, body)
    assert (missing.status_code, missing.json()["code"]) == (428, "common.key_missing")
    first = post(endo, path, body, key="k1")
    assert first.status_code == 200
    (entry,) = first.json()["entries"]
    assert [(row["account"], row["sub_fund"], row["debit"], row["credit"]) for row in entry["lines"]] == [
        ("1020", "", 350_000, 0), ("3000", "GEN", 0, 300_000), ("3000", "OPS", 0, 50_000),
    ]  # fmt: skip
    again = post(endo, path, body, key="k1")
    assert (again.json(), again["Idempotent-Replay"]) == (first.json(), "true")
    other = post(endo, path, {**body, "on": "2025-04-02"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "common.key_reused")
    assert JournalEntry.objects.count() == 1
    assert set(faults(post(endo, path, {"amounts": {"GEN": "多め"}}, key="k2"))) == {"/amounts/GEN"}
    unknown = post(endo, path, {**body, "day": 1}, key="k3")
    assert (unknown.status_code, unknown.json()["keys"]) == (400, "day")


def test_a_year_is_closed_by_two_people(fund: Fund, endo: User, fukuda: User, admin: User) -> None:  # R14
    opened(fund, endo)
    one = f"funds/{fund.pk}/years/2025/"
    assert get(endo, one).json()["label"] == "令和7年度"
    early = post(endo, f"{one}prepare-close/")
    assert early.json()["code"] == "fund.year_not_over"
    assert actions(get(endo, one))["prepare_close"][0] is False
    with clock_control.on(date(2026, 4, 1)):
        assert actions(get(fukuda, one))["close"] == (
            False, "年度締めの起案がまだありません。先に担当者が起案してください。",
        )  # fmt: skip
        assert post(endo, f"{one}prepare-close/").json()["close_prepared_by"]["name"] == "endo"
        assert actions(get(fukuda, one))["close"] == (True, "")
        assert post(fukuda, f"{one}close/").status_code == 428
        assert post(endo, f"{one}close/", key="k").status_code == 403
        closed = post(fukuda, f"{one}close/", key="k")
        assert (closed.json()["state"], closed.json()["actions"]) == ("closed", [])
        assert post(fukuda, f"{one}close/", key="k").json() == closed.json()
    rows = get(endo, f"funds/{fund.pk}/years/").json()
    assert [(row["year"], row["state"]) for row in rows] == [(2025, "closed")]
    assert post(admin, f"funds/{fund.pk}/years/", {"year": "２０２７"}).status_code == 201
    assert post(endo, f"funds/{fund.pk}/years/", {"year": 2028}).status_code == 403


def test_overflow_over_http(fund: Fund, endo: User) -> None:  # R12: 80,000 − cap 60,000 = 20,000
    general = SubFund.objects.get(fund=fund, code="GEN")
    make.sub_fund(fund, "NGO", "named_group", payout_cap=60_000, overflow_to=general)
    book = ledger.books_of("HARA").get()
    gift = Entry("donation", "g1", date(2025, 6, 1), (dr("1020", 80_000), cr("4010", 80_000, "NGO")))
    book_entry(book, gift, by=SYSTEM, at=NOON)
    path = f"funds/{fund.pk}/years/2025/overflow/"
    moved = post(endo, path, {}, key="k").json()["entries"]
    lines = [(row["account"], row["sub_fund"], row["debit"], row["credit"]) for row in moved[0]["lines"]]
    assert lines == [("6010", "NGO", 20_000, 0), ("6020", "GEN", 0, 20_000)]
    assert post(endo, path, {}, key="k2").json() == {"entries": []}


PATHS = ["sub-funds/", "staff/", "policies/", "years/", "years/2025/", "accounts/"]
MOVES: list[tuple[str, dict[str, Any]]] = [
    ("sub-funds/", {"code": "X", "name": "x", "kind": "theme"}),
    ("staff/", {"email": "x@example.jp", "role": "officer"}),
    ("staff/end/", {"user": 1, "role": "officer"}),
    ("policies/", {"effective_from": "2026-04-01", "data": {}}),
    ("issuer/", {"issuer": {"kind": "plain"}}),
    ("years/", {"year": 2026}),
    ("years/2025/opening/", {"amounts": {"GEN": 1}}),
    ("years/2025/overflow/", {}),
    ("years/2025/prepare-close/", {}),
    ("years/2025/close/", {}),
]


def test_outsiders_find_no_office(fund: Fund) -> None:
    elsewhere = make.staff(make.fund("OTHER"), "administrator", "officer", "approver")
    for outsider in (make.user("fujii"), elsewhere):
        for path in PATHS:
            assert get(outsider, f"funds/{fund.pk}/{path}").status_code == 404, path
        for path, body in MOVES:
            assert post(outsider, f"funds/{fund.pk}/{path}", body, key=path).status_code == 404, path
    auditor = make.staff(fund, "auditor")
    for path in PATHS:
        assert get(auditor, f"funds/{fund.pk}/{path}").status_code == 200, path
        assert get(None, f"funds/{fund.pk}/{path}").status_code == 401, path
    for path, body in MOVES:
        assert post(auditor, f"funds/{fund.pk}/{path}", body, key=path).status_code == 403, path
        unknown = post(auditor, f"funds/{fund.pk}/{path}", {**body, "colour": 1}, key=path)
        assert (unknown.status_code, unknown.json()["keys"]) == (400, "colour"), path
    assert not JournalEntry.objects.exists()


def filed(fund: Fund) -> tuple[Any, BankAccount]:
    """A group that applied to the fund, and its account."""
    aoki = make.user("aoki")
    group = make.group("里山の会", {aoki: "representative"}, name_kana="サトヤマノカイ")
    make.application(make.department(make.call(fund)), group, state="submitted", created_by=aoki)
    return group, enter(group, aoki)


def enter(group: Any, by: User) -> BankAccount:
    return people.enter_bank_account(
        group_id=group.pk, by=by, bank_code="0009", branch_code="596", account_type=1, number="1234",
        holder_kana="ミハラシ",
    )  # fmt: skip


def test_a_second_person_confirms_a_groups_account(fund: Fund, endo: User) -> None:  # R14
    _, account = filed(fund)
    path = f"funds/{fund.pk}/accounts/"
    listed = get(endo, f"{path}?state=entered").json()
    assert listed["counts"] == {"entered": 1}
    assert (listed["results"][0]["number"], listed["results"][0]["group"]["name"]) == ("0001234", "里山の会")
    one = f"{path}{account.pk}/"
    held = actions(get(endo, one))["verify"]
    assert held[0] is False
    assert held[1].startswith("口座は登録・変更から7日間は使えません。")
    assert post(endo, f"{one}verify/").json()["code"] == "people.account_held"
    with clock_control.at(NOON + timedelta(days=7)):
        assert actions(get(endo, one))["verify"] == (True, "")
        assert post(make.staff(fund, "cashier"), f"{one}verify/").status_code == 403
        shown = post(endo, f"{one}verify/").json()
    assert (shown["state"], shown["verified_by"]["name"], shown["actions"]) == ("verified", "endo", [])


def test_an_office_sees_accounts_of_its_own_groups_only(fund: Fund, endo: User) -> None:
    _, account = filed(make.fund("OTHER"))
    drafting = make.group("はらっぱ文庫")
    baba = make.user("baba")
    drafting.memberships.create(user=baba, role="representative")
    make.application(make.department(make.call(fund)), drafting, state="draft", created_by=baba)
    unseen = enter(drafting, baba)
    assert get(endo, f"funds/{fund.pk}/accounts/").json()["results"] == []
    with clock_control.at(NOON + timedelta(days=8)):
        for row in (account, unseen):
            assert get(endo, f"funds/{fund.pk}/accounts/{row.pk}/").status_code == 404
            assert post(endo, f"funds/{fund.pk}/accounts/{row.pk}/verify/").status_code == 404
    assert set(BankAccount.objects.values_list("state", flat=True)) == {"entered"}
    # A group that a sub-fund pays is the fund's own as well.
    make.sub_fund(fund, "NGO", "named_group", target_group=drafting)
    assert [row["id"] for row in get(endo, f"funds/{fund.pk}/accounts/").json()["results"]] == [unseen.pk]


def letter(fund: Fund, number: int, hold: bool = True) -> Notice:
    made = queue(
        "donation_thanks", fund_code=fund.code, dedupe_key=f"{fund.code}:{number}", address="a@example.jp",
        about="donation:1", context={"donor": "木村", "amount": "1,000円", "fund": fund.name},
        at=NOON, hold=hold,
    )  # fmt: skip
    assert made is not None
    return made


def test_held_letters_are_read_and_let_go(fund: Fund, endo: User) -> None:
    held, waiting = letter(fund, 1), letter(fund, 2, hold=False)
    other = letter(make.fund("OTHER"), 3)
    listed = get(endo, "letters/?state=held").json()
    assert (listed["counts"], [row["id"] for row in listed["results"]]) == (
        {"held": 1, "queued": 1},
        [held.pk],
    )
    shown = get(endo, f"letters/{held.pk}/")
    assert shown.json()["subject"] == "[HARA基金] ご寄附をありがとうございます"
    assert "1,000円" in shown.json()["body"]
    allowed = {verb for verb, (ok, _) in actions(shown).items() if ok}
    assert allowed == {"edit", "release", "suppress"}
    assert set(actions(get(endo, f"letters/{waiting.pk}/"))) == {"edit", "hold", "suppress"}

    assert post(endo, "letters/release/", {"letters": [held.pk, other.pk]}).status_code == 404
    both = post(endo, "letters/release/", {"letters": [held.pk, waiting.pk]})
    assert (both.status_code, both.json()["code"]) == (409, "common.wrong_state")
    auditor = make.staff(fund, "auditor")
    assert post(auditor, "letters/release/", {"letters": [held.pk]}).status_code == 403
    assert post(auditor, "letters/suppress/", {"letters": [held.pk]}).status_code == 403
    held.refresh_from_db()
    assert held.state == "held"
    assert post(endo, "letters/release/", {"letters": [held.pk, held.pk]}).json() == {"moved": 1}
    assert post(endo, "letters/suppress/", {"letters": [held.pk, waiting.pk]}).json() == {"moved": 2}
    assert get(endo, "letters/").json()["counts"] == {"suppressed": 2}
    assert set(faults(post(endo, "letters/release/", {"letters": []}))) == {"/letters"}


def test_letters_are_the_offices_alone(fund: Fund) -> None:
    held = letter(fund, 1)
    elsewhere = make.staff(make.fund("OTHER"), "officer")
    for outsider in (make.user("fujii"), elsewhere):
        assert get(outsider, "letters/").json()["results"] == []
        assert get(outsider, "letters/").json()["counts"] == {}
        assert get(outsider, f"letters/{held.pk}/").status_code == 404
        assert post(outsider, "letters/release/", {"letters": [held.pk]}).status_code == 404
    assert get(None, "letters/").status_code == 401


def test_the_timeline_of_a_round(fund: Fund, endo: User) -> None:
    call = make.call(fund, state="draft")
    services.update_round(round_id=call.pk, by=endo, name="第5回")
    path = f"timeline/?subject=round:{call.pk}"
    (event,) = get(endo, path).json()["results"]
    assert (event["verb"], event["actor"], event["data"]) == ("update", "endo", {"fields": ["name"]})
    for outsider in (make.user("fujii"), make.staff(make.fund("OTHER"), "officer")):
        assert get(outsider, path).status_code == 404
    for nothing in ("round:999999", "", "moon", "round:%00", "application:x"):
        assert get(endo, f"timeline/?subject={nothing}").status_code == 404
    assert get(None, path).status_code == 401


def test_a_draft_has_no_timeline_for_the_office(fund: Fund, endo: User) -> None:
    from applications import services as applications

    call = make.call(fund)
    department, aoki = make.department(call), make.user("aoki")
    group = make.group("里山の会", {aoki: "representative"})
    with clock_control.at(make.at("2025-05-01 10:00")):
        made = applications.create_application(department_id=department.pk, group_id=group.pk, by=aoki)
    path = f"timeline/?subject=application:{made.pk}"
    assert get(endo, path).status_code == 404
    made.state = "submitted"
    made.save(update_fields=["state"])
    assert [row["verb"] for row in get(endo, path).json()["results"]] == ["create"]


def test_lists_cost_the_same_for_any_number(fund: Fund, admin: User, endo: User) -> None:
    seen = []
    office = f"funds/{fund.pk}/"
    for number in (3, 27):
        for n in range(number):
            _, account = filed(fund)
            held = letter(fund, 100 * number + n)
            make.sub_fund(fund, f"S{number}{n}", "theme", target_group=make.group())
            make.staff(fund, "auditor")
            make.fund()
            services.add_policy(fund_id=fund.pk, data={}, effective_from=date(2026, 4, 1), by=admin)
            services.open_year(fund_id=fund.pk, year=2026 + n, by=admin)
            call = make.call(fund, state="draft")
        for n in range(number):
            services.update_round(round_id=call.pk, by=endo, name=f"{n}")
        paths = [office + path for path in PATHS]
        paths += ["funds/", office, "letters/", f"letters/{held.pk}/", f"{office}accounts/{account.pk}/"]
        paths += [f"timeline/?subject=round:{call.pk}"]
        for path in paths:
            assert get(endo, path).status_code == 200, path
        seen.append([queries(lambda path=path: get(endo, path)) for path in paths])
    assert len(get(endo, "letters/").json()["results"]) == 30
    assert seen[0] == seen[1]
