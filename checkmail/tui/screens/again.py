"""Printing again what is torn, never was on paper, or cannot be shown (R8, R10)."""

from __future__ import annotations

from checkmail.office import reissue
from checkmail.office.reissue import ReissueProposed
from checkmail.rules.printing import STATES_OF_REISSUE
from checkmail.tui.screens import print_words
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.session import Said


class ReissueActs(AreaScreen):
    """An area in which paper is proposed to be printed again."""

    def state_field(self) -> Field:
        """What is said of the older paper."""
        return Field(
            "state", "choice", options=tuple((name, self.session.say(f"reissue.{name}")) for name in STATES_OF_REISSUE)
        )

    async def again(self, action: str, codes: tuple[str, ...], run: tuple[Field, ...], about: str = "") -> None:
        """Asks for the rest and proposes it: ``codes``, or what the fields ``job`` and ``places`` name."""
        session = self.session

        async def perform(values: Values) -> Said:
            job = None if codes else (values.get("job") or session.job, *values["places"])
            answer = await session.attempt(
                reissue.propose_reissue, session.batch, print_words.target(session, values["out"], "reissue"),
                values["state"], values["reason"], codes=codes, job=job, start_at=values["start-at"] or 1,
            )  # fmt: skip
            if isinstance(answer, ReissueProposed):
                return print_words.proposed(session, answer)
            return self.told(answer, lambda _proposed: session.done("done.proposed", proposal=0))

        fields = (
            *run, self.state_field(), Field("reason"), Field("start-at", "number", "1", needed=False),
            Field("out", value=print_words.suggested(session, "reissue")),
        )  # fmt: skip
        await self.form(
            action, fields, perform, about or (session.say("codes.count", count=len(codes)) if codes else "")
        )
