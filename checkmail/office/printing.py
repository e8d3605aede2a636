"""Labels, cover sheets, slips, checklists: planned, drawn, read back, and only then recorded (R6–R9).

A job is planned in one transaction and recorded in another; between them the pages are drawn and
every code on them is read back, a volume at a time (``paper.volumes``). What was drawn gets its name
only after the job is recorded: paper that nobody recorded is never found under the name people asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from pathlib import Path

from checkmail.errors import FailedVerification, Misused
from checkmail.office.acting import Act, Actor, Office, Progress, act, reading
from checkmail.office.customer_codes import CustomerCodes
from checkmail.office.out_files import vacant, writable
from checkmail.office.print_items import Going, Wish
from checkmail.office.print_plans import Plan, judge_plan, plan_of, same_work
from checkmail.office.unbroken import unbroken
from checkmail.paper import fonts
from checkmail.paper.checklist import draw_checklist
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Numbered
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.forms import draw_returns, draw_slips, draw_trays
from checkmail.paper.labels import draw_labels
from checkmail.paper.naming import keep_names
from checkmail.paper.sheets import Sheet
from checkmail.paper.slips import slips_a_page
from checkmail.paper.volumes import WHOLE, Drawing, OnPaper, OnSheets, Volume, make_volumes, volumes_of
from checkmail.paper.windows import Window
from checkmail.rules.refusal import Refusal

__all__ = [
    "Drawn", "Parts", "Plan", "Printed", "Progress", "Wish", "asked_for", "discarding", "draw",
    "drawing_beside", "files_of", "job_body", "names_of", "plan_of", "print_artifacts", "printed", "under_free_name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A job that counts: recorded, with every code read back."""

    job: int
    """0: paper that is no job of a batch, such as a desk card."""
    kind: str
    pages: int
    artifacts: int
    decoded: int
    sha256: str
    files: tuple[str, ...]
    customer_codes: CustomerCodes | None = None
    """None where none were asked for."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages that were drawn and read back, still under a name of their own."""

    plan: Plan
    volumes: tuple[Volume, ...]
    digest: str = ""
    """Fingerprint of the items that were drawn; empty for what has none."""

    @property
    def pages(self) -> int:
        """Pages of all volumes."""
        return sum(volume.pages for volume in self.volumes)

    @property
    def decoded(self) -> int:
        """Codes of all volumes that were found in their place."""
        return sum(volume.decoded for volume in self.volumes)

    @property
    def sha256(self) -> str:
        """Fingerprint of the file; of several, that of their fingerprints in order, one a line."""
        each = [volume.sha256 for volume in self.volumes]
        return each[0] if len(each) == 1 else hashlib.sha256("\n".join(each).encode("ascii")).hexdigest()

    @property
    def files(self) -> tuple[Path, ...]:
        """The names that the volumes get."""
        return names_of(self.plan.wish.out, len(self.volumes))

    def shows(self, plan: Plan) -> bool:
        """Whether what was drawn is what ``plan`` asks for."""
        return same_work(self.plan, plan) and plan.survey.digest in ("", self.digest)

    def keep(self, *, new: bool = False) -> None:
        """Gives the files the names that were asked for, where all still are what was recorded.

        ``new``: in place of no file that came there meanwhile.
        Raises ``recorded-not-written``: :class:`FailedVerification` where a drawing is another now,
        :class:`Misused` where one cannot have its name. No file has its name then.
        """
        about: dict[str, str | int] = {"path": str(self.plan.wish.out), "job": self.plan.job.job}
        kept: list[Path] = []
        try:
            same = all(sha256_of(volume.file) == volume.sha256 for volume in self.volumes)
            for volume, name in zip(self.volumes, self.files, strict=True) if same else ():
                if new and _there(name):
                    raise FileExistsError
                volume.file.replace(name)
                kept.append(name)
            keep_names(self.plan.wish.out.parent)
        except OSError:
            for name in kept:
                name.unlink(missing_ok=True)
            raise Misused("recorded-not-written", **about) from None
        if not same:
            raise FailedVerification("recorded-not-written", **about)

    def discard(self) -> None:
        """Forgets the drawings."""
        for volume in self.volumes:
            volume.file.unlink(missing_ok=True)


def print_artifacts(
    office: Office, actor: Actor, number: int, wish: Wish, progress: Progress | None = None
) -> Printed | Refusal:
    """Prints one kind of paper for the pieces of an approved batch.

    Refuses ``not-approved``, ``already-printed``, ``missing-glyphs``, ``undecodable-page``; raises
    :class:`Misused` for a layout or a file that cannot be used. Nothing is left behind then.
    """
    writable(office, wish.out)
    plan = _plan(office, actor, number, wish)
    if isinstance(plan, Refusal):
        return plan
    for name in files_of(plan):
        vacant(office, name)
    drawn = draw(plan, progress)
    if isinstance(drawn, Refusal):
        return drawn
    with discarding(drawn):
        answer = _record(office, actor, number, drawn)
        if not isinstance(answer, Refusal):
            drawn.keep(new=not office.replaces)
        return answer


@contextlib.contextmanager
def asked_for(out: Path) -> Iterator[None]:
    """Where a drawing cannot be written, ``cannot-write`` names the file that was asked for, not the drawing."""
    try:
        yield
    except Misused as error:
        if error.key == "cannot-write":
            raise Misused(error.key, path=str(out)) from None
        raise


def drawing_beside(out: Path) -> Path:
    """A name beside ``out`` that no other job has, however many are drawn for one ``out`` at a time (R9)."""
    # Not the whole name: with the endings it would be longer than a file system takes.
    return out.with_name(f".{out.stem[:16]}.{secrets.token_hex(8)}.drawing")


def names_of(out: Path, volumes: int) -> tuple[Path, ...]:
    """``FILE.pdf`` for one volume; ``FILE-1.pdf``, ``FILE-2.pdf`` … for several."""
    if volumes == 1:
        return (out,)
    return tuple(out.with_name(f"{out.stem}-{volume}{out.suffix}") for volume in range(1, volumes + 1))


def files_of(plan: Plan, parts: Parts | None = None) -> tuple[Path, ...]:
    """The files that ``plan`` will be, drawn of ``parts``; None: of the kinds of this module."""
    parts = parts or _parts(plan)
    return names_of(plan.wish.out, max(1, volumes_of(parts.drawing, parts.count, parts.start_at)))


def under_free_name(plan: Plan, parts: Parts | None = None) -> Plan:
    """``plan``, its file named ``FILE_2.pdf``, ``FILE_3.pdf`` … where one that it would be is there already."""
    out = plan.wish.out
    names = chain((out,), (out.with_stem(f"{out.stem}_{more}") for more in count(2)))
    plans = (replace(plan, wish=replace(plan.wish, out=name)) for name in names)
    return next(one for one in plans if not any(map(_there, files_of(one, parts))))


def _there(name: Path) -> bool:
    return name.is_symlink() or name.exists()


@contextlib.contextmanager
def discarding(drawn: Drawn) -> Iterator[None]:
    """Recording and naming in one go; whatever happens, the drawing's own name is gone afterwards."""
    try:
        with unbroken():
            yield
    finally:
        drawn.discard()


@reading
def _plan(opened: Act, number: int, wish: Wish) -> Plan | Refusal:
    if refusal := opened.authorize("print"):
        return refusal
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    plan = plan_of(opened, batch, wish)
    return judge_plan(plan) or plan


def draw(plan: Plan, progress: Progress | None = None, parts: Parts | None = None) -> Drawn | Refusal:
    """Draws the job, of ``parts`` as :func:`files_of` has them, and reads every code back (R9).

    Refuses ``undecodable-page`` and leaves nothing then.
    """
    going = Going()
    parts, file = parts or _parts(plan, going), drawing_beside(plan.wish.out)
    with fonts.standing(plan.own), asked_for(plan.wish.out):
        volumes = make_volumes(
            parts.drawing,
            parts.items,
            lambda number: file.with_name(f"{file.name}-{number}"),
            start_at=parts.start_at,
            progress=progress,
        )
    before = 0
    for volume in volumes:
        if volume.problems:
            return Refusal("undecodable-page", "R9", {"page": before + volume.problems[0].page + 1})
        before += volume.pages
    return Drawn(plan, tuple(volumes), going.digest)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a job is drawn by, and of what."""

    drawing: Drawing
    items: Iterable[object]
    """Gone through once."""
    count: int
    start_at: int = 1


def _parts(plan: Plan, going: Going | None = None) -> Parts:
    wish, job, count = plan.wish, plan.job, plan.survey.count
    items = (going or Going()).watch(plan.read())
    addressed = (item.addressed for item in items)
    numbered = (Numbered(item.addressed.code, item.code.number, item.addressed.tray, item.document) for item in items)
    match wish.kind:
        case "labels":
            draw_all = partial(draw_labels, customer_code=wish.customer_code)
            return Parts(OnSheets(draw_all, job, _sheet(plan)), addressed, count, wish.start_at)
        case "covers":
            covers = partial(draw_covers, window=_window(plan), customer_code=wish.customer_code)
            return Parts(OnPaper(covers, job), addressed, count)
        case "slips":
            return Parts(OnPaper(draw_slips, job, slips_a_page()), numbered, count)
        case "returns":
            return Parts(OnSheets(draw_returns, job, _sheet(plan)), numbered, count, wish.start_at)
        case "checklist":
            return Parts(OnPaper(draw_checklist, job, sheets=WHOLE), plan.lines, len(plan.lines))
        case "trays":
            return Parts(OnPaper(draw_trays, job, sheets=WHOLE), plan.trays, len(plan.trays))
    raise ValueError(f"no such paper: {wish.kind}")


def _sheet(plan: Plan) -> Sheet:
    if plan.aligned is None:
        raise ValueError(f"{plan.wish.kind} is printed on labels, and its plan has no sheet")
    return plan.aligned.sheet


def _window(plan: Plan) -> tuple[str, Window]:
    if plan.window is None:
        raise ValueError(f"{plan.wish.kind} is printed for a window, and its plan has none")
    return plan.window.name, plan.window.window


@act("print")
def _record(opened: Act, number: int, drawn: Drawn) -> Printed | Refusal:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    now = plan_of(opened, batch, drawn.plan.wish)
    if refusal := judge_plan(now):
        return refusal
    # A piece withheld, a job or a correction recorded meanwhile makes the drawing stale.
    if not drawn.shows(now):
        return Refusal("stale", "R9", {"batch": number})
    opened.record(number, "printed", **job_body(drawn))
    return printed(drawn)


def job_body(drawn: Drawn) -> dict[str, object]:
    """What the ledger says of a job."""
    wish, on, window, seen = drawn.plan.wish, drawn.plan.aligned, drawn.plan.window, drawn.plan.survey
    return {
        "job": drawn.plan.job.job,
        "kind": wish.kind,
        "sheet": on.sheet.name if on else window.key if window else "",
        "labels": on.sheet.labels if on else 0,
        "correction": on.numbers() if on else [],
        "pages": drawn.pages,
        "artifacts": seen.count,
        "sha256": drawn.sha256,
        "customer_codes": seen.customer_codes.drawn if seen.customer_codes else 0,
        "fonts": [[font.sha256, font.face] for font in drawn.plan.own],
        **span_of(drawn.plan),
        "runs": [list(run) for run in seen.runs],
    }


def span_of(plan: Plan) -> dict[str, int]:
    """The first label used, and the pieces that the paper is for."""
    pieces = [plan.survey.first, plan.survey.last] if plan.survey.count else [line.number for line in plan.lines]
    pieces = pieces or [piece for tray in plan.trays for piece in (tray.first, tray.last)]
    return {"start": plan.wish.start_at, "first": min(pieces, default=0), "last": max(pieces, default=0)}


def printed(drawn: Drawn) -> Printed:
    """The answer for a job that was recorded."""
    return Printed(
        drawn.plan.job.job, drawn.plan.wish.kind, drawn.pages, drawn.plan.survey.count, drawn.decoded,
        drawn.sha256, tuple(map(str, drawn.files)), drawn.plan.survey.customer_codes,
    )  # fmt: skip
