"""The rows of the list's screens: kinds of findings, findings, and what the list is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checkmail.office.approval import ListView
from checkmail.office.findings import ONE_MAY_STAY, Group, Seen, describe
from checkmail.rules.lists import Severity
from checkmail.tui.session import Session
from checkmail.tui.widgets.searched_table import Line
from checkmail.tui.words import cut

ALL: Final = "*"
"""Key of the row that stands for every kind."""

_MOST_NAMED: Final = 6


def facts(session: Session, view: ListView) -> str:
    """What the list is, rows and pieces apart, and how withholding, comparison and approval stand."""
    one, say = view.imported, session.say
    first = say(
        "list.facts", version=one.version, rows=f"{one.rows:,}", pieces=f"{one.pieces:,}", encoding=one.encoding,
        sha256=one.sha256[:12], person=view.imported_by,
    )  # fmt: skip
    approved = say("list.approved", person=view.approved_by) if view.approved_by else say("list.not-approved")
    to_mail = say("list.to-mail", withheld=f"{view.withheld:,}", pieces=f"{one.pieces - view.withheld:,}")
    compared = say("list.compared", count=view.compared, open=view.differences) if view.compared else ""
    attention = say("list.attention", count=f"{view.attention:,}") if view.attention else ""
    answered = say(f"list.withholding.{view.withholding or 'open'}")
    return f"{first}　{approved}\n" + "　".join(filter(None, (answered, to_mail, attention, compared)))


def of_groups(session: Session, groups: Sequence[Group], seen: Sequence[Seen]) -> list[Line]:
    """One row a kind, stops first, with how many there are and how many are open."""
    first = {one.number: one for one in seen}
    lines = [_group(session, group, first[group.numbers[0]]) for group in groups]
    left = sum(group.open for group in groups)
    total = ("", session.say("list.all"), str(left), str(len(seen)), "")
    return [Line(ALL, total), *lines] if lines else []


def _group(session: Session, group: Group, example: Seen) -> Line:
    title = describe(example.finding, session.language).title
    asks = "—" if group.severity is Severity.NOTE else str(group.open)
    cells = (session.word(f"severity.{group.severity}"), title, asks, str(len(group.numbers)), _columns(group))
    tone = "dim" if not group.open else "stop" if group.severity is Severity.STOP else ""
    return Line(group.key, cells, tone, hidden=f"{group.severity} {group.code}")


def _columns(group: Group) -> str:
    return cut("・".join(group.columns), 20)


def kind_of(session: Session, members: Sequence[Seen]) -> str:
    """The name of a kind, with its severity and columns."""
    if not members:
        return ""
    found = members[0].finding
    words = describe(found, session.language)
    columns = cut("・".join(found.columns), 24)
    return "　".join(filter(None, (session.word(f"severity.{found.severity}"), words.title, columns)))


def of_finding(session: Session, one: Seen) -> Line:
    """One finding with its rows, whether it is settled, and what was seen."""
    words = describe(one.finding, session.language)
    rows = " ".join(map(str, one.finding.rows[:4])) + (" …" if len(one.finding.rows) > 4 else "")
    state = session.say("settled.note" if not one.settled and not one.open else f"settled.{one.settled or 'open'}")
    cells = (str(one.number), session.word(f"severity.{one.finding.severity}"), rows, state, words.message)
    hidden = " ".join((one.finding.code, words.title, one.reason, *map(str, one.finding.details.values())))
    return Line(str(one.number), cells, "dim" if not one.open else "", hidden)


def settled(session: Session, one: Seen) -> str:
    """Who settled it and why; empty where nobody did."""
    if not one.settled_by:
        return ""
    how = session.say(f"settled.{one.settled}")
    return "\n" + session.say("list.settled-by", how=how, person=one.settled_by, reason=one.reason or "—")


def named(session: Session, members: Sequence[Seen]) -> str:
    """Which findings a form is about, in so many words that nobody settles another."""
    if not members:
        return ""
    titles = "・".join(dict.fromkeys(describe(one.finding, session.language).title for one in members))
    if len(members) == 1:
        rows = " ".join(map(str, members[0].finding.rows[:_MOST_NAMED]))
        message = describe(members[0].finding, session.language).message
        return session.say("list.one-finding", title=titles, number=members[0].number, rows=rows, message=message)
    numbers = " ".join(str(one.number) for one in members[:_MOST_NAMED]) + (" …" if len(members) > _MOST_NAMED else "")
    return session.say("list.many-findings", title=titles, count=len(members), numbers=numbers)


def to_withhold(one: Seen) -> tuple[int, ...]:
    """The pieces whose withholding settles a finding: of equal rows all but the first."""
    return one.pieces[1:] if one.finding.code in ONE_MAY_STAY and len(one.pieces) > 1 else one.pieces
