"""A practice in words and in figures: for its screens, for the terminal, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkmail.locale import Language, area, text
from checkmail.locale.sentences import reason_words
from checkmail.rehearsal.practice import PEOPLE, Practice
from checkmail.rehearsal.practice_plan import REASON
from checkmail.rehearsal.practice_result import (
    CAUGHT_BY_DESK,
    CAUGHT_BY_PERSON,
    NEVER,
    WAYS,
    PlantResult,
    PracticeResult,
)
from checkmail.rules.model import Check

_CAUGHT = (CAUGHT_BY_DESK, CAUGHT_BY_PERSON)


def start_lines(practice: Practice, language: Language, *, kept: bool) -> Iterator[str]:
    """What is printed, who to be, and what is said by going on: that the desk is clear (R16)."""

    def say(key: str, **values: str | int) -> str:
        return text(language, "practice", f"start.{key}", **values)

    yield say("title", check=_check(practice.layout.check, language))
    yield ""
    yield say("print")
    yield f"   {'  '.join(path.name for path in practice.to_print)}"
    yield f"   {say('folder', folder=str(practice.folder))}"
    yield f"   {say('kept' if kept else 'removed')}"
    yield f"   {say('more', files='  '.join(path.name for path in practice.files))}"
    yield ""
    yield say("log-in")
    for part in PEOPLE:
        role = text(language, "practice", f"part.{part.key}")
        yield f"   {say('who', number=part.number, pin=part.pin, name=practice.names[part.key], part=role)}"
    yield ""
    yield say("clear")
    yield say("begin")


def result_lines(result: PracticeResult, check: Check, language: Language, *, over: bool = True) -> Iterator[str]:
    """The result, line by line: figures, every planted mistake, what to look at again.

    Unless the practice is ``over``, what was not scanned yet keeps its secret: the person may go on.
    """

    def say(key: str, **values: str | int) -> str:
        return text(language, "practice", key, **values)

    took = say("result.no-time") if result.seconds is None else say("result.seconds", seconds=f"{result.seconds:.1f}")
    yield say("result.title", check=_check(check, language))
    figures = {"sets": result.sets, "complete": result.complete, "voided": result.voided}
    yield say("result.sets", seconds=took, **figures)
    yield say("result.caught", planted=len(result.plants), **{way: result.count(way) for way in WAYS})
    told = [one for one in result.plants if over or one.way != NEVER]
    for one in told:
        plant = one.plant
        yield "  " + say(
            "result.line", sign=say(f"sign.{one.way}"), laid=plant.laid, piece=plant.piece,
            mistake=say(f"mistake.{plant.mistake}"), way=say(f"way.{one.way}"),
        )  # fmt: skip
    if len(told) < len(result.plants):
        yield "  " + say("result.still-hidden", sign=say(f"sign.{NEVER}"), hidden=len(result.plants) - len(told))
    if result.further:
        yield say("result.further")
        for reason, times in result.further.items():
            yield "  " + say("result.further-one", reason=reason_words(reason, language)[0], times=times)
    if result.typed:
        yield say("result.typed", times=result.typed)
    if result.stopped:
        yield say("result.stopped")
    yield ""
    yield from _to_look_at(result, told, language)


def _to_look_at(result: PracticeResult, told: Sequence[PlantResult], language: Language) -> Iterator[str]:
    open_ones = [one.plant.mistake for one in told if one.way not in _CAUGHT]
    further = [reason for reason in result.further if f"look.{reason}" in area(language, "practice")]
    if not result.begun:
        yield text(language, "practice", "result.not-begun")
    elif not open_ones and not further:
        if len(told) == len(result.plants):
            yield text(language, "practice", "result.nothing-again")
    else:
        yield text(language, "practice", "result.again")
        for key in dict.fromkeys((*open_ones, *further)):
            yield f"  ・{text(language, 'practice', f'look.{key}')}"


def _check(check: Check, language: Language) -> str:
    return text(language, "words", f"check.{check}")


def result_document(result: PracticeResult, check: Check, folder: str | None) -> dict[str, object]:
    """The result for programs; ``folder`` is None where it is removed."""
    return {
        "check": check.value,
        "sets": result.sets,
        "complete": result.complete,
        "voided": result.voided,
        "median_seconds": result.seconds,
        "typed": result.typed,
        "planted": [
            {
                "mistake": one.plant.mistake, "set": one.plant.laid, "piece": one.plant.piece,
                "reason": REASON[one.plant.mistake], "outcome": one.way,
            }
            for one in result.plants
        ],
        "caught": sum(map(result.count, _CAUGHT)),
        "further": dict(result.further),
        "folder": folder,
    }  # fmt: skip
