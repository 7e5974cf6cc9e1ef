"""Decisions and awards, what changes or ends them, reports, the fixing of the amount and refunds.

All amounts are integer yen. What was paid or came back is read from the ledger, never kept here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from awards import states
from common.calendar import fiscal_year_label
from common.states import Lifecycle

OUTCOMES = [
    ("approved", "採択"),
    ("approved_remainder", "採択(残額)"),
    ("waitlisted", "補欠"),
    ("declined_below_pass_mark", "不採択(基準点未満)"),
    ("declined_at_stage", "不採択(審査の段階による)"),
    ("not_awardable_below_floor", "不採択(下限未満)"),
    ("declined_ineligible_repeat", "対象外(回数制限)"),
]


class DecisionSheet(models.Model):
    """The round's decisions as one paper (決定案): prepared by one person, approved by another,
    released to everyone at one moment."""

    round = models.OneToOneField("fund.Round", on_delete=models.PROTECT, related_name="decision_sheet")
    state = models.CharField(max_length=12, choices=states.DECISION_SHEET.choices, default="draft")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.DECISION_SHEET

    def __str__(self) -> str:
        return f"{self.round} 決定案"

    @property
    def fund_code(self) -> str:
        return self.round.fund.code


class Decision(models.Model):
    """What was decided on one application: outcome, rank, the working of R1 and the money's lines.

    `score` is the published figure as text ("80.4"), empty when not scored; `funding` is
    [[sub-fund code, yen], …] in the order of the draw.
    """

    sheet = models.ForeignKey(DecisionSheet, on_delete=models.PROTECT, related_name="decisions")
    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="decision"
    )
    outcome = models.CharField(max_length=40, choices=OUTCOMES)
    rank = models.PositiveIntegerField(null=True)
    score = models.CharField(max_length=20, blank=True)
    nth_award = models.PositiveIntegerField(default=1)
    rate = models.CharField(max_length=20, blank=True)
    inputs = models.JSONField(default=dict, help_text="eligible, total, other_income, requested")
    terms = models.JSONField(default=dict)
    full = models.BigIntegerField(null=True)
    amount = models.BigIntegerField(default=0)
    binding = models.JSONField(default=list)
    funding = models.JSONField(default=list)
    waitlist_position = models.PositiveIntegerField(null=True)
    conditions = models.TextField(blank=True)
    stage_failed = models.CharField(max_length=120, blank=True, help_text="不採択となった審査の段階の名前")

    def __str__(self) -> str:
        return f"{self.application} {self.outcome}"


class Award(models.Model):
    """A grant decided for a group (交付決定): by application, or designated (団体指定) out of a sub-fund."""

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="awards")
    fiscal_year = models.ForeignKey("fund.FiscalYear", on_delete=models.PROTECT, related_name="awards")
    kind = models.CharField(
        max_length=12, choices=[("application", "申請"), ("designated", "団体指定")], default="application"
    )
    number = models.CharField(max_length=40)
    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, null=True, related_name="award"
    )
    group = models.ForeignKey("people.Group", on_delete=models.PROTECT, related_name="awards")
    sub_fund = models.ForeignKey("fund.SubFund", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    rate = models.CharField(max_length=20, blank=True)
    advance_rate = models.CharField(max_length=20, default="0")
    conditions = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=states.AWARD.choices, default="offered")
    decided_on = models.DateField()
    accept_by = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True, help_text="団体が内示を受けた時")
    accepted_budget = models.JSONField(null=True, help_text="残額採択のときの見直し予算")
    claimed_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="受諾とともに概算払を請求した人",
    )
    activated_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    project_from = models.DateField(null=True)
    project_to = models.DateField(null=True)
    report_due_on = models.DateField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.AWARD

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="one_award_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="award_positive"),
            models.CheckConstraint(
                condition=models.Q(kind="application", application__isnull=False)
                | models.Q(kind="designated", application__isnull=True, sub_fund__isnull=False),
                name="award_from_application_or_sub_fund",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"

    @property
    def fund_code(self) -> str:
        return self.fund.code

    @property
    def reference(self) -> str:
        """The name under which the ledger knows this award."""
        return f"award:{self.pk}"


class ChangeRequest(models.Model):
    """A group asks to change or to give up its project (変更・廃止). The award never rises."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="change_requests")
    ABOUT: ClassVar = [
        ("schedule", "日程"),
        ("content", "内容"),
        ("budget", "予算の組み替え"),
        ("other", "そのほか"),
    ]
    AIMS: ClassVar = [("purpose", "目的"), ("place", "場所"), ("period", "期間")]

    kind = models.CharField(max_length=12, choices=[("change", "変更"), ("abolition", "廃止")])
    about = models.CharField(max_length=12, choices=ABOUT, default="other")
    aims = models.JSONField(default=list, help_text="変わるもの: purpose, place, period")
    reason = models.TextField()
    new_amount = models.BigIntegerField(null=True)
    new_budget = models.JSONField(null=True)
    new_project_from = models.DateField(null=True)
    new_project_to = models.DateField(null=True)
    before_after = models.JSONField(
        default=list, help_text="[{name, label, before, after, delta}] 届け出の時のもの"
    )
    state = models.CharField(max_length=12, choices=states.CHANGE_REQUEST.choices, default="asked")
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    lifecycle: ClassVar[Lifecycle] = states.CHANGE_REQUEST

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(state__in=["asked", "prepared"]),
                name="one_open_change_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.kind}"

    @property
    def fund_code(self) -> str:
        return self.award.fund_code


class Report(models.Model):
    """An interim (中間) or final (実績) report of a project with its settlement of accounts.

    `draft` holds whatever was typed, over-long and half-finished included, and is the group's own; the
    columns, the rows and what is said of its photos are filled when it is handed in. `version` counts saves
    of the draft. `results` are by position of the indicators in the application.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=[("interim", "中間"), ("final", "実績")], default="final")
    state = models.CharField(max_length=12, choices=states.REPORT.choices, default="not_due")
    due_on = models.DateField()
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True, help_text="下書きを最後に保存した時刻")
    text = models.TextField(blank=True, help_text="できたこと")
    people = models.PositiveIntegerField(null=True, help_text="参加した人数(のべ)")
    lessons = models.TextField(blank=True, help_text="学び・次に生かすこと")
    results = models.JSONField(default=list, help_text="目標ごとの結果")
    other_income = models.BigIntegerField(default=0)
    returned_rows = models.JSONField(default=list, help_text="補正する行の番号")
    message = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    overdue = models.BooleanField(default=False)
    accepted_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    lifecycle: ClassVar[Lifecycle] = states.REPORT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "kind"], name="one_report_per_kind")]

    def __str__(self) -> str:
        return f"{self.award} {self.kind}"

    @property
    def fund_code(self) -> str:
        return self.award.fund_code


class ReportRow(models.Model):
    """One voucher row (領収書): what was spent, and the office's verdict.

    accepted + cut = amount; an ineligible row (対象外) has verdict `ineligible` and counts apart.
    """

    VERDICTS: ClassVar = [
        ("", "未確認"),
        ("accepted", "認める"),
        ("cut", "一部または全部を認めない"),
        ("questioned", "問い合わせ中"),
        ("ineligible", "対象外"),
    ]

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40, blank=True, help_text="領収書のファイルと結ぶ名前")
    payee = models.CharField(max_length=120, blank=True, help_text="支払先")
    category = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    budget_row = models.ForeignKey(
        "applications.BudgetRow", on_delete=models.PROTECT, null=True, related_name="+"
    )
    paid_on = models.DateField(null=True)
    amount = models.BigIntegerField()
    voucher = models.BooleanField(default=True)
    verdict = models.CharField(max_length=12, choices=VERDICTS, blank=True)
    accepted = models.BigIntegerField(default=0)
    verdict_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="one_report_row_per_place"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0, accepted__gte=0, accepted__lte=models.F("amount")),
                name="report_row_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.position}"


class ReportFile(models.Model):
    """A receipt (領収書) of the row named `row`, or a photo (写真) of the project, sent with a report.

    `key` is the sender's, so that a file sent twice is one. A receipt is kept as it came; of a photo only
    what was drawn anew from it (`common.pictures`), the widest here, the others as `PhotoSize`. Words about a
    photo are filled when the report is handed in, as is `filed_at`: before that the office sees nothing.
    """

    KINDS: ClassVar = [("receipt", "領収書"), ("photo", "写真")]
    LIVE: ClassVar = models.Q(removed_at__isnull=True)

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=KINDS)
    key = models.CharField(max_length=40)
    row = models.CharField(max_length=40, blank=True, help_text="支出の行の名前(領収書のとき)")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="reports/%Y/%m/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="バイト")
    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64, help_text="送られたファイルのもの")
    pages = models.PositiveIntegerField(null=True, help_text="PDFのページ数")
    width = models.PositiveIntegerField(null=True, help_text="写真のとき。画素")
    height = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=states.REPORT_FILE.choices, default="unscanned")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, help_text="報告とともに提出された時")
    removed_at = models.DateTimeField(null=True)
    alt = models.CharField(max_length=400, blank=True, help_text="写真の説明")
    consent = models.BooleanField(default=False, help_text="写っている人の同意")
    publish = models.BooleanField(default=False, help_text="公表してよい")

    lifecycle: ClassVar[Lifecycle] = states.REPORT_FILE

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_report_file_sent")]
        indexes = [
            models.Index(fields=["sent_sha256"], name="report_file_sent_sha256"),
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["unscanned", "waiting"]),
                name="report_file_to_scan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.name}"

    @property
    def fund_code(self) -> str:
        return self.report.fund_code


class PhotoSize(models.Model):
    """A narrower copy of a photo."""

    photo = models.ForeignKey(ReportFile, on_delete=models.CASCADE, related_name="sizes")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="reports/%Y/%m/")

    class Meta:
        ordering = ["-width"]
        constraints = [models.UniqueConstraint(fields=["photo", "width"], name="one_photo_size")]

    def __str__(self) -> str:
        return f"{self.photo} {self.width}"


class AmountFixing(models.Model):
    """The fixing of an award's amount (額の確定, R5) with its working."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="fixing")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_eligible = models.BigIntegerField()
    disallowed = models.BigIntegerField()
    ineligible = models.BigIntegerField()
    actual_total = models.BigIntegerField()
    actual_other_income = models.BigIntegerField()
    terms = models.JSONField()
    fixed = models.BigIntegerField()
    binding = models.JSONField()
    release = models.JSONField(default=list, help_text="[[枠, 円]] 戻した順")
    state = models.CharField(max_length=12, choices=states.FIXING.choices, default="prepared")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    fixed_on = models.DateField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.FIXING

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    actual_total=models.F("accepted_eligible")
                    + models.F("disallowed")
                    + models.F("ineligible")
                ),
                name="fixing_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.fixed}"

    @property
    def fund_code(self) -> str:
        return self.award.fund_code


class Cancellation(models.Model):
    """A cancellation by the fund (取消): prepared by one approver, decided by a second (R6, R14)."""

    REASONS: ClassVar = [
        ("false_statement", "虚偽の申請"),
        ("other_use", "目的外使用"),
        ("breach", "条件違反"),
        ("antisocial", "反社会的勢力"),
    ]

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="cancellations")
    kind = models.CharField(max_length=20, choices=REASONS)
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=states.CANCELLATION.choices, default="prepared")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_on = models.DateField(null=True)
    release = models.JSONField(default=list)

    lifecycle: ClassVar[Lifecycle] = states.CANCELLATION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(state__in=["prepared", "approved"]),
                name="one_live_cancellation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.kind}"

    @property
    def fund_code(self) -> str:
        return self.award.fund_code


class Refund(models.Model):
    """Money a group owes back (返還): after fixing, after a change below what was paid, or after a
    cancellation with surcharge."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="refunds")
    reason = models.CharField(
        max_length=12,
        choices=[("fixing", "額の確定"), ("cancellation", "取消"), ("abolition", "廃止"), ("change", "変更")],
    )
    principal = models.BigIntegerField()
    due_on = models.DateField()
    surcharge_from = models.DateField(null=True, help_text="加算金の起算日(受領の日)")
    state = models.CharField(max_length=12, choices=states.REFUND.choices, default="open")
    ordered_on = models.DateField()

    lifecycle: ClassVar[Lifecycle] = states.REFUND

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award"], condition=models.Q(state="open"), name="one_open_refund"
            ),
            models.CheckConstraint(condition=models.Q(principal__gt=0), name="refund_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.award} 返還 {self.principal}"

    @property
    def fund_code(self) -> str:
        return self.award.fund_code


class RefundReceipt(models.Model):
    """One part of a refund that came in, with the interest on that part."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="receipts")
    received_on = models.DateField()
    principal = models.BigIntegerField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["received_on", "pk"]

    def __str__(self) -> str:
        return f"{self.refund} {self.received_on} {self.principal}"


class Interest(models.Model):
    """Surcharge (加算金) or late interest (延滞金) on one part of a refund (R6), with its working."""

    KINDS: ClassVar = [("surcharge", "加算金"), ("late", "延滞金")]

    receipt = models.ForeignKey(RefundReceipt, on_delete=models.PROTECT, related_name="interest")
    kind = models.CharField(max_length=10, choices=KINDS)
    principal = models.BigIntegerField()
    days = models.PositiveIntegerField()
    rate = models.CharField(max_length=20)
    counted_from = models.DateField(help_text="受領の日、または返還期限")
    amount = models.BigIntegerField()
    waived = models.BooleanField(default=False)
    waive_reason = models.TextField(blank=True)
    waived_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "kind", "counted_from"], name="one_interest_per_part")
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.kind} {self.amount}"


class InterestWaiver(models.Model):
    """A waiver (免除) of one kind of interest on a refund, with its reason; two people decide (R6, R14).

    It holds for what comes in after the decision.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="waivers")
    kind = models.CharField(max_length=10, choices=Interest.KINDS)
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=states.WAIVER.choices, default="prepared")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    lifecycle: ClassVar[Lifecycle] = states.WAIVER

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "kind"],
                condition=models.Q(state__in=["prepared", "approved"]),
                name="one_live_waiver_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.refund} {self.kind} 免除"

    @property
    def fund_code(self) -> str:
        return self.refund.fund_code


class Promotion(models.Model):
    """The next of a department's waitlist moves up (繰上げ): prepared by one person, or by a waived
    choice (N12), and approved by another, who makes it an award."""

    department = models.ForeignKey("fund.Department", on_delete=models.PROTECT, related_name="promotions")
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="promotions"
    )
    outcome = models.CharField(max_length=40, choices=OUTCOMES)
    amount = models.BigIntegerField()
    terms = models.JSONField(default=dict)
    binding = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=states.PROMOTION.choices, default="prepared")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    lifecycle: ClassVar[Lifecycle] = states.PROMOTION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department"], condition=models.Q(state="prepared"), name="one_open_promotion"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="promotion_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.application} 繰上げ {self.amount}"

    @property
    def fund_code(self) -> str:
        return self.application.fund_code


class OfficialLetter(models.Model):
    """A letter of the office to a group (通知書) as it was issued, append-only: `facts` hold its words and
    figures, so that its PDF is always the same. Numbered by fund and fiscal year of issue."""

    KINDS: ClassVar = [
        ("offer", "内示"),
        ("waitlisted", "補欠"),
        ("declined", "不採択"),
        ("decision", "交付決定"),
        ("change_approved", "変更承認"),
        ("change_refused", "変更不承認"),
        ("abolition", "廃止承認"),
        ("fixing", "額の確定"),
        ("refund", "返還"),
        ("cancellation", "取消し"),
    ]

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="official_letters")
    fiscal_year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    group = models.ForeignKey("people.Group", on_delete=models.PROTECT, related_name="official_letters")
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, null=True, related_name="official_letters"
    )
    award = models.ForeignKey(Award, on_delete=models.PROTECT, null=True, related_name="official_letters")
    title = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    facts = models.JSONField(help_text="宛名・本文・表・教示・差出人")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "fiscal_year", "serial"], name="one_letter_number"),
            models.CheckConstraint(
                condition=models.Q(application__isnull=False) | models.Q(award__isnull=False),
                name="letter_about_something",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """令和7年度第12号 (文書番号)."""
        return f"{fiscal_year_label(self.fiscal_year)}第{self.serial}号"


class LetterSeries(models.Model):
    """The last number given to a letter of a fund in a fiscal year: its row keeps the numbers gapless."""

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "fiscal_year"], name="one_letter_series_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.fiscal_year}: {self.last}"
