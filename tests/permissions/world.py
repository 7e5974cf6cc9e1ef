"""One fund with a row of every kind that the API shows, and everybody who may or may not see it.

Each text that somebody must not see is a sentinel: it names what it is and occurs nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from applications.models import Application, Attachment, CorrectionRequest, Message, Submission
from awards.models import (
    Award,
    Cancellation,
    ChangeRequest,
    Decision,
    DecisionSheet,
    InterestWaiver,
    OfficialLetter,
    Promotion,
    Refund,
    Report,
    ReportFile,
    ReportRow,
)
from disbursements.models import Instalment, PaymentBatch, Transfer
from donations.models import Donation, Donor, GiftLink, Receipt
from fund.models import CallVersion, Criterion, DocumentType, Fund, Round
from ledger.posting import open_book
from notices.models import Notice
from people.models import AccessToken, BankAccount, Group, GroupDocument, Invitation, User
from people.services.tokens import digest
from reviews.models import Review, Score
from tests import factories as make
from tests.applications.forms import JPEG

AT = make.at("2025-06-10 10:00")
OFFICE = ("administrator", "officer", "approver", "cashier", "auditor")


@dataclass
class World:
    """The people by role, and the ids of one row of each kind by its name in the addresses."""

    fund: Fund
    call: Round
    group: Group
    people: dict[str, User] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    sentinels: dict[str, str] = field(default_factory=dict)

    def secret(self, name: str) -> str:
        """A text that says what it is, of this world only."""
        text = f"秘{self.fund.code}{name}"
        self.sentinels[name] = text
        return text


def world(code: str, **differs: Any) -> World:
    """A fund whose round is being reviewed, with one of everything. `differs` change what is hidden: the
    same world otherwise."""
    fund = make.fund(code)
    book = open_book(fund.code, 2025)
    call = make.call(fund, f"{code}-1", state="reviewing", blind=True)
    group = make.group()
    made = World(fund, call, group)
    _people(made)
    _group(made, differs)
    _applications(made, differs)
    _reviews(made, differs)
    _decisions(made)
    _awards(made)
    _money(made, differs)
    _office(made, book.pk)
    return made


def _people(made: World) -> None:
    for role in OFFICE:
        made.people[role] = make.staff(made.fund, role)
    made.people["stranger"] = make.user()
    made.people["donor"] = make.user()
    for role in ("representative", "viewer"):
        person = made.people[role] = make.user()
        made.group.memberships.create(user=person, role=role)
    other = make.group(made.secret("他団体名"), {})
    made.people["other group"] = make.user()
    other.memberships.create(user=made.people["other group"], role="representative")
    made.ids["other group"] = other.pk


def _group(made: World, differs: dict[str, Any]) -> None:
    group = made.group
    group.name, group.phone = made.secret("団体名"), made.secret("電話")
    group.save()
    account = BankAccount.objects.create(
        group=group, bank_code="0001", branch_code="388", account_type=1,
        number=differs.get("account", "7654321"), holder_kana="ﾋﾐﾂ", entered_by=made.people["representative"],
        entered_at=AT, held_until=AT + timedelta(days=7),
    )  # fmt: skip
    made.sentinels["口座番号"] = account.number
    invitation = Invitation.objects.create(
        place=f"group:{group.pk}", role="viewer", email="invited@example.org", sha256=f"g{made.fund.code}",
        by=made.people["representative"], at=AT, expires_at=AT + timedelta(days=14),
    )  # fmt: skip
    paper = GroupDocument.objects.create(
        group=group, kind="rules", name=differs.get("paper", made.secret("団体の書類")) + ".pdf",
        file=ContentFile(b"%PDF-1.7\n%%EOF\n", "y.pdf"), content_type="application/pdf", size=15,
        sha256="0" * 64, by=made.people["representative"], at=AT,
    )  # fmt: skip
    made.ids["group document"] = paper.pk
    made.ids |= {"groups": group.pk, "group invitation": invitation.pk, "bank account": account.pk}
    token = AccessToken.objects.create(
        user=made.people["representative"], name=made.secret("トークン"), place=f"group:{group.pk}",
        scopes=["read"], start="mt_x", sha256=f"t{made.fund.code}", created_at=AT,
        expires_at=AT + timedelta(days=9000),
    )  # fmt: skip
    made.ids["tokens"] = token.pk


def _applications(made: World, differs: dict[str, Any]) -> None:
    department = make.department(
        made.call, "D", stages=[{"code": "FIRST", "decides": "pass"}],
        scoring={"aggregate": "mean", "components": [{"code": "ALL"}, {
            "code": "TOK", "kind": "tokens", "per_reviewer": 3, "points_each": 1}, {
            "code": "AUD", "kind": "audience", "pool": 10, "choices": 1}]},
    )  # fmt: skip
    wanted = DocumentType.objects.create(round=made.call, code="RULES", label_ja="規約")
    application = make.application(
        department, made.group, "under_review", title=made.secret("事業名"), requested=123_456,
        created_by=made.people["representative"], number=f"{made.fund.code}-001",
    )  # fmt: skip
    Submission.objects.create(
        application=application, number=1, data={"title": application.title}, profile=made.group.snapshot(),
        sha256="0" * 64, by=made.people["representative"], at=AT,
    )  # fmt: skip
    attachment = Attachment.objects.create(
        application=application, name="規約.pdf", file=ContentFile(b"%PDF-1.7\n%%EOF\n", "x.pdf"),
        content_type="application/pdf", size=15, sha256="0" * 64, by=made.people["representative"], at=AT,
        document_type=wanted,
    )  # fmt: skip
    CorrectionRequest.objects.create(
        application=application, number=1, of_submission=1, fields=["title"], message="", state="answered",
        texts={"title": made.secret("補正のお願い")}, due_on=AT.date(), asked_at=AT,
        asked_by=made.people["officer"],
    )  # fmt: skip
    message = Message.objects.create(
        application=application, author=made.people["representative"], side="group", sha256="0" * 64, at=AT,
        body=differs.get("message", made.secret("やりとり")),
    )  # fmt: skip
    other = Group.objects.get(pk=made.ids["other group"])
    make.application(department, other, "under_review", title="別の事業", number=f"{made.fund.code}-002")
    draft = Application.objects.create(
        round=made.call, department=department, group=made.group, created_by=made.people["representative"],
        created_at=AT, draft={"title": differs.get("draft", made.secret("下書き"))}, title="",
    )  # fmt: skip
    made.ids |= {
        "applications": application.pk,
        "document": attachment.pk,
        "message": message.pk,
        "departments": department.pk,
        "public/departments": department.pk,
        "draft": draft.pk,
    }


def _reviews(made: World, differs: dict[str, Any]) -> None:
    criterion: Criterion = make.criterion(made.call, "C1", weight=1, maximum=5)
    seats = {
        name: make.member(made.call, code, role)
        for name, code, role in (("chair", "V1", "chair"), ("reviewer", "V2", "reviewer"))
    }
    third = make.member(made.call, "V3")
    for name, seat in seats.items():
        made.people[name] = seat.user
    application = Application.objects.get(pk=made.ids["applications"])
    for seat in (*seats.values(), third):
        review = Review.objects.create(
            application=application, member=seat, assigned_at=AT,
            state="submitted" if seat is third else "declared",
            comment=differs.get("comment", made.secret("講評")) if seat is third else "",
            submitted_at=AT if seat is third else None,
        )  # fmt: skip
        if seat is third:
            Score.objects.create(review=review, criterion=criterion, points=differs.get("points", 4))
        if seat.user == made.people["reviewer"]:
            made.ids["reviews"] = review.pk
    other = Application.objects.exclude(pk=application.pk).get(round=made.call, state="under_review")
    Review.objects.bulk_create(
        Review(application=other, member=seat, assigned_at=AT, state="declared") for seat in seats.values()
    )
    made.ids["committee-members"] = third.pk
    invitation = Invitation.objects.create(
        place=f"round:{made.call.pk}", role="reviewer", email="seat@example.org", terms={"code": "V9"},
        sha256=f"r{made.fund.code}", by=made.people["officer"], at=AT, expires_at=AT + timedelta(days=14),
    )  # fmt: skip
    made.ids["round invitation"] = invitation.pk


def _decisions(made: World) -> None:
    sheet = DecisionSheet.objects.create(round=made.call)
    application = Application.objects.get(pk=made.ids["applications"])
    Decision.objects.create(
        sheet=sheet, application=application, outcome="waitlisted", waitlist_position=1, score="4.0"
    )
    promotion = Promotion.objects.create(
        department=application.department, application=application, outcome="approved", amount=1_000,
        prepared_at=AT,
    )  # fmt: skip
    version = CallVersion.objects.create(
        round=made.call, number=1, data={}, sha256="0" * 64, prepared_at=AT,
    )  # fmt: skip
    made.ids |= {"promotions": promotion.pk, "version": version.number, "rounds": made.call.pk}


def _awards(made: World) -> None:
    officer, voice = made.people["officer"], made.people["representative"]
    past = make.call(made.fund, f"{made.fund.code}-0", state="running", released_at=AT)
    filed = make.application(make.department(past, "OLD"), made.group, "approved")
    award = Award.objects.create(
        fund=made.fund, fiscal_year=past.fiscal_year, number=f"{made.fund.code}-A1", group=made.group,
        application=filed,
        amount=100_000, decided_on=date(2025, 6, 1), state="active", prepared_by=officer,
    )  # fmt: skip
    change = ChangeRequest.objects.create(
        award=award, kind="change", reason=made.secret("変更の理由"), asked_by=voice, asked_at=AT
    )
    cancellation = Cancellation.objects.create(
        award=award, kind="breach", reason=made.secret("取消しの理由"), prepared_by=officer, prepared_at=AT
    )
    report = Report.objects.create(award=award, due_on=date(2026, 3, 2), text=made.secret("報告"))
    ReportRow.objects.create(report=report, position=0, category=made.secret("領収書"), amount=1_000)
    report.draft = {"text": made.secret("報告の下書き")}
    report.save()
    files = [
        ReportFile.objects.create(
            report=report,
            kind=kind,
            key=kind,
            name=f"{made.secret(name)}.jpg",
            size=15,
            sha256="0" * 64,
            file=ContentFile(JPEG, "x.jpg"),
            content_type="image/jpeg",
            sent_sha256=made.fund.code,
            by=voice,
            at=AT,
            width=320 if kind == "photo" else None,
            height=100 if kind == "photo" else None,
            alt=made.secret("写真の説明") if kind == "photo" else "",
        )  # fmt: skip
        for kind, name in (("receipt", "領収書の画像"), ("photo", "写真"))
    ]
    refund = Refund.objects.create(
        award=award, reason="surplus", principal=1_000, due_on=date(2026, 4, 1), ordered_on=date(2026, 3, 1)
    )
    waiver = InterestWaiver.objects.create(
        refund=refund, kind="late", reason=made.secret("免除の理由"), prepared_by=officer, prepared_at=AT
    )
    letter = OfficialLetter.objects.create(
        fund=made.fund, fiscal_year=2025, serial=1, kind="decision", group=made.group, application=filed,
        award=award, title=made.secret("決定の書面"), issued_at=AT,
        facts={"issuer": "", "to": "", "representative": "", "paragraphs": [], "rows": [], "closing": [],
               "sender": []},
    )  # fmt: skip
    instalment = Instalment.objects.create(award=award, kind="advance", amount=50_000)
    batch = PaymentBatch.objects.create(
        fund=made.fund, number=1, pay_on=date(2025, 7, 15), created_by=officer
    )
    transfer = Transfer.objects.create(batch=batch, instalment=instalment, amount=50_000)
    made.ids |= {
        "report file": files[0].pk, "report photo": files[1].pk, "width": 320,
        "report_kind": "final", "public/photos": files[1].pk,
        "official-letters": letter.pk, "awards": award.pk, "award-changes": change.pk,
        "cancellations": cancellation.pk,
        "reports": report.pk, "refunds": refund.pk, "interest-waivers": waiver.pk,
        "instalments": instalment.pk, "batches": batch.pk, "transfers": transfer.pk,
    }  # fmt: skip


def _money(made: World, differs: dict[str, Any]) -> None:
    donor = Donor.objects.create(
        fund=made.fund, kind="individual", name=differs.get("donor", made.secret("寄附者名")),
        address=made.secret("寄附者の住所"), user=made.people["donor"],
    )  # fmt: skip
    gift = Donation.objects.create(
        fund=made.fund, donor=donor, number=f"{made.fund.code}-D1", amount=7_777, method="bank",
        pledged_at=AT, publicity="anonymous", state="received", received_on=AT.date(),
        sub_fund=made.fund.sub_funds.get(code="GEN"),
    )  # fmt: skip
    receipt = Receipt.objects.create(
        fund=made.fund, donation=gift, calendar_year=2025, serial=1, addressee=made.secret("宛名"),
        amount=7_777, received_on=AT.date(), issued_on=AT.date(), issued_by=made.people["cashier"],
    )  # fmt: skip
    # A gift without an account: whoever has its secret sees it, so nothing in it is hidden.
    giver = Donor.objects.create(
        fund=made.fund, kind="individual", name="口座のない寄附者", email="giver@example.org"
    )
    pledged = Donation.objects.create(
        fund=made.fund, donor=giver, number=f"{made.fund.code}-D2", amount=3_000, method="bank",
        channel="web", pledged_at=AT, pay_by=AT.date() + timedelta(days=60), sub_fund=gift.sub_fund,
        reference="005724",
    )  # fmt: skip
    token = f"the-page-of-a-gift-of-{made.fund.code}"
    GiftLink.objects.create(
        donation=pledged, kind="page", sha256=digest(token), made_at=AT, expires_at=AT + timedelta(days=90)
    )
    made.ids |= {"donors": donor.pk, "donations": gift.pk, "receipts": receipt.pk}
    made.ids |= {"token": token, "giver": giver.pk}


def _office(made: World, book: int) -> None:
    letter = Notice.objects.create(
        fund_code=made.fund.code, kind="decision_letter", dedupe_key=f"x{made.fund.code}", state="held",
        recipient=made.people["representative"], context={"title": made.secret("通知")},
        message_id=f"<{made.fund.code}@x>", queued_at=AT, subject_key=f"round:{made.call.pk}",
    )  # fmt: skip
    invitation = Invitation.objects.create(
        place=f"fund:{made.fund.pk}", role="auditor", email="office@example.org", sha256=f"f{made.fund.code}",
        by=made.people["administrator"], at=AT, expires_at=AT + timedelta(days=14),
    )  # fmt: skip
    made.ids |= {
        "books": book, "letters": letter.pk, "funds": made.fund.pk, "fund invitation": invitation.pk,
        "sub-funds": made.fund.sub_funds.get(code="GEN").pk, "year": 2025,
        "public/funds": made.fund.pk, "public/donations": made.ids["donations"],
        "public/projects": made.ids["awards"], "public/rounds": made.call.pk,
        "kind": "decision_letter", "secret": "no-such-calendar-anywhere",
        "figure": f"award:{made.ids['awards']}:amount",
    }  # fmt: skip
