"""The rows of the list's screen: kinds of findings, findings, and what the list is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from checkmail.office.approval import ListView
from checkmail.office.findings import Seen, describe
from checkmail.rules.lists import Severity
from checkmail.tui.session import Session
from checkmail.tui.widgets.searched_table import Line

ALL: Final = "*"
"""Key of the row that stands for every kind."""

_ORDER: Final = {severity.value: place for place, severity in enumerate(Severity)}


def facts(session: Session, view: ListView) -> str:
    """Fingerprint, rows, who imported and approved, how the withholding question stands, the mapping."""
    one, say = view.imported, session.say
    columns = "　".join(
        say("list.column", ours=say(f"ours.{ours}"), heading=heading) for ours, heading in one.columns.items()
    )
    approved = say("list.approved", person=view.approved_by) if view.approved_by else say("list.not-approved")
    answered = say(f"list.withholding.{view.withholding or 'open'}")
    first = say(
        "list.facts", version=one.version, rows=one.rows, pieces=one.pieces, encoding=one.encoding,
        sha256=one.sha256[:12], person=view.imported_by,
    )  # fmt: skip
    return f"{first}　{approved}　{answered}\n{columns}"


def of_kinds(session: Session, seen: Sequence[Seen]) -> list[Line]:
    """One row a kind, stops first, with how many and how many are open."""
    kinds = Counter((one.finding.severity.value, one.finding.code) for one in seen)
    left = Counter(one.finding.code for one in seen if not one.settled)
    lines = [_kind(session, seen, severity, code, count, left[code]) for (severity, code), count in kinds.items()]
    lines.sort(key=lambda line: (_ORDER[line.hidden.split()[0]], line.cells[1]))
    total = (session.say("list.all"), "", str(len(seen)), str(sum(left.values())))
    return [Line(ALL, total), *lines] if lines else []


def _kind(session: Session, seen: Sequence[Seen], severity: str, code: str, count: int, left: int) -> Line:
    example = next(one for one in seen if one.finding.code == code)
    title = describe(example.finding, session.language).title
    asks = left if severity != Severity.NOTE else 0
    cells = (session.word(f"severity.{severity}"), title, str(count), str(asks))
    tone = "stop" if severity == Severity.STOP and asks else "dim" if not asks else ""
    return Line(f"{severity}/{code}", cells, tone, hidden=f"{severity} {code}")


def of_finding(session: Session, one: Seen) -> Line:
    """One finding with its rows, whether it is settled, and what was seen."""
    words = describe(one.finding, session.language)
    rows = " ".join(map(str, one.finding.rows[:6])) + (" …" if len(one.finding.rows) > 6 else "")
    settled = session.say(f"settled.{one.settled or 'open'}")
    if one.finding.severity is Severity.NOTE:
        settled = session.say("settled.note")
    cells = (str(one.number), session.word(f"severity.{one.finding.severity}"), rows, settled, words.message)
    return Line(str(one.number), cells, "dim" if one.settled else "", hidden=f"{one.finding.code} {words.title}")
