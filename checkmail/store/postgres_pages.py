"""PostgreSQL's own check of an office's indexes and tables: the extension ``amcheck``, where a server has it.

Whoever may only work in the office may not run it (``docs/postgresql.md``); then nothing is said.
https://www.postgresql.org/docs/current/amcheck.html
"""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg import sql

_MAY: Final = """
SELECT n.nspname AS there FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
JOIN pg_proc p ON p.pronamespace = n.oid
    AND (p.proname = 'verify_heapam' OR (p.proname = 'bt_index_check' AND p.pronargs = 2))
WHERE e.extname = 'amcheck' AND has_schema_privilege(n.oid, 'USAGE')
GROUP BY n.nspname HAVING bool_and(has_function_privilege(p.oid, 'EXECUTE')) AND count(DISTINCT p.proname) = 2
"""

_INDEXES: Final = """
SELECT c.oid::regclass::text AS name, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'
WHERE c.relnamespace = to_regnamespace(%s) AND i.indisvalid ORDER BY c.relname
"""

_TABLES: Final = """
SELECT oid::regclass::text AS name, relname FROM pg_class
WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r' ORDER BY relname
"""

_CORRUPTED: Final = "XX"
"""The class of SQLSTATE (internal error) in which a damaged page and a damaged index are."""


def page_faults(connection: psycopg.Connection[Any], schema: str, *, indexes: bool) -> list[str]:
    """Names of indexes and tables that the check finds damaged, sorted; called within a transaction."""
    there = connection.execute(_MAY).fetchone()
    if there is None:
        return []
    place, own = sql.Identifier(there["there"]), (f'"{schema}"',)
    found = set()
    for row in connection.execute(_INDEXES, own).fetchall() if indexes else ():
        asked = sql.SQL("SELECT {}.bt_index_check(%s::regclass, true) AS said").format(place)
        if _fails(connection, asked, row["name"]):
            found.add(row["relname"])
    for row in connection.execute(_TABLES, own).fetchall():
        # A row for each damaged place, none for a sound table.
        asked = sql.SQL("SELECT msg FROM {}.verify_heapam(%s::regclass) LIMIT 1").format(place)
        if _fails(connection, asked, row["name"]):
            found.add(row["relname"])
    return sorted(found)


def _fails(connection: psycopg.Connection[Any], asked: sql.Composed, name: str) -> bool:
    """Whether the check of ``name`` ends with an error of the damaged, or says something of it."""
    try:
        with connection.transaction():
            said = connection.execute(asked, (name,)).fetchone()
    except psycopg.Error as error:
        if not (error.sqlstate or "").startswith(_CORRUPTED):
            raise
        return True
    return said is not None and bool(next(iter(said.values())))
