"""Sentences whose lines end where a reader would end them, at every width of the glass."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from checkmail.tui.words import wrapped


class Sentences(Static, can_focus=False):
    """Plain text. Textual breaks Japanese, which has no blanks, wherever a line is full."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._said = ""
        self._drawn: tuple[str, int] = ("", 0)

    def write(self, said: str) -> None:
        """Shows ``said``; a line feed in it is kept."""
        self._said = said
        self._draw()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if self._drawn != (self._said, width):
            self._drawn = (self._said, width)
            lines = [part for line in self._said.split("\n") for part in (wrapped(line, width) if width else [line])]
            self.update(Content("\n".join(lines)))
