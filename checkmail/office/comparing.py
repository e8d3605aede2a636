"""The list against a control list by key, both ways, every difference explained (R5).

A control list is the register of everybody who should get it, or it names people who must not be in the
list: those who have paid, moved away, died. Of the second kind each match is what is suspicious.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkmail.errors import Misused
from checkmail.intake.compare import compare_keys, match_keys
from checkmail.intake.folding import fold
from checkmail.intake.keys import Keys, read_keys
from checkmail.office.acting import Act, Actor, Office, act, check_reason, reading
from checkmail.office.entries import entry_from
from checkmail.office.erasable import DIFFERENCE, digest_of
from checkmail.office.findings import latest_open
from checkmail.office.rows import keys_of
from checkmail.office.withheld_pieces import withheld_pieces
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

Progress = Callable[[str], None]
Mark = tuple[int, str, int]
"""Comparison, side and row: one difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A key that stands on one side only, or on both where the control list excludes."""

    comparison: int
    side: str
    """``missing``: in the control list and not in ours; ``extra``: the other way round; ``matched``: in our
    list although the control list names who must not be in it."""
    key: str
    row: int
    """Record number in the file it stands in; of ``matched`` in our list."""
    explained_by: int
    """0: nobody yet."""
    reason: str = ""
    """Why it is as it should be; empty: not explained, or the words were erased."""
    piece: int = 0
    """The piece of our list; 0: it is missing there."""
    withheld: bool = False
    """The piece is taken out of the mailing: a match asks for nothing more then."""

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of the approval."""
        return not self.explained_by and not (self.side == "matched" and self.withheld)

    @property
    def mark(self) -> Mark:
        """What names it."""
        return self.comparison, self.side, self.row


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of the latest version, as its approver sees it."""

    number: int
    excluded: bool
    """The control list names who must not be in the list."""
    sha256: str
    """Of the control file."""
    key: str
    """The column that was compared; empty once erased."""
    samples: str
    """The first keys of both sides, so that a column that never matches is seen; empty once erased."""
    control: int
    """Rows of the control file."""
    missing: int
    extra: int
    matched: int
    by: int
    at: str


def compare(
    office: Office,
    actor: Actor,
    number: int,
    file: Path,
    key: str,
    *,
    excluded: bool = False,
    progress: Progress | None = None,
) -> list[Difference] | Refusal:
    """Compares with the control list in ``file`` by the column ``key``; the differences are part of the approval.

    ``excluded``: the control list names who must not be in the list, so each match is a difference.
    ``progress`` is told a word at each step and may raise to stop; nothing is kept then. Raises
    :class:`Misused` ``missing-column``, or ``no-keys`` where the control file's column is empty throughout.
    """
    tell = progress or (lambda _step: None)
    tell("reading")
    control = read_keys(file, key)
    if not any(value.strip() for value in control.values):
        # Nobody in a paid list is no "nobody has paid": it would pass whatever the list holds.
        raise Misused("no-keys", column=key, file=file.name)
    tell("comparing")
    return _compare(office, actor, number, control, key, excluded)


@act("compare")
def _compare(opened: Act, number: int, control: Keys, key: str, excluded: bool) -> list[Difference] | Refusal:
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    ours = keys_of(opened, batch, key)
    where = {"batch": number, "version": batch.version}
    before = opened.t.all("differences", **where)
    last = opened.t.one("last_comparison", **where)
    comparison = max([row["comparison"] for row in before] + [last["last"] if last else 0]) + 1
    sides = _sides(control.values, ours, excluded=excluded)
    rows = [
        {**where, "comparison": comparison, "side": side, "key": value, "record": record}
        for side, found in sides.items()
        for value, record in found
    ]
    opened.t.many("difference_kept", rows)
    opened.record(
        number, "list-compared", version=batch.version, comparison=comparison, sha256=control.sha256,
        excluded=excluded, control=len(control.values), **{side: len(found) for side, found in sides.items()},
        key=opened.keep(key, number), rows=opened.keep(digest_of(rows, DIFFERENCE), number),
        samples=opened.keep(" / ".join(control.values[:3]) + " ⇔ " + " / ".join(v for _, _, v in ours[:3]), number),
    )  # fmt: skip
    return [one for one in differences_of(opened, batch) if one.comparison == comparison]


def _sides(
    control: Sequence[str], ours: Sequence[tuple[int, int, str]], *, excluded: bool
) -> dict[str, list[tuple[str, int]]]:
    """Side -> key and record of each difference."""
    keys = [value for _record, _piece, value in ours]
    if excluded:
        named = set(match_keys(control, ((record, value) for record, _, value in ours)).ours)
        # A row without a key cannot be found among those who must not be here: it is not silently passed.
        empty = [(value, r) for r, _, value in ours if not fold(value)]
        return {"missing": [], "extra": empty, "matched": [(value, r) for r, _, value in ours if r in named]}
    missing, extra = compare_keys(control, keys)
    return {
        "missing": [(one.key, one.row) for one in missing],
        # Rows of ours by their record numbers, not by their place among the keys.
        "extra": [(one.key, ours[one.row - 1][0]) for one in extra],
        "matched": [],
    }


@reading
def differences(opened: Act, number: int) -> list[Difference] | Refusal:
    """Every difference found for the latest version."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else differences_of(opened, batch)


def differences_of(opened: Act, batch: Batch) -> list[Difference]:
    """Every difference found for the batch's latest version, in the order of the comparisons."""
    withheld = withheld_pieces(opened, batch)
    rows = opened.t.all("differences", batch=batch.number, version=batch.version)
    return [
        Difference(
            r["comparison"], r["side"], r["key"], r["record"], r["explained_by"], r["reason"], r["piece"],
            r["piece"] in withheld,
        )
        for r in rows
    ]  # fmt: skip


@reading
def comparisons(opened: Act, number: int) -> list[Comparison] | Refusal:
    """Every comparison of the latest version."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else comparisons_of(opened, batch)


def comparisons_of(opened: Act, batch: Batch) -> list[Comparison]:
    """Every comparison of the batch's latest version, in order."""
    return [one for version, one in _compared(opened, batch) if version == batch.version]


def not_compared_again(opened: Act, batch: Batch) -> bool:
    """R5: whether an earlier version was compared in a way that this one was not."""
    kinds: dict[bool, set[bool]] = {True: set(), False: set()}
    for version, one in _compared(opened, batch):
        kinds[version == batch.version].add(one.excluded)
    return not kinds[False] <= kinds[True]


def _compared(opened: Act, batch: Batch) -> Iterator[tuple[int, Comparison]]:
    """Version and comparison of every one there was."""

    def words(facts: dict[str, object], name: str) -> str:
        committed = facts.get(name)
        row = opened.t.one("text", digest=committed["sha256"]) if isinstance(committed, dict) else None
        return row["text"] if row else ""

    for row in opened.t.all("entries_of_kind", chain=batch.number, kind="list-compared"):
        entry = entry_from(row)
        facts = entry.facts()
        yield (
            facts["version"],
            Comparison(
                facts["comparison"], facts.get("excluded", False), facts["sha256"], words(facts, "key"),
                words(facts, "samples"), facts.get("control", 0), facts["missing"], facts["extra"],
                facts.get("matched", 0), entry.person, entry.at,
            ),
        )  # fmt: skip


@act("explain")
def explain(opened: Act, number: int, keys: Sequence[str], reason: str, *, marks: Sequence[Mark] = ()) -> int | Refusal:
    """Gives a reason for every open difference of these keys, and for the marked; answers how many it settled."""
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    wanted, marked = {fold(key) for key in keys}, set(marks)
    open_ones = [
        one
        for one in differences_of(opened, batch)
        if not one.explained_by and (one.mark in marked or fold(one.key) in wanted)
    ]
    if not open_ones:
        return Refusal("unknown-finding", "R5", {"batch": number})
    kept = opened.keep(reason, number)
    for comparison, side in dict.fromkeys((one.comparison, one.side) for one in open_ones):
        records = [one.row for one in open_ones if (one.comparison, one.side) == (comparison, side)]
        opened.record(
            number, "difference-explained", version=batch.version, comparison=comparison, side=side,
            records=records, reason=kept,
        )  # fmt: skip
    return len(open_ones)
