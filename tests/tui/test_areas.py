"""The areas: hostile words on every list, refusals that say what to do, and a day's acts by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Checkbox, Input, OptionList, RadioSet

from checkmail.locale.sentences import equation_words
from checkmail.office import batches, counting, handover, people, printing, proposals
from checkmail.rules.model import Stage
from checkmail.tui.screens.form import FormScreen
from checkmail.tui.screens.ledger import heads_on_paper
from checkmail.tui.screens.login import LoginScreen
from checkmail.tui.widgets.searched_table import SearchedTable
from tests.tui.driving import Driver, driving
from tests.tui.offices import FIRST_PIN, PIN, House, list_file, ok

HOSTILE_NAME = "[red]発送[/] [Ltd] 髙𠮷 =1+1"


async def act(driver: Driver, action: str) -> None:
    """Chooses an action of the area by keyboard."""
    actions = driver.app.screen.query_one("#actions", OptionList)
    await driver.until(lambda: not driver.app.screen._acting)  # type: ignore[attr-defined]
    actions.focus()
    await driver.pilot.pause()
    await driver.pilot.press("home", *["down"] * actions.get_option_index(action), "enter")


async def form(driver: Driver, action: str, **values: str) -> None:
    """Opens an action's form, fills it and does it; waits until it closed or refused."""
    await act(driver, action)
    await fill(driver, **values)


async def fill(driver: Driver, **values: str) -> None:
    """Fills the form that opens and does it; waits until it closed or refused."""
    await driver.until(lambda: isinstance(driver.app.screen, FormScreen) and driver.app.screen.query("#form-title"))
    screen = driver.app.screen
    for key, value in values.items():
        widget = screen.query_one(f"#{key.replace('_', '-')}")
        if isinstance(widget, Input):
            widget.value = value
        elif isinstance(widget, Checkbox):
            widget.value = True
        elif isinstance(widget, RadioSet):
            next(button for button in widget.query("RadioButton") if button.name == value).value = True  # type: ignore[attr-defined]
    await driver.pilot.press("ctrl+s")
    await driver.until(lambda: driver.app.screen is not screen or screen.query_one("#form-said").said)  # type: ignore[attr-defined]


async def test_hostile_words_stand_on_every_list_as_they_are(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2, batch=2)
        await driver.shows(HOSTILE_NAME)
        await driver.shows("[/bold] \\ [red]")
        await driver.area("f3", "指摘の種類")
        await driver.pilot.press("enter")
        await driver.shows("[Ltd]")
        await driver.area("f3", "指摘の種類")
        await act(driver, "differences")
        await driver.shows("[/]")
        rows = driver.app.screen.query_one("#rows", SearchedTable)
        rows.query_one(Input).value = "sum"
        await driver.shows("=SUM(A1)")
        await driver.pilot.press("escape")
        await driver.area("f3", "指摘の種類")
        await act(driver, "withheld")
        await driver.shows("[/] 支援措置 [@click=app.quit]")
        await driver.area("f8", "系列")
        await driver.area("f9", "鈴木[Ltd]")
        await driver.pilot.press("ctrl+l")
        await driver.until(lambda: isinstance(driver.app.screen, LoginScreen))


async def test_every_finding_of_a_hostile_list_is_shown_as_it_is(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2, batch=2)
        await driver.area("f3", "指摘の種類")
        await driver.shows("すべて")
        await driver.pilot.press("enter")
        await driver.until(lambda: driver.app.screen.query("#rows"))
        table = driver.app.screen.query_one("#rows", SearchedTable)
        await driver.until(lambda: len(table.shown) > 3)
        table.table.focus()
        seen = ""
        for _ in table.shown:
            await driver.pilot.press("down")
            seen += driver.glass()
        for name in ("[red]田中", "[/]渡辺", "(株)[Ltd] 鈴木"):
            assert name in seen, name


async def test_lists_are_searched_by_width_and_case_folded_words(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        table = driver.app.screen.query_one("#batches", SearchedTable)
        await driver.pilot.press("slash")
        table.query_one(Input).value = "ｌｔｄ"
        await driver.until(lambda: table.shown == ("2",))
        await driver.pilot.press("enter")
        assert driver.app.focused is table.table


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_area_stands_in_eighty_by_twenty_four(house: House, language: str) -> None:
    async with driving(house, "ja" if language == "ja" else "en", (80, 24)) as driver:
        await driver.batches(2)
        for key in ("f2", "f3", "f4", "f6", "f7", "f8", "f9", "f5"):
            screen = driver.app.screen
            await driver.pilot.press(key)
            await driver.until(
                lambda screen=screen: driver.app.screen is not screen and driver.app.screen.query("#keys")
            )
            await driver.pilot.pause()
            for part in ("#top", "#next-step", "#actions", "#keys"):
                region = driver.app.screen.query_one(part).region
                assert driver.app.screen.region.contains_region(region), (key, part)
        await driver.pilot.press("f1")
        await driver.shows("Esc")
        await driver.pilot.press("escape")


async def test_the_list_of_batches_opens_on_the_one_that_was_chosen(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2, batch=2)
        await driver.area("f9", "鈴木[Ltd]")
        await driver.pilot.press("f2")
        await driver.until(lambda: driver.app.screen.query("#batches"))
        table = driver.app.screen.query_one("#batches", SearchedTable)
        await driver.until(lambda: table.shown)
        await driver.pilot.pause()
        assert (driver.app.session.batch, table.current) == (2, "2")
        # A search that finds nothing leaves no row, and its end none but the one before.
        table.query_one(Input).value = "no such batch"
        await driver.until(lambda: not table.shown)
        table.query_one(Input).value = ""
        await driver.until(lambda: table.shown)
        await driver.pilot.pause()
        assert (driver.app.session.batch, table.current) == (2, "2")


async def test_r27_a_pin_set_by_another_is_changed_before_anything_else(house: House) -> None:
    boss = house.actor(1)
    proposed = ok(people.set_anothers_pin(house.office, boss, 4, FIRST_PIN))
    assert isinstance(proposed, proposals.Proposed)
    ok(proposals.confirm(house.office, house.actor(3), proposed.proposal))
    async with driving(house) as driver:
        await driver.pilot.press("4", "enter", *FIRST_PIN, "enter")
        await driver.shows("ほかの人が決めたもの")
        await driver.pilot.press(*"824613", "enter", *"824619", "enter")
        await driver.shows("同じではありません")
        await driver.pilot.press(*"824613", "enter", *"824613", "enter")
        await driver.until(lambda: driver.app.session.person.startswith("4 "))
        assert "824613" not in driver.glass()


async def test_a_wrong_pin_is_refused_with_what_to_do(house: House) -> None:
    async with driving(house) as driver:
        await driver.pilot.press("2", "enter", *"111111", "enter")
        await driver.shows("番号か暗証番号が違います")
        await driver.pilot.press(*PIN, "enter")
        await driver.until(lambda: driver.app.session.person != "")


async def test_a_batch_goes_from_nothing_to_approval_by_keyboard(house: House) -> None:
    file = list_file(house.folder, 6, ("佐藤 花子", "鈴木 一郎", "高橋 美咲", "田中 健", "伊藤 葵", "山本 空"))
    async with driving(house) as driver:
        await driver.batches(2)
        await form(driver, "new", name="通知", tray_size="３")
        await driver.shows("発送業務 3 を作りました")
        assert driver.app.session.batch == 3
        await driver.area("f3", "名簿がまだ読み込まれていません")
        await act(driver, "import")
        await driver.shows("名簿のファイル")
        driver.app.screen.query_one("#path", Input).focus()
        driver.app.screen.query_one("#path", Input).value = str(file)
        await driver.pilot.press("enter")
        await driver.shows("この内容で読み込めます")
        await act(driver, "take")
        await driver.shows("6行を読み込みました")
        await act(driver, "withheld")
        await driver.shows("引抜き：未回答")
        await driver.pilot.press("n")
        await fill(driver, as_of="2026/11/01", said_by="福祉課")
        await driver.shows("引抜きなしと記録")
        await driver.area("escape", "指摘の種類")
        await act(driver, "approval")
        await driver.shows("ファイルの指紋")
        await form(driver, "approve", without_sheet="yes", sure="yes")
        await driver.shows("同じ人は")
        await driver.pilot.press("escape")
        await driver.pilot.press("ctrl+l")
        await driver.until(lambda: isinstance(driver.app.screen, LoginScreen) and driver.app.screen.query("#pin"))
        await driver.log_in(3)
        await driver.shows("通知")
        driver.app.session.batch = 3
        await driver.area("f3", "未承認")
        await act(driver, "approval")
        await driver.shows("福祉課")
        await form(driver, "approve", without_sheet="yes", sure="yes")
        await driver.shows("承認しました。送るのは6通")
    assert ok(batches.show_batch(house.office, house.actor(1), 3)).stage is Stage.APPROVED


async def test_a_proposal_is_confirmed_by_another_person_only(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2, batch=2)
        driver.app.screen.query_one("#proposals DataTable").focus()
        await driver.pilot.press("enter")
        await driver.shows("間違いありません")
        # The Enter that a scanner sends signs nothing: the form wants its tick.
        await driver.pilot.press("ctrl+s")
        assert ok(proposals.open_proposals(house.office, house.actor(3)))
        await driver.pilot.press("space", "ctrl+s")
        await driver.shows("同じ人は")
        await driver.pilot.press("escape")
        await driver.pilot.press("ctrl+l")
        await driver.until(lambda: isinstance(driver.app.screen, LoginScreen) and driver.app.screen.query("#pin"))
        await driver.log_in(3)
        await driver.until(
            lambda: (
                driver.app.screen.query("#proposals") and driver.app.screen.query_one("#proposals", SearchedTable).shown
            )
        )
        driver.app.screen.query_one("#proposals DataTable").focus()
        await driver.pilot.press("enter")
        await driver.shows("間違いありません")
        await driver.pilot.press("space", "ctrl+s")
        await driver.shows("を承認しました")
    assert ok(proposals.open_proposals(house.office, house.actor(3))) == []


async def test_a_print_job_can_be_stopped_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    out = house.folder / "slow.pdf"
    real = printing.print_artifacts

    def told(*args: object) -> object:
        """Waits at its first step until the person stopped it."""
        tell = args[-1]
        for _ in range(3000):
            tell("drawing", 1)  # type: ignore[operator]
            stepped.append(1)
        return real(*args)  # type: ignore[arg-type]

    stepped: list[int] = []
    monkeypatch.setattr(printing, "print_artifacts", told)
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.area("f4", "印刷した用紙")
        await act(driver, "checklist")
        await driver.until(lambda: isinstance(driver.app.screen, FormScreen) and driver.app.screen.query("#out"))
        driver.app.screen.query_one("#out", Input).value = str(out)
        monkeypatch.setattr("checkmail.tui.screens.progress.ProgressScreen.on_mount", _stop_and_run)
        await driver.pilot.press("ctrl+s")
        await driver.shows("中断しました")
        await driver.pilot.press("escape")
    assert not out.exists()
    assert not stepped


def _stop_and_run(self: object) -> None:
    self.action_stop()  # type: ignore[attr-defined]
    self._run()  # type: ignore[attr-defined]


async def test_r19_who_owes_a_count_sees_no_expected_number(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.area("f6", "件数照合")
        await driver.until(lambda: driver.app.screen.query_one("#lines", SearchedTable).shown)
        table = driver.app.screen.query_one("#lines", SearchedTable).table
        row = [str(cell) for cell in table.get_row_at(0)]
        assert row[1:3] == ["—", "—"]
        await form(driver, "tray", tray="1", number="10", of="envelopes")
        await driver.shows("記録しました")
    assert ok(counting.show_counts(house.office, house.actor(2), 1)).trays[0].counted_by == (2,)


async def test_r10_what_became_of_a_paper_is_read_in_full_on_a_narrow_glass(house: House) -> None:
    for person in (2, 3):
        assert ok(counting.enter_count(house.office, house.actor(person), 1, 0, 0)) is True
    wanted = {line.line: line for line in ok(counting.show_counts(house.office, house.actor(2), 1)).lines}["labels"]
    first, *_, last = equation_words(dict(wanted.terms or ()), "ja", balanced=not wanted.difference).split(" ＋ ")
    async with driving(house, size=(80, 24)) as driver:
        await driver.batches(2)
        await driver.area("f6", "件数照合")
        await driver.until(lambda: driver.app.screen.query_one("#lines", SearchedTable).shown)
        lines = driver.app.screen.query_one("#lines", SearchedTable)
        lines.table.focus()
        await driver.pilot.press(*["down"] * lines.shown.index("labels"))
        await driver.shows(first)
        await driver.shows(last)


async def test_verifying_the_ledger_answers_on_the_glass(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.area("f8", "系列")
        await form(driver, "verify")
        await driver.shows("すべて正しくつながっています")
        await form(driver, "verify", heads="1:9999:" + "ab" * 32)
        await driver.shows("末尾の記録がありません")
        await driver.shows("打った末尾値を紙と")


async def test_an_offer_without_sealed_pieces_is_refused_in_words(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.area("f7", "引渡し先")
        await form(driver, "offer", to="郵便局 [/]", **{"class": "普通"}, number="30")
        await driver.shows("封緘許可がまだありません")
    assert ok(handover.offers(house.office, house.actor(2), 1)) == []


def test_the_screens_reach_the_world_only_through_the_office() -> None:
    forbidden = ("checkmail.store", "checkmail.paper", "checkmail.intake", "sqlite")
    for path in (Path(__file__).parents[2] / "checkmail" / "tui").rglob("*.py"):
        imports = [line for line in path.read_text(encoding="utf-8").split("\n") if "import" in line]
        assert not [line for line in imports for name in forbidden if name in line], path


def test_a_head_is_taken_as_it_stands_on_paper() -> None:
    """The hash is printed in groups of eight; several heads may be typed one after another."""
    typed = "1:107: fa6c8e70 4bc52189  office:12:0c1d2e3f"
    assert heads_on_paper(typed) == ["1:107:fa6c8e704bc52189", "office:12:0c1d2e3f"]


async def test_the_papers_that_are_signed_are_printed_from_the_screen(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.area("f4", "印刷した用紙")
        await act(driver, "deskcard")
        await driver.shows("ファイル")
        await driver.pilot.press(*str(house.folder / "card.pdf"), "ctrl+s")
        await driver.until(lambda: (house.folder / "card.pdf").exists())
