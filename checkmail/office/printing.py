"""Labels, cover sheets, slips, checklists: planned, drawn, read back, and only then recorded (R6–R9).

A job is planned in one transaction and recorded in another; between them the pages are drawn and
every code on them is read back. What was drawn gets its name only after the job is recorded: paper
that nobody recorded is never found under the name people asked for.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkmail.errors import FailedVerification, Misused
from checkmail.office.acting import Act, Actor, Office, act, reading, writable
from checkmail.office.print_plans import Plan, Wish, judge_plan, plan_of
from checkmail.paper.checklist import draw_checklist
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Numbered, Placed
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.forms import draw_returns, draw_slips, draw_trays
from checkmail.paper.labels import draw_labels
from checkmail.paper.proof import prove
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Code
from checkmail.rules.refusal import Refusal

__all__ = [
    "Drawn", "Plan", "Printed", "Progress", "RecordedJob", "Wish", "discarding", "draw", "drawing_beside", "job_body",
    "list_jobs", "plan_of", "print_artifacts", "printed", "runs",
]  # fmt: skip

Progress = Callable[[str, int], None]
"""Is told ``drawing`` or ``proving`` and how many items or pages are done; may raise to stop."""


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages that were drawn and read back, still under a name of their own."""

    plan: Plan
    file: Path
    pages: int
    decoded: int
    sha256: str

    def keep(self) -> None:
        """Gives the file the name that was asked for, where it still is what was recorded.

        Raises ``recorded-not-written``: :class:`FailedVerification` where the drawing is another now,
        :class:`Misused` where it cannot have its name.
        """
        out, job = self.plan.wish.out, self.plan.job.job
        try:
            same = sha256_of(self.file) == self.sha256
            if same:
                self.file.replace(out)
        except OSError:
            raise Misused("recorded-not-written", path=str(out), job=job) from None
        if not same:
            raise FailedVerification("recorded-not-written", path=str(out), job=job)

    def discard(self) -> None:
        """Forgets the drawing."""
        self.file.unlink(missing_ok=True)


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
    drawn = draw(plan, progress)
    if isinstance(drawn, Refusal):
        return drawn
    with discarding(drawn):
        answer = _record(office, actor, number, drawn)
        if not isinstance(answer, Refusal):
            drawn.keep()
        return answer


def drawing_beside(out: Path) -> Path:
    """A name beside ``out`` that no other job has, however many are drawn for one ``out`` at a time (R9)."""
    # Not the whole name: with the endings it would be longer than a file system takes.
    return out.with_name(f".{out.stem[:16]}.{secrets.token_hex(8)}.drawing")


@contextlib.contextmanager
def discarding(drawn: Drawn) -> Iterator[None]:
    """Whatever happens, the drawing's own name is gone afterwards."""
    try:
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
    return judge_plan(opened, batch, plan) or plan


def draw(plan: Plan, progress: Progress | None = None) -> Drawn | Refusal:
    """Draws the job and reads every code back (R9); refuses ``undecodable-page`` and leaves nothing then."""
    out = plan.wish.out
    file = drawing_beside(out)
    tell = progress or (lambda _step, _done: None)
    try:
        placed = _draw(plan, file, lambda done: tell("drawing", done))
        proof = prove(file, placed, progress=lambda done: tell("proving", done))
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    if not proof.clean:
        file.unlink(missing_ok=True)
        return Refusal("undecodable-page", "R9", {"page": proof.problems[0].page + 1})
    return Drawn(plan, file, proof.pages, proof.decoded, sha256_of(file))


def _draw(plan: Plan, file: Path, tell: Callable[[int], None]) -> list[Placed]:
    wish, addressed = plan.wish, [item.addressed for item in plan.items]
    numbered = [
        Numbered(item.addressed.code, item.code.number, item.addressed.tray, item.document) for item in plan.items
    ]
    match wish.kind:
        case "labels":
            sheet = find_sheet(wish.sheet)
            return draw_labels(file, plan.job, sheet, addressed, start_at=wish.start_at, progress=tell)
        case "covers":
            return draw_covers(file, plan.job, addressed, progress=tell)
        case "slips":
            return draw_slips(file, plan.job, numbered, progress=tell)
        case "returns":
            sheet = find_sheet(wish.sheet)
            return draw_returns(file, plan.job, sheet, numbered, start_at=wish.start_at, progress=tell)
        case "checklist":
            return draw_checklist(file, plan.job, plan.lines, progress=tell)
        case "trays":
            return draw_trays(file, plan.job, plan.trays, progress=tell)
    raise ValueError(f"no such paper: {wish.kind}")


@act("print")
def _record(opened: Act, number: int, drawn: Drawn) -> Printed | Refusal:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    now = plan_of(opened, batch, drawn.plan.wish)
    if refusal := judge_plan(opened, batch, now):
        return refusal
    # The same work planned anew: a piece withheld or a job recorded meanwhile makes the drawing stale.
    if (now.items, now.lines, now.trays, now.job.job) != (
        drawn.plan.items, drawn.plan.lines, drawn.plan.trays, drawn.plan.job.job,
    ):  # fmt: skip
        return Refusal("stale", "R9", {"batch": number})
    opened.record(number, "printed", **job_body(drawn))
    return printed(drawn)


def job_body(drawn: Drawn) -> dict[str, object]:
    """What the ledger says of a job."""
    wish = drawn.plan.wish
    return {
        "job": drawn.plan.job.job,
        "kind": wish.kind,
        "sheet": find_sheet(wish.sheet).name if wish.kind in ("labels", "returns") else "",
        "pages": drawn.pages,
        "artifacts": len(drawn.plan.items),
        "sha256": drawn.sha256,
        "runs": runs([item.code for item in drawn.plan.items]),
    }


def runs(codes: Sequence[Code]) -> list[list[int]]:
    """Codes in print order as ``[kind, enclosure, issue, first piece, last piece, place of the first]``."""
    out: list[list[int]] = []
    for place, code in enumerate(codes, 1):
        key = [int(code.kind), code.enclosure, code.issue]
        if out and out[-1][:3] == key and out[-1][4] + 1 == code.number:
            out[-1][4] = code.number
        else:
            out.append([*key, code.number, code.number, place])
    return out


def printed(drawn: Drawn) -> Printed:
    """The answer for a job that was recorded."""
    return Printed(
        drawn.plan.job.job, drawn.plan.wish.kind, drawn.pages, len(drawn.plan.items), drawn.decoded,
        drawn.sha256, (str(drawn.plan.wish.out),),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordedJob:
    """A print job as the tables have it."""

    job: int
    kind: str
    sheet: str
    pages: int
    artifacts: int
    sha256: str


@reading
def list_jobs(opened: Act, number: int) -> list[RecordedJob] | Refusal:
    """Every print job of a batch, the oldest first."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    names = ("job", "kind", "sheet", "pages", "artifacts", "sha256")
    return [RecordedJob(*(row[name] for name in names)) for row in opened.t.all("jobs", batch=number)]
