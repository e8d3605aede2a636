"""The first hop of a scan: keys or a paste become one message a code (R15).

Enter is a binding in Textual and reaches its action only after the characters queued behind it, so fast
scans would merge: here the line is ended where the key arrives. A scanner that sends no Enter ends its code
by falling silent (:mod:`.silence`). A control character is part of the code it came in, and makes it unreadable; it
never acts.

A PIN may come before its question stands, so what comes is covered (R27) but where something else is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.message import Message
from textual.widgets import Input

from checkmail.rules import pace
from checkmail.rules.codes import LENGTH, fold
from checkmail.tui.widgets.silence import OTHER, WHOLE, Silence

SCAN: Final = "scan"
"""The purpose of a line that goes to the office as it is."""

_ENDS: Final = re.compile(r"\r\n|[\r\n\t]")
_EDITING: Final = frozenset({"backspace", "delete", "left", "right", "home", "end"})
_FOR_THE_SCREEN: Final = frozenset({"escape", *(f"f{n}" for n in range(1, 13))})
_SHOWN: Final = "�"
"""Stands in the field for a control character, which no terminal should be sent."""
_UNKNOWN_CONTROL: Final = "\x1a"

LONGEST: Final = 1_000
"""Characters the field takes; a code has 18, and what is longer is none however it goes on."""
LONGEST_PASTE: Final = 10_000
"""Characters of a paste that is still split into lines; a larger one is a file, and one line of the record (R15)."""
LEAST_SILENT: Final = 8
"""Keys a line has at least for silence to end it; what is shorter may be fingers that rest."""


class ScanInput(Input, inherit_bindings=True):
    """A line for a scanner, which is a keyboard. It always has the focus."""

    @dataclass
    class Scanned(Message):
        """One line, as it came."""

        text: str
        purpose: str
        """What the field was for when the line ended: a later question is not answered by it."""
        typed: bool
        """Fingers, or a paste, and no scanner."""

    def __init__(self, *, id: str = "scan", legible: bool = False) -> None:  # noqa: A002
        """``legible``: where no PIN is asked for, every line may be read."""
        super().__init__(id=id, password=not legible, select_on_focus=False, compact=False)
        self.cursor_blink = False
        self.purpose = SCAN
        self._all_legible = self._legible = legible
        self._controls: list[str] = []
        self._moments: list[float] = []
        """When the keys of the line came, in seconds."""
        self._mended = False
        """The line was edited or pasted: no scanner does that."""
        self._silence = Silence(self, self._fallen_silent)

    def ask(self, purpose: str, value: str = "", *, masked: bool = False) -> None:
        """Makes the field ask for something else, with ``value`` in it."""
        self.purpose = purpose
        self._begin_line()
        self._conceal(legible=purpose != SCAN and not masked)
        self.value = value
        self.cursor_position = len(value)

    def reveal(self) -> None:
        """Lets the next line be read; one that has begun stays covered to its end."""
        self._legible = True
        if not self.value:
            self.password = False

    def _conceal(self, *, legible: bool = False) -> None:
        self._legible = legible or self._all_legible
        self.password = not self._legible

    async def _on_key(self, event: events.Key) -> None:
        if event.key in _FOR_THE_SCREEN:
            return
        if event.key in _EDITING:
            self._mended = self._mended or bool(self.value)
            return
        if event.is_printable:
            self._came(event.time, event.character or "")
            if len(self.value) >= LONGEST:
                event.stop()
                event.prevent_default()
            return  # Input's own handler, which runs after this one, takes it in.
        event.stop()
        event.prevent_default()
        if event.key in ("enter", "tab"):
            self._end()
        elif event.key == "ctrl+j":  # A line feed: the end of a code, or the second half of CR LF.
            if self.value:
                self._end()
        else:
            character = event.character or _UNKNOWN_CONTROL
            self._came(event.time, character)
            self._take_in(character)

    def _came(self, moment: float, character: str) -> None:
        if not self.value:
            self._moments, self._mended = [], False
            self.password = not self._legible
        self._moments.append(moment)
        line = fold(self.value + character)
        self._silence.listen(WHOLE if len(line) == LENGTH and line.isdigit() else OTHER)

    def _fallen_silent(self) -> None:
        if self.purpose == SCAN and len(self._moments) >= LEAST_SILENT and not self._typed():
            self._end()

    def _typed(self) -> bool:
        return self._mended or not pace.scanned(self._moments)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if len(event.text) > LONGEST_PASTE:
            self._flooded(event.text)
            return
        *lines, rest = _ENDS.split(event.text)
        for line in lines:
            self._mended = True
            self._take_in(line)
            if self.value:
                self._end()
        self._mended = self._mended or bool(rest)
        self._take_in(rest)

    def _flooded(self, text: str) -> None:
        """Answers a paste that is no codes as one line; to a question it is no answer."""
        self._begin_line()
        self.value = ""
        if self.purpose == SCAN:
            self.post_message(self.Scanned(text, SCAN, typed=True))
        else:
            self.app.bell()

    def _take_in(self, text: str) -> None:
        shown = ""
        for character in text[: max(LONGEST - len(self.value), 0)]:
            control = unicodedata.category(character) == "Cc" or character == _SHOWN
            if control:
                self._controls.append(character)
            shown += _SHOWN if control else character
        self.insert_text_at_cursor(shown)

    def _end(self) -> None:
        came = iter(self._controls)
        line = "".join(next(came, _UNKNOWN_CONTROL) if c == _SHOWN else c for c in self.value)
        typed = self._typed()
        self._begin_line()
        self.value = ""
        self._conceal()
        if line or self.purpose != SCAN:
            self.post_message(self.Scanned(line, self.purpose, typed))

    def _begin_line(self) -> None:
        self._controls, self._moments, self._mended = [], [], False
        self._silence.stop()
