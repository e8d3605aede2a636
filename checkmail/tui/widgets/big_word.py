"""One large word with its sign, to be read at arm's length (``tools/bigwords.py`` draws them)."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.content import Content
from textual.widgets import Static

from checkmail.locale import Language, area, text

TONE: Final = {
    "ready": "calm", "accepted": "calm", "complete": "good", "repeated": "calm", "asks": "look", "pin": "look",
    "again": "look", "aside": "look", "cannot": "look", "held": "stop", "broken": "stop",
}  # fmt: skip
"""The colour a word stands in; the word and its sign say the same without it."""

SMALL_FROM: Final = (60, 20)
"""Columns and lines that have room for a word drawn of blocks; below, the word is written."""
_LARGE_FROM: Final = (114, 33)
"""Columns and lines of a terminal that has room for the large size."""


class BigWord(Static, can_focus=False):
    """Shows one of the words."""

    def __init__(self, language: Language) -> None:
        super().__init__(id="big-word", markup=False)
        self._language = language
        self.word = "ready"

    def show(self, word: str) -> None:
        """Shows ``word``, a key of :data:`TONE`."""
        self.word = word
        self._draw()

    def on_mount(self) -> None:
        """Draws the first word."""
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """A larger terminal has room for larger words."""
        self._draw()

    def _draw(self) -> None:
        if self.app.size.width < SMALL_FROM[0] or self.app.size.height < SMALL_FROM[1]:
            self.update(Content(text(self._language, "tui", f"desk.word.{self.word}")))
            return
        roomy = self.app.size.width >= _LARGE_FROM[0] and self.app.size.height >= _LARGE_FROM[1]
        art = area(self._language, "bigwords")[f"{'large' if roomy else 'small'}.{self.word}"]
        width = max(len(line) for line in art.split("\n"))
        self.update(Content("\n".join(line.ljust(width) for line in art.split("\n"))))
