"""The print area by keyboard: a sheet by typing, a job and where it went, a jam, printers, windows, a job stopped."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from checkmail.office import batches, print_jobs, printers, printing, proposals, windows
from checkmail.office.printing import Wish
from checkmail.rules.model import Stage
from checkmail.tui.screens.form import FormScreen
from checkmail.tui.screens.print_places import PlacesScreen
from checkmail.tui.screens.print_settings import PrintSettingsScreen
from checkmail.tui.screens.print_sheets import SheetScreen
from checkmail.tui.screens.progress import ProgressScreen
from checkmail.tui.widgets.searched_table import SearchedTable
from tests.tui.driving import Driver, driving
from tests.tui.offices import House, make_batch, ok
from tests.tui.test_areas import act, fill, form


@pytest.fixture
def unprinted(house: House) -> House:
    """Batch 3: six pieces, approved, nothing printed."""
    make_batch(house, 6, 3, name="通知", printed=False)
    return house


async def at_print(driver: Driver, batch: int, person: int = 2) -> None:
    await driver.batches(person, batch)
    await driver.area("f4", "印刷した用紙")
    await driver.until(lambda: driver.app.screen.query("#jobs") and not driver.app.screen._acting)  # type: ignore[attr-defined]


async def choose_sheet(driver: Driver, typed: str) -> None:
    """Narrows the sheets by typing, and takes the first that is left."""
    await driver.until(lambda: isinstance(driver.app.screen, SheetScreen) and driver.app.screen.query("#sheets"))
    table = driver.app.screen.query_one("#sheets", SearchedTable)
    await driver.until(lambda: len(table.shown) > 30)
    table.query_one(Input).value = typed
    await driver.until(lambda: len(table.shown) < 30)
    await driver.pilot.press("enter", "enter")


async def test_labels_are_printed_on_a_sheet_found_by_its_size_and_said_where_they_are(unprinted: House) -> None:
    out = unprinted.folder / "labels.pdf"
    async with driving(unprinted) as driver:
        await at_print(driver, 3)
        await driver.shows("▲ 宛名ラベル 0/6　▲ 送付状 0/6")
        await driver.shows("宛名ラベルを印刷する")
        await act(driver, "labels")
        await choose_sheet(driver, "12面 86.4x42.3")
        await fill(driver, out=str(out), start_at="11", range="1-4")
        await driver.shows("宛名ラベル 4枚（2頁）を作り、コードを全部読み戻しました。")
        await driver.shows(str(out))
        await driver.shows("▲ 宛名ラベル 4/6")
    (job,) = ok(print_jobs.list_jobs(unprinted.office, unprinted.actor(2), 3))
    assert ("28362" in job.sheet, job.start_at, job.last_piece, out.exists()) == (True, 11, 4, True)


async def test_only_the_options_that_matter_are_asked(unprinted: House) -> None:
    async with driving(unprinted) as driver:
        await at_print(driver, 3)
        actions = driver.app.screen.query_one("#actions", OptionList)
        # A batch without slips, return envelopes or stamped documents has no actions for them.
        await driver.until(lambda: not {o.id for o in actions.options} & {"slips", "returns", "stamped"})
        asked = {}
        for kind in ("covers", "checklist", "trays"):
            await act(driver, kind)
            await driver.until(lambda: isinstance(driver.app.screen, FormScreen) and driver.app.screen.query("#out"))
            asked[kind] = {field.key for field in driver.app.screen._fields}  # type: ignore[attr-defined]
            await driver.pilot.press("escape")
        assert asked == {
            "covers": {"out", "range", "window", "customer-code"}, "checklist": {"out", "range"}, "trays": {"out"},
        }  # fmt: skip
        await act(driver, "labels")
        await choose_sheet(driver, "28369")  # 66 mm wide: no room for a customer bar code
        await driver.until(lambda: isinstance(driver.app.screen, FormScreen) and driver.app.screen.query("#out"))
        assert {field.key for field in driver.app.screen._fields} == {"out", "range", "start-at"}  # type: ignore[attr-defined]


async def test_r8_a_job_is_resumed_after_a_jam_and_confirmed_with_what_it_printed(house: House) -> None:
    async with driving(house) as driver:
        await at_print(driver, 1)
        await form(driver, "reissue-job", job="1", places="28-30", state="never-printed", reason="紙詰まり",
                   out=str(house.folder / "again.pdf"))  # fmt: skip
        await driver.shows("3枚の再発行を提案しました")
    (proposal,) = ok(proposals.open_proposals(house.office, house.actor(3), 1))
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.shows("宛名ラベル 3枚　28-30番")
        driver.app.screen.query_one("#proposals DataTable").focus()
        await driver.pilot.press("down")
        await driver.until(
            lambda: driver.app.screen.query_one("#proposals", SearchedTable).current == str(proposal.number)
        )
        await driver.pilot.press("enter")
        await fill(driver, sure="yes")
        await driver.shows(f"提案{proposal.number}を承認しました。宛名ラベル 3枚（1頁）を作り")
        await driver.shows(str(house.folder / "again.pdf"))
    jobs = ok(print_jobs.list_jobs(house.office, house.actor(2), 1))
    assert [(job.kind, job.first_piece, job.last_piece) for job in jobs][-1] == ("labels", 28, 30)


async def test_r8_what_a_desk_has_read_was_printed_and_is_said_by_its_piece(house: House) -> None:
    async with driving(house) as driver:
        await at_print(driver, 1)
        await form(driver, "reissue-job", job="1", places="24-30", state="never-printed", reason="x")
        await driver.shows("24番は照合席で読み取られています")
        await driver.pilot.press("escape")
    assert ok(proposals.open_proposals(house.office, house.actor(3), 1)) == []


async def test_the_places_of_a_job_are_found_by_their_piece_and_reissued_from_there(house: House) -> None:
    async with driving(house, size=(80, 24)) as driver:
        await at_print(driver, 1)
        await driver.until(lambda: driver.app.screen.query_one("#jobs", SearchedTable).shown == ("2", "1"))
        await driver.pilot.press("down", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, PlacesScreen) and driver.app.screen.query("#places"))
        table = driver.app.screen.query_one("#places", SearchedTable)
        await driver.until(lambda: len(table.shown) == 30)
        await driver.pilot.press("slash")
        table.query_one(Input).value = "27"
        await driver.until(lambda: table.shown == ("27",))
        await driver.pilot.press("enter", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, FormScreen) and driver.app.screen.query("#places"))
        assert driver.app.screen.query_one("#places", Input).value == "27-30"
        await fill(driver, state="torn", reason="破れ")
        await driver.shows("4枚の再発行を提案しました")
        await driver.pilot.press("escape")
        await driver.shows("印刷した用紙")


async def test_a_job_that_a_person_stops_is_no_job_and_no_file(
    unprinted: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, begun = unprinted.folder / "labels.pdf", threading.Event()
    real = printing.draw

    def slow(plan: object, progress: object = None) -> object:
        begun.set()
        while True:
            progress("drawing", 1)  # type: ignore[operator]

    monkeypatch.setattr(printing, "draw", slow)
    async with driving(unprinted) as driver:
        await at_print(driver, 3)
        await act(driver, "covers")
        await driver.until(lambda: isinstance(driver.app.screen, FormScreen) and driver.app.screen.query("#out"))
        driver.app.screen.query_one("#out", Input).value = str(out)
        await driver.pilot.press("ctrl+s")
        await driver.until(lambda: isinstance(driver.app.screen, ProgressScreen) and begun.is_set())
        await driver.pilot.press("escape")
        await driver.shows("中断しました")
        await driver.pilot.press("escape")
    assert (real, out.exists()) == (real, False)
    assert ok(batches.show_batch(unprinted.office, unprinted.actor(2), 3)).stage is Stage.APPROVED


async def test_a_printer_is_corrected_and_then_offered_for_that_sheet_only(unprinted: House) -> None:
    async with driving(unprinted) as driver:
        await at_print(driver, 3)
        await act(driver, "settings")
        await driver.until(lambda: isinstance(driver.app.screen, PrintSettingsScreen))
        await driver.shows("封筒の窓")
        await act(driver, "printer")
        await choose_sheet(driver, "28366")
        await fill(driver, printer_name="窓口の複合機", offset_x="1.5", scale_y="99.8")
        await driver.shows("のずれを覚えました")
        await act(driver, "window")
        await fill(driver, name="市の窓封筒", envelope="long-3", window_x="18", window_y="14", window_width="88",
                   window_height="44")  # fmt: skip
        await driver.shows("窓「市の窓封筒」を覚えました")
        await driver.pilot.press("escape")
        await driver.shows("印刷した用紙")
        await act(driver, "labels")
        await choose_sheet(driver, "28366")
        await fill(driver, out=str(unprinted.folder / "l.pdf"), printer="窓口の複合機")
        await driver.shows("宛名ラベル 6枚")
    (kept,) = ok(printers.printers(unprinted.office, unprinted.actor(2)))
    assert (kept.correction.offset_x, kept.correction.scale_y) == (1500, 99800)
    assert "市の窓封筒" in [one.name for one in ok(windows.list_windows(unprinted.office, unprinted.actor(2)))]


def test_a_file_that_is_there_is_never_the_one_suggested(house: House, tmp_path: Path) -> None:
    from checkmail.tui.screens import print_words
    from checkmail.tui.session import Session

    session = Session(house.office, "ja")
    session.batch, session.paper_folder = 1, str(tmp_path)
    first = print_words.suggested(session, "labels")
    Path(first).write_text("printed before", encoding="utf-8")
    assert print_words.suggested(session, "labels") == str(tmp_path / "1-labels_2.pdf")
    # A volume of a long job is there too: the next job's volumes would take its name.
    (tmp_path / "1-labels_2-1.pdf").write_text("a volume", encoding="utf-8")
    assert print_words.target(session, str(tmp_path), "labels") == tmp_path / "1-labels_3.pdf"
    assert print_words.target(session, first, "labels") == Path(first)
    assert Wish("labels", Path(first)).out == Path(first)


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_print_screen_stands_in_eighty_by_twenty_four(house: House, language: str) -> None:
    async with driving(house, "ja" if language == "ja" else "en", (80, 24)) as driver:
        await driver.batches(2)
        await driver.pilot.press("f4")
        await driver.until(lambda: driver.app.screen.query("#jobs"))
        for action, there in (("settings", "#windows"), ("places", "#places")):
            await driver.until(
                lambda: driver.app.screen.query("#jobs") and driver.app.screen.query_one("#jobs", SearchedTable).shown
            )
            await act(driver, action)
            await driver.until(lambda there=there: driver.app.screen.query(there))
            await driver.pilot.press("f1")
            await driver.pilot.press("escape")
            assert max(len(line) for line in driver.glass().split("\n")) <= 80
            await driver.pilot.press("escape")
