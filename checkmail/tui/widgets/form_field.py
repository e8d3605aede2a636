"""A field of a form in which no key lands in the field before it, however fast it comes.

Enter is a binding in Textual and the focus moves later still, so a PIN typed or scanned right behind a number
would show in the number's field. Here what ends a field moves the focus where the application hands the key out,
one after another: the very next key is handed to the field that follows.
"""

from __future__ import annotations

import re
from typing import Final

from textual import events
from textual.widget import Widget
from textual.widgets import Input

_ENDS: Final = re.compile(r"\r\n|[\r\n\t]")
_LINE_FEED: Final = "ctrl+j"
_KEYS: Final = frozenset({"enter", "tab", _LINE_FEED})
"""What a scanner can be set to send behind a code."""


class FormField(Input):
    """An input that hands over to the field ``follows`` names; without one, its end submits it."""

    def __init__(self, value: str = "", *, id: str, follows: str = "", masked: bool = False) -> None:  # noqa: A002
        super().__init__(value, id=id, password=masked, compact=True)
        self.cursor_blink = False
        self._follows = follows

    def _forward_event(self, event: events.Event) -> None:
        self.take(event)

    def take(self, event: events.Event) -> None:
        """Takes what the application hands out, in its order and before anything behind it is handed out."""
        if isinstance(event, events.Paste):
            self.take_lines(event.text)
        elif self._follows and isinstance(event, events.Key) and event.key in _KEYS:
            self.screen.set_focus(self._next())
        else:
            super()._forward_event(event)

    def take_lines(self, text: str) -> None:
        """Each line of a paste goes to a field of its own; a form is sent by a key only."""
        first, *rest = _ENDS.split(text, maxsplit=1)
        super()._forward_event(events.Paste(first))
        if rest and self._follows:
            self.screen.set_focus(following := self._next())
            if isinstance(following, FormField):
                following.take_lines(rest[0])

    def _next(self) -> Widget:
        return self.screen.query_one(f"#{self._follows}")

    async def _on_key(self, event: events.Key) -> None:
        # Tab in an empty field is a hand that moves on; a line feed there is the second half of CR LF.
        if event.key not in _KEYS or (event.key == "tab" and not self.value):
            await self._edited(event)
            return
        event.stop()
        event.prevent_default()
        if event.key != _LINE_FEED or self.value:
            self.end()

    async def _edited(self, event: events.Key) -> None:
        """Edits this field at once: as a binding, the key would act on whichever has the focus when its turn comes."""
        for binding in [] if event.is_printable else self._bindings.key_to_bindings.get(event.key, []):
            event.stop()
            event.prevent_default()
            await self.run_action(binding.action)

    def end(self) -> None:
        """What the end of the last field does: the form is sent."""
        self.post_message(self.Submitted(self, self.value))
