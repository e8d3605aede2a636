"""The same made-up pieces for every measurement."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import UTC, datetime

from checkmail.intake.postal_table import municipalities, towns_of
from checkmail.paper.facts import Addressed, Job
from checkmail.rules.codes import Kind

PREFECTURE = "愛知県"
OFFICE = 7
JOB = Job(12, "令和8年度 納税通知書", 1, datetime(2026, 11, 22, tzinfo=UTC))
_SURNAMES = tuple(
    "佐藤 鈴木 高橋 田中 伊藤 渡邉 山本 中村 小林 加藤 𠮷田 山田 佐々木 髙﨑 松本 井上 木村 林 斎藤 清水".split()  # noqa: SIM905
)
_GIVEN = tuple(
    "陽翔 結衣 健一 美咲 直樹 由美子 大輔 恵子 蓮 さくら 一郎 千代 誠 裕子 拓也 明日香 清 和子 翼".split()  # noqa: SIM905
)
_BUILDINGS = ("", "コーポ架空101", "架空ハイツ2-305", "", "市営架空住宅12号棟408")


@functools.cache
def towns() -> tuple[tuple[str, str], ...]:
    """Postal codes and towns of one prefecture, so that the fonts meet as many characters as a real job's."""
    return tuple(
        (f"{code[:3]}-{code[3:]}", f"{prefecture}{city}{town}")
        for place, (prefecture, city) in enumerate(municipalities())
        if prefecture == PREFECTURE
        for code, town in towns_of(place)
    )


def pieces(count: int, kind: Kind = Kind.LABEL, first: int = 1) -> Iterator[Addressed]:
    """The content, from number ``first`` to ``count``, one after the other: nothing is kept."""
    places = towns()
    start, office = f"{kind:d}00012", OFFICE * 10**6 + kind * 10**5 + 12
    for number in range(first, count + 1):
        postal, town = places[number // 20 % len(places)]
        check = 98 - ((office * 10**7 + number) * 1000 + 1) * 100 % 97
        code = f"{start}{number:07}001{check:02}"
        name = f"{_SURNAMES[number % len(_SURNAMES)]} {_GIVEN[number % len(_GIVEN)]}"
        house = f"{town}{number % 9 + 1}丁目{number % 23 + 1}番{number % 17 + 1}号"
        yield Addressed(code, number, number // 50 + 1, 1, postal, house, _BUILDINGS[number % 5], name)
