"""What the source system says about a person that decides whether they are mailed at all (R4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, fold
from checkmail.intake.listing import Listing
from checkmail.rules.lists import COLUMNS, Finding, finding

CARE: Final = re.compile(
    r"支援措置|支援対象|(?<![a-z])dv(?![a-z])|ストーカー|虐待|非開示|秘匿|取扱い?注意|取り?扱い注意|要注意|要配慮|要確認"
    r"|(発送|送付|郵送|送達|通知)(は|を)?(除外|不可|不要|停止|保留|中止|禁止|止め|しない|せず)|引き?抜き?|発送止|送らない"
    r"|(閲覧|交付|発行|開示|提供)(の)?(制限|禁止|不可|停止)|保護対象|配偶者.{0,4}暴力|暴力|つきまとい|接近禁止|他言|本人以外|知られ"
    r"|(電話|連絡|訪問|開封|持参)(は|の|を)?(不可|禁止|のみ|しない|せず)|要(連絡|相談|確認|協議)|(担当|係|課)(者)?(へ|に|と)?(の)?(確認|連絡|相談|協議)"
    r"|確認(後|の(うえ|上)|してから)(に)?(発送|送付|郵送)|局留|留置き?|差し止め?|差止|(受取|受領)人?(なし|不在)|長期不在|刑務所|収監|破産管財|保佐人|補助人"
    r"|死亡|逝去|除票|職権消除|消除|転出|返戻|返送|宛所(に)?(不明|尋ね)|あて所|転居先不明|居所不明|住所不明|行方不明|公示送達"
    r"|窓口(交付|渡|受取)|手渡|本人(受取|持参)|受取拒否|受取拒絶|差止|保護命令|避難|施設入所|成年後見|訴訟|滞納処分停止"
)
"""Words that ask for care, in folded text."""

_NOT_SAID: Final = frozenset(
    {"0", "00", "-", "ー", "×", "x", "無", "無し", "なし", "非該当", "対象外", "no", "n", "false", "いいえ", "該当なし"}
)
_WRITTEN: Final = frozenset({"remark", "name", "building", "enclosures", "sex"})
"""Columns of ours into which people write it, as 山田太郎（死亡）, or that a remark may be mapped to by mistake."""
_MOST: Final = 0.5


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``remark``: a word that asks for care in a remark, or a flag in a column whose heading is such a word."""
    found: dict[int, tuple[str, str]] = {}
    for key in context.columns.keys:
        if key in _WRITTEN or key not in COLUMNS:
            for row in listing.where(key, lambda value: bool(CARE.search(fold(value)))):
                found.setdefault(row, (key, listing.value(key, row)))
    for key in context.columns.unknown:
        flagged = listing.where(key, said) if CARE.search(fold(key)) else []
        if len(flagged) <= len(listing) * _MOST:
            for row in flagged:
                heading = context.columns.heading(key)
                found.setdefault(row, (heading, f"{heading} {listing.value(key, row)}"))
    for row, (key, value) in sorted(found.items()):
        yield finding("remark", (row,), context.headings(key), value=value)


def said(flag: str) -> bool:
    """Whether a flag's value says yes: anything but blank and the ways of saying no."""
    return not blank(flag) and fold(flag) not in _NOT_SAID
