"""What the checks saw, and what settled it (R3, R12)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from checkmail.intake.postal import data_date as postal_data_date
from checkmail.intake.words import Words, describe
from checkmail.office.acting import Act, act, check_reason, reading
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.office.withheld_pieces import withheld_pieces
from checkmail.rules.lists import Finding, Severity
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

__all__ = [
    "ACCEPT_FINDINGS", "ONE_MAY_STAY", "ROWS_COMPARED", "Group", "Seen", "Words", "acknowledge", "attention_pieces",
    "describe", "findings", "grouped", "groups", "key_of", "latest_open", "postal_data_date", "propose_accept",
    "propose_compared", "seen", "under_attention",
]  # fmt: skip

_ORDER: Final = {severity: place for place, severity in enumerate(Severity)}

ONE_MAY_STAY = frozenset({"duplicate", "duplicate-number"})
"""Stops that are settled when all but one of their pieces are withheld (R3)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding with its number and whether it is settled."""

    number: int
    finding: Finding
    pieces: tuple[int, ...]
    settled: str
    """``acknowledged``, ``accepted``, ``withheld``; empty: it still asks for something, or is a note."""
    settled_by: int
    version: int
    """Of the list: the numbers of another version name other findings."""
    reason: str = ""
    """Why it was settled; empty where nothing settled it, its piece was withheld, or the words were erased."""

    @property
    def open(self) -> bool:
        """Whether it still asks for something."""
        return not self.settled and self.finding.severity is not Severity.NOTE


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind: the same code, severity, columns and sign. One act deals with all of them (R3)."""

    key: str
    severity: Severity
    code: str
    columns: tuple[str, ...]
    """Headings as they stand in the file."""
    sign: str
    """What told the check, where a code has several signs; empty: it has one."""
    numbers: tuple[int, ...]
    """Of the findings, ascending."""
    open: int
    """How many still ask for something."""
    pieces: int
    settled: tuple[tuple[str, int, str, int], ...]
    """How, by whom, why, and how many: each pair of act and reason once, in the order of the findings."""


def grouped(all_seen: Iterable[Seen]) -> list[Group]:
    """The findings by kind: stops first, then by code, columns and sign."""
    kinds: dict[tuple[int, str, tuple[str, ...], str], list[Seen]] = {}
    for one in all_seen:
        found = one.finding
        place = _ORDER[found.severity], found.code, found.columns, str(found.details.get("sign", ""))
        kinds.setdefault(place, []).append(one)
    return [_group(code, columns, sign, kinds[place]) for place in sorted(kinds) for _, code, columns, sign in [place]]


def _group(code: str, columns: tuple[str, ...], sign: str, members: Sequence[Seen]) -> Group:
    severity = members[0].finding.severity
    how = Counter((one.settled, one.settled_by, one.reason) for one in members if one.settled)
    return Group(
        key_of(members[0]), severity, code, columns, sign, tuple(one.number for one in members),
        sum(one.open for one in members), len({piece for one in members for piece in one.pieces}),
        tuple((*settled, count) for settled, count in how.items()),
    )  # fmt: skip


def key_of(one: Seen) -> str:
    """The key of the group a finding belongs to."""
    found = one.finding
    return "/".join((found.severity.value, found.code, "+".join(found.columns), str(found.details.get("sign", ""))))


@reading
def groups(opened: Act, number: int) -> list[Group] | Refusal:
    """The findings of the latest version by kind."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else grouped(seen(opened, batch))


@reading
def findings(opened: Act, number: int) -> list[Seen] | Refusal:
    """Everything the checks saw in the latest version."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else seen(opened, batch)


def seen(opened: Act, batch: Batch, lifted: Set[int] = frozenset()) -> list[Seen]:
    """The findings of the batch's latest version, each with what settled it, as if ``lifted`` were not withheld."""
    where = {"batch": batch.number, "version": batch.version}
    pieces_of = _pieces_of(opened, batch)
    withheld = withheld_pieces(opened, batch) - lifted
    return [_seen(row, pieces_of, withheld) for row in opened.t.all("findings", **where)]


def _pieces_of(opened: Act, batch: Batch) -> Callable[[Sequence[int]], Collection[int]]:
    """From records to the pieces they belong to."""
    where = {"batch": batch.number, "version": batch.version}
    version = opened.t.one("version", **where)
    if version and version["records"] == version["pieces"]:
        # As many pieces as records: pieces are numbered by their first record, so each has its record's number.
        return lambda records: records
    piece_of = {row["record"]: row["piece"] for row in opened.t.all("pieces_of_records", **where)}
    return lambda records: {piece_of[record] for record in records}


def _seen(row: Any, pieces_of: Callable[[Sequence[int]], Collection[int]], withheld: set[int]) -> Seen:
    records = tuple(json.loads(row["records"]))
    severity = Severity(row["severity"])
    found = Finding(row["code"], records, tuple(json.loads(row["columns"])), json.loads(row["details"]), severity)
    pieces = tuple(sorted(pieces_of(records)))
    settled = row["how"]
    left = set(pieces) - withheld
    if not settled and pieces and len(left) <= (1 if found.code in ONE_MAY_STAY and len(pieces) > 1 else 0):
        settled = "withheld"
    return Seen(row["finding"], found, pieces, settled, row["settled_by"], row["version"], row["reason"])


def latest_open(opened: Act, number: int) -> Batch | Refusal:
    """The batch, where its latest version can still be settled: imported and not yet approved."""
    batch = opened.open_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.version:
        return Refusal("no-list", "R1", {"batch": number})
    if batch.approved_version:
        return Refusal("approved", "R1", {"batch": number})
    return batch


@act("acknowledge")
def acknowledge(
    opened: Act,
    number: int,
    reason: str,
    *,
    numbers: Sequence[int] = (),
    code: str = "",
    groups: Collection[str] = (),
    looked_at: int = 0,
) -> list[int] | Refusal:
    """Takes note of attention findings with a reason (R3): those in ``numbers``, all of one ``code``, of ``groups``.

    Their pieces are put under attention. Refuses ``unknown-finding``, and ``not-accepted-kind`` for a
    stop, which a reason does not settle. ``looked_at``: the version that was seen, 0 for the latest; refuses
    ``stale`` where there is another by now. Answers the finding numbers settled.
    """
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    if looked_at not in (0, batch.version):
        return Refusal("stale", "R3", {"batch": number})
    check_reason(reason)
    by_number = {one.number: one for one in seen(opened, batch)}
    wanted = list(numbers)
    if code:
        wanted += [
            n for n, one in by_number.items() if one.finding.code == code and one.finding.severity is Severity.ATTENTION
        ]
    known = grouped(by_number.values()) if groups else ()
    if set(groups) - {group.key for group in known}:
        return Refusal("unknown-finding", "R3", {"batch": number})
    wanted += [n for group in known if group.key in groups for n in group.numbers]
    if not wanted or any(n not in by_number for n in wanted):
        return Refusal("unknown-finding", "R3", {"batch": number})
    if any(by_number[n].finding.severity is Severity.STOP for n in wanted):
        return Refusal("not-accepted-kind", "R3", {"batch": number})
    open_ones = [n for n in dict.fromkeys(wanted) if by_number[n].settled not in ("acknowledged", "accepted")]
    if open_ones:
        _settle(opened, batch, open_ones, "acknowledged", opened.keep(reason, number))
    return open_ones


def _settle(opened: Act, batch: Batch, numbers: list[int], how: str, reason: dict[str, object]) -> None:
    opened.record(batch.number, "findings-settled", version=batch.version, findings=numbers, how=how, reason=reason)


@act("propose-accept")
def propose_accept(opened: Act, number: int, numbers: Sequence[int], reason: str) -> Proposed | Refusal:
    """Proposes that a name nobody can draw is written by hand (R3)."""
    check_reason(reason)
    return propose(
        opened, number, "accept-findings", {"findings": list(numbers), "reason": opened.keep(reason, number)}
    )


def _judge_accept(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    by_number = {one.number: one for one in seen(opened, batch)}
    if not params["findings"] or any(n not in by_number for n in params["findings"]):
        return Refusal("unknown-finding", "R3", {"batch": number})
    if any(by_number[n].finding.code != "missing-glyph" or by_number[n].settled for n in params["findings"]):
        return Refusal("not-accepted-kind", "R3", {"batch": number})
    return None


def _version_seen(opened: Act, number: int, _params: Params) -> object:
    """A proposal about one version is stale once there is another."""
    row = opened.t.one("batch", batch=number)
    return row["version"] if row else 0


def _perform_accept(opened: Act, proposal: Proposal, _prepared: object) -> list[int] | Refusal:
    batch = opened.batch(proposal.batch)
    if isinstance(batch, Refusal):
        return batch
    _settle(opened, batch, proposal.params["findings"], "accepted", proposal.params["reason"])
    return list(proposal.params["findings"])


ACCEPT_FINDINGS = Proposable(_judge_accept, _perform_accept, witness=_version_seen)


@act("propose-compared")
def propose_compared(opened: Act, number: int) -> Proposed | Refusal:
    """Proposes that the rows under attention were compared with the source by two people (R12)."""
    return propose(opened, number, "rows-compared", {})


def _judge_compared(opened: Act, number: int, _params: Params) -> Refusal | None:
    batch = latest_open(opened, number)
    return batch if isinstance(batch, Refusal) else None


def _attention_seen(opened: Act, number: int, params: Params) -> object:
    batch = opened.batch(number)
    return [
        _version_seen(opened, number, params),
        [] if isinstance(batch, Refusal) else sorted(attention_pieces(opened, batch)),
    ]


def _perform_compared(opened: Act, proposal: Proposal, _prepared: object) -> bool:
    row = opened.t.one("batch", batch=proposal.batch)
    opened.record(proposal.batch, "rows-compared", version=row["version"] if row else 0)
    return True


ROWS_COMPARED = Proposable(_judge_compared, _perform_compared, witness=_attention_seen)


def attention_pieces(opened: Act, batch: Batch) -> set[int]:
    """Pieces whose second check asks for more (R12): acknowledged attention and accepted glyphs."""
    return under_attention(seen(opened, batch))


def under_attention(all_seen: Iterable[Seen]) -> set[int]:
    """The pieces of findings that were acknowledged, or accepted to be written by hand (R12)."""
    return {piece for one in all_seen if one.settled in ("acknowledged", "accepted") for piece in one.pieces}
