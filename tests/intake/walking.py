"""The demo's open round walked to its end: its people do their part, `advance` moves the clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from applications import services as applications
from awards import services as awards
from awards.models import Award, Report
from common import clock
from common.calendar import next_bank_business_day
from common.clock import JST
from disbursements import services as payments
from disbursements.models import Instalment
from fund.models import Fund, Round
from intake.demo_content import ONCE_ONLY, address
from people.models import Membership, User
from reviews import services as reviews
from reviews.models import Review


def set_today(day: date) -> None:
    """Put the development clock on `day` at ten, before anything is there."""
    path: Path = settings.DEVELOPMENT_CLOCK_FILE
    path.unlink(missing_ok=True)
    wanted = datetime.combine(day, time(10), tzinfo=JST)
    path.write_text(str(int((wanted - clock.now()).total_seconds())), encoding="utf-8")


class Walk:
    """From the drafts of the open round to the last payment."""

    def __init__(self) -> None:
        self.fund = Fund.objects.get(code="MIHARASHI")
        self.call = self.fund.rounds.latest("opens_at")

    def person(self, key: str) -> User:
        return User.objects.get(email=address(key))

    def voice(self, group_id: int) -> User:
        places = Membership.objects.filter(group_id=group_id, role="representative", ended_on__isnull=True)
        return places.select_related("user").latest("pk").user

    def advance(self, to: date | datetime) -> Round:
        call_command("advance", to=to.isoformat())
        self.call = Round.objects.select_related("fund", "policy_version").get(pk=self.call.pk)
        return self.call

    def check_at_the_desk(self) -> None:
        """R3: whoever had the one award of its department is found ineligible, the others are accepted."""
        for row in self.call.applications.filter(state="submitted").order_by("pk"):
            applications.assess_budget(application_id=row.pk, by=self.person("officer"))
            applications.accept_application(application_id=row.pk, by=self.person("officer"))

    def review(self) -> None:
        """All six declare no interest and give 4 out of 5 everywhere."""
        reviews.assign_reviews(round_id=self.call.pk, by=self.person("officer"))
        seats = Review.objects.filter(application__round=self.call).select_related("member__user")
        for row in seats:
            reviews.declare_no_conflict(review_id=row.pk, by=row.member.user)
        self.advance(self.call.review_opens_at)
        reviews.start_review(round_id=self.call.pk, by=self.person("officer"))
        codes = list(self.call.criteria.values_list("code", flat=True))
        for row in seats.all():
            reviews.save_scores(
                review_id=row.pk,
                by=row.member.user,
                points=dict.fromkeys(codes, "4"),
                comment="",
                if_version=row.version,
            )
            reviews.submit_review(review_id=row.pk, by=row.member.user)
        self.advance(self.call.review_closes_at)
        self.advance(self.call.committee_on)
        reviews.write_minutes(
            round_id=self.call.pk,
            by=self.person("chair"),
            held_on=self.call.committee_on,
            text="審査会の記録",
            present=["V1", "V2", "V3", "V4", "V5", "V6"],
        )

    def decide(self) -> list[Award]:
        self.advance(self.call.decided_on)
        awards.prepare_decisions(round_id=self.call.pk, by=self.person("officer"))
        awards.approve_decisions(round_id=self.call.pk, by=self.person("approver"))
        awards.release_results(round_id=self.call.pk, by=self.person("officer"))
        made = list(Award.objects.filter(application__round=self.call).order_by("pk"))
        for award in made:
            awards.accept_offer(award_id=award.pk, by=self.voice(award.group_id))
            awards.activate_award(award_id=award.pk, by=self.person("approver"))
        return made

    def pay(self, kind: str) -> int:
        """Everything planned of this kind in one batch, on the next day of the bank. Returns yen."""
        wanted = list(
            Instalment.objects.filter(kind=kind, state="planned", award__application__round=self.call)
        )
        for row in wanted:
            payments.request_instalment(instalment_id=row.pk, by=self.voice(row.award.group_id))
            payments.approve_instalment(instalment_id=row.pk, by=self.person("approver"))
        day = next_bank_business_day(clock.today() + timedelta(days=1))
        made = payments.create_batch(
            fund_id=self.fund.pk,
            pay_on=day,
            instalment_ids=[row.pk for row in wanted],
            by=self.person("officer"),
        )
        payments.prepare_batch(batch_id=made.pk, by=self.person("officer"))
        payments.approve_batch(batch_id=made.pk, by=self.person("approver"))
        payments.export_batch(batch_id=made.pk, by=self.person("cashier"))
        self.advance(day)
        payments.confirm_batch(batch_id=made.pk, by=self.person("cashier"))
        return sum(row.amount for row in wanted)

    def report(self) -> None:
        """Each project spent and earned as planned; the office accepts all of it but the ineligible."""
        self.advance(self.call.report_due_on)
        for report in Report.objects.filter(award__application__round=self.call).order_by("pk"):
            voice, application = self.voice(report.award.group_id), report.award.application
            assert application is not None
            expenses = application.budget_rows.filter(side="expense").order_by("position")
            awards.start_report(award_id=report.award_id, by=voice)
            paid_on = str(report.award.project_from)
            awards.save_report(
                report_id=report.pk,
                by=voice,
                data={
                    "other_income": sum(row.amount for row in application.budget_rows.filter(side="income")),
                    "text": "予定どおりに行った。",
                    "rows": [
                        {"category": row.category, "amount": row.amount, "paid_on": paid_on}
                        for row in expenses
                    ],
                },
            )
            awards.submit_report(report_id=report.pk, by=voice)
            awards.judge_rows(
                report_id=report.pk,
                by=self.person("officer"),
                verdicts=[
                    {
                        "position": place,
                        "verdict": "accepted" if row.eligible else "ineligible",
                        "accepted": row.amount if row.eligible else 0,
                        "reason": "" if row.eligible else "飲食費",
                    }
                    for place, row in enumerate(expenses)
                ],
            )
            awards.accept_report(report_id=report.pk, by=self.person("officer"))
            awards.prepare_fixing(award_id=report.award_id, by=self.person("officer"))
            awards.approve_fixing(award_id=report.award_id, by=self.person("approver"))

    def to_the_end(self) -> None:
        self.advance(self.call.closes_at + timedelta(days=1))
        self.check_at_the_desk()
        self.review()
        self.decide()
        self.paid = self.pay("advance")
        self.report()
        self.paid += self.pay("final")
        awards.settle_round(round_id=self.call.pk, by=self.person("officer"))
        self.call.refresh_from_db()

    def ineligible(self) -> list[str]:
        rows = self.call.applications.filter(state="ineligible").select_related("group")
        return [row.group.name for row in rows]


__all__ = ["ONCE_ONLY", "Walk", "set_today"]
