"""The list: what it is, what the checks saw by kind, and the ways to everything that clears it (R1–R5)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from checkmail.office import approval, findings
from checkmail.office.approval import ListView
from checkmail.office.findings import Group, Seen
from checkmail.rules.lists import Severity
from checkmail.tui.screens import list_lines as lines
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Values
from checkmail.tui.screens.reasons import reason_fields, reason_of
from checkmail.tui.session import Said
from checkmail.tui.widgets.next_step import NextStep
from checkmail.tui.widgets.searched_table import SearchedTable
from checkmail.tui.words import plain


class ListScreen(AreaScreen):
    """What the list is above; the kinds of findings; Enter opens a kind."""

    AREA = "list"
    ACTIONS: ClassVar[tuple[str, ...]] = (
        "import", "open", "acknowledge", "withheld", "differences", "rows", "changes", "approval",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._groups: dict[str, Group] = {}
        self._seen: list[Seen] = []

    def above(self) -> ComposeResult:
        """What the list is."""
        yield Static(id="list-facts", markup=False)

    def body(self) -> ComposeResult:
        """The kinds of findings."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("severity", "finding", "open", "count", "column")]
        yield SearchedTable(say("list.kinds"), columns, say("search"), id="kinds")

    @property
    def _kinds(self) -> SearchedTable:
        return self.query_one("#kinds", SearchedTable)

    async def load(self) -> None:
        """Reads what the list is and the kinds of findings."""
        view = await self.session.attempt(approval.show_list, self.session.batch)
        words = view.message if isinstance(view, Said) else lines.facts(self.session, view)
        self.query_one("#list-facts", Static).update(plain(words))
        seen = await self.session.attempt(findings.findings, self.session.batch)
        self._seen = [] if isinstance(seen, Said) else seen
        groups = findings.grouped(self._seen)
        self._groups = {group.key: group for group in groups}
        self._kinds.fill(lines.of_groups(self.session, groups, self._seen))
        if isinstance(view, ListView):
            self._next(view)

    def _next(self, view: ListView) -> None:
        """The next step, and for each block the way to what settles it."""
        if view.approved_by or not view.blocked_by:
            return
        say = self.session.say
        left = sum(group.open for group in self._groups.values())
        blocks = [say(f"block.{code}", open=left, differences=view.differences) for code in view.blocked_by]
        following = self.session.word("next.listed")
        self.query_one(NextStep).say(following, blocks)

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter opens the kind."""
        self.perform("open")

    async def do_open(self) -> None:
        """Opens the findings of the kind under the cursor."""
        self.session.opened = self._kinds.current
        self.action_go("list-findings")

    async def do_withheld(self) -> None:
        """Withholding."""
        self.action_go("list-withheld")

    async def do_differences(self) -> None:
        """Control lists."""
        self.action_go("list-differences")

    async def do_rows(self) -> None:
        """Pieces and rows."""
        self.action_go("list-rows")

    async def do_changes(self) -> None:
        """What this version changed."""
        self.action_go("list-changes")

    async def do_approval(self) -> None:
        """What the approver sees and signs."""
        self.action_go("list-approval")

    async def do_import(self) -> None:
        """Chooses a file, looks at it, takes it in."""
        self.action_go("list-import")

    async def do_acknowledge(self) -> None:
        """Takes note of all open findings of the kind under the cursor with one reason (R3)."""
        group = self._groups.get(self._kinds.current)
        if group is None or group.severity is not Severity.ATTENTION or not group.open:
            self.tell(Said("note", self.session.say("list.choose-attention")))
            return
        members = [one for one in self._seen if one.open and one.number in set(group.numbers)]

        async def perform(values: Values) -> Said:
            reason = reason_of(self.session, values)
            if isinstance(reason, Said):
                return reason
            answer = await self.session.attempt(
                findings.acknowledge, self.session.batch, reason,
                numbers=[one.number for one in members], looked_at=members[0].version,
            )  # fmt: skip
            return self.told(answer, lambda settled: self.session.done("done.acknowledged", count=len(settled)))

        fields = reason_fields(self.session, "finding", group.code)
        await self.form("acknowledge", fields, perform, lines.named(self.session, members))
