"""What a person may do now with a gift, a receipt or a match, judged by the services' own guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from common.api.actions import Action, actions
from donations.models import CityMatch, Donation, Receipt
from donations.permissions import INTAKE, is_donor, require_donor_or_office
from donations.services.certifying import require_may_ask_again, require_receiptable
from donations.services.matching import require_returnable
from donations.services.receiving import AlreadyIdentified, require_earmarkable
from donations.services.refunding import require_may_refund, require_refundable
from fund.permissions import require_role, require_second_person
from people.models import User

Offer = tuple[str, str, Callable[[], Any]]


def donation_offers(donation: Donation, user: User, *, office: bool) -> list[Action]:
    """The verbs that lead on from here, each with its reason when it is refused now."""
    labels = {row.verb: row.label for row in donation.lifecycle.leaving(donation.state)}

    def at_desk(verb: str, *roles: str) -> None:
        require_role(user, donation.fund_id, *roles)
        donation.lifecycle.step(donation.state, verb)

    def earmark() -> None:
        at_desk("earmark", *INTAKE)
        require_earmarkable(donation)

    def identify() -> None:
        at_desk("earmark", *INTAKE)
        if donation.sub_fund is not None:
            raise AlreadyIdentified

    def issue() -> None:
        require_role(user, donation.fund_id, "officer")
        require_receiptable(donation)

    def prepare_refund() -> None:
        require_role(user, donation.fund_id, "officer")
        require_refundable(donation)

    offers: list[Offer] = []
    if "start_payment" in labels:
        check = lambda: require_donor_or_office(user, donation, *INTAKE)  # noqa: E731
        offers.append(("start_payment", labels["start_payment"], check))
    if office:
        if "receive" in labels:
            offers.append(("receive", labels["receive"], lambda: at_desk("receive", *INTAKE)))
        if "fail" in labels:
            offers.append(("fail", labels["fail"], lambda: at_desk("fail", *INTAKE)))
        if "earmark" in labels:
            offers.append(("earmark", labels["earmark"], earmark))
            if donation.sub_fund is None:
                offers.append(("identify", "寄附者を確認する", identify))
        if donation.state in ("earmarked", "receipted"):
            offers.append(("issue_receipt", "証明書を発行する", issue))
            offers.append(("prepare_refund", "返金を起案する", prepare_refund))
            offers.append(("approve_refund", labels["refund"], lambda: require_may_refund(donation, user)))
    if donation.state not in ("failed", "lapsed", "refunded"):
        may_show: Callable[[], Any] = lambda: require_donor_or_office(user, donation, "officer")  # noqa: E731
        offers.append(("set_publicity", "公表のしかたを変える", may_show))
    return actions(offers)


def receipt_offers(receipt: Receipt, user: User) -> list[Action]:
    """Issuing again and voiding, and for its donor asking for it; a void receipt stays as it is."""
    if receipt.state != "valid":
        return []

    def void() -> None:
        require_role(user, receipt.fund_id, "approver")
        require_second_person(user, receipt.issued_by_id)

    offers: list[Offer] = [
        ("reissue", "再発行する", lambda: require_role(user, receipt.fund_id, "officer")),
        ("void", "無効にする", void),
    ]
    if is_donor(user, receipt.donation):
        offers.append(("ask_reissue", "再発行を頼む", lambda: require_may_ask_again(receipt, user)))
    return actions(offers)


def match_offers(match: CityMatch | None, fund_id: int, user: User) -> list[Action]:
    """The city's match in its order (R11)."""
    offers: list[Offer] = []
    if match is None or match.state == "prepared":
        offers.append(("prepare", "上乗せを起案する", lambda: require_role(user, fund_id, "officer")))
    if match is None:
        return actions(offers)
    labels = {row.verb: row.label for row in match.lifecycle.leaving(match.state)}

    def second() -> None:
        require_role(user, fund_id, "approver")
        require_second_person(user, match.prepared_by_id)

    def give_back() -> None:
        second()
        require_returnable(match)

    checks: dict[str, Callable[[], Any]] = {
        "confirm": second,
        "receive": lambda: require_role(user, fund_id, *INTAKE),
        "return": give_back,
    }
    offers += [(verb, labels[verb], check) for verb, check in checks.items() if verb in labels]
    if match.state in ("confirmed", "received"):
        offers.append(("adjust", "減額する", lambda: require_role(user, fund_id, "officer")))
    return actions(offers)
