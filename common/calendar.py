"""Days as a Japanese office counts them: fiscal years (年度), eras (和暦), and the banks' business days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import jpholiday

from common.text import DASHES, fold_width

# Not common.clock's: rules use this module, and they know neither Django nor a clock.
_JST: Final = ZoneInfo("Asia/Tokyo")
_WEEKDAYS: Final = "月火水木金土日"


@dataclass(frozen=True)
class Era:
    """An era: its name, its letter in short dates, its first and last day (both belong to it)."""

    name: str
    letter: str
    begins: date
    ends: date

    def year_of(self, day: date) -> int:
        return day.year - self.begins.year + 1


# The day of a change belongs to both eras until 大正/昭和, where the new one began on the spot.
ERAS: Final = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), date.max),
)


def era_of(day: date) -> tuple[Era, int]:
    """The era a day is written in, and its year there. Raises ValueError before 明治."""
    for era in reversed(ERAS):
        if era.begins <= day:
            return era, era.year_of(day)
    raise ValueError(f"{day.isoformat()} lies before the eras known here")


def _era_year(era: Era, year: int) -> str:
    return f"{era.name}{'元' if year == 1 else year}年"


def wareki(day: date) -> str:
    """令和7年5月16日; the first year of an era is 元年. Raises ValueError before 明治."""
    era, year = era_of(day)
    return f"{_era_year(era, year)}{day.month}月{day.day}日"


def wareki_long(day: date) -> str:
    """令和7年5月16日(金)."""
    return f"{wareki(day)}({_WEEKDAYS[day.weekday()]})"


def wareki_moment(moment: datetime) -> str:
    """令和7年5月16日(金) 17:00 in Japanese time. `moment` is aware; ValueError otherwise."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone has no Japanese time")
    local = moment.astimezone(_JST)
    return f"{wareki_long(local.date())} {local:%H:%M}"


def fiscal_year_of(day: date) -> int:
    """The fiscal year (年度) a day falls in, named by its April."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year: 1 April and 31 March, both inside."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_label(year: int) -> str:
    """令和7年度 for 2025: the era of its 1 April (so 2019 is 平成31年度)."""
    return f"{_era_year(*era_of(date(year, 4, 1)))}度"


_WESTERN: Final = re.compile(
    r"(?P<year>[0-9]{4})[年./-](?P<month>[0-9]{1,2})[月./-](?P<day>[0-9]{1,2})日?"
    r"|(?P<year8>[0-9]{4})(?P<month8>[0-9]{2})(?P<day8>[0-9]{2})"
)
_JAPANESE: Final = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\.?(?:"
    r"(?P<year>元|[0-9]{1,2})[年./-](?P<month>[0-9]{1,2})[月./-](?P<day>[0-9]{1,2})日?"
    r"|(?P<year6>[0-9]{2})(?P<month6>[0-9]{2})(?P<day6>[0-9]{2}))"
)
_ERA_SIGNS: Final = str.maketrans({"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"})


def parse_date(text: str) -> date:
    """A day as people write it: 2026/3/27, 20260327, ２０２６年３月２７日, R8.3.27, 令和元年5月1日.

    A weekday in brackets behind it is ignored. Raises ValueError for anything else: no day is guessed,
    a year of two digits without an era is refused, and so is a day on which that era did not reign.
    """
    plain = fold_width("".join(text.split())).translate(_ERA_SIGNS)
    plain = "".join("-" if char in DASHES else char for char in plain).upper()
    plain = re.sub(r"\([日月火水木金土](?:曜日?)?\)$", "", plain)
    if found := _WESTERN.fullmatch(plain):
        parts = found.groupdict()
        return date(*(int(parts[name] or parts[f"{name}8"]) for name in ("year", "month", "day")))
    found = _JAPANESE.fullmatch(plain)
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    parts = found.groupdict()
    year, month, number = (parts[name] or parts[f"{name}6"] for name in ("year", "month", "day"))
    era = next(e for e in ERAS if parts["era"] in {e.name, e.name[0], e.letter})
    nth = 1 if year == "元" else int(year)
    day = date(era.begins.year + nth - 1, int(month), int(number))
    if nth < 1 or not era.begins <= day <= era.ends:
        raise ValueError(f"{text!r} is no day of {era.name}")
    return day


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_bank_business_day(day: date) -> bool:
    """Banks move money on it: not Saturday, Sunday, a public holiday, nor 31 December to 3 January."""
    if day.weekday() >= 5 or (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}:
        return False
    return not jpholiday.is_holiday(day)


def next_bank_business_day(day: date) -> date:
    """`day` itself when banks are open, else the first day after it on which they are."""
    while not is_bank_business_day(day):
        day += timedelta(days=1)
    return day


def is_office_day(day: date) -> bool:
    """A public office is open on it: not Saturday, Sunday, a public holiday, nor 29 December to 3 January."""
    return is_bank_business_day(day) and not (day.month == 12 and day.day >= 29)


def office_days_after(day: date, count: int) -> date:
    """The `count`-th day after `day` on which offices are open; 3 after a Friday is the Wednesday."""
    for _ in range(count):
        day = next_office_day(day + timedelta(days=1))
    return day


def next_office_day(day: date) -> date:
    """`day` itself when offices are open, else the first day after it on which they are."""
    while not is_office_day(day):
        day += timedelta(days=1)
    return day
