"""A list is cleared by keyboard: many findings at once, who has paid, withholding, an approval that shows all."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from checkmail.office import approval, batches, comparing, findings, lists, overview, proposals, withholding
from checkmail.tui.widgets.searched_table import SearchedTable
from tests.tui.driving import Driver, driving
from tests.tui.offices import House, ok
from tests.tui.test_areas import act, fill, form

PEOPLE = (
    "佐藤 花子", "鈴木 一郎", "高橋 美咲", "田中 健", "伊藤 葵", "山本 空", "中村 蓮", "小林 凛",
)  # fmt: skip


def batch_of(house: House, remarks: dict[int, str], *, grouped: bool = False) -> int:
    """A batch with a list of eight rows, imported by 2 and not approved; two rows a household where grouped."""
    lines = ["宛名番号,世帯番号,氏名,郵便番号,住所,備考"]
    for n, name in enumerate(PEOPLE, 1):
        place = f"京都府京都市中京区寺町通御池{n}番地"
        lines.append(f"{n:010d},{(n + 1) // 2:08d},{name},604-8571,{place},{remarks.get(n, '')}")
    file = house.folder / "clear.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    documents = 'group = "世帯番号"\n[[enclosure]]\nnumber = 1\nmatch = "cover"\n' if grouped else ""
    number = ok(batches.create_batch(house.office, house.actor(2), "片付け", documents)).batch.number
    ok(lists.import_list(house.office, house.actor(2), number, file))
    return number


def control(house: House, *numbers: int) -> Path:
    file = house.folder / "control.csv"
    file.write_text("\n".join(("宛名番号", *(f"{n:010d}" for n in numbers))) + "\n", encoding="utf-8")
    return file


async def opened(driver: Driver, batch: int, person: int = 2) -> None:
    await driver.log_in(person)
    await driver.until(lambda: driver.app.session.batch)
    driver.app.session.batch = batch
    await driver.area("f3", "指摘の種類")
    await driver.until(lambda: driver.app.screen.query("#kinds"))
    await driver.pilot.pause()


async def rows(driver: Driver, count: int) -> SearchedTable:
    """The table of a part once it shows so many rows."""
    await driver.until(lambda: driver.app.screen.query("#rows") and len(_rows(driver).shown) == count, f"{count} rows")
    return _rows(driver)


def _rows(driver: Driver) -> SearchedTable:
    return driver.app.screen.query_one("#rows", SearchedTable)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_r3_marked_findings_are_settled_with_one_chosen_reason_and_the_form_says_which(
    house: House, size: tuple[int, int]
) -> None:
    batch = batch_of(house, {2: "支援措置", 5: "DV", 7: "取扱注意"})
    async with driving(house, size=size) as driver:
        await opened(driver, batch)
        kinds = driver.app.screen.query_one("#kinds", SearchedTable)
        kinds.query_one(Input).value = "注意の記載"
        await driver.until(lambda: len(kinds.shown) == 1)
        kinds.table.focus()
        await driver.pilot.press("enter")
        await rows(driver, 3)
        await driver.shows("鈴木 一郎")
        await driver.pilot.press("space", "space", "a")
        await driver.shows("2件（指摘")
        await driver.pilot.press("ctrl+s")
        await driver.shows("理由を選ぶか、入力してください")
        await driver.pilot.press("down", "space")
        await driver.pilot.pause()
        await driver.pilot.press("ctrl+s")
        await driver.shows("2件を確認しました")
        await driver.pilot.press("o")
        await rows(driver, 1)
    seen = [one for one in ok(findings.findings(house.office, house.actor(3), batch)) if one.finding.code == "remark"]
    assert [one.settled for one in seen] == ["acknowledged", "acknowledged", ""]
    assert len({one.reason for one in seen if one.reason}) == 1


async def test_r5_who_has_paid_is_marked_and_withheld_from_the_comparison(house: House) -> None:
    batch = batch_of(house, {})
    async with driving(house) as driver:
        await opened(driver, batch)
        await act(driver, "differences")
        await driver.shows("比べていません")
        await driver.pilot.press("c")
        await fill(driver, control="excluded", file=str(control(house, 3, 4, 99)))
        await rows(driver, 2)
        await driver.shows("高橋 美咲")
        await driver.pilot.press("m", "w")
        await fill(driver, other_reason="支払済")
        await driver.shows("2通を引き抜きました")
    assert [one.open for one in ok(comparing.differences(house.office, house.actor(3), batch))] == [False, False]


async def test_r4_marks_behind_a_search_or_of_an_act_that_is_done_withhold_nobody(house: House) -> None:
    batch = batch_of(house, {})
    ok(comparing.compare(house.office, house.actor(2), batch, control(house, 1, 2, 3, 4, 5), "宛名番号", excluded=True))
    async with driving(house) as driver:
        await opened(driver, batch)
        await act(driver, "differences")
        table = await rows(driver, 5)
        await driver.pilot.press("M")
        table.query_one(Input).value = f"{4:010d}"
        await rows(driver, 1)
        table.table.focus()
        await driver.pilot.press("w")
        await fill(driver, other_reason="支払済")
        await driver.shows("1通を引き抜きました")
        # An act begun before the last one has read everything again is left out, as at a busy desk.
        await driver.until(lambda: not driver.app.screen._acting, "the act's end")
        table.query_one(Input).value = ""
        await rows(driver, 5)
        table.table.focus()
        await driver.pilot.press("ctrl+home", "w")
        await fill(driver, other_reason="支払済")
        await driver.until(lambda: len(ok(withholding.list_withheld(house.office, house.actor(3), batch))) == 2)
    assert [w.piece for w in ok(withholding.list_withheld(house.office, house.actor(3), batch))] == [1, 4]


async def test_r4_the_withheld_are_counted_whatever_the_answer_and_all_persons_of_a_piece_are_shown(
    house: House,
) -> None:
    batch = batch_of(house, {}, grouped=True)
    ok(withholding.add(house.office, house.actor(2), batch, [3], "支援措置"))
    async with driving(house) as driver:
        await opened(driver, batch)
        await driver.shows("8行・4通")
        await driver.shows("引抜き 1通・送る 3通")
        await act(driver, "withheld")
        await rows(driver, 1)
        await driver.shows("伊藤 葵")
        await driver.shows("山本 空")
        await driver.pilot.press("l")
        await fill(driver, file=str(control(house, 8)))
        await rows(driver, 2)
        await driver.shows("control.csv (宛名番号)")
        await driver.pilot.press("l")
        await fill(driver, file=str(control(house)))
        await driver.shows("空の名簿は「なし」ではありません")
        await driver.pilot.press("escape", "escape")
        await driver.area("f3", "送る 2通")
        await act(driver, "rows")
        await rows(driver, 4)
        await driver.pilot.press("f")
        await fill(driver, words="山本")
        await rows(driver, 1)
    assert [w.piece for w in ok(withholding.list_withheld(house.office, house.actor(3), batch))] == [3, 4]


async def test_r1_a_second_version_shows_its_changes_and_what_it_carried_over(house: House) -> None:
    batch = batch_of(house, {})
    ok(withholding.add(house.office, house.actor(2), batch, [3], "支援措置"))
    file = house.folder / "clear.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("御池5番地", "御池55番地"), encoding="utf-8")
    assert ok(lists.import_list(house.office, house.actor(2), batch, file)).carried == 1
    async with driving(house) as driver:
        await opened(driver, batch)
        await act(driver, "changes")
        await rows(driver, 1)
        await driver.shows("変更 1行・追加 0行・削除 0行・同じ 7行")
        await driver.shows("御池55番地")


async def test_r2_the_approver_sees_it_all_makes_the_sheet_and_says_what_was_compared(house: House) -> None:
    batch = batch_of(house, {2: "支援措置"})
    clerk = house.actor(2)
    ok(findings.acknowledge(house.office, clerk, batch, "担当に確かめた", code="remark"))
    ok(withholding.load(house.office, clerk, batch, control(house, 3), "宛名番号"))
    async with driving(house, size=(120, 60)) as driver:
        await opened(driver, batch, person=3)
        await act(driver, "approval")
        await driver.shows("見本は作られていません")
        await form(driver, "proof", out=str(house.folder))
        await driver.shows("見本を作りました")
        await driver.shows("（要注意 1通）")
        words = str(driver.app.screen.query_one("#view-words", Static).render())
        version = ok(approval.show_list(house.office, clerk, batch)).imported
        for said in (version.sha256, "担当に確かめた", "control.csv (宛名番号)", "引抜き 1通・送る 7通"):
            assert said in words, said
        await form(driver, "approve", rows_of_sheet="8", sure="yes")
        await driver.shows("紙で確かめる項目がありません")
        await driver.pilot.press("escape")
        await form(driver, "compared", rows_compared="yes")
        await driver.shows("提案しました")
        (proposal,) = [p for p in ok(proposals.open_proposals(house.office, clerk)) if p.batch == batch]
        ok(proposals.confirm(house.office, house.actor(4), proposal.number))
        await driver.pilot.press("ctrl+r")
        await driver.shows("元の資料と照合済　4")
        await form(driver, "approve", rows_of_sheet="8", sure="yes")
        await driver.shows("送るのは7通、引抜き1通")
    assert ok(overview.overview(house.office, clerk, batch)).rows_compared == 8
    assert (house.folder / f"list-proof-{batch}.pdf").exists()


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_part_of_a_list_stands_in_eighty_by_twenty_four(house: House, language: str) -> None:
    batch = batch_of(house, {2: "支援措置"})
    async with driving(house, "ja" if language == "ja" else "en", (80, 24)) as driver:
        await driver.log_in(2)
        await driver.until(lambda: driver.app.session.batch)
        driver.app.session.batch = batch
        for part in ("open", "withheld", "differences", "rows", "changes", "approval"):
            await driver.pilot.press("f3")
            await driver.until(lambda: driver.app.screen.query("#kinds") and driver.app.screen.query("#actions"))
            await act(driver, part)
            await driver.until(lambda: driver.app.screen.query("#part-facts"))
            await driver.pilot.pause()
            for name in ("#top", "#part-facts", "#keys"):
                region = driver.app.screen.query_one(name).region
                assert driver.app.screen.region.contains_region(region), (part, name)
            await driver.pilot.press("f1")
            await driver.shows("Esc")
            await driver.pilot.press("escape")
