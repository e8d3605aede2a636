"""What every area has: who and where, the next step and what blocks it, things to do, the answer, the keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checkmail.locale import text
from checkmail.office.anchoring import Signed
from checkmail.office.batches import show_batch
from checkmail.office.proposals import Proposed
from checkmail.rules.refusal import Refusal
from checkmail.tui.early_keys import EarlyKeys
from checkmail.tui.living import while_it_stands
from checkmail.tui.screens.codes import CodesScreen
from checkmail.tui.screens.form import Field, FormScreen, Perform
from checkmail.tui.screens.help import HelpScreen
from checkmail.tui.screens.progress import ProgressScreen, Tell
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.widgets.next_step import NextStep
from checkmail.tui.widgets.said_line import SaidLine
from checkmail.tui.widgets.searched_table import SearchedTable
from checkmail.tui.widgets.top_bar import AREAS, FIRST_KEY, TopBar
from checkmail.tui.words import plain

T = TypeVar("T")


@dataclass
class GoTo(Message):
    """Another area is wanted."""

    area: str
    said: Said | None = None
    """Told there."""


@dataclass
class LoggedOut(Message):
    """The person leaves, or their log-in no longer counts."""

    said: Said | None = None


class AreaScreen(EarlyKeys):
    """Base of the areas; a subclass names its parts and does its acts in methods ``do_ACTION``."""

    AREA: ClassVar[str]
    ACTIONS: ClassVar[tuple[str, ...]] = ()
    """What can be done here, by the word after ``do_`` and in ``do.AREA.`` of ``tui.toml``."""
    AUTO_FOCUS = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="help", tooltip="What this screen is for"),
        *(
            Binding(f"f{key}", f"go('{area}')", area, id=f"go-{area}", tooltip=f"Go to {area}", show=False)
            for key, area in enumerate(AREAS, FIRST_KEY)
        ),
        Binding(
            "tab", "move_on('tab')", "Next part", id="move", tooltip="From the rows to what can be done", priority=True
        ),
        Binding(
            "shift+tab",
            "move_on('shift+tab')",
            "Part before",
            id="move-back",
            tooltip="To the part before",
            show=False,
            priority=True,
        ),
        Binding("slash,ctrl+f", "search", "Search", id="search", tooltip="Search the rows"),
        Binding("ctrl+r", "reload", "Read again", id="reload", tooltip="Read everything again"),
        Binding("ctrl+t", "app.theme", "Dark, light", id="theme", tooltip="Dark or light colours"),
        Binding("ctrl+l", "log_out", "Log out", id="log-out", tooltip="Another person"),
    ]

    def __init__(self, session: Session, said: Said | None = None) -> None:
        super().__init__()
        self.session = session
        self._opening = said
        self._acting = False

    def compose(self) -> ComposeResult:
        """Top, next step, body beside what can be done, answer, keys."""
        yield TopBar(self.session, self.AREA.partition("-")[0])
        yield NextStep(self.session)
        yield from self.above()
        with Horizontal(id="middle"):
            with Vertical(id="body"):
                yield from self.body()
            if self.ACTIONS:
                yield OptionList(*self._options(), id="actions", compact=True)
        yield SaidLine()
        yield KeyLine(self.session)

    def _options(self) -> Sequence[Option | None]:
        return [Option(plain(self.session.say(f"do.{self.AREA}.{name}")), id=name) for name in self.ACTIONS]

    def above(self) -> ComposeResult:
        """What stands over the whole width, above the body."""
        yield from ()

    def body(self) -> ComposeResult:
        """The area's own widgets."""
        yield from ()

    async def load(self) -> None:
        """Reads what the area shows. Called at the beginning and after every act."""

    def on_mount(self) -> None:
        """Reads, and says what was brought along."""
        if self._opening:
            self.tell(self._opening)
        self._load_first()

    @work(group="load", exclusive=True)
    async def _load_first(self) -> None:
        with while_it_stands(self):
            await self.reload()

    async def reload(self) -> None:
        """Reads the batch's next step and the area again."""
        if self.session.batch:
            view = await self.session.attempt(show_batch, self.session.batch)
            if isinstance(view, Said):
                self.tell(view)
            else:
                self.session.batch_name = view.name
                self.query_one(NextStep).of_batch(view)
        self.query_one(TopBar).draw()
        await self.load()

    def tell(self, said: Said) -> None:
        """Shows an answer; a log-in that no longer counts leads back to the log-in."""
        if said.reason == "person-elsewhere":
            self.post_message(LoggedOut(said))
        self.query_one("#said", SaidLine).tell(said)
        if said.tone in ("refused", "broken"):
            self.app.bell()

    def told(self, answer: T | Said, done: Callable[[T], Said]) -> Said:
        """The answer of an act as something to tell; a proposal is told as one."""
        if isinstance(answer, Said):
            return answer
        if isinstance(answer, Proposed):
            return self.session.done("done.proposed", proposal=answer.proposal)
        said = done(answer)
        signed = getattr(answer, "signed", None)
        if isinstance(signed, Signed) and signed.problems:
            # R24: the act is done and its head is not signed; nothing at the desk waits for that.
            said = replace(said, next=text(self.session.language, "signing", f"{signed.problems[0]}.message"))
        return said

    async def form(self, action: str, fields: Sequence[Field], perform: Perform, about: str = "") -> None:
        """Asks for the fields of an action on ``about``, does it, tells the answer and reads everything again."""
        title = "　".join(filter(None, (self.session.say(f"do.{self.AREA}.{action}"), about)))
        await self.finished(await self.app.push_screen_wait(FormScreen(self.session, title, fields, perform)))

    async def long(self, action: str, work_: Callable[[Tell], T | Refusal], drawn: int = 0) -> T | Said:
        """Does long work with its progress on the glass; ``drawn``: of how many, where that is known."""
        title = self.session.say(f"do.{self.AREA}.{action}")
        answer: T | Said = await self.app.push_screen_wait(ProgressScreen(self.session, title, work_, drawn))
        return answer

    async def codes(self, action: str) -> tuple[str, ...] | None:
        """Gathers codes; None where the person left."""
        return await self.app.push_screen_wait(CodesScreen(self.session, self.session.say(f"do.{self.AREA}.{action}")))

    async def finished(self, said: Said | None) -> None:
        """Reads everything again and tells an answer; None: nothing was done."""
        # In this order: whoever reads the answer can go on at once, on what is there now.
        if said is not None:
            await self.reload()
            self.tell(said)

    @on(OptionList.OptionSelected, "#actions")
    def _act_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.perform(event.option_id)

    def perform(self, action: str) -> None:
        """Does an action, one at a time."""
        if not self._acting:
            self._acting = True
            self._perform(action)

    @work(group="act")
    async def _perform(self, action: str) -> None:
        try:
            do: Callable[[], Awaitable[Any]] = getattr(self, f"do_{action.replace('-', '_')}")
            with while_it_stands(self):
                await do()
        finally:
            self._acting = False

    def action_help(self) -> None:
        """Says what this screen is for."""
        self.app.push_screen(HelpScreen(self.session, self.AREA))

    def action_go(self, area: str) -> None:
        """Asks for another area."""
        self.post_message(GoTo(area))

    def action_search(self) -> None:
        """Puts the focus on the search field of the table in use."""
        tables = list(self.query(SearchedTable))
        used = next((table for table in tables if table.has_focus_within), tables[0] if tables else None)
        if used:
            used.search()

    def action_reload(self) -> None:
        """Reads everything again."""
        self._load_first()

    def action_log_out(self) -> None:
        """Leaves."""
        self.post_message(LoggedOut())
