"""The keys that do something here, in the person's language, taken from the bindings themselves."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from checkmail.tui.session import Session

_NAMES: Final = {
    "escape": "Esc", "enter": "Enter", "tab": "Tab", "slash": "/", "space": "Space", "question_mark": "?",
    "backspace": "Backspace",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as it stands on a keyboard."""
    if key.startswith("ctrl+"):
        return f"^{key[5:].upper()}"
    return _NAMES.get(key, key.upper())


class KeyLine(Static, can_focus=False):
    """The last line of a screen."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="keys", markup=False)
        self._session = session

    def on_mount(self) -> None:
        """Shows the keys, and again whenever another part of the screen has the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.show())
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Reads the bindings that are in force."""
        keys: dict[str, tuple[str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.id and active.enabled:
                keys.setdefault(binding.id, (key_name(binding.key), self._session.say(f"key.{binding.id}")))
        widths = [cell_len(f"{key} {words}") for key, words in keys.values()]
        width = self.size.width
        gap = "  " if sum(widths) + 2 * (len(widths) - 1) <= width else " "
        parts: list[Content] = []
        line = 0
        for (key, words), cells in zip(keys.values(), widths, strict=True):
            # A key stays with its words where a line ends.
            parting = "" if not parts else gap if line + len(gap) + cells <= width else "\n"
            line = cells if parting == "\n" else line + len(parting) + cells
            parts.append(Content.assemble(parting, (f"{key} ", "bold $primary"), words))
        self.update(Content("").join(parts))

    def on_resize(self) -> None:
        """Another width breaks the line elsewhere."""
        self.show()
