"""What is kept for printing: corrections by printer and sheet, windows of envelopes, fonts before Noto."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from textual.app import ComposeResult

from checkmail.office import office_fonts, papers, printers, windows
from checkmail.rules.printers import LIMITS, spelled
from checkmail.tui.screens import print_words
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.print_places import PrintPart
from checkmail.tui.screens.print_sheets import SheetScreen
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable

_MEASURES: Final = ("x", "y", "width", "height")


class PrintSettingsScreen(PrintPart):
    """What is kept: corrections by printer and sheet, windows of envelopes, fonts before Noto."""

    AREA = "print-settings"
    ACTIONS: ClassVar[tuple[str, ...]] = ("testpage", "printer", "window-test", "window", "fonts", "no-fonts")

    def body(self) -> ComposeResult:
        """Three tables."""
        yield self._of("printers", "printer", "sheet", *(part.replace("_", "-") for part in LIMITS))
        yield self._of("windows", "window", "envelope", "from-left", "from-top", "size", "own")
        yield self._of("fonts", "font", "where", "sha256")

    def _of(self, name: str, *columns: str) -> SearchedTable:
        say = self.session.say
        titles = [say(f"column.{column}") for column in columns]
        return SearchedTable(say(f"print.{name}"), titles, say("search"), id=name)

    def _table(self, name: str) -> SearchedTable:
        return self.query_one(f"#{name}", SearchedTable)

    async def load(self) -> None:
        """Reads what is kept."""
        say = self.session.say
        kept = await self.session.attempt(printers.printers)
        found = await self.session.attempt(windows.list_windows)
        chain = await self.session.attempt(office_fonts.show_fonts)
        if isinstance(kept, Said) or isinstance(found, Said) or isinstance(chain, Said):
            self.tell(next(one for one in (kept, found, chain) if isinstance(one, Said)))
            return
        self._kept = {f"{one.printer}\n{one.sheet}": one for one in kept}
        self._windows = {one.name: one for one in found}
        self._table("printers").fill(
            [
                Line(key, (one.printer, one.sheet, *(spelled(getattr(one.correction, part)) for part in LIMITS)))
                for key, one in self._kept.items()
            ]
        )
        self._table("windows").fill(
            [
                Line(
                    name,
                    (print_words.window_name(self.session, one), say(f"envelope.{one.window.envelope}"),
                     f"{one.window.x:g}", f"{one.window.y:g}",
                     f"{one.window.width:g}×{one.window.height:g}", say("print.own") if one.person else ""),
                )
                for name, one in self._windows.items()
            ]
        )  # fmt: skip
        self._table("fonts").fill(
            [
                Line(f"{font.sha256}{font.face}", (font.name, file or say("print.no-font-file"), font.sha256[:16]))
                for font, file in zip(chain.fonts, chain.files, strict=True)
            ]
            or [Line("noto", ("Noto Sans JP", "—", "—"), "dim")]
        )

    _kept: dict[str, printers.PrinterSheet]
    _windows: dict[str, windows.NamedWindow]

    @property
    def _chosen(self) -> printers.PrinterSheet | None:
        return self._kept.get(self._table("printers").current)

    async def _sheet(self) -> str | None:
        say, chosen = self.session.say, self._chosen
        title = say("print.choose-sheet", paper=say("paper.testpage"))
        return await self.app.push_screen_wait(SheetScreen(self.session, title, chosen.sheet if chosen else ""))

    async def do_testpage(self) -> None:
        """Prints rulers and outlines of a label sheet."""
        sheet = await self._sheet()
        if sheet is None:
            return
        chosen = self._chosen
        printer = Field("printer-name", value=chosen.printer if chosen else "", needed=False)
        await self._paper("testpage", (printer,), lambda values, out: (
            papers.print_testpage, sheet, values["printer-name"], out, self.session.language
        ), sheet)  # fmt: skip

    async def do_window_test(self) -> None:
        """Prints a page to lay in the envelope."""
        name = self._table("windows").current
        await self._paper(
            "window-test", (), lambda _values, out: (papers.print_window_test, name, out, self.session.language), name
        )

    async def _paper(
        self, kind: str, fields: tuple[Field, ...], act: Callable[[Values, Path], tuple[Any, ...]], about: str
    ) -> None:
        async def perform(values: Values) -> Said:
            function, *words = act(values, print_words.target(self.session, values["out"], kind))
            answer = await self.session.attempt(function, *words)
            return self.told(answer, lambda one: print_words.printed(self.session, one))

        out = Field("out", value=print_words.suggested(self.session, kind))
        await self.form(kind, (*fields, out), perform, about)

    async def do_printer(self) -> None:
        """Keeps what was measured on a test page."""
        sheet = await self._sheet()
        if sheet is None:
            return
        name = self._chosen.printer if self._chosen else ""
        kept = self._kept.get(f"{name}\n{sheet}")

        async def perform(values: Values) -> Said:
            typed = {part: values[part.replace("_", "-")] for part in LIMITS}
            answer = await self.session.attempt(printers.set_printer, values["printer-name"], sheet, typed)
            return self.told(
                answer, lambda one: self.session.done("done.printer", printer=one.printer, sheet=one.sheet)
            )

        true = {part: "100" if part.startswith("scale") else "0" for part in LIMITS}
        fields = [
            Field(part.replace("_", "-"), value=spelled(getattr(kept.correction, part)) if kept else true[part])
            for part in LIMITS
        ]
        await self.form("printer", (Field("printer-name", value=name), *fields), perform, sheet)

    async def do_window(self) -> None:
        """Keeps a window of the office's envelopes."""
        chosen = self._windows.get(self._table("windows").current)
        own = chosen if chosen and chosen.person else None

        async def perform(values: Values) -> Said:
            typed = {part: values[f"window-{part}"] for part in ("x", "y", "width", "height")}
            answer = await self.session.attempt(windows.set_window, values["name"], values["envelope"], typed)
            return self.told(answer, lambda one: self.session.done("done.window", window=one.name))

        options = tuple((name, self.session.say(f"envelope.{name}")) for name in print_words.SHIPPED_ENVELOPES)
        envelope = own.window.envelope if own else options[0][0]
        fields = (
            Field("name", value=own.name if own else ""),
            Field("envelope", "choice", envelope, options=options),
            *(Field(f"window-{part}", value=f"{getattr(own.window, part):g}" if own else "") for part in _MEASURES),
        )  # fmt: skip
        await self.form("window", fields, perform)

    async def do_fonts(self) -> None:
        """Sets the fonts that stand before Noto: a supervisor's act, for every desk (R6)."""
        said = await self.session.attempt(office_fonts.show_fonts)
        known = "" if isinstance(said, Said) else "; ".join(filter(None, said.files))

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                office_fonts.set_fonts, office_fonts.named_files(values["fonts"].split(";"))
            )
            return self.told(answer, lambda one: self.session.done("done.fonts", count=len(one.fonts)))

        await self.form("fonts", (Field("fonts", value=known),), perform)

    async def do_no_fonts(self) -> None:
        """Noto Sans JP alone again."""

        async def perform(_values: Values) -> Said:
            answer = await self.session.attempt(office_fonts.set_fonts, [])
            return self.told(answer, lambda one: self.session.done("done.fonts", count=len(one.fonts)))

        await self.form("no-fonts", (Field("sure", "tick"),), perform)
