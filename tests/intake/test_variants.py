"""Which names are one form: true variants are, other names that share a part are not."""

from __future__ import annotations

import pytest

from checkmail.intake.variants import one_form, usual_form
from tools import mj_table

VARIANTS = """
斉藤/齊藤 斎藤/齋藤 渡辺/渡邉 渡辺/渡邊 高橋/髙橋 山崎/山﨑 山崎/山嵜 浜田/濱田 浜田/濵田 吉田/𠮷田 徳田/德田 沢田/澤田
広瀬/廣瀨 島田/嶋田 島田/嶌田 富田/冨田 桑原/桒原 柳沢/栁澤 桜井/櫻井 国分/國分 関口/關口 黒沢/黑澤 大塚/大塚 神田/神田
辻/辻󠄀 真一/眞一 恵子/惠子
"""
"""27 pairs that a family register and a list write either way."""
OTHERS = ("山崎/山埼", "吉田/桔田", "佐藤/伊藤", "高橋/高梨", "田中/中田")
ALIKE = """
斉藤/斎藤 斉藤/齋藤 齊藤/齋藤 渡辺/渡部 太田/大田 末広/未広 阿部/安部 伊藤/伊籐 石川/石河 坂本/阪本 裕子/祐子 祐子/佑子
土田/士田 治子/冶子 幸子/辛子 菅野/管野 綱島/網島 萩原/荻原 矢田/失田 午島/牛島 延子/廷子 季子/李子 孝子/考子
伊東二/伊東ニ 水田/永田 田中/由中 候子/侯子 藤原/藤源 村上/邨上 塩野/塩埜 桧山/檜山 鶴田/靏田
"""


def alike(pair: str) -> bool:
    one, other = pair.split("/")
    return one_form(one) == one_form(other)


@pytest.mark.parametrize("pair", VARIANTS.split())
def test_forms_of_one_name_are_one(pair: str) -> None:
    assert alike(pair)


@pytest.mark.parametrize("pair", OTHERS)
def test_other_names_stay_apart(pair: str) -> None:
    assert not alike(pair)


@pytest.mark.parametrize("pair", ALIKE.split())
def test_names_taken_for_one_another_are_one(pair: str) -> None:
    assert alike(pair)


def test_width_blanks_and_selectors_do_not_matter() -> None:
    assert one_form("髙橋　一郎") == one_form("高橋一郎")
    assert one_form("ﾊﾙ") == one_form("八ル")
    assert one_form("葛\U000e0100城") == one_form("葛城")


def test_a_place_keeps_what_only_looks_alike_apart() -> None:
    assert usual_form("龍岡町下條") == usual_form("竜岡町下条")
    assert usual_form("大阪") != usual_form("大坂")
    assert usual_form("太田") != usual_form("大田")


def test_no_family_joins_everyday_kanji_by_a_bridge() -> None:
    """The kanji that names are made of, each with its own form, but for the pairs that are one character."""
    names = "一二三四五六七八九十木林森山川田中村上下石岩谷原野本井口藤橋高小大太西東南北松竹梅花"
    forms = [usual_form(kanji) for kanji in names]
    assert len(set(forms)) == len(names)


def test_a_character_that_would_join_two_families_joins_none() -> None:
    found = mj_table.families({"㐄": {"井", "牛"}, "丼": {"井"}, "濱": {"浜"}, "濵": {"浜", "濱"}, "塚": {"塚"}})
    assert found == ["井丼", "浜濱濵"]
