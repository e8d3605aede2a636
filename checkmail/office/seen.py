"""Heads of the ledger that were seen, kept beside the office and in the person's own folder (R24).

Going back to an older file verifies: its chains are whole. Only what lies outside the file tells that there were
more entries. Paper has it; these two small files have it too, so that a restore, and `doctor`, know without paper.
They hold numbers and hashes, nothing of people or addresses.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.paper.naming import give_name
from checkmail.rules.codes import PRACTICE_OFFICE
from checkmail.rules.ledger import OFFICE_CHAIN, Head, chain_name
from checkmail.store.protocol import Store, Transaction

ENDING: Final = "-heads"
"""What is put behind the office file's name."""

_LINE: Final = re.compile(r"(office|[1-9][0-9]{0,4}):([1-9][0-9]{0,17}):([0-9a-f]{64})")
_BACKUP: Final = re.compile(r"backup ([0-9T:.-]{26}Z) ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_MOST: Final = 8_000_000
"""Characters read of such a file; 99,999 batches have fewer."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and verified."""

    at: str
    """When, as entries spell it."""
    erase_by: str
    """The day by which it is destroyed, ``2027-02-20``."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the heads of the office at one place are kept."""

    beside: Path | None
    """The file beside the office; None for an office that lies in no file."""
    folder: Path
    """Of the person at the machine; it survives the loss of the office's own folder."""

    def heads(self, office: str) -> list[Head]:
        """What was seen of ``office`` (:func:`identity`), the newest of each chain and place, oldest chain first."""
        found = {head for file in self._files(office) for head in _read(file, office).heads}
        return sorted(found, key=lambda head: (head.chain, head.count))

    def backup(self, office: str) -> Backup | None:
        """The newest backup of ``office`` that was written from here and verified."""
        found = [kept.backup for file in self._files(office) if (kept := _read(file, office)).backup]
        return max((one for one in found if one), key=lambda one: one.at, default=None)

    def keep(self, office: str, heads: Iterable[Head], backup: Backup | None = None) -> None:
        """Remembers ``heads`` too; a place that cannot be written is passed over, since the act has been done."""
        heads = list(heads)
        for file in self._files(office):
            kept = _read(file, office)
            newest = {head.chain: head for head in kept.heads}
            for head in heads:
                if head.count > (newest[head.chain].count if head.chain in newest else 0):
                    newest[head.chain] = head
            _write(file, office, _Kept([newest[chain] for chain in sorted(newest)], backup or kept.backup))

    def begin_anew(self, office: str, heads: Sequence[Head]) -> None:
        """Remembers ``heads`` alone: two people went back and the office says so itself."""
        for file in self._files(office):
            _write(file, office, _Kept(list(heads), _read(file, office).backup))

    def _files(self, office: str) -> list[Path]:
        return [*([self.beside] if self.beside else []), self.folder / f"{office[:16]}{ENDING}"]


@dataclass(frozen=True, slots=True)
class _Kept:
    heads: list[Head]
    backup: Backup | None


def _read(file: Path, office: str) -> _Kept:
    try:
        with file.open(encoding="ascii", errors="replace") as opened:
            first, *lines = opened.read(_MOST).splitlines() or [""]
    except OSError:
        first, lines = "", []
    if first != f"office {office}":
        return _Kept([], None)
    found = filter(None, map(_LINE.fullmatch, lines))
    heads = [Head(OFFICE_CHAIN if line[1] == "office" else int(line[1]), int(line[2]), line[3], "") for line in found]
    backups = [Backup(line[1], line[2]) for line in filter(None, map(_BACKUP.fullmatch, lines))]
    return _Kept(heads, backups[-1] if backups else None)


def _write(file: Path, office: str, kept: _Kept) -> None:
    lines = [f"office {office}", *(f"{chain_name(head.chain)}:{head.count}:{head.hash}" for head in kept.heads)]
    lines += [f"backup {kept.backup.at} {kept.backup.erase_by}"] if kept.backup else []
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    # The act is done and stored: that its head could not be noted in one of two places must not take its answer.
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("w", encoding="ascii", newline="\n") as opened:
                opened.write("\n".join(lines) + "\n")
                opened.flush()
                os.fsync(opened.fileno())
            give_name(part, file)
        except OSError:
            part.unlink(missing_ok=True)


def identity(t: Transaction) -> str:
    """What tells an office from every other, also from one of the same name: the hash of its first entry."""
    rows = t.all("entries_from", chain=OFFICE_CHAIN, after=0, limit=1)
    return str(rows[0]["hash"]) if rows else ""


def remembered_as(t: Transaction) -> str:
    """The :func:`identity` under which heads are remembered; empty for a practice office, which is thrown away."""
    about = t.one("office")
    return identity(t) if about and about["number"] != PRACTICE_OFFICE else ""


def heads_of(t: Transaction) -> list[Head]:
    """Where every chain ends, the office's first."""
    return [Head(row["chain"], row["count"], row["head"], row["at"]) for row in t.all("heads")]


def behind(t: Transaction, seen: Iterable[Head]) -> list[Head]:
    """Those of ``seen`` that the office does not have: it is older than they are, or another since.

    What two people gave up, as the office's own ``restored`` entries say, is not asked for again.
    """
    restored = t.all("entries_of_kind", chain=OFFICE_CHAIN, kind="restored")
    lost = {tuple(head) for row in restored for head in json.loads(row["body"])["lost"]}
    return [head for head in seen if (head.chain, head.count, head.hash) not in lost and not _has(t, head)]


def _has(t: Transaction, head: Head) -> bool:
    rows = t.all("entries_from", chain=head.chain, after=head.count - 1, limit=1)
    return bool(rows) and rows[0]["number"] == head.count and str(rows[0]["hash"]).startswith(head.hash)


def keep_all(store: Store, seen: Seen) -> None:
    """Remembers where every chain of ``store`` ends now."""
    with store.reading() as t:
        office = remembered_as(t)
        heads = rememberable(t, seen, office, heads_of(t))
    if office:
        seen.keep(office, heads)


def rememberable(t: Transaction, seen: Seen, office: str, heads: Iterable[Head]) -> list[Head]:
    """Those of ``heads`` by which nothing is forgotten that ``office`` lacks.

    An office that was put back a day and worked on has longer chains in the end: what shows that it went back must not
    give way to them. Where two people gave up as much (``restored``), it may.
    """
    up_to = given_up(t)
    missing = {head.chain for head in behind(t, seen.heads(office)) if head.count > up_to.get(head.chain, 0)}
    return [head for head in heads if head.chain not in missing]


def given_up(t: Transaction) -> dict[int, int]:
    """Up to which entry two people gave up a chain when they went back, by chain."""
    up_to: dict[int, int] = {}
    for row in t.all("entries_of_kind", chain=OFFICE_CHAIN, kind="restored"):
        up_to |= {chain: max(count, up_to.get(chain, 0)) for chain, count, _ in json.loads(row["body"])["lost"]}
    return up_to
