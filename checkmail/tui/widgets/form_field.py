"""A field of a form in which no key lands in the field before it, however fast it comes.

Enter is a binding in Textual and the focus moves later still, so a PIN typed or scanned right behind a number
would show in the number's field. Here Enter is taken where the key arrives, and what still arrives goes on to
the field that follows.
"""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class FormField(Input):
    """An input that hands over to the field ``follows`` names; without one, Enter submits it."""

    def __init__(self, *, id: str, follows: str = "", masked: bool = False) -> None:  # noqa: A002
        super().__init__(id=id, password=masked, compact=True)
        self.cursor_blink = False
        self._follows = follows
        self._passed = False

    def on_focus(self) -> None:
        """The keys are this field's again."""
        self._passed = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key != "enter" and not (self._passed and event.is_printable):
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self.end()
        elif event.character:
            self._next().insert_text_at_cursor(event.character)

    def end(self) -> None:
        """What Enter does: on to the next field, or the form is sent."""
        if not self._follows:
            self.post_message(self.Submitted(self, self.value))
        elif self._passed:
            self._next().end()
        else:
            self._passed = True
            self.screen.set_focus(self._next())

    def _next(self) -> FormField:
        return self.screen.query_one(f"#{self._follows}", FormField)
