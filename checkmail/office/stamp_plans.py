"""Which page of another system is which side of whose piece, and where its stamp stands (R9, S3).

Made of what the store says and of what stands on the pages (``office.stamp_facts``). Whoever records a job
reads the former again and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkmail.errors import Misused
from checkmail.office.acting import Progress
from checkmail.office.stamp_facts import Read, StampWish, Standing
from checkmail.paper.source import Area, SourcePages, fingerprint, source_pages
from checkmail.paper.stamps import OnSource, Side, StampedPaper
from checkmail.rules.codes import Code, Kind
from checkmail.rules.refusal import Refusal
from checkmail.rules.stamping import MOST_SIDES, Found, documents_on, named


@dataclass(frozen=True, slots=True)
class Assigned:
    """Pages of the source that are one document of one piece."""

    piece: int
    document: int
    first_side: int
    issue: int
    found: Found

    @property
    def sides(self) -> int:
        """How many sides it has."""
        return self.found.pages


@dataclass(frozen=True, slots=True)
class StampPlan:
    """A job as it will be drawn."""

    wish: StampWish
    standing: Standing
    source_sha256: str
    documents: tuple[Assigned, ...]
    papers: tuple[StampedPaper, ...]
    bare: frozenset[int]
    """Pages of the source that carry nothing, from 0."""
    left_out: int
    """Pages of pieces that are withheld, lost or not asked for."""
    without: tuple[int, ...]
    """Pieces that expect the document, have none yet, and get none by this job."""

    def drawing(self) -> OnSource:
        """What draws it."""
        return OnSource.of(self.wish.source, self.standing.office, self.papers, both_sides=self.wish.both_sides)


def plan_stamps(
    wish: StampWish,
    standing: Standing,
    read: Read,
    progress: Progress,
    *,
    again: Mapping[tuple[int, int], int] | None = None,
) -> StampPlan | Refusal:
    """The job. ``again``: (piece, document) -> issue of what is printed once more; None: first printings.

    Refuses ``page-without-key``, ``page-of-two``, ``pages-apart``, ``page-not-expected``, ``already-printed``,
    ``sides-differ``, ``too-many-sides``, ``nothing-to-print``, ``stamp-off-page`` and ``stamp-covers-text``.
    """
    found = documents_on(read.keys)
    if isinstance(found, Refusal):
        return found
    owners = standing.owners
    if foreign := [one.first + 1 for one in found if not owners[one.owner].expects]:
        return Refusal("page-not-expected", "R9", {"pages": named(foreign), "count": len(foreign)})
    taken = [one for one in found if owners[one.owner].taken]
    assigned = _assigned(standing, taken) if again is None else _assigned_again(standing, taken, again)
    if isinstance(assigned, Refusal):
        return assigned
    if not assigned:
        return Refusal("nothing-to-print", "R9")
    papers = _papers(wish, standing, assigned, progress)
    if isinstance(papers, Refusal):
        return papers
    there = {(piece, one.document) for piece, one in standing.stamped} | {(a.piece, a.document) for a in assigned}
    without = {o.piece for o in owners if o.expects and o.taken and (o.piece, o.document) not in there}
    stamped = sum(one.sides for one in assigned)
    return StampPlan(
        wish, standing, read.sha256, tuple(assigned), papers, read.bare, len(read.keys) - stamped,
        tuple(sorted(without)),
    )  # fmt: skip


def _assigned(standing: Standing, found: Sequence[Found]) -> list[Assigned] | Refusal:
    """Sides numbered on from those a piece has."""
    used: dict[int, int] = {}
    for piece, before in standing.stamped:
        used[piece] = max(used.get(piece, 0), before.numbers[-1])
    printed = {(piece, before.document) for piece, before in standing.stamped}
    out = []
    for one in found:
        owner = standing.owners[one.owner]
        if (owner.piece, owner.document) in printed:
            return Refusal("already-printed", "R8", {"piece": owner.piece})
        first = used.get(owner.piece, 0) + 1
        used[owner.piece] = first + one.pages - 1
        if used[owner.piece] > MOST_SIDES:
            return Refusal("too-many-sides", "R9", {"piece": owner.piece, "most": MOST_SIDES})
        out.append(Assigned(owner.piece, owner.document, first, 1, one))
    return out


def _assigned_again(
    standing: Standing, found: Sequence[Found], again: Mapping[tuple[int, int], int]
) -> list[Assigned] | Refusal:
    """The sides as they were numbered, with the issue that follows."""
    before = {(piece, one.document): one for piece, one in standing.stamped}
    out = []
    for one in found:
        owner = standing.owners[one.owner]
        if (owner.piece, owner.document) not in again:
            continue
        document = before[owner.piece, owner.document]
        if document.sides != one.pages:
            return Refusal("sides-differ", "R8", {"piece": owner.piece, "sides": document.sides, "pages": one.pages})
        issue = again[owner.piece, owner.document]
        out.append(Assigned(owner.piece, owner.document, document.first, issue, one))
    missing = sorted({piece for piece, document in again} - {one.piece for one in out})
    if missing:
        return Refusal("no-page-of-piece", "R8", {"pieces": named(missing), "count": len(missing)})
    return out


def _papers(
    wish: StampWish, standing: Standing, assigned: Sequence[Assigned], progress: Progress
) -> tuple[StampedPaper, ...] | Refusal:
    """Where each stamp stands; the paper there must be blank."""
    out = []
    done = 0
    with source_pages(wish.source) as source:
        for document in assigned:
            sides = []
            for at in range(document.sides):
                area = _free_area(wish, source, document.found.first + at)
                if isinstance(area, Refusal):
                    return area
                sides.append(_side(standing, document, at, area))
                done += 1
                progress("placing", done)
            out.append(StampedPaper(tuple(sides), wish.both_sides and len(sides) % 2 == 1))
    return tuple(out)


def _free_area(wish: StampWish, source: SourcePages, page: int) -> Area | Refusal:
    area = wish.place_on(source.size(page))
    if area is None:
        return Refusal("stamp-off-page", "R9", {"page": page + 1})
    return area if source.empty(page, area) else Refusal("stamp-covers-text", "R9", {"page": page + 1})


def _side(standing: Standing, document: Assigned, at: int, area: Area) -> Side:
    code = Code(Kind.STAMPED, standing.job.batch, document.piece, document.first_side + at, document.issue)
    words = f"No.{document.piece}  {at + 1}/{document.sides}"
    return Side(document.found.first + at, code.digits(standing.office), words, area.x, area.y)


def runs_of(documents: Sequence[Assigned]) -> list[list[int]]:
    """``[enclosure, sides, first side, issue, first piece, last piece, place of the first]`` of alike neighbours."""
    out: list[list[int]] = []
    place = 1
    for one in documents:
        alike = [one.document, one.sides, one.first_side, one.issue]
        if out and out[-1][:4] == alike and out[-1][5] + 1 == one.piece:
            out[-1][5] = one.piece
        else:
            out.append([*alike, one.piece, one.piece, place])
        place += one.sides
    return out


def unchanged(plan: StampPlan) -> None:
    """Raises :class:`Misused` ``source-changed`` where the source is not what was read."""
    if fingerprint(plan.wish.source) != plan.source_sha256:
        raise Misused("source-changed", path=str(plan.wish.source))


def page_of_another(plan: StampPlan, files: Sequence[Path]) -> int:
    """The first stamped page, from 1, that does not carry the key of the person whose code is on it; 0: there is none.

    The pages of a source are read by one library and copied by another. This is looked at in what they made
    together: were they to count the pages of an odd file differently, codes would stand on other people's pages (S3).
    """
    finder = plan.standing.finder()
    wanted = _owners_by_page(plan)
    done = 0
    for file in files:
        with source_pages(file) as stamped:
            for number in range(stamped.count):
                owner = next(wanted)
                done += 1
                if owner is not None and owner not in finder.on(stamped.text(number)):
                    return done
    return 0


def _owners_by_page(plan: StampPlan) -> Iterator[int | None]:
    """Whose key each page of the job carries; None: a page that carries nothing."""
    for document, paper in zip(plan.documents, plan.papers, strict=True):
        for side in paper.sides:
            yield None if side.page in plan.bare else document.found.owner
        if paper.blank_back:
            yield None
