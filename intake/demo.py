"""The demo fund: last year as it was lived, and a round that is open now, so that the line can be tried.

Everything goes through the services, at dates relative to today. Loading it again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from applications import services as applications
from common import clock, clock_control
from common.calendar import fiscal_year_label, fiscal_year_of
from common.clock import JST
from donations import services as donations
from fund import services as funds
from fund.models import Department, Fund, Round
from intake import loading
from notices.services import suppressed
from people import services as people
from people.models import BankAccount, Group, User
from reviews import services as reviews
from trail.services import SYSTEM

FOLDER = Path(__file__).parent / "data" / "miharashi_r7"
PASSWORD = "machitane-demo"  # noqa: S105 shown on the start page of development sites only
HOST = "miharashi.example"

# Who signs in: key, role as shown, name, office roles.
CAST: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("donor", "寄附者", "木村 健", ()),
    ("applicant", "申請者(みはらし里山の会 代表者)", "青木 実", ()),
    ("treasurer", "申請者(みはらし里山の会 会計)", "馬場 和子", ()),
    ("applicant2", "申請者(はらっぱ文庫 代表者)", "藤井 信", ()),
    ("chair", "審査委員長", "千葉 澄", ()),
    ("reviewer1", "審査委員", "土井 亮", ()),
    ("reviewer2", "審査委員", "江口 真帆", ()),
    ("reviewer3", "審査委員", "福田 修", ()),
    ("reviewer4", "審査委員", "後藤 千晶", ()),
    ("reviewer5", "審査委員", "原 実", ()),
    ("officer", "事務局(起案者)", "遠藤 恵", ("officer",)),
    ("approver", "事務局(承認者)", "池田 正", ("approver",)),
    ("approver2", "事務局(承認者・二人目)", "上野 明", ("approver",)),
    ("cashier", "事務局(出納)", "大野 光", ("cashier",)),
    ("admin", "事務局(管理者)", "加納 睦", ("administrator",)),
    ("auditor", "監査", "北川 学", ("auditor",)),
)


def logins() -> list[tuple[str, str, str]]:
    """Role, e-mail address and password of everyone in the demo."""
    return [(label, f"{key}@{HOST}", PASSWORD) for key, label, _, _ in CAST]


@dataclass(frozen=True)
class Days:
    """The open round's days around `today`."""

    today: date

    def at(self, days: int, hour: int = 9) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), time(hour), tzinfo=JST)

    def on(self, days: int) -> date:
        return self.today + timedelta(days=days)


@transaction.atomic
def load() -> bool:
    """Load the demo fund once. Returns False when it was there already. Never in production."""
    assert settings.DEMO_SIGN_IN, "the demo is for development sites"
    outcome = loading.load(FOLDER)
    assert outcome.fund is not None, outcome.faults
    if User.objects.filter(email=f"officer@{HOST}").exists():
        return False
    with suppressed():
        build(outcome.fund, Days(clock.today()))
    return True


def build(fund: Fund, days: Days) -> None:
    everyone = make_people(fund)
    with clock_control.on(days.on(-40)):
        bring_books_up_to(fund, days.on(0), everyone)
    with clock_control.on(days.on(-30)):
        groups = make_groups(everyone)
        call = make_round(fund, days, everyone)
    with clock_control.on(days.on(-20)):
        for account in BankAccount.objects.filter(group__in=groups, state="entered"):
            funds.verify_group_account(fund_id=fund.pk, account_id=account.pk, by=everyone["approver"])
    with clock_control.at(call.opens_at):
        funds.open_due_rounds()
    for days_ago, key, amount, method, sub_fund in GIFTS:
        with clock_control.on(days.on(-days_ago)):
            give(fund, everyone, days.on(-days_ago), key, amount, method, sub_fund)
    with clock_control.on(days.on(-7)):
        for code, title in DRAFTS:
            draft(call, groups[0 if code == "COLLAB" else 1], everyone, code, title)


def make_people(fund: Fund) -> dict[str, User]:
    everyone = {}
    for key, _, name, roles in CAST:
        everyone[key] = User.objects.create_user(email=f"{key}@{HOST}", password=PASSWORD, name=name)
        for role in roles:
            funds.add_staff(fund_id=fund.pk, user=everyone[key], role=role, by=SYSTEM)
    return everyone


def bring_books_up_to(fund: Fund, today: date, everyone: dict[str, User]) -> None:
    """Close the years gone by and open this one; the balances go over."""
    year = fund.fiscal_years.latest("year").year
    while year < fiscal_year_of(today):
        funds.prepare_year_close(fund_id=fund.pk, year=year, by=everyone["officer"])
        funds.close_fiscal_year(fund_id=fund.pk, year=year, by=everyone["approver"])
        year += 1
        funds.open_year(fund_id=fund.pk, year=year, by=everyone["admin"])


def make_groups(everyone: dict[str, User]) -> list[Group]:
    made = []
    for name, kana, voice, others, bank, branch, number, holder in GROUPS:
        group = people.create_group(
            by=everyone[voice],
            name=name,
            name_kana=kana,
            legal_form="任意団体",
            representative=everyone[voice].name,
            founded_on=date(2016, 5, 1),
            members=24,
            annual_budget=310_000,
            address="みはらし市本町1-1",
            phone="044-000-0010",
        )
        for other, role in others:
            people.add_member(group_id=group.pk, user=everyone[other], role=role, by=everyone[voice])
        people.enter_bank_account(
            group_id=group.pk,
            by=everyone[voice],
            bank_code=bank,
            branch_code=branch,
            account_type=1,
            number=number,
            holder_kana=holder,
        )
        made.append(group)
    return made


# Name, kana, who speaks, others, bank, branch, number (fictitious), holder.
GROUPS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...], str, str, str, str], ...] = (
    (
        "みはらし里山の会",
        "ミハラシサトヤマノカイ",
        "applicant",
        (("treasurer", "treasurer"),),
        "0009",
        "596",
        "0000505",
        "ミハラシサトヤマノカイ",
    ),
    ("はらっぱ文庫", "ハラッパブンコ", "applicant2", (), "0001", "388", "0000606", "ハラツパブンコ"),
)

# Days ago, donor, yen, method, sub-fund.
GIFTS: tuple[tuple[int, str, int, str, str], ...] = (
    (25, "木村 健", 30_000, "bank", "GEN"),
    (18, "株式会社みはらし印刷", 400_000, "bank", "GEN"),
    (12, "みどり造園株式会社", 150_000, "bank", "GRN"),
    (6, "林 文", 10_000, "cash", "GEN"),
)

DRAFTS = (("COLLAB", "里山の道なおしと自然観察会"), ("START", "はらっぱ読み聞かせの日"))


def make_round(fund: Fund, days: Days, everyone: dict[str, User]) -> Round:
    """A round open from a fortnight ago to a fortnight ahead, with last year's departments and criteria."""
    last = fund.rounds.latest("opens_at")
    year = fiscal_year_of(days.on(0))
    call = funds.create_round(
        fund_id=fund.pk,
        by=everyone["officer"],
        fiscal_year=year,
        code=f"R{year - 2018}-06",
        name=f"{fiscal_year_label(year)}第6回募集",
        opens_at=days.at(-14),
        closes_at=days.at(14, 17),
        review_opens_at=days.at(17),
        review_closes_at=days.at(31, 17),
        committee_on=days.on(33),
        decided_on=days.on(35),
        project_from=days.on(36),
        project_to=days.on(66),
        report_due_on=days.on(90),
    )
    for department in last.departments.all():
        funds.add_department(
            round_id=call.pk,
            by=everyone["officer"],
            code=department.code,
            name=department.name,
            budget={"START": 200_000, "COLLAB": 600_000}.get(department.code, department.budget),
            rules=department.rules_data,
        )
    for criterion in last.criteria.all():
        funds.add_criterion(
            round_id=call.pk,
            by=everyone["officer"],
            code=criterion.code,
            name=criterion.name,
            weight=criterion.weight,
            minimum=criterion.minimum,
            maximum=criterion.maximum,
            step=criterion.step,
        )
    funds.prepare_round(round_id=call.pk, by=everyone["officer"])
    funds.publish_round(round_id=call.pk, by=everyone["approver"])
    for code, key in zip(
        ("V1", "V2", "V3", "V4", "V5", "V6"),
        ("chair", "reviewer1", "reviewer2", "reviewer3", "reviewer4", "reviewer5"),
        strict=True,
    ):
        reviews.appoint_member(
            round_id=call.pk,
            user=everyone[key],
            code=code,
            title="",
            role="chair" if key == "chair" else "reviewer",
            by=everyone["officer"],
        )
    return call


def give(
    fund: Fund, everyone: dict[str, User], on: date, name: str, amount: int, method: str, sub_fund: str
) -> None:
    """One gift, taken in by the office."""
    pledged = donations.pledge_donation(
        fund_id=fund.pk,
        by=everyone["officer"],
        donor={
            "kind": "company" if "会社" in name else "individual",
            "name": name,
            "user_id": everyone["donor"].pk if name == everyone["donor"].name else None,
        },
        sub_fund_code=sub_fund,
        amount=amount,
        method=method,
        publicity="name",
    )
    donations.receive_donation(donation_id=pledged.pk, by=everyone["officer"], on=on)
    donations.earmark_donation(donation_id=pledged.pk, sub_fund_code=sub_fund, by=everyone["officer"])


def draft(call: Round, group: Group, everyone: dict[str, User], code: str, title: str) -> None:
    """Half a form: begun one evening, to be finished another."""
    voice = everyone["applicant" if code == "COLLAB" else "applicant2"]
    department = Department.objects.get(round=call, code=code)
    made = applications.create_application(department_id=department.pk, group_id=group.pk, by=voice)
    data: dict[str, Any] = {
        "title": title,
        "summary": "だれでも歩ける里山の道をなおし、月に一度の観察会をひらきます。"
        if code == "COLLAB"
        else "",
        "tags": ["環境"] if code == "COLLAB" else ["子ども"],
        "requested": 300_000 if code == "COLLAB" else 60_000,
        "income": [{"category": "会費", "description": "会費から", "amount": 50_000}],
        "expenses": [
            {
                "category": "消耗品費",
                "description": "杭・砂利・手袋",
                "unit_price": 1_200,
                "quantity": 150,
                "unit": "点",
                "eligible": True,
                "quote_attached": False,
            },
        ],
    }
    applications.save_draft(application_id=made.pk, by=voice, data=data, if_version=made.version)
