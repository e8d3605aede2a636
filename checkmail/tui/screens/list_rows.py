"""The list's pieces with all their persons (名寄せ), found by any word of their rows."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from checkmail.office import looking
from checkmail.office.looking import PieceRows
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.list_part import MarkedScreen
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line


class ListRowsScreen(MarkedScreen):
    """Pieces; the rows of the one under the cursor beside each other."""

    AREA = "list-rows"
    COLUMNS = ("piece", "state", "persons", "person-name", "address")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,F", "do('find')", "Find in all", id="find", tooltip="Find in the whole list, however long it is"),
        Binding("w,W", "do('withhold')", "Withhold", id="withhold", tooltip="Withhold the marked pieces"),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._words = ""
        self._found: dict[str, PieceRows] = {}

    async def load(self) -> None:
        """Reads the pieces that hold the words."""
        found = await self.session.attempt(looking.find_pieces, self.session.batch, self._words)
        if isinstance(found, Said):
            self.tell(found)
            return
        rows = sum(len(one.rows) for one in found.pieces)
        words = self.session.say("list.found", pieces=f"{len(found.pieces):,}", rows=f"{rows:,}")
        if self._words:
            words = self.session.say("list.found-by", words=self._words) + words
        self.facts(words + (self.session.say("list.found-more") if found.more else ""))
        self._found = {str(one.piece): one for one in found.pieces}
        self.fill([self._line(one) for one in found.pieces])

    def _line(self, one: PieceRows) -> Line:
        say, first = self.session.say, one.rows[0].fields
        state = say("settled.withheld") if one.withheld else say("list.attentive") if one.attention else ""
        names = "・".join(dict.fromkeys(row.fields.get("name", "") for row in one.rows))
        cells = (str(one.piece), state, str(len(one.rows)), names, first.get("address", ""))
        hidden = "\n".join(value for row in one.rows for value in row.fields.values())
        return Line(str(one.piece), cells, "dim" if one.withheld else "", hidden)

    async def about(self, key: str) -> None:
        """Every person of the piece."""
        rows = self._found[key].rows
        await self.beside(self.session.say("list.piece-of", piece=key, rows=len(rows)), [row.record for row in rows])

    async def do_find(self) -> None:
        """Finds pieces in the whole list."""

        async def perform(values: Values) -> Said:
            self._words = values["words"].strip()
            return Said("done", self.session.say("list.searched"))

        await self.form("find", (Field("words", needed=False),), perform)

    async def do_withhold(self) -> None:
        """Withholds the marked pieces, or the one under the cursor, at once (R4)."""
        await self.withhold([int(key) for key in self.wanted()])
