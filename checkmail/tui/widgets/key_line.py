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
        parts: dict[str, Content] = {}
        line, width = 0, self.container_size.width - 2
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.id and active.enabled and binding.id not in parts:
                key, words = key_name(binding.key), self._session.say(f"key.{binding.id}")
                # A key stays with its words where a line ends.
                line += cell_len(f"{key} {words}  ")
                parting = "\n" if line - 2 > width else "  " if parts else ""
                line = cell_len(f"{key} {words}  ") if parting == "\n" else line
                parts[binding.id] = Content.assemble(parting, (f"{key} ", "bold $primary"), words)
        self.update(Content("").join(parts.values()))

    def on_resize(self) -> None:
        """Another width breaks the line elsewhere."""
        self.show()
