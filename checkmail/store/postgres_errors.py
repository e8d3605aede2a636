"""What PostgreSQL and its driver say, as keys of ``locale/*/errors.toml``.

Of a server's message nothing is passed on but its SQLSTATE: the message and its detail may carry a row's values
(R25). What happens before there is a connection has no SQLSTATE; the library's words are passed on then, without the
password, because they are all that tells a wrong port from a wrong certificate.

Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Final

import psycopg

from checkmail.errors import StoreUnavailable

MOVED: Final = "CM001"
"""Our own SQLSTATE: the office is at another place now."""

_BY_CODE: Final = {
    MOVED: "office-moved",
    "25006": "server-read-only",
    "25P03": "server-stopped-it",
    "25P04": "server-stopped-it",
    "28000": "server-login",
    "28P01": "server-login",
    "3D000": "no-database",
    "40001": "server-busy",
    "40P01": "server-busy",
    "42501": "server-permission",
    "53100": "disk-full",
    "53300": "server-full",
    "55P03": "server-busy",
    "57014": "server-stopped-it",
    "57P03": "server-not-reachable",
    "XX001": "damaged",
    "XX002": "damaged",
}
_BY_CLASS: Final = {"08": "connection-lost", "57": "connection-lost"}

_BEFORE_A_CONNECTION: Final = (
    # The server's own language, English or Japanese (its src/backend/po/ja.po), whatever the session asks for.
    (r"password authentication failed|no password supplied|パスワード認証に失敗|pg_hba\.conf", "server-login"),
    (r"role .* does not exist|ロール.*存在しません", "server-login"),
    (r"database .* does not exist|データベース.*存在しません", "no-database"),
    (r"too many (clients|connections)|remaining connection slots|接続数が多すぎ", "server-full"),
)  # fmt: skip


def key_of(error: psycopg.Error, *, lost: bool) -> str:
    """The key for an error on an open connection; ``lost``: there is none any more."""
    code = error.sqlstate or ""
    if lost and code[:2] not in ("57", "53") and not code.startswith("25P0"):
        return "connection-lost"
    return _BY_CODE.get(code) or _BY_CLASS.get(code[:2], "store-failed")


def told(error: psycopg.Error) -> str:
    """What may be shown of an error: its code, or the name of its class."""
    return error.sqlstate or type(error).__name__


def refused_connection(error: psycopg.Error, place: str, password: str) -> StoreUnavailable:
    """Why there is no connection, without the password, and on one line."""
    words = " ".join(str(error).split())
    if password:
        words = words.replace(password, "…")
    key = _BY_CODE.get(error.sqlstate or "") or next(
        (key for pattern, key in _BEFORE_A_CONNECTION if re.search(pattern, words)), "server-not-reachable"
    )
    return StoreUnavailable(key, path=place, error=words[:300])


@contextlib.contextmanager
def translated(lost: Callable[[], bool], place: str) -> Iterator[None]:
    """A driver's error as one of ours; our own pass through. ``lost`` answers whether the connection is gone.

    A broken constraint stays the driver's, as a programmer's mistake, but without the row it was about.
    """
    try:
        yield
    except psycopg.IntegrityError as error:
        raise type(error)(error.diag.message_primary or told(error)) from None
    except psycopg.Error as error:
        raise StoreUnavailable(key_of(error, lost=lost()), path=place, error=told(error)) from None
