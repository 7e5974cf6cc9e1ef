from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import calendar

DAYS = st.dates(min_value=date(1868, 1, 25), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 4, 1), 2025),
        (date(2026, 3, 31), 2025),
        (date(2025, 3, 31), 2024),
        (date(2025, 12, 31), 2025),
    ],
)
def test_fiscal_year_is_named_by_its_april(day: date, year: int) -> None:
    assert calendar.fiscal_year_of(day) == year


def test_fiscal_year_bounds_are_both_inside() -> None:
    assert calendar.fiscal_year_bounds(2025) == (date(2025, 4, 1), date(2026, 3, 31))


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year_and_no_other(day: date) -> None:
    first, last = calendar.fiscal_year_bounds(calendar.fiscal_year_of(day))
    assert first <= day <= last
    assert calendar.fiscal_year_of(last + timedelta(days=1)) == first.year + 1


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2025, "令和7年度"),
        (2020, "令和2年度"),
        (2019, "平成31年度"),
        (2007, "平成19年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_fiscal_year_label_takes_the_era_of_its_first_of_april(year: int, label: str) -> None:
    assert calendar.fiscal_year_label(year) == label


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 5, 16), "令和7年5月16日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 1, 25), "明治元年1月25日"),
    ],
)
def test_wareki_at_the_borders_of_the_eras(day: date, written: str) -> None:
    assert calendar.wareki(day) == written


def test_wareki_before_meiji_is_refused() -> None:
    with pytest.raises(ValueError, match="1868-01-24"):
        calendar.wareki(date(1868, 1, 24))


def test_wareki_with_weekday_and_time() -> None:
    assert calendar.wareki_long(date(2025, 5, 16)) == "令和7年5月16日(金)"
    assert calendar.wareki_long(date(2026, 3, 29)) == "令和8年3月29日(日)"
    # 08:00 UTC is 17:00 in Japan; 16:00 UTC is already the next day
    assert calendar.wareki_moment(datetime(2025, 5, 16, 8, 0, tzinfo=UTC)) == "令和7年5月16日(金) 17:00"
    assert calendar.wareki_moment(datetime(2025, 5, 16, 16, 0, tzinfo=UTC)) == "令和7年5月17日(土) 01:00"
    with pytest.raises(ValueError, match="time zone"):
        calendar.wareki_moment(datetime(2025, 5, 16, 8, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026/3/27", date(2026, 3, 27)),
        ("2026-03-27", date(2026, 3, 27)),
        ("2026.3.27", date(2026, 3, 27)),
        ("20260327", date(2026, 3, 27)),
        ("２０２６／３／２７", date(2026, 3, 27)),
        ("２０２６ー０３ー２７", date(2026, 3, 27)),
        ("2026年3月27日", date(2026, 3, 27)),
        ("2026年3月27日(金)", date(2026, 3, 27)),
        (" 2026 年 3 月 27 日(金曜日)", date(2026, 3, 27)),
        ("R8.3.27", date(2026, 3, 27)),
        ("r8/3/27", date(2026, 3, 27)),
        ("Ｒ８．３．２７", date(2026, 3, 27)),
        ("R080327", date(2026, 3, 27)),
        ("令和8年3月27日(金)", date(2026, 3, 27)),
        ("令8.3.27", date(2026, 3, 27)),
        ("㋿8年3月27日", date(2026, 3, 27)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S39.10.10", date(1964, 10, 10)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("2024/2/29", date(2024, 2, 29)),
    ],
)
def test_parse_date_reads_what_people_type(typed: str, day: date) -> None:
    assert calendar.parse_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "あした",
        "2026/13/1",
        "2026/2/29",
        "26/3/27",
        "8.3.27",
        "2026/3",
        "202603",
        "令和8年",
        "令和0年5月1日",
        "令和元年4月30日",
        "平成31年5月1日",
        "昭和64年1月8日",
        "明治元年1月24日",
        "R99999.1.1",
        "2026/3/27 10:00",
    ],
)
def test_parse_date_guesses_nothing(typed: str) -> None:
    with pytest.raises(ValueError):
        calendar.parse_date(typed)


@given(DAYS)
def test_parse_date_reads_back_every_way_of_printing(day: date) -> None:
    era, year = calendar.era_of(day)
    for printed in (
        calendar.wareki(day),
        calendar.wareki_long(day),
        f"{era.letter}{year}.{day.month}.{day.day}",
        day.isoformat(),
        f"{day:%Y%m%d}",
    ):
        assert calendar.parse_date(printed) == day


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 3, 25), True),  # Wednesday, the day of the top-up batch
        (date(2026, 3, 28), False),  # Saturday
        (date(2026, 3, 29), False),  # Sunday
        (date(2026, 3, 20), False),  # 春分の日, a Friday
        (date(2026, 5, 6), False),  # 振替休日 for 3 May, a Wednesday
        (date(2026, 9, 22), False),  # 国民の休日 between 敬老の日 and 秋分の日
        (date(2025, 12, 30), True),  # Tuesday
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),
        (date(2025, 1, 3), False),  # Friday
        (date(2026, 1, 5), True),  # Monday
    ],
)
def test_bank_business_days(day: date, is_open: bool) -> None:
    assert calendar.is_bank_business_day(day) is is_open


def test_next_bank_business_day_is_the_day_itself_when_open() -> None:
    assert calendar.next_bank_business_day(date(2026, 3, 25)) == date(2026, 3, 25)
    assert calendar.next_bank_business_day(date(2025, 12, 31)) == date(2026, 1, 5)
    # 2026-05-02 is a Saturday; 3–5 May are holidays, 6 May stands in for the Sunday
    assert calendar.next_bank_business_day(date(2026, 5, 2)) == date(2026, 5, 7)
