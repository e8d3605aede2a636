"""Names and addresses of nobody, for planted sets: usual enough that no reader stops at them.

A name is put together from common parts and is no name of the list; an address is a neighbour's up to its
numbers, with numbers of its own. None of this paper is mailed: a batch is not released while it is out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Final

from checkmail.office.acting import Act
from checkmail.office.planted_sets import DummyWords
from checkmail.office.rows import listed
from checkmail.rules.model import Batch
from checkmail.rules.planted import Wrong
from checkmail.rules.text import composed_kana

_FAMILY: Final = (
    "阿部", "石井", "今井", "大野", "小川", "金子", "木下", "近藤", "酒井", "清水", "高木", "竹内", "谷口", "土屋",
    "中山", "西田", "野村", "原田", "平野", "福田", "松井", "丸山", "宮本", "村上", "森田", "山口", "横山", "吉田",
)  # fmt: skip
_GIVEN: Final = (
    "一郎", "正", "茂", "和夫", "明", "健一", "誠", "隆", "直樹", "大輔", "和子", "幸子", "節子", "洋子", "京子",
    "恵子", "由美子", "久美子", "真由美", "裕子", "美穂", "陽子", "智子", "千代子", "典子", "昭", "清", "進",
)  # fmt: skip
_NUMBERS: Final = re.compile(r"[0-9０-９一二三四五六七八九十]+(?:丁目|番|[-－‐−ー号地の0-9０-９])|[0-9０-９]")


def words_for(opened: Act, batch: Batch, wrong: Wrong, tray: tuple[int, int]) -> DummyWords:
    """What stands on a planted set that is laid among the pieces ``tray``, first and last."""
    rows = list(listed(opened, batch, tray))
    near = secrets.choice(rows).fields if rows else {}
    before = _NUMBERS.split(near.get("address", ""), maxsplit=1)[0]
    address = f"{before}{secrets.randbelow(28) + 1}番{secrets.randbelow(40) + 1}号"
    names = _names({_plain(row.fields.get("name", "")) for row in rows})
    envelope = next(names)
    cover = next(names) if wrong in (Wrong.OTHER_NAME, Wrong.FOREIGN_SHEET) else envelope
    return DummyWords(near.get("postal_code", ""), composed_kana(address), "", envelope, cover)


def _names(taken: set[str]) -> Iterator[str]:
    """Names none of which is in ``taken`` nor given twice."""
    while True:
        name = f"{secrets.choice(_FAMILY)}　{secrets.choice(_GIVEN)}"
        if _plain(name) not in taken:
            taken.add(_plain(name))
            yield name


def _plain(name: str) -> str:
    return "".join(name.split())
