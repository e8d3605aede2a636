"""The withholding question, the pieces taken out, and their paper scanned in; until the handover (R4)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType

from checkmail.office import gathering, looking, overview, withholding
from checkmail.office.overview import Answered
from checkmail.office.withholding import WithheldPiece
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.gathering import gathered
from checkmail.tui.screens.list_part import MarkedScreen
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.searched_table import Line
from checkmail.tui.words import when


class ListWithheldScreen(MarkedScreen):
    """How the question was answered, who is withheld, and all persons of the piece under the cursor."""

    AREA = "list-withheld"
    COLUMNS = ("piece", "out", "reason", "person")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "do('none')", "None", id="none", tooltip="Sign that nobody is withheld"),
        Binding("l,L", "do('load')", "Load", id="load", tooltip="Load a list of people to withhold"),
        Binding("w,W", "do('withhold')", "Withhold", id="withhold", tooltip="Withhold pieces by number"),
        Binding("u,U", "do('lift')", "Lift", id="lift", tooltip="Propose that pieces are mailed after all"),
        Binding("s,S", "do('found')", "Scan in", id="found", tooltip="Scan the paper of withheld pieces in"),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._found: dict[str, WithheldPiece] = {}

    async def load(self) -> None:
        """Reads the answers and the withheld pieces."""
        answers = await self.session.attempt(overview.answers, self.session.batch)
        found = await self.session.attempt(withholding.list_withheld, self.session.batch)
        if isinstance(answers, Said) or isinstance(found, Said):
            self.tell(answers if isinstance(answers, Said) else found)  # type: ignore[arg-type]
            return
        say = self.session.say
        said = "\n".join(answered(self.session, one) for one in answers[-2:]) or say("list.withholding.open")
        out = sum(one.out for one in found)
        self.facts(f"{said}\n{say('list.withheld-now', count=len(found), out=out)}")
        self._found = {str(one.piece): one for one in found}
        self.fill([Line(str(one.piece), (str(one.piece), str(one.out), one.reason, str(one.person))) for one in found])

    async def about(self, key: str) -> None:
        """Every person of the piece."""
        rows = await self.session.attempt(looking.rows_of_piece, self.session.batch, int(key))
        if isinstance(rows, Said):
            self.tell(rows)
        else:
            await self.beside(self.session.say("list.piece-of", piece=key, rows=len(rows)), rows)

    async def do_none(self) -> None:
        """Signs that nobody is withheld, as of a day and said by somebody (R4)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                withholding.answer_none, self.session.batch, values["as-of"], values["said-by"]
            )
            return self.told(answer, lambda _answer: self.session.done("done.none"))

        today = date.today().isoformat()  # noqa: DTZ011
        await self.form("none", (Field("as-of", "day", today), Field("said-by")), perform)

    async def do_load(self) -> None:
        """Loads a list of people to withhold, compared by a column; late ones too, until the handover (R4)."""

        async def perform(values: Values) -> Said:
            file = self.session.path(values["file"])
            actor, office, batch = self.session.actor, self.session.office, self.session.batch
            if actor is None:
                return self.session.reason("not-allowed")

            def work(tell: Tell) -> object:
                return withholding.load(office, actor, batch, file, values["key"], progress=tell)

            return self.told(await self.long("load", work), self._loaded)

        number = self.session.word("column.number") if self.session.language == "ja" else "number"
        await self.form("load", (Field("file"), Field("key", value=number)), perform)

    def _loaded(self, done: object) -> Said:
        if not isinstance(done, withholding.Withheld):
            raise TypeError(f"a withholding list answered {type(done).__name__}")
        return self.session.done("done.loaded", count=done.matched, unmatched=done.unmatched)

    async def do_withhold(self) -> None:
        """Withholds pieces at once (R4)."""
        await self.withhold(())

    async def do_lift(self) -> None:
        """Proposes that the marked pieces, or the one under the cursor, are mailed after all (R4)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                withholding.lift, self.session.batch, values["pieces"], values["reason"]
            )
            return self.told(answer, lambda _proposed: self.session.done("done.proposed", proposal=0))

        await self.form("lift", (Field("pieces", "numbers", " ".join(self.wanted())), Field("reason")), perform)

    async def do_found(self) -> None:
        """Scans in what was printed for withheld pieces (R4, R18)."""
        codes = await self.codes("found")
        if codes:
            answer = await self.session.attempt(gathering.found, self.session.batch, codes)
            await self.finished(self.told(answer, lambda found: gathered(self.session, found)))


def answered(session: Session, one: Answered) -> str:
    """An answer to the withholding question in words."""
    say = session.say
    told = say(
        f"list.answer.{one.how}", person=one.by, said_by=one.said_by or "—", as_of=one.as_of, at=when(one.at),
        pieces=one.pieces,
    )  # fmt: skip
    return told + (say("list.answer.second", person=one.proposed_by) if one.proposed_by else "")
