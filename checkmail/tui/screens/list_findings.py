"""The findings of one kind: each with its rows beside each other, settled one by one or many in one act (R3)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from checkmail.office import findings
from checkmail.office.findings import Seen, describe
from checkmail.rules.lists import Severity
from checkmail.tui.screens import list_lines as lines
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.list_part import MarkedScreen
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import SearchedTable


class ListFindingsScreen(MarkedScreen):
    """The kind the list's screen opened; all of them where it opened no kind."""

    AREA = "list-findings"
    COLUMNS = ("number", "severity", "rows", "settled", "message")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,A", "do('acknowledge')", "Acknowledge", id="acknowledge", tooltip="Take note, with a reason (R3)"),
        Binding("w,W", "do('withhold')", "Withhold", id="withhold", tooltip="Withhold the pieces of the findings"),
        Binding("h,H", "do('accept')", "By hand", id="accept", tooltip="Propose that names are written by hand (R3)"),
        Binding("o,O", "open_only", "Open only", id="open-only", tooltip="Show what still asks for something, or all"),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._seen: dict[str, Seen] = {}
        self._open_only = False

    async def load(self) -> None:
        """Reads the findings of the kind."""
        found = await self.session.attempt(findings.findings, self.session.batch)
        if isinstance(found, Said):
            self.tell(found)
            return
        kind = self.session.opened
        members = [one for one in found if kind in ("", lines.ALL) or findings.key_of(one) == kind]
        self._seen = {str(one.number): one for one in members}
        self._show()

    def _show(self) -> None:
        say, members = self.session.say, list(self._seen.values())
        left = sum(one.open for one in members)
        title = say("list.all") if self.session.opened in ("", lines.ALL) else lines.kind_of(self.session, members)
        shown = [one for one in members if one.open or not self._open_only]
        words = say("list.findings-of", title=title, count=len(members), open=left)
        self.facts(words + ("　" + say("list.open-only") if self._open_only else ""))
        self.fill([lines.of_finding(self.session, one) for one in shown])

    async def about(self, key: str) -> None:
        """What was seen, what to do, and its rows beside each other."""
        one = self._seen[key]
        words = describe(one.finding, self.session.language)
        settled = lines.settled(self.session, one)
        found = one.finding
        # The next step comes last: on a small glass the rows are what is judged by.
        await self.beside(f"{words.message}{settled}", found.rows, found.columns, after=f"→\u00a0{words.next}")

    def action_open_only(self) -> None:
        """Only what is open, or everything."""
        self._open_only = not self._open_only
        self._show()

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter takes note of the finding, or of the marked ones."""
        self.perform("acknowledge")

    def _chosen(self) -> list[Seen]:
        return [self._seen[key] for key in self.wanted()]

    async def do_acknowledge(self) -> None:
        """Takes note of attention findings with one reason; their pieces are under attention (R3, R12)."""
        chosen = self._chosen()
        wanted = [one for one in chosen if one.finding.severity is Severity.ATTENTION and not one.settled]
        if not wanted:
            self.tell(Said("note", self.session.say("list.nothing-to-acknowledge" if chosen else "list.choose-row")))
            return

        async def settle(reason: str) -> Said:
            answer = await self.session.attempt(
                findings.acknowledge, self.session.batch, reason,
                numbers=[one.number for one in wanted], looked_at=wanted[0].version,
            )  # fmt: skip
            return self.told(answer, lambda settled: self.session.done("done.acknowledged", count=len(settled)))

        codes = {one.finding.code for one in wanted}
        code = codes.pop() if len(codes) == 1 else ""
        await self.reasoned("acknowledge", ("finding", code), settle, lines.named(self.session, wanted))

    async def do_accept(self) -> None:
        """Proposes that names nobody can draw are written by hand (R3)."""
        wanted = self._chosen()
        if not wanted:
            self.nothing_chosen()
            return

        async def perform(values: Values) -> Said:
            numbers = [one.number for one in wanted]
            answer = await self.session.attempt(findings.propose_accept, self.session.batch, numbers, values["reason"])
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form("accept", (Field("reason"),), perform, lines.named(self.session, wanted))

    async def do_withhold(self) -> None:
        """Withholds the pieces of the findings at once; of equal rows all but the first (R3, R4)."""
        wanted = self._chosen()
        pieces = sorted({piece for one in wanted for piece in lines.to_withhold(one)})

        await self.withhold(pieces, lines.named(self.session, wanted))
