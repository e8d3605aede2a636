"""The approver's view in words: file, findings and their reasons, comparison, withholding, proof sheet."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from checkmail.office.findings import Group
from checkmail.office.overview import Overview
from checkmail.rules.lists import Severity
from checkmail.tui.screens.list_withheld import answered
from checkmail.tui.session import Session
from checkmail.tui.words import when

_MOST = 20
"""Lines of a part that can grow with the list; what is more is counted."""


def view_words(session: Session, found: Overview) -> Content:
    """Everything, a part a heading."""
    parts: list[tuple[str, str] | str] = []
    for key, lines in (
        ("blocks", [session.reason(code).message for code in found.view.blocked_by]),
        ("file", list(_file(session, found))),
        ("findings", list(_findings(session, found))),
        ("comparison", list(_comparison(session, found))),
        ("withholding", list(_withholding(session, found))),
        ("sheet", list(_sheet(session, found))),
    ):
        if lines:
            parts += [(f"{session.say(f'approval.{key}')}\n", "bold $primary"), "".join(f"  {x}\n" for x in lines)]
    return Content.assemble(*parts)


def _who(found: Overview, person: int) -> str:
    return found.names.get(person, str(person))


def _file(session: Session, found: Overview) -> Iterator[str]:
    one, say = found.view.imported, session.say
    yield say("approval.imported", person=_who(found, found.view.imported_by), at=when(found.view.imported_at))
    yield say("approval.rows", version=one.version, rows=f"{one.rows:,}", pieces=f"{one.pieces:,}",
              encoding=one.encoding)  # fmt: skip
    yield say("approval.sha256", sha256=one.sha256)
    if one.file:
        key = "approval.sheet-of-file" if one.sheet else "approval.name-of-file"
        yield say(key, file=one.file, sheet=one.sheet, row=one.heading_row)
    # Who said which column is which is what there is to doubt: a guess stands apart from a hand's choice (R1).
    for source in dict.fromkeys((*one.sources.values(), "")):
        named = [ours for ours in one.columns if one.sources.get(ours, "") == source]
        columns = "　".join(say("list.column", ours=say(f"ours.{ours}"), heading=one.columns[ours]) for ours in named)
        if named:
            yield say("approval.columns", source=say(f"source.{source}") if source else "—", columns=columns)


def _findings(session: Session, found: Overview) -> Iterator[str]:
    for group in found.groups:
        yield _kind(session, group)
        if group.severity is Severity.NOTE:
            continue
        for how, person, reason, count in group.settled:
            yield "    " + session.say(
                "approval.settled", how=session.say(f"settled.{how}"), count=count,
                person=_who(found, person) if person else "—", reason=reason or "—",
            )  # fmt: skip
    if not found.groups:
        yield session.say("approval.no-findings")
    if found.attention:
        yield session.say("list.attention", count=len(found.attention))
    for person, at in found.compared_by:
        yield session.say("approval.rows-compared", person=_who(found, person), at=when(at))


def _kind(session: Session, group: Group) -> str:
    words = session.finding(group.code)
    columns = "・".join(group.columns)
    key = "approval.kind-open" if group.open else "approval.kind"
    return session.say(
        key, severity=session.word(f"severity.{group.severity}"), title=words, columns=columns,
        count=len(group.numbers), open=group.open,
    )  # fmt: skip


def _comparison(session: Session, found: Overview) -> Iterator[str]:
    say = session.say
    if not found.comparisons:
        yield say("list.not-compared")
    for one in found.comparisons:
        yield say(
            f"list.comparison.{'excluded' if one.excluded else 'register'}", number=one.number, key=one.key,
            control=f"{one.control:,}", missing=one.missing, extra=one.extra, matched=one.matched, samples=one.samples,
        )  # fmt: skip
    told: dict[tuple[str, int, str], int] = {}
    for difference in found.differences:
        state = "settled.open" if difference.open else ""
        reason = difference.reason or (say(state) if state else say("settled.withheld"))
        key = difference.side, difference.explained_by, reason
        told[key] = told.get(key, 0) + 1
    for (side, person, reason), count in told.items():
        yield "  " + say("approval.difference", side=say(f"side.{side}"), count=count,
                         person=_who(found, person) if person else "—", reason=reason)  # fmt: skip


def _withholding(session: Session, found: Overview) -> Iterator[str]:
    say = session.say
    yield from (answered(session, one) for one in found.answers)
    if not found.answers:
        yield say("list.withholding.open")
    pieces = found.view.imported.pieces
    yield say("list.to-mail", withheld=f"{found.view.withheld:,}", pieces=f"{pieces - found.view.withheld:,}")
    for piece, person, reason in found.withheld[:_MOST]:
        yield "  " + say("approval.withheld", piece=piece, person=_who(found, person), reason=reason or "—")
    if len(found.withheld) > _MOST:
        yield "  " + say("approval.more", count=len(found.withheld) - _MOST)


def _sheet(session: Session, found: Overview) -> Iterator[str]:
    sheet, say = found.sheet, session.say
    if sheet is None:
        yield say("approval.no-sheet")
        return
    yield say("approval.made", person=_who(found, sheet.by), at=when(sheet.at), pages=sheet.pages, rows=sheet.rows,
              attention=len(sheet.attention))  # fmt: skip
    if found.not_on_sheet:
        yield say("approval.not-on-sheet", count=len(found.not_on_sheet))
    if found.rows_compared:
        yield say("approval.compared", count=found.rows_compared)
