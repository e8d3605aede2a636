"""The two sentences people read when something was not done: what is so, and what to do next.

Refusals (:mod:`checkmail.rules.refusal`) have theirs in ``reasons.toml``; exceptions
(:mod:`checkmail.errors`) in one of :data:`ERROR_AREAS`. A value that a sentence wants and nobody gave is
shown as a dash: the person at the desk gets the sentence, never a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.errors import CheckmailError
from checkmail.locale import Language, area, text
from checkmail.rules.ledger import OFFICE_CHAIN, chain_name
from checkmail.rules.refusal import Refusal

ERROR_AREAS: Final = ("errors", "intake_errors", "paper_errors", "rehearsal_errors", "serve_errors", "store_errors")
"""Areas an exception's key is looked up in; the first that has it speaks."""

_ABSENT: Final = "—"


class _Values(dict[str, str | int]):
    """The values of a sentence; what is missing shows as a dash."""

    def __missing__(self, name: str) -> str:
        return _ABSENT


def _said(details: Mapping[str, str | int], language: Language) -> _Values:
    """The values of a sentence, the office's chain by its word as every list has it."""
    values = _Values(details)
    if values.get("chain") == chain_name(OFFICE_CHAIN):
        values["chain"] = text(language, "words", "chain.office")
    return values


def refusal_words(refusal: Refusal, language: Language) -> tuple[str, str]:
    """Message and next step for a refused act; of several pieces the one that is refused is named.

    Where two rules refuse different things for one reason, each may have words of its own: ``[reason.R25]``.
    """
    texts, reason = area(language, "reasons"), f"{refusal.reason}.{refusal.rule}"
    reason = reason if f"{reason}.message" in texts else refusal.reason
    message, following = reason_words(reason, language, refusal.details)
    piece = refusal.details.get("piece", 0)
    if piece and "{piece}" not in texts[f"{reason}.message"]:
        message = text(language, "words", "of_piece", piece=piece, message=message)
    return message, following


def reason_words(reason: str, language: Language, details: Mapping[str, str | int] | None = None) -> tuple[str, str]:
    """Message and next step for a reason code, as a desk's answer or a list of blocks names it."""
    return _words(("reasons",), reason, language, details or {})


def error_words(error: CheckmailError, language: Language) -> tuple[str, str]:
    """Message and next step for a broken world; a server, which has no file, may have words of its own."""
    at_server = f"{error.key}.server"
    if "://" in str(error.details.get("path")) and f"{at_server}.message" in area(language, "errors"):
        return _words(("errors",), at_server, language, error.details)
    return _words(ERROR_AREAS, error.key, language, error.details)


def diagnosis_words(code: str, level: str, details: Mapping[str, str | int], language: Language) -> tuple[str, str]:
    """What ``doctor`` says of one thing, and what to do where it is not well."""
    texts, values = area(language, "doctor"), _said(details, language)
    following = "" if level == "ok" else texts[f"{code}.next"].format_map(values)
    return texts[f"{code}.{level}"].format_map(values), following


def equation_words(terms: Mapping[str, int], language: Language, *, balanced: bool) -> str:
    """A line of the reconciliation as the equation it is (R10, R18); empty where it has no terms."""
    if not terms:
        return ""
    key = "equation.artifacts" if "issued" in terms else "equation.envelopes"
    return text(language, "words", key, sign="=" if balanced else "≠", **terms)


def step_words(step: str, language: Language) -> str:
    """The words for a step of long work; a list check is named by what it looks for."""
    texts, findings = area(language, "tui"), area(language, "findings")
    return texts.get(f"step.{step}") or findings.get(f"{step.replace('_', '-')}.title") or texts["step.checking"]


def _words(areas: tuple[str, ...], key: str, language: Language, details: Mapping[str, str | int]) -> tuple[str, str]:
    for name in areas:
        texts = area(language, name)
        if f"{key}.message" in texts:
            values = _said(details, language)
            message, following = texts[f"{key}.message"], texts.get(f"{key}.next", "")
            return message.format_map(values), following.format_map(values)
    # A code without a sentence is a gap that tests/test_locale.py finds; people still read which one it was.
    return key, ""
