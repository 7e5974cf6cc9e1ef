"""Funds, their years and sub-funds, standing rules, rounds with departments and criteria, staff."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models

from common.states import Lifecycle
from fund import states
from fund.policy import BudgetPool, DepartmentRules, FundPolicy, read_policy, read_pools, read_rules


def _one_code(name: str) -> list[models.UniqueConstraint]:
    """A code is unique within its department, and among those of the whole round."""
    return [
        models.UniqueConstraint(fields=["round", "department", "code"], name=name),
        models.UniqueConstraint(
            fields=["round", "code"], condition=models.Q(department__isnull=True), name=f"{name}_of_round"
        ),
    ]


class Fund(models.Model):
    """A community fund (基金). `legal_mode` chooses the wording of every letter and screen."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_kana = models.CharField(max_length=120, blank=True)
    legal_mode = models.CharField(max_length=10, choices=[("private", "民間"), ("municipal", "自治体")])
    operator = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="事務局の電話番号")
    hours = models.CharField(max_length=120, blank=True, help_text="事務局が開いている日と時間")
    email = models.EmailField(blank=True, help_text="事務局のメールアドレス")
    address = models.CharField(max_length=200, blank=True, help_text="事務局の所在地")
    bank_account = models.JSONField(default=dict, help_text="銀行・支店・口座・名義カナ・委託者コード")
    issuer = models.JSONField(default=dict, help_text="受領証明書の発行者: 区分・名称・所在地・番号など(§7)")

    def __str__(self) -> str:
        return self.name

    @property
    def fund_code(self) -> str:
        return self.code


class StaffRole(models.Model):
    """One role of one person in a fund's office. Several roles may meet in one person; maker and
    approver of the same thing never do (R14)."""

    ROLES: ClassVar = [
        ("administrator", "管理者"),
        ("officer", "起案者"),
        ("approver", "承認者"),
        ("cashier", "出納"),
        ("auditor", "監査"),
    ]

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="staff_roles")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(max_length=20, choices=ROLES)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "user", "role"], name="one_role_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.fund}"


class FiscalYear(models.Model):
    """A fund's year, 1 April to 31 March, named by its April; its books are `ledger.Book`."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="fiscal_years")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=states.FISCAL_YEAR.choices, default="open")
    close_prepared_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    lifecycle: ClassVar[Lifecycle] = states.FISCAL_YEAR

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "year"], name="one_year_once")]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}"

    @property
    def fund_code(self) -> str:
        return self.fund.code


class SubFund(models.Model):
    """An earmarked part of the fund (指定枠・冠基金). Its money is the ledger's, its rules are here (R12)."""

    KINDS: ClassVar = [
        ("general", "一般"),
        ("theme", "テーマ"),
        ("named_group", "団体指定"),
        ("project", "事業指定"),
        ("named_company", "冠"),
        ("city_match", "市マッチング"),
        ("operations", "運営費"),
    ]

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="sub_funds")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=KINDS)
    position = models.PositiveSmallIntegerField(default=0)
    tags = models.JSONField(default=list)
    match_eligible = models.BooleanField(default=False)
    fee_rate = models.CharField(max_length=20, default="0")
    payout_cap = models.BigIntegerField(null=True, blank=True)
    purpose = models.TextField(blank=True, help_text="寄附する人に見せる使い道の説明")
    goal = models.BigIntegerField(null=True, blank=True, help_text="年度の目標額(円)")
    gifts_open = models.BooleanField(default=True, help_text="寄附を受け付けている")
    overflow_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    target_group = models.ForeignKey(
        "people.Group", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["fund", "code"], name="one_sub_fund_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def fund_code(self) -> str:
        return self.fund.code


class PolicyVersion(models.Model):
    """The fund's standing rules (要綱) from one date on; a new version never changes an old one."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="policies")
    number = models.PositiveIntegerField()
    effective_from = models.DateField()
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "number"], name="one_policy_number")]

    def __str__(self) -> str:
        return f"{self.fund} 第{self.number}版"

    @cached_property
    def policy(self) -> FundPolicy:
        return read_policy(self.data)


class Round(models.Model):
    """A call for applications (募集回) with its dates. Its policy is frozen when it opens."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="rounds")
    fiscal_year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="rounds")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    guideline = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=states.ROUND.choices, default="draft")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    review_opens_at = models.DateTimeField()
    review_closes_at = models.DateTimeField()
    committee_on = models.DateField()
    decided_on = models.DateField()
    project_from = models.DateField()
    project_to = models.DateField()
    report_due_on = models.DateField()
    blind = models.BooleanField(default=False)
    budget_pools = models.JSONField(default=list)
    rules_data = models.JSONField(default=dict, help_text="受付・既定の日付・見本の出どころ")
    published_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, help_text="結果の公開(全申請者に同時)")

    lifecycle: ClassVar[Lifecycle] = states.ROUND

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "code"], name="one_round_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def fund_code(self) -> str:
        return self.fund.code

    @property
    def policy(self) -> FundPolicy:
        return self.policy_version.policy

    @property
    def pools(self) -> tuple[BudgetPool, ...]:
        return read_pools(self.budget_pools)


class CallVersion(models.Model):
    """What a round says as one document (`machitane-policy/1`): version 1 as published, later ones as
    amended by two people. `data` is the whole document, `changes` [{pointer, before, after}]."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=states.CALL_VERSION.choices, default="prepared")
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    notice = models.TextField(blank=True)
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.CALL_VERSION

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_call_version_number"),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(state="prepared"),
                name="one_prepared_call_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 第{self.number}版"

    @property
    def fund_code(self) -> str:
        return self.round.fund.code


class Department(models.Model):
    """A part of a round (部門) with its own budget and rules. `budget` is yen, empty when none is set."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="departments")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    budget = models.BigIntegerField(null=True, blank=True)
    rules_data = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_department_code")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def rules(self) -> DepartmentRules:
        return read_rules(self.rules_data)


class Criterion(models.Model):
    """A question the committee scores (審査基準). Points run from `minimum` to `maximum` by `step`,
    times `weight` (配点). A criterion of one department, or of all when none is named.

    `applies_to` = "continuing" asks it of continuing projects only, `applies_if` of those that a
    condition of the policy holds for (N8). `mark` says what the criterion is worth in all, in place of a
    weight (N6)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="criteria")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="criteria"
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(default=1)
    minimum = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    maximum = models.DecimalField(max_digits=6, decimal_places=2, default=5)
    step = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    mark = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    applies_to = models.CharField(
        max_length=20, default="all", choices=[("all", "全部"), ("continuing", "継続")]
    )
    applies_if = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [*_one_code("one_criterion_code")]

    def __str__(self) -> str:
        return self.name


class FormQuestion(models.Model):
    """One question of the application form, added by an office without a programmer."""

    KINDS: ClassVar = [
        ("text", "文章"),
        ("line", "一行"),
        ("number", "数"),
        ("choice", "選択"),
        ("date", "日付"),
    ]

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="questions")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    code = models.CharField(max_length=40)
    label_ja = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    help_ja = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=10, choices=KINDS, default="text")
    choices = models.JSONField(default=list)
    limit = models.PositiveIntegerField(default=800, help_text="文字数の上限")
    required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [*_one_code("one_question_code")]

    def __str__(self) -> str:
        return self.label_ja


class DocumentType(models.Model):
    """A document the round asks for (規約, 名簿, 予算書, …)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="document_types")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="document_types"
    )
    code = models.CharField(max_length=40)
    label_ja = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=True)
    office_only = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [*_one_code("one_document_code")]

    def __str__(self) -> str:
        return self.label_ja
