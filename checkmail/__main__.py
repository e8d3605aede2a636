"""Entry and wiring: the only file that knows both a store and a screen."""

from __future__ import annotations

import locale
import os
import sys
import traceback
from pathlib import Path

from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.errors import StoreUnavailable
from checkmail.locale import Language
from checkmail.office.acting import Office, host_desk
from checkmail.store.sqlite import create_sqlite, open_sqlite

_FILE = "office.db"


def default_place() -> str:
    """The office file in the user's data folder."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return str(base / "checkmail" / _FILE)


def _path(place: str) -> Path:
    if place.startswith(("postgresql://", "postgres://")):
        raise StoreUnavailable("no-postgresql")
    return Path(place)


def _open(place: str, desk: str) -> Office:
    return Office(open_sqlite(_path(place)), desk or host_desk())


def _create(place: str, desk: str) -> Office:
    return Office(create_sqlite(_path(place)), desk or host_desk())


def _screens(office: Office, language: Language) -> None:
    from checkmail.tui.app import run_app

    run_app(office, language)


def preferred_language() -> Language:
    """Japanese, unless the environment asks for another language."""
    told = next((os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "")
    if not told and sys.platform == "win32":
        told = locale.getlocale()[0] or ""
    return "en" if told.lower().startswith("en") else "ja"


def main() -> None:
    """Runs the command line of this process and ends it with the contract's exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console in cp932 cannot say every name; better a mark than an end.
            stream.reconfigure(encoding="utf-8", errors="replace")
    wiring = Wiring(_open, _create, default_place, _screens)
    try:
        status = run(sys.argv[1:], wiring, preferred_language())
    except Exception as error:  # noqa: BLE001
        if os.environ.get("CHECKMAIL_DEBUG"):
            traceback.print_exc()
        print(f"✕ 思わぬ異常で止まりました（{type(error).__name__}）。何も途中のまま残していません。", file=sys.stderr)  # noqa: T201
        print("  → もう一度行い、続くときは CHECKMAIL_DEBUG=1 を付けて管理者に見せてください。", file=sys.stderr)  # noqa: T201
        status = 4
    sys.exit(status)


if __name__ == "__main__":
    main()
