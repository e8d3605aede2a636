"""Planted sets: laid among the work by a supervisor, scanned in, and how many were caught."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from checkmail.office import planting
from checkmail.office.planting import Planted, PlantedList, PlantedView, Planting
from checkmail.rules.model import Check
from checkmail.rules.planted import Measured, Wrong
from checkmail.tui.screens import print_words
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.gathering import gathered
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain


class PlantedScreen(AreaScreen):
    """Every planted set of the batch; nothing of whose work it met."""

    AREA = "count-planted"
    ACTIONS: ClassVar[tuple[str, ...]] = ("plant", "gather", "lost")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "go('count')", "Back", id="back", tooltip="Back to the counts")
    ]

    def body(self) -> ComposeResult:
        """How they went, and the sets."""
        say = self.session.say
        names = ("number", "wrong", "tray", "outcome", "out", "person")
        yield Static(id="facts", markup=False)
        yield SearchedTable(
            say("area.count-planted"), [say(f"column.{name}") for name in names], say("search"), id="planted"
        )

    async def load(self) -> None:
        """Reads the sets; refused to whose work is measured."""
        told = await self.session.attempt(planting.list_planted, self.session.batch)
        if isinstance(told, Said):
            self.tell(told)
            return
        self._fill(told)

    def _fill(self, told: PlantedList) -> None:
        self.query_one("#facts", Static).update(plain(self._measured(told.measured)))
        self.query_one("#planted", SearchedTable).fill([self._line(one) for one in told.sets])

    def _measured(self, one: Measured) -> str:
        word = self.session.word
        time = word("planted.none") if one.seconds is None else word("planted.seconds", seconds=one.seconds)
        return word("planted.measured", planted=one.planted, caught=one.caught, missed=one.missed, time=time)

    def _line(self, one: PlantedView) -> Line:
        word = self.session.word
        outcome = word(f"planted.{one.outcome or 'waiting'}")
        if one.seconds is not None:
            outcome = f"{outcome} {word('planted.seconds', seconds=one.seconds)}"
        number = "・".join(map(str, one.pieces))
        cells = (number, word(f"planted.{one.wrong}"), str(one.tray), outcome, str(one.out), str(one.person))
        return Line(str(one.number), cells, "" if one.out else "dim")

    async def do_plant(self) -> None:
        """Prints a set and its slip."""
        word = self.session.word

        async def perform(values: Values) -> Said:
            wish = Planting(
                Wrong(values["wrong"]), self.session.path(values["out"]), values["tray"] or 0,
                Check(values["plant-check"]), language=self.session.language,
            )  # fmt: skip
            actor, office, batch = self.session.actor, self.session.office, self.session.batch
            if actor is None:
                return self.session.reason("not-allowed")
            answer = await self.session.call(lambda: planting.plant(office, actor, batch, wish))
            return self.told(answer, self._planted)

        kinds = tuple((wrong.value, word(f"planted.{wrong}")) for wrong in Wrong)
        checks = tuple((check.value, word(f"check.{check}")) for check in (Check.FIRST, Check.SECOND))
        fields = (
            Field("wrong", "choice", Wrong.FOREIGN_SHEET.value, options=kinds),
            Field("plant-check", "choice", Check.FIRST.value, options=checks),
            Field("tray", "number", needed=False),
            Field("out", value=str(print_words.free(Path.home() / f"planted-{self.session.batch}.pdf"))),
        )
        await self.form("plant", fields, perform)

    def _planted(self, one: Planted) -> Said:
        told = self.session.done("done.planted", number=one.number, tray=one.tray)
        files = self.session.say("desk.and").join(one.files)
        return Said(told.tone, told.message, self.session.say("done.planted-files", files=files))

    async def do_gather(self) -> None:
        """Scans planted papers in."""
        await gather(self)

    async def do_lost(self) -> None:
        """Proposes that nobody can show a set (R10)."""
        number = self.query_one("#planted", SearchedTable).current

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                planting.propose_planted_lost, self.session.batch, values["piece"], values["reason"]
            )
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form("lost", (Field("piece", "number", number), Field("reason")), perform)


async def gather(screen: AreaScreen) -> None:
    """Scans planted papers out of the mailing, from whichever screen."""
    codes = await screen.codes("gather")
    if not codes:
        return
    session = screen.session
    answer = await session.attempt(planting.gather_planted, session.batch, codes)
    await screen.finished(screen.told(answer, lambda found: gathered(session, found)))
