"""Count, reconcile, release (R18–R21). What is owed shows no expected number (R19)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from checkmail.locale.moments import local
from checkmail.locale.sentences import equation_words
from checkmail.office import counting, gathering, pieces
from checkmail.office.counting import CountView, TrayScan
from checkmail.rules.count import Counted
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.gathering import gathered
from checkmail.tui.screens.planted import gather
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain

_TONE = {Counted.OWED: "", Counted.DIFFER: "stop", Counted.AGREE: "dim"}
_MARK = {Counted.OWED: "・", Counted.DIFFER: "×", Counted.AGREE: "○"}


class CountsScreen(AreaScreen):
    """Trays, the equation, what is missing or too many."""

    AREA = "count"
    ACTIONS: ClassVar[tuple[str, ...]] = (
        "tray", "whole", "scan", "withheld", "gather", "piece-lost", "release", "release-trays", "planted",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._equations: dict[str, str] = {}
        """Line of the account -> what became of its paper, in words; empty where that is not said."""

    def body(self) -> ComposeResult:
        """Three tables, and in full the account of the line under the cursor."""
        say = self.session.say

        def columns(*names: str) -> list[str]:
            return [say(f"column.{name}") for name in names]

        yield SearchedTable(
            say("count.trays"), columns("tray", "counted", "counted-by", "scan", "released"), say("search"), id="trays"
        )
        yield SearchedTable(
            say("count.lines"),
            columns("line", "expected", "found", "difference", "equation"),
            say("search"),
            id="lines",
        )
        yield Static(id="equation", markup=False)
        yield SearchedTable(
            say("count.missing"), columns("piece", "tray", "state", "last"), say("search"), id="missing"
        )

    def on_searched_table_moved(self, event: SearchedTable.Moved) -> None:
        """Writes the whole account of the line under the cursor: a narrow glass cuts the table's last column (R10)."""
        if event.table.id == "lines":
            self.query_one("#equation", Static).update(plain(self._equations.get(event.key, "")))

    def _table(self, name: str) -> SearchedTable:
        return self.query_one(f"#{name}", SearchedTable)

    async def load(self) -> None:
        """Reads the reconciliation as this person may see it."""
        view = await self.session.attempt(counting.show_counts, self.session.batch)
        if isinstance(view, Said):
            self.tell(view)
            return
        self._fill(view)

    def _fill(self, view: CountView) -> None:
        say, word = self.session.say, self.session.word
        yes = {True: say("yes"), False: "—"}
        self._table("trays").fill(
            [
                Line(
                    str(one.tray),
                    (
                        str(one.tray) if one.tray else say("count.whole"),
                        f"{_MARK[one.counted]} {word(f'counted.{one.counted}')}",
                        " ".join(map(str, one.counted_by)) or "—", yes[one.scan_owed], yes[one.released],
                    ),
                    _TONE[one.counted],
                )
                for one in view.trays
            ]
        )  # fmt: skip
        self._equations = {
            one.line: equation_words(dict(one.terms or ()), self.session.language, balanced=not one.difference)
            for one in view.lines
        }
        self._table("lines").fill(
            [
                Line(
                    one.line,
                    (
                        word(f"line.{one.line}"), _number(one.expected), _number(one.found),
                        f"{one.difference:+d}" if one.difference else "0", self._equations[one.line] or "—",
                    ),
                    "stop" if one.difference else "",
                )
                for one in view.lines
            ]
        )  # fmt: skip
        places = [(one, "missing") for one in view.missing] + [(one, "surplus") for one in view.surplus]
        self._table("missing").fill(
            [
                Line(
                    f"{place}:{one.piece}",
                    (
                        str(one.piece or "—"), str(one.tray),
                        say("count.surplus") if side == "surplus" else word(f"state.{one.state}"),
                        local(one.last, "minutes") or "—",
                    ),
                )
                for place, (one, side) in enumerate(places)
            ]
        )  # fmt: skip

    async def do_tray(self) -> None:
        """Enters what this person counted of a tray (R19)."""
        await self._count("tray", (Field("tray", "number", self._table("trays").current),))

    async def do_whole(self) -> None:
        """Enters what this person counted of the whole batch."""
        await self._count("whole", ())

    async def _count(self, action: str, tray: tuple[Field, ...]) -> None:
        say = self.session.say

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                counting.enter_count, self.session.batch, values.get("tray", 0), values["number"],
                "sealed" if values["of"] == "sealed" else "envelopes",
            )  # fmt: skip
            return self.told(answer, lambda _recorded: self.session.done("done.counted"))

        options = (("envelopes", say("of.envelopes")), ("sealed", say("of.sealed")))
        fields = (*tray, Field("number", "number"), Field("of", "choice", "envelopes", options=options))
        await self.form(action, fields, perform)

    async def do_scan(self) -> None:
        """Scans a tray envelope by envelope (R19)."""
        tray = int(self._table("trays").current or 0)
        codes = await self.codes("scan")
        if codes is None:
            return

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(counting.scan_tray, self.session.batch, values["tray"], codes)
            return self.told(answer, self._scanned)

        await self.form("scan", (Field("tray", "number", str(tray or "")),), perform)

    def _scanned(self, scan: TrayScan) -> Said:
        missing = self.session.say("desk.and").join(map(str, scan.missing)) or "—"
        return self.session.done("done.scanned", found=scan.found, missing=missing, surplus=len(scan.surplus))

    async def do_withheld(self) -> None:
        """Scans in what was printed for withheld pieces (R4, R18)."""
        codes = await self.codes("withheld")
        if not codes:
            return
        answer = await self.session.attempt(gathering.found, self.session.batch, codes)
        await self.finished(self.told(answer, lambda found: gathered(self.session, found)))

    async def do_gather(self) -> None:
        """Scans planted papers in: nobody counts before all are."""
        await gather(self)

    async def do_planted(self) -> None:
        """Leads to the planted sets."""
        self.action_go("count-planted")

    async def do_piece_lost(self) -> None:
        """Proposes that nobody can show a piece (R18)."""
        value = self._table("missing").current.partition(":")[2]

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                pieces.propose_lost, self.session.batch, values["piece"], values["reason"]
            )
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form("piece-lost", (Field("piece", "number", value), Field("reason")), perform)

    async def do_release(self) -> None:
        """Lets the whole batch be sealed (R20)."""
        await self._release(None)

    async def do_release_trays(self) -> None:
        """Lets a run of trays be sealed."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(counting.release, self.session.batch, values["trays"])
            return self.told(answer, self._released)

        await self.form("release-trays", (Field("trays", "span"),), perform)

    async def _release(self, trays: tuple[int, int] | None) -> None:
        async def perform(_values: Values) -> Said:
            answer = await self.session.attempt(counting.release, self.session.batch, trays)
            return self.told(answer, self._released)

        await self.form("release", (Field("sure", "tick"),), perform)

    def _released(self, one: counting.Released) -> Said:
        return self.session.done("done.released", first=one.trays[0], last=one.trays[1], head=one.head[:24])


def _number(value: int | None) -> str:
    """A number that may be said, or a dash (R19)."""
    return "—" if value is None else str(value)
