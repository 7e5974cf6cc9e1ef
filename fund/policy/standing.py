"""The fund's standing rules (要綱): what holds for every call from one date on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class MatchPolicy:
    """City match (上乗せ, R11): ratio of what was received in [received_from, received_to], up to cap yen."""

    ratio: Fraction
    cap: int
    received_from: date
    received_to: date
    unit: int = 1000
    unspent: str = "return"


@dataclass(frozen=True)
class FundPolicy:
    """The fund's standing rules of one date. Yen, days and minutes as named; rates exact."""

    rounding_unit: int = 1000
    rounding_scope: str = "rate_term"
    quote_threshold: int = 100_000
    grace_minutes: int = 10
    penalty_rate: Fraction = Fraction(1095, 10000)
    day_basis: int = 365
    surcharge_day_count: str = "inclusive"
    late_interest_day_count: str = "exclusive_of_due_date"
    bank_change_hold_days: int = 7
    retention_years: int = 5
    transfer_fee: int = 0
    card_fee_rate: Fraction = Fraction(0)
    acceptance_days: int = 14
    change_threshold: Fraction = Fraction(1, 5)
    pledge_lapse_days: int = 60
    gift_min: int = 1000
    gift_max_bank: int = 1_000_000
    gift_max_cash: int = 300_000
    gift_presets: tuple[int, ...] = (1000, 3000, 10_000)
    min_reviewers: int = 3
    score_decimals: int = 1
    city_match: MatchPolicy | None = None
    expense_categories: tuple[str, ...] = (
        "報償費",
        "旅費",
        "消耗品費",
        "印刷製本費",
        "通信運搬費",
        "使用料及び賃借料",
        "委託料",
        "備品購入費",
        "保険料",
        "その他",
    )
    income_categories: tuple[str, ...] = (
        "自己資金",
        "会費",
        "参加費",
        "事業収入",
        "協賛金",
        "他の助成金",
        "その他",
    )
    quote_categories: tuple[str, ...] = ("委託料", "備品購入費")
    grant_income_categories: tuple[str, ...] = ("他の助成金",)
    consents: tuple[str, ...] = ("antisocial", "personal_data", "publication")
