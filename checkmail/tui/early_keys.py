"""Keys that come while a screen is still being put together: Textual shows it before anything in it has the focus."""

from __future__ import annotations

from typing import Any, Final

from textual import events
from textual.screen import Screen
from textual.widget import Widget

_MOVES: Final = frozenset({"tab", "shift+tab"})


class EarlyKeys(Screen[Any]):
    """A screen that keeps them for what gets the focus first, or for itself where nothing does.

    Lost keys are worse than late ones: behind a number that was lost, its PIN would be taken for the number.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._early: list[events.Event] | None = []
        """None once the screen stands."""

    def on_screen_resume(self) -> None:
        """The screen is shown; what is to have the focus has it."""
        self.call_later(self._stands)

    def set_focus(self, widget: Widget | None, *arguments: Any, **more: Any) -> None:
        """Gives the focus, and with it the keys that were kept."""
        super().set_focus(widget, *arguments, **more)
        if widget is not None:
            self._stands()

    def action_move_on(self, way: str) -> None:
        """Moves the focus. A binding of the first order: what is typed behind it belongs to what it leads to."""
        if self._early is not None:
            self._early.append(events.Key(way, None))
        elif way == "tab":
            self.focus_next()
        else:
            self.focus_previous()

    def _stands(self) -> None:
        early, self._early = self._early or [], None
        for key in early:
            if isinstance(key, events.Key) and key.key in _MOVES:
                self.action_move_on(key.key)
            else:
                (self.focused or self)._forward_event(key)  # noqa: SLF001 - as the application hands keys out

    def _forward_event(self, event: events.Event) -> None:
        if self._early is not None and isinstance(event, (events.Key, events.Paste)):
            self._early.append(event)
        else:
            super()._forward_event(event)
