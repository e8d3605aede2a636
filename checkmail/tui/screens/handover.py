"""Handover: offered by one, taken by another, both with the number (R23)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from checkmail.office import handover, papers
from checkmail.office.handover import Offer
from checkmail.tui.screens import print_words
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable


class HandoverScreen(AreaScreen):
    """The offers of a batch."""

    AREA = "handover"
    ACTIONS: ClassVar[tuple[str, ...]] = ("offer", "accept", "accept-outside", "slip")

    def body(self) -> ComposeResult:
        """The offers."""
        say = self.session.say
        names = ("offer", "to", "class", "pieces", "giver", "taker", "state")
        yield SearchedTable(
            say("handover.offers"), [say(f"column.{name}") for name in names], say("search"), id="offers"
        )

    async def load(self) -> None:
        """Reads the offers."""
        offers = await self.session.attempt(handover.offers, self.session.batch)
        if isinstance(offers, Said):
            self.tell(offers)
            return
        self.query_one(SearchedTable).fill([self._line(one) for one in offers])

    def _line(self, one: Offer) -> Line:
        taker = " ".join(part for part in (str(one.taker or "—"), one.outside) if part)
        cells = (
            str(one.offer), one.destination, one.mail_class, "—" if one.state == "open" else str(one.number),
            str(one.giver), taker, self.session.say(f"offer.{one.state}"),
        )  # fmt: skip
        return Line(str(one.offer), cells, "" if one.state == "open" else "dim")

    async def do_offer(self) -> None:
        """Offers the sealed pieces; the giver says how many lie there."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                handover.offer, self.session.batch, values["to"], values["class"], values["number"],
                values["trays"] or None,
            )  # fmt: skip
            return self.told(answer, lambda one: self.session.done("done.offered", offer=one.offer))

        fields = (Field("to"), Field("class"), Field("number", "number"), Field("trays", "span", needed=False))
        await self.form("offer", fields, perform)

    async def do_accept(self) -> None:
        """Takes the offer under the cursor with the number counted."""
        await self._accept("accept", ())

    async def do_accept_outside(self) -> None:
        """Witnesses that somebody outside the office took it, with their receipt."""
        await self._accept("accept-outside", (Field("outside"), Field("receipt")))

    async def do_slip(self) -> None:
        """Prints the slip of the handover under the cursor, with the ledger's head (R23)."""
        current = self.query_one(SearchedTable).current

        async def perform(values: Values) -> Said:
            out = print_words.target(self.session, values["out"], kind)
            answer = await self.session.attempt(papers.print_handover, values["offer"], out, self.session.language)
            return self.told(answer, lambda one: print_words.printed(self.session, one))

        kind = f"handover-{current}"
        out = Field("out", value=print_words.suggested(self.session, kind))
        await self.form("slip", (Field("offer", "number", current), out), perform)

    async def _accept(self, action: str, more: tuple[Field, ...]) -> None:
        offer = Field("offer", "number", self.query_one(SearchedTable).current)

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                handover.accept, values["offer"], values["number"], values.get("outside", ""), values.get("receipt", "")
            )
            return self.told(
                answer, lambda one: self.session.done("done.accepted", number=one.number, head=one.head[:24])
            )

        await self.form(action, (offer, Field("number", "number"), *more), perform)
