"""Dates and reception, pools of money, and who can reach a department at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from common.calendar import is_office_day, next_office_day, wareki_long
from fund.policy.call import CallSettings
from fund.policy.dates import JST, ORDER
from fund.policy.reader import Reader

LABELS = {
    "opens_at": ("募集開始", "opening"),
    "closes_at": ("募集締切", "closing"),
    "review_opens_at": ("審査開始", "start of review"),
    "review_closes_at": ("採点締切", "end of review"),
    "committee_on": ("審査会", "committee"),
    "decided_on": ("決定日", "decision"),
    "project_from": ("事業開始", "start of projects"),
    "project_to": ("事業終了", "end of projects"),
    "report_due_on": ("報告期限", "report due"),
}
STRICT = ("closes_at", "review_closes_at")


def check_heading(settings: CallSettings, written: Mapping[str, Any], reader: Reader) -> None:
    """Ways in, a closing time, dates that follow each other, a closing day on which the office works."""
    call = settings.call
    if not call.reception.channels:
        reader.add("/call/reception/channels", "no_channel")
    if not call.dates.closing_has_time and call.reception.office_closes is None:
        reader.add("/call/dates/closes_at", "no_closing_time")
    early = any(row.rules.starts_before_decision for row in settings.departments)
    names = [name for name in ORDER if not (early and name == "project_from")]
    for before, after in pairwise(names):
        if not _follows(getattr(call.dates, before), getattr(call.dates, after), strictly=after in STRICT):
            (ja, en), (before_ja, before_en) = LABELS[after], LABELS[before]
            reader.add(
                f"/call/dates/{after}",
                "dates_order",
                ja=f"{ja}を{before_ja}より後にしてください。",
                en=f"Put {en} after {before_en}.",
            )
    closes = _day(call.dates.closes_at)
    if not is_office_day(closes):
        following = next_office_day(closes)
        reader.add(
            "/call/dates/closes_at",
            "closing_holiday",
            day=wareki_long(closes),
            day_en=closes.isoformat(),
            next=wareki_long(following),
            next_en=following.isoformat(),
        )


def _day(value: date) -> date:
    return value.astimezone(JST).date() if isinstance(value, datetime) else value


def _follows(before: date, after: date, *, strictly: bool) -> bool:
    if isinstance(before, datetime) and isinstance(after, datetime):
        return before < after if strictly else before <= after
    return _day(before) <= _day(after)


def check_pools(settings: CallSettings, reader: Reader) -> None:
    """N12: pools name departments and sub-funds there are, hold their frames, and spill one way only."""
    codes = {row.code for row in settings.departments}
    sub_funds = {row.code for row in settings.sub_funds}
    for i, pool in enumerate(settings.budget_pools):
        place = f"/budget_pools/{i}"
        for code in [*pool.departments, *dict(pool.frames)]:
            if code not in codes:
                reader.add(f"{place}/departments", "pool_department", code=code)
        for code in pool.departments:
            department = settings.department(code)
            if department is not None and department.rules.line.limit == "none":
                reader.add(f"/departments/{code}/rules/line/limit", "pool_no_line", code=code)
        frames = sum(yen for _, yen in pool.frames)
        if frames > pool.amount:
            reader.add(f"{place}/frames", "pool_frames", sum=f"{frames:,}", amount=f"{pool.amount:,}")
        for code in pool.sub_funds:
            if sub_funds and code not in sub_funds:
                reader.add(f"{place}/sub_funds", "pool_sub_fund", code=code)
    passes_on = {
        (before, after): i
        for i, pool in enumerate(settings.budget_pools)
        if pool.spill
        for before, after in pairwise(pool.departments)
    }
    circle = find_circle(list(passes_on))
    if circle:
        last = max(passes_on[pair] for pair in pairwise(circle))
        reader.add(f"/budget_pools/{last}/departments", "pool_circle", path=" → ".join(circle))


def check_reach(settings: CallSettings, reader: Reader) -> None:
    """N4: departments named by access rules exist, and somebody can be the first to apply."""
    codes = {row.code for row in settings.departments}
    needs = {row.code: row.rules.access.requires_award_in for row in settings.departments}
    for row in settings.departments:
        access, place = row.rules.access, f"/departments/{row.code}/rules/access"
        named = {
            "requires_award_in": access.requires_award_in,
            "exclusive_with": access.exclusive_with,
            "closed_years_after": tuple(c for pause in access.closed_years_after for c in pause.departments),
        }
        for name, wanted in named.items():
            for code in sorted(set(wanted) - codes):
                reader.add(f"{place}/{name}", "department_unknown", code=code)
        if row.code in access.exclusive_with:
            reader.add(f"{place}/exclusive_with", "exclusive_self")
    open_to = {code for code, wanted in needs.items() if not wanted}
    while grown := {code for code, wanted in needs.items() if set(wanted) & open_to} - open_to:
        open_to |= grown
    shut = [code for code, wanted in needs.items() if code not in open_to and set(wanted) <= codes]
    if shut:
        circle = find_circle([(code, item) for code in shut for item in needs[code]]) or [*shut, shut[0]]
        place = f"/departments/{circle[0]}/rules/access/requires_award_in"
        reader.add(place, "access_circle", path=" → ".join(circle))


def find_circle(arrows: list[tuple[str, str]]) -> list[str]:
    """A way along the arrows that comes back to its beginning (first = last); empty when there is none."""
    following: dict[str, list[str]] = {}
    for before, after in arrows:
        following.setdefault(before, []).append(after)
    done: set[str] = set()

    def walk(code: str, path: list[str]) -> list[str]:
        if code in path:
            return [*path[path.index(code) :], code]
        if code in done:
            return []
        for after in following.get(code, ()):
            if found := walk(after, [*path, code]):
                return found
        done.add(code)
        return []

    for code in following:
        if found := walk(code, []):
            return found
    return []
