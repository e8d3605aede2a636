"""What a server and a schema must be like before an office is opened there, and the migrations.

Migrations are recorded with their names and checksums in the schema's own table ``migrations``; all that are pending
run in one transaction behind the office's lock.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from typing import Any, Final

import psycopg
from psycopg import sql

from checkmail.errors import StoreUnavailable
from checkmail.resources import shipped
from checkmail.store.postgres_address import Address

OLDEST: Final = 140_000
"""As ``server_version_num``. Older ones are no longer maintained (postgresql.org/support/versioning)."""

STRONG: Final = ("on", "remote_apply")
"""Values of synchronous_commit that wait for this server's disk, and for its standbys where it has them to wait for."""

TURN_MILLISECONDS: Final = 15_000
"""So long a desk waits for its turn; the same as in an SQLite office."""

Connection = psycopg.Connection[Any]


def prepare_session(connection: Connection, address: Address) -> None:
    """Sets what every statement relies on and refuses a server on which an act could be lost.

    Raises :class:`StoreUnavailable` ``server-too-old``, ``server-not-utf8``, ``server-read-only``,
    ``server-not-durable``, ``server-without-locks``.
    """
    strong = ", ".join(f"'{value}'" for value in STRONG)
    key = secrets.randbits(62)
    # BEGIN takes the statements before it into its transaction: a ROLLBACK at the end would undo the settings.
    # A strong synchronous_commit is set too: what only the server says it may say otherwise while desks are connected.
    answers = connection.execute(
        f"""SET search_path = "{address.schema}", pg_temp;
        SET lock_timeout = {TURN_MILLISECONDS};
        SET jit = off;
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
        SELECT set_config('synchronous_commit', CASE WHEN here IN ({strong}) THEN here ELSE 'on' END, false)
        FROM current_setting('synchronous_commit') AS here;
        SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
               pg_is_in_recovery() AS standby;
        SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit');
        BEGIN; SELECT pg_advisory_xact_lock({key});
        SELECT count(*) AS held FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid();
        COMMIT""".encode()  # noqa: S608 - the schema's name is a word (address_of), the rest is ours
    )
    rows: list[dict[str, Any]] = []
    for answer in answers.results():
        rows += answer.fetchall() if answer.description else []
    facts = {name: value for row in rows for name, value in row.items() if name not in ("name", "setting")}
    settings = {row["name"]: row["setting"] for row in rows if "setting" in row}
    if facts["version"] < OLDEST:
        raise StoreUnavailable("server-too-old", path=address.shown, version=facts["version"] // 10_000)
    if facts["encoding"] != "UTF8":
        raise StoreUnavailable("server-not-utf8", path=address.shown, encoding=facts["encoding"])
    if facts["standby"]:
        raise StoreUnavailable("server-read-only", path=address.shown)
    for name in ("fsync", "full_page_writes"):
        if settings.get(name) != "on":
            raise StoreUnavailable("server-not-durable", path=address.shown, setting=f"{name}={settings.get(name)}")
    if settings.get("synchronous_commit") not in STRONG:
        setting = f"synchronous_commit={settings.get('synchronous_commit')}"
        raise StoreUnavailable("server-not-durable", path=address.shown, setting=setting)
    # Servers that only speak PostgreSQL's protocol may take a lock and hold nothing.
    if facts["held"] != 1:
        raise StoreUnavailable("server-without-locks", path=address.shown)


def check_office(connection: Connection, address: Address) -> None:
    """The office in the schema, with every migration. Raises :class:`StoreUnavailable` where there is none."""
    done = _done(connection, address)
    if done is None:
        key = "not-an-office" if tables(connection, address.schema) else "no-office"
        raise StoreUnavailable(key, path=address.shown)
    if _pending(done, address):
        _migrated(connection, address)


def create_office(connection: Connection, address: Address) -> None:
    """Makes the schema, where it is missing, and the tables in it, where there are none yet."""
    done = _done(connection, address)
    if done is None and tables(connection, address.schema):
        raise StoreUnavailable("not-an-office", path=address.shown)
    # An office that nobody founded is as good as none.
    if done is not None and (_pending(done, address) or connection.execute("SELECT 1 FROM office").fetchone()):
        raise StoreUnavailable("already-there", path=address.shown)
    _migrated(connection, address)


def _migrated(connection: Connection, address: Address) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (address.lock,))
        if not connection.execute("SELECT to_regnamespace(%s) AS there", (f'"{address.schema}"',)).fetchone()["there"]:  # type: ignore[index]
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(address.schema)))
        connection.execute(
            'CREATE TABLE IF NOT EXISTS migrations (name text COLLATE "C" PRIMARY KEY, sha256 text NOT NULL,'
            " at timestamptz NOT NULL DEFAULT now())"
        )
        done = _done(connection, address) or {}
        for name in _pending(done, address):
            script, digest = _steps()[name]
            connection.execute(script)
            connection.execute("INSERT INTO migrations (name, sha256) VALUES (%s, %s)", (name, digest))


def _done(connection: Connection, address: Address) -> dict[str, str] | None:
    """The migrations that are recorded, with their checksums; None where no office is."""
    there = connection.execute("SELECT to_regclass(%s) AS there", (f'"{address.schema}".migrations',)).fetchone()
    if there is None or there["there"] is None:
        return None
    return {
        row["name"]: row["sha256"] for row in connection.execute("SELECT name, sha256 FROM migrations ORDER BY name")
    }


def _pending(done: dict[str, str], address: Address) -> list[str]:
    for name, digest in done.items():
        if name not in _steps():
            raise StoreUnavailable("newer-office", path=address.shown)
        if digest != _steps()[name][1]:
            raise StoreUnavailable("other-schema", path=address.shown, name=name)
    return [name for name in _steps() if name not in done]


def tables(connection: Connection, schema: str) -> list[str]:
    """The names of the tables in the schema but the one of migrations, sorted."""
    asked = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
    names = (row["relname"] for row in connection.execute(asked, (f'"{schema}"',)))
    return sorted(name for name in names if name != "migrations")


@functools.cache
def _steps() -> dict[str, tuple[bytes, str]]:
    """Each migration's name with its text and its SHA-256, in their order; line ends as in the repository."""
    files = sorted((shipped("db") / "migrations" / "postgres").glob("*.sql"))
    scripts = {file.stem: file.read_bytes().replace(b"\r\n", b"\n") for file in files}
    return {name: (script, hashlib.sha256(script).hexdigest()) for name, script in scripts.items()}


def primary_key(connection: Connection, table: str) -> list[str]:
    """The columns of a table's primary key in their order."""
    rows = connection.execute(
        """SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
        WHERE indrelid = %s::regclass AND indisprimary ORDER BY array_position(indkey, attnum)""",
        (table,),
    )
    return [row["attname"] for row in rows]


_CATALOGUE: Final = """
SELECT 'column' AS what, c.relname || '.' || a.attname AS name, c.relname AS about,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, l.collname, pg_get_expr(d.adbin, d.adrelid),
                 row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)) AS text
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm')
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = to_regnamespace(%(schema)s) AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', conname, (SELECT relname FROM pg_class WHERE oid = conrelid), pg_get_constraintdef(oid)
FROM pg_constraint
WHERE connamespace = to_regnamespace(%(schema)s)
UNION ALL
SELECT 'index', c.relname, (SELECT relname FROM pg_class WHERE oid = indrelid), pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = to_regnamespace(%(schema)s)
UNION ALL
SELECT 'trigger', tgname, c.relname, pg_get_triggerdef(t.oid) || tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE c.relnamespace = to_regnamespace(%(schema)s) AND NOT tgisinternal
UNION ALL
SELECT 'rule', rulename, c.relname, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE c.relnamespace = to_regnamespace(%(schema)s)
UNION ALL
SELECT 'function', proname, pg_get_function_identity_arguments(oid), pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = to_regnamespace(%(schema)s) AND prokind = 'f'
"""


def faults(connection: Connection, schema: str) -> list[str]:
    """Names of what is in the schema otherwise than the migrations make it.

    The migrations run once more beside it, in a schema that the transaction this is called in rolls back.
    """
    own = f"checkmail_{secrets.token_hex(6)}"
    found = _catalogue(connection, schema)
    connection.execute(sql.SQL("CREATE SCHEMA {0}; SET LOCAL search_path = {0}, pg_temp").format(sql.Identifier(own)))
    for script, _ in _steps().values():
        connection.execute(script)
    made = _catalogue(connection, own)
    # The table of migrations is no part of them; what else bears its name is.
    ours = {one for one in found if one[0] not in _OF_A_TABLE or one[2] != "migrations"}
    return sorted({about if what in ("column", "constraint") else name for what, name, about, _ in ours ^ made})


_OF_A_TABLE: Final = ("column", "constraint", "index")


def _catalogue(connection: Connection, schema: str) -> set[tuple[str, str, str, str]]:
    """What, its name, what it is about (triggers and constraints of two tables may have one name), and its text."""
    connection.execute(sql.SQL("SET LOCAL search_path = {}, pg_temp").format(sql.Identifier(schema)))
    rows = connection.execute(_CATALOGUE, {"schema": f'"{schema}"'})
    # Definitions name the schema they are in.
    return {(r["what"], r["name"], r["about"] or r["name"], r["text"].replace(f"{schema}.", "")) for r in rows}
