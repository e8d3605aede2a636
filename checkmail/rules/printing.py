"""What may be printed, and its account (R6–R10).

- R6 nothing is printed that the font cannot draw.
- R7 only the columns below reach a label; birth date, sex and notice numbers never do.
- R8 every artifact carries an issue number; after issue 9 the piece can only be withheld.
- R9 a job counts when every page was rendered and every code read back (``paper.proof``).
- R10 the account of artifacts is :mod:`.count`'s.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from checkmail.rules.codes import MAX_ISSUE, Kind
from checkmail.rules.model import Artifact, ArtifactState, PieceState
from checkmail.rules.refusal import Refusal

ON_LABELS: Final = ("postal_code", "address", "building", "name")
"""R7: the columns a label or cover sheet may show."""

NEVER_SHOWN: Final = ("born", "sex", "notice")
"""R7: the columns that never stand on a label or cover sheet, by whatever name."""

KIND_OF_PRINT: Final = {"labels": Kind.LABEL, "covers": Kind.COVER, "slips": Kind.SLIP, "returns": Kind.RETURN}
"""What is printed with a code for each piece."""

ON_SHEETS: Final = frozenset({"labels", "returns"})
"""What is printed on label sheets."""

DEFAULT_SHEET: Final = "28369"
"""The label sheet where nobody names one: A-one 28369, 24 labels of 66 × 33.9 mm."""

REACH: Final = 10
"""R8: so many pieces before and after a lost sheet, at each desk, are checked again."""

STATES_OF_REISSUE: Final = ("torn", "never-printed", "lost")
"""What is said of the older issue. In the account the first two are spoiled, the third is superseded (R10)."""


_NAMED: Final = 20
"""Pieces that a refusal names; it counts them all."""


def may_print(wanted: int, printed: int, missing: int, too_long: Collection[int] = ()) -> Refusal | None:
    """R6, R8: of ``wanted`` artifacts, the lowest piece that has its own already, and one with a glyph nobody draws.

    0: there is no such piece. ``too_long`` have no room on the paper at a legible size: nothing is ever cut off.
    """
    if not wanted:
        return Refusal("nothing-to-print", "R8")
    if printed:
        return Refusal("already-printed", "R8", {"piece": printed})
    if missing:
        return Refusal("missing-glyphs", "R6", {"piece": missing})
    if too_long:
        named = ", ".join(map(str, sorted(too_long)[:_NAMED])) + (" …" if len(too_long) > _NAMED else "")
        return Refusal("too-long", "", {"count": len(too_long), "pieces": named})
    return None


def may_reissue(
    artifact: Artifact | None, newest_issue: int, state: PieceState | None, *, contradicted: bool = False
) -> Refusal | None:
    """R8: only the newest issue of a piece that is still here is reissued, and at most nine are made.

    ``contradicted``: it is said never to have been printed, and a desk has read its code. Then it is on
    paper: a second sheet of the piece would lie somewhere that nobody accounts for. Whoever has it in hand
    says torn, whoever cannot show it lost (R10).
    """
    if artifact is None or state is None:
        return Refusal("not-issued", "R8")
    if artifact.issue < newest_issue or artifact.state is ArtifactState.SUPERSEDED:
        return Refusal("superseded", "R8", {"piece": artifact.piece})
    if state is PieceState.HANDED_OVER:
        return Refusal("handed-over", "R8", {"piece": artifact.piece})
    if state in (PieceState.WITHHELD, PieceState.LOST):
        return Refusal(state.value, "R8", {"piece": artifact.piece})
    if contradicted:
        return Refusal("was-scanned", "R10", {"piece": artifact.piece})
    if newest_issue >= MAX_ISSUE:
        return Refusal("issues-exhausted", "R8", {"piece": artifact.piece})
    return None


def may_end(artifact: Artifact | None) -> Refusal | None:
    """R10: only a live artifact is declared spoiled or lost."""
    if artifact is None:
        return Refusal("not-issued", "R10")
    if artifact.state is not ArtifactState.LIVE:
        return Refusal("superseded" if artifact.state is ArtifactState.SUPERSEDED else artifact.state.value, "R10")
    return None
