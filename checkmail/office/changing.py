"""What a version of a list changed against the one before it: rows added, removed and changed (R1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checkmail.intake.folding import fold
from checkmail.office.acting import Act, reading
from checkmail.office.rows import Listed
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that is another one now."""

    column: str
    """Our name of the column, or its heading."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A row with the same number in both versions and other contents."""

    key: str
    before: Listed
    after: Listed
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The latest version against the one before it."""

    earlier: int
    """0: there is none, and nothing to compare with."""
    version: int
    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]
    changed: tuple[Changed, ...]
    moved: int
    """Rows with equal contents whose piece has another number now: an earlier print or note names another."""
    same: int
    """Rows with equal contents."""


@reading
def changes(opened: Act, number: int) -> Changes | Refusal:
    """What the latest version changed; refuses ``no-list``. Rows are paired by ``number``, else as whole rows."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.version:
        return Refusal("no-list", "R1", {"batch": number})
    if batch.version == 1:
        return Changes(0, 1, (), (), (), 0, 0)
    before, after = (
        [Listed.from_row(row) for row in opened.t.all("records_of", batch=number, version=version)]
        for version in (batch.version - 1, batch.version)
    )
    return between(before, after, batch.version)


def between(before: Sequence[Listed], after: Sequence[Listed], version: int) -> Changes:
    """The differences of two versions; ``version`` is the later one's number."""
    same, before, after = _equal(before, after)
    ours, theirs = _keyed(before), _keyed(after)
    # A number that stands twice on a side names nobody there: its rows are gone and new, never a change.
    paired = [key for key in ours if len(ours[key]) == 1 and len(theirs.get(key, ())) == 1]
    changed = tuple(_changed(key, ours[key][0], theirs[key][0]) for key in paired)
    gone = {one.before.record for one in changed}
    new = {one.after.record for one in changed}
    return Changes(
        version - 1, version,
        tuple(row for row in after if row.record not in new),
        tuple(row for row in before if row.record not in gone),
        tuple(sorted(changed, key=lambda one: one.after.record)),
        sum(one.piece != other.piece for one, other in same), len(same),
    )  # fmt: skip


def _equal(
    before: Sequence[Listed], after: Sequence[Listed]
) -> tuple[list[tuple[Listed, Listed]], list[Listed], list[Listed]]:
    """Pairs of rows with equal contents, in order, and what is left of both sides."""
    waiting: dict[tuple[tuple[str, str], ...], list[Listed]] = {}
    for row in reversed(before):
        waiting.setdefault(_contents(row), []).append(row)
    pairs, left = [], []
    for row in after:
        equal = waiting.get(_contents(row))
        if equal:
            pairs.append((equal.pop(), row))
        else:
            left.append(row)
    taken = {one.record for one, _ in pairs}
    return pairs, [row for row in before if row.record not in taken], left


def _contents(row: Listed) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((column, value) for column, value in row.fields.items() if value))


def _keyed(rows: Sequence[Listed]) -> dict[str, list[Listed]]:
    out: dict[str, list[Listed]] = {}
    for row in rows:
        if key := fold(row.fields.get("number", "")):
            out.setdefault(key, []).append(row)
    return out


def _changed(key: str, before: Listed, after: Listed) -> Changed:
    return Changed(key, before, after, tuple(_cells(before.fields, after.fields)))


def _cells(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cell]:
    for column in dict.fromkeys((*after, *before)):
        old, new = before.get(column, ""), after.get(column, "")
        if old != new:
            yield Cell(column, old, new)
