"""What must always hold in the books, as checks that return no rows.

`manage.py check_ledger` and the nightly task run them all. Rooms above register their own with
`register` in their `apps.py` (the journal equals the awards' totals, one donation one entry).
"""

# ruff: noqa: S608 - only this module's own texts go into statements; values travel as parameters

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ledger import triggers
from ledger.chart import CHART
from ledger.closing import closing_lines
from ledger.models import Book, JournalEntry
from ledger.queries import trial_balance
from ledger.seals import broken_seals, content_hash, with_lines

Rows = list[str]


@dataclass(frozen=True)
class Check:
    """One invariant: `find` returns a line of text for everything that breaks it."""

    name: str
    ja: str
    find: Callable[[], Rows]


CHECKS: dict[str, Check] = {}


def register(name: str, ja: str, find: Callable[[], Rows]) -> None:
    """Add a check of a room above (`room.what_holds`). The same name again replaces it."""
    CHECKS[name] = Check(name, ja, find)


def failures() -> dict[str, Rows]:
    """Run every check; what was found, by check. Empty: all is well."""
    found = {check.name: check.find() for check in CHECKS.values()}
    return {name: rows for name, rows in found.items() if rows}


def shortages() -> dict[tuple[str, int, str], int]:
    """Sub-funds that facts took below zero: (fund, year, sub_fund) → yen. Shown, not an error (R12)."""
    rows = _rows(
        "SELECT b.fund_code, b.fiscal_year, s.sub_fund, s.balance FROM ledger_subfundbalance s "
        "JOIN ledger_book b ON b.id = s.book_id WHERE s.balance < 0 AND b.state = 'open'"
    )
    return {(fund, year, code): balance for fund, year, code, balance in rows}


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _sql(name: str, ja: str, sql: str) -> None:
    register(name, ja, lambda: [" ".join(str(part) for part in row) for row in _rows(sql)])


_NET = "SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END)"
_DEBITS = "COALESCE(SUM(CASE l.side WHEN 'D' THEN l.amount ELSE 0 END), 0)"
_CREDITS = "COALESCE(SUM(CASE l.side WHEN 'D' THEN 0 ELSE l.amount END), 0)"

_sql(
    "entries_balance",
    "どの仕訳も借方と貸方が一致する",
    f"SELECT e.id, e.text, COUNT(l.id), COALESCE({_NET}, 0) FROM ledger_journalentry e "
    "LEFT JOIN ledger_journalline l ON l.entry_id = e.id GROUP BY e.id, e.text "
    f"HAVING COUNT(l.id) < 2 OR {_NET} <> 0",
)
_sql(
    "lines_are_sane",
    "どの明細も0より大きい金額と借方・貸方の別をもつ",
    "SELECT id, side, amount FROM ledger_journalline WHERE amount <= 0 OR side NOT IN ('D', 'C')",
)
_sql(
    "no_orphan_lines",
    "仕訳のない明細がない",
    "SELECT l.id, l.entry_id FROM ledger_journalline l LEFT JOIN ledger_journalentry e ON e.id = l.entry_id "
    "WHERE e.id IS NULL",
)
_sql(
    "lines_stay_in_their_book",
    "明細の勘定は仕訳と同じ帳簿のもの",
    "SELECT l.id, e.id FROM ledger_journalline l JOIN ledger_journalentry e ON e.id = l.entry_id "
    "JOIN ledger_account a ON a.id = l.account_id WHERE a.book_id <> e.book_id",
)
_sql(
    "account_totals",
    "勘定の累計は明細の合計と一致する",
    f"SELECT a.book_id, a.code, a.sub_fund, a.debits, a.credits, {_DEBITS}, {_CREDITS} "
    "FROM ledger_account a LEFT JOIN ledger_journalline l ON l.account_id = a.id "
    "GROUP BY a.id, a.book_id, a.code, a.sub_fund, a.debits, a.credits "
    f"HAVING a.debits <> {_DEBITS} OR a.credits <> {_CREDITS}",
)
_sql(
    "sub_fund_balances",
    "指定枠の残高は明細の合計と一致する",
    f"SELECT s.book_id, s.sub_fund, s.balance, COALESCE(-{_NET}, 0) FROM ledger_subfundbalance s "
    "LEFT JOIN ledger_account a ON a.book_id = s.book_id AND a.sub_fund = s.sub_fund "
    "LEFT JOIN ledger_journalline l ON l.account_id = a.id GROUP BY s.id, s.book_id, s.sub_fund, s.balance "
    f"HAVING s.balance <> COALESCE(-{_NET}, 0)",
)
_sql(
    "sub_funds_have_balances",
    "どの指定枠の勘定にも残高の行がある",
    "SELECT DISTINCT a.book_id, a.sub_fund FROM ledger_account a LEFT JOIN ledger_subfundbalance s "
    "ON s.book_id = a.book_id AND s.sub_fund = a.sub_fund WHERE a.sub_fund <> '' AND s.id IS NULL",
)
_sql(
    "lots_left",
    "ロットの残りは受入額から割当の合計を引いた額",
    'SELECT o.id, o.source, o.amount, o."left", COALESCE(SUM(a.amount), 0) FROM ledger_lot o '
    'LEFT JOIN ledger_allocation a ON a.lot_id = o.id GROUP BY o.id, o.source, o.amount, o."left" '
    'HAVING o."left" <> o.amount - COALESCE(SUM(a.amount), 0) OR o."left" < 0',
)
_sql(
    "lots_equal_balances",
    "ロットの残りの合計は指定枠の残高(不足の間は0)",
    'SELECT s.book_id, s.sub_fund, s.balance, COALESCE(SUM(o."left"), 0) FROM ledger_subfundbalance s '
    "LEFT JOIN ledger_lot o ON o.book_id = s.book_id AND o.sub_fund = s.sub_fund "
    "GROUP BY s.id, s.book_id, s.sub_fund, s.balance "
    'HAVING COALESCE(SUM(o."left"), 0) <> CASE WHEN s.balance > 0 THEN s.balance ELSE 0 END',
)
_sql(
    "nothing_returned_twice",
    "どの用途も受け取った以上には戻さない",
    "SELECT b.fund_code, a.purpose, o.sub_fund, SUM(a.amount) FROM ledger_allocation a "
    "JOIN ledger_lot o ON o.id = a.lot_id JOIN ledger_book b ON b.id = o.book_id "
    "GROUP BY b.fund_code, a.purpose, o.sub_fund HAVING SUM(a.amount) < 0",
)
_sql(
    "one_intent_one_entry",
    "一つの意図に仕訳は一つ",
    "SELECT book_id, key, COUNT(*) FROM ledger_journalentry GROUP BY book_id, key HAVING COUNT(*) > 1",
)
_sql(
    "closed_books_rest",
    "締めた帳簿に後からの仕訳がない",
    "SELECT e.id, e.text, e.posted_at FROM ledger_journalentry e JOIN ledger_book b ON b.id = e.book_id "
    "WHERE b.state = 'closed' AND e.posted_at > b.closed_at",
)
_sql(
    "reversals_mirror",
    "取消の仕訳は元の仕訳の逆",
    "SELECT r.id, r.reverses_id, a.code, a.sub_fund FROM ledger_journalentry r "
    "JOIN ledger_journalline l ON l.entry_id IN (r.id, r.reverses_id) "
    "JOIN ledger_account a ON a.id = l.account_id "
    f"WHERE r.reverses_id IS NOT NULL GROUP BY r.id, r.reverses_id, a.code, a.sub_fund HAVING {_NET} <> 0",
)


def _guarded_accounts() -> Rows:
    """Guarded accounts that stand below zero all the same."""
    sql = "SELECT book_id, code, debits - credits FROM ledger_account"
    return [
        f"{book_id} {code} {balance}"
        for book_id, code, balance in _rows(sql)
        if code in CHART and CHART[code].guard_sign * balance < 0
    ]


def _accounts_of_the_chart() -> Rows:
    """Accounts that the chart does not know, or that miss (or should not have) a sub-fund."""
    return [
        f"{book_id} {code} {sub_fund}"
        for book_id, code, sub_fund in _rows("SELECT book_id, code, sub_fund FROM ledger_account")
        if code not in CHART or CHART[code].by_sub_fund != bool(sub_fund)
    ]


def _changed_contents() -> Rows:
    """Entries whose rows are no longer what was posted."""
    entries = JournalEntry.objects.order_by("pk").iterator(chunk_size=1000)
    return [
        f"{entry.pk} {entry.text}"
        for entry, lines in with_lines(entries)
        if content_hash(entry, lines) != entry.fingerprint
    ]


def _openings() -> Rows:
    """Closed books whose next year did not open with what they closed with."""
    faults: Rows = []
    for book in Book.objects.filter(state="closed"):
        following = Book.objects.filter(fund_code=book.fund_code, fiscal_year=book.fiscal_year + 1).first()
        carried = JournalEntry.objects.filter(book=following, kind__in=["opening", "carry_forward"]).first()
        lines = closing_lines(book)
        found = (
            {}
            if carried is None
            else {
                (line.account.code, line.account.sub_fund): line.debit - line.credit
                for line in carried.lines.select_related("account")
            }
        )
        if found != {(line.account, line.sub_fund): line.debit - line.credit for line in lines}:
            faults.append(f"{book}: next year's opening differs")
    return faults


def _sheet_balances() -> Rows:
    """Books whose trial balance does not come to zero."""
    return [
        f"{book} {total}" for book in Book.objects.all() if (total := sum(trial_balance(book).values())) != 0
    ]


def _guards_in_place() -> Rows:
    """Triggers that should refuse changes but are gone (a table rebuilt, a restore gone wrong)."""
    if connection.vendor == "sqlite":
        there = {str(name) for (name,) in _rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        wanted = {f"{table}_no_{verb}" for table in triggers.APPEND_ONLY for verb in ("update", "delete")}
    else:
        there = {str(n) for (n,) in _rows("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")}
        wanted = {f"{table}_no_{verb}" for table in triggers.APPEND_ONLY for verb in ("change", "truncate")}
    return sorted((wanted | set(triggers.OWN)) - there)


register("guarded_accounts", "マイナスにならない勘定がマイナスになっていない", _guarded_accounts)
register("accounts_of_the_chart", "どの勘定も勘定科目表のもの", _accounts_of_the_chart)
register("contents_unchanged", "仕訳は記帳したときのまま", _changed_contents)
register("openings_equal_closings", "期首残高は前年度の期末残高と一致する", _openings)
register("trial_balances", "合計残高試算表の貸借が一致する", _sheet_balances)
register("seals_unbroken", "日々の封印が破られていない", broken_seals)
register("guards_in_place", "データベースの守り(トリガー)がそろっている", _guards_in_place)
