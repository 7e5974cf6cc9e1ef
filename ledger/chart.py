"""The chart of accounts (勘定科目): the same for every fund.

Accounts 3xxx–6xxx are split by sub-fund; cash, receivables and payables are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["asset", "liability", "net_assets", "income", "expense", "transfer"]


@dataclass(frozen=True)
class AccountType:
    """One line of the chart. `guarded`: the account may never be taken below zero, counted on the side
    on which it normally stands (assets on the debit side, liabilities on the credit side)."""

    code: str
    ja: str
    en: str
    type: Type
    guarded: bool = False

    @property
    def by_sub_fund(self) -> bool:
        """Whether every line on this account names a sub-fund."""
        return self.code[0] in "3456"

    @property
    def guard_sign(self) -> int:
        """+1: debits − credits stays ≥ 0; −1: credits − debits stays ≥ 0; 0: no guard."""
        if not self.guarded:
            return 0
        return 1 if self.type == "asset" else -1


CHART: dict[str, AccountType] = {
    row.code: row
    for row in (
        AccountType("1010", "現金", "Cash", "asset", guarded=True),
        AccountType("1020", "普通預金", "Bank deposit", "asset"),
        AccountType("1030", "カード未収金", "Card receivable", "asset", guarded=True),
        AccountType("1040", "市負担金未収金", "City match receivable", "asset", guarded=True),
        AccountType("1060", "返還金未収金", "Refund receivable", "asset", guarded=True),
        AccountType("2010", "未払助成金", "Grants payable", "liability", guarded=True),
        AccountType("2020", "仮受金", "Unidentified receipts", "liability", guarded=True),
        AccountType("2030", "市返納未払金", "Payable to the city", "liability", guarded=True),
        AccountType("3000", "期首正味財産", "Net assets at opening", "net_assets"),
        AccountType("4010", "受取寄附金", "Donations received", "income"),
        AccountType("4020", "受取市負担金", "City match received", "income"),
        AccountType("4030", "加算金・延滞金", "Surcharges and late interest", "income"),
        AccountType("4090", "雑収入", "Sundry income", "income"),
        AccountType("5010", "支払助成金", "Grants", "expense"),
        AccountType("5020", "支払手数料", "Bank and card fees", "expense"),
        AccountType("6010", "振替出", "Transfers out", "transfer"),
        AccountType("6020", "振替入", "Transfers in", "transfer"),
    )
}

BALANCE_SHEET: tuple[str, ...] = tuple(code for code, row in CHART.items() if not row.by_sub_fund)
