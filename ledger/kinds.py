"""What an entry may be: for each kind its label, whether it is a draw, and what it does to the lots (R12).

A *draw* is decided by people and never takes a sub-fund below zero. Everything else is a fact from
outside: it is always booked, and what it leaves short is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Gain = Literal["lot", "release", "carry"]
Loss = Literal["fifo", "share", "own"]


@dataclass(frozen=True)
class Kind:
    """One kind of entry.

    `gain` says where the yen go that a sub-fund receives: into a lot of their own, back to the lots
    that the entry's reference used last, or into the lots carried over from last year. `loss` says
    which lots give: first in, first out; all in proportion; or the gift's own lot. `purpose` is the
    name under which given yen are recorded; empty: the entry's reference. `source` prefixes the
    reference of a new lot.
    """

    label: str
    is_draw: bool = False
    gain: Gain = "lot"
    loss: Loss = "fifo"
    purpose: str = ""
    source: str = ""


KINDS: dict[str, Kind] = {
    "opening": Kind("前期繰越", purpose="opening"),
    "carry_forward": Kind("繰越", gain="carry", purpose="carry_forward"),
    "donation": Kind("寄附受入", purpose="donation"),
    "donation_refund": Kind("寄附返金", loss="own", purpose="refund"),
    "unidentified": Kind("仮受金 受入", purpose="unidentified"),
    "identify": Kind("仮受金振替", purpose="identify"),
    "cash_deposit": Kind("現金預入", purpose="cash_deposit"),
    "card_payout": Kind("カード入金", purpose="card_fee"),
    "fee_transfer": Kind("事務費振替", loss="share", purpose="fee"),
    "match": Kind("市負担金 確定", purpose="match"),
    "match_received": Kind("市負担金 入金", purpose="match"),
    "match_adjust": Kind("市負担金 減額", purpose="match_adjust"),
    "match_return": Kind("市負担金 返納", is_draw=True, purpose="return"),
    "award": Kind("交付決定", is_draw=True),
    "award_reversal": Kind("交付決定取消", gain="release"),
    "award_change": Kind("交付決定変更", gain="release"),
    "payout": Kind("団体指定 交付決定", is_draw=True),
    "payment": Kind("支払", purpose="payment"),
    "transfer_fee": Kind("振込手数料", purpose="bank_fee"),
    "fixing": Kind("額の確定", gain="release"),
    "cancellation": Kind("取消", gain="release"),
    "refund_received": Kind("返還入金", purpose="refund_received", source="interest:"),
    "overflow": Kind("超過分振替", is_draw=True, purpose="overflow"),
    "transfer": Kind("振替", is_draw=True, purpose="transfer"),
    "interest_income": Kind("預金利息", purpose="interest_income"),
    "correction": Kind("訂正", purpose="correction"),
}
