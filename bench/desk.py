"""From a scanner's keys to the painted verdict, against a bare Textual program that only echoes.

``python -m bench.desk`` (``make bench``) writes ``bench/results/desk.md``. Both programs stand in one tmux
server, 120×36, and get the same 18 digits and Enter in turn. tmux reports in its control mode every byte a
program paints; the time of a scan is from handing tmux the keys to the last byte of the frame that brings the
answer. The desk checks pieces of a batch of 100,000 and stores each scan durably before it says a word (R15).
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from bench.offices import PIN
from bench.printing import CLERK, approved_office
from bench.results import machine, write_results
from checkmail.office import founding, printing
from checkmail.office.acting import Office
from checkmail.rules.codes import Code, Kind
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import open_sqlite

PIECES: Final = 100_000
SCANS: Final = 60
"""Codes each program gets; every other one ends a set."""
WARM: Final = 6
"""Codes before those that count."""
QUIET: Final = 0.4
"""Seconds without a byte from the program before the next code: each scan is measured alone."""
PATIENCE: Final = 60.0
_LINE: Final = re.compile(rb"%output (%\d+) (.*)", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\(\d{3})")


class Terminal:
    """A tmux server of our own with one control client, and what its programs paint."""

    def __init__(self) -> None:
        server = ["tmux", "-u", "-L", f"bench-{uuid.uuid4().hex[:12]}", "-f", os.devnull]
        size = ["-x", "120", "-y", "36"]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        self._server = server
        self._client = subprocess.Popen(  # noqa: S603
            [*server, "-C", "new-session", *size, "sleep 100000"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
        )  # fmt: skip
        self._painted: queue.Queue[tuple[float, str, bytes]] = queue.Queue()
        self._panes: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._tell("refresh-client -C 120x36")

    def _read(self) -> None:
        for line in self._client.stdout or ():
            moment = time.perf_counter()
            if found := _LINE.fullmatch(line.rstrip(b"\n")):
                text = _ESCAPED.sub(lambda octal: bytes([int(octal[1], 8)]), found[2])
                self._painted.put((moment, found[1].decode(), text))
            elif line.startswith(b"pane "):
                self._panes.put(line.split()[1].decode())

    def _tell(self, *commands: str) -> None:
        # -C makes tmux read commands from here, one a line.
        if self._client.stdin is None:
            raise TypeError("the control client has no input")
        self._client.stdin.write("".join(f"{command}\n" for command in commands).encode())
        self._client.stdin.flush()

    def begin(self, *command: str) -> str:
        """Starts a program in a window of its own; answers its pane."""
        self._tell(f"new-window -d -P -F 'pane #{{pane_id}}' {shlex.quote(shlex.join(command))}")
        return self._panes.get(timeout=PATIENCE)

    def keys(self, pane: str, *keys: str) -> None:
        """Presses keys, each a name of tmux's or a text."""
        self._tell(*(f"send-keys -t {pane} {shlex.quote(key)}" for key in keys))

    def until(self, pane: str, words: str, *keys: str) -> float:
        """Seconds from pressing ``keys`` to the frame of ``pane`` that has ``words`` in it. Raises TimeoutError."""
        begun, seen, wanted = time.perf_counter(), b"", words.encode()
        self.keys(pane, *keys)
        while time.perf_counter() - begun < PATIENCE:
            try:
                moment, where, text = self._painted.get(timeout=1)
            except queue.Empty:
                continue
            if where == pane:
                seen += text
                if wanted in seen:
                    return moment - begun
        raise TimeoutError(f"{words} never came: {seen[-2000:]!r}")

    def shows(self, pane: str, words: str, *keys: str) -> None:
        """Presses ``keys`` and waits until the glass of ``pane`` shows ``words``. Raises TimeoutError."""
        self.keys(pane, *keys)
        end, glass = time.perf_counter() + PATIENCE, ""
        while time.perf_counter() < end:
            command = [*self._server, "capture-pane", "-p", "-t", pane]
            glass = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
            if words in glass:
                return
            time.sleep(0.05)
        raise TimeoutError(f"{words} never came:\n{glass}")

    def quiet(self) -> None:
        """Waits until nothing is painted any more."""
        while True:
            try:
                self._painted.get(timeout=QUIET)
            except queue.Empty:
                return

    def close(self) -> None:
        """Ends the server and all it runs."""
        subprocess.run([*self._server, "kill-server"], check=False, capture_output=True)  # noqa: S603
        self._client.wait(timeout=PATIENCE)


def echo() -> None:
    """The bare program: a field, and what was last typed into it."""
    from textual.app import App, ComposeResult
    from textual.widgets import Input, Static

    class Echo(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(id="said", markup=False)
            yield Input()

        def on_input_submitted(self, event: Input.Submitted) -> None:
            self.query_one("#said", Static).update(f"said {event.value}")
            event.input.value = ""

    Echo().run()


def desk(path: Path) -> None:
    """The screens, as ``checkmail`` opens them."""
    from checkmail.tui.app import run_app

    run_app(Office(open_sqlite(path), "desk1"), "ja")


def printed_office(folder: Path, count: int, used: int) -> tuple[Path, int]:
    """An office of ``count`` pieces, the papers of the first ``used`` printed; its file and its number."""
    path = approved_office(folder, count)
    store = open_sqlite(path)
    try:
        office = Office(store, "bench", lambda: datetime.now(UTC))
        for kind in ("labels", "covers"):
            wish = printing.Wish(kind, folder / f"{kind}.pdf", pieces=(1, used))
            if isinstance(answer := printing.print_artifacts(office, CLERK, 1, wish), Refusal):
                raise TypeError(answer)
        number, _ = founding.office_name(office)
    finally:
        store.close()
    return path, number


def codes(office: int, scans: int) -> Iterator[tuple[str, str]]:
    """Cover and envelope of one piece after the other, and the words the desk says to each."""
    for piece in range(1, scans // 2 + 1):
        yield Code(Kind.COVER, 1, piece, 1, 1).digits(office), f"{piece}番"
        yield Code(Kind.LABEL, 1, piece, 0, 1).digits(office), f"{piece}番 封入"


def measure(path: Path, office: int, scans: int) -> dict[str, list[float]]:
    """Seconds of each scan by program."""
    terminal = Terminal()
    try:
        run = (sys.executable, "-m", "bench.desk")
        bare, ours = terminal.begin(*run, "--echo"), terminal.begin(*run, "--office", str(path))
        for words, keys in (
            ("職員番号", ()), ("いま：印刷済", ("2", "Enter", PIN, "Enter")), ("何の確認をしますか", ("F5",)),
            ("(*) 封入", ("Space",)), ("[X]", ("Space",)), ("読取り待ち", ("Enter",)),
        ):  # fmt: skip
            terminal.shows(ours, words, *keys)
        terminal.quiet()
        seconds: dict[str, list[float]] = {"echo": [], "desk": []}
        for code, words in codes(office, scans + WARM):
            for name, pane, wanted in (("echo", bare, f"said {code}"), ("desk", ours, words)):
                seconds[name].append(terminal.until(pane, wanted, code, "Enter"))
                terminal.quiet()
        return {name: taken[WARM:] for name, taken in seconds.items()}
    finally:
        terminal.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=SCANS)
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--echo", action="store_true", help="the bare program itself")
    parser.add_argument("--office", type=Path, metavar="FILE", help="the screens of an office themselves")
    chosen = parser.parse_args(arguments)
    if chosen.echo:
        echo()
        return
    if chosen.office:
        desk(chosen.office)
        return
    with tempfile.TemporaryDirectory() as folder:
        path, office = printed_office(Path(folder), chosen.pieces, chosen.scans // 2 + WARM)
        load = os.getloadavg()[0]
        table = "\n".join(_table(measure(path, office, chosen.scans)))
    text = f"{machine()}; tmux 120×36; {chosen.pieces:,} pieces in the batch; load when it began: {load:.1f}\n\n{table}"
    print(text)
    write_results("desk", "From a scanner's keys to the painted verdict", text)


def _table(seconds: dict[str, list[float]]) -> Iterator[str]:
    yield "| program | scans | median ms | 90 % within ms | slowest ms |\n|---|---|---|---|---|"
    for name, taken in seconds.items():
        yield (
            f"| {name} | {len(taken)} | {median(taken) * 1000:.1f} | {quantiles(taken, n=10)[-1] * 1000:.1f} "
            f"| {max(taken) * 1000:.1f} |"
        )
    yield f"\nThe desk's median is {median(seconds['desk']) / median(seconds['echo']):.2f} times the bare program's."


if __name__ == "__main__":
    main()
