"""Where the answer to an act is told: what is so, and what to do next."""

from __future__ import annotations

from typing import Final

from checkmail.tui.session import Said
from checkmail.tui.widgets.sentences import Sentences

_SIGN: Final = {"done": "○", "refused": "△", "broken": "×", "note": "・"}


class SaidLine(Sentences):
    """Two lines; empty until something is said."""

    def __init__(self, *, id: str = "said") -> None:  # noqa: A002
        super().__init__(id=id)
        self.said: Said | None = None

    def tell(self, said: Said) -> None:
        """Shows ``said`` in its tone, with its sign."""
        self.said = said
        self.set_classes(said.tone)
        lines = [f"{_SIGN[said.tone]} {said.message}"]
        if said.next:
            lines.append(f"→ {said.next}")
        self.write("\n".join(lines))
