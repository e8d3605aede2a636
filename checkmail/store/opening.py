"""Which engine keeps the office at a place: a ``postgresql://`` URL is a server's, anything else an SQLite file.

The only place that knows both engines. PostgreSQL's driver is loaded when a URL asks for it, so that an office in a
file needs nothing of it.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Final

from checkmail.errors import StoreUnavailable
from checkmail.store.protocol import Store

_SCHEMES: Final = ("postgresql://", "postgres://")


def is_url(place: str) -> bool:
    """Whether ``place`` names a server."""
    return place.startswith(_SCHEMES)


def without_password(place: str) -> str:
    """``place`` as people may read it.

    All that stands between the first colon of the user and the last ``@`` is left out, however it is written: of a
    password that was not quoted as URLs want it nothing may remain.
    """
    if not is_url(place):
        return place
    scheme, _, rest = place.partition("://")
    before, at, after = rest.rpartition("@")
    shown = f"{scheme}://{re.split('[:/?]', before)[0]}{at}{after}" if at else place
    return re.sub(r"(?i)([?&](?:ssl)?password=)[^&]*", r"\1…", shown)


def open_store(place: str) -> Store:
    """The office at ``place``. Raises :class:`StoreUnavailable`, with a key that says why."""
    store = open_moved(place)
    with contextlib.ExitStack() as stack:
        stack.callback(store.close)
        with store.reading() as t:
            mark = t.one("secret", name="moved")
        if mark is not None:
            raise StoreUnavailable("office-moved", path=store.place, to=mark["hash"])
        stack.pop_all()
    return store


def open_moved(place: str) -> Store:
    """The office at ``place``, even if it has moved away: to end the move."""
    if is_url(place):
        _check_driver()
        from checkmail.store.postgres import open_postgres

        return open_postgres(place)
    from checkmail.store.sqlite import open_sqlite

    return open_sqlite(Path(place))


def create_store(place: str) -> Store:
    """An empty office at ``place``; ``already-there`` where one is. Raises :class:`StoreUnavailable`."""
    if is_url(place):
        _check_driver()
        from checkmail.store.postgres import create_postgres

        return create_postgres(place)
    from checkmail.store.sqlite import create_sqlite

    return create_sqlite(Path(place))


def _check_driver() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreUnavailable("no-postgresql") from None
