"""What the approver signs, all of it in one view; the proof sheet; and only then the approval (R1, R2, R12)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkmail.office import approval, findings, list_proof, overview
from checkmail.office.lists import Imported
from checkmail.office.overview import Overview
from checkmail.office.printing import Printed
from checkmail.tui.screens import print_words
from checkmail.tui.screens.approval_words import view_words
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.list_part import ListPart
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said
from checkmail.tui.words import plain


class ListApprovalScreen(ListPart):
    """Everything that was said about the list, by whom."""

    AREA = "list-approval"
    ACTIONS: ClassVar[tuple[str, ...]] = ("proof", "compared", "approve")
    AUTO_FOCUS = "#view"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._overview: Overview | None = None

    def body(self) -> ComposeResult:
        """One view that scrolls."""
        with VerticalScroll(id="view", can_focus=True):
            yield Static(id="view-words", markup=False)

    async def load(self) -> None:
        """Reads everything there is about the latest version."""
        found = await self.session.attempt(overview.overview, self.session.batch)
        words = self.query_one("#view-words", Static)
        if isinstance(found, Said):
            words.update(plain(found.message))
            return
        self._overview = found
        words.update(view_words(self.session, found))
        one = found.view.imported
        self.facts(self.session.say("list.approval-of", version=one.version, rows=f"{one.rows:,}",
                                    pieces=f"{one.pieces - found.view.withheld:,}"))  # fmt: skip

    async def do_proof(self) -> None:
        """Makes the proof sheet: every row under attention and a sample (R12)."""
        batch, language = self.session.batch, self.session.language

        async def perform(values: Values) -> Said:
            out = self.session.path(values["out"])
            out = print_words.free(out / f"list-proof-{batch}.pdf") if out.is_dir() else out
            actor, office = self.session.actor, self.session.office
            if actor is None:
                return self.session.reason("not-allowed")

            def work(tell: Tell) -> object:
                return list_proof.print_list_proof(office, actor, batch, out, language, progress=tell)

            return self.told(await self.long("proof", work), self._printed)

        await self.form("proof", (Field("out", value=str(self.session.home)),), perform)

    def _printed(self, one: object) -> Said:
        if not isinstance(one, Printed):
            raise TypeError(f"a proof sheet answered {type(one).__name__}")
        return self.session.done("done.list-proof", pages=one.pages, file=" ".join(one.files))

    async def do_compared(self) -> None:
        """Proposes that two people compared the rows under attention with the source (R12)."""

        async def perform(_values: Values) -> Said:
            answer = await self.session.attempt(findings.propose_compared, self.session.batch)
            return self.told(answer, lambda _p: self.session.done("done.proposed", proposal=0))

        about = self.session.say("list.attention", count=len(self._overview.attention) if self._overview else 0)
        await self.form("compared", (Field("rows-compared", "tick"),), perform, about)

    async def do_approve(self) -> None:
        """Freezes the list, by another person than the importer; asks what was done with the sheet (R1, R2)."""
        found = self._overview
        sheet = found.sheet if found else None

        async def perform(values: Values) -> Said:
            actor, office, batch = self.session.actor, self.session.office, self.session.batch
            compared = values.get("rows-of-sheet", 0)
            if actor is None:
                return self.session.reason("not-allowed")
            version = found.view.imported.version if found else 0
            answer = await self.long("approve", lambda _tell: approval.approve(office, actor, batch, compared, version))
            return self.told(answer, self._approved)

        if found is None:
            self.tell(self.session.reason("no-list"))
            return
        asked = Field("rows-of-sheet", "number") if sheet else Field("without-sheet", "tick")
        about = self.session.say("list.to-mail", withheld=found.view.withheld,
                                 pieces=f"{found.view.imported.pieces - found.view.withheld:,}")  # fmt: skip
        await self.form("approve", (asked, Field("sure", "tick")), perform, about)

    def _approved(self, one: object) -> Said:
        found = self._overview
        if not isinstance(one, Imported) or found is None:
            raise TypeError(f"an approval answered {type(one).__name__}")
        withheld = found.view.withheld
        return self.session.done("done.approved", pieces=one.pieces - withheld, withheld=withheld)
