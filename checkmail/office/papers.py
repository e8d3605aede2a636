"""Papers without artifacts: desk card, badges, sign-off sheet, handover slip (R9, R19, R23, R24).

They are drawn, read back where a code stands on them, and recorded with their fingerprint; only
then the file gets its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from checkmail.errors import FailedVerification, Misused
from checkmail.locale import Language, text
from checkmail.locale.sentences import equation_words
from checkmail.office.acting import Act, Actor, Office, act, reading, refused_to
from checkmail.office.counting import show_counts
from checkmail.office.entries import entry_from
from checkmail.office.office_fonts import chain_now
from checkmail.office.out_files import vacant
from checkmail.office.people import list_people
from checkmail.office.pin_pad import pin_pad_allowed
from checkmail.office.planted_sets import measured
from checkmail.office.print_plans import job_of
from checkmail.office.printers import in_force
from checkmail.office.printing import Printed, asked_for, drawing_beside
from checkmail.office.reconciling import ALL_TRAYS, lines_of
from checkmail.office.unbroken import unbroken
from checkmail.office.windows import find_window
from checkmail.paper import fonts
from checkmail.paper.covers import opening_for
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.forms import (
    AccountLine,
    Badge,
    CommandCode,
    Counted,
    Handover,
    Party,
    SignOff,
    draw_badges,
    draw_deskcard,
    draw_handover,
    draw_signoff,
)
from checkmail.paper.proof import prove
from checkmail.paper.sheet_page import OnPrinter, draw_test_page
from checkmail.paper.sheets import find_sheet
from checkmail.paper.window_page import draw_window_test
from checkmail.rules.codes import PIN_PAD, PRACTICE_OFFICE, Code, Command, Kind
from checkmail.rules.ledger import OFFICE_CHAIN, moment
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Row as Stored


def print_deskcard(office: Office, actor: Actor, out: Path, language: Language) -> Printed | Refusal:
    """The card of command codes; with a PIN pad where the office allows it."""
    told = _office_job(office, actor, language)
    if isinstance(told, Refusal):
        return told
    number, job = told
    shown = [command for command in Command if command not in PIN_PAD or pin_pad_allowed(office)]
    codes = [CommandCode(Code(Kind.COMMAND, 0, command, 0, 0).digits(number), command) for command in shown]
    return drawn(office, actor, OFFICE_CHAIN, "deskcard", out, lambda file: draw_deskcard(file, job, codes))


def print_badges(office: Office, actor: Actor, out: Path, language: Language) -> Printed | Refusal:
    """A badge for everybody who is not disabled; alone it does nothing (R27)."""
    told, members = _office_job(office, actor, language), list_people(office, actor)
    if isinstance(told, Refusal):
        return told
    if isinstance(members, Refusal):
        return members
    number, job = told
    badges = [
        Badge(Code(Kind.BADGE, 0, m.person.number, 0, 0).digits(number), m.person.number, m.name)
        for m in members
        if not m.person.disabled
    ]
    return drawn(office, actor, OFFICE_CHAIN, "badges", out, lambda file: draw_badges(file, job, badges))


def print_window_test(office: Office, actor: Actor, window: str, out: Path, language: Language) -> Printed | Refusal:
    """A page to lay in the envelope: where ``window`` is taken to be, and what always shows in it."""
    if refusal := refused_to(office, actor, "print"):
        return refusal
    told, found = _office_job(office, actor, language), find_window(office, actor, window)
    if isinstance(told, Refusal):
        return told
    if isinstance(found, Refusal):
        return found
    _, job = told
    opening = opening_for(found.name, found.window)
    return drawn(office, actor, OFFICE_CHAIN, "window-test", out, lambda file: draw_window_test(file, job, opening))


def print_testpage(
    office: Office, actor: Actor, layout: str, printer: str, out: Path, language: Language
) -> Printed | Refusal:
    """Rulers, outlines and how to measure, for a label sheet on a printer whose correction need not be kept yet.

    Raises :class:`Misused` as :func:`.sheets.find_sheet` and :func:`.layouts.corrected`.
    """
    told, on = _office_job(office, actor, language), in_force(office, actor, layout, printer)
    if isinstance(told, Refusal):
        return told
    if isinstance(on, Refusal):
        return on
    tested, (_, job) = OnPrinter(find_sheet(layout), printer.strip(), on.correction), told
    about = {"sheet": on.sheet.name, "correction": on.numbers()}
    return drawn(office, actor, OFFICE_CHAIN, "testpage", out, lambda file: draw_test_page(file, job, tested), **about)


@reading
def _office_job(opened: Act, language: Language) -> tuple[int, Job] | Refusal:
    if refusal := opened.authorize("print"):
        return refusal
    row, head = opened.t.one("office"), opened.t.one("head", chain=OFFICE_CHAIN)
    number, name = (row["number"], row["name"] or "") if row else (0, "")
    printed_head = f"office:{head['count']}:{head['head']}" if head else ""
    return number, Job(0, "", 0, opened.now.astimezone(), printed_head, name, (), language, number == PRACTICE_OFFICE)


def no_job(opened: Act, batch: Batch, language: Language) -> Job:
    """The footer of a paper that is no print job: 0 leaves the number out."""
    return replace(job_of(opened, batch, language), job=0)


def print_signoff(office: Office, actor: Actor, batch: int, out: Path, language: Language) -> Printed | Refusal:
    """The reconciliation to be signed, with the counts, the losses and the ledger's head (R18–R20, R24).

    Refuses ``counts-missing`` while somebody still owes a count: the sheet shows the expected numbers.
    """
    counts = refused_to(office, actor, "print") or show_counts(office, actor, batch)
    if isinstance(counts, Refusal):
        return counts
    if counts.counts.value != "agree":
        return Refusal("counts-missing", "R19", {"batch": batch})
    told = _signoff(office, actor, batch, language)
    if isinstance(told, Refusal):
        return told
    job, sheet = told
    return drawn(office, actor, batch, "signoff", out, lambda file: draw_signoff(file, job, sheet))


def _entered(opened: Act, number: int, names: dict[int, str], word: Callable[..., str]) -> Iterator[Party]:
    """Who imported, approved and released, and when, as the ledger says it."""
    for kind, role in (("list-imported", "importer"), ("list-approved", "approver"), ("released", "releaser")):
        for row in opened.t.all("entries_of_kind", chain=number, kind=kind):
            when = f"{moment(row['at']).astimezone():%Y-%m-%d %H:%M}"
            yield Party(word(f"party.{role}"), names.get(row["person"], ""), when)


def _checked(pieces: Sequence[Stored], names: dict[int, str], word: Callable[..., str]) -> Iterator[Party]:
    """Whose checks and seals stand."""
    for column, role in (("first_by", "check.first"), ("second_by", "check.second"), ("sealed_by", "check.seal")):
        for person in sorted({piece[column] for piece in pieces} - {0}):
            yield Party(word(role), names.get(person, ""))


def _losses(
    opened: Act, number: int, trays: Mapping[int, int], names: Mapping[int, str], word: Callable[..., str]
) -> Iterator[str]:
    """R10: every piece and every artifact that is lost, and the supervisor who confirmed it."""
    for row in opened.t.all("entries_of_kind", chain=number, kind="piece-lost"):
        who = names.get(row["person"], "")
        for piece in entry_from(row).facts()["pieces"]:
            yield word("lost_piece", piece=piece, tray=trays.get(piece, 0), who=who)
    for row in opened.t.all("entries_of_kind", chain=number, kind="artifacts-lost"):
        who = names.get(row["person"], "")
        for kind, piece, _enclosure, issue in entry_from(row).facts()["artifacts"]:
            what = word(f"kind.{kind}")
            yield word("lost_artifact", piece=piece, tray=trays.get(piece, 0), what=what, issue=issue, who=who)


@reading
def _signoff(opened: Act, number: int, language: Language) -> tuple[Job, SignOff] | Refusal:
    if refusal := opened.authorize("print"):
        return refusal
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch

    def word(key: str, **values: str | int) -> str:
        return text(language, "words", key, **values)

    names = {row["person"]: f"{row['person']}　{row['name'] or ''}" for row in opened.t.all("people")}
    in_words = {person: name.replace("　", " ", 1) for person, name in names.items()}
    rows = opened.t.all("counts_by_person", batch=number)
    counts = tuple(
        Counted(
            str(r["tray"]) if r["tray"] else word("whole"), word(f"what.{r['what']}"), r["number"], r["entries"],
            names.get(r["person"], ""),
        )
        for r in rows
    )  # fmt: skip
    pieces = opened.t.all("pieces_between", batch=number, first=1, last=batch.pieces)
    parties = (*_entered(opened, number, names, word), *_checked(pieces, names, word))
    losses = tuple(_losses(opened, number, {p["piece"]: p["tray"] for p in pieces}, in_words, word))
    lines = tuple(
        AccountLine(
            word(f"line.{x.line}"), x.expected, x.found,
            equation_words(dict(x.terms), language, balanced=not x.difference),
        )
        for x in lines_of(opened, number)
    )  # fmt: skip
    released = all(row["released"] for row in opened.t.all("trays", batch=number, **ALL_TRAYS))
    section = word("section.released" if released else "section.whole")
    signatures = tuple(word(f"signature.{who}") for who in ("first", "second", "counted", "supervisor"))
    return no_job(opened, batch, language), SignOff(
        section,
        lines,
        counts,
        parties,
        losses,
        signatures,
        _planted(opened, number, word),
        _typed(opened, number, word),
    )


_NAMED_TYPED: Final = 20
"""Pieces with typed codes that the sheet names; it counts them all."""


def _typed(opened: Act, number: int, word: Callable[..., str]) -> str:
    """R15: how many codes were typed by hand and in order; empty where none was."""
    rows = opened.t.all("pieces_typed", batch=number)
    if not rows:
        return ""
    named = ", ".join(str(row["piece"]) for row in rows[:_NAMED_TYPED]) + (" …" if len(rows) > _NAMED_TYPED else "")
    return word("typed-codes", codes=sum(row["typed"] for row in rows), pieces=named)


def _planted(opened: Act, number: int, word: Callable[..., str]) -> str:
    """How the planted sets went, and nothing of whose work it was; empty where none were."""
    told = measured(opened, number)
    if not told.planted:
        return ""
    time = word("planted.none") if told.seconds is None else word("planted.seconds", seconds=told.seconds)
    return word("planted.measured", planted=told.planted, caught=told.caught, missed=told.missed, time=time)


def print_handover(office: Office, actor: Actor, offer: int, out: Path, language: Language) -> Printed | Refusal:
    """The slip of an accepted handover: destination, class, number, names, head; no personal data (R23)."""
    told = _handover(office, actor, offer, language)
    if isinstance(told, Refusal):
        return told
    batch, job, slip = told
    return drawn(office, actor, batch, "handover", out, lambda file: draw_handover(file, job, slip))


@reading
def _handover(opened: Act, number: int, language: Language) -> tuple[int, Job, Handover] | Refusal:
    if refusal := opened.authorize("print"):
        return refusal
    row = opened.t.one("offer", offer=number)
    if row is None:
        return Refusal("unknown-offer", "R23", {"offer": number})
    batch = opened.batch(row["batch"])
    if isinstance(batch, Refusal):
        return batch
    names = {p["person"]: f"{p['person']} {p['name'] or ''}" for p in opened.t.all("people")}
    taken = names.get(row["taken_by"], "")
    outside = row["outside"] or ""
    slip = Handover(
        number, row["destination"] or "", row["mail_class"] or "", row["number"], names.get(row["person"], ""),
        "" if outside else taken, outside, taken if outside else "", row["receipt"] or "",
    )  # fmt: skip
    return batch.number, no_job(opened, batch, language), slip


def drawn(
    office: Office,
    actor: Actor,
    chain: int,
    kind: str,
    out: Path,
    draw: Callable[[Path], list[Placed]],
    **about: object,
) -> Printed | Refusal:
    """Draws, reads back (R9), records with what it is ``about``, and only then gives the file its name."""
    file = drawing_beside(vacant(office, out))
    try:
        with fonts.standing(chain_now(office)), asked_for(out):
            placed = draw(file)
        proof = prove(file, placed)
        if not proof.clean:
            return Refusal("undecodable-page", "R9", {"page": proof.problems[0].page + 1})
        digest = sha256_of(file)
        with unbroken():
            recorded = _record(office, actor, chain, kind, proof.pages, digest, about)
            if isinstance(recorded, Refusal):
                return recorded
            keep_name(file, out, digest)
        return Printed(0, kind, proof.pages, 0, proof.decoded, digest, (str(out),))
    finally:
        file.unlink(missing_ok=True)


def keep_name(file: Path, out: Path, sha256: str) -> None:
    """Gives the drawing its name, where it still is what was recorded."""
    try:
        same = sha256_of(file) == sha256
        if same:
            file.replace(out)
    except OSError:
        raise Misused("cannot-write", path=str(out)) from None
    if not same:
        raise FailedVerification("cannot-write", path=str(out))


@act("print")
def _record(opened: Act, chain: int, kind: str, pages: int, sha256: str, about: Mapping[str, object]) -> bool:
    opened.record(chain, "paper-drawn", kind=kind, pages=pages, sha256=sha256, **about)
    return True
