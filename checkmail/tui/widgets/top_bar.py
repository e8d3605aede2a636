"""The first two lines of an area: whose office, which batch, who works, and where one can go."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from checkmail.tui.session import Session
from checkmail.tui.words import cut

AREAS: Final = ("batches", "list", "print", "desk", "count", "handover", "ledger", "people")
"""Areas in the order of the work; F2 leads to the first."""

FIRST_KEY: Final = 2


class TopBar(Static, can_focus=False):
    """Office, batch, person; below it the areas with their keys."""

    def __init__(self, session: Session, area: str) -> None:
        super().__init__(id="top", markup=False)
        self._session, self._area = session, area

    def on_mount(self) -> None:
        """Draws it."""
        self.draw()

    def on_resize(self, _event: events.Resize) -> None:
        """The person stands at the right edge."""
        self.draw()

    def draw(self) -> None:
        """Shows what the session holds now."""
        session, width = self._session, max(self.size.width, 40)
        person = cut(session.person, 26)
        batch = f"{session.batch} {session.batch_name}" if session.batch else ""
        left = cut("  ".join(part for part in (f" {session.office_name}", batch) if part.strip()), width - 30)
        gap = " " * max(width - cell_len(left) - cell_len(person) - 1, 1)
        self.update(Content.assemble((left, "bold"), gap, person, "\n", self._areas()))

    def _areas(self) -> Content:
        parts = []
        for key, area in enumerate(AREAS, FIRST_KEY):
            here = area == self._area
            words = self._session.say(f"area.{area}")
            parts.append(Content.assemble((f"F{key}", "bold $primary"), (f"{words} ", "bold reverse" if here else "")))
        return Content(" ").join(parts)
