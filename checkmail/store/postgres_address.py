"""A ``postgresql://`` URL: which server, which database, which schema of it, and what may be shown of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from checkmail.errors import StoreUnavailable
from checkmail.store.opening import without_password

DEFAULT_SCHEMA: Final = "checkmail"
_SCHEMA: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")

_DEFAULTS: Final = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "25000",
    "fallback_application_name": "checkmail",
}
"""Seconds, and milliseconds for the last but one: a line that is cut is noticed within half a minute."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an office lies on a server."""

    parameters: dict[str, Any] = field(repr=False)
    """As libpq takes them; may hold a password."""
    schema: str
    shown: str
    """The URL without a password."""

    @property
    def password(self) -> str:
        """As it stands in the URL; empty where it comes from elsewhere."""
        return str(self.parameters.get("password") or "")

    @property
    def lock(self) -> int:
        """The number of the office's advisory lock, of 64 bits; locks are a database's own."""
        return int.from_bytes(hashlib.sha256(f"checkmail {self.schema}".encode()).digest()[:8], "big", signed=True)


def address_of(url: str) -> Address:
    """The parts of ``url``; ``schema=NAME`` among its parameters is ours, all others are libpq's.

    Raises :class:`StoreUnavailable` ``bad-office-url``; its text shows nothing of a URL that cannot be read, because
    nobody knows which part of it is a password.
    """
    head, _, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    schemas = [unquote(pair.partition("=")[2]) for pair in pairs if pair.startswith("schema=")]
    rest = "&".join(pair for pair in pairs if not pair.startswith("schema="))
    schema = schemas[-1] if schemas else DEFAULT_SCHEMA
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise StoreUnavailable("bad-office-url")
    try:
        parameters = conninfo_to_dict(head + ("?" + rest if rest else ""))
    except psycopg.ProgrammingError:
        raise StoreUnavailable("bad-office-url") from None
    # What a password that was not quoted leaves behind: an @ in the host's name, or a port that is none.
    ports = str(parameters.get("port", "")).replace(",", "")
    if "@" in str(parameters.get("host", "")) or not (ports.isdecimal() or not ports):
        raise StoreUnavailable("bad-office-url")
    return Address({**_DEFAULTS, **parameters, "client_encoding": "UTF8"}, schema, without_password(url))
