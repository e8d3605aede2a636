"""A tick and a choice that show by their shape, not only by colour, whether they are set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Checkbox, RadioButton, RadioSet


class _Mark:
    """Draws the whole mark in one style: Textual's brackets have the colour of the mark's ground, hardly to be seen."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--button")  # type: ignore[attr-defined]
        return Content.assemble((f"{self.BUTTON_LEFT}{self.BUTTON_INNER}{self.BUTTON_RIGHT}", style))  # type: ignore[attr-defined]


_SETS: Final = frozenset({"space", "enter"})


class Tick(_Mark, Checkbox):
    """``[X]`` or ``[ ]``."""

    BUTTON_LEFT, BUTTON_RIGHT = "[", "]"
    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Changes the shape with the value."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()
        self.refresh()

    async def _on_key(self, event: events.Key) -> None:
        # Here and not as a binding: one is done with whatever has the focus when its turn comes, and Tab is quick.
        if event.key in _SETS:
            event.stop()
            event.prevent_default()
            self.toggle()


class Choice(_Mark, RadioButton):
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

    async def _on_key(self, event: events.Key) -> None:
        # In the order in which they come: a binding would be done after the keys behind it.
        act = _CHOOSES.get(event.key)
        if act is not None:
            event.stop()
            event.prevent_default()
            act(self)

    def on_mount(self) -> None:
        """Moves the cursor to the choice that is set from the start."""
        self.call_after_refresh(self._to_set)

    def _to_set(self) -> None:
        if self.pressed_index > 0:
            self._selected = self.pressed_index


_CHOOSES: Final[Mapping[str, Callable[[Choices], None]]] = {
    "space": Choices.action_toggle_button, "enter": Choices.action_toggle_button,
    "up": Choices.action_previous_button, "left": Choices.action_previous_button,
    "down": Choices.action_next_button, "right": Choices.action_next_button,
}  # fmt: skip
