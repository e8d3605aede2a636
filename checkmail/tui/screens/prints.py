"""Print: the papers of an approved list, read back before they count, and what became of them (R6–R10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checkmail.office import customer_codes, list_proof, papers, print_jobs, printers, printing, reissue, windows
from checkmail.office.print_jobs import RecordedJob
from checkmail.office.printing import Wish
from checkmail.rules.printing import ON_SHEETS
from checkmail.tui.screens import print_words
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.print_sheets import SheetScreen
from checkmail.tui.screens.progress import Tell
from checkmail.tui.screens.stamps import StampActs
from checkmail.tui.session import Said
from checkmail.tui.widgets.next_step import NextStep
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain

_GROUPS = (
    ("labels", "covers", "slips", "returns", "stamped"),
    ("checklist", "trays", "list-proof", "signoff", "deskcard"),
    ("reissue-job", "reissue", "reissue-stamped", "spoiled", "lost"),
    ("places", "settings"),
)
_SOMETIMES = {"slips": ("slips",), "returns": ("returns",), "stamped": ("stamped", "reissue-stamped")}
"""Papers that only some batches have -> the actions that go with them."""


class PrintScreen(StampActs, AreaScreen):
    """How much has its paper, the jobs so far, and the one under the cursor."""

    AREA = "print"
    ACTIONS: ClassVar[tuple[str, ...]] = tuple(action for group in _GROUPS for action in group)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._jobs: dict[str, RecordedJob] = {}
        self._left: dict[str, int] = {}
        """How much of each kind is not printed yet."""

    def _options(self) -> Sequence[Option | None]:
        options = {option.id: option for option in super()._options() if option}
        out: list[Option | None] = []
        for group in _GROUPS:
            out += [*(options[name] for name in group), None]
        return out[:-1]

    def above(self) -> ComposeResult:
        """How much of the batch has its paper."""
        yield Static(id="papers", markup=False)

    def body(self) -> ComposeResult:
        """The jobs, and below them the one under the cursor."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("job", "paper", "pieces-of", "artifacts", "pages", "sheet")]
        yield SearchedTable(say("print.jobs"), columns, say("search"), id="jobs")
        yield Static(id="job-about", markup=False)

    async def load(self) -> None:
        """Reads what is printed and what is not."""
        jobs = await self.session.attempt(print_jobs.list_jobs, self.session.batch)
        if isinstance(jobs, Said):
            self.tell(jobs)
            return
        self._jobs = {str(one.job): one for one in jobs}
        self.query_one("#jobs", SearchedTable).fill([self._line(one) for one in reversed(jobs)])
        self._about(self.query_one("#jobs", SearchedTable).current)
        await self._account()

    async def _account(self) -> None:
        found = await self.session.attempt(print_jobs.show_papers, self.session.batch)
        told = [] if isinstance(found, Said) else found
        self.query_one("#papers", Static).update(plain(print_words.account(self.session, told)))
        self._left = {one.kind: one.wanted - one.printed for one in told}
        if lacks := print_words.lacking(told):
            paper = self.session.say(f"paper.{lacks.kind}")
            self.query_one(NextStep).say(self.session.say("print.next", paper=paper))
        there, actions = {one.kind for one in told}, self.query_one("#actions", OptionList)
        for kind, names in _SOMETIMES.items():
            for name in names if kind not in there else ():
                if any(option.id == name for option in actions.options):
                    actions.remove_option(name)

    def _line(self, one: RecordedJob) -> Line:
        about = f"{one.first_piece}〜{one.last_piece}" if one.first_piece else "—"
        cells = (
            str(one.job), self.session.say(f"paper.{one.kind}"), about, f"{one.artifacts:,}" if one.artifacts else "—",
            f"{one.pages:,}", print_words.printed_on(self.session, one),
        )  # fmt: skip
        return Line(str(one.job), cells, "" if one.artifacts else "dim", one.sha256)

    def on_searched_table_moved(self, event: SearchedTable.Moved) -> None:
        """What is below follows the cursor."""
        self._about(event.key)

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter opens the job."""
        self.perform("places")

    def _about(self, key: str) -> None:
        job = self._jobs.get(key)
        self.query_one("#job-about", Static).update(plain(print_words.about(self.session, job) if job else ""))

    # papers

    async def do_labels(self) -> None:
        """Envelope labels."""
        await self._print("labels", await self._sheet("labels"))

    async def do_returns(self) -> None:
        """Return labels."""
        await self._print("returns", await self._sheet("returns"))

    async def do_covers(self) -> None:
        """Cover sheets."""
        found = await self.session.attempt(windows.list_windows)
        if isinstance(found, Said):
            self.tell(found)
            return
        options = tuple((one.name, self._window_words(one)) for one in found)
        chosen = self.session.window or options[0][0]
        await self._print("covers", (Field("window", "choice", chosen, options=options), _CODED))

    def _window_words(self, one: windows.NamedWindow) -> str:
        at, name = one.window, print_words.window_name(self.session, one)
        return self.session.say("print.window", name=name, width=f"{at.width:g}", height=f"{at.height:g}")

    async def do_slips(self) -> None:
        """Enclosure slips."""
        await self._print("slips", ())

    async def do_checklist(self) -> None:
        """The checklist."""
        await self._print("checklist", ())

    async def do_trays(self) -> None:
        """Tray cards."""
        await self._print("trays", (), pieces=False)

    async def _sheet(self, kind: str) -> tuple[Field, ...] | None:
        """Asks for the label sheet; the fields that matter on it, or None where the person left."""
        title = self.session.say("print.choose-sheet", paper=self.session.say(f"paper.{kind}"))
        if await self.app.push_screen_wait(SheetScreen(self.session, title)) is None:
            return None
        kept = await self.session.attempt(printers.printers)
        names = [] if isinstance(kept, Said) else [one.printer for one in kept if one.sheet == self.session.sheet]
        options = (("", self.session.say("print.no-printer")), *((name, name) for name in names))
        chosen = self.session.printer if self.session.printer in names else ""
        return (
            Field("start-at", "number", "1"),
            *((Field("printer", "choice", chosen, needed=False, options=options),) if names else ()),
            *((_CODED,) if kind == "labels" and customer_codes.has_room(self.session.sheet) else ()),
        )

    async def _print(self, kind: str, fields: tuple[Field, ...] | None, *, pieces: bool = True) -> None:
        if fields is None:
            return
        session = self.session

        async def perform(values: Values) -> Said:
            actor, office, batch = session.actor, session.office, session.batch
            if actor is None:
                return session.reason("not-allowed")
            if kind in ON_SHEETS:
                session.printer = values.get("printer") or ""
            session.window = values.get("window") or session.window
            wish = Wish(
                kind, print_words.target(session, values["out"], kind), session.sheet, values.get("start-at") or 1,
                values.get("range") or None, session.language, printer=session.printer if kind in ON_SHEETS else "",
                window=values.get("window") or "", customer_code=bool(values.get("customer-code")),
            )  # fmt: skip

            def work(tell: Tell) -> object:
                tell("planning")
                return printing.print_artifacts(office, actor, batch, wish, tell)

            first, last = wish.pieces or (1, self._left.get(kind, 0))
            answer = await self.long(kind, work, last - first + 1)
            return self.told(answer, lambda one: print_words.printed(session, one))

        out = Field("out", value=print_words.suggested(session, kind))
        asked = (*((Field("range", "span", needed=False),) if pieces else ()), *fields)
        # The file comes first: whoever is content with everything else only looks at where it goes.
        await self.form(kind, (out, *asked), perform, session.sheet if kind in ON_SHEETS else "")

    async def do_list_proof(self) -> None:
        """Sample rows and rows under attention, not mailable."""
        batch, language = self.session.batch, self.session.language
        await self.paper("list-proof", lambda out: (list_proof.print_list_proof, batch, out, language))

    async def do_signoff(self) -> None:
        """The reconciliation to be signed (R18–R20)."""
        batch, language = self.session.batch, self.session.language
        await self.paper("signoff", lambda out: (papers.print_signoff, batch, out, language))

    async def do_deskcard(self) -> None:
        """The card of command codes for a desk."""
        await self.paper("deskcard", lambda out: (papers.print_deskcard, out, self.session.language))

    async def paper(self, kind: str, act: Callable[[Path], tuple[Any, ...]]) -> None:
        """A paper of one page or a few, without a job's options."""

        async def perform(values: Values) -> Said:
            function, *words = act(print_words.target(self.session, values["out"], kind))
            answer = await self.session.attempt(function, *words)
            return self.told(answer, lambda one: print_words.printed(self.session, one))

        await self.form(kind, (Field("out", value=print_words.suggested(self.session, kind)),), perform)

    # what became of them

    async def do_places(self) -> None:
        """What lies where in the job under the cursor."""
        self.session.job = int(self.query_one("#jobs", SearchedTable).current or 0)
        if self.session.job:
            self.action_go("print-places")
        else:
            self.tell(Said("note", self.session.say("print.no-jobs")))

    async def do_settings(self) -> None:
        """Printers, windows and fonts."""
        self.action_go("print-settings")

    async def do_reissue_job(self) -> None:
        """Resumes a job after a jam: spoils and prints a run of it again, in one proposal (R8)."""
        job = self._jobs.get(self.query_one("#jobs", SearchedTable).current)
        run = f"1-{job.artifacts}" if job else ""
        await self.again(
            "reissue-job", (), (Field("job", "number", str(job.job) if job else ""), Field("places", "span", run))
        )

    async def do_reissue(self) -> None:
        """Proposes to print artifacts again by their codes (R8)."""
        codes = await self.codes("reissue")
        if codes:
            await self.again("reissue", codes, ())

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

        await self.form(how, (Field("reason"),), perform, self.session.say("codes.count", count=len(codes)))


_CODED = Field("customer-code", "tick", needed=False)
