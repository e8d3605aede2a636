"""A list is chosen, looked at and taken in by keyboard alone; what a file says is never markup."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from openpyxl import Workbook

from checkmail.office import approval, lists
from checkmail.office.lists import Imported
from checkmail.rules.refusal import Refusal
from checkmail.tui.screens.importing import ImportScreen, ReadingScreen
from checkmail.tui.widgets.searched_table import SearchedTable
from tests.tui.driving import Driver, driving
from tests.tui.offices import House, make_batch, ok
from tests.tui.test_areas import act, fill

NAME = "名簿 [red] [Ltd].xlsx"
PEOPLE = [(f"000000000{n}", f"[Ltd] 森　{name}", f"石川県白山市倉光{n}") for n, name in enumerate("茂実稔", 1)]


def book(folder: Path) -> Path:
    """Two lines above the headings, one heading that nobody knows, a second sheet."""
    workbook = Workbook()
    for row in [["令和8年度 [/]"], [], ["宛名番号", "なまえ", "住所"], *PEOPLE]:
        workbook.active.append(row)
    workbook.active.title = "送付"
    workbook.create_sheet("控え").append(["宛名番号", "氏名", "住所"])
    workbook["控え"].append(PEOPLE[0])
    workbook.save(folder / NAME)
    return folder / NAME


async def choose(driver: Driver, house: House) -> None:
    """To the file in its folder, by keyboard."""
    batch = make_batch(house, 6, 3, name="次", printed=False)
    await driver.batches(2)
    driver.app.session.batch, driver.app.session.folder = batch, str(house.folder)
    await driver.area("f3", "指摘の種類")
    await act(driver, "import")
    await driver.until(lambda: isinstance(driver.app.screen, ImportScreen) and NAME in driver.glass())
    await driver.pilot.press("slash", *"red", "enter", "enter")
    await driver.until(lambda: isinstance(driver.app.screen, ReadingScreen) and "見出し" in driver.glass())


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_workbook_is_looked_at_and_its_columns_named(house: House, size: tuple[int, int]) -> None:
    book(house.folder)
    async with driving(house, size=size) as driver:
        await choose(driver, house)
        await driver.shows("見出し 3行目")
        await driver.shows("「氏名」が見つかりません")
        await driver.shows("[Ltd] 森　茂")
        for row in ("1", "3"):
            await act(driver, "heading-row")
            await driver.shows("3  宛名番号・なまえ・住所")
            await fill(driver, heading_row=row)
            await driver.shows(f"見出し {row}行目")
        driver.app.screen.query_one("#columns", SearchedTable).table.focus()
        await driver.pilot.press("down", "enter")
        await fill(driver, ours="name")
        await driver.shows("この内容で読み込めます")
        await driver.shows("手で")
        await act(driver, "take")
        await driver.shows("3行を読み込みました")
    view = ok(approval.show_list(house.office, house.actor(2), 3)).imported
    assert (view.file, view.sheet, view.heading_row) == (NAME, "送付", 3)
    assert view.sources == {"number": "guessed", "name": "hand", "address": "guessed"}


async def test_another_sheet_is_chosen_and_a_preset_named(house: House) -> None:
    book(house.folder)
    async with driving(house) as driver:
        await choose(driver, house)
        await act(driver, "sheet")
        await fill(driver, of_workbook="控え")
        await driver.shows("シート「控え」")
        await driver.shows("この内容で読み込めます")
        await act(driver, "columns")
        await fill(driver, preset="05-plain")
        await driver.shows("見つかりません")


async def test_an_import_can_be_stopped_and_keeps_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    book(house.folder)
    reached, go_on = threading.Event(), threading.Event()
    real = lists.check_all

    def held(*args: object, **kwargs: object) -> object:
        reached.set()
        assert go_on.wait(30)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    async with driving(house) as driver:
        await choose(driver, house)
        monkeypatch.setattr(lists, "check_all", held)
        await act(driver, "sheet")
        await fill(driver, of_workbook="控え")
        await driver.shows("この内容で読み込めます")
        await act(driver, "take")
        await driver.until(reached.is_set)
        await driver.pilot.press("escape")
        await driver.shows("中止しています")
        go_on.set()
        await driver.until(lambda: isinstance(driver.app.screen, ReadingScreen))
        await driver.shows("中断しました")
    view = approval.show_list(house.office, house.actor(2), 3)
    assert not isinstance(view, Refusal)
    assert isinstance(view.imported, Imported)
    assert view.imported.version == 1
