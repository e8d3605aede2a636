"""Workbooks become tables as they are shown, and their tricks are named."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from checkmail.errors import Misused
from checkmail.intake.cell_text import style_of
from checkmail.intake.checks import check_all
from checkmail.intake.columns import map_columns
from checkmail.intake.listing import Listing
from checkmail.intake.tables import Oddity, Table, read_table
from checkmail.rules.lists import Finding

from .lists import context_of
from .workbooks import HEADINGS, PEOPLE, RELATIONS, SHEET, STRINGS, book, repacked, shared


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def refused(path: Path, **options: object) -> Misused:
    with pytest.raises(Misused) as caught:
        read_table(path, **options)  # type: ignore[arg-type]
    return caught.value


def found(table: Table) -> list[Finding]:
    context = context_of(table)
    return check_all(Listing(table, context.columns), context)


def stops(table: Table) -> dict[str, tuple[int, ...]]:
    return {one.code: one.rows for one in found(table) if one.severity == "stop"}


def test_a_sheet_is_a_table(path: Path) -> None:
    table = read_table(book(path))
    assert table.headings == HEADINGS
    assert tuple(table.records()) == PEOPLE
    assert (table.encoding, table.sheet, table.heading_row, table.delimiter) == ("xlsx", "名簿", 1, "")
    assert (dict(table.short), dict(table.surplus), table.oddities) == ({}, {}, ())
    assert not stops(table)


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("General", "12346", "12346"),
        ("General", "260000000000", "260000000000"),
        ("General", "2.6E+11", "260000000000"),
        ("General", "0.5", "0.5"),
        ("0", "12346", "12346"),
        ("0000000000", "12346", "0000012346"),
        ("0000000000", "12345678901", "12345678901"),
        ("000-0000", "9200001", "920-0001"),
        ("[<=999]000;[<=9999]000-00;000-0000", "9240001", "924-0001"),
        ("[<=999]000;[<=9999]000\\-00;000\\-0000", "100001", "010-0001"),
        ("#,##0", "12346", "12346"),
        ('0"番"', "7", "7番"),
        ("[$-411]0000", "12", "0012"),
        ("0.00E+00", "260000000000", "2.60E+11"),
        ("0.0", "12346", "12346.0"),
        ("0000000000", "0.5", "0.5"),
        ("0;-0", "-5", "-5"),
        ("yyyy/m/d", "45413", "2024-05-01"),
        ('[$-411]ggge"年"m"月"d"日"', "45413", "2024-05-01"),
        ("yyyy/m/d h:mm", "45413.5", "2024-05-01T12:00:00"),
        ("yyyy/m/d", "99999999", "99999999"),
        ("@", "00012", "12"),
    ],
)
def test_a_number_says_what_its_format_shows(code: str, stored: str, shown: str) -> None:
    assert style_of(200, code).shows(stored) == shown


@pytest.mark.parametrize("number", [27, 28, 30, 31, 36, 50, 57, 58])
def test_the_formats_japanese_workbooks_use_by_number_are_days(number: int) -> None:
    assert style_of(number, "").shows("45413") == "2024-05-01"


def test_values_of_every_kind(path: Path) -> None:
    rich = CellRichText("佐", TextBlock(InlineFont(b=True), "藤"))
    rows = [
        (1, rich, date(1975, 4, 2)),
        (True, "#REF!", datetime.fromisoformat("2024-05-01T10:30")),
        (None, "a\nb", 0.1),
    ]
    table = read_table(book(path, rows))
    assert list(table.records()) == [
        ("1", "佐藤", "1975-04-02"), ("TRUE", "#REF!", "2024-05-01T10:30:00"), ("", "a\nb", "0.1"),
    ]  # fmt: skip


def test_shared_texts_are_without_the_reading_above_them_and_with_their_escaped_characters(path: Path) -> None:
    shared(book(path))
    assert tuple(read_table(path).records()) == PEOPLE
    reading = '<si><r><t>佐</t></r><r><t>藤</t></r><rPh sb="0" eb="2"><t>サトウ</t></rPh></si><si><t>a_x000D_b</t></si>'
    shared(book(path), reading)
    # The headings and the records take 12 texts.
    both = {SHEET: lambda xml: xml.replace("<v>4</v>", "<v>12</v>").replace("<v>5</v>", "<v>13</v>")}
    path.write_bytes(repacked(path.read_bytes(), both))
    assert read_table(path).record(1) == ("0000000001", "佐藤", "a\rb")


def padded(sheet: Worksheet, _workbook: Workbook) -> None:
    for row in range(2, 5):
        sheet.cell(row, 1).number_format = "0000000000"


def test_zeros_that_only_the_format_holds_are_there(path: Path) -> None:
    table = read_table(book(path, [(n, name, place) for n, (_, name, place) in enumerate(PEOPLE, 1)], padded))
    assert table.cells[0] == ["0000000001", "0000000002", "0000000003"]
    assert not stops(table)


def test_digits_that_are_lost_are_a_stop_of_their_column(path: Path) -> None:
    rows = [(2600000000001234567, *PEOPLE[0][1:]), ("1234567890123456", *PEOPLE[1][1:])]
    table = read_table(book(path, rows))
    assert stops(table) == {"number-format": (1,)}
    assert next(one for one in found(table) if one.code == "number-format").columns == ("宛名番号",)


def power(sheet: Worksheet, _workbook: Workbook) -> None:
    sheet.cell(2, 1).number_format = "0.00E+00"


def test_a_number_shown_as_a_power_is_a_stop_as_in_a_csv(path: Path) -> None:
    table = read_table(book(path, [(260000000000, *PEOPLE[0][1:]), *PEOPLE[1:]], power))
    assert table.cells[0][0] == "2.60E+11"
    assert stops(table) == {"number-format": (1,)}


def hide(sheet: Worksheet, workbook: Workbook) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["H"].hidden = True
    workbook.create_sheet("下書き").sheet_state = "hidden"
    workbook.create_sheet("控え").sheet_state = "veryHidden"


def test_hidden_rows_columns_and_sheets_are_named_and_the_rows_read(path: Path) -> None:
    table = read_table(book(path, change=hide))
    assert tuple(table.records()) == PEOPLE
    named = {(one.code, one.records, one.place, one.details["value"]) for one in table.oddities}
    assert named == {
        ("hidden-rows", (2,), 0, "3"), ("hidden-rows", (), 2, "B"),
        ("hidden-sheet", (), 0, "下書き"), ("hidden-sheet", (), 0, "控え"),
    }  # fmt: skip
    assert {one.code for one in found(table)} >= {"hidden-rows", "hidden-sheet"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="3"', '<row r="3" ht="0" customHeight="1"'),
        ("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '),
    ],
)
def test_rows_without_height_are_hidden_rows(path: Path, old: str, new: str) -> None:
    table = read_table(book(path, patch={SHEET: lambda xml: xml.replace(old, new)}))
    assert stops(table)["hidden-rows"][:2] == ((2,) if "row" in old else (1, 2))


def filtered(sheet: Worksheet, _workbook: Workbook) -> None:
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(0, ["0000000001"])
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True


def test_rows_that_a_filter_hides_say_so(path: Path) -> None:
    (oddity,) = read_table(book(path, change=filtered)).oddities
    assert oddity == Oddity("hidden-rows", (2, 3), 0, {"sign": "filtered", "count": 2, "value": "3、4"})


def more(_sheet: Worksheet, workbook: Workbook) -> None:
    workbook.create_sheet("追加").append(["0000000009", "田中", "石川県白山市1"])
    workbook.create_sheet("空")


def test_a_second_sheet_that_nobody_chose_stops_until_one_is_chosen(path: Path) -> None:
    table = read_table(book(path, change=more))
    assert list(table.oddities) == [Oddity("hidden-sheet", details={"sign": "unread", "value": "追加"})]
    assert "hidden-sheet" in stops(table)
    assert read_table(path, sheet=table.sheet).oddities == ()


def test_a_formula_is_its_stored_value_and_one_without_is_a_stop(path: Path) -> None:
    rows = [("=1+1", *PEOPLE[0][1:]), ("=1+2", *PEOPLE[1][1:]), ('=""', *PEOPLE[2][1:])]
    stored = {
        "<f>1+1</f><v></v>": "<f>1+1</f><v>2</v>",
        "<f>1+2</f><v></v>": "<f>1+2</f>",
        "<f>1+2</f><v />": "<f>1+2</f>",
    }

    def patch(xml: str) -> str:
        for old, new in stored.items():
            xml = xml.replace(old, new)
        return xml.replace("<f>1+1</f><v />", "<f>1+1</f><v>2</v>")

    table = read_table(book(path, rows, patch={SHEET: patch}))
    assert table.cells[0] == ["2", "", ""]
    assert table.oddities == (Oddity("formula", (2,), 1, {"count": 1}),)


def merged(sheet: Worksheet, _workbook: Workbook) -> None:
    sheet.merge_cells("C3:C4")
    sheet.merge_cells("E1:F1")


def test_merged_cells_among_the_rows_are_a_stop(path: Path) -> None:
    table = read_table(book(path, change=merged))
    (oddity,) = table.oddities
    assert (oddity.code, oddity.records, oddity.details["value"]) == ("shifted-rows", (2, 3), "C3:C4")
    assert stops(table)["shifted-rows"] == (2, 3)


def titled(sheet: Worksheet, workbook: Workbook) -> None:
    sheet.insert_rows(1, 3)
    sheet.cell(1, 1, "令和8年度　発送名簿")
    sheet.row_dimensions[6].hidden = True
    other = workbook.create_sheet("別の名簿", 0)
    other.append(["番号", "名前", "所在地"])
    other.append(["7", "林　誠", "石川県白山市倉光7"])


def test_sheet_and_heading_row_are_found_or_chosen(path: Path) -> None:
    book(path, change=titled)
    first = read_table(path)
    assert (first.sheet, first.heading_row, len(first)) == ("別の名簿", 1, 1)
    second = read_table(path, sheet="名簿")
    assert (second.sheet, second.heading_row, tuple(second.records())) == ("名簿", 4, PEOPLE)
    assert second.oddities[0].records == (2,)
    assert read_table(path, sheet="名簿", heading_row=5).headings == PEOPLE[0]
    assert refused(path, sheet="名簿", heading_row=2).key == "no-heading-row"
    error = refused(path, sheet="なし")
    assert (error.key, error.details["sheets"]) == ("no-such-sheet", "別の名簿、名簿")


def formatted(sheet: Worksheet, _workbook: Workbook) -> None:
    sheet.cell(1_048_576, 16_384).number_format = "0.00"
    sheet.cell(6, 5).value = "欄外"


def test_formats_far_away_and_blank_rows_are_nothing_and_a_cell_beyond_is_seen(path: Path) -> None:
    table = read_table(book(path, change=formatted))
    assert len(table) == 5
    assert dict(table.surplus) == {5: ("", "欄外")}
    assert table.record(4) == ("", "", "")


def test_reading_can_be_stopped(path: Path) -> None:
    def stop(read: int) -> None:
        raise Misused("stopped")

    assert refused(book(path), told=stop).key == "stopped"


@pytest.mark.parametrize(
    "patch",
    [
        {SHEET: lambda xml: xml.replace("</row>", "", 1)},
        {SHEET: lambda xml: xml.replace('r="A2"', 'r="A0"').replace('r="B2"', 'r="A2"')},
        {SHEET: lambda xml: xml.replace('<row r="3"', '<row r="2"')},
        {SHEET: lambda xml: xml.replace('<row r="3"', '<row r="9999999"')},
        # By its shape: openpyxl writes the characters one way with lxml installed and another way without.
        {SHEET: lambda xml: re.sub('t="inlineStr"><is><t>[^<]*</t></is>', 't="s"><v>999</v>', xml, count=1)},
        {SHEET: lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml},
        {"xl/workbook.xml": lambda xml: xml.replace("sheetId", "id")},
        {"[Content_Types].xml": lambda xml: xml.replace("sheet.main", "other")},
        {STRINGS: lambda _: "<sst", RELATIONS: lambda xml: xml.replace("styles", "sharedStrings")},
    ],
)  # fmt: skip
def test_a_damaged_workbook_is_refused(path: Path, patch: dict[str, Callable[[str], str]]) -> None:
    assert refused(book(path, patch=patch)).key == "not-a-workbook"


def test_a_zip_that_is_no_workbook_and_a_bomb_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refused(path).key == "not-a-workbook"
    monkeypatch.setattr("checkmail.intake.workbook_parts.MOST_UNPACKED", 2_000)
    assert refused(book(path)).key == "not-a-workbook"


@pytest.mark.parametrize("part", ["xl/styles.xml", "[Content_Types].xml", "xl/workbook.xml"])
def test_a_part_that_is_read_whole_is_not_longer_than_one_ever_is(
    path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkmail.intake.workbook_parts._WHOLE", 100_000)
    assert len(read_table(book(path, PEOPLE * 900))) == 2_700
    assert refused(book(path, patch={part: lambda xml: xml + " " * 100_000})).key == "not-a-workbook"


def test_cells_in_the_last_column_of_every_row_do_not_fill_the_memory(path: Path) -> None:
    def far(xml: str) -> str:
        rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(5, 1_005))
        return xml.replace("</sheetData>", f"{rows}</sheetData>")

    assert refused(book(path, patch={SHEET: far})).key == "not-a-workbook"


@pytest.mark.parametrize(
    ("rows", "headings", "key"),
    [((), HEADINGS, "no-rows"), ((), (), "empty-file"), (PEOPLE, ("a\u200bb",), "bad-headings")],
)  # fmt: skip
def test_a_workbook_that_is_no_list_is_refused(
    path: Path, rows: tuple[()], headings: tuple[str, ...], key: str
) -> None:
    assert refused(book(path, rows, headings=headings)).key == key


def test_any_bytes_are_refused_or_read(path: Path) -> None:
    """200 broken copies of a sound workbook, half of them inside its parts: nothing but Misused comes of them."""
    chance = random.Random(20260702)
    sound = shared(book(path, change=hide)).read_bytes()
    outcomes = {"read": 0, "refused": 0}
    for case in range(200):
        if case % 2:
            content = bytearray(sound)
            for _ in range(chance.randint(1, 5)):
                content[chance.randrange(4, len(content))] = chance.randrange(256)
        else:
            part = chance.choice([SHEET, "xl/workbook.xml", "xl/styles.xml", STRINGS])
            content = bytearray(repacked(sound, {part: lambda xml: broken(xml, chance)}))
        path.write_bytes(content)
        try:
            table = read_table(path)
            map_columns(table.headings)
            outcomes["read"] += 1
        except Misused:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 20


def broken(xml: str, chance: random.Random) -> str:
    at = chance.randrange(len(xml))
    what = chance.randrange(3)
    if what == 0:
        return xml[:at] + chance.choice('019<>"/& ァ') + xml[at + 1 :]
    return xml[:at] + (xml[at + chance.randint(1, 30) :] if what == 1 else chance.choice(["99", "-1", "x"]) + xml[at:])


def test_a_heading_broken_into_lines_is_one_heading(path: Path) -> None:
    table = read_table(book(path, headings=("宛名\n番号", "氏名", "住\r\n所")))
    assert table.headings == HEADINGS
    assert not stops(table)
