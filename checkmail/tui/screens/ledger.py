"""The ledger: where its chains end, its entries, and whether it still is what it was (R24–R26)."""

from __future__ import annotations

import json
import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from checkmail.locale.faults import fault_words
from checkmail.locale.moments import local
from checkmail.office import record
from checkmail.office.record import Verified
from checkmail.rules.ledger import OFFICE_CHAIN, Entry, chain_name
from checkmail.rules.verification import Fault
from checkmail.tui.screens import print_words
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, FormScreen, Perform, Values
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain

PAGE = 500
"""Entries shown at once."""


_HEAD = re.compile(r"(?:office|[0-9]+):[0-9]+:")
"""How a head begins."""


class LedgerScreen(AreaScreen):
    """Chains above, the entries of the chain under the cursor below."""

    AREA = "ledger"
    ACTIONS: ClassVar[tuple[str, ...]] = ("verify", "piece", "person", "newer", "older", "export")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._chain = OFFICE_CHAIN
        self._after = -1
        self._entries: dict[str, Entry] = {}

    def body(self) -> ComposeResult:
        """Two tables and the entry under the cursor in full."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("chain", "entries", "head", "at")]
        yield SearchedTable(say("ledger.chains"), columns, say("search"), id="chains")
        columns = [say(f"column.{name}") for name in ("number", "at", "desk", "person", "kind", "body")]
        yield SearchedTable(say("ledger.entries"), columns, say("search"), id="entries")
        yield Static(id="detail", markup=False)

    async def load(self) -> None:
        """Reads the chains' ends and a page of entries."""
        heads = await self.session.attempt(record.chains)
        if isinstance(heads, Said):
            self.tell(heads)
            return
        self._counts = {head.chain: head.count for head in heads}
        self.query_one("#chains", SearchedTable).fill(
            [
                Line(str(head.chain), (self._named(head.chain), str(head.count), head.hash[:24], local(head.at)))
                for head in heads
            ]
        )
        await self._page()

    def _named(self, chain: int) -> str:
        return self.session.say("ledger.office") if chain == OFFICE_CHAIN else chain_name(chain)

    async def _page(self) -> None:
        count = self._counts.get(self._chain, 0)
        if self._after < 0 or self._after >= count:
            self._after = max(count - PAGE, 0)
        entries = await self.session.attempt(record.show, self._chain, self._after, PAGE)
        if isinstance(entries, Said):
            self.tell(entries)
            return
        self._show(entries)

    def _show(self, entries: list[Entry]) -> None:
        self._entries = {f"{entry.chain}:{entry.number}": entry for entry in entries}
        self.query_one("#entries", SearchedTable).fill(
            [
                Line(
                    key,
                    (str(e.number), local(e.at), e.desk, str(e.person or "—"), e.kind, e.body),
                )
                for key, e in reversed(self._entries.items())
            ]
        )

    def on_searched_table_moved(self, event: SearchedTable.Moved) -> None:
        """The entry under the cursor in full."""
        entry = self._entries.get(event.key) if event.table.id == "entries" else None
        if entry:
            body = json.dumps(entry.facts(), ensure_ascii=False)
            self.query_one("#detail", Static).update(plain(f"{entry.kind}  {body[:400]}\n{entry.hash}"))

    def on_searched_table_chosen(self, event: SearchedTable.Chosen) -> None:
        """Enter on a chain shows its entries."""
        if event.table.id == "chains":
            self._chain, self._after = int(event.key), -1
            self.perform("page")

    async def do_page(self) -> None:
        """Shows the chain chosen."""
        await self._page()

    async def do_newer(self) -> None:
        """The next page."""
        self._after = min(self._after + PAGE, max(self._counts.get(self._chain, 0) - 1, 0))
        await self._page()

    async def do_older(self) -> None:
        """The page before."""
        self._after = max(self._after - PAGE, 0)
        await self._page()

    async def do_verify(self) -> None:
        """Walks every chain; heads from paper are compared too (R24)."""
        office = self.session.office

        async def perform(values: Values) -> Said:
            heads = heads_on_paper(values["heads"])

            def work(tell: Tell) -> Verified:
                return record.verify(office, heads=heads, replay=values["replay"], progress=tell)

            return self.told(await self.long("verify", work), self._verified)

        await self.form("verify", (Field("heads", needed=False), Field("replay", "tick", needed=False)), perform)

    def _verified(self, answer: Verified) -> Said:
        if not answer.faults:
            return self.session.done("done.verified", entries=answer.entries, chains=len(answer.heads))
        first = answer.faults[0]
        message = self.session.say("ledger.faults", count=len(answer.faults))
        return Said("broken", message, self._fault(first, "fault-typed" if answer.only_typed else "fault"))

    def _fault(self, fault: Fault, key: str) -> str:
        what = fault_words(fault, self.session.language)
        return self.session.say(f"ledger.{key}", chain=self._named(fault.chain), number=fault.number, what=what)

    async def do_piece(self) -> None:
        """Everything the ledger says of one piece."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(record.trace_piece, values["batch"], values["piece"])
            return self.told(answer, self._traced)

        await self._trace(
            "piece", (Field("batch", "number", str(self.session.batch or "")), Field("piece", "number")), perform
        )

    async def do_person(self) -> None:
        """Everything a person did."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(record.trace_person, values["person"])
            return self.told(answer, self._traced)

        await self._trace("person", (Field("person", "number"),), perform)

    async def _trace(self, action: str, fields: tuple[Field, ...], perform: Perform) -> None:
        title = self.session.say(f"do.{self.AREA}.{action}")
        said = await self.app.push_screen_wait(FormScreen(self.session, title, fields, perform))
        if said:
            self.tell(said)

    def _traced(self, entries: list[Entry]) -> Said:
        self._show(entries)
        return self.session.done("done.traced", entries=len(entries))

    async def do_export(self) -> None:
        """Writes every entry as a line of JSON."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(record.export, self.session.path(values["out"]))
            return self.told(answer, lambda written: self.session.done("done.exported", entries=written))

        name = print_words.free(self.session.path("ledger.jsonl")).name
        await self.form("export", (Field("out", value=name),), perform)

    _counts: dict[int, int]


def heads_on_paper(text: str) -> list[str]:
    """Heads as people type them from paper, where the hash stands in groups of eight."""
    heads: list[str] = []
    for word in text.split():
        if _HEAD.match(word) or not heads:
            heads.append(word)
        else:
            heads[-1] += word
    return heads
