"""Dates as lists write them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from checkmail.intake.dates import ERAS, looks_like_date, parse_date


@pytest.mark.parametrize(
    "text",
    ["令和6年5月1日", "令和06年05月01日", "令和　六年五月一日", "R6.5.1", "r6-05-01", "Ｒ６．５．１", "2024-05-01",
     "2024/5/1",
     "２０２４年５月１日", "㋿6年5月1日", "R06/05/01", "R060501", "2024-05-01T00:00:00",
     "20240501", "2024/05/01 0:00:00", "令6.5.1", " 2024.5.1 "],
)  # fmt: skip
def test_one_day_in_many_forms(text: str) -> None:
    assert parse_date(text) == date(2024, 5, 1)
    assert looks_like_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("昭和二十三年十一月三十日", date(1948, 11, 30)),
        ("昭64.1.7", date(1989, 1, 7)),
        ("㍼64年1月7日", date(1989, 1, 7)),
        ("㍽十五年十二月二十五日", date(1926, 12, 25)),
        ("㍾45年7月30日", date(1912, 7, 30)),
        ("㍻元年1月8日", date(1989, 1, 8)),
        ("平成元年一月八日", date(1989, 1, 8)),
        ("令和90年1月1日", date(2108, 1, 1)),
    ],
)
def test_eras_from_their_first_day_to_their_last(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["昭和65年4月1日", "平成31年5月2日", "令和元年4月30日", "昭和50年2月30日", "平成0年1月1日", "1960/13/01", "21640",
     "", "〇", "十", "不明", "令和6年5月", "昭和64年1月8日", "0000-00-00", "2023-02-29", "2024/5/1 10:30", "２〇",
     "令和十十年1月1日", "十一二", "昭和元年12月24日", "平成元年1月7日", "令和0年5月1日", "H310501", "5060501", "R6.5",
     "2024-05-01T09:00:00", "45413"],
)  # fmt: skip
def test_days_that_never_were(text: str) -> None:
    assert parse_date(text) is None


def test_every_era_begins_where_the_one_before_ended() -> None:
    for (*_, last), (_, _, first, _) in pairwise(ERAS):
        assert 0 <= (first - last).days <= 1
