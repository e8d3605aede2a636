"""The papers of a planted set: drawn as the batch's own are, and a slip for the supervisor alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkmail.locale import Language, text
from checkmail.office.acting import Act
from checkmail.office.customer_codes import characters_for
from checkmail.office.office_fonts import own_fonts
from checkmail.office.planted_sets import DummyWords
from checkmail.office.planted_words import words_for
from checkmail.office.print_plans import job_of
from checkmail.office.printers import Aligned, aligned
from checkmail.office.reconciling import ALL_TRAYS
from checkmail.office.rows import documents_of
from checkmail.office.windows import NamedWindow, window_of
from checkmail.paper import fonts
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Addressed, Job, Placed
from checkmail.paper.fontfile import FontFile
from checkmail.paper.labels import draw_labels
from checkmail.paper.planted import PlantedSlip, draw_planted_slip
from checkmail.rules.codes import MAX_NUMBER, Code, Kind
from checkmail.rules.documents import DocumentSet
from checkmail.rules.ledger import moment
from checkmail.rules.model import Batch
from checkmail.rules.planted import Wrong
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Row


@dataclass(frozen=True, slots=True)
class Planned:
    """A planted set as it will be drawn."""

    number: int
    second: int
    """0: no second dummy."""
    wrong: Wrong
    tray: int
    expects: tuple[int, ...]
    codes: tuple[Code, ...]
    """The envelope's, then the cover sheets'."""
    words: DummyWords
    office: int
    slip: Job
    """Of the paper that is filed; the others carry the footing of the jobs they pass for."""
    labels: tuple[Job, Aligned, bool]
    """Job, sheet, and whether customer bar codes are drawn."""
    covers: tuple[Job, NamedWindow, bool]
    contents: tuple[str, ...]
    start_at: int
    own: tuple[FontFile, ...]

    @property
    def pieces(self) -> tuple[int, ...]:
        """The numbers of its dummies."""
        return (self.number, self.second) if self.second else (self.number,)


def files_beside(out: Path, planned: Planned) -> tuple[Path, ...]:
    """The slip, the label, and the cover sheets where there are any: other paper, and for other eyes."""
    kinds = ("labels", "covers") if len(planned.codes) > 1 else ("labels",)
    return out, *(out.with_name(f"{out.stem}-{kind}{out.suffix}") for kind in kinds)


def plan_planted(
    opened: Act, batch: Batch, wrong: Wrong, tray: int, start_at: int, language: Language
) -> Planned | Refusal:
    """The set as the store has the batch now.

    Refuses ``not-plantable`` where the batch has no label and cover sheet on paper to pass among,
    ``unknown-tray`` and ``released``.
    """
    documents = documents_of(opened, batch)
    expects = tuple(one.number for one in documents.enclosures if one.match == "cover" and not one.when)
    jobs = {row["kind"]: row for row in opened.t.all("jobs", batch=batch.number)}
    there = _tray(opened, batch, tray)
    if isinstance(there, Refusal):
        return there
    highest = max((max(row["number"], row["second"]) for row in opened.t.all("planted", batch=batch.number)), default=0)
    number = max(highest, batch.pieces) + 1
    if documents.envelope != "label" or not expects or not {"labels", "covers"} <= set(jobs) or number >= MAX_NUMBER:
        return Refusal("not-plantable", "R8", {"batch": batch.number})
    second = number + 1 if wrong is Wrong.FOREIGN_SHEET else 0
    office, job = opened.t.one("office_number"), job_of(opened, batch, language)
    labels, covers = jobs["labels"], jobs["covers"]
    return Planned(
        number, second, wrong, there["tray"], expects, _codes(batch.number, wrong, number, second, expects),
        words_for(opened, batch, wrong, (there["first_piece"], there["last_piece"])), office["number"] if office else 0,
        replace(job, job=0),
        (_passing(job, labels), aligned(opened, labels["sheet"], ""), labels["customer_codes"] > 0),
        (_passing(job, covers), window_of(opened, covers["sheet"]), covers["customer_codes"] > 0),
        _contents(documents), start_at, own_fonts(opened),
    )  # fmt: skip


def _tray(opened: Act, batch: Batch, wanted: int) -> Row | Refusal:
    trays = opened.t.all("trays", batch=batch.number, **ALL_TRAYS)
    if wanted:
        trays = [row for row in trays if row["tray"] == wanted]
    if not trays:
        return Refusal("unknown-tray", "R19", {"tray": wanted})
    still = [row for row in trays if not row["released"]]
    return still[0] if still else Refusal("released", "R17", {"batch": batch.number})


def _codes(batch: int, wrong: Wrong, number: int, second: int, expects: tuple[int, ...]) -> tuple[Code, ...]:
    covers = [Code(Kind.COVER, batch, number, enclosure) for enclosure in expects]
    if wrong is Wrong.FOREIGN_SHEET:
        covers[-1] = replace(covers[-1], number=second)
    elif wrong is Wrong.MISSING_SHEET:
        del covers[-1]
    return Code(Kind.LABEL, batch, number), *covers


def _passing(job: Job, row: Row) -> Job:
    """The footing of the job that the paper is to pass for."""
    return replace(job, job=row["job"], made=moment(row["at"]).astimezone())


def _contents(documents: DocumentSet) -> tuple[str, ...]:
    return tuple(one.name for one in documents.enclosures if not one.when)


def draw_planted(planned: Planned, files: Sequence[Path]) -> list[list[Placed]]:
    """Draws what :func:`files_beside` names into ``files``; where each one's codes stand. Raises as printing does."""
    slip, label, *cover = files
    (job, on, coded), (cover_job, window, cover_coded) = planned.labels, planned.covers
    envelope = _addressed(planned, planned.codes[0], planned.words.envelope, coded=coded)
    covers = [_addressed(planned, code, planned.words.cover, coded=cover_coded) for code in planned.codes[1:]]
    with fonts.standing(planned.own):
        return [
            draw_planted_slip(slip, planned.slip, _slip(planned)),
            draw_labels(label, job, on.sheet, [envelope], start_at=planned.start_at, customer_code=coded),
            *(
                draw_covers(file, cover_job, covers, window=(window.name, window.window), customer_code=cover_coded)
                for file in cover
            ),
        ]


def _addressed(planned: Planned, code: Code, name: str, *, coded: bool) -> Addressed:
    words = planned.words
    customer = characters_for(words.postal_code, words.address, words.building) if coded else ""
    return Addressed(
        code.digits(planned.office), code.number, planned.tray, code.issue, words.postal_code, words.address,
        words.building, name, batch_name=planned.slip.batch_name,
        contents=planned.contents if code.kind is Kind.COVER else (), customer_code=customer,
    )  # fmt: skip


def _slip(planned: Planned) -> PlantedSlip:
    language, words = planned.slip.language, planned.words
    names = (words.envelope,) if words.envelope == words.cover else (words.envelope, words.cover)
    papers = tuple(
        (text(language, "words", f"kind.{code.kind.value}"), code.number, code.digits(planned.office))
        for code in planned.codes
    )
    wrong = text(language, "words", f"planted.{planned.wrong}")
    return PlantedSlip(planned.number, planned.pieces, wrong, planned.tray, names, papers)
