"""The equation of R10 after every act of a random play, kept by hand beside the office's own."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from checkmail.office import counting, gathering, printing, reissue, withholding
from checkmail.rules.codes import Kind
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal

from .play import AKI, BAN, BOSS, CHO, EYE, Play, ok

PIECES = range(1, 13)
LINES = {Kind.LABEL: "labels", Kind.COVER: "covers"}
Artifact = tuple[Kind, int, int]
"""Kind, piece, issue."""


@dataclass
class Book:
    """What became of every artifact, written down by somebody who only watches."""

    end: dict[Artifact, str] = field(default_factory=dict)
    """``live`` or the term it counts in."""
    withheld: set[int] = field(default_factory=set)
    found: set[Artifact] = field(default_factory=set)
    checked: set[int] = field(default_factory=set)

    def newest(self, kind: Kind, piece: int) -> int:
        return max((issue for k, p, issue in self.end if (k, p) == (kind, piece)), default=0)

    def terms(self, kind: Kind) -> dict[str, int]:
        told = Counter({"issued": 0, "used": 0, "spoiled": 0, "superseded": 0, "withheld": 0, "lost": 0})
        for one, end in self.end.items():
            if one[0] is not kind:
                continue
            told["issued"] += 1
            if end != "live":
                told[end] += 1
            elif one[1] in self.withheld:
                told["withheld"] += one in self.found
            else:
                told["used"] += one[1] in self.checked
        return dict(told)


class Game:
    """Random acts on one office; each is tried by the office and written down in the book."""

    def __init__(self, office: Play, seed: int) -> None:
        self.office, self.book, self.dice = office, Book(), random.Random(seed)
        self.jobs = 0
        self.met: set[str] = set()
        """Terms that stood for something at some time."""

    def out(self):
        self.jobs += 1
        return self.office.path.with_name(f"{self.jobs}.pdf")

    def code(self, kind: Kind, piece: int, issue: int) -> str:
        return self.office.code(kind, piece, 0 if kind is Kind.LABEL else 1, issue)

    def prints(self, kind: Kind) -> None:
        first = self.dice.choice(PIECES)
        last = min(first + self.dice.randrange(6), 12)
        wish = printing.Wish(LINES[kind], self.out(), pieces=(first, last))
        answer = printing.print_artifacts(self.office.office, AKI, 1, wish)
        here = [piece for piece in range(first, last + 1) if piece not in self.book.withheld]
        if any(self.book.newest(kind, piece) for piece in here):
            assert isinstance(answer, Refusal)
            assert answer.reason == "already-printed"
        elif here:
            assert ok(answer).artifacts == len(here)
            self.book.end |= {(kind, piece, 1): "live" for piece in here}

    def reissues(self, kind: Kind) -> None:
        pieces = [p for p in PIECES if self.book.newest(kind, p) and p not in self.book.withheld]
        if not pieces:
            return
        chosen = self.dice.sample(pieces, min(len(pieces), self.dice.randrange(1, 4)))
        state = self.dice.choice(["torn", "never-printed", "lost"])
        codes = [self.code(kind, piece, self.book.newest(kind, piece)) for piece in chosen]
        proposed = reissue.propose_reissue(self.office.office, AKI, 1, self.out(), state, "x", codes=codes)
        if isinstance(proposed, Refusal):
            # Paper that a desk has read was printed; a piece has nine issues.
            assert proposed.reason in ("was-scanned", "issues-exhausted")
            return
        if self.dice.random() < 0.8:
            ok(self.office.confirm(proposed, BAN))
            for piece in chosen:
                one = (kind, piece, self.book.newest(kind, piece))
                if self.book.end[one] == "live":
                    self.book.end[one] = "superseded" if state == "lost" else "spoiled"
                self.book.end[kind, piece, one[2] + 1] = "live"
        self.look()

    def ends(self, kind: Kind, how: str) -> None:
        live = [one for one, end in self.book.end.items() if end == "live" and one[0] is kind]
        if not live:
            return
        one = self.dice.choice(live)
        proposed = reissue.propose_end(self.office.office, AKI, 1, how, [self.code(*one)], "x")
        if how == "lost":
            tray = (one[1] - 1) // 4 + 1
            here = [p for p in range(tray * 4 - 3, tray * 4 + 1) if p != one[1]]
            labels = [self.code(Kind.LABEL, p, self.book.newest(Kind.LABEL, p)) for p in here if p in self.book.checked]
            ok(counting.scan_tray(self.office.office, CHO, 1, tray, labels))
        answer = self.office.confirm(proposed, BOSS)
        if isinstance(answer, Refusal):
            assert (how, answer.reason) == ("lost", "scan-the-tray")
        else:
            self.book.end[one] = how
        self.look()

    def withholds(self) -> None:
        piece = self.dice.choice(PIECES)
        if piece not in self.book.withheld and len(self.book.withheld) < 5:
            ok(withholding.add(self.office.office, AKI, 1, [piece], "支援措置"))
            self.book.withheld.add(piece)
            self.look()

    def lifts(self) -> None:
        if self.book.withheld:
            piece = self.dice.choice(sorted(self.book.withheld))
            ok(self.office.confirm(withholding.lift(self.office.office, AKI, 1, [piece], "解除"), BAN))
            self.book.withheld.discard(piece)
            self.book.found = {one for one in self.book.found if one[1] != piece}
            self.look()

    def finds(self) -> None:
        out = [one for one, end in self.book.end.items() if end == "live" and one[1] in self.book.withheld]
        if out:
            one = self.dice.choice(out)
            ok(gathering.found(self.office.office, CHO, 1, [self.code(*one)]))
            self.book.found.add(one)

    def checks(self) -> None:
        """Both checks of everything that has its paper; other papers at a desk are tried in other tests."""
        for piece, state in self.office.states().items():
            papers = [(kind, piece, self.book.newest(kind, piece)) for kind in LINES]
            if state not in ("waiting", "enclosed") or any(self.book.end.get(one) != "live" for one in papers):
                continue
            label, cover = (self.code(*one) for one in papers)
            for actor, check in ((AKI, Check.FIRST), (BAN, Check.SECOND)):
                if state == "enclosed" and check is Check.FIRST:
                    continue
                self.office.open(actor, check, f"desk{actor.person}")
                self.office.scan(actor, cover, f"desk{actor.person}")
                self.office.scan(actor, label, f"desk{actor.person}")
        self.look()

    def look(self) -> None:
        """Which second checks stand is the desk's to say, not the account's."""
        self.book.checked = {piece for piece, state in self.office.states().items() if state == "verified"}

    def equation(self) -> None:
        lines = {line.line: line for line in ok(counting.show_counts(self.office.office, EYE, 1)).lines}
        for kind, name in LINES.items():
            wanted = self.book.terms(kind)
            if wanted["issued"]:
                assert dict(lines[name].terms) == wanted
                self.met |= {term for term, number in wanted.items() if number}
                used = sum(n for term, n in wanted.items() if term != "issued")
                assert (lines[name].expected, lines[name].found) == (wanted["issued"], used)


@pytest.mark.parametrize("seed", [0, 1])
def test_r10_the_equation_says_what_became_of_every_artifact_after_every_act(play, seed):
    game = Game(play("approved"), seed)
    acts = [
        *[lambda kind=kind: game.prints(kind) for kind in LINES] * 3,
        *[lambda kind=kind: game.reissues(kind) for kind in LINES] * 3,
        *[lambda kind=kind, how=how: game.ends(kind, how) for kind in LINES for how in ("spoiled", "lost")],
        game.withholds, game.withholds, game.lifts, *[game.finds] * 3, *[game.checks] * 4,
    ]  # fmt: skip
    done = 0
    while done < 50 or len(game.met) < 6:
        assert done < 250, game.met
        game.dice.choice(acts)()
        game.equation()
        done += 1
    assert game.office.faults() == []
