"""What the latest version of a list changed against the one before it (R1)."""

from __future__ import annotations

from checkmail.office import approval, changing
from checkmail.office.changing import Changed, Changes
from checkmail.office.rows import Listed
from checkmail.tui.screens.list_part import MarkedScreen
from checkmail.tui.screens.list_tables import before_and_after
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line


class ListChangesScreen(MarkedScreen):
    """Rows added, removed and changed; the changed cells of the one under the cursor."""

    AREA = "list-changes"
    COLUMNS = ("change", "rows", "key", "person-name", "cells")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._changed: dict[str, Changed] = {}
        self._others: dict[str, tuple[str, Listed]] = {}
        self._headings: dict[str, str] = {}

    async def load(self) -> None:
        """Reads both versions."""
        found = await self.session.attempt(changing.changes, self.session.batch)
        view = await self.session.attempt(approval.show_list, self.session.batch)
        if isinstance(found, Said) or isinstance(view, Said):
            self.tell(found if isinstance(found, Said) else view)  # type: ignore[arg-type]
            return
        self._headings = dict(view.imported.columns)
        self.facts(self._told(found))
        self._changed = {f"changed:{one.after.record}": one for one in found.changed}
        sides = (("added", found.added), ("removed", found.removed))
        self._others = {f"{side}:{row.record}": (side, row) for side, rows in sides for row in rows}
        self.fill(
            [
                *(self._line(key, "changed", one.after, self._cells(one)) for key, one in self._changed.items()),
                *(self._line(key, side, row, "") for key, (side, row) in self._others.items()),
            ]
        )

    def _told(self, found: Changes) -> str:
        say = self.session.say
        if not found.earlier:
            return say("list.first-version")
        told = say(
            "list.changes", earlier=found.earlier, version=found.version, changed=len(found.changed),
            added=len(found.added), removed=len(found.removed), same=f"{found.same:,}",
        )  # fmt: skip
        return told + (say("list.moved", count=f"{found.moved:,}") if found.moved else "")

    def _line(self, key: str, side: str, row: Listed, cells: str) -> Line:
        number, name = row.fields.get("number", ""), row.fields.get("name", "")
        return Line(key, (self.session.say(f"change.{side}"), str(row.record), number, name, cells))

    def _cells(self, one: Changed) -> str:
        return "・".join(self._headings.get(cell.column, cell.column) for cell in one.cells)

    async def about(self, key: str) -> None:
        """What the row was and is; a row that is new stands in the list, one that is gone does not."""
        if key in self._changed:
            one = self._changed[key]
            words = self.session.say("list.changed-row", before=one.before.record, after=one.after.record)
            self.below(words, before_and_after(self.session, one, self._headings.items()))
            return
        side, row = self._others[key]
        words = self.session.say(f"list.{side}-row", row=row.record)
        if side == "added":
            await self.beside(words, (row.record,))
        else:
            self.below(f"{words}\n" + "　".join(value for value in row.fields.values() if value), "")
