"""R3, R7 and the form of domain.md §4."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from applications.rules import (
    Document,
    FormSetup,
    PriorAward,
    Question,
    changed_beyond,
    count_prior,
    may_begin,
    on_time,
    read_form,
    repeat_ok,
    shows_contact,
)
from fund.policy import FundPolicy, Repeat, read_rules
from tests.applications.forms import form
from tests.factories import at

SETUP = FormSetup(date(2025, 7, 1), date(2026, 1, 31), FundPolicy())
CLOSES = at("2025-05-16 17:00")


def faults_of(setup: FormSetup = SETUP, **changes: Any) -> dict[str, str]:
    data = {**form(), **changes}
    return {fault.pointer: fault.code.removeprefix("applications.") for fault in read_form(data, setup)[1]}


# R3

HISTORY = [
    PriorAward("START", 2019, "花いっぱい運動"),
    PriorAward("COLLAB", 2022, "里山の再生"),
    PriorAward("COLLAB", 2024, "ｻﾄﾔﾏの再生"),
]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat(counts="department"), 2),
        (Repeat(counts="department", counted_since=2023), 1),
        (Repeat(counts="fund"), 3),
        (Repeat(counts="fund", counted_since=2020), 2),
        (Repeat(counts="project"), 1),
    ],
)
def test_count_prior_awards(repeat: Repeat, expected: int) -> None:
    assert count_prior(HISTORY, repeat, department_code="COLLAB", project_key="さとやまの再生") == expected


def test_project_without_a_title_matches_nothing() -> None:
    nameless = [PriorAward("COLLAB", 2024, "")]
    assert count_prior(nameless, Repeat(counts="project"), department_code="COLLAB", project_key="") == 0


def test_repeat_limit_and_last_step() -> None:
    limited = read_rules({"repeat": {"limit": 2}})
    stepped = read_rules({"steps": [{"n_from": 1, "n_to": 2, "rate": "1/2"}]})
    free = read_rules({"steps": [{"n_to": 1, "rate": "9/10"}, {"n_from": 2, "rate": "1/2"}]})

    assert [repeat_ok(n, limited) for n in (1, 2, 3)] == [True, True, False]
    assert [repeat_ok(n, stepped) for n in (1, 2, 3)] == [True, True, False]
    assert repeat_ok(40, free)


# R7


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-05-16 16:59:59", "on_time"),
        ("2025-05-16 17:00:00", "on_time"),
        ("2025-05-16 17:00:01", "in_grace"),
        ("2025-05-16 17:10:00", "in_grace"),
        ("2025-05-16 17:10:01", "late"),
    ],
)
def test_on_time_by_the_second(now: str, expected: str) -> None:
    assert on_time(at(now), CLOSES, 10) == expected


def test_extension_moves_the_deadline_of_one_application() -> None:
    until = at("2025-05-20 12:00")

    assert on_time(at("2025-05-20 12:00"), CLOSES, 10, until) == "on_time"
    assert on_time(at("2025-05-20 12:00:01"), CLOSES, 10, until) == "late"
    # An extension shorter than the grace takes nothing away.
    assert on_time(at("2025-05-16 17:09"), CLOSES, 10, at("2025-05-16 17:05")) == "in_grace"


def test_no_new_draft_in_the_grace() -> None:
    opens = CLOSES - timedelta(days=30)

    assert may_begin(CLOSES, opens, CLOSES)
    assert not may_begin(CLOSES + timedelta(seconds=1), opens, CLOSES)
    assert not may_begin(opens - timedelta(seconds=1), opens, CLOSES)


# §4


def test_a_complete_form_has_no_faults() -> None:
    filed, faults = read_form(form(), SETUP)

    assert not faults
    # 20,000 × 3 + 5,000 × 8 = 100,000; requested 80,000 + 20,000 = 100,000.
    assert [row.amount for row in filed.budget.expenses] == [60_000, 40_000]
    assert filed.as_data()["expenses"][0]["amount"] == 60_000


def test_an_empty_form_tells_everything_at_once() -> None:
    found = read_form({}, SETUP)[1]

    assert [fault.pointer for fault in found] == [
        "/title",
        "/summary",
        "/purpose",
        "/activities",
        "/outcome",
        "/continuation",
        "/requested",
        "/expenses",
        "/schedule",
        "/consents",
        "/consents",
        "/consents",
    ]
    assert all(fault.ja and fault.en for fault in found)


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("title", 40),
        ("summary", 200),
        ("purpose", 800),
        ("activities", 1200),
        ("outcome", 600),
        ("continuation", 400),
    ],
)
def test_limits_count_what_a_person_sees(field: str, limit: int) -> None:
    # が as one or as two code points counts 1, and so does 𠮷.
    assert faults_of(**{field: "が" * limit}) == {}
    assert faults_of(**{field: "か\u3099" * limit}) == {}
    assert faults_of(**{field: "𠮷" * limit}) == {}
    assert faults_of(**{field: "字" * (limit + 1)}) == {f"/{field}": "too_long"}


def test_line_break_counts_one_and_families_count_one() -> None:
    assert faults_of(summary="あ\r\n" * 100) == {}  # 100 × (1 + 1) = 200
    assert faults_of(summary="👨‍👩‍👧" * 200) == {}
    assert faults_of(summary="👨‍👩‍👧" * 201) == {"/summary": "too_long"}
    assert faults_of(title="題\n名") == {"/title": "one_line"}


def test_text_is_kept_code_point_for_code_point() -> None:
    written = "  か\u3099くふ 髙﨑𠮷\u3000 "
    assert read_form({**form(), "purpose": written}, SETUP)[0].texts["purpose"] == written


def test_numbers_are_read_as_people_type_them() -> None:
    data = form()
    data["requested"] = "８０，０００円"
    data["expenses"][0]["unit_price"] = "２０,０００"
    data["expenses"][0]["quantity"] = " ３ "

    filed, faults = read_form(data, SETUP)

    assert not faults
    assert (filed.budget.requested, filed.budget.expenses[0].amount) == (80_000, 60_000)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("unit_price", "三百円", "not_a_number"),
        ("unit_price", 12.5, "not_a_number"),
        ("unit_price", True, "not_a_number"),
        ("unit_price", -1, "out_of_range"),
        ("unit_price", "9" * 5000, "not_a_number"),
        ("quantity", 0, "out_of_range"),
        ("quantity", None, "missing"),
        ("quantity", "1.5", "not_a_number"),
        ("category", "飲食費", "not_a_choice"),
        ("category", 5, "not_a_choice"),
        ("description", "字" * 61, "too_long"),
        ("description", ["字"], "not_text"),
        ("eligible", "はい", "not_a_truth"),
        ("amount", 60_001, "row_amount"),
    ],
)
def test_expense_row_faults_have_their_place(field: str, value: Any, code: str) -> None:
    data = form()
    data["expenses"][0][field] = value
    assert faults_of(**data) == {f"/expenses/0/{field}": code}


def test_amount_that_agrees_may_stand() -> None:
    data = form()
    data["expenses"][0]["amount"] = "60,000"
    assert faults_of(**data) == {}


def test_unknown_keys_are_named() -> None:
    data = form()
    data["expenses"][1]["notes/own"] = "x"
    assert faults_of(**data, password="x") == {
        "/expenses/1/notes~1own": "unknown_field",
        "/password": "unknown_field",
    }


@pytest.mark.parametrize("value", ["row", 3, {"category": "会費"}])
def test_rows_that_are_no_list(value: Any) -> None:
    assert faults_of(income=value)["/income"] == "not_a_list"


def test_a_row_in_which_nothing_is_written_is_none() -> None:
    blank = {"key": "k", "category": "", "description": " ", "eligible": True, "unit_price": None}
    given = {**form(), "expenses": [blank, *form()["expenses"], {}], "schedule": [{}, *form()["schedule"]]}
    filed, faults = read_form(
        {**given, "income": [*form()["income"], {"key": "n"}], "indicators": [{}]}, SETUP
    )

    assert faults == []
    assert filed == read_form(form(), SETUP)[0]
    assert faults_of(expenses=[blank])["/expenses"] == "rows"
    assert faults_of(expenses=[blank, {"quantity": 0}])["/expenses/1/category"] == "missing"


def test_balance_states_the_difference_in_yen() -> None:
    short = read_form({**form(), "requested": 79_000}, SETUP)[1]
    over = read_form({**form(), "requested": 81_500}, SETUP)[1]

    # 79,000 + 20,000 = 99,000, 1,000 less than 100,000; 81,500 + 20,000 = 101,500, 1,500 more.
    assert short[0].extra["gap"] == 1_000
    assert "1,000円少ないです" in short[0].ja
    assert "1,500円多いです" in over[0].ja
    assert "¥1,500 more" in over[0].en


@pytest.mark.parametrize(
    ("category", "unit_price", "eligible", "needed"),
    [
        ("委託料", 100_000, True, True),
        ("委託料", 99_999, True, False),
        ("備品購入費", 100_000, True, True),
        ("委託料", 100_000, False, False),
        ("報償費", 100_000, True, False),
    ],
)
def test_quotes_from_the_threshold_on(category: str, unit_price: int, eligible: bool, needed: bool) -> None:
    data = form()
    row = {"category": category, "unit_price": unit_price, "quantity": 1, "eligible": eligible}
    data |= {"expenses": [row], "requested": unit_price - 20_000}

    assert faults_of(**data) == ({"/expenses/0/quote_attached": "quote_missing"} if needed else {})
    row["quote_attached"] = True
    assert faults_of(**data) == {}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2025-07-01", None),
        ("2026-01-31", None),
        ("令和7年8月2日", None),
        ("2025-06-30", "outside_project"),
        ("2026-02-01", "outside_project"),
        ("2025-07", None),
        ("2026年1月", None),
        ("2025-06", "outside_project"),
        ("2025-13", "not_a_date"),
        ("夏ごろ", "not_a_date"),
        ("", "missing"),
    ],
)
def test_schedule_lies_within_the_project(typed: str, code: str | None) -> None:
    found = faults_of(schedule=[{"date": typed, "what": "観察会", "place": ""}])
    assert found == ({} if code is None else {"/schedule/0/date": code})


def test_schedule_has_one_to_24_rows() -> None:
    row = {"date": "2025-08", "what": "観察会", "place": "緑地"}
    assert faults_of(schedule=[row] * 24) == {}
    assert faults_of(schedule=[row] * 25) == {"/schedule": "rows"}


def test_consents_are_given_one_by_one() -> None:
    policy = FundPolicy(consents=("antisocial", "tax", "personal_data", "publication"))
    setup = FormSetup(SETUP.project_from, SETUP.project_to, policy)

    found = read_form({**form(), "consents": ["antisocial", "publication"]}, setup)[1]

    assert [fault.extra["kind"] for fault in found] == ["tax", "personal_data"]
    assert faults_of(consents=[*form()["consents"], "marketing"]) == {"/consents/3": "consent_unknown"}


QUESTIONS = (
    Question("why", "text", 10, True),
    Question("where", "line", 20, False),
    Question("people", "number", 0, True),
    Question("kind", "choice", 0, True, ("新規", "継続")),
    Question("from", "date", 20, False),
)


def test_questions_of_the_call_are_data() -> None:
    setup = FormSetup(SETUP.project_from, SETUP.project_to, FundPolicy(), QUESTIONS)
    good = {"why": "町のため", "people": "１２０", "kind": "新規", "from": "R7.8.1"}

    filed, faults = read_form({**form(), "answers": good}, setup)

    assert not faults
    assert filed.answers == {
        "why": "町のため",
        "where": "",
        "people": 120,
        "kind": "新規",
        "from": "2025-08-01",
    }
    bad = {"why": "字" * 11, "where": "一\n二", "people": "多数", "kind": "未定", "from": "来年", "x": 1}
    assert faults_of(setup, answers=bad) == {
        "/answers/why": "too_long",
        "/answers/where": "one_line",
        "/answers/people": "not_a_number",
        "/answers/kind": "not_a_choice",
        "/answers/from": "not_a_date",
        "/answers/x": "answer_unknown",
    }
    assert faults_of(setup) == {
        "/answers/why": "missing",
        "/answers/people": "missing",
        "/answers/kind": "missing",
    }


def test_documents_that_the_call_requires() -> None:
    documents = (Document("rules", "規約", "Rules", True), Document("photo", "写真", "Photo", False))
    setup = FormSetup(SETUP.project_from, SETUP.project_to, FundPolicy(), documents=documents)

    assert faults_of(setup) == {"/documents/rules": "document_missing"}
    attached = FormSetup(
        SETUP.project_from,
        SETUP.project_to,
        FundPolicy(),
        documents=documents,
        attached=frozenset({"rules"}),
    )
    assert faults_of(attached) == {}


def test_changed_beyond_what_was_opened() -> None:
    before = read_form(form(), SETUP)[0].as_data()
    after = deepcopy(before)
    after["summary"] = "直した"
    after["title"] = "別の題"

    assert changed_beyond(before, after, frozenset({"summary"})) == ["title"]


def test_summary_that_shows_a_contact_is_noticed() -> None:
    assert shows_contact("連絡は ０３－１２３４－５６７８ まで")
    assert shows_contact("info@example.jp へ")
    assert not shows_contact("2025年7月から100人で歩きます")
