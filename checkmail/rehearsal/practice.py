"""A practice: a throw-away office with a printed batch and planted mistakes, ready for one person's desk (S7).

Everything before the trainee's turn is done by a cast, through the office, as in the demo. The office's
number is that of practice paper: its sheets pass in no real office, and no real office's sheet passes here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, count
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import Language, text
from checkmail.office import (
    approval,
    batches,
    counting,
    findings,
    gathering,
    lists,
    papers,
    practice,
    printing,
    proposals,
    reissue,
    withholding,
)
from checkmail.office.acting import Actor, Office
from checkmail.rehearsal.cast import MakeOffice, Part, Players, found_office
from checkmail.rehearsal.material import NAME, empty_folder, make_clean_list
from checkmail.rehearsal.practice_plan import COVER, LaidSet, Layout, Paper, choose, code_of, lay
from checkmail.rehearsal.practice_result import PracticeResult, result_of
from checkmail.rehearsal.scanning import Bench, Papers
from checkmail.rehearsal.story import completed, granted
from checkmail.rules.codes import PRACTICE_OFFICE, Kind
from checkmail.rules.lists import Severity
from checkmail.rules.model import Check, Role

FEWEST_PIECES: Final = 12
MOST_PIECES: Final = 100
DESK: Final = "practice"
_TRAYS: Final = 2

SUPERVISOR: Final = Part("supervisor", 1, Role.SUPERVISOR, "482917")
TRAINEE: Final = Part("trainee", 2, Role.CLERK, "739164")
COLLEAGUE: Final = Part("colleague", 3, Role.CLERK, "615283")
THIRD: Final = Part("third", 4, Role.CLERK, "904526")
PEOPLE: Final = (SUPERVISOR, TRAINEE, COLLEAGUE, THIRD)
"""The trainee; whoever resolves a stop with them; two who did what comes before the trainee's check."""

DOCUMENTS: Final = """\
envelope = "label"
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "受給者証"
match = "slip"
"""
"""A cover sheet and a numbered slip on the certificate: three codes a set, the envelope's last (R11)."""

_PRINTED: Final = ("labels", "covers", "slips", "trays")


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice that is ready: the office, what lies on the desk, and what to print."""

    office: Office
    """Seen from the trainee's desk."""
    folder: Path
    batch: int
    batch_name: str
    layout: Layout
    names: Mapping[str, str]
    """Part -> the name of whoever plays it."""
    to_print: tuple[Path, ...]
    """What the trainee needs on paper, in this order."""
    files: tuple[Path, ...]
    """The batch's own papers, for whoever wants to practise with real envelopes."""
    begun: int
    """Entries of the batch's chain when the trainee's turn comes."""
    reader: Actor
    """Who reads the ledger for the result: the supervisor, by single acts, whoever is logged in."""
    language: Language

    def result(self) -> PracticeResult:
        """What the trainee has done so far, from the ledger of the practice office."""
        entries = granted(practice.whole_chain(self.office, self.reader, self.batch))
        return result_of(self.layout, entries, TRAINEE.number, self.begun)

    def resume(self) -> None:
        """The supervisor of the cast has looked after three holds: the trainee may go on (R13)."""
        reason = text(self.language, "practice", "reason.resumed")
        granted(batches.resume_batch(self.office, self.reader, self.batch, reason))


def prepare(
    make_office: MakeOffice, folder: Path, pieces: int, check: Check, seed: int, language: Language
) -> Practice:
    """Makes the practice office in ``folder``, brings its batch to where ``check`` begins, and prints.

    Raises :class:`Misused` where ``folder`` has something in it or ``pieces`` is too small or too large.
    Whoever calls closes the store.
    """
    if not FEWEST_PIECES <= pieces <= MOST_PIECES:
        raise Misused("demo-size", pieces=pieces, fewest=FEWEST_PIECES, most=MOST_PIECES)
    empty_folder(folder)
    office = make_office(folder / "office.db", DESK)
    try:
        return _Preparing(office, folder, pieces, check, seed, language).ready()
    except BaseException:
        office.store.close()
        raise


class _Preparing:
    """The cast's work before the trainee's turn."""

    def __init__(self, office: Office, folder: Path, pieces: int, check: Check, seed: int, language: Language) -> None:
        self._office, self._folder, self._check, self._language = office, folder, check, language
        self._names = {part.key: self._say(f"name.{part.key}") for part in PEOPLE}
        self._players: Players = found_office(office, self._say("office"), self._names, PEOPLE)
        self._tray_size = -(-pieces // _TRAYS)
        self._list, rows = make_clean_list(folder, pieces, seed)
        self._batch, self._other = (self._created(self._say(key)) for key in ("batch", "other-batch"))
        documents = batches.create_document_set(DOCUMENTS)
        self._papers = Papers(PRACTICE_OFFICE, self._batch, documents, rows)
        self._chosen = choose(check, sorted(rows), seed)

    def _say(self, key: str, **values: str | int) -> str:
        return text(self._language, "practice", key, **values)

    def _actor(self, part: Part) -> Actor:
        return self._players[part.key].actor

    def _created(self, name: str) -> int:
        made = granted(batches.create_batch(self._office, self._actor(COLLEAGUE), name, DOCUMENTS, self._tray_size))
        return made.batch.number

    def ready(self) -> Practice:
        """Everything up to the trainee's turn."""
        self._approve()
        files = [self._print(kind) for kind in _PRINTED]
        files.append(self._reissue())
        self._work_before()
        layout = lay(self._chosen, self._batch, self._other)
        to_print = self._print_practice(layout)
        entries = granted(practice.whole_chain(self._office, self._actor(SUPERVISOR), self._batch))
        return Practice(
            self._office, self._folder, self._batch, self._say("batch"), layout, self._names, to_print,
            tuple(files), len(entries), self._actor(SUPERVISOR), self._language,
        )  # fmt: skip

    def _approve(self) -> None:
        office, batch = self._office, self._batch
        colleague, third = self._actor(COLLEAGUE), self._actor(THIRD)
        granted(lists.import_list(office, colleague, batch, self._list))
        seen = granted(findings.findings(office, colleague, batch))
        numbers = [one.number for one in seen if one.finding.severity is Severity.ATTENTION]
        if numbers:
            granted(findings.acknowledge(office, colleague, batch, self._say("reason.seen"), numbers=numbers))
        granted(
            withholding.answer_none(office, colleague, batch, self._office.clock().date(), self._names["supervisor"])
        )
        compared = granted(findings.propose_compared(office, colleague, batch))
        granted(proposals.confirm(office, third, compared.proposal))
        granted(approval.approve(office, third, batch))

    def _print(self, kind: str) -> Path:
        out = self._folder / f"{kind}.pdf"
        wish = printing.Wish(kind, out, language=self._language)
        granted(printing.print_artifacts(self._office, self._actor(COLLEAGUE), self._batch, wish))
        return out

    def _reissue(self) -> Path:
        """R8: one paper was printed again; the older one is still about."""
        piece, out = self._chosen.of["superseded"], self._folder / "reissue.pdf"
        kind, enclosure = (Kind.LABEL, 0) if self._check is Check.SEAL else (Kind.COVER, COVER)
        old = code_of(kind, self._batch, piece)
        wish = granted(
            reissue.propose_reissue(
                self._office, self._actor(COLLEAGUE), self._batch, out, "torn", self._say("reason.torn"), codes=[old]
            )
        )
        granted(proposals.confirm(self._office, self._actor(THIRD), wish.proposal))
        self._papers.issues[piece, enclosure] = 2
        return out

    def _work_before(self) -> None:
        """What others did before the trainee's check, and the list that came late (R4)."""
        pieces = self._chosen.pieces
        if self._check is not Check.FIRST:
            own = self._chosen.of.get("own-work", 0)
            self._worked(COLLEAGUE, Check.FIRST, [piece for piece in pieces if piece != own])
            if own:
                self._worked(TRAINEE, Check.FIRST, [own])
        if self._check is Check.SEAL:
            self._worked(THIRD, Check.SECOND, pieces)
        late = self._chosen.of["withheld"]
        granted(withholding.add(self._office, self._actor(COLLEAGUE), self._batch, [late], self._say("reason.late")))
        if self._check is Check.SEAL:
            self._released(late)

    def _worked(self, part: Part, check: Check, pieces: Iterable[int]) -> None:
        bench = Bench(replace(self._office, desk="practice-2"), self._papers)
        granted(bench.sit(self._players[part.key], check))
        for piece in pieces:
            completed(bench.whole(piece))
        bench.leave()

    def _released(self, withheld: int) -> None:
        """R18–R20: what was withheld is shown, two people count, a third releases."""
        shown = [code_of(kind, self._batch, withheld) for kind in (Kind.LABEL, Kind.COVER, Kind.SLIP)]
        granted(gathering.found(self._office, self._actor(COLLEAGUE), self._batch, shown))
        trays = Counter((piece - 1) // self._tray_size + 1 for piece in self._chosen.pieces if piece != withheld)
        for tray, held in sorted(trays.items()):
            for part in (COLLEAGUE, THIRD):
                granted(counting.enter_count(self._office, self._actor(part), self._batch, tray, held))
        granted(counting.release(self._office, self._actor(SUPERVISOR), self._batch))

    def _print_practice(self, layout: Layout) -> tuple[Path, ...]:
        office, actor, language = self._office, self._actor(COLLEAGUE), self._language
        names = ("practice.pdf", "deskcard.pdf", "badges.pdf")
        sheets, card, badges = (self._folder / name for name in names)
        marks = count(1)
        sets = [self._drawn(one, marks) for one in layout.sets]
        guide = practice.PracticeGuide(self._say("guide.title"), self._guide(layout))
        granted(practice.print_practice(office, actor, self._batch, sheets, guide, sets, language))
        granted(papers.print_deskcard(office, actor, card, language))
        granted(papers.print_badges(office, actor, badges, language))
        return sheets, card, badges

    def _drawn(self, one: LaidSet, marks: Iterator[int]) -> practice.PracticeSet:
        heading = self._say("sheet.set", number=one.number)
        return practice.PracticeSet(heading, tuple(self._paper(paper, next(marks)) for paper in one.papers))

    def _paper(self, paper: Paper, mark: int) -> practice.PracticePaper:
        title = self._say("sheet.paper", mark=mark, kind=self._say(f"kind.{paper.kind.name.lower()}"))
        named = paper.kind is not Kind.SLIP
        name = self._papers.rows[paper.piece][NAME] if named and paper.batch == self._batch else ""
        return practice.PracticePaper(paper.code, title, str(paper.piece), name)

    def _guide(self, layout: Layout) -> tuple[str, ...]:
        """How to go on, who is who, and which papers lie together: nothing of where the mistakes are."""
        lines = self._say(f"guide.{self._check}", sets=len(layout.sets)).splitlines()
        lines += self._say("guide.people").splitlines()
        lines += [
            self._say("guide.person", number=part.number, pin=part.pin, name=self._names[part.key]) for part in PEOPLE
        ]
        lines += self._say("guide.sets").splitlines()
        firsts = list(accumulate((len(one.papers) for one in layout.sets), initial=1))
        laid = [
            self._say("guide.set" if len(one.papers) > 1 else "guide.set-of-one", number=one.number, first=at,
                      last=at + len(one.papers) - 1)
            for one, at in zip(layout.sets, firsts, strict=False)
        ]  # fmt: skip
        across = 5
        lines += ["　".join(laid[place : place + across]) for place in range(0, len(laid), across)]
        return tuple(lines)
