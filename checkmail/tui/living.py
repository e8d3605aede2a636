"""Whether a screen still stands, for work that comes back to it after the office answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.css.query import NoMatches
from textual.screen import Screen


@contextmanager
def while_it_stands(screen: Screen[Any]) -> Iterator[None]:
    """Paints on ``screen``; when it was left meanwhile there is nothing to paint on, and that is no fault.

    Textual takes a screen's children away before it cancels the screen's workers, so an answer can come between.
    """
    try:
        yield
    except NoMatches:
        if screen.app.is_running and screen in screen.app.screen_stack:
            raise
