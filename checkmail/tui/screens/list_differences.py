"""The list against control lists: each difference explained, or its piece withheld (R5)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from checkmail.office import comparing
from checkmail.office.comparing import Difference
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.list_part import MarkedScreen
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable

_MOST_NAMED = 6


class ListDifferencesScreen(MarkedScreen):
    """Comparisons above, their differences, and the row of a difference below."""

    AREA = "list-differences"
    COLUMNS = ("side", "key", "rows", "settled")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,C", "do('compare')", "Compare", id="compare", tooltip="Compare with a control list"),
        Binding("e,E", "do('explain')", "Explain", id="explain", tooltip="Give a reason for the differences"),
        Binding("w,W", "do('withhold')", "Withhold", id="withhold", tooltip="Withhold the pieces of the differences"),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._found: dict[str, Difference] = {}

    async def load(self) -> None:
        """Reads comparisons and differences."""
        made = await self.session.attempt(comparing.comparisons, self.session.batch)
        found = await self.session.attempt(comparing.differences, self.session.batch)
        if isinstance(made, Said) or isinstance(found, Said):
            self.tell(made if isinstance(made, Said) else found)  # type: ignore[arg-type]
            return
        say = self.session.say
        told = [
            say(
                f"list.comparison.{'excluded' if one.excluded else 'register'}", number=one.number, key=one.key,
                control=f"{one.control:,}", missing=one.missing, extra=one.extra, matched=one.matched,
                samples=one.samples,
            )
            for one in made
        ]  # fmt: skip
        self.facts("\n".join(told) or say("list.not-compared"))
        self._found = {f"{one.comparison}:{one.side}:{one.row}": one for one in found}
        self.fill([self._line(key, one) for key, one in self._found.items()])

    def _line(self, key: str, one: Difference) -> Line:
        say = self.session.say
        if one.explained_by:
            settled = say("settled.explained", person=one.explained_by, reason=one.reason)
        else:
            settled = say("settled.open" if one.open else "settled.withheld")
        side = say(f"side.{one.side}" if one.key.strip() else "side.no-key")
        return Line(key, (side, one.key, str(one.row), settled), "" if one.open else "dim")

    async def about(self, key: str) -> None:
        """The row of our list; of what is missing there is none."""
        one = self._found[key]
        side = one.side if one.key.strip() else "no-key"
        words = self.session.say(f"list.difference.{side}", key=one.key, row=one.row)
        if one.piece:
            await self.beside(words, (one.row,))
        else:
            self.below(words, "")

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter explains the difference, or the marked ones."""
        self.perform("explain")

    async def do_compare(self) -> None:
        """Compares with a control list: who should get it, or who must not."""
        say = self.session.say

        async def perform(values: Values) -> Said:
            file = self.session.path(values["file"])
            actor, office, batch = self.session.actor, self.session.office, self.session.batch
            if actor is None:
                return self.session.reason("not-allowed")

            def work(tell: Tell) -> object:
                return comparing.compare(
                    office, actor, batch, file, values["key"], excluded=values["control"] == "excluded", progress=tell
                )

            answer = await self.long("compare", work)
            return self.told(answer, lambda found: self.session.done("done.compared", count=len(found)))  # type: ignore[arg-type]

        options = (("register", say("list.control.register")), ("excluded", say("list.control.excluded")))
        fields = (Field("control", "choice", "register", options=options), Field("file"), Field("key", value=self._key))
        await self.form("compare", fields, perform)

    @property
    def _key(self) -> str:
        return self.session.word("column.number") if self.session.language == "ja" else "number"

    async def do_explain(self) -> None:
        """Gives one reason for the marked differences, or the one under the cursor (R5)."""
        chosen = [self._found[key] for key in self.wanted()]
        wanted = [one for one in chosen if not one.explained_by]
        if not wanted:
            self.tell(Said("note", self.session.say("list.nothing-to-explain" if chosen else "list.choose-row")))
            return

        async def settle(reason: str) -> Said:
            marks = [one.mark for one in wanted]
            answer = await self.session.attempt(comparing.explain, self.session.batch, (), reason, marks=marks)
            return self.told(answer, lambda count: self.session.done("done.explained", count=count))

        sides = {one.side for one in wanted}
        side = sides.pop() if len(sides) == 1 else ""
        await self.reasoned("explain", ("difference", side), settle, self._named(wanted))

    def _named(self, wanted: list[Difference]) -> str:
        keys = " ".join(one.key.strip() or "—" for one in wanted[:_MOST_NAMED])
        keys += " …" if len(wanted) > _MOST_NAMED else ""
        return self.session.say("list.many-differences", count=len(wanted), keys=keys)

    async def do_withhold(self) -> None:
        """Withholds the pieces of the differences at once (R4)."""
        wanted = [self._found[key] for key in self.wanted()]
        pieces = sorted({one.piece for one in wanted if one.piece})
        await self.withhold(pieces, self._named(wanted) if wanted else "")
