"""The narrator of a rehearsal: says what happened, and holds every stop to what was expected of it.

A rehearsal that plants a mistake and only prints that it was stopped would prove nothing. Each planted
mistake names the reason and the rule that must stop it; another answer ends the rehearsal with
:class:`~checkmail.errors.FailedVerification`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from checkmail.errors import FailedVerification
from checkmail.locale import Language, text
from checkmail.office.desk_views import Answer
from checkmail.office.gathering import Found
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_verdicts import Outcome

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stop:
    """A planted mistake that was stopped as it had to be."""

    event: str
    """Key of the event in ``locale/*/demo.toml`` under ``stop``."""
    rule: str
    reason: str
    """The reason code that stopped it."""


def granted(answer: T | Refusal) -> T:
    """The answer of an act that had to be done. Raises :class:`FailedVerification` where it was refused."""
    if isinstance(answer, Refusal):
        raise FailedVerification("demo-refused", reason=answer.reason, rule=answer.rule or "—")
    return answer


def completed(answer: Answer) -> Answer:
    """The answer of a desk that had to complete a piece. Raises :class:`FailedVerification` otherwise."""
    if answer.verdict is not Outcome.COMPLETE:
        raise FailedVerification("demo-refused", reason=answer.reason or answer.verdict.value, rule=answer.rule or "—")
    return answer


def why(answer: object) -> tuple[str, str]:
    """Rule and reason of an answer that stopped something; two empty strings where it stopped nothing."""
    match answer:
        case Refusal() | Answer():
            return answer.rule, answer.reason
        case Found(verdict="refused"):
            return "R4", answer.reason
    return "", ""


class Story:
    """Says one line an event in one language, and keeps the stops."""

    def __init__(self, say: Callable[[str], None], language: Language) -> None:
        self._say = say
        self.language = language
        self.stops: list[Stop] = []

    def words(self, key: str, /, **values: str | int) -> str:
        """A text of ``locale/*/demo.toml``."""
        return text(self.language, "demo", key, **values)

    def joined(self, items: Iterable[int | str]) -> str:
        """Several names or numbers as one."""
        return self.words("join").join(map(str, items))

    def plain(self, line: str = "") -> None:
        """A line as it is."""
        self._say(line)

    def chapter(self, key: str, **values: str | int) -> None:
        """A heading, set off by an empty line."""
        self._say("")
        self._say(self.words(f"chapter.{key}", **values))

    def done(self, event: str, **values: str | int) -> None:
        """Something that went as it should."""
        self._say(f"  ✔ {self.words(f'done.{event}', **values)}")

    def stopped(self, event: str, answer: object, rule: str, reason: str, **values: str | int) -> None:
        """A planted mistake and what stopped it. Raises :class:`FailedVerification` if ``rule`` did not."""
        said = self.words(f"stop.{event}", **values)
        if why(answer) != (rule, reason):
            got = " ".join(why(answer)).strip() or "—"
            raise FailedVerification("demo-not-stopped", event=said, expected=f"{rule} {reason}", got=got)
        self.stops.append(Stop(event, rule, reason))
        self._say(f"  {self.words('mark.stop')} {rule} {reason}  {said}")
