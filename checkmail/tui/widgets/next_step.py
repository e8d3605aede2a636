"""What the next step of a batch is, and what stands in its way."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from checkmail.office.batches import BatchView
from checkmail.tui.session import Session


class NextStep(Static, can_focus=False):
    """Two lines under the areas."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="next-step", markup=False)
        self._session = session

    def of_batch(self, view: BatchView) -> None:
        """Shows a batch's next step and its blocks."""
        session = self._session
        blocks = [session.reason(code).message for code in view.blocked_by if code != "closed"]
        now, following = session.word(f"stage.{view.stage}"), session.word(f"next.{view.next}")
        self.say(session.say("step.of", following=following, now=now), blocks)

    def say(self, following: str, blocks: list[str] | None = None) -> None:
        """Shows these words."""
        stops = self._session.say("step.free") if not blocks else "　".join(blocks)
        self.update(
            Content.assemble(
                (f" {self._session.say('step.next')} ", "bold $primary"),
                following,
                "\n",
                (f" {self._session.say('step.blocked')} ", "bold $warning" if blocks else "dim"),
                (stops, "" if blocks else "dim"),
            )
        )
