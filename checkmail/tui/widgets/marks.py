"""A tick and a choice that show by their shape, not only by colour, whether they are set."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Checkbox, RadioButton, RadioSet


class Tick(Checkbox):
    """``[X]`` or ``[ ]``."""

    BUTTON_LEFT, BUTTON_RIGHT = "[", "]"
    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Changes the shape with the value."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()
        self.refresh()


class Choice(RadioButton):
    """``(*)`` or ``( )``."""

    BUTTON_LEFT, BUTTON_RIGHT = "(", ")"
    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Changes the shape with the value."""
        self.BUTTON_INNER = "*" if self.value else " "
        super().watch_value()
        self.refresh()


class Choices(RadioSet):
    """Choices of which one is set: the cursor begins at the set one, and the key that sets one is said."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "toggle_button", "Choose", id="choose", tooltip="Set the choice under the cursor"),
    ]

    def on_mount(self) -> None:
        """Moves the cursor to the choice that is set from the start."""
        self.call_after_refresh(self._to_set)

    def _to_set(self) -> None:
        if self.pressed_index > 0:
            self._selected = self.pressed_index
