"""A tick and a choice that show by their shape, not only by colour, whether they are set."""

from __future__ import annotations

from textual.widgets import Checkbox, RadioButton


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
