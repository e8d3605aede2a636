"""Each check fires on what it is for, and not on what only looks like it."""

from __future__ import annotations

import unicodedata

import pytest

from checkmail.intake.checks import CHECKS, Listing, check_all
from checkmail.intake.words import describe
from checkmail.locale import LANGUAGES
from checkmail.rules.documents import DocumentSet, Enclosure
from checkmail.rules.lists import COLUMNS, Severity

from .lists import HEADINGS, TODAY, Listed, context_of, look, person, table_of

STOP, ATTENTION, NOTE = Severity.STOP, Severity.ATTENTION, Severity.NOTE


def listed(*, rows: int = 30, at: int = 9, **changed: str) -> Listed:
    """A sound list in which row ``at`` (from 1) is ``changed``."""
    return look([person(i, **changed) if i == at else person(i) for i in range(1, rows + 1)])


def codes(found: Listed) -> list[tuple[str, Severity]]:
    return [(f.code, f.severity) for f in found.findings]


def test_a_sound_list_has_no_findings() -> None:
    assert listed().findings == []
    assert look([]).findings == []
    assert look([person(1)]).findings == []


def test_every_finding_has_words_in_both_languages() -> None:
    found = listed(
        name="?\x1b[0m" + "佐" * 50, remark="DV", kana="X", born="昭和65年1月1日", postal_code="1", enclosure_count="9"
    )
    for finding in found.findings:
        for language in LANGUAGES:
            words = describe(finding, language)
            assert words.title
            assert words.message
            assert words.next
            assert "\x1b" not in words.message


@pytest.mark.parametrize("key", ["number", "name", "address", "notice"])
@pytest.mark.parametrize("blank", ["", " ", "　", "\u200b"])
def test_empty_needed_field_stops(key: str, blank: str) -> None:
    found = [f for f in listed(**{key: blank}).findings if f.code == "empty-field"]
    assert [(f.rows, f.severity, f.columns) for f in found] == [((9,), STOP, (HEADINGS[COLUMNS.index(key)],))]


@pytest.mark.parametrize("key", ["born", "postal_code", "enclosures", "kana"])
def test_field_that_the_list_always_fills_asks_for_attention(key: str) -> None:
    assert codes(listed(**{key: ""})) == [("empty-field", ATTENTION)]


def test_a_column_that_is_often_empty_may_be_empty() -> None:
    assert look([person(i, household="" if i % 3 else str(i), building="") for i in range(1, 31)]).findings == []


def test_a_field_that_the_document_set_asks_for_is_needed() -> None:
    records = [person(i, born="" if i == 3 else "昭和50年1月1日") for i in range(1, 31)]
    found = look(records, documents=DocumentSet(ask=("born:day",)))
    assert ("empty-field", STOP) in codes(found)


def test_whole_rows_that_are_equal_stop_once() -> None:
    found = look([*(person(i) for i in range(1, 11)), person(3), person(3)])
    assert [(f.code, f.rows) for f in found.findings] == [("duplicate", (3, 11, 12))]


@pytest.mark.parametrize("key", ["number", "notice"])
def test_a_number_used_twice_stops(key: str) -> None:
    place = COLUMNS.index(key)
    found = [f for f in listed(**{key: person(4)[place]}).findings if f.severity is STOP]
    assert [(f.code, f.rows) for f in found] == [("duplicate-number", (4, 9))]


def test_own_numbers_of_documents_are_unique_too() -> None:
    documents = DocumentSet(enclosures=(Enclosure(1, "証", "own", "受給者証番号", r"\d{4}"),))
    records = [[*person(i), "0007" if i in (2, 5) else f"{i + 1000}"] for i in range(1, 11)]
    found = look(records, [*HEADINGS, "受給者証番号"], documents)
    assert [(f.code, f.rows, f.columns) for f in found.findings] == [("duplicate-number", (2, 5), ("受給者証番号",))]
    assert look(records, [*HEADINGS, "受給者証番号"]).findings == []


def test_own_numbers_of_different_columns_are_unique_together() -> None:
    card = Enclosure(1, "証", "own", "受給者証番号", r"\d{4}")
    documents = DocumentSet(enclosures=(card, Enclosure(2, "通知", "own", "整理番号", r"\d{4}")))
    headings = [*HEADINGS, "受給者証番号", "整理番号"]
    records = [[*person(i), f"{i + 1000}", "１００１" if i == 2 else f"{i + 2000}"] for i in range(1, 11)]
    found = look(records, headings, documents).findings
    assert [(f.code, f.severity, f.rows, f.columns) for f in found] == [
        ("duplicate-number", STOP, (1, 2), ("受給者証番号", "整理番号"))
    ]
    same_row = [[*person(i), f"{i + 1000}", f"{i + 1000}"] for i in range(1, 11)]
    assert look(same_row, headings, documents).findings == []


def test_rows_that_a_document_set_groups_share_their_number() -> None:
    records = [person(i) for i in range(1, 11)]
    records.append(person(10, notice="260299999999"))
    assert "duplicate-number" in {f.code for f in look(records).findings}
    assert look(records, documents=DocumentSet(group="number")).findings == []


def test_one_person_under_two_numbers() -> None:
    twin = person(4, number="0000000099", household="00000099", notice="260200000099")
    twin[2] = twin[2].replace("　", " ")
    twin[7] = twin[7].replace("4番地", "４番地")
    assert [(f.code, f.severity, f.rows) for f in look([*(person(i) for i in range(1, 20)), twin]).findings] == [
        ("duplicate-person", ATTENTION, (4, 20))
    ]


def test_namesakes_near_and_far() -> None:
    near = [person(i) for i in range(1, 20)]
    near[14] = person(15, name=person(3)[2].replace("　", ""))
    assert [(f.code, f.severity, f.rows) for f in look(near).findings if f.code == "namesake"] == [
        ("namesake", ATTENTION, (3, 15))
    ]
    far = [
        person(i, address=f"石川県白山市町{'あいうえおかきくけこ'[i % 10]}{i}番地", register_address="")
        for i in range(1, 301)
    ]
    far[249] = [*person(250, name=far[2][2])[:7], "沖縄県うるま市仲嶺9番地", *person(250, register_address="")[8:]]
    assert [(f.severity, f.rows) for f in look(far).findings if f.code == "namesake"] == [(NOTE, (3, 250))]


@pytest.mark.parametrize(
    ("one", "other"),
    [("斉藤　一", "齋藤　一"), ("渡辺　一", "渡部　一"), ("髙橋　一", "高橋　一"), ("吉田　一", "𠮷田　一"),
     ("太田　一", "大田　一"), ("崎山　未", "﨑山　末"), ("葛　一", "葛\U000e0100　一"), ("鈴木　正雄", "鈴木　政雄")],
)  # fmt: skip
def test_names_that_look_or_sound_alike(one: str, other: str) -> None:
    records = [person(i) for i in range(1, 20)]
    records[3], records[9] = person(4, name=one, kana="アイウ　エオ"), person(10, name=other, kana="アイウ　エオ")
    found = [f for f in look(records).findings if f.code in ("look-alike", "namesake")]
    assert [(f.severity, f.rows) for f in found] == [(ATTENTION, (4, 10))]


def test_one_kana_apart_counts_within_a_house_only() -> None:
    records = [person(i) for i in range(1, 20)]
    records[3] = person(4, name="藤井　和夫", kana="フジイ　カズオ")
    records[9] = person(10, name="藤井　和子", kana="フジイ　カズコ")
    assert look(records).findings == []
    home = {"address": "石川県白山市倉光4番地", "register_address": "石川県白山市倉光4番地", "household": "00000004"}
    records[9] = person(10, name="藤井　和子", kana="フジイ　カズコ", **home)
    assert ("look-alike", ATTENTION) in codes(look(records))


@pytest.mark.parametrize(
    "value", ["〓田　一郎", "佐□　一郎", "佐\ufffd　一", "佐\ue000　一", "佐\U000f0000　一", "佐?　一", "佐？　一"]
)
def test_a_character_that_is_lost_or_cannot_be_drawn_stops(value: str) -> None:
    found = listed(name=value).findings
    assert [(f.code, f.severity, f.rows, f.columns) for f in found] == [("missing-glyph", STOP, (9,), ("氏名",))]
    lost = next(c for c in value if c in "〓□\ufffd\ue000\U000f0000?？")
    assert found[0].details["character"] == lost
    assert found[0].details["code_point"] == f"U+{ord(lost):04X}"


@pytest.mark.parametrize(
    "value", ["𠮷田　一", "髙﨑　一", "[Ltd] Sato", "=1+1", 'O\'Neil "x"', "佐々木　〆", "ｻﾄｳ　一"]
)
def test_unusual_names_go_through_unharmed(value: str) -> None:
    found = listed(name=value)
    assert found.rows[8].get("name") == value
    assert {f.severity for f in found.findings} <= {NOTE}


def test_a_question_mark_in_a_remark_or_a_latin_building_is_text() -> None:
    assert (
        listed(remark="要るか? □", building="WHAT? 101", register_address="石川県白山市倉光9番地 WHAT? 101").findings
        == []
    )


@pytest.mark.parametrize("value", ["佐藤\n一", "佐藤\x1b[2J一", "佐藤\t一", "佐藤\x85一", "佐藤\u2028一"])
def test_control_characters_stop(value: str) -> None:
    found = [f for f in listed(name=value).findings if f.code == "control-character"]
    assert [(f.severity, f.rows) for f in found] == [(STOP, (9,))]
    assert str(found[0].details["value"]).isprintable()


@pytest.mark.parametrize(
    "value",
    [
        "佐\u200b藤",
        "佐\u202e藤",
        "佐\u00ad藤",
        "\ufeff佐藤",
        "佐\U000e0041藤",
        "佐\u3164藤",
        "佐\u3099藤",
        "\U000e0100佐藤",
        "a\ufe00",
    ],
)
def test_invisible_characters_stop(value: str) -> None:
    assert [
        (f.code, f.severity) for f in listed(building=value, register_address="").findings if f.severity is STOP
    ] == [("invisible-character", STOP)]


@pytest.mark.parametrize(
    "value", ["辻\U000e0100　一", "大塚\ufa10　一", "𠮷田　一", unicodedata.normalize("NFD", "が　ば") + "一"]
)
def test_shapes_that_may_differ_are_a_note(value: str) -> None:
    assert {(f.code, f.severity) for f in listed(name=value).findings} == {("glyph-variant", NOTE)}


def test_a_character_that_is_never_printed_may_lack_a_glyph() -> None:
    assert listed(remark="メモ\ue000").findings == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("notice", "2.6E+11"), ("number", "12"), ("number", "9.0"), ("postal_code", "9.24E+06"), ("notice", "#N/A")],
)
def test_numbers_that_a_spreadsheet_mangled_stop(key: str, value: str) -> None:
    assert ("number-format", STOP) in codes(listed(**{key: value}))


def test_numbers_of_any_width_are_numbers_where_none_has_a_zero_in_front() -> None:
    records = [person(i, number=str(7 * i), household=str(i), notice=f"A-{i}") for i in range(1, 31)]
    assert look(records).findings == []


def test_a_whole_column_that_was_mangled_is_one_finding() -> None:
    found = look([person(i, notice=f"2.{i:04d}E+11") for i in range(1, 31)]).findings
    assert [(f.code, len(f.rows)) for f in found] == [("number-format", 30)]


@pytest.mark.parametrize("record", [["合計", "", "30件"], ["", "", "総数　３０"], ["", "", "計"], ["", "", "以上"]])
def test_a_line_of_totals_stops(record: list[str]) -> None:
    found = look([*(person(i) for i in range(1, 31)), record + [""] * (len(HEADINGS) - 3)])
    assert [(f.code, f.rows) for f in found.findings] == [("total-line", (31,))]


def test_a_person_called_like_a_total_is_a_person() -> None:
    assert "total-line" not in {f.code for f in listed(name="計").findings}


def test_headings_again_stop() -> None:
    found = look(
        [*(person(i) for i in range(1, 11)), list(HEADINGS), *(person(i) for i in range(11, 21)), list(HEADINGS)]
    )
    assert [(f.code, f.rows) for f in found.findings] == [("repeated-header", (11,)), ("repeated-header", (22,))]


@pytest.mark.parametrize("value", ["123-456", "12345", "〒", "924-08651", "abc-defg"])
def test_what_is_no_postal_code(value: str) -> None:
    assert codes(listed(postal_code=value)) == [("postal-code-unknown", ATTENTION)]


@pytest.mark.parametrize("value", ["9240865", "９２４－０８６５", "〒924-0865", "924 0865"])
def test_postal_codes_in_any_shape(value: str) -> None:
    assert listed(postal_code=value).findings == []


def test_a_postal_code_unlike_that_of_the_town() -> None:
    found = listed(postal_code="100-0001").findings
    assert [(f.code, f.details["usual"]) for f in found] == [("postal-code-differs", "9240865")]
    told = describe(found[0], "ja").message
    assert all(said in told for said in ("100-0001", "東京都千代田区千代田", "石川県白山市倉光", "9240865", "2026-"))


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("924-0000", "石川県白山市どこか5番地"),
        ("6048571", "京都市中京区上本能寺前町488"),
        ("〒060-0906", "札幌市東区北６条東4丁目2"),
    ],
)
def test_a_code_without_a_town_is_checked_as_far_as_it_goes(code: str, place: str) -> None:
    assert listed(postal_code=code, address=place, register_address=place).findings == []


def test_a_code_newer_than_the_table_is_a_note_where_the_list_uses_it_for_one_town() -> None:
    def at(number: int, code: str, town: str) -> list[str]:
        place = f"青葉県みどり野市{town}{number}番地"
        return person(number, postal_code=code, address=place, register_address=place)

    new = [at(n, "000-1001", "本町") for n in range(1, 11)] + [at(n, "000-1002", "緑町") for n in range(11, 21)]
    found = look(new).findings
    assert [(f.code, f.severity, len(f.rows)) for f in found] == [("postal-code-unknown", Severity.NOTE, 10)] * 2
    found = look([*new, at(21, "000-1002", "本町"), at(22, "000-9999", "本町"), at(23, "0001001", "新町")]).findings
    assert [(f.code, f.rows) for f in found if f.severity is ATTENTION] == [
        ("postal-code-differs", (21,)),
        ("postal-code-unknown", (22,)),
        ("postal-code-differs", (23,)),
    ]


def test_a_list_of_the_whole_country_is_judged_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [person(n, postal_code=f"924-08{65 + n % 2 * 12}") for n in range(1, 7)]
    plain = look(records).findings
    monkeypatch.setattr("checkmail.intake.checks.postal_codes.KEPT", 1)
    assert [f.rows for f in look(records).findings] == [f.rows for f in plain] == [(1,), (3,), (5,)]


@pytest.mark.parametrize(
    "register",
    [
        "石川県白山市倉光９番地",
        "白山市倉光9番地",
        "石川縣白山市倉光9",
        "石川県白山市倉光　9-",
        "石川県 白山市倉光九番地",
    ],
)
def test_one_address_in_two_manners(register: str) -> None:
    assert listed(register_address=register).findings == []


def test_an_address_other_than_the_registered_one() -> None:
    assert codes(listed(register_address="石川県白山市倉光10番地")) == [("address-differs-from-register", ATTENTION)]
    assert codes(listed(building="コーポ青葉101")) == [("address-differs-from-register", ATTENTION)]
    assert listed(register_address="").findings == []
    assert codes(listed(register_address="富山県白山市倉光9番地")) == [("address-differs-from-register", ATTENTION)]


def test_a_register_without_buildings_is_compared_without_them() -> None:
    assert look([person(i, building=f"コーポ{i}号") for i in range(1, 31)]).findings == []


@pytest.mark.parametrize("value", ["佐藤　一郎", "Sato", "サトウ　1"])
def test_a_reading_that_is_no_kana(value: str) -> None:
    assert codes(listed(kana=value)) == [("wrong-kana", ATTENTION)]


@pytest.mark.parametrize(
    "value", ["さとう　いちろう", "ｻﾄｳ ｲﾁﾛｳ", "ガルシア・ロペス　マリア", "ヴー　ティ", "サトー　イチロー"]
)
def test_readings_in_any_kana(value: str) -> None:
    assert listed(kana=value, name="サ　一").findings == []


def test_a_reading_unlike_that_of_the_surname_elsewhere() -> None:
    found = [f for f in listed(kana="カトウ　ハナコ").findings if f.code == "wrong-kana"]
    assert [(f.rows, f.details["usual"]) for f in found] == [((9,), "スズキ")]
    assert listed(kana="ススキ　ハナコ").findings == []


@pytest.mark.parametrize("value", ["昭和65年4月1日", "令和90年1月1日", "21640", "1850-01-01", "2026-07-02", "不明"])
def test_a_wrong_date(value: str) -> None:
    assert codes(listed(born=value)) == [("wrong-date", ATTENTION)]


def test_enclosures_against_their_number_and_the_other_rows() -> None:
    assert codes(listed(enclosure_count="3")) == [("enclosure-count", ATTENTION)]
    assert codes(listed(enclosures="決定通知書・差押予告書")) == [("enclosure-count", ATTENTION)]
    assert listed(enclosures="納付書、決定通知書", enclosure_count="２点").findings == []
    mixed = [
        person(i, enclosures="しおり" if i % 3 else "決定通知書・しおり", enclosure_count="1" if i % 3 else "2")
        for i in range(1, 31)
    ]
    assert look(mixed).findings == []


def test_text_longer_than_a_label() -> None:
    long = "あ" * 41
    assert codes(listed(building=long, register_address="石川県白山市倉光9番地" + long)) == [("too-long", ATTENTION)]
    fits = "あ" * 40
    assert listed(building=fits, register_address="石川県白山市倉光9番地" + fits).findings == []


@pytest.mark.parametrize(
    "value",
    [
        "支援措置対象",
        "ＤＶ",
        "dv被害",
        "取扱注意",
        "発送除外",
        "死亡（異動日あり）",
        "返戻あり",
        "送付は不可",
        "引抜き",
        "宛所不明",
    ],
)
def test_a_remark_that_asks_for_care(value: str) -> None:
    assert codes(listed(remark=value)) == [("remark", ATTENTION)]


@pytest.mark.parametrize("value", ["", "口座振替", "DVD同封", "新規", "advance"])
def test_a_remark_that_does_not(value: str) -> None:
    assert listed(remark=value).findings == []


def test_a_flag_whose_heading_asks_for_care() -> None:
    flags = {3: "1", 5: "有", 7: "0", 8: "-", 9: "無"}
    found = look([[*person(i), flags.get(i, "")] for i in range(1, 31)], [*HEADINGS, "支援措置区分"])
    assert [(f.code, f.rows) for f in found.findings] == [("remark", (3,)), ("remark", (5,))]


def test_people_of_one_household_are_a_note() -> None:
    records = [person(i) for i in range(1, 20)]
    records[4] = person(5, household="00000004")
    assert [(f.code, f.severity, f.rows) for f in look(records).findings] == [("same-household", NOTE, (4, 5))]
    assert look(records, documents=DocumentSet(group="household")).findings == []


def test_findings_come_by_severity_then_row_then_code() -> None:
    records = [person(i) for i in range(1, 31)]
    records[20], records[10], records[5] = person(21, name="〓"), person(11, remark="DV"), person(6, number="", name="")
    assert [(f.severity, f.rows[0]) for f in look(records).findings] == [(STOP, 6), (STOP, 21), (ATTENTION, 11)]


def test_each_check_is_told_to_whoever_waits() -> None:
    told: list[str] = []
    table = table_of(HEADINGS, [])
    context = context_of(table)
    assert check_all(Listing(table, context.columns), context, told.append) == []
    assert TODAY.year == 2026
    assert len(told) == len(CHECKS) == len(set(told))


def test_a_postal_code_of_another_town_where_the_list_names_this_one_once() -> None:
    elsewhere = "沖縄県うるま市仲嶺9番地"
    found = listed(address=elsewhere, register_address=elsewhere).findings
    assert [(f.code, f.details["area"]) for f in found] == [("postal-code-differs", "石川県白山市倉光")]
    hamlet = "石川県白山市倉光イ9番地"
    assert listed(address=hamlet, register_address=hamlet).findings == []


@pytest.mark.parametrize("name", ["不明", "なし", "-", "　―　", "NULL", "＊＊＊"])
def test_a_sign_for_nothing_is_an_empty_field(name: str) -> None:
    assert "empty-field" in {f.code for f in listed(name=name).on(9)}


@pytest.mark.parametrize("name", ["&#134071;田　一郎", "(外字)田　一郎", "U+20BB7田　一郎", "●田　一郎", "＿田　一郎"])
def test_a_character_named_or_marked_is_a_missing_one(name: str) -> None:
    found = [f for f in listed(name=name).on(9) if f.code == "missing-glyph"]
    assert len(found) == 1
    assert describe(found[0], "ja").message


@pytest.mark.parametrize("number", ["'0000000009", '="0000000009"', "9,000,000,009"])
def test_numbers_that_a_spreadsheet_quoted_or_parted(number: str) -> None:
    assert "number-format" in {f.code for f in listed(number=number).on(9)}


def test_a_postal_code_without_its_zero() -> None:
    home = "北海道札幌市中央区旭ケ丘9番地"
    found = listed(postal_code="640941", address=home, register_address=home).on(9)
    assert ("number-format", "zeros") in {(f.code, f.details.get("sign")) for f in found}


def test_a_register_in_a_manner_of_its_own_is_no_difference() -> None:
    records = [person(i, address=f"堺市堺区櫛屋町西1-30-{i}") for i in range(1, 41)]
    for i, record in enumerate(records, 1):
        record[COLUMNS.index("register_address")] = f"大阪府堺市堺区櫛屋町西一丁３０番{i}号"
        record[COLUMNS.index("postal_code")] = "590-0943"
    records[8][COLUMNS.index("register_address")] = "大阪府堺市堺区櫛屋町東一丁３０番９号"
    assert [f.rows for f in look(records).findings if f.code == "address-differs-from-register"] == [(9,)]


def test_a_sentence_repeats_no_more_of_a_cell_than_can_be_read() -> None:
    (found,) = listed(remark="支援措置" + "あ" * 100_000).on(9)
    assert len(describe(found, "ja").message) < 400
