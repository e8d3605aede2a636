"""Entry and wiring: the only file that knows both a store and a screen."""

from __future__ import annotations

import functools
import hashlib
import io
import locale
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checkmail import early_stop  # first: what comes next takes long
from checkmail.cli.frame import Copying, Options, Wiring, say_error
from checkmail.cli.main import run
from checkmail.errors import CheckmailError, Misused, StoreUnavailable
from checkmail.locale import Language
from checkmail.office.acting import Office, host_desk, local_now
from checkmail.office.seen import ENDING, Seen
from checkmail.office.signing import Anchor
from checkmail.resources import state_folder, user_folder
from checkmail.store.opening import create_store, is_url, open_moved, open_store

if TYPE_CHECKING:
    from checkmail.rehearsal.practice import Practice

_FILE = "office.db"


def default_place() -> str:
    """The office file in the user's data folder."""
    return str(user_folder() / _FILE)


def _open(place: str, desk: str) -> Office:
    return Office(open_store(place), desk or host_desk(), seen=_seen_at(place), anchor=_anchor_at(place))


def _create(place: str, desk: str) -> Office:
    return Office(create_store(place), desk or host_desk(), seen=_seen_at(place), anchor=_anchor_at(place))


def _open_moved(place: str, desk: str) -> Office:
    return Office(open_moved(place), desk or host_desk())


def _anchor_at(place: str) -> Anchor:
    """The key and the checkpoints lie beside the file; of an office at a URL among the user's files, by its place."""
    if is_url(place):
        shown = place.rpartition("@")[2]
        return Anchor.beside(user_folder() / hashlib.sha256(shown.encode()).hexdigest()[:16])
    return Anchor.beside(Path(place).resolve())


def _seen_at(place: str | Path) -> Seen:
    """An office in a file has its heads beside it too, in the folder of the real file."""
    real = None if isinstance(place, str) and is_url(place) else Path(place).resolve()
    return Seen(real.with_name(real.name + ENDING) if real else None, state_folder())


def _file_of(place: str) -> Path:
    if is_url(place):
        raise StoreUnavailable("one-file-only")
    return Path(place)


def _copying() -> Copying:
    from checkmail.office.moving import copied_tables
    from checkmail.store import sqlite_copies

    copy_out = functools.partial(sqlite_copies.copied, pour=copied_tables)
    return Copying(copy_out, sqlite_copies, _seen_at, _file_of, local_now)


def _screens(office: Office, language: Language) -> None:
    from checkmail.tui.app import run_app

    folder = os.environ.get("CHECKMAIL_FILES")
    if folder:
        os.chdir(folder)
    run_app(office, language, Path(folder).resolve() if folder else None)


def _practice(practice: Practice, language: Language, kept: bool) -> None:
    from checkmail.tui.practice import run_practice

    run_practice(practice, language, kept=kept)


def preferred_language() -> Language:
    """Japanese, unless the environment asks for another language."""
    told = next((os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "")
    if not told and sys.platform == "win32":
        told = locale.getlocale()[0] or ""
    return "en" if told.lower().startswith("en") else "ja"


def _open_streams() -> bool:
    """Puts the null device where a stream of this process is closed; answers whether there is an output."""
    told = sys.stdout is not None
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A Windows console in cp932 cannot say every name; better a mark than an end.
            stream.reconfigure(encoding="utf-8", errors="replace")
    return told


def _close_streams() -> None:
    """What could not be written is given up here; else the interpreter tries once more and complains."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())


def main() -> None:
    """Runs the command line of this process and ends it with the contract's exit status."""
    told = _open_streams()
    # Ended like Ctrl+C: an open act is rolled back and a drawing without a name is removed.
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP, which says that the terminal was closed
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), early_stop.stop)
    language = preferred_language()
    wiring = Wiring(_open, _create, default_place, _screens, _practice, _copying, _open_moved)
    early: CheckmailError | None = Misused("stopped") if early_stop.heard() else None
    early = early if told else StoreUnavailable("output-closed")
    if early:
        status = say_error(early, Options(wiring, language=language, json="--json" in sys.argv))
    else:
        status = run(sys.argv[1:], wiring, language)
    # What comes now is too late: the answer has been given.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _close_streams()
    sys.exit(status)


if __name__ == "__main__":
    main()
