"""A real terminal: one tmux server of its own, driven by keys and read as a person reads it."""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

DEADLINE = 60.0


def _outside() -> dict[str, str]:
    """The environment without the size of another terminal, which a program would believe before its own."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


class Terminal:
    """One tmux server of its own, so that nobody's configuration and sessions matter."""

    def __init__(
        self, columns: int, lines: int, command: Sequence[str], *, folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._socket = f"checkmail-{uuid.uuid4().hex[:12]}"
        own = {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        size = ["-x", str(columns), "-y", str(lines), *(["-c", str(folder)] if folder else [])]
        self._run(
            "-f", "/dev/null", "new-session", "-d", *size, *command,
            environment={**_outside(), **own, **(environment or {})},
        )  # fmt: skip

    def _run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        command = ["tmux", "-u", "-L", self._socket, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    def keys(self, *keys: str) -> None:
        """One burst; what names no key is typed as it is."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        self._run("send-keys", "-l", text)

    def scan(self, *codes: str) -> None:
        self._run("send-keys", *(key for code in codes for key in (code, "Enter")))

    def glass(self, *, coloured: bool = False) -> str:
        return self._run("capture-pane", "-p", *(["-e", "-N"] if coloured else []))

    def shows(self, *texts: str) -> None:
        """Waits until all of it stands on the screen."""
        end = time.monotonic() + DEADLINE
        while not all(text in (glass := self.glass()) for text in texts):
            assert time.monotonic() < end, f"{texts} never came; the terminal shows:\n{glass}"
            time.sleep(0.02)

    def shows_no(self, text: str) -> None:
        """Waits until it no longer stands on the screen."""
        end = time.monotonic() + DEADLINE
        while text in (glass := self.glass()):
            assert time.monotonic() < end, f"{text} never went; the terminal shows:\n{glass}"
            time.sleep(0.02)

    def close(self) -> None:
        """Ends the server; whatever ran in it is told that its terminal was closed."""
        self._run("kill-server")
