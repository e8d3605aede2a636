"""The list against a control list by key, both ways, every difference explained (R5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checkmail.intake.columns import column_values
from checkmail.intake.compare import compare_keys
from checkmail.intake.folding import fold
from checkmail.intake.tables import Table, read_table
from checkmail.office.acting import Act, Actor, Office, act, check_reason, reading
from checkmail.office.erasable import DIFFERENCE, digest_of
from checkmail.office.findings import latest_open
from checkmail.office.rows import keys_of
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Difference:
    """A key that stands on one side only."""

    comparison: int
    side: str
    """``missing``: in the control list and not in ours; ``extra``: the other way round."""
    key: str
    row: int
    """Record number in the file it stands in."""
    explained_by: int
    """0: nobody yet."""


def compare(office: Office, actor: Actor, number: int, file: Path, key: str) -> list[Difference] | Refusal:
    """Compares with the control list in ``file`` by the column ``key``; the differences are part of the approval."""
    table = read_table(file)
    return _compare(office, actor, number, table, column_values(table, key), key)


@act("compare")
def _compare(opened: Act, number: int, table: Table, control: Sequence[str], key: str) -> list[Difference] | Refusal:
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    ours = keys_of(opened, batch, key)
    missing, extra = compare_keys(control, [value for _record, _piece, value in ours])
    where = {"batch": number, "version": batch.version}
    before = opened.t.all("differences", **where)
    last = opened.t.one("last_comparison", **where)
    comparison = max([row["comparison"] for row in before] + [last["last"] if last else 0]) + 1
    found = [Difference(comparison, "missing", one.key, one.row, 0) for one in missing]
    found += [Difference(comparison, "extra", one.key, one.row, 0) for one in extra]
    rows = [{**where, "comparison": comparison, "side": d.side, "key": d.key, "record": d.row} for d in found]
    opened.t.many("difference_kept", rows)
    opened.record(
        number, "list-compared", version=batch.version, comparison=comparison, sha256=table.sha256,
        missing=len(missing), extra=len(extra), key=opened.keep(key, number),
        rows=opened.keep(digest_of(rows, DIFFERENCE), number),
    )  # fmt: skip
    return found


@reading
def differences(opened: Act, number: int) -> list[Difference] | Refusal:
    """Every difference found for the latest version."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    rows = opened.t.all("differences", batch=number, version=batch.version)
    return [Difference(r["comparison"], r["side"], r["key"], r["record"], r["explained_by"]) for r in rows]


@act("explain")
def explain(opened: Act, number: int, keys: Sequence[str], reason: str) -> int | Refusal:
    """Gives a reason for every open difference of these keys; answers how many it settled."""
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    wanted = {fold(key) for key in keys}
    rows = opened.t.all("differences", batch=number, version=batch.version)
    open_ones = [row for row in rows if fold(row["key"]) in wanted and not row["explained_by"]]
    if not open_ones:
        return Refusal("unknown-finding", "R5", {"batch": number})
    kept = opened.keep(reason, number)
    for comparison, side in dict.fromkeys((row["comparison"], row["side"]) for row in open_ones):
        records = [r["record"] for r in open_ones if (r["comparison"], r["side"]) == (comparison, side)]
        opened.record(
            number, "difference-explained", version=batch.version, comparison=comparison, side=side,
            records=records, reason=kept,
        )  # fmt: skip
    return len(open_ones)
