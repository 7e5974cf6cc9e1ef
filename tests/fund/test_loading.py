"""A whole call from a document: into the tables, out again, twice, and for another year."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common.errors import FieldErrors, NotAllowed, NotFound
from fund.call_document import call_settings
from fund.models import Fund, Round, SubFund
from fund.policy.document import sha256_of
from fund.policy.editions import edited
from fund.policy.moving import moved
from fund.policy.parsing import read_call
from fund.queries import with_setup
from fund.services.common import CodeTaken
from fund.services.loading import load_call
from fund.services.office import open_year
from people.models import User
from tests import factories as make
from tests.fund.policies import GOOD
from trail.models import Event
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
SUB = {"code": "CHILD", "name": "子ども", "kind": "theme", "tags": ["子ども"]}


def load(fund: Fund, by: Any, data: dict[str, Any] = GOOD, **options: Any) -> Any:
    return load_call(fund_id=fund.pk, by=by, data=data, **options)


def test_from_the_file_to_the_tables_and_back_is_the_same(fund: Fund, endo: User) -> None:
    loaded = load(fund, endo)
    assert loaded.made
    assert loaded.round.state == "draft"
    assert call_settings(Round.objects.get(pk=loaded.round.pk)) == read_call(GOOD)


def test_the_document_of_a_round_costs_the_same_for_any_size(
    fund: Fund, endo: User, django_assert_num_queries: Any
) -> None:
    load(fund, endo)
    more = edited(GOOD, [{"pointer": "/call/code", "value": "R10"}] + [
        {"pointer": f"/questions/{n}", "value": {"code": f"Q{n}", "label_ja": "問"}} for n in range(0)
    ])  # fmt: skip
    more["questions"] = [{"code": f"Q{n}", "label_ja": "問"} for n in range(20)]
    load(fund, endo, more)
    for code in ("R9", "R10"):
        with django_assert_num_queries(5):
            call_settings(with_setup(Round.objects.filter(code=code).select_related(
                "fund", "fiscal_year", "policy_version")).get())  # fmt: skip


def test_the_same_file_twice_changes_nothing_and_another_is_refused(fund: Fund, endo: User) -> None:
    first = load(fund, endo)
    events = Event.objects.count()
    again = load(fund, endo)
    assert (again.made, again.round) == (False, first.round)
    assert Event.objects.count() == events
    other = edited(GOOD, [{"pointer": "/departments/A/budget", "value": 1}])
    with pytest.raises(CodeTaken):
        load(fund, endo, other)
    assert load(fund, endo, other, code="R9b").made


def test_another_year_moves_the_dates(fund: Fund, endo: User) -> None:
    open_year(fund_id=fund.pk, year=2027, by=SYSTEM)
    loaded = load(fund, endo, years=1, code="R10")
    assert loaded.round.closes_at == datetime(2027, 5, 15, 17, tzinfo=make.JST)
    assert [found.name for found in loaded.warned] == ["closing_holiday"]  # a Saturday
    kept = call_settings(Round.objects.get(pk=loaded.round.pk))
    expected = moved(read_call(edited(GOOD, [{"pointer": "/call/code", "value": "R10"}])), 1)
    assert sha256_of(kept) == sha256_of(expected)


def test_what_is_wrong_is_refused_and_leaves_nothing(fund: Fund, endo: User) -> None:
    for data, pointer in (
        (edited(GOOD, [{"pointer": "/criteria/C2/step", "value": "0.3"}]), "/criteria/C2/step"),
        ({**GOOD, "legal_mode": "municipal"}, "/legal_mode"),
        (edited(GOOD, [{"pointer": "/budget_pools/0/sub_funds", "value": ["CHILD"]}]), "/sub_funds/CHILD"),
    ):
        with pytest.raises(FieldErrors) as refused:
            load(fund, endo, data)
        assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert not Round.objects.exists()
    with pytest.raises(NotFound):
        load(fund, make.user("aoki"))


def test_sub_funds_are_made_by_the_administrator_when_wanted(fund: Fund, endo: User) -> None:
    data = {
        **edited(GOOD, [{"pointer": "/budget_pools/0/sub_funds", "value": ["CHILD"]}]),
        "sub_funds": [SUB],
    }
    with pytest.raises(NotAllowed):
        load(fund, endo, data, with_sub_funds=True)
    make.StaffRole.objects.create(fund=fund, user=endo, role="administrator")
    loaded = load(fund, endo, data, with_sub_funds=True)
    assert SubFund.objects.get(fund=fund, code="CHILD").tags == ["子ども"]
    assert call_settings(Round.objects.get(pk=loaded.round.pk)) == read_call(data)


def test_standing_rules_become_a_version_only_where_they_differ(fund: Fund, endo: User) -> None:
    make.StaffRole.objects.create(fund=fund, user=endo, role="administrator")
    load(fund, endo, {**GOOD, "standing": {}})
    assert fund.policies.count() == 1
    data = edited(GOOD, [{"pointer": "/call/code", "value": "R10"}])
    loaded = load(fund, endo, {**data, "standing": {"grace_minutes": 0, "min_reviewers": 4}})
    assert fund.policies.count() == 2
    assert loaded.round.policy.grace_minutes == 0


def run(*args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_policy", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_tells_and_loads(fund: Fund, endo: User, tmp_path: Path) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(
        "format: machitane-policy/1\nlegal_mode: private\ncall: {code: R1, name: 見本, fiscal_year: 2026,"
        " dates: {closes_at: '2026-05-16 17:00'}}\ndepartments:\n- code: A\n  name: 甲\n  budget: 1000\n"
        "  rules: {steps: [{cap: 500}], terms: [cap, requested], tie_break: [{by: committee}]}\n"
        "criteria:\n- {code: C1, name: 公益性, step: '1/2'}\n",
        encoding="utf-8",
    )
    out, err = run(str(file), "--check")
    assert "読み込めます" in out
    assert "/call/dates/closes_at" in err
    out, _ = run(str(file), "--fund", "HARA", "--by", endo.email)
    assert "作りました" in out
    out, _ = run(str(file), "--fund", "HARA")
    assert "変更はありません" in out
    assert str(Round.objects.get().criteria.get().step) == "0.50"
    file.write_text(file.read_text(encoding="utf-8") + "criteria: []\n", encoding="utf-8")
    with pytest.raises(CommandError, match="11行目"):
        run(str(file), "--check")
    with pytest.raises(CommandError, match="nowhere"):
        run("nowhere.yaml", "--check")
