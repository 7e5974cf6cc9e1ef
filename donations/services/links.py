"""Secret addresses to gifts: made, found, ended. Only digests are kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from common import clock
from common.errors import DomainError, NotFound
from common.money import yen
from common.zengin import bank_name, branch_name
from donations.models import Donation, GiftLink
from donations.references import payer_line
from fund.models import Fund
from people.letters import write
from people.models import User
from people.services.tokens import digest

DAYS: Final = 90
CLAIM_DAYS: Final = 7
NAMED_WHOLE: Final = ("銀行", "信金", "信組", "労金", "農協", "漁協", "信連", "中金", "金庫", "組合")
BRANCHES_NAMED_WHOLE: Final = ("支店", "本店", "部", "出張所", "センター")
ACCOUNT_TYPES: Final = {1: "普通", 2: "当座", 4: "貯蓄", 9: "その他"}


class LinkOver(DomainError):
    """A gift's page can be opened for ninety days, and no longer once its letter went to a wrong address."""

    code = "donations.link_over"
    status = 410
    ja = "このページの期限が切れました。「受付番号とメールで探す」から、新しいページをメールで受け取れます。"
    en = "This page has expired. Ask for a new one by reference number and e-mail."


def page_secret(key: str, fund_id: int, reference: str) -> str:
    """The secret of the page of whoever pledged under an Idempotency-Key; a repeat of the press makes the
    same again, so that it need not be kept."""
    return salted_hmac("donations.page", f"{key}:{fund_id}:{reference}", algorithm="sha256").hexdigest()


def keep_link(
    donation: Donation | None,
    kind: str,
    secret: str,
    at: datetime,
    *,
    email: str = "",
    user: User | None = None,
    days: int = DAYS,
) -> GiftLink:
    """Keep the digest of a secret that opens a gift (or proves an address) for `days`."""
    return GiftLink.objects.create(
        donation=donation,
        kind=kind,
        email=email,
        user=user,
        sha256=digest(secret),
        made_at=at,
        expires_at=at + timedelta(days=days),
    )


def find_link(secret: str) -> GiftLink:
    """The live link behind a secret, with its gift at hand. 1 query. Raises NotFound, LinkOver."""
    rows = GiftLink.objects.select_related(
        "donation__fund", "donation__donor", "donation__sub_fund", "donation__refund_prepared_by"
    )
    found = rows.filter(sha256=digest(secret), donation__isnull=False).first()
    if found is None:
        raise NotFound
    if found.ended_at is not None or clock.now() >= found.expires_at:
        raise LinkOver
    return found


def bank_account_lines(fund: Fund) -> list[str]:
    """The fund's account as people write it into a transfer; empty where none is entered."""
    told = fund.bank_account or {}
    if not told.get("number"):
        return []
    codes = (str(told.get("bank_code", "")), str(told.get("branch_code", "")))
    try:
        names = [bank_name(codes[0]).name, branch_name(*codes).name]
    except DomainError:
        names = list(codes)
    bank = names[0] if names[0].endswith(NAMED_WHOLE) else f"{names[0]}銀行"
    branch = names[1] if names[1].endswith(BRANCHES_NAMED_WHOLE) else f"{names[1]}支店"
    kind = ACCOUNT_TYPES.get(int(told.get("account_type") or told.get("type") or 1), "普通")
    return [
        f"{bank}（{codes[0]}） {branch}（{codes[1]}）",
        f"{kind} {told['number']}",
        str(told.get("holder_kana", "")),
    ]


def office_lines(fund: Fund) -> str:
    """How the office is reached, in one or two lines."""
    parts = (f"{fund.name}事務局 {fund.phone}".strip(), fund.hours, fund.address)
    return "\n".join(part for part in parts if part)


def send_gift_letter(donation: Donation, kind: str, at: datetime) -> None:
    """Write to the donor's address with a new link to the gift."""
    secret = secrets.token_urlsafe(32)
    link = keep_link(donation, "mail", secret, at, email=donation.donor.email)
    fund = donation.fund
    write(
        kind,
        donation.donor.email,
        context={
            "donor": donation.donor.name,
            "fund": fund.name,
            "amount": yen(donation.amount),
            "sub_fund": donation.sub_fund.name if donation.sub_fund else "おまかせ",
            "reference": donation.reference,
            "pay_by": donation.pay_by.isoformat() if donation.pay_by else "",
            "account": "\n".join(bank_account_lines(fund)),
            "payer": payer_line(donation.reference, donation.donor.name_kana),
            "until": link.expires_at.astimezone(clock.JST).date().isoformat(),
            "link": f"{settings.SITE_URL}/donate/thanks/{secret}",
            "office": office_lines(fund),
        },
        at_once=True,
    )


def send_claim_letter(user: User, email: str, fund_name: str, at: datetime) -> None:
    """Write to an address that a signed-in person says is theirs too."""
    secret = secrets.token_urlsafe(32)
    link = keep_link(None, "claim", secret, at, email=email, user=user, days=CLAIM_DAYS)
    write(
        "gift_claim",
        email,
        context={
            "fund": fund_name,
            "until": link.expires_at.astimezone(clock.JST).date().isoformat(),
            "link": f"{settings.SITE_URL}/my/donations#{secret}",
        },
        at_once=True,
    )


def end_letters(donation: Donation, at: datetime) -> int:
    """The links that letters carried open nothing any more. 1 query."""
    return GiftLink.objects.filter(donation=donation, kind="mail", ended_at__isnull=True).update(ended_at=at)


def masked(email: str) -> str:
    """`k•••@example.jp`: enough to see a slip, too little to learn an address."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}•••{at}{domain}" if at else ""
