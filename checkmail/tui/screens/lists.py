"""The list and its findings: taken in, looked at, settled, compared, approved (R1–R5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from checkmail.office import approval, comparing, findings, withholding
from checkmail.office import lists as importing
from checkmail.office.findings import Seen, describe
from checkmail.rules.lists import SEVERITY, Severity
from checkmail.tui.screens import list_lines as lines
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain


class ListScreen(AreaScreen):
    """The fingerprint above, kinds of findings, and the findings of the kind under the cursor."""

    AREA = "list"
    ACTIONS: ClassVar[tuple[str, ...]] = (
        "import", "acknowledge-code", "acknowledge-one", "accept", "withhold", "none", "load", "lift", "compare",
        "explain", "compared", "approve", "show-findings", "show-differences", "show-withheld",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._seen: list[Seen] = []
        self._shows = "findings"

    def body(self) -> ComposeResult:
        """What the list is, kinds, findings."""
        say = self.session.say
        yield Static(id="list-facts", markup=False)
        columns = [say(f"column.{name}") for name in ("severity", "finding", "count", "open")]
        yield SearchedTable(say("list.kinds"), columns, say("search"), id="kinds")
        yield SearchedTable(say("list.findings"), self._columns("findings"), say("search"), id="rows")
        yield Static(id="detail", markup=False)

    def _columns(self, shows: str) -> list[str]:
        names = {
            "findings": ("number", "severity", "rows", "settled", "message"),
            "differences": ("side", "key", "rows", "settled"),
            "withheld": ("piece", "out", "reason", "person"),
        }
        return [self.session.say(f"column.{name}") for name in names[shows]]

    @property
    def _kinds(self) -> SearchedTable:
        return self.query_one("#kinds", SearchedTable)

    @property
    def _rows(self) -> SearchedTable:
        return self.query_one("#rows", SearchedTable)

    async def load(self) -> None:
        """Reads the list, its findings, and what the lower table shows."""
        batch = self.session.batch
        view = await self.session.attempt(approval.show_list, batch)
        self.query_one("#list-facts", Static).update(
            plain(view.message if isinstance(view, Said) else lines.facts(self.session, view))
        )
        seen = await self.session.attempt(findings.findings, batch)
        self._seen = [] if isinstance(seen, Said) else seen
        self._kinds.fill(lines.of_kinds(self.session, self._seen))
        await self._show(self._shows)

    async def _show(self, shows: str) -> None:
        if shows != self._shows:
            self._shows = shows
            self._rows.rename(self.session.say(f"list.{shows}"), self._columns(shows))
        if shows == "findings":
            self._rows.fill([lines.of_finding(self.session, one) for one in self._of_kind()])
        elif shows == "differences":
            await self._show_differences()
        else:
            await self._show_withheld()

    def _of_kind(self) -> list[Seen]:
        kind = self._kinds.current
        if kind in ("", lines.ALL):
            return self._seen
        return [one for one in self._seen if f"{one.finding.severity.value}/{one.finding.code}" == kind]

    async def _show_differences(self) -> None:
        found = await self.session.attempt(comparing.differences, self.session.batch)
        if isinstance(found, Said):
            self.tell(found)
            return
        say = self.session.say
        self._rows.fill(
            [
                Line(
                    f"{place}:{one.key}",
                    (
                        say(f"side.{one.side}"), one.key, str(one.row),
                        say("settled.explained", person=one.explained_by) if one.explained_by else say("settled.open"),
                    ),
                )
                for place, one in enumerate(found)
            ]
        )  # fmt: skip

    async def _show_withheld(self) -> None:
        found = await self.session.attempt(withholding.list_withheld, self.session.batch)
        if isinstance(found, Said):
            self.tell(found)
            return
        self._rows.fill(
            [Line(str(one.piece), (str(one.piece), str(one.out), one.reason, str(one.person))) for one in found]
        )

    def on_searched_table_moved(self, event: SearchedTable.Moved) -> None:
        """The lower table follows the kind; the detail line follows the finding."""
        if event.table is self._kinds and self._shows == "findings":
            self._rows.fill([lines.of_finding(self.session, one) for one in self._of_kind()])
        elif event.table is self._rows and self._shows == "findings":
            one = self._current()
            if one:
                words = describe(one.finding, self.session.language)
                self.query_one("#detail", Static).update(plain(f"{words.message}\n→ {words.next}"))

    def _current(self) -> Seen | None:
        return next((one for one in self._seen if str(one.number) == self._rows.current), None)

    async def do_show_findings(self) -> None:
        """Findings below."""
        await self._show("findings")

    async def do_show_differences(self) -> None:
        """Differences to the control list below."""
        await self._show("differences")

    async def do_show_withheld(self) -> None:
        """Withheld pieces below."""
        await self._show("withheld")

    async def do_import(self) -> None:
        """Takes a file in, with progress; it can be stopped."""

        async def perform(values: Values) -> Said:
            file = Path(values["file"].strip()).expanduser()
            columns = Path(values["columns"].strip()).expanduser() if values["columns"].strip() else None
            actor, office, batch = self.session.actor, self.session.office, self.session.batch
            if actor is None:
                return self.session.reason("not-allowed")

            def work(tell: Tell) -> object:
                return importing.import_list(office, actor, batch, file, columns=columns, progress=tell)

            answer = await self.long("import", work)
            return self.told(answer, self._imported)

        await self.form("import", (Field("file"), Field("columns", needed=False)), perform)

    def _imported(self, one: object) -> Said:
        if not isinstance(one, importing.Imported):
            raise TypeError(f"an import answered {type(one).__name__}")
        counts = {severity.value: one.findings[severity.value] for severity in Severity}
        return self.session.done("done.imported", rows=one.rows, sha256=one.sha256[:12], **counts)

    async def do_acknowledge_code(self) -> None:
        """Takes note of every finding of the kind under the cursor (R3)."""
        severity, _, code = self._kinds.current.partition("/")
        if severity != Severity.ATTENTION or code not in SEVERITY:
            self.tell(Said("note", self.session.say("list.choose-attention")))
            return

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(findings.acknowledge, self.session.batch, values["reason"], code=code)
            return self.told(answer, lambda settled: self.session.done("done.acknowledged", count=len(settled)))

        await self.form("acknowledge-code", (Field("reason"),), perform)

    async def do_acknowledge_one(self) -> None:
        """Takes note of the finding under the cursor."""
        one = self._current()
        if one is None:
            self.tell(Said("note", self.session.say("list.choose-finding")))
            return

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                findings.acknowledge, self.session.batch, values["reason"], numbers=(one.number,)
            )
            return self.told(answer, lambda settled: self.session.done("done.acknowledged", count=len(settled)))

        await self.form("acknowledge-one", (Field("reason"),), perform)

    async def do_accept(self) -> None:
        """Proposes that a name nobody can draw is written by hand."""
        one = self._current()
        if one is None:
            self.tell(Said("note", self.session.say("list.choose-finding")))
            return

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                findings.propose_accept, self.session.batch, (one.number,), values["reason"]
            )
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form("accept", (Field("reason"),), perform)

    async def do_withhold(self) -> None:
        """Withholds pieces at once; those of the finding under the cursor are filled in (R3, R4)."""
        one = self._current() if self._shows == "findings" else None
        value = " ".join(map(str, one.pieces)) if one else ""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(withholding.add, self.session.batch, values["pieces"], values["reason"])
            return self.told(answer, lambda done: self.session.done("done.withheld", count=done.matched))

        await self.form("withhold", (Field("pieces", "numbers", value), Field("reason")), perform)

    async def do_lift(self) -> None:
        """Proposes that withheld pieces are mailed after all."""
        value = self._rows.current if self._shows == "withheld" else ""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                withholding.lift, self.session.batch, values["pieces"], values["reason"]
            )
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form("lift", (Field("pieces", "numbers", value), Field("reason")), perform)

    async def do_none(self) -> None:
        """Signs that nobody is withheld (R4)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                withholding.answer_none, self.session.batch, values["as-of"], values["said-by"]
            )
            return self.told(answer, lambda _answer: self.session.done("done.none"))

        today = date.today().isoformat()  # noqa: DTZ011
        await self.form("none", (Field("as-of", "day", today), Field("said-by")), perform)

    async def do_load(self) -> None:
        """Loads a withholding list, compared by a column (R4)."""

        async def perform(values: Values) -> Said:
            file = Path(values["file"].strip()).expanduser()
            answer = await self.session.attempt(withholding.load, self.session.batch, file, values["key"])
            return self.told(
                answer,
                lambda done: (
                    self.session.done("done.loaded", count=done.matched, unmatched=done.unmatched)
                    if isinstance(done, withholding.Withheld)
                    else self.session.done("done.proposed", proposal=0)
                ),
            )

        await self.form("load", (Field("file"), Field("key")), perform)

    async def do_compare(self) -> None:
        """Compares with a control list (R5)."""

        async def perform(values: Values) -> Said:
            file = Path(values["file"].strip()).expanduser()
            answer = await self.session.attempt(comparing.compare, self.session.batch, file, values["key"])
            return self.told(answer, lambda found: self.session.done("done.compared", count=len(found)))

        await self.form("compare", (Field("file"), Field("key")), perform)
        await self._show("differences")

    async def do_explain(self) -> None:
        """Gives a reason for differences; the one under the cursor is filled in (R5)."""
        value = self._rows.current.partition(":")[2] if self._shows == "differences" else ""

        async def perform(values: Values) -> Said:
            keys = values["keys"].replace("、", " ").replace(",", " ").split()
            answer = await self.session.attempt(comparing.explain, self.session.batch, keys, values["reason"])
            return self.told(answer, lambda count: self.session.done("done.explained", count=count))

        await self.form("explain", (Field("keys", value=value), Field("reason")), perform)

    async def do_compared(self) -> None:
        """Proposes that two people compared the rows under attention with the source (R12)."""
        answer = await self.session.attempt(findings.propose_compared, self.session.batch)
        await self.finished(self.told(answer, lambda _p: self.session.done("done.proposed", proposal=0)))

    async def do_approve(self) -> None:
        """Freezes the list; by another person than the importer (R1, R2)."""
        answer = await self.session.attempt(approval.approve, self.session.batch)
        await self.finished(self.told(answer, lambda one: self.session.done("done.approved", pieces=one.pieces)))
