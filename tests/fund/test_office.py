"""The fund itself: its office, years, sub-funds and standing rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, SamePerson
from fund import services
from fund.models import Fund, SubFund
from fund.permissions import has_role, require_role, roles_of
from fund.queries import NoBook, NoPolicy, book_for, policies_on, policy_on, staff_funds
from fund.services.common import CodeTaken
from fund.services.office import OverflowCircle
from fund.wording import _TABLE, wording
from ledger.models import Book
from people import services as people
from tests import factories
from tests.factories import at
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


def new_fund(code: str = "HARA") -> Fund:
    return services.create_fund(code=code, name="はら基金", legal_mode="private", by=SYSTEM)


def test_create_fund_is_for_the_system() -> None:
    new_fund()
    with pytest.raises(NotAllowed):
        services.create_fund(code="X", name="X", legal_mode="private", by=factories.user())
    with pytest.raises(CodeTaken):
        new_fund()
    with pytest.raises(FieldErrors):
        services.create_fund(code="Y", name="Y", legal_mode="royal", by=SYSTEM)


def test_roles_are_held_by_fund() -> None:
    fund, other = new_fund(), new_fund("SORA")
    kano, endo, fujii = factories.user("kano"), factories.user("endo"), factories.user("fujii")
    services.add_staff(fund_id=fund.pk, user=kano, role="administrator", by=SYSTEM)
    services.add_staff(fund_id=fund.pk, user=endo, role="officer", by=kano)

    assert roles_of(endo, fund.pk) == {"officer"}
    assert list(staff_funds(endo)) == [fund]
    require_role(endo, fund.pk, "officer", "approver")
    with pytest.raises(NotAllowed):
        require_role(endo, fund.pk, "approver")
    with pytest.raises(NotFound):
        require_role(endo, other.pk, "officer")
    with pytest.raises(NotFound):
        require_role(fujii, fund.pk, "officer")
    assert has_role(SYSTEM, fund.pk, "approver")
    with pytest.raises(NotAllowed):
        services.add_staff(fund_id=fund.pk, user=fujii, role="officer", by=endo)
    with pytest.raises(FieldErrors):
        services.add_staff(fund_id=fund.pk, user=fujii, role="king", by=kano)


def test_end_staff_takes_the_role_away_and_adding_again_gives_it_back() -> None:
    fund = new_fund()
    endo = factories.user("endo")
    services.add_staff(fund_id=fund.pk, user=endo, role="officer", by=SYSTEM)

    services.end_staff(fund_id=fund.pk, user_id=endo.pk, role="officer", by=SYSTEM)
    assert roles_of(endo, fund.pk) == frozenset()
    with pytest.raises(NotFound):
        services.end_staff(fund_id=fund.pk, user_id=endo.pk, role="officer", by=SYSTEM)
    services.add_staff(fund_id=fund.pk, user=endo, role="officer", by=SYSTEM)
    assert roles_of(endo, fund.pk) == {"officer"}


def test_open_year_opens_its_books_once() -> None:
    fund = new_fund()

    services.open_year(fund_id=fund.pk, year=2025, by=SYSTEM)
    services.open_year(fund_id=fund.pk, year=2025, by=SYSTEM)

    assert Book.objects.filter(fund_code="HARA").count() == 1
    # A fiscal year runs from 1 April to 31 March.
    assert book_for(fund, date(2026, 3, 31)).fiscal_year == 2025
    with pytest.raises(NoBook):
        book_for(fund, date(2026, 4, 1))
    with pytest.raises(NotFound):
        services.open_year(fund_id=fund.pk, year=2026, by=factories.user())


def test_sub_funds_keep_the_order_in_which_they_were_added() -> None:
    fund = new_fund()
    for code in ("GEN", "GRN", "ARE"):
        services.add_sub_fund(
            fund_id=fund.pk, by=SYSTEM, code=code, name=code, kind="general", fee_rate="0.05"
        )

    assert [sub.code for sub in fund.sub_funds.all()] == ["GEN", "GRN", "ARE"]
    assert {sub.fee_rate for sub in fund.sub_funds.all()} == {"1/20"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "secret"), ("fee_rate", "abc"), ("fee_rate", "1.5"), ("fee_rate", "1/0"), ("payout_cap", -1)],
)
def test_add_sub_fund_refuses_settings_that_mean_nothing(field: str, value: object) -> None:
    fund = new_fund()
    values = {"code": "A", "name": "A", "kind": "theme", field: value}

    with pytest.raises(FieldErrors) as refused:
        services.add_sub_fund(fund_id=fund.pk, by=SYSTEM, **values)
    assert refused.value.faults[0].pointer == f"/{field}"
    assert SubFund.objects.count() == 0


def test_overflow_never_comes_back_to_itself() -> None:
    fund = new_fund()
    made = [
        services.add_sub_fund(fund_id=fund.pk, by=SYSTEM, code=code, name=code, kind="named_group")
        for code in "ABC"
    ]
    services.set_overflow(sub_fund_id=made[0].pk, overflow_to_id=made[1].pk, by=SYSTEM)
    services.set_overflow(sub_fund_id=made[1].pk, overflow_to_id=made[2].pk, by=SYSTEM)

    for target in (made[2], made[0]):
        with pytest.raises(OverflowCircle):
            services.set_overflow(sub_fund_id=made[2].pk, overflow_to_id=target.pk, by=SYSTEM)
    other = services.add_sub_fund(fund_id=new_fund("SORA").pk, by=SYSTEM, code="A", name="A", kind="general")
    with pytest.raises(NotFound):
        services.set_overflow(sub_fund_id=made[2].pk, overflow_to_id=other.pk, by=SYSTEM)


def test_policy_versions_hold_from_their_day() -> None:
    fund = new_fund()
    services.add_policy(
        fund_id=fund.pk, data={"transfer_fee": 440}, effective_from=date(2025, 4, 1), by=SYSTEM
    )
    services.add_policy(
        fund_id=fund.pk, data={"transfer_fee": 550}, effective_from=date(2025, 10, 1), by=SYSTEM
    )

    assert policy_on(fund.pk, date(2025, 9, 30)).transfer_fee == 440
    assert policy_on(fund.pk, date(2025, 10, 1)).transfer_fee == 550
    assert policies_on(date(2025, 12, 1))[fund.pk].transfer_fee == 550
    with pytest.raises(NoPolicy):
        policy_on(fund.pk, date(2025, 3, 31))
    with pytest.raises(FieldErrors):
        services.add_policy(
            fund_id=fund.pk, data={"transfer_fees": 440}, effective_from=date(2025, 4, 1), by=SYSTEM
        )


def test_verify_group_account_is_for_the_office() -> None:  # R14
    fund = factories.fund()
    ikeda = factories.staff(fund, "approver")
    goto = factories.staff(fund, "cashier")
    aoki = factories.user("aoki")
    group = factories.group("里山の会", {aoki: "representative"})
    entered = at("2025-04-01 09:00")
    with clock_control.at(entered):
        account = people.enter_bank_account(
            group_id=group.pk, by=aoki, bank_code="0009", branch_code="596", account_type=1, number="1",
            holder_kana="サトヤマノカイ",
        )  # fmt: skip
    services.add_staff(fund_id=fund.pk, user=aoki, role="approver", by=SYSTEM)

    with clock_control.at(entered + timedelta(days=7)):
        with pytest.raises(NotAllowed):
            services.verify_group_account(fund_id=fund.pk, account_id=account.pk, by=goto)
        with pytest.raises(SamePerson):
            services.verify_group_account(fund_id=fund.pk, account_id=account.pk, by=aoki)
        with pytest.raises(NotFound):
            services.verify_group_account(fund_id=fund.pk, account_id=account.pk, by=factories.user())
        verified = services.verify_group_account(fund_id=fund.pk, account_id=account.pk, by=ikeda)
    assert verified.state == "verified"


def test_wording_has_every_key_for_both_kinds_of_fund() -> None:
    assert _TABLE["municipal"].keys() == _TABLE["private"].keys()
    # domain.md §1: grant, refusal, cancellation, fixing, paying back.
    keys = ("grant", "refusal", "cancellation", "fixing", "refund")
    assert [wording("municipal", key) for key in keys] == [
        "補助金", "不交付決定", "交付決定の取消し", "補助金の額の確定", "返還命令",
    ]  # fmt: skip
    assert [wording("private", key) for key in keys] == [
        "助成金", "不採択", "助成決定の取消し", "助成金額の確定", "返還請求",
    ]  # fmt: skip
    # A private fund's refusal is no administrative disposition: no appeal text.
    assert wording("private", "appeal") == ""
    assert wording("municipal", "appeal") != ""
