"""Print: labels, covers and the other papers of an approved list, read back before they count (R6–R9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult

from checkmail.office import list_proof, papers, print_jobs, printing, reissue
from checkmail.office.printing import Printed, Wish
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable

KINDS = ("labels", "covers", "checklist", "trays", "slips", "returns")
DEFAULT_SHEET = "28369"
"""A-one 28369, as ``commands.md`` has it."""
_ON_SHEETS = frozenset({"labels", "returns"})


class PrintScreen(AreaScreen):
    """The jobs so far; one action a kind of paper."""

    AREA = "print"
    ACTIONS: ClassVar[tuple[str, ...]] = (
        *KINDS, "list-proof", "signoff", "deskcard", "reissue", "reissue-job", "spoiled", "lost",
    )  # fmt: skip

    def body(self) -> ComposeResult:
        """The jobs."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("job", "paper", "sheet", "pages", "artifacts", "sha256")]
        yield SearchedTable(say("print.jobs"), columns, say("search"), id="jobs")

    async def load(self) -> None:
        """Reads the jobs."""
        jobs = await self.session.attempt(print_jobs.list_jobs, self.session.batch)
        if isinstance(jobs, Said):
            self.tell(jobs)
            return
        self.query_one("#jobs", SearchedTable).fill(
            [
                Line(
                    str(one.job),
                    (
                        str(one.job), self.session.say(f"do.print.{one.kind}"), one.sheet or "—", str(one.pages),
                        str(one.artifacts), one.sha256[:16],
                    ),
                )
                for one in jobs
            ]
        )  # fmt: skip

    async def do_labels(self) -> None:
        """Envelope labels."""
        await self._print("labels")

    async def do_covers(self) -> None:
        """Cover sheets."""
        await self._print("covers")

    async def do_checklist(self) -> None:
        """The checklist."""
        await self._print("checklist")

    async def do_trays(self) -> None:
        """Tray cards."""
        await self._print("trays")

    async def do_slips(self) -> None:
        """Enclosure slips."""
        await self._print("slips")

    async def do_returns(self) -> None:
        """Return labels."""
        await self._print("returns")

    async def _print(self, kind: str) -> None:
        session = self.session

        async def perform(values: Values) -> Said:
            actor, office, batch = session.actor, session.office, session.batch
            if actor is None:
                return session.reason("not-allowed")
            wish = Wish(
                kind,
                _target(session.path(values["out"]), f"{batch}-{kind}.pdf"),
                values.get("sheet") or DEFAULT_SHEET,
                values.get("start-at") or 1,
                values["pieces"] or None,
                session.language,
            )

            def work(tell: Tell) -> Printed | object:
                return printing.print_artifacts(office, actor, batch, wish, tell)

            return self.told(await self.long(kind, work), self._printed)

        on_sheet = (Field("sheet", value=DEFAULT_SHEET), Field("start-at", "number", "1"))
        fields = (
            Field("out", value=f"{session.batch}-{kind}.pdf"),
            *(on_sheet if kind in _ON_SHEETS else ()),
            Field("pieces", "span", needed=False),
        )
        await self.form(kind, fields, perform)

    async def do_list_proof(self) -> None:
        """Sample rows and rows under attention, not mailable."""
        batch, language = self.session.batch, self.session.language
        await self._paper("list-proof", lambda out: (list_proof.print_list_proof, batch, out, language))

    async def do_signoff(self) -> None:
        """The reconciliation to be signed (R18–R20)."""
        batch, language = self.session.batch, self.session.language
        await self._paper("signoff", lambda out: (papers.print_signoff, batch, out, language))

    async def do_deskcard(self) -> None:
        """The card of command codes for a desk."""
        await self._paper("deskcard", lambda out: (papers.print_deskcard, out, self.session.language))

    async def _paper(self, kind: str, act: Callable[[Path], tuple[Any, ...]]) -> None:
        async def perform(values: Values) -> Said:
            function, *words = act(_target(self.session.path(values["out"]), f"{self.session.batch}-{kind}.pdf"))
            return self.told(await self.session.attempt(function, *words), self._printed)

        await self.form(kind, (Field("out", value=f"{self.session.batch}-{kind}.pdf"),), perform)

    def _printed(self, one: object) -> Said:
        if not isinstance(one, Printed):
            raise TypeError(f"a print job answered {type(one).__name__}")
        return self.session.done(
            "done.printed", pages=one.pages, artifacts=one.artifacts, decoded=one.decoded, sha256=one.sha256[:12],
            file=one.files[0],
        )  # fmt: skip

    async def do_reissue(self) -> None:
        """Proposes to print artifacts again by their codes (R8)."""
        codes = await self.codes("reissue")
        if codes:
            await self._reissue("reissue", codes)

    async def do_reissue_job(self) -> None:
        """Proposes to print places of a job again."""
        await self._reissue("reissue-job", ())

    async def _reissue(self, action: str, codes: tuple[str, ...]) -> None:
        say, session = self.session.say, self.session

        async def perform(values: Values) -> Said:
            job = (values["job"], *values["places"]) if not codes else None
            out = _target(session.path(values["out"]), f"{session.batch}-reissue.pdf")
            answer = await session.attempt(
                reissue.propose_reissue, session.batch, out, values["state"], values["reason"], codes=codes, job=job,
            )  # fmt: skip
            return self.told(answer, lambda _proposed: session.done("done.proposed", proposal=0))

        states = tuple((name, say(f"reissue.{name}")) for name in ("torn", "never-printed", "lost"))
        of_job = (Field("job", "number", self.query_one(SearchedTable).current), Field("places", "span"))
        fields = (
            *(() if codes else of_job),
            Field("state", "choice", options=states),
            Field("reason"),
            Field("out", value=f"{session.batch}-reissue.pdf"),
        )
        await self.form(action, fields, perform)

    async def do_spoiled(self) -> None:
        """Proposes that artifacts are spoiled (R10)."""
        codes = await self.codes("spoiled")
        if codes:
            await self._end("spoiled", codes)

    async def do_lost(self) -> None:
        """Proposes that artifacts are lost (R10)."""
        codes = await self.codes("lost")
        if codes:
            await self._end("lost", codes)

    async def _end(self, how: str, codes: tuple[str, ...]) -> None:
        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                reissue.propose_end, self.session.batch, "lost" if how == "lost" else "spoiled", codes, values["reason"]
            )
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form(how, (Field("reason"),), perform)


def _target(path: Path, name: str) -> Path:
    """The file to write: ``path``, or ``name`` in the folder it is."""
    return path / name if path.is_dir() else path
