"""The screens without a terminal: keys come from a page and pictures go to it, over the pipes of ``serve``."""

from __future__ import annotations

from textual import messages
from textual.drivers.web_driver import WebDriver


class BrowserDriver(WebDriver):
    """Textual's driver for pages, which ends the program when nobody can send keys any more (R14).

    Textual's own goes on without input when the server was killed, and the desk would stay open.
    """

    def run_input_thread(self) -> None:
        """Reads keys until the program ends, or the pipe does."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(messages.ExitApp())
