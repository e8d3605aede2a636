"""Where the answer to an act is told: what is so, and what to do next."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.widgets import Static

from checkmail.tui.session import Said

_SIGN: Final = {"done": "○", "refused": "△", "broken": "×", "note": "・"}


class SaidLine(Static, can_focus=False):
    """Two lines; empty until something is said."""

    def __init__(self, *, id: str = "said") -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self.said: Said | None = None

    def tell(self, said: Said) -> None:
        """Shows ``said`` in its tone, with its sign."""
        self.said = said
        self.set_classes(said.tone)
        lines = [f"{_SIGN[said.tone]} {said.message}"]
        if said.next:
            # The blank does not break: Japanese has none of its own, and the arrow would stand alone on a line.
            lines.append(f"→\u00a0{said.next}")
        self.update(Content("\n".join(lines)))
