"""Codes on every side of documents that another system made (R9, S3)."""

from __future__ import annotations

from typing import cast

from checkmail.office import stamping
from checkmail.office.stamp_facts import CORNERS, INSET, Corner, StampWish
from checkmail.office.stamp_reissue import propose_stamps_again
from checkmail.rules.printers import UNIT, thousandths
from checkmail.tui.screens import print_words
from checkmail.tui.screens.again import ReissueActs
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.progress import Tell
from checkmail.tui.session import Said


class StampActs(ReissueActs):
    """The two acts about stamped documents."""

    async def do_stamped(self) -> None:
        """Stamps the pages of a file."""
        await self._stamp("stamped", Field("range", "span", needed=False))

    async def do_reissue_stamped(self) -> None:
        """Proposes to stamp documents of some pieces again (R8)."""
        await self._stamp("reissue-stamped", Field("range-needed", "span"), self.state_field(), Field("reason"))

    async def _stamp(self, action: str, *more: Field) -> None:
        session, say = self.session, self.session.say

        async def perform(values: Values) -> Said:
            actor, office, batch = session.actor, session.office, session.batch
            wish = self._wish(values)
            if actor is None:
                return session.reason("not-allowed")
            if isinstance(wish, Said):
                return wish

            def work(tell: Tell) -> object:
                if "state" in values:
                    return propose_stamps_again(office, actor, batch, wish, values["state"], values["reason"], tell)
                return stamping.print_stamped(office, actor, batch, wish, tell)

            return self.told(await self.long(action, work), lambda one: print_words.printed(session, one))

        corners = tuple((corner, say(f"corner.{corner}")) for corner in CORNERS)
        fields = (
            Field("source"), Field("enclosure", "number"), Field("key-on-page"), *more,
            Field("duplex", "tick", needed=False), Field("corner", "choice", CORNERS[0], options=corners),
            Field("at-x", value=f"{INSET:g}"), Field("at-y", value=f"{INSET:g}"),
            Field("out", value=print_words.suggested(session, "stamped")),
        )  # fmt: skip
        await self.form(action, fields, perform)

    def _wish(self, values: Values) -> StampWish | Said:
        session = self.session
        at = [thousandths(values[part]) for part in ("at-x", "at-y")]
        if at[0] is None or at[1] is None or min(at[0], at[1]) < 0:
            return Said("refused", session.say("form.bad.number", field=session.say("field.at-x")))
        return StampWish(
            session.path(values["source"]), print_words.target(session, values["out"], "stamped"),
            values["enclosure"], values["key-on-page"].strip(), values["duplex"], cast("Corner", values["corner"]),
            (at[0] / UNIT, at[1] / UNIT), values.get("range-needed") or values.get("range") or None, session.language,
        )  # fmt: skip
