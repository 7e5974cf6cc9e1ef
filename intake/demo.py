"""The demo fund: last year as it was lived, and a round that is open now, so that the line can be tried.

Everything goes through the services, at dates relative to today. Loading it again changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from applications import services as applications
from common import clock
from common.calendar import fiscal_year_bounds, fiscal_year_label, fiscal_year_of
from common.clock import JST
from donations import services as donations
from donations.models import Donation, Donor
from fund import services as funds
from fund.models import Department, Fund, PolicyVersion
from intake import demo_content as content
from intake import loading
from intake.agenda import Agenda
from intake.demo_content import address
from intake.demo_days import Days
from intake.demo_year import turn_years
from notices.services import suppressed
from people import services as people
from people.models import BankAccount, Group, Membership, User
from reviews import services as reviews
from trail.services import SYSTEM

FOLDER = Path(__file__).parent / "data" / "miharashi_r7"
PASSWORD = "machitane-demo"  # noqa: S105 shown at /dev/ of development sites only


def logins() -> list[tuple[str, str, str]]:
    """Role, e-mail address and password of everyone in the demo."""
    return [(label, address(key), PASSWORD) for key, label, _, _ in content.CAST]


@transaction.atomic
def load() -> bool:
    """Load the demo fund once. Returns False when it was there already. Never in production."""
    assert settings.DEMO_SIGN_IN, "the demo is for development sites"
    outcome = loading.load(FOLDER)
    assert outcome.fund is not None, outcome.faults
    if User.objects.filter(email=address("officer")).exists():
        return False
    with suppressed():
        Demo(outcome.fund, Days(clock.today())).build()
    return True


class Demo:
    """The office and the open round of one load."""

    def __init__(self, fund: Fund, days: Days) -> None:
        self.fund = fund
        self.days = days
        self.dates = days.call()
        self.people = {
            key: User(email=address(key), password="", name=name) for key, _, name, _ in content.CAST
        }
        self.last = fund.rounds.latest("opens_at")
        self.call = self.last

    def build(self) -> None:
        """Everything in the order of its dates, so that each gift is booked in a year still open."""
        agenda, days = Agenda(), self.days
        closing = fiscal_year_bounds(self.fund.fiscal_years.latest("year").year)[1] + timedelta(days=1)
        agenda.at(min(days.at(-40, 0), datetime.combine(closing, time(0), tzinfo=JST)), self.hire)
        while closing <= days.today:
            agenda.at(datetime.combine(closing, time(9), tzinfo=JST), turn_years)
            closing = closing.replace(year=closing.year + 1)
        agenda.at(days.at(-30), self.found_groups)
        agenda.at(days.at(-29), self.publish)
        agenda.at(days.at(-21, 17), self.verify_accounts)
        agenda.at(days.at(-14), funds.open_due_rounds)
        for gift in content.GIFTS:
            agenda.at(days.at(-gift.days_ago, 11), partial(self.give, gift))
        days_ago, amount, note = content.UNKNOWN_PAYER
        agenda.at(days.at(-days_ago, 11), partial(self.book_unknown, amount, note))
        for item in content.APPLICATIONS:
            agenda.at(days.at(-item.begun, 20), partial(self.begin, item))
            if item.submitted is not None:
                agenda.at(days.at(-item.submitted, 21), partial(self.submit, item))
        for days_ago, side, body, field in content.MESSAGES:
            agenda.at(days.at(-days_ago, 22), partial(self.write, side, body, field))
        agenda.run()

    def hire(self) -> None:
        password = make_password(PASSWORD)
        for key, _, _, roles in content.CAST:
            user = self.people[key]
            user.password = password
            user.save()
            for role in roles:
                funds.add_staff(fund_id=self.fund.pk, user=user, role=role, by=SYSTEM)
        self.let_stand_ins_go()
        self.find_gifts_of_last_year()

    def find_gifts_of_last_year(self) -> None:
        """The demo's donors gave last year too: where a gift went can be seen by now."""
        for key in content.DONORS:
            donor = self.people[key]
            Donor.objects.filter(fund=self.fund, name=donor.name, user__isnull=True).update(user=donor)

    def let_stand_ins_go(self) -> None:
        """Whoever stood in while last year was replayed holds no office any more."""
        hired = [user.pk for user in self.people.values()]
        for place in self.fund.staff_roles.filter(ended_on__isnull=True).exclude(user_id__in=hired):
            funds.end_staff(fund_id=self.fund.pk, user_id=place.user_id, role=place.role, by=SYSTEM)

    def found_groups(self) -> None:
        for item in content.GROUPS:
            voice = self.people[item.voice]
            group = people.create_group(
                by=voice,
                name=item.name,
                name_kana=item.kana,
                legal_form="任意団体",
                representative=voice.name,
                founded_on=date(2016, 5, 1),
                members=24,
                annual_budget=310_000,
                address="みはらし市本町1-1",
                phone="044-000-0010",
            )
            for other, role in item.others:
                people.add_member(group_id=group.pk, user=self.people[other], role=role, by=voice)
            people.enter_bank_account(
                group_id=group.pk,
                by=voice,
                bank_code=item.bank,
                branch_code=item.branch,
                account_type=1,
                number=item.number,
                holder_kana=item.holder,
            )
        name, key = content.RETURNING
        group = self.group(name)
        people.add_member(
            group_id=group.pk, user=self.people[key], role="representative", by=self.voice(group)
        )

    def group(self, name: str) -> Group:
        return Group.objects.filter(name=name).latest("pk")

    def voice(self, group: Group) -> User:
        """Who speaks for a group; the last to become its representative."""
        place = Membership.objects.filter(group=group, role="representative", ended_on__isnull=True)
        return place.select_related("user").latest("pk").user

    def verify_accounts(self) -> None:
        mine = [item.name for item in content.GROUPS]
        for account in BankAccount.objects.filter(group__name__in=mine, state="entered"):
            funds.verify_group_account(
                fund_id=self.fund.pk, account_id=account.pk, by=self.people["approver"]
            )

    def publish(self) -> None:
        """A round with last year's departments and criteria, its committee, and the city's new promise."""
        officer, year = self.people["officer"], fiscal_year_of(self.dates["decided_on"])
        funds.open_year(fund_id=self.fund.pk, year=year, by=self.people["admin"])
        self.promise(year)
        call = funds.create_round(
            fund_id=self.fund.pk,
            by=officer,
            fiscal_year=year,
            code=f"R{year - 2018}-06",
            name=f"{fiscal_year_label(year)}第6回募集",
            **self.dates,
        )
        for department in self.last.departments.all():
            funds.add_department(
                round_id=call.pk,
                by=officer,
                code=department.code,
                name=department.name,
                budget={"START": 200_000, "COLLAB": 600_000}.get(department.code, department.budget),
                rules=department.rules_data,
            )
        for row in self.last.criteria.all():
            funds.add_criterion(
                round_id=call.pk,
                by=officer,
                code=row.code,
                name=row.name,
                weight=row.weight,
                minimum=row.minimum,
                maximum=row.maximum,
                step=row.step,
            )
        funds.prepare_round(round_id=call.pk, by=officer)
        self.call = funds.publish_round(round_id=call.pk, by=self.people["approver"])
        for code, key, title in content.COMMITTEE:
            role = "chair" if key == "chair" else "reviewer"
            reviews.appoint_member(
                round_id=call.pk, user=self.people[key], code=code, title=title, role=role, by=officer
            )

    def promise(self, year: int) -> None:
        """The standing rules go on; the city matches this year's gifts up to the decision (R11)."""
        last = PolicyVersion.objects.filter(fund=self.fund).latest("number")
        match = {
            **last.data["city_match"],
            "received_from": date(year, 4, 1).isoformat(),
            "received_to": self.dates["decided_on"].isoformat(),
            "unspent": "carry",
        }
        funds.add_policy(
            fund_id=self.fund.pk,
            data={**last.data, "city_match": match},
            effective_from=self.days.on(-29),
            by=self.people["admin"],
        )

    def give(self, gift: content.DemoGift) -> None:
        """One gift, taken in by the office as far as it got."""
        own = [self.people[key].pk for key in content.DONORS if self.people[key].name == gift.donor]
        made = donations.pledge_donation(
            fund_id=self.fund.pk,
            by=self.people["officer"],
            donor={
                "kind": "company" if "会社" in gift.donor else "individual",
                "name": gift.donor,
                "user_id": next(iter(own), None),
            },
            sub_fund_code=gift.sub_fund,
            amount=gift.amount,
            method=gift.method,
            publicity=gift.publicity,
        )
        if gift.done == "pledged":
            return
        donations.receive_donation(donation_id=made.pk, by=self.people["cashier"])
        donations.earmark_donation(
            donation_id=made.pk, sub_fund_code=gift.sub_fund, by=self.people["officer"]
        )
        if gift.done == "receipted":
            donations.issue_receipt(donation_id=made.pk, by=self.people["officer"])

    def book_unknown(self, amount: int, note: str) -> Donation:
        return donations.record_unidentified(
            fund_id=self.fund.pk, amount=amount, by=self.people["cashier"], note=note
        )

    def begin(self, item: content.DemoApplication) -> None:
        """A form begun one evening, to be finished another."""
        group = self.group(item.group)
        voice = self.voice(group)
        department = Department.objects.get(round=self.call, code=item.department)
        made = applications.create_application(department_id=department.pk, group_id=group.pk, by=voice)
        applications.save_draft(
            application_id=made.pk,
            by=voice,
            data=item.data(self.dates["project_from"].isoformat()),
            if_version=made.version,
        )

    def write(self, side: str, body: str, field: str) -> None:
        """A message about the application that was filed first; its writer has read the earlier ones."""
        about = self.call.applications.exclude(number="").earliest("submitted_at", "pk")
        by = self.voice(about.group) if side == "group" else self.people["officer"]
        last = about.messages.last()
        if last is not None:
            applications.mark_read(application_id=about.pk, by=by, upto=last.pk)
        applications.post_message(application_id=about.pk, by=by, body=body, field=field)

    def submit(self, item: content.DemoApplication) -> None:
        group = self.group(item.group)
        draft = self.call.applications.get(group=group, department__code=item.department)
        applications.submit_application(
            application_id=draft.pk, by=self.voice(group), if_version=draft.version
        )
