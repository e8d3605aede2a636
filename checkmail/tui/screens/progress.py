"""Long work with its progress; Esc stops it and nothing is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import LoadingIndicator, Static

from checkmail.errors import Misused
from checkmail.rules.refusal import Refusal
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.words import plain

T = TypeVar("T")
Tell = Callable[..., None]
"""Is told a step, and for some work how much of it is done; raises when the person stops the work."""


class ProgressScreen(ModalScreen[Any], Generic[T]):
    """Runs ``work`` on a thread and closes with its answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="stop", tooltip="Stop the work; nothing of it is kept")
    ]

    @dataclass
    class Told(Message):
        """The work goes on."""

        step: str
        done: int

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress of a step is worth showing."""
            return isinstance(message, ProgressScreen.Told) and message.step == self.step

    def __init__(self, session: Session, title: str, work: Callable[[Tell], T | Refusal], drawn: int = 0) -> None:
        """``drawn``: how many are drawn in all; 0: nobody knows."""
        super().__init__()
        self._drawn = drawn
        self._done: dict[str, int] = {}
        self._session, self._title, self._work = session, title, work
        self._stopped = threading.Event()

    def compose(self) -> ComposeResult:
        """Title, step, keys."""
        with Vertical(id="form"):
            yield Static(plain(self._title), id="form-title")
            yield LoadingIndicator()
            yield Static(id="step", markup=False)
            yield KeyLine(self._session)

    def on_mount(self) -> None:
        """Begins."""
        self._run()

    @work(group="long")
    async def _run(self) -> None:
        answer: T | Said = await self._session.call(lambda: self._work(self._tell))
        self.dismiss(answer)

    def _tell(self, step: str, done: int = 0) -> None:
        """Called on the work's thread."""
        if self._stopped.is_set():
            raise Misused("stopped")
        self.post_message(self.Told(step, done))

    def on_unmount(self) -> None:
        """The program is closed: the work stops at its next step."""
        self._stopped.set()

    def on_progress_screen_told(self, event: Told) -> None:
        """Shows how far it is."""
        # Pages are drawn and read back at the same time, by two processes.
        self._done[event.step] = event.done
        counted = {step: done for step, done in self._done.items() if done} or {event.step: 0}
        self.query_one("#step", Static).update(plain("　".join(self._words(*one) for one in counted.items())))

    def _words(self, step: str, done: int) -> str:
        words = self._session.step(step)
        if not done:
            return words
        return f"{words}　{done:,}" + (f" / {self._drawn:,}" if step == "drawing" and self._drawn else "")

    def action_stop(self) -> None:
        """Asks the work to stop at its next step."""
        self._stopped.set()
        self.query_one("#step", Static).update(plain(self._session.say("step.stopping")))
