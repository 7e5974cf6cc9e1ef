"""Donors, donations, receipts, cash and card settlements, and the city's match."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from common.states import Lifecycle
from donations import states

METHODS = [("cash", "現金"), ("bank", "銀行振込"), ("card", "カード")]
CHANNELS = [("web", "サイト"), ("counter", "窓口"), ("phone", "電話"), ("paper", "郵便・用紙"), ("", "—")]
RECEIPT_BY = [("none", "いらない"), ("email", "メール"), ("post", "郵送")]
PUBLICITY = [("name", "氏名を公表"), ("alias", "匿名(別名)で公表"), ("anonymous", "匿名")]


class Donor(models.Model):
    """Who gives (寄附者): a resident, a company, a cash box, or not yet known."""

    KINDS: ClassVar = [("individual", "個人"), ("company", "法人"), ("unknown", "不明・募金箱")]

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="donors")
    user = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="donors"
    )
    kind = models.CharField(max_length=12, choices=KINDS)
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    contact = models.CharField(max_length=80, blank=True, help_text="法人の担当者")

    def __str__(self) -> str:
        return self.name


class Donation(models.Model):
    """One gift (寄附). `amount` is integer yen. Only received, earmarked and receipted count as money."""

    COUNTED: ClassVar = ("received", "earmarked", "receipted")

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="donations")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="donations")
    number = models.CharField(max_length=40)
    sub_fund = models.ForeignKey(
        "fund.SubFund", on_delete=models.PROTECT, null=True, related_name="donations"
    )
    amount = models.BigIntegerField()
    method = models.CharField(max_length=10, choices=METHODS)
    publicity = models.CharField(max_length=10, choices=PUBLICITY, default="anonymous")
    alias = models.CharField(max_length=80, blank=True)
    show_amount = models.BooleanField(default=True)
    match_eligible = models.BooleanField(default=False)
    receipt_wanted = models.BooleanField(default=True)
    receipt_by = models.CharField(max_length=10, choices=RECEIPT_BY, default="email")
    invoice_wanted = models.BooleanField(default=False, help_text="法人が請求書を求めている")
    channel = models.CharField(max_length=10, choices=CHANNELS, blank=True, default="")
    reference = models.CharField(max_length=6, blank=True, help_text="受付番号(振込人名の前に書く)")
    pay_by = models.DateField(null=True, help_text="この日までに入金がなければ失効する")
    mended = models.PositiveSmallIntegerField(default=0, help_text="メールを送り直した回数")
    state = models.CharField(max_length=20, choices=states.DONATION.choices, default="pledged")
    pledged_at = models.DateTimeField()
    received_on = models.DateField(null=True)
    refunded_on = models.DateField(null=True)
    refund_prepared_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    refund_reason = models.TextField(blank=True)
    paid_out = models.BooleanField(default=False, help_text="カード会社から入金済み")
    deposited = models.BooleanField(default=False, help_text="現金を預け入れ済み")
    match = models.ForeignKey(
        "donations.CityMatch",
        on_delete=models.PROTECT,
        null=True,
        related_name="donations",
        help_text="市の上乗せの計算に入った回",
    )
    note = models.TextField(blank=True)

    lifecycle: ClassVar[Lifecycle] = states.DONATION

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="one_donation_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="donation_positive"),
            models.UniqueConstraint(
                fields=["fund", "reference"],
                condition=models.Q(state__in=["pledged", "pending"]) & ~models.Q(reference=""),
                name="one_open_pledge_per_reference",
            ),
        ]
        indexes = [models.Index(fields=["reference"], name="donation_reference")]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"

    @property
    def fund_code(self) -> str:
        return self.fund.code


class GiftLink(models.Model):
    """A secret address to one gift for whoever holds it; only the secret's digest is kept.

    `page` is what the browser that pledged holds, `mail` went to an address. A `claim` went to an address
    that `user` says is theirs too; it opens no gift but proves the address, and `donation` is empty.
    """

    KINDS: ClassVar = [("page", "申込みの画面"), ("mail", "メール"), ("claim", "アドレスの確認")]

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, null=True, related_name="links")
    kind = models.CharField(max_length=10, choices=KINDS)
    email = models.EmailField(blank=True)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    fund_code = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.donation_id}"


class Receipt(models.Model):
    """A donation receipt (寄附金受領証明書): gapless number per issuer and calendar year, `R7-00001`."""

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="receipts")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="receipts")
    calendar_year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=states.RECEIPT.choices, default="valid")
    addressee = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    amount = models.BigIntegerField()
    received_on = models.DateField()
    issued_on = models.DateField()
    issued_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(null=True, help_text="発行したときの発行者・使途・敬称・方法")
    reissued = models.PositiveIntegerField(default=0)
    reissued_on = models.DateField(null=True, help_text="最後に再発行した日")
    reissue_asked_at = models.DateTimeField(null=True, help_text="再発行を頼まれた時刻。再発行すると空になる")
    void_reason = models.TextField(blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="successor", help_text="無効にした証明書"
    )

    lifecycle: ClassVar[Lifecycle] = states.RECEIPT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "calendar_year", "serial"], name="one_receipt_number"),
            models.UniqueConstraint(
                fields=["donation"], condition=models.Q(state="valid"), name="one_valid_receipt_per_donation"
            ),
        ]

    def __str__(self) -> str:
        return f"R{self.calendar_year - 2018}-{self.serial:05d}"

    @property
    def fund_code(self) -> str:
        return self.fund.code


class ReceiptSeries(models.Model):
    """The last serial given out by an issuer in a calendar year: its row is what keeps numbers gapless."""

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="+")
    calendar_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "calendar_year"], name="one_series_per_year")]

    def __str__(self) -> str:
        return f"{self.fund} {self.calendar_year}: {self.last}"


class CityMatch(models.Model):
    """The city's match of one round (上乗せ, R11): fixed once, by two people. Integer yen."""

    round = models.OneToOneField("fund.Round", on_delete=models.PROTECT, related_name="city_match")
    sub_fund = models.ForeignKey("fund.SubFund", on_delete=models.PROTECT, related_name="+")
    base = models.BigIntegerField()
    amount = models.BigIntegerField()
    state = models.CharField(max_length=20, choices=states.CITY_MATCH.choices, default="prepared")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    returned = models.BigIntegerField(default=0)

    lifecycle: ClassVar[Lifecycle] = states.CITY_MATCH

    def __str__(self) -> str:
        return f"{self.round} {self.amount}"

    @property
    def fund_code(self) -> str:
        return self.round.fund.code
