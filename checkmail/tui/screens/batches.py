"""The first area: every batch with its stage and next step, and what waits for a second person."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult

from checkmail.errors import Misused
from checkmail.locale.moments import local
from checkmail.office import batches, proposals
from checkmail.office.batches import BatchView
from checkmail.office.erasing import Erased, erase
from checkmail.office.printing import Printed
from checkmail.office.proposals import Proposal
from checkmail.office.stamping import Stamped
from checkmail.tui.screens import print_words
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.next_step import NextStep
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.widgets.top_bar import TopBar

_WORK_AT: dict[str, str] = {
    "created": "list", "listed": "list", "approved": "print", "printed": "desk", "checked": "count",
    "released": "desk", "sealed": "handover", "handed-over": "handover",
}  # fmt: skip
"""Stage -> the area where its next step is done."""


_LONG = ("reissue", "reissue-stamped", "erase")
"""Acts that print, or write the office's file anew, when they are confirmed: with their progress."""


class BatchesScreen(AreaScreen):
    """Batches above, proposals below."""

    AREA = "batches"
    ACTIONS: ClassVar[tuple[str, ...]] = (
        "open", "new", "confirm", "reject", "resume", "policy", "close", "abandon", "erase",
    )  # fmt: skip

    def body(self) -> ComposeResult:
        """Two tables."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("number", "name", "stage", "pieces", "checked", "next")]
        yield SearchedTable(say("batches.title"), columns, say("search"), id="batches")
        columns = [say(f"column.{name}") for name in ("number", "batch", "act", "about", "person", "reason")]
        yield SearchedTable(say("proposals.title"), columns, say("search"), id="proposals")

    @property
    def _batches(self) -> SearchedTable:
        return self.query_one("#batches", SearchedTable)

    @property
    def _proposals(self) -> SearchedTable:
        return self.query_one("#proposals", SearchedTable)

    async def load(self) -> None:
        """Reads batches and proposals."""
        views = await self.session.attempt(batches.list_batches)
        if isinstance(views, Said):
            self.tell(views)
            return
        self._views = {str(view.batch.number): view for view in views}
        # The row under the cursor is the batch worked on: drawn anew, the list must not choose another.
        self._batches.fill([self._line(view) for view in views], at=str(self.session.batch))
        if not views:
            self.query_one(NextStep).say(self.session.say("batches.begin"))
        waiting = await self.session.attempt(proposals.open_proposals)
        if isinstance(waiting, Said):
            self.tell(waiting)
            return
        lines = [self._proposal(one) for one in waiting]
        self._long = {one.number for one in waiting if one.act in _LONG}
        self._waiting = {one.number: " ".join(line.cells) for one, line in zip(waiting, lines, strict=True)}
        self._proposals.fill(lines)

    def _line(self, view: BatchView) -> Line:
        session, counts = self.session, view.counts
        checked = counts["verified"] + counts["sealed"] + counts["handed_over"]
        blocked = any(code != "closed" for code in view.blocked_by)
        following = session.word(f"next.{view.next}")
        cells = (
            str(view.batch.number), view.name, session.word(f"stage.{view.stage}"), str(counts["listed"]),
            str(checked), f"▲ {following}" if blocked else following,
        )  # fmt: skip
        return Line(str(view.batch.number), cells, hidden=" ".join(session.reason(c).message for c in view.blocked_by))

    def _proposal(self, one: Proposal) -> Line:
        about = _about(self.session, one)
        cells = (
            str(one.number), str(one.batch or "—"), self.session.say(f"act.{one.act}"), about, str(one.person),
            one.reason,
        )  # fmt: skip
        return Line(str(one.number), cells)

    def on_searched_table_moved(self, event: SearchedTable.Moved) -> None:
        """The batch under the cursor is the one worked on."""
        if event.table is self._batches and event.key in self._views:
            view = self._views[event.key]
            self.session.batch, self.session.batch_name = view.batch.number, view.name
            self.query_one(NextStep).of_batch(view)
            self.query_one(TopBar).draw()

    def on_searched_table_chosen(self, event: SearchedTable.Chosen) -> None:
        """Enter on a batch leads to its next step; on a proposal it confirms."""
        self.perform("open" if event.table is self._batches else "confirm")

    async def do_open(self) -> None:
        """Leads to the area of the batch's next step."""
        view = self._views.get(self._batches.current)
        if view:
            self.action_go(_WORK_AT.get(view.stage, "ledger"))

    async def do_new(self) -> None:
        """Makes a batch."""

        async def perform(values: Values) -> Said:
            path = self.session.path(values["documents"]) if values["documents"].strip() else None
            documents = await self.session.call(lambda: _document_set(path))
            if isinstance(documents, Said):
                return documents
            answer = await self.session.attempt(
                batches.create_batch, values["name"], documents, values["tray-size"] or batches.DEFAULT_TRAY
            )
            return self.told(answer, self._created)

        tray = str(batches.DEFAULT_TRAY)
        fields = (
            Field("name"), Field("tray-size", "number", tray, needed=False), Field("documents", needed=False)
        )  # fmt: skip
        await self.form("new", fields, perform)

    def _created(self, view: BatchView) -> Said:
        self.session.batch, self.session.batch_name = view.batch.number, view.name
        return self.session.done("done.batch", batch=view.batch.number)

    async def do_confirm(self) -> None:
        """Confirms the proposal under the cursor, as the second person."""
        number = int(self._proposals.current or 0)
        if not number:
            self.tell(Said("note", self.session.say("proposals.none")))
            return

        async def perform(_values: Values) -> Said:
            actor, office = self.session.actor, self.session.office
            if actor is None:
                return self.session.reason("not-allowed")
            if number in self._long:
                answer = await self.long("confirm", lambda tell: proposals.confirm(office, actor, number, tell))
            else:
                answer = await self.session.attempt(proposals.confirm, number)
            return self.told(answer, lambda done: self._confirmed(number, done))

        # Read first: the Enter that ends a scan must not be somebody's second signature.
        await self.form("confirm", (Field("sure", "tick"),), perform, self._waiting.get(number, ""))

    def _confirmed(self, number: int, done: object) -> Said:
        """What was done; of paper that was printed also where it lies."""
        told = self.session.done("done.confirmed", proposal=number)
        if isinstance(done, (Printed, Stamped)):
            paper = print_words.printed(self.session, done)
            return Said("done", f"{told.message}{paper.message}", paper.next)
        return self._erased(done) if isinstance(done, Erased) else told

    def _erased(self, done: Erased) -> Said:
        until = done.backups_until.isoformat() if done.backups_until else "—"
        return self.session.done("done.erase", batch=done.batch, until=until)

    async def do_reject(self) -> None:
        """Rejects the proposal under the cursor, with a reason."""
        number = int(self._proposals.current or 0)
        if not number:
            self.tell(Said("note", self.session.say("proposals.none")))
            return

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(proposals.reject, number, values["reason"])
            return self.told(answer, lambda _one: self.session.done("done.rejected", proposal=number))

        await self.form("reject", (Field("reason"),), perform)

    async def do_resume(self) -> None:
        """A supervisor has looked after three holds (R13)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(batches.resume_batch, self.session.batch, values["reason"])
            return self.told(answer, lambda _view: self.session.done("done.resumed"))

        await self.form("resume", (Field("reason"),), perform)

    async def do_policy(self) -> None:
        """Proposes whether who checked or counted may release (R20)."""
        say = self.session.say

        async def perform(values: Values) -> Said:
            allow = values["policy"] == "allow"
            answer = await self.session.attempt(batches.change_policy, self.session.batch, supervisor_may_check=allow)
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        options = (("allow", say("policy.allow")), ("forbid", say("policy.forbid")))
        await self.form("policy", (Field("policy", "choice", options=options),), perform)

    async def do_close(self) -> None:
        """Ends the batch (R17)."""
        await self._end("close")

    async def do_abandon(self) -> None:
        """Gives the batch up."""
        await self._end("abandon")

    async def do_erase(self) -> None:
        """Proposes to erase the batch's list and texts (R25); ends an erasing that was stopped."""

        async def perform(_values: Values) -> Said:
            answer = await self.session.attempt(erase, self.session.batch)
            if isinstance(answer, Erased):
                return self._erased(answer)
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        about = self.session.say("proposals.erase", batch=self.session.batch)
        await self.form("erase", (Field("sure", "tick"),), perform, about)

    async def _end(self, action: str) -> None:
        act = batches.close_batch if action == "close" else batches.abandon_batch

        async def perform(_values: Values) -> Said:
            answer = await self.session.attempt(act, self.session.batch)
            return self.told(answer, lambda view: self.session.done(f"done.{action}", batch=view.batch.number))

        await self.form(action, (Field("sure", "tick"),), perform)

    _views: dict[str, BatchView]
    _long: set[int]
    """Proposals whose confirmation is long work."""
    _waiting: dict[int, str]
    """Proposal -> its line, for whoever is to confirm it."""


def _document_set(path: Path | None) -> str:
    """The text of a document set's file; empty without one."""
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Misused("unreadable-file", path=str(path)) from None


def _about(session: Session, one: Proposal) -> str:
    """What a proposal is about: pieces, people or findings, of paper also which, how much and in what state."""
    params = one.params
    if one.act == "erase":
        before = local(params["newest_before"], "minutes") or "—"
        return session.say("proposals.erase", batch=one.batch) + session.say("proposals.erase-before", newest=before)
    if "artifacts" not in params:
        named = params.get("pieces") or params.get("findings") or ([params["who"]] if "who" in params else [])
        return print_words.runs(named)
    kinds = "・".join(session.word(f"kind.{kind}") for kind in sorted({item[0] for item in params["artifacts"]}))
    pieces = print_words.runs(sorted({item[1] for item in params["artifacts"]}))
    state = session.say(f"reissue.{params['state']}") if "state" in params else ""
    return session.say("proposals.paper", kinds=kinds, count=len(params["artifacts"]), pieces=pieces, state=state)
