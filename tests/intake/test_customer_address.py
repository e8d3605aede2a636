"""What a customer bar code says of an address: Japan Post's rules (p18, p19, p22), worked by hand."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.intake.customer_address import Without, address_number, customer_characters
from checkmail.intake.postal import after_town

with (Path(__file__).parent.parent / "paper" / "customer_cases.tsv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file, delimiter="\t"))

RULES = {
    # rule 1: upper case, of any width
    "1-2　コーポb604": "1-2B604",
    "１−２　ｂ棟３": "1-2B3",
    # rule 2: four signs are dropped and what stood around them touches
    "1-2　A&B403": "1-2-403",
    "1-2　A・1": "1-2A1",
    "1-2　1/2ビル": "1-2-12",
    "1-2　3.5号室": "1-2-35",
    "1-2　Ａ＆１": "1-2A1",
    "1-2　ﾒｿﾞﾝ･ﾄﾞ･青葉3": "1-2-3",
    # rule 3: single letters only
    "1-2　ABCビル4": "1-2-4",
    "1-2　Aビル4": "1-2A4",
    "1-2　ABC": "1-2",
    # rule 4: everything else before what is taken is one hyphen
    "3丁目30": "3-30",
    "3　30": "3-30",
    "3の30": "3-30",
    "3—30": "3-30",
    "3（旧30）": "3-30",
    "字中田3": "3",
    # rule 5: hyphens that meet are one
    "3丁目-30": "3-30",
    "3--30": "3-30",
    # rule 6: none begins, and none is left at the end
    "-3-30": "3-30",
    "3番地30号": "3-30",
    "3-30-": "3-30",
    # supplement 1: numbers in kanji before nine words
    "一丁目": "1",
    "二丁三番": "2-3",
    "十二番地": "12",
    "二十三号": "23",
    "百五番": "105",
    "千二百番地": "1200",
    "二〇三号室": "203",
    "第十地割": "10",
    "南七線": "7",
    "三の2": "3-2",
    "三ノ2": "3-2",
    "六条3": "3",
    "三十三間堂5": "5",
    # supplements 2 and 3: the F of a floor
    "1-2　10F": "1-2-10",
    "1-2　１０ｆ": "1-2-10",
    "1-2　2F201": "1-2-2-201",
    "1-2　2階F": "1-2-2F",
    "1-2　F3": "1-2F3",
    "1-2　3FA": "1-2-3",
    "1-2　2F B": "1-2-2B",
    # supplement 4: no hyphen beside a letter
    "1-A-2": "1A2",
    "A-1": "A1",
    "1-A": "1A",
    # supplement 5: letters that touch then stay
    "1-A-B-2": "1AB2",
    "5　C棟D号": "5CD",
    # nothing to take
    "番外地": "",
    "無番地": "",
    "": "",
    # signs that look like digits or letters are neither
    "①②3": "3",
    "Ⅱ3": "3",
    "1-2　ハイツⅠ": "1-2",
    "ß1ı": "1",
}


@pytest.mark.parametrize("text", RULES)
def test_each_rule_of_taking_characters(text: str) -> None:
    assert address_number(text) == RULES[text]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789-AFfb&・一二十百千〇丁番号の　Ｆ"))))
def test_any_text_gives_digits_hyphens_and_letters(text: str) -> None:
    number = address_number(text)
    assert re.fullmatch(r"[0-9A-Z]*(-[0-9A-Z]+)*", number)
    assert not re.search("-[A-Z]|[A-Z]-", number)
    # What was taken is taken again as it is, but for the F of a floor and letters that touch by now.
    if not re.search("[A-Z]{2}|[0-9]F", number):
        assert address_number(number) == number


@pytest.mark.parametrize("case", CASES, ids=[case["zip"] for case in CASES])
def test_the_official_cases(case: dict[str, str]) -> None:
    expected = case["zip"] + case["extracted"]
    town, _, building = case["address_B"].partition("　")
    one, two = case["address_A"] + case["address_B"], (case["address_A"] + town, building)
    assert customer_characters(case["zip"], one) == expected
    assert customer_characters(f"{case['zip'][:3]}-{case['zip'][3:]}", *two) == expected


AFTER_TOWN = {
    ("065-0021", "北海道札幌市東区北二十一条東3丁目1"): "3丁目1",
    ("065-0021", "札幌市東区北21条東３丁目1"): "３丁目1",
    ("065-0021", "東区北２１条東 3-1"): " 3-1",
    ("263-0023", "千葉県千葉市稲毛区緑町3丁目30-8"): "3丁目30-8",
    ("263-0023", "千葉県　千葉市稲毛区　緑町　3-30"): "　3-30",
    ("027-0203", "岩手県宮古市津軽石第二十一地割480"): "第二十一地割480",
    ("027-0203", "宮古市字津軽石第21地割480"): "第21地割480",
    ("273-0102", "千葉県鎌ヶ谷市右京塚3"): "3",
    ("273-0102", "鎌が谷市右京塚3"): "3",
    ("263-0023", "千葉県千葉市稲毛区緑町"): "",
    # Kyoto: the streets before the town say nothing of the number
    ("602-0898", "京都府京都市上京区今出川通烏丸東入相国寺門前町647-20"): "647-20",
    ("602-0898", "京都市上京区相国寺門前町647-20"): "647-20",
    # the address lies elsewhere
    ("263-0023", "千葉県千葉市稲毛区小仲台3"): None,
    ("263-0023", "東京都千代田区千代田1"): None,
    # a number that may be the town's or the house's
    ("061-0611", "北海道樺戸郡浦臼町浦臼第１2128"): None,
    ("720-2108", "広島県福山市神辺町新十九三丁目2"): None,
    ("720-2108", "広島県福山市神辺町新十九3丁目2"): "3丁目2",
}


@pytest.mark.parametrize(("postal_code", "address"), AFTER_TOWN)
def test_the_town_is_cut_off_where_the_table_says_it_ends(postal_code: str, address: str) -> None:
    assert after_town(postal_code, address) == AFTER_TOWN[postal_code, address]


@pytest.mark.parametrize(
    ("postal_code", "address", "expected"),
    [
        ("", "千葉県千葉市稲毛区緑町3", Without.NO_CODE),
        ("000-0000", "千葉県千葉市稲毛区緑町3", Without.NO_CODE),
        ("263", "千葉県千葉市稲毛区緑町3", Without.NO_CODE),
        ("060-0000", "北海道札幌市中央区1-2", Without.GENERIC),
        ("263-0023", "", Without.GENERIC),
        ("263-0023", "千葉県千葉市稲毛区小仲台3", Without.DIFFERS),
        ("263-0023", "千葉県千葉市稲毛区", Without.GENERIC),
        ("263-0023", "千葉県千葉市稲毛区緑町", Without.NO_NUMBER),
        ("263-0023", "千葉県千葉市稲毛区緑町番外地", Without.NO_NUMBER),
        ("061-0611", "北海道樺戸郡浦臼町浦臼第１2128", Without.DOUBTFUL),
        # p22: the code of one office stands alone
        ("604-8571", "京都府京都市中京区寺町通御池上る上本能寺前町488", "6048571"),
    ],
)
def test_no_code_is_guessed(postal_code: str, address: str, expected: str) -> None:
    assert customer_characters(postal_code, address) == expected


@given(st.text(), st.text(), st.text())
def test_no_row_raises(postal_code: str, address: str, building: str) -> None:
    assert isinstance(customer_characters(postal_code, address, building), str)
