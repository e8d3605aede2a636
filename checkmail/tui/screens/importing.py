"""A list is taken in: its file chosen, looked at, its columns named, and read with all checks (R1, R3)."""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from checkmail.errors import CheckmailError
from checkmail.office import lists, previewing
from checkmail.office.lists import Imported
from checkmail.office.out_files import is_own
from checkmail.office.previewing import Preview
from checkmail.rules.lists import COLUMNS, NEEDED, Severity
from checkmail.tui.living import while_it_stands
from checkmail.tui.screens.area import GoTo
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.list_part import ListPart
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import cut

_KINDS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
"""Endings of the files that are listed; the path of any other can be typed."""
_UP: Final = ".."
_RECORDS: Final = 5
"""Records shown beside a column's heading."""
_ROW_CELLS: Final = 56
_KILO: Final = 1024


class ImportScreen(ListPart):
    """The folder, and a line for a path that is typed or dropped on the terminal."""

    AREA = "list-import"
    ACTIONS: ClassVar[tuple[str, ...]] = ("open", "up", "home")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "up", "Folder above", id="up", tooltip="The folder above"),
    ]

    def above(self) -> ComposeResult:
        """The path."""
        yield from super().above()
        field = Input(id="path", compact=True, placeholder=self.session.say("import.path"))
        field.cursor_blink = False
        yield field

    def body(self) -> ComposeResult:
        """What is in the folder."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("file", "size", "changed")]
        yield SearchedTable(say("import.folder"), columns, say("search"), id="folder")

    @property
    def _folder(self) -> Path:
        return Path(self.session.folder or Path.cwd())

    async def load(self) -> None:
        """Lists the folder."""
        self.facts(self.session.say("import.choose"))
        table = self.query_one("#folder", SearchedTable)
        try:
            own = functools.partial(is_own, self.session.office)
            lines = await asyncio.to_thread(lambda: list(_entries(self._folder, own)))
        except OSError:
            self.tell(Said("broken", self.session.say("import.no-folder", folder=str(self._folder))))
            lines = [Line(_UP, (_UP, "", ""))]
        table.rename(
            cut(str(self._folder)), [self.session.say(f"column.{name}") for name in ("file", "size", "changed")]
        )
        table.fill(lines)

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter opens a folder or a file."""
        self.perform("open")

    @on(Input.Submitted, "#path")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        given = event.value.strip().strip("\"'")
        if given:
            self._go_on(self._folder, given)

    def action_up(self) -> None:
        """The folder above."""
        self.perform("up")

    async def do_open(self) -> None:
        """Opens what is under the cursor."""
        key = self.query_one("#folder", SearchedTable).current
        if key == _UP:
            await self.do_up()
        elif key:
            self._go_on(self._folder, key)

    async def do_up(self) -> None:
        """Shows the folder above."""
        self._go_on(self._folder.parent, "")

    async def do_home(self) -> None:
        """Shows the person's own folder."""
        self._go_on(self.session.home, "")

    def _go_on(self, folder: Path, name: str) -> None:
        try:
            path = self.session.path(name, folder)
        except CheckmailError as error:
            self.tell(self.session.broken(error))
            return
        if os.path.isdir(path):  # noqa: PTH112 - is_dir() raises for a long name
            self.session.folder = str(path)
            self.query_one("#path", Input).value = ""
            self.action_reload()
            self.query_one("#folder", SearchedTable).table.focus()
        else:
            self.session.folder, self.session.file = str(path.parent), str(path)
            self.action_go("list-reading")


def _entries(folder: Path, own: Callable[[Path], bool]) -> Iterator[Line]:
    """The folders and the files that may be lists, folders first, without the office's own. Raises ``OSError``."""
    if folder.parent != folder:
        yield Line(_UP, (_UP, "", ""))
    with os.scandir(folder) as found:
        shown = [one for one in found if not one.name.startswith((".", "~$")) and not own(Path(one.path))]
    folders = [one.name for one in shown if one.is_dir()]
    for name in sorted(folders):
        yield Line(name, (f"{name}/", "", ""))
    for one in sorted(shown, key=lambda one: one.name):
        if one.is_file() and one.name.lower().endswith(_KINDS):
            about = one.stat()
            changed = datetime.fromtimestamp(about.st_mtime)  # noqa: DTZ006 - as the person's own clock shows it
            size = f"{-(-about.st_size // _KILO):,} KB"
            yield Line(one.name, (one.name, size, f"{changed:%Y-%m-%d}"))


class ReadingScreen(ListPart):
    """How the file would be read: a line for each of its columns, our name before it, its first values behind."""

    AREA = "list-reading"
    ACTIONS: ClassVar[tuple[str, ...]] = ("take", "column", "sheet", "heading-row", "columns", "other")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._by_hand: dict[str, str] = {}
        self._sheet, self._heading_row = "", 0
        self._preset, self._columns = "", ""
        self._preview: Preview | None = None

    def body(self) -> ComposeResult:
        """The file's columns."""
        say = self.session.say
        columns = [say("column.ours"), say("column.source"), say("column.heading")]
        columns += [say("column.record", number=number) for number in range(1, _RECORDS + 1)]
        yield SearchedTable(say("import.columns"), columns, say("search"), id="columns")

    @property
    def _table(self) -> SearchedTable:
        return self.query_one("#columns", SearchedTable)

    @property
    def _choice(self) -> dict[str, object]:
        return {
            "columns": Path(self._columns) if self._columns else None, "preset": self._preset,
            "mapping": self._by_hand, "sheet": self._sheet, "heading_row": self._heading_row,
        }  # fmt: skip

    async def load(self) -> None:
        """Looks at the file as it is chosen now."""
        self.facts(self.session.say("import.looking", file=Path(self.session.file).name))
        found = await self.session.attempt(
            previewing.preview, Path(self.session.file), batch=self.session.batch, **self._choice,  # type: ignore[arg-type]
        )  # fmt: skip
        if isinstance(found, Said):
            self.facts(self.session.say("import.not-read", file=Path(self.session.file).name))
            self.tell(found)
            return
        self._preview = found
        self.facts(self._facts(found))
        self._table.fill(list(self._lines(found)))
        if found.problem:
            self.tell(self.session.broken(found.problem))
        else:
            self.tell(Said("note", self.session.say("import.ready"), self.session.say("import.ready-next")))

    def _facts(self, found: Preview) -> str:
        say = self.session.say
        lines = [say("import.facts", file=found.file, encoding=found.encoding, row=found.heading_row or "—")]
        if found.sheets:
            names = "、".join(say("import.hidden", name=n) if hidden else n for n, hidden in found.sheets)
            lines.append(say("import.sheets", sheet=found.sheet, names=names))
        if above := found.rows[: max(found.heading_row - 1, 0)]:
            lines.append(say("import.above", words=cut(" / ".join(filter(None, map(_joined, above))), 90)))
        return "\n".join(lines)

    def _lines(self, found: Preview) -> Iterator[Line]:
        ours = {heading: name for name, heading in found.columns.items()}
        for place, heading in enumerate(found.headings):
            name = ours.get(heading, "")
            said = self.session.say(f"source.{found.sources[name]}") if name else ""
            values = [row[place] if place < len(row) else "" for row in found.records[:_RECORDS]]
            values += [""] * (_RECORDS - len(values))
            named = self.session.say(f"ours.{name}") if name else "—"
            yield Line(heading, (named, said, heading, *values), "" if name else "dim")

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter names the column."""
        self.perform("column")

    async def do_column(self) -> None:
        """Says by hand what the column under the cursor is."""
        found, heading = self._preview, self._table.current
        if found is None or not heading:
            return
        now = next((name for name, known in found.columns.items() if known == heading), "")

        async def perform(values: Values) -> Said:
            name = str(values["ours"])
            if now and name != now:
                self._by_hand[now] = ""
            if name:
                # The column that had the name until now is kept under its heading.
                self._by_hand[name] = heading
            return self.session.done("import.named", heading=heading)

        options = [("", self.session.say("ours.none"))]
        for name in COLUMNS:
            words = self.session.say(f"ours.{name}") + ("＊" if name in NEEDED else "")
            taken = found.columns.get(name, "")
            options.append((name, self.session.say("import.taken", ours=words, heading=taken) if taken else words))
        await self.form(
            "column", (Field("ours", "choice", now, needed=False, options=tuple(options)),), perform, heading
        )

    async def do_sheet(self) -> None:
        """Chooses another sheet of the workbook."""
        found = self._preview
        if found is None or len(found.sheets) < 2:
            self.tell(Said("note", self.session.say("import.one-sheet")))
            return

        async def perform(values: Values) -> Said:
            self._begin_again(sheet=str(values["of-workbook"]))
            return self.session.done("import.sheet-chosen", sheet=self._sheet)

        options = tuple((n, self.session.say("import.hidden", name=n) if hidden else n) for n, hidden in found.sheets)
        await self.form("sheet", (Field("of-workbook", "choice", found.sheet, options=options),), perform)

    async def do_heading_row(self) -> None:
        """Chooses the row that holds the headings, among the first rows as they stand."""
        found = self._preview
        if found is None:
            return

        async def perform(values: Values) -> Said:
            self._begin_again(heading_row=int(values["heading-row"]))
            return self.session.done("import.row-chosen", row=self._heading_row)

        rows = [(place, _joined(row)) for place, row in enumerate(found.rows, 1)]
        options = tuple((str(place), cut(f"{place}  {words}", _ROW_CELLS)) for place, words in rows if words)
        await self.form(
            "heading-row", (Field("heading-row", "choice", str(found.heading_row), options=options),), perform
        )  # fmt: skip

    def _begin_again(self, *, sheet: str | None = None, heading_row: int = 0) -> None:
        """What was said by hand was said of other headings."""
        self._sheet = self._sheet if sheet is None else sheet
        self._heading_row = heading_row
        self._by_hand = {}

    async def do_columns(self) -> None:
        """Takes the names from a columns file, or from one that comes with checkmail."""

        async def perform(values: Values) -> Said:
            columns = str(values["columns"]).strip()
            self._preset, self._columns = str(values["preset"]), str(self.session.path(columns)) if columns else ""
            return self.session.done("import.columns-chosen")

        presets = [("", self.session.say("import.no-preset")), *((name, name) for name in previewing.preset_names())]
        await self.form(
            "columns",
            (
                Field("preset", "choice", self._preset, needed=False, options=tuple(presets)),
                Field("columns", value=self._columns, needed=False),
            ),
            perform,
        )  # fmt: skip

    async def finished(self, said: Said | None) -> None:
        """Looks at the file anew. Whether it can be read so says more than that something was chosen."""
        if said is not None and said.tone == "done":
            await self.reload()
        else:
            await super().finished(said)

    def action_back(self) -> None:
        """From a search to the columns, from them to the files."""
        if isinstance(self.focused, Input):
            self._table.table.focus()
        else:
            self.action_go("list-import")

    async def do_other(self) -> None:
        """Chooses another file."""
        self.action_go("list-import")

    async def do_take(self) -> None:
        """Takes the list in, with progress; it can be stopped, and nothing is kept then."""
        actor, office, batch = self.session.actor, self.session.office, self.session.batch
        if actor is None:
            self.tell(self.session.reason("not-allowed"))
            return
        file = Path(self.session.file)
        # Whoever takes the list in has seen which sheet is read, and which others there are.
        choice = {**self._choice, "sheet": self._preview.sheet if self._preview else self._sheet}

        def work(tell: Tell) -> object:
            return lists.import_list(office, actor, batch, file, **choice, progress=tell)  # type: ignore[arg-type]

        answer = await self.long("take", work)
        with while_it_stands(self):
            if isinstance(answer, Imported):
                self.post_message(GoTo("list", self._imported(answer)))
            elif isinstance(answer, Said):
                self.tell(answer)

    def _imported(self, one: Imported) -> Said:
        counts = {severity.value: one.findings[severity.value] for severity in Severity}
        told = self.session.done("done.imported", rows=f"{one.rows:,}", sha256=one.sha256[:12], **counts)
        more = [self.session.say("done.carried", count=one.carried)] if one.carried else []
        more += [self.session.say("done.see-changes")] if one.version > 1 else []
        return Said("done", told.message, "　".join(more))


def _joined(row: tuple[str, ...]) -> str:
    return "・".join(filter(None, (cell.strip() for cell in row)))
