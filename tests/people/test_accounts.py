"""R14: a group's account is held 7 × 24 hours and confirmed by a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, SamePerson, WrongState
from common.zengin import UnknownBank, UnknownBranch, ZenginRefused
from notices.models import Notice
from people import services
from people.models import BankAccount
from people.queries import AccountHeld, AccountUnverified, NoAccount, usable_account
from people.services.accounts import RelatedParty
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db

ACCOUNT: dict[str, Any] = {
    "bank_code": "0009",
    "branch_code": "596",
    "account_type": 1,
    "number": "505",
    "holder_kana": "ミハラシサトヤマノカイ",
}


def enter(group: Any, by: Any, **changes: Any) -> BankAccount:
    return services.enter_bank_account(group_id=group.pk, by=by, **{**ACCOUNT, **changes})


def test_enter_bank_account_is_held_seven_days() -> None:
    aoki = factories.user("aoki")
    group = factories.group("里山の会", {aoki: "treasurer"})

    with clock_control.at(at("2025-04-01 09:00")):
        account = enter(group, aoki, number="１２３４")

    assert (account.number, account.holder_kana) == ("0001234", "ﾐﾊﾗｼｻﾄﾔﾏﾉｶｲ")
    assert account.held_until == at("2025-04-08 09:00")
    assert account.state == "entered"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"bank_code": "9998"}, UnknownBank),
        ({"branch_code": "000"}, UnknownBranch),
        ({"holder_kana": "里山の会"}, ZenginRefused),
        ({"number": "12345678"}, FieldErrors),
        ({"number": "12a"}, FieldErrors),
        ({"account_type": 3}, FieldErrors),
    ],
)
def test_enter_bank_account_refuses_what_no_bank_knows(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    aoki = factories.user("aoki")
    group = factories.group("里山の会", {aoki: "representative"})

    with pytest.raises(error):
        enter(group, aoki, **changes)
    assert BankAccount.objects.count() == 0


def test_enter_bank_account_is_for_representative_and_treasurer() -> None:
    baba, fujii = factories.user("baba"), factories.user("fujii")
    group = factories.group("里山の会", {baba: "editor"})

    with pytest.raises(NotAllowed):
        enter(group, baba)
    with pytest.raises(NotFound):
        enter(group, fujii)


def test_a_new_account_replaces_the_old_one_and_starts_a_new_hold() -> None:
    aoki, endo = factories.user("aoki"), factories.user("endo")
    group = factories.group("里山の会", {aoki: "representative"})
    with clock_control.at(at("2025-04-01 09:00")):
        first = enter(group, aoki)
    with clock_control.at(at("2025-04-08 09:00")):
        services.verify_bank_account(account_id=first.pk, by=endo)
        assert usable_account(group.pk, at("2025-04-08 09:00")) == first
        second = enter(group, aoki, number="777")

    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "entered")
    with pytest.raises(AccountHeld):
        usable_account(group.pk, at("2025-04-15 08:59"))
    with pytest.raises(AccountUnverified):
        usable_account(group.pk, at("2025-04-15 09:00"))
    with pytest.raises(WrongState):
        services.verify_bank_account(account_id=first.pk, by=endo)


def test_a_changed_account_is_told_to_everybody_and_to_the_old_contact_at_once() -> None:
    aoki, baba = factories.user("aoki"), factories.user("baba")
    group = factories.group("里山の会", {aoki: "treasurer", baba: "representative"})
    looks_on, gone = factories.user("chiba"), factories.user("doi")
    group.memberships.create(user=looks_on, role="viewer")
    group.memberships.create(user=gone, role="editor", ended_on=at("2025-03-31 00:00").date())
    enter(group, aoki)
    services.end_membership(group_id=group.pk, user_id=aoki.pk, by=baba)
    Notice.objects.all().delete()

    account = enter(group, baba, number="777")

    told = Notice.objects.filter(kind="bank_account_changed", subject_key=f"bankaccount:{account.pk}")
    assert {notice.recipient for notice in told} == {aoki, baba, looks_on}


def test_verify_bank_account_needs_a_second_unrelated_person_after_the_hold() -> None:
    aoki, baba, endo = factories.user("aoki"), factories.user("baba"), factories.user("endo")
    group = factories.group("里山の会", {aoki: "representative", baba: "viewer"})
    entered = at("2025-04-01 09:00")
    with clock_control.at(entered):
        account = enter(group, aoki)

    with clock_control.at(entered + timedelta(days=7, seconds=-1)), pytest.raises(AccountHeld):
        services.verify_bank_account(account_id=account.pk, by=endo)
    with clock_control.at(entered + timedelta(days=7)):
        with pytest.raises(SamePerson):
            services.verify_bank_account(account_id=account.pk, by=aoki)
        with pytest.raises(RelatedParty):
            services.verify_bank_account(account_id=account.pk, by=baba)
        with pytest.raises(NotFound):
            services.verify_bank_account(account_id=account.pk + 1, by=endo)
        services.verify_bank_account(account_id=account.pk, by=endo)
        with pytest.raises(WrongState):
            services.verify_bank_account(account_id=account.pk, by=endo)
    account.refresh_from_db()
    assert (account.state, account.verified_by) == ("verified", endo)


def test_usable_account_without_any() -> None:
    with pytest.raises(NoAccount):
        usable_account(factories.group().pk, at("2025-04-01 09:00"))


def test_preview_shows_what_the_bank_will_read() -> None:
    bank, branch, holder = services.preview_bank_account(
        bank_code="0001", branch_code="388", holder_kana="はらっぱぶんこ"
    )

    assert (bank, branch, holder.value) == ("みずほ", "溝ノ口", "ﾊﾗﾂﾊﾟﾌﾞﾝｺ")
    assert [(change.before, change.after) for change in holder.changes] == [("っ", "ﾂ")]


def test_enter_bank_account_costs_the_same_whatever_came_before() -> None:
    aoki = factories.user("aoki")
    group = factories.group("里山の会", {aoki: "representative"})
    counts = []
    for number in range(30):
        with CaptureQueriesContext(connection) as queries:
            enter(group, aoki, number=str(number))
        counts.append(len(queries))

    # The first one replaces nothing; from then on all cost the same.
    assert counts[3] == counts[29]
