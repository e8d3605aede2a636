"""What is said of paper: where its file goes, what was printed, how much of a batch has its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from checkmail.office.print_jobs import Papers, RecordedJob
from checkmail.office.printing import Printed
from checkmail.office.reissue import ReissueProposed
from checkmail.office.stamping import Stamped
from checkmail.office.windows import NamedWindow
from checkmail.tui.session import Said, Session
from checkmail.tui.words import when

SHIPPED_ENVELOPES = ("long-3", "kaku-2")
"""長形3号 and 角形2号; the windows that come with the program are called as they are."""
_SHORT = 12
"""Characters of a fingerprint beside the jobs."""
_NAMED = 12
"""Runs of pieces named in a sentence."""


def suggested(session: Session, kind: str) -> str:
    """Where a file goes that nobody names otherwise: beside the one written last, in place of none that is there."""
    return str(_free(session, Path(session.paper_folder or Path.cwd()), kind))


def target(session: Session, typed: str, kind: str) -> Path:
    """The file to write: what was typed, or a new name in the folder that was typed."""
    path = session.path(typed).absolute()
    if path.is_dir():
        path = _free(session, path, kind)
    session.paper_folder = str(path.parent)
    return path


def _free(session: Session, folder: Path, kind: str) -> Path:
    # What is proposed is written later: two proposals must not come to the same name meanwhile.
    mark = f"-{datetime.now(UTC).astimezone():%m%d-%H%M%S}" if kind == "reissue" else ""
    return free(folder / f"{session.batch}-{kind}{mark}.pdf")


def free(path: Path) -> Path:
    """``path``, or the next name after it where a file lies there, or the first volume of a long job."""
    names = (path.with_stem(f"{path.stem}{more}") for more in chain(("",), (f"_{n}" for n in count(2))))
    return next(name for name in names if not any(name.with_stem(name.stem + part).exists() for part in ("", "-1")))


def printed(session: Session, one: object) -> Said:
    """A job that counts: how much it is, that all of it was read back, where it lies, what to do with it."""
    if isinstance(one, Stamped):
        told = printed(session, one.printed)
        left = session.say("print.stamped", documents=one.documents, without=named(session, one.without))
        return Said("done", told.message, f"{left}\n{told.next}")
    if not isinstance(one, Printed):
        raise TypeError(f"a print job answered {type(one).__name__}")
    paper = session.say(f"paper.{one.kind}")
    key = "done.printed" if one.artifacts else "done.drawn"
    message = session.say(key, paper=paper, pages=f"{one.pages:,}", artifacts=f"{one.artifacts:,}")
    if one.customer_codes:
        message += session.say(
            "print.customer-codes", drawn=one.customer_codes.drawn, without=one.customer_codes.without
        )
    return Said("done", message, session.say("print.where", files=files(session, one.files)))


def files(session: Session, names: Sequence[str]) -> str:
    """One file by its place; of several the first and how many."""
    where = str(Path(names[0]).absolute())
    return where if len(names) == 1 else session.say("print.files", first=where, count=len(names))


def proposed(session: Session, one: ReissueProposed) -> Said:
    """A reissue that waits: how many, and what is left out of it."""
    told = session.done("done.reissue-proposed", proposal=one.proposal, artifacts=one.artifacts)
    left = session.say("print.left-out", pieces=named(session, one.left_out)) if one.left_out else ""
    return Said("done", told.message, left)


def named(session: Session, pieces: Sequence[int]) -> str:
    """Piece numbers in a sentence; a dash for none."""
    parts = runs(pieces).split()
    shown = session.say("desk.and").join(parts[:_NAMED])
    return (shown + (session.say("print.more", count=len(pieces)) if len(parts) > _NAMED else "")) or "—"


def lacking(papers: Sequence[Papers]) -> Papers | None:
    """The first kind of which some is not printed yet."""
    return next((one for one in papers if one.printed < one.wanted), None)


def account(session: Session, papers: Sequence[Papers]) -> str:
    """How much of each kind is printed."""
    return "　".join(
        session.say(
            "print.papers" if one.printed < one.wanted else "print.papers-done",
            paper=session.say(f"paper.{one.kind}"), printed=f"{one.printed:,}", wanted=f"{one.wanted:,}",
        )
        for one in papers
    )  # fmt: skip


def about(session: Session, job: RecordedJob, *, whole: bool = False) -> str:
    """What is recorded of a job; ``whole``: its fingerprint too in full."""
    lines = [session.say("print.job", job=job.job, paper=session.say(f"paper.{job.kind}"), pages=f"{job.pages:,}")]
    if job.first_piece:
        lines[0] += session.say("print.job-pieces", first=job.first_piece, last=job.last_piece)
    if job.labels:
        lines[0] += session.say("print.job-sheet", sheet=job.sheet, start=job.start_at)
    fingerprint = job.sha256 if whole else f"{job.sha256[:_SHORT]}…"
    lines.append(session.say("print.job-by", person=job.person, at=when(job.at), sha256=fingerprint))
    return "\n".join(lines)


def runs(numbers: Sequence[int]) -> str:
    """Numbers with each run of neighbours as its ends: ``1-3 7``."""
    out: list[list[int]] = []
    for number in numbers:
        if out and number == out[-1][-1] + 1:
            out[-1][1:] = [number]
        else:
            out.append([number])
    return " ".join("-".join(map(str, run)) for run in out)


def window_name(session: Session, one: NamedWindow) -> str:
    """The office's own name of a window; of one that comes with the program its envelope's."""
    return one.name if one.person else session.say(f"envelope.{one.window.envelope}")


def printed_on(session: Session, job: RecordedJob) -> str:
    """The label sheet of a job; of cover sheets the envelope, where its window comes with the program."""
    envelopes = {name: session.say(f"envelope.{name}") for name in SHIPPED_ENVELOPES}
    return envelopes.get(job.sheet, job.sheet) or "—"
