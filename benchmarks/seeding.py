"""A fund grown to so many applications, seeded by INSERT … SELECT with the guards lifted.

Each size has a database of its own beside the benchmark's (`…_100000_bench`), copied from the migrated one,
so that sizes are measured in turns: `with standing_in(seeded(100_000)): …`. A round holds a thousand
applications of realistic weight: a form of some 3 kB, its submission with the group's profile, five budget
rows, consents, documents, and where it came that far an assessment, a check, three reviews with their points
and the award in the group's history. All rounds but the last have been released; the last is being reviewed
and is the same at every size, so that its pages can be compared.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction

from applications.models import (
    Application,
    AssessedBudget,
    Attachment,
    AwardHistory,
    BudgetRow,
    Consent,
    CorrectionRequest,
    DeadlineExtension,
    EligibilityCheck,
    Submission,
)
from common import guards
from fund.call_files import examples, read_example
from fund.models import Criterion, Department, DocumentType, FormQuestion, Fund, Round
from fund.services import load_call, open_year
from people.models import Group, Membership, User
from reviews.models import CommitteeMember, Conflict, Review, Score
from tests import factories as make
from trail.services import SYSTEM

ROUND_SIZE = 1000
OURS = 60
"""How many applications the group has whose own list is measured: more than a page."""
DEPARTMENTS = {"CHALLENGE", "STEPUP"}
"""The example with these is the call that is multiplied."""
YEAR = 2025
FIRST_USER, FIRST_GROUP = 10_000, 100
"""Ids from which people and groups are numbered; those before are the factories'."""

TEXTS = {"purpose": 300, "activities": 350, "outcome": 200, "continuation": 100}


@dataclass
class Seeded:
    """One grown fund: its database and the people who look at it."""

    applications: int
    database: str
    connection: Any
    fund: Fund
    call: Round
    officer: User
    approver: User
    member: User
    reviewer: User
    ours: Group
    seconds: float = 0.0


_standing: dict[int, Seeded] = {}


def seeded(applications: int) -> Seeded:
    """A fund with so many applications, a thousand a round; seeded once in a run. PostgreSQL only."""
    if applications not in _standing:
        _standing[applications] = _seed(applications)
    return _standing[applications]


def _seed(applications: int) -> Seeded:
    start = time.monotonic()
    database = _copy_of_the_migrated(applications)
    own = connections.create_connection("default")
    own.settings_dict = {**own.settings_dict, "NAME": database}
    with _in_place(own):
        made = _people(applications, database, own)
        with guards.lifted(), transaction.atomic(), connection.cursor() as cursor:
            _fill(cursor, applications, _calls(made, max(applications // ROUND_SIZE, 1)), made)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    made.seconds = time.monotonic() - start
    return made


@contextmanager
def standing_in(place: Seeded) -> Iterator[Seeded]:
    """Everything that is asked meanwhile is asked of this fund's database."""
    with _in_place(place.connection):
        yield place


@contextmanager
def _in_place(own: Any) -> Iterator[None]:
    outside = connections["default"]
    connections["default"] = own
    try:
        yield
    finally:
        connections["default"] = outside


def drop() -> None:
    """Take the databases of all sizes away again."""
    for place in _standing.values():
        place.connection.close()
    stem = str(connection.settings_dict["NAME"]).removesuffix("_bench")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{stem}_[0-9]+_bench$"])
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")
    _standing.clear()


def _copy_of_the_migrated(applications: int) -> str:
    base = str(connection.settings_dict["NAME"])
    name = f"{base.removesuffix('_bench')}_{applications}_bench"
    call_command("migrate", verbosity=0)
    with guards.lifted():
        call_command("flush", interactive=False, verbosity=0)
    connection.close()
    admin = connections.create_connection("default")
    admin.settings_dict = {**admin.settings_dict, "NAME": "postgres"}
    quoted = admin.ops.quote_name
    with admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(base)}")
    admin.close()
    return name


def _example() -> dict[str, Any]:
    documents = map(read_example, examples())
    return next(found for found in documents if {row["code"] for row in found["departments"]} == DEPARTMENTS)


def _people(applications: int, database: str, own: Any) -> Seeded:
    """The fund, its office with an authenticator each, and the group and reviewer that look on."""
    fund = make.fund("BENCH", legal_mode="municipal")
    open_year(fund_id=fund.pk, year=2016, by=SYSTEM)
    fund.policies.update(effective_from=date(2000, 4, 1))
    call = load_call(fund_id=fund.pk, by=SYSTEM, data=_example(), with_sub_funds=True).round
    # More than one office and more groups than one look at the same tables.
    member, reviewer = make.user("aoki"), make.user("chiba")
    people = [make.staff(fund, role, name=role) for role in ("officer", "approver")]
    Authenticator.objects.bulk_create(
        Authenticator(user=person, type="totp", data={"secret": "x"}) for person in people
    )
    ours = make.group("里山の会", {member: "representative"}, name_kana="サトヤマノカイ")
    return Seeded(applications, database, own, fund, call, *people, member, reviewer, ours)


def _calls(made: Seeded, number: int) -> list[tuple[Any, ...]]:
    """So many rounds like the example's: (place, round, its two departments, documents, committee, …)."""
    first, rows = made.call, []
    parts = {
        model: list(model._default_manager.filter(round=first).order_by("pk"))
        for model in (Criterion, FormQuestion, DocumentType)
    }
    departments = list(Department.objects.filter(round=first).order_by("pk"))
    people: list[User] = []
    for place in range(number):
        last = place == number - 1
        if place % 5 == 0:
            people = [make.user(f"v{place}x{seat}") for seat in range(3)]
        call = Round.objects.get(pk=first.pk)
        call.pk, call.code, call.name = None, f"R{place:03d}", f"第{place + 1}回の募集"
        call.guideline = _text(600)
        call.state = "reviewing" if last else "archived"
        call.released_at = None if last else call.closes_at
        call.save()
        own = []
        for row in departments:
            row.pk, row.round = None, call
            row.save()
            own.append(row.pk)
        for model, items in parts.items():
            for item in items:
                item.pk, item.round = None, call
                if item.department_id:
                    item.department_id = own[0]
            model._default_manager.bulk_create(items)
        if last:
            made.call, people = call, [made.reviewer, *people[1:]]
        seats = [
            CommitteeMember.objects.create(
                round=call, user=who, code=f"V{seat}", role="chair" if seat == 1 else "reviewer"
            )
            for seat, who in enumerate(people, start=1)
        ]
        rows.append((place, call.pk, *own, last, call.opens_at, *(seat.pk for seat in seats)))
    Round.objects.filter(pk=first.pk).update(state="cancelled")
    return rows


def _text(length: int) -> str:
    """So many characters, as hard to compress as what people write; the same in every run."""
    draw = random.Random(length)
    return "".join(chr(0x4E00 + draw.randrange(2000)) for _ in range(length))


def _form() -> dict[str, Any]:
    """A form as it is typed and filed, some 3 kB."""
    return {
        "title": "",
        "summary": _text(100),
        **{name: _text(length) for name, length in TEXTS.items()},
        "tags": ["環境", "こども"],
        "continuing": False,
        "requested": 150_000,
        "income": [
            {"category": "会費", "description": "会費から", "amount": 30_000},
            {"category": "参加費", "description": "観察会の参加費", "amount": 20_000},
        ],
        "expenses": [
            {
                "category": category, "description": f"{category}の内訳", "unit_price": price,
                "quantity": 10, "unit": "回", "eligible": True, "quote_attached": False,
            }
            for category, price in (("報償費", 10_000), ("消耗品費", 6_000), ("使用料", 4_000))
        ],
        "schedule": [{"date": f"2025-{n:02d}-02", "what": "観察会", "place": "緑地"} for n in range(8, 12)],
        "answers": {},
        "consents": ["antisocial", "personal_data", "publication"],
    }  # fmt: skip


def _fill(cursor: Any, number: int, calls: list[tuple[Any, ...]], made: Seeded) -> None:
    groups = min(number, max(1000, number // 5))
    officer, ours = made.officer.pk, made.ours.pk
    cursor.execute(
        "CREATE TEMP TABLE calls (place int, id bigint, first bigint, second bigint, last bool,"
        " opened timestamptz, v1 bigint, v2 bigint, v3 bigint) ON COMMIT DROP"
    )
    cursor.executemany("INSERT INTO calls VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", calls)
    cursor.execute("CREATE TEMP TABLE paper (form jsonb) ON COMMIT DROP")
    cursor.execute("INSERT INTO paper VALUES (%s)", [json.dumps(_form(), ensure_ascii=False)])

    def fill(model: type[models.Model], source: str, **columns: str) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(columns.values())
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source}")

    fill(
        User, f"generate_series(0, {2 * groups - 1}) n", id=f"{FIRST_USER} + n", password="'!'",
        email="'p' || n || '@example.org'", name="'会員' || n", name_kana="'カイイン'", language="'ja'",
        is_active="true", created_at="now()",
    )  # fmt: skip
    fill(
        Group, f"generate_series(0, {groups - 1}) n", id=f"{FIRST_GROUP} + n", name="'市民の会' || n",
        name_kana="'シミンノカイ' || n", legal_form="'任意団体'", corporate_number="''",
        representative="'代表' || n", representative_kana="'ダイヒョウ'", founded_on="date '2010-04-01'",
        members="25", resident_members="20", annual_budget="500000", postal_code="'210-0001'",
        address="'川崎市川崎区本町1-1-' || n", phone="'044-000-0000'", email="'g' || n || '@example.org'",
        created_at="now()",
    )  # fmt: skip
    fill(
        Membership, f"generate_series(0, {2 * groups - 1}) n", group_id=f"{FIRST_GROUP} + n / 2",
        user_id=f"{FIRST_USER} + n",
        role="CASE n % 2 WHEN 0 THEN 'representative' ELSE 'treasurer' END",
    )  # fmt: skip
    # `k` is the place within the round; it decides the state, so that every round has the same spread.
    cursor.execute(
        "CREATE TEMP TABLE filed ON COMMIT DROP AS SELECT n, k, c.*,"
        " CASE WHEN k % 20 = 0 THEN 'draft' WHEN k % 20 = 1 THEN 'ineligible'"
        "  WHEN k % 20 = 2 THEN 'withdrawn' WHEN k % 20 = 3 THEN 'discarded'"
        "  WHEN c.last THEN 'under_review' WHEN k % 20 < 11 THEN 'approved'"
        "  WHEN k % 20 < 13 THEN 'waitlisted' ELSE 'declined' END AS state,"
        f" CASE WHEN n % {number // OURS} = 1 THEN {ours}"
        f"  ELSE {FIRST_GROUP} + n * 7919 % {groups} END AS own,"
        f" CASE k % 2 WHEN 0 THEN c.first ELSE c.second END AS department, '里山の観察会 その' || n AS title,"
        " 100000 + k % 100 * 1000 AS requested, c.opened + interval '1 minute' * k AS at"
        f" FROM (SELECT n, (n - 1) % {ROUND_SIZE} AS k, (n - 1) / {ROUND_SIZE} AS place"
        f"  FROM generate_series(1, {number}) n) numbers JOIN calls c USING (place)"
    )
    cursor.execute("ANALYZE filed")
    typed = "p.form || jsonb_build_object('title', f.title, 'requested', f.requested)"
    submitted = "f.state NOT IN ('draft', 'discarded')"
    fill(
        Application, "filed f, paper p ORDER BY n", id="n", round_id="f.id", department_id="f.department",
        group_id="f.own",
        number=f"CASE WHEN {submitted} THEN 'R' || place || '-' || lpad(k::text, 4, '0') ELSE '' END",
        state="f.state", draft=typed, version="3", title="f.title", summary="p.form ->> 'summary'",
        tags="p.form -> 'tags'", continuing="k % 5 = 0", requested="f.requested",
        created_by_id=f"CASE f.own WHEN {ours} THEN {made.member.pk}"
        f" ELSE {FIRST_USER} + (f.own - {FIRST_GROUP}) * 2 END",
        created_at="f.at",
        submitted_at=f"CASE WHEN {submitted} THEN f.at + interval '1 day' END", in_grace="k % 40 = 39",
        channel="'online'", paper_documents="'[]'",
    )  # fmt: skip
    fill(
        BudgetRow,
        "filed f, paper p, jsonb_array_elements(p.form -> 'expenses') WITH ORDINALITY e(row, place)"
        f" WHERE {submitted} ORDER BY n",
        application_id="n", side="'expense'", position="e.place - 1", category="row ->> 'category'",
        description="row ->> 'description'", unit_price="(row ->> 'unit_price')::bigint",
        quantity="(row ->> 'quantity')::bigint", unit="row ->> 'unit'",
        amount="(row ->> 'unit_price')::bigint * (row ->> 'quantity')::bigint", eligible="true",
        quote_attached="false",
    )  # fmt: skip
    fill(
        BudgetRow, "filed f, paper p, jsonb_array_elements(p.form -> 'income') WITH ORDINALITY e(row, place)"
        f" WHERE {submitted} ORDER BY n",
        application_id="n", side="'income'", position="e.place - 1", category="row ->> 'category'",
        description="row ->> 'description'", unit="''", amount="(row ->> 'amount')::bigint",
        eligible="true", quote_attached="false",
    )  # fmt: skip
    profile = json.dumps(Group(name="市民の会", resident_members=20, address="川崎市川崎区").snapshot())
    fill(
        Submission, f"filed f, paper p, generate_series(1, 1 + (k % 10 = 5)::int) i WHERE {submitted}",
        application_id="n", number="i", data=f"{typed} || '{{\"documents\": []}}'", profile=f"'{profile}'",
        sha256="repeat(md5(n::text), 2)", by_id=str(made.member.pk), at="f.at", in_grace="false",
    )  # fmt: skip
    fill(
        Consent, f"filed f, paper p, jsonb_array_elements_text(p.form -> 'consents') kind WHERE {submitted}",
        application_id="n", kind="kind", wording_version="'1'", by_id=str(made.member.pk), at="f.at",
    )  # fmt: skip
    fill(
        CorrectionRequest, f"filed f WHERE k % 10 = 5 AND {submitted}", application_id="n",
        number="1", of_submission="1", texts="'{}'",
        fields="'[\"requested\"]'", message="'金額を確かめてください。'", due_on="f.at::date + 14",
        state="'done'", asked_by_id=str(officer), asked_at="f.at",
    )  # fmt: skip
    fill(
        Attachment, f"filed f, generate_series(1, 2) i WHERE {submitted}", application_id="n",
        name="'書類' || i || '.pdf'", file="'attachments/' || n || '-' || i",
        content_type="'application/pdf'", size="40000 + n", sha256="repeat(md5(n::text), 2)",
        by_id=str(made.member.pk), at="f.at", state="'clean'", pages="2",
    )  # fmt: skip
    fill(
        DeadlineExtension, "filed f WHERE k % 100 = 7", application_id="n", until="f.at + interval '30 days'",
        reason="'水害のため'", prepared_by_id=str(officer), approved_by_id=str(made.approver.pk),
        approved_at="f.at",
    )  # fmt: skip
    judged = "f.state IN ('under_review', 'approved', 'waitlisted', 'declined')"
    fill(
        AssessedBudget, f"filed f WHERE {judged}", application_id="n", number="1", eligible="200000",
        total="200000", other_income="50000", other_grants="0", income_additions="'[]'", row_cuts="'[]'",
        by_id=str(officer), at="f.at",
    )  # fmt: skip
    fill(
        EligibilityCheck, f"filed f WHERE {judged}", application_id="n", nth_award="1",
        items="""'[{"item": "規約", "ok": true, "note": ""}]'""", results="'[]'",
        eligible="true", reason="''", by_id=str(officer), at="f.at",
    )  # fmt: skip
    fill(
        AwardHistory, "filed f WHERE f.state = 'approved'", fund_id=str(made.fund.pk), group_id="f.own",
        department_code="CASE k % 2 WHEN 0 THEN 'CHALLENGE' ELSE 'STEPUP' END",
        fiscal_year=f"{YEAR} - place % 20", project_key="f.title", reference="'award:' || n",
        application_id="n",
    )  # fmt: skip
    _fill_reviews(fill, judged)
    for statement in connection.ops.sequence_reset_sql(no_style(), [Application, User, Group, Review]):
        cursor.execute(statement)


def _fill_reviews(fill: Any, judged: str) -> None:
    """Three reviews of each application that came so far; one in fifty is recused by its reviewer. What is
    under review is half handed in."""
    recused = "(k % 50 = 7 AND seat = 3)"
    state = (
        f"CASE WHEN {recused} THEN 'recused' WHEN NOT f.last THEN 'locked' WHEN k % 4 < 2 THEN 'submitted'"
        " WHEN k % 4 = 2 THEN 'in_progress' ELSE 'declared' END"
    )
    source = f"filed f, generate_series(1, 3) seat WHERE {judged}"
    member = "CASE seat WHEN 1 THEN v1 WHEN 2 THEN v2 ELSE v3 END"
    given = f"(NOT f.last OR k % 4 < 2) AND NOT {recused}"
    fill(
        Review, source + " ORDER BY n, seat", id="n * 3 + seat - 3", application_id="n", member_id=member,
        state=state, comment="'よく練られた計画です。'", version="2", assigned_at="f.at",
        submitted_at=f"CASE WHEN {given} THEN f.at + interval '20 days' END",
    )  # fmt: skip
    fill(
        Score,
        f"filed f JOIN fund_criterion c ON c.round_id = f.id, generate_series(1, 3) seat"
        f" WHERE {judged} AND (NOT f.last OR k % 4 < 3) ORDER BY n, seat",
        review_id="n * 3 + seat - 3", criterion_id="c.id", points="(n + seat + c.position) % 11",
    )  # fmt: skip
    fill(
        Conflict, f"{source} AND {recused}", application_id="n", member_id=member, kind="'relative'",
        note="'親族'", declared_on="f.at::date", after_scoring="false",
        by_id="(SELECT user_id FROM reviews_committeemember m WHERE m.id = v3)", undo_reason="''",
    )  # fmt: skip
